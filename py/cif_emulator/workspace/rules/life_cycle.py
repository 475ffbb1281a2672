"""Sessions and tabs: opened, brought to the front, closed (``app-profile-manager.md`` 8).

A function either carries out all that is asked or raises a ``Refusal`` and leaves everything as it was.
"""

from __future__ import annotations

from cif_emulator.workspace.rules.marks import clear_marks
from cif_emulator.workspace.rules.opening import build_session, build_tab
from cif_emulator.workspace.rules.readings import tell_readings
from cif_emulator.workspace.state.events import (
    PageShown,
    SessionClosed,
    SessionCreated,
    SessionSwitched,
    TabClosed,
    TabOpened,
    TabSwitched,
)
from cif_emulator.workspace.state.page_state import PageState
from cif_emulator.workspace.state.refusals import LimitReached, quoted
from cif_emulator.workspace.state.requests import SessionRequest, TabRequest
from cif_emulator.workspace.state.session import Session, Tab
from cif_emulator.workspace.state.state import State
from cif_emulator.workspace.state.templates import PageType

# The product's own texts (``app-profile-manager.md`` 3.2, 4).
MAXIMUM_SESSIONS = "Maximum sessions reached. Close a session before opening another."
MAXIMUM_TABS = "Maximum tabs reached. Close a tab in this session before opening another."

# These page types come back in their initial state (``app-profile-manager.md`` 8).
_RELOADED_ON_RETURN = (PageType.WEB_RESOURCE, PageType.THIRD_PARTY_WEBSITE, PageType.CUSTOM_PAGE)


# -- sessions -------------------------------------------------------------------------------------


def open_session(state: State, request: SessionRequest) -> Session:
    """Open a session from a template (``app-profile-manager.md`` 3.1), last in the session panel."""
    if not state.can_create_session():
        state.screen.show_message("warning", MAXIMUM_SESSIONS)
        state.touch()
        raise LimitReached(MAXIMUM_SESSIONS)
    mark = state.mark()
    state.readings.clear()
    try:
        session = build_session(state, request)
    except Exception as problem:
        state.take_back(mark, problem)
        raise
    adopt(state, session)
    if request.focused:
        focus_session(state, session)
    _tell_findings(state, session, request)
    return session


def _tell_findings(state: State, session: Session, request: SessionRequest) -> None:
    template = request.template
    if state.readings:
        sections = (key for section in request.tab_parameters.values() for key in section)
        tell_readings(state, template.unique_name, {*request.values, *sections})
    profile = state.catalog.profile
    if state.settings.allow_templates_outside_profile and profile and not state.catalog.holds(template):
        name = quoted(template.unique_name)
        state.warn("template-of-other-profile", name=name, profile=quoted(profile.unique_name))
    count, most = len(state.sessions), state.settings.max_sessions
    if count == most:
        state.warn("session-limit-near", session_id=session.session_id, count=count, most=most)


def adopt(state: State, session: Session) -> None:
    """Take in a session that was built complete, last in the session panel; the focus stays."""
    state.add_session(session)
    state.emit(SessionCreated(session.session_id, session.owner))


def focus_session(state: State, session: Session) -> None:
    """Bring a session to the front; its marks are cleared."""
    if session is state.focused_session:
        clear_marks(state, session)
        return
    _move_focus(state, state.focused_session, state.focused_session.focused_tab, session)


def _move_focus(state: State, previous: Session, previous_tab: Tab, session: Session) -> None:
    state.focused_session = session
    state.touch(previous)
    clear_marks(state, session)
    _reload_on_return(session.focused_tab)
    state.emit(SessionSwitched(previous.session_id, session.session_id))
    state.emit(
        TabSwitched(previous.session_id, previous_tab.tab_id, session.session_id, session.focused_tab_id)
    )
    state.emit(PageShown(session.session_id, session.focused_tab_id))


