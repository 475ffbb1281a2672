"""What became different in the workspace, as plain texts told from the events that the model emitted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypedDict

from cif_emulator.workspace.state.events import (
    AddressOpened,
    ArticleSent,
    Event,
    NotificationEnded,
    NotificationShown,
    PanelModeChanged,
    PanelResized,
    PhoneNumberClicked,
    PresenceChanged,
    RecordWritten,
    SessionClosed,
    SessionCreated,
    SessionSwitched,
    SlugsRead,
    TabClosed,
    TabOpened,
    TabSwitched,
)
from cif_emulator.workspace.state.panel import PanelMode
from cif_emulator.workspace.state.readings import Origin
from cif_emulator.workspace.state.state import State


class SlugTold(TypedDict):
    """A slug in a text, what it gave (``null`` if nobody gave a value), and where that came from."""

    text: str
    slug: str
    value: str | None
    origin: Origin


# A text of a caller's, in a line that people read.
_LONGEST = 200


def told_changes(events: Iterable[Event]) -> tuple[Event, ...]:
    """Those events that tell a change, without texts of any length: the log keeps them."""
    return tuple(
        [
            AddressOpened(event.url[:_LONGEST]) if isinstance(event, AddressOpened) else event
            for event in events
            if type(event) in _KEPT
        ]
    )


def change_texts(events: Iterable[Event], workspace: State | None) -> list[str]:
    """Events as lines that people read; titles are those of now."""
    return [_TEXTS[type(event)](event, workspace) for event in events if type(event) in _TEXTS]


def slugs_told(events: Iterable[Event]) -> list[SlugTold]:
    """The slugs that were read on the way, as plain data."""
    return [
        {"text": each.text, "slug": each.slug, "value": each.value, "origin": each.origin}
        for event in events
        if isinstance(event, SlugsRead)
        for each in event.readings
    ]


def session_name(session_id: str, workspace: State | None) -> str:
    """A session's title, and its id if that says no more."""
    session = workspace.remembered_session(session_id) if workspace else None
    return f"{session.title} ({session_id})" if session and session.title else session_id


def tab_name(tab_id: str, workspace: State | None) -> str:
    """A tab's title with its id."""
    tab = workspace.remembered_tab(tab_id) if workspace else None
    return f"{tab.title} ({tab_id})" if tab and tab.title else tab_id


def record_name(table: str, record_id: str, workspace: State | None) -> str:
    """A record's table and name; the id of one that is no more."""
    definition = workspace.records.table(table) if workspace else None
    row = workspace.records.retrieve(table, record_id) if workspace and definition else None
    name = row.get(definition.primary_name) if row and definition else None
    return f"{table} {str(name)[:_LONGEST] if name else record_id}"


def _created(event: SessionCreated, workspace: State | None) -> str:
    by = f" for {event.owner}" if event.owner else ""
    return f"Session {session_name(event.session_id, workspace)} opened{by}"


def _switched(event: SessionSwitched, workspace: State | None) -> str:
    previous = session_name(event.previous_session_id, workspace)
    return f"Focus moved from {previous} to {session_name(event.new_session_id, workspace)}"


def _closed(event: SessionClosed, workspace: State | None) -> str:
    return f"Session {session_name(event.session_id, workspace)} closed"


def _tab_opened(event: TabOpened, workspace: State | None) -> str:
    return f"Tab {tab_name(event.tab_id, workspace)} opened in {session_name(event.session_id, workspace)}"


def _tab_closed(event: TabClosed, workspace: State | None) -> str:
    return f"Tab {tab_name(event.tab_id, workspace)} closed in {session_name(event.session_id, workspace)}"


def _tab_switched(event: TabSwitched, workspace: State | None) -> str:
    return f"Tab {tab_name(event.tab_id, workspace)} shown"


def _written(event: RecordWritten, workspace: State | None) -> str:
    return f"Record {record_name(event.table, event.record_id, workspace)} {event.operation}d"


def _ended(event: NotificationEnded, _: State | None) -> str:
    return f"Notification {event.notification_id} of {event.owner} ended: {event.outcome.value}"


_TEXTS: Mapping[type[Event], Callable[[Any, State | None], str]] = {
    SessionCreated: _created,
    SessionSwitched: _switched,
    SessionClosed: _closed,
    TabOpened: _tab_opened,
    TabClosed: _tab_closed,
    TabSwitched: _tab_switched,
    PanelModeChanged: lambda event, _: (
        f"Panel of {event.provider_id} is {PanelMode(event.mode).name.lower()}"
    ),
    PanelResized: lambda event, _: f"Panel of {event.provider_id} is {event.width} pixels wide",
    PresenceChanged: lambda event, _: f"Presence is {event.presence.text}",
    PhoneNumberClicked: lambda event, _: f"Number {event.value[:_LONGEST]} clicked",
    ArticleSent: lambda event, _: f"Article {event.title[:_LONGEST]} sent",
    NotificationShown: lambda event, _: f"Notification {event.notification_id} of {event.owner} shown",
    NotificationEnded: _ended,
    RecordWritten: _written,
    AddressOpened: lambda event, _: f"Address {event.url} opened",
}

_KEPT: frozenset[type] = frozenset({*_TEXTS, SlugsRead})
