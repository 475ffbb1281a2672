"""The agent's presence: chosen, set by a provider, or changed by the workspace (``ciframework.md`` 2.7)."""

from __future__ import annotations

from cif_emulator.workspace.state.events import PresenceChanged
from cif_emulator.workspace.state.presence import Alert, id_of
from cif_emulator.workspace.state.refusals import UnknownId, UnknownName, nearest, quoted
from cif_emulator.workspace.state.state import State
from cif_emulator.workspace.state.templates import Presence


def set_by_text(state: State, text: str) -> bool:
    """A provider sets the presence; ``False`` for a text that is not configured, which changes nothing."""
    presences = state.presences
    found = presences.find(text, exactly=state.settings.strict)
    if found is None:
        known = nearest(text, (option.text for option in presences.options)) or "No presence is configured."
        state.warn("unknown-presence", text=quoted(text), near=known)
        return False
    if found.text != text:
        state.warn("presence-spelling", text=quoted(text), right=quoted(found.text))
    _put(state, found)
    return True


def choose(state: State, presence_id: str) -> None:
    """The agent picks a presence in the header."""
    current = state.presences.current
    for option in (*state.presences.options, *([current] if current else [])):
        if id_of(option) == presence_id:
            _put(state, option)
            return
    raise UnknownId(f"there is no presence with the id {quoted(presence_id)}")


def choose_by_text(state: State, text: str) -> None:
    """The agent picks a presence by its text, in any letter case."""
    found = state.presences.find(text, exactly=False)
    if found is None:
        near = nearest(text, (option.text for option in state.presences.options))
        raise UnknownName(f"there is no presence {quoted(text)}. {near or 'No presence is configured.'}")
    _put(state, found)


# Where no presence of the name, or of the base status, is configured.
INACTIVE = Presence(text="Inactive", base_status="away", color="#8a8886")
DO_NOT_DISTURB = Presence(text="Do not disturb", base_status="do_not_disturb", color="#c4314b")


def missed(state: State) -> None:
    """The agent let a notification pass."""
    found = state.presences.find(INACTIVE.text, exactly=False) or INACTIVE
    _alert(state, found, "You missed a notification.")


def rejected(state: State) -> None:
    """The agent rejected a notification."""
    _alert(state, _do_not_disturb(state), "You rejected a notification.")


def sessions_full(state: State) -> None:
    """Work is offered to an agent who cannot open another session."""
    text = f"You have the maximum of {state.settings.max_sessions} sessions open."
    _alert(state, _do_not_disturb(state), text)


def _do_not_disturb(state: State) -> Presence:
    status = DO_NOT_DISTURB.base_status
    return next((each for each in state.presences.options if each.base_status == status), DO_NOT_DISTURB)


def _alert(state: State, presence: Presence, reason: str) -> None:
    """Change the presence until the agent answers; a further cause keeps what the answer goes back to."""
    presences = state.presences
    if presences.current is None:
        return
    before = presences.alert.before if presences.alert else presences.current
    _put(state, presence)
    presences.alert = Alert(f"{reason} Your presence is {presence.text}.", before)
    state.touch()


def answer_alert(state: State) -> None:
    """The agent has read the alert: the presence is again what it was."""
    alert = state.presences.alert
    if alert is not None:
        _put(state, alert.before)


def _put(state: State, presence: Presence) -> None:
    state.presences.alert = None
    state.touch()
    if presence is not state.presences.current:
        state.presences.current = presence
        state.emit(PresenceChanged(presence))