def close_session(state: State, session: Session) -> bool:
    """Close a session and its tabs; the one above it gets the focus. Home stays: ``False``."""
    if session.is_default:
        state.warn("home-is-fixed", what="it cannot be closed")
        return False
    above = _above(state, session) if session is state.focused_session else None
    last_tab = session.focused_tab
    state.remove_session(session)
    state.screen.forget_session(session.session_id)
    state.emit(SessionClosed(session.session_id, session.owner))
    if above is not None:
        _move_focus(state, session, last_tab, above)
    if state.can_create_session():
        state.screen.withdraw_message(MAXIMUM_SESSIONS)
    return True


def _above(state: State, session: Session) -> Session:
    """The session before another one; sought from the end, where the newest are."""
    upwards = reversed(state.sessions.values())
    while next(upwards) is not session:
        pass
    return next(upwards)


def set_session_can_close(state: State, session: Session, can_close: bool) -> None:
    """Show or hide the session's ×; Home never has one."""
    if session.is_default:
        state.warn("home-is-fixed", what="its canClose stays false")
        return
    session.can_close = can_close
    state.touch(session)


# -- tabs -----------------------------------------------------------------------------------------


def create_tab(state: State, session: Session, request: TabRequest) -> Tab:
    """Open a tab at the session's right end (``app-profile-manager.md`` 3.3)."""
    if not state.can_create_tab(session):
        state.screen.show_message("warning", MAXIMUM_TABS, session_id=session.session_id)
        state.touch()
        raise LimitReached(MAXIMUM_TABS)
    mark = state.mark()
    state.readings.clear()
    try:
        tab = build_tab(state, session, request)
    except Exception as problem:
        state.take_back(mark, problem)
        raise
    state.add_tab(session, tab)
    state.emit(TabOpened(session.session_id, tab.tab_id))
    if request.focused:
        focus_tab(state, session, tab)
    if state.readings:
        tell_readings(state, request.template.unique_name, request.values, held=session.values)
    state.touch()
    return tab


def focus_tab(state: State, session: Session, tab: Tab) -> None:
    """Select a tab and bring its session forward."""
    previous = session.focused_tab
    session.focused_tab_id = tab.tab_id
    if session is not state.focused_session:
        focus_session(state, session)
    elif previous is not tab:
        _reload_on_return(tab)
        state.emit(TabSwitched(session.session_id, previous.tab_id, session.session_id, tab.tab_id))
        state.emit(PageShown(session.session_id, tab.tab_id))


def close_tab(state: State, session: Session, tab: Tab) -> bool:
    """Close a tab; the one to its left gets the focus. The anchor tab stays: ``False``."""
    if tab.is_anchor:
        what = "it closes with its session only"
        state.warn("anchor-tab-is-fixed", tab_id=tab.tab_id, what=what)
        return False
    order = list(session.tabs)
    left = session.tabs[order[order.index(tab.tab_id) - 1]]
    was_focused = session.focused_tab_id == tab.tab_id
    if was_focused:
        session.focused_tab_id = left.tab_id
    state.remove_tab(session, tab)
    state.emit(TabClosed(session.session_id, tab.tab_id))
    if state.can_create_tab(session):
        state.screen.withdraw_message(MAXIMUM_TABS, session.session_id)
    if was_focused and session is state.focused_session:
        _reload_on_return(left)
        state.emit(TabSwitched(session.session_id, tab.tab_id, session.session_id, left.tab_id))
        state.emit(PageShown(session.session_id, left.tab_id))
    state.touch(session)
    return True


def refresh_tab(state: State, tab: Tab) -> None:
    """Load the tab's page again."""
    tab.load += 1
    tab.unsaved.clear()
    tab.state = PageState()
    session = state.session_of_tab(tab.tab_id)
    if session is state.focused_session and session.focused_tab is tab:
        state.emit(PageShown(session.session_id, tab.tab_id))
    state.touch(session)


def set_tab_can_close(state: State, tab: Tab, can_close: bool) -> None:
    """Show or hide a tab's ×; the anchor tab never has one."""
    if tab.is_anchor:
        state.warn("anchor-tab-is-fixed", tab_id=tab.tab_id, what="its canClose stays false")
        return
    tab.can_close = can_close
    state.touch()


def _reload_on_return(tab: Tab) -> None:
    if tab.page.page_type in _RELOADED_ON_RETURN:
        tab.load += 1
