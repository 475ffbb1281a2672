"""The model's events and the log's calls as DOM events of ``<agent-workspace>``, with their details."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypedDict

from cif_emulator.api.call_log import LogEntry
from cif_emulator.workspace.state.events import (
    Event,
    NotificationEnded,
    NotificationShown,
    SessionClosed,
    SessionCreated,
    SessionSwitched,
)


class SessionDetail(TypedDict):
    """Which session was opened, or is gone."""

    sessionId: str


class SwitchDetail(TypedDict):
    """From which session to which the focus has moved."""

    previousSessionId: str
    newSessionId: str


class NotificationDetail(TypedDict):
    """A notification that has appeared or ended."""

    notificationId: str
    provider: str
    outcome: str | None
    """How it ended; `null` while it is on screen."""


class ReadyDetail(TypedDict):
    """The workspace is up."""

    version: str
    """The emulator's version."""


def element_events(events: Iterable[Event]) -> Iterator[tuple[str, object]]:
    """Names and details of what the model has emitted, in order."""
    for event in events:
        match event:
            case SessionCreated(session_id):
                yield "session-created", SessionDetail(sessionId=session_id)
            case SessionSwitched(previous, new):
                yield "session-switched", SwitchDetail(previousSessionId=previous, newSessionId=new)
            case SessionClosed(session_id):
                yield "session-closed", SessionDetail(sessionId=session_id)
            case NotificationShown(notification_id, owner):
                yield (
                    "notification",
                    NotificationDetail(notificationId=notification_id, provider=owner, outcome=None),
                )
            case NotificationEnded(notification_id, owner, outcome):
                yield (
                    "notification",
                    NotificationDetail(notificationId=notification_id, provider=owner, outcome=outcome.value),
                )


def call_events(entries: Iterable[LogEntry]) -> Iterator[tuple[str, object]]:
    """Names and details of the calls among the log's entries that have ended."""
    for entry in entries:
        if not entry["pending"] and entry["kind"] in ("call", "refusal"):
            yield ("call" if entry["kind"] == "call" else "refused"), entry
