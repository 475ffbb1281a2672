"""The events that the workspace itself logs for providers with analytics (``ciframework.md`` 2.12)."""

from __future__ import annotations

from collections.abc import Iterable

from cif_emulator.api.analytics_rows import definition_id, event_row, moment, write_rows
from cif_emulator.records.errors import RecordError
from cif_emulator.workspace.state.analytics import (
    NOTIFICATION_DISPLAYED,
    NOTIFICATION_RESPONSE,
    SESSION_STARTED,
    SESSION_SWITCHED,
)
from cif_emulator.workspace.state.events import (
    Event,
    NotificationEnded,
    NotificationShown,
    SessionCreated,
    SessionSwitched,
)
from cif_emulator.workspace.state.refusals import Refusal
from cif_emulator.workspace.workspace import Workspace


def log(workspace: Workspace, events: Iterable[Event]) -> None:
    """Write the rows for events; a failure is a warning, not the caller's error."""
    if not any(provider.row.enable_analytics for provider in workspace.providers):
        return
    for event in events:
        match event:
            case SessionCreated(session_id, owner):
                _write(workspace, owner, SESSION_STARTED, session_id)
            case SessionSwitched(_, session_id):
                session = workspace.find_session(session_id)
                _write(workspace, session.owner if session else None, SESSION_SWITCHED, session_id)
            case NotificationShown(_, owner):
                _write(workspace, owner, NOTIFICATION_DISPLAYED)
            case NotificationEnded(_, owner, outcome):
                _write(workspace, owner, NOTIFICATION_RESPONSE, reason=outcome.value)


def _write(
    workspace: Workspace, owner: str | None, name: str, session_id: str = "", reason: str = ""
) -> None:
    provider = workspace.providers.find(owner or "")
    if provider is None or not provider.row.enable_analytics:
        return
    session = workspace.find_session(session_id)
    columns = {
        "name": name,
        "kpieventname": name,
        "kpieventreason": reason,
        "eventtimestamp": moment(workspace.now),
        "conversationid": session.conversation_id if session else None,
        "clientsessionid": session_id,
        "cifsessionid": session_id,
        "providerid": provider.provider_id,
    }
    try:
        write_rows(workspace, [event_row(definition_id(workspace, name), columns)])
    except (RecordError, Refusal) as error:
        workspace.warn("row-not-written", what=f"the platform's event {name} was not logged", why=error)
