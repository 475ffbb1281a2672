"""The communication panel (``ciframework.md`` 2.6, 6)."""

from __future__ import annotations

from cif_emulator.api.call import Call
from cif_emulator.api.cif.namespace import ciframework
from cif_emulator.workspace.rules import panel

_SOURCE = "ciframework.md 2.6"


@ciframework.method("setMode", source=_SOURCE)
def set_mode(call: Call, value: float) -> int:
    """Minimize (0), dock (1), hide (2) or collapse (3) the panel of the focused session; gives the mode."""
    return panel.set_mode(call.workspace, call.caller, value).value


@ciframework.method("getMode", source=_SOURCE)
def get_mode(call: Call) -> int:
    """The panel's mode now, as ``setMode`` numbers it."""
    return panel.mode(call.workspace).value


@ciframework.method("setWidth", source=_SOURCE)
def set_width(call: Call, value: float) -> int:
    """Set the panel's width in pixels, for all sessions; gives the width in force."""
    return panel.set_width(call.workspace, value)


@ciframework.method("getWidth", source=_SOURCE)
def get_width(call: Call) -> int:
    """The panel's width in pixels."""
    return call.workspace.panel.width
