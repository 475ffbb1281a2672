"""The agent's presence: one of the configured ones (``ciframework.md`` 2.7)."""

from __future__ import annotations

from cif_emulator.workspace.state.events import PresenceChanged
from cif_emulator.workspace.state.presence import id_of
from cif_emulator.workspace.state.refusals import UnknownId, nearest, quoted
from cif_emulator.workspace.state.state import State
from cif_emulator.workspace.state.templates import Presence


def set_by_text(state: State, text: str) -> bool:
    """A provider sets the presence; ``False`` for a text that is not configured, which changes nothing."""
    presences = state.presences
    found = presences.find(text, exactly=state.settings.strict)
    if found is None:
        known = nearest(text, (option.text for option in presences.options)) or "No presence is configured."
        state.warn(f"setPresence: there is no presence {quoted(text)}, nothing was set. {known}")
        return False
    if found.text != text:
        state.warn(
            f"setPresence: {quoted(text)} was taken for {quoted(found.text)}; the product wants the exact "
            "spelling"
        )
    _put(state, found)
    return True


def choose(state: State, presence_id: str) -> None:
    """The agent picks a presence in the header."""
    for option in state.presences.options:
        if id_of(option) == presence_id:
            _put(state, option)
            return
    raise UnknownId(f"there is no presence with the id {quoted(presence_id)}")


def _put(state: State, presence: Presence) -> None:
    if presence is not state.presences.current:
        state.presences.current = presence
        state.emit(PresenceChanged(presence))
