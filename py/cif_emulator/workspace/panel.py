"""The communication panel: its modes, its width, whose page it shows (``ciframework.md`` 5.3, 5.4, 6).

Each session remembers its own mode; there is one width for all. A session that no channel provider created
(Home, one that the agent or ``Microsoft.Apm`` opened) shows the only provider, or nobody where there are
several.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import TYPE_CHECKING

from attrs import define

from cif_emulator.workspace.events import PanelModeChanged, PanelResized
from cif_emulator.workspace.refusals import Refusal, WrongArgument, quoted
from cif_emulator.workspace.templates import PanelState

if TYPE_CHECKING:
    from cif_emulator.workspace.providers import Provider
    from cif_emulator.workspace.session import Session
    from cif_emulator.workspace.workspace import Workspace

# Narrower than this nothing changes (6).
LEAST_WIDTH = 300
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


def mode_of_home(workspace: Workspace) -> PanelMode:
    """Home begins without a panel, but where there is one provider as the setting says."""
    if len(workspace.providers) != 1:
        return PanelMode.HIDDEN
    return MODE_OF_STATE[workspace.settings.home_panel_state]


def shown_provider(workspace: Workspace, session: Session | None = None) -> Provider | None:
    """Whose page the panel holds for a session (default: the focused one), visible or not."""
    session = session or workspace.focused_session
    owner = workspace.providers.find(session.owner or "")
    if owner is not None:
        return owner
    only = list(workspace.providers)
    return only[0] if len(only) == 1 else None


def mode(workspace: Workspace) -> PanelMode:
    """The mode now in force."""
    if len(workspace.providers) > 1 and shown_provider(workspace) is None:
        return PanelMode.HIDDEN
    return workspace.focused_session.panel


def set_mode(workspace: Workspace, caller: str, number: float) -> PanelMode:
    """A provider switches the mode of the focused session; no ``onmodechanged`` comes of it (2.6)."""
    if number not in list(PanelMode):
        right = ", ".join(f"{each.value} ({each.name.lower()})" for each in PanelMode)
        raise WrongArgument(f"there is no mode {number:g}; right is one of {right}")
    _refuse_others(workspace, caller)
    wanted = PanelMode(int(number))
    if not len(workspace.providers):
        workspace.warn(
            f"setMode({number:g}): there is no channel provider, so the panel has nothing to show; configure "
            "a "
            "[[provider]], or start with --provider URL"
        )
    _put(workspace, wanted)
    return wanted


def _refuse_others(workspace: Workspace, caller: str) -> None:
    session = workspace.focused_session
    if session.owner == caller:
        return
    if session.owner is not None:
        raise Refusal(
            f"the focused session {session.session_id} belongs to {quoted(session.owner)}; the panel's mode "
            "is set "
            "while a session of the caller's own is focused"
        )
    if len(workspace.providers) > 1:
        where = "Home" if session.is_default else session.session_id
        raise Refusal(
            f"setMode is not supported on {where} where several channel providers are configured; open a "
            "default "
            "session with createSession first, then call setMode there"
        )


def _put(workspace: Workspace, wanted: PanelMode) -> None:
    if workspace.focused_session.panel is not wanted:
        workspace.focused_session.panel = wanted
        workspace.touch()


def set_width(workspace: Workspace, pixels: float) -> int:
    """A provider sets the width; gives the width in force (2.6, 6).

    Less than 300 changes nothing, more than half of the screen collapses the panel.
    """
    if pixels < LEAST_WIDTH:
        workspace.warn(
            f"setWidth({pixels:g}) changes nothing: the least width is {LEAST_WIDTH} pixels (the product is "
            "silent "
            "about it, too)"
        )
    elif _is_too_wide(workspace, pixels):
        workspace.warn(
            f"setWidth({pixels:g}) is more than half of the screen's {workspace.panel.screen_width} pixels: "
            "the panel "
            "collapses instead; setMode(1) docks it again"
        )
        _put(workspace, PanelMode.COLLAPSED)
    elif round(pixels) != workspace.panel.width:
        workspace.panel.width = round(pixels)
        workspace.touch()
    return workspace.panel.width


def _is_too_wide(workspace: Workspace, pixels: float) -> bool:
    return pixels > workspace.panel.screen_width / 2


# -- by hand --------------------------------------------------------------------------------------


def toggle(workspace: Workspace) -> None:
    """The agent's button: docked or minimized, whichever it is not; a hidden panel has no button (6)."""
    now = mode(workspace)
    if now is PanelMode.HIDDEN:
        workspace.warn("The communication panel is hidden: only its channel provider can show it (setMode).")
        return
    wanted = PanelMode.MINIMIZED if now is PanelMode.DOCKED else PanelMode.DOCKED
    _put(workspace, wanted)
    workspace.panel.switched_by_agent += 1
    provider = shown_provider(workspace)
    lost = workspace.settings.first_mode_change_lost and workspace.panel.switched_by_agent == 1
    if provider is not None and not lost:
        workspace.emit(PanelModeChanged(provider.provider_id, wanted.value))


def resize(workspace: Workspace, pixels: float) -> None:
    """The agent drags the panel's edge: never narrower than 300; beyond half of the screen it collapses."""
    if _is_too_wide(workspace, pixels):
        _put(workspace, PanelMode.COLLAPSED)
        return
    width = max(LEAST_WIDTH, round(pixels))
    if width == workspace.panel.width:
        return
    workspace.panel.width = width
    workspace.touch()
    provider = shown_provider(workspace)
    if provider is not None:
        workspace.emit(PanelResized(provider.provider_id, width))
