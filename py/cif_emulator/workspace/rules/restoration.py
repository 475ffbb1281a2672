"""Sessions that come back after the browser reloads the page (``app-profile-manager.md`` 8.2).

Kept are the sessions that no channel provider opened, with their tabs and the focus. A refresh of the browser
tab brings all of them back, another one those of records alone. Pages come back as they were resolved; a
record that was new comes back as a new one, also where it was saved meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import cattrs
from attrs import Factory

from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.rules.context import refresh_anchor
from cif_emulator.workspace.rules.life_cycle import adopt, focus_session
from cif_emulator.workspace.state.captions import page_caption
from cif_emulator.workspace.state.pages import Page
from cif_emulator.workspace.state.panel import PanelMode
from cif_emulator.workspace.state.session import Session, Tab
from cif_emulator.workspace.state.state import State
from cif_emulator.workspace.state.templates import PageType, PanelState, SessionTemplate, SessionType

# The format of what is kept: another one is dropped.
FORMAT = 1


@frozen(kw_only=True)
class SavedTab:
    """One tab: its template's unique name, if it had one, and its page as it was resolved."""

    title: str
    page_type: PageType
    parameters: dict[str, Any]
    template: str | None = None
    can_close: bool = True
    values: dict[str, Any] = Factory(dict)


@frozen(kw_only=True)
class SavedSession:
    """One session; ``entity`` is its record's table, ``None`` for a generic one."""

    title: str
    tabs: tuple[SavedTab, ...]
    selected: int
    template: str | None = None
    entity: str | None = None
    focused: bool = False
    can_close: bool = True
    panel: PanelMode = PanelMode.HIDDEN
    values: dict[str, Any] = Factory(dict)


@frozen(kw_only=True)
class Saved:
    """All that is kept."""

    format: int
    sessions: tuple[SavedSession, ...]


_CONVERTER = cattrs.Converter(forbid_extra_keys=True)


def _is_kept(session: Session) -> bool:
    return not session.is_default and session.owner is None


def _saved_tab(state: State, tab: Tab) -> SavedTab:
    page = tab.create_form or tab.page
    return SavedTab(
        title=page_caption(state.records, state.catalog, page) if tab.create_form else tab.title,
        page_type=page.page_type,
        parameters=dict(page.parameters),
        template=tab.template.unique_name if tab.template else None,
        can_close=tab.can_close,
        values=dict(tab.values),
    )


def _saved_session(state: State, session: Session) -> SavedSession:
    template = session.template
    is_entity = template is None or template.session_type is SessionType.ENTITY
    tabs = tuple(_saved_tab(state, tab) for tab in session.tabs.values())
    return SavedSession(
        title=tabs[0].title if session.anchor_tab.create_form else session.title,
        tabs=tabs,
        selected=list(session.tabs).index(session.focused_tab_id),
        template=template.unique_name if template else None,
        entity=session.anchor_tab.page.entity_name if is_entity else None,
        focused=session is state.focused_session,
        can_close=session.can_close,
        panel=session.panel,
        values=dict(session.values),
    )


def saved(state: State) -> dict[str, object]:
    """What is to be kept, as plain data."""
    kept = tuple(_saved_session(state, session) for session in state.sessions.values() if _is_kept(session))
    data: dict[str, object] = _CONVERTER.unstructure(Saved(format=FORMAT, sessions=kept))
    return data


def restore(state: State, data: object, *, same_browser_tab: bool) -> None:
    """Open the sessions that were kept, in a fresh workspace. Broken data is dropped with a warning.

    Generic ones come back only in the ``same_browser_tab``, which was refreshed.
    Sessions whose templates have gone, or that are more than the workspace may hold, are left out, said so.
    """
    try:
        found = _CONVERTER.structure(data, Saved)
    except (cattrs.BaseValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        detailed = isinstance(error, cattrs.BaseValidationError)
        why = "; ".join(cattrs.transform_error(error)) if detailed else error
        what = f"the sessions from before the reload cannot be read and are dropped: {why}"
        state.warn("sessions-not-restored", what=what)
        return
    if found.format != FORMAT:
        what = f"the sessions from before the reload are dropped: their format is {found.format}"
        state.warn("sessions-not-restored", what=what)
        return
    focused: Session | None = None
    for each in found.sessions:
        if each.entity is None and not same_browser_tab:
            continue
        session = _restored(state, each)
        if session is None or not state.can_create_session():
            what = f"the session “{each.title}” could not be restored"
            state.warn("sessions-not-restored", what=what)
            continue
        adopt(state, session)
        focused = session if each.focused else focused
    if focused is not None:
        focus_session(state, focused)


def _restored(state: State, kept: SavedSession) -> Session | None:
    template = _template(state, kept)
    fits = 0 <= kept.selected < len(kept.tabs) <= state.settings.max_tabs
    if not fits or (template is None and kept.template is not None):
        return None
    session = Session(
        session_id=state.next_session_id(),
        title=kept.title,
        template=template,
        can_close=kept.can_close,
        values=dict(kept.values),
        panel=kept.panel,
    )
    for tab in _restored_tabs(state, kept.tabs):
        session.tabs[tab.tab_id] = tab
    session.focused_tab_id = list(session.tabs)[kept.selected]
    refresh_anchor(state, session)
    return session


def _template(state: State, kept: SavedSession) -> SessionTemplate | None:
    found = state.catalog.sessions.find(kept.template) if kept.template else None
    if found is None and kept.entity is not None:
        # A record's session that no template was configured for.
        return SessionTemplate(
            unique_name=f"agent_{kept.entity}",
            name=kept.entity,
            session_type=SessionType.ENTITY,
            entity=kept.entity,
            panel_state=PanelState.HIDDEN,
        )
    return found


def _restored_tabs(state: State, kept: Iterable[SavedTab]) -> list[Tab]:
    tabs = []
    for place, each in enumerate(kept):
        tabs.append(
            Tab(
                tab_id=state.next_tab_id(),
                title=each.title,
                page=Page(page_type=each.page_type, parameters=each.parameters),
                template=state.catalog.tabs.find(each.template) if each.template else None,
                is_anchor=place == 0,
                can_close=each.can_close,
                values=each.values,
            )
        )
    return tabs
