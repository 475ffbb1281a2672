"""How much text callers have left in the state: a browser's memory has an end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cif_emulator.workspace.state.session import Session, Tab
from cif_emulator.workspace.state.state import State


def held_characters(state: State) -> int:
    """Characters in sessions, tabs (the closed ones that are remembered, too), notifications and settings."""
    return sum(_characters(value) for value in _held(state))


def _held(state: State) -> Iterator[object]:
    yield state.saved_settings
    for session in (*state.sessions.values(), *state.closed_sessions()):
        yield from _of_session(session)
    for tab in state.closed_tabs():
        yield from _of_tab(tab)
    for notification in state.notifications.waiting.values():
        yield (notification.title, notification.fields, notification.token)


def _of_session(session: Session) -> Iterator[object]:
    yield (session.title, session.urgent_text, session.values, session.title_values, session.anchor)
    yield session.passed_context
    for tab in session.tabs.values():
        yield from _of_tab(tab)


def _of_tab(tab: Tab) -> Iterator[object]:
    yield (tab.title, tab.values, tab.page.parameters, tab.state.note)
    yield from tab.unsaved.values()


def _characters(value: object) -> int:
    """Those of a plain value's texts and keys; any other value counts as one."""
    found = 0
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            found += len(item)
        elif isinstance(item, Mapping):
            waiting += item.keys()
            waiting += item.values()
        elif isinstance(item, list | tuple):
            waiting += item
        else:
            found += 1
    return found
