"""The agent's presence (``ciframework.md`` 2.7)."""

from __future__ import annotations

from typing import Annotated

from cif_emulator.api.call import Call
from cif_emulator.api.cif.namespace import ciframework
from cif_emulator.api.kinds import Text
from cif_emulator.workspace.rules import presence

_SOURCE = "ciframework.md 2.7"

# What ``getPresence`` resolves to without a presence.
FAILED = "FAILED"


@ciframework.method("setPresence", source=_SOURCE)
def set_presence(call: Call, presence_text: Annotated[str, Text("Available")]) -> bool:
    """Set the presence by its configured text; ``false`` if there is none of that text."""
    return presence.set_by_text(call.workspace, presence_text)


@ciframework.method("getPresence", source=_SOURCE)
def get_presence(call: Call) -> str:
    """The presence's text, or ``FAILED``."""
    current = call.workspace.presences.current
    return current.text if current else FAILED
