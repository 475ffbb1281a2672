"""The model's events as broadcasts of ``Microsoft.Apm`` (``app-profile-manager.md`` 7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cif_emulator.api.call import ON_SESSION_CLOSED, ON_SESSION_SWITCH, ON_TAB_SWITCH
from cif_emulator.workspace.events import Event, SessionClosed, SessionSwitched, TabSwitched


def broadcasts(events: Iterable[Event]) -> Iterator[tuple[str, dict[str, object]]]:
    """Event names and payloads, in order."""
    for event in events:
        match event:
            case SessionSwitched(previous, new):
                yield ON_SESSION_SWITCH, {"previousSessionId": previous, "newSessionId": new}
            case SessionClosed(session_id):
                yield ON_SESSION_CLOSED, {"sessionId": session_id}
            case TabSwitched(previous_session, previous_tab, session_id, tab_id):
                yield (
                    ON_TAB_SWITCH,
                    {
                        "previousSessionId": previous_session,
                        "previousTabId": previous_tab,
                        "sessionId": session_id,
                        "tabId": tab_id,
                    },
                )
