"""Titles of sessions and tabs: those that the rules give, and those that code sets (8)."""

from __future__ import annotations

from collections.abc import Mapping

from cif_emulator.workspace.slugs.rendering import first_complete
from cif_emulator.workspace.slugs.resolution import session_lookup, session_scope
from cif_emulator.workspace.state.captions import page_caption, record_name
from cif_emulator.workspace.state.record_source import RecordSource, Row
from cif_emulator.workspace.state.session import Session, Tab
from cif_emulator.workspace.state.state import State
from cif_emulator.workspace.state.templates import SessionType
from cif_emulator.workspace.state.values import as_text


def default_session_title(records: RecordSource, session: Session) -> str:
    """A session's title when its template gives none: the customer's or case's name (8); else ``""``."""
    lookup = session_lookup(session)
    anchor = session.anchor_tab.page
    candidates = (
        lookup("customerName"),
        record_name(records, anchor.entity_name, session.anchor),
        lookup("caseTitle"),
    )
    return next((text for value in candidates if (text := as_text(value).strip())), "")


def session_title(state: State, session: Session) -> str:
    """The title that the rules give a session now (8), ``""`` for a conversation with somebody unknown."""
    template = session.template
    scope = session_scope(state.records, session, readings=state.readings)
    title = first_complete(template.title, scope) if template else ""
    title = title or default_session_title(state.records, session)
    if not title and template is not None and template.session_type is SessionType.ENTITY:
        title = page_caption(state.records, state.catalog, session.anchor_tab.page)
    return title


def tab_title(state: State, session: Session, tab: Tab, row: Row | None = None) -> str:
    """The title that the rules give a tab now (8); ``row`` is its record's, if the caller has it already."""
    title = ""
    if tab.template is not None:
        scope = session_scope(state.records, session, tab.values, state.readings)
        title = first_complete(tab.template.title, scope)
    return title or page_caption(state.records, state.catalog, tab.page, row)


# -- set by code ----------------------------------------------------------------------------------


def set_session_title(state: State, session: Session, title: str) -> None:
    """Change the rail's label; Home keeps its own."""
    if session.is_default:
        state.warn("home-is-fixed", what="its title cannot be changed")
        return
    session.title = title
    state.touch(session)


def render_title_anew(state: State, session: Session, values: Mapping[str, object]) -> None:
    """Write a session's title again from its template, with values of its own over its context's."""
    template = session.template
    title_values = {**session.title_values, **values}
    scope = session_scope(state.records, session, title_values)
    title = first_complete(template.title, scope) if template else ""
    session.title_values = title_values
    if title:
        set_session_title(state, session, title)
        if template is not None and template.enable_title_sync:
            set_tab_title(state, session.anchor_tab, title)


def set_tab_title(state: State, tab: Tab, title: str) -> None:
    """Change a tab's caption."""
    tab.title = title
    state.touch()
