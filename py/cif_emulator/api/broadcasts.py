"""The model's events as broadcasts of ``Microsoft.Apm`` (``app-profile-manager.md`` 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cif_emulator.api.call import ON_SESSION_CLOSED, ON_SESSION_SWITCH, ON_TAB_SWITCH
from cif_emulator.workspace.state.events import Event, SessionClosed, SessionSwitched, TabSwitched


def broadcasts(events: Iterable[Event]) -> list[tuple[str, str]]:
    """Event names and the JSON texts of their payloads, in order."""
    return [_BROADCASTS[type(event)](event) for event in events if type(event) in _BROADCASTS]


# Formatted by hand for speed: every call that moves the focus has two or three. The workspace's own ids need
# no escapes.


def _session_switched(event: SessionSwitched) -> tuple[str, str]:
    previous, new = event.previous_session_id, event.new_session_id
    return ON_SESSION_SWITCH, f'{{"previousSessionId":"{previous}","newSessionId":"{new}"}}'


def _tab_switched(event: TabSwitched) -> tuple[str, str]:
    previous = f'"previousSessionId":"{event.previous_session_id}","previousTabId":"{event.previous_tab_id}"'
    return ON_TAB_SWITCH, f'{{{previous},"sessionId":"{event.session_id}","tabId":"{event.tab_id}"}}'


def _session_closed(event: SessionClosed) -> tuple[str, str]:
    return ON_SESSION_CLOSED, f'{{"sessionId":"{event.session_id}"}}'


_BROADCASTS: Mapping[type[Event], Callable[[Any], tuple[str, str]]] = {
    SessionSwitched: _session_switched,
    TabSwitched: _tab_switched,
    SessionClosed: _session_closed,
}
