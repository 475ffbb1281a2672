"""The communication panel's modes and widths (``ciframework.md`` 6)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from attrs import define

from cif_emulator.workspace.state.templates import PanelState

# Narrower than this nothing changes (6).
LEAST_WIDTH = 300
# Wider than this part of the screen it collapses (6).
WIDEST_SHARE = 0.5
# Until the page has said how wide it is.
ASSUMED_SCREEN_WIDTH = 1280


class PanelMode(IntEnum):
    """The numbers of ``setMode`` (2.6, 6)."""

    MINIMIZED = 0
    DOCKED = 1
    HIDDEN = 2
    COLLAPSED = 3


MODE_OF_STATE: Mapping[PanelState, PanelMode] = {
    PanelState.MINIMIZED: PanelMode.MINIMIZED,
    PanelState.DOCKED: PanelMode.DOCKED,
    PanelState.HIDDEN: PanelMode.HIDDEN,
}


@define
class Panel:
    """What all sessions share: widths in pixels, and how often the agent has switched the mode."""

    width: int
    screen_width: int = ASSUMED_SCREEN_WIDTH
    switched_by_agent: int = 0
