"""The model's events as broadcasts of ``Microsoft.Apm`` (``app-profile-manager.md`` 7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cif_emulator.api.call import ON_SESSION_CLOSED, ON_SESSION_SWITCH, ON_TAB_SWITCH
from cif_emulator.api.values import write
from cif_emulator.workspace.state.events import Event, SessionClosed, SessionSwitched, TabSwitched


def broadcasts(events: Iterable[Event]) -> Iterator[tuple[str, str]]:
    """Event names and the JSON texts of their payloads, in order.

    Formatted by hand for speed: every call that moves the focus has two or three.
    """
    for event in events:
        if isinstance(event, SessionSwitched):
            sessions = f'"newSessionId":{write(event.new_session_id)}'
            yield ON_SESSION_SWITCH, f'{{"previousSessionId":{write(event.previous_session_id)},{sessions}}}'
        elif isinstance(event, TabSwitched):
            previous = (
                f'"previousSessionId":{write(event.previous_session_id)},'
                f'"previousTabId":{write(event.previous_tab_id)}'
            )
            yield (
                ON_TAB_SWITCH,
                f'{{{previous},"sessionId":{write(event.session_id)},"tabId":{write(event.tab_id)}}}',
            )
        elif isinstance(event, SessionClosed):
            yield ON_SESSION_CLOSED, f'{{"sessionId":{write(event.session_id)}}}'
