"""The workspace: all sessions, the focus, and every change to them.

The rules of ``app-profile-manager.md`` 8 (life cycle) in one place. A method either carries out the whole
call or raises a ``Refusal`` and leaves everything as it was. What changed is told by ``drain``.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from cif_emulator.workspace import opening
from cif_emulator.workspace.catalog import Catalog
from cif_emulator.workspace.events import (
    Event,
    PageShown,
    SessionClosed,
    SessionCreated,
    SessionSwitched,
    TabSwitched,
    Warned,
)
from cif_emulator.workspace.notifications import Notifications
from cif_emulator.workspace.opening import SessionRequest, TabRequest
from cif_emulator.workspace.page_state import PageState
from cif_emulator.workspace.pages import Page
from cif_emulator.workspace.panel import LEAST_WIDTH, Panel, mode_of_home
from cif_emulator.workspace.presence import Presences
from cif_emulator.workspace.providers import Providers, locate, origin_of
from cif_emulator.workspace.record_source import RecordSource
from cif_emulator.workspace.refusals import LimitReached, NotFound
from cif_emulator.workspace.resolution import page_caption, session_scope
from cif_emulator.workspace.screen import Screen
from cif_emulator.workspace.session import Session, Tab
from cif_emulator.workspace.slugs import first_complete, refuse_recursion, render
from cif_emulator.workspace.templates import PageType, Setup

# The product's own texts (``app-profile-manager.md`` 3.2, 4).
MAXIMUM_SESSIONS = "Maximum sessions reached. Close a session before opening another."
MAXIMUM_TABS = "Maximum tabs reached. Close a tab in this session before opening another."

# Objects of closed sessions and tabs answer with their last values; so many are remembered.
REMEMBERED = 256


class Workspace:
    """One agent's workspace, from its configured start.

    ``setup`` are templates and settings, ``records`` the tables that anchor records, lists and slugs read.
    ``now`` is the time that it is told, in milliseconds since the epoch.
    """

    def __init__(self, setup: Setup, records: RecordSource) -> None:
        self.settings = setup.settings
        self.catalog = Catalog(setup)
        self.records = records
        self.screen = Screen()
        self.providers = Providers(self.catalog.providers)
        self.presences = Presences(setup)
        self.notifications = Notifications()
        self.panel = Panel(width=max(LEAST_WIDTH, setup.settings.panel_width))
        self.address = ""
        self.now = 0.0
        # What scripts have saved of the app's settings, by names in small letters.
        self.saved_settings: dict[str, object] = {}
        self.version = 0
        self._events: list[Event] = []
        self._closed_sessions: dict[str, Session] = {}
        self._closed_tabs: dict[str, Tab] = {}
        self._tab_sessions: dict[str, Session] = {}
        self._next_session = 1
        self._next_tab = 1
        self._visitors = 0
        self.home = Session(
            session_id="session-id-0",
            title="Home",
            is_default=True,
            can_close=False,
            panel=mode_of_home(self),
        )
        home_page = Page(page_type=PageType.DASHBOARD)
        home_tab = Tab(
            tab_id="tab-id-0",
            title=page_caption(records, self.catalog, home_page),
            page=home_page,
            is_anchor=True,
            can_close=False,
        )
        self.home.tabs[home_tab.tab_id] = home_tab
        self.home.focused_tab_id = home_tab.tab_id
        self.sessions: dict[str, Session] = {self.home.session_id: self.home}
        self._tab_sessions[home_tab.tab_id] = self.home
        self.focused_session = self.home

    def suppress_close_warning(self, suppressed: bool) -> None:
        """Ask no more, or again, before a session is closed by hand (8)."""
        self.settings = attrs.evolve(self.settings, suppress_session_close_warning=suppressed)

    def open_at(self, address: str) -> None:
        """Begin at an address: that of the workspace's own page, without a slash at the end.

        The channel providers' pages are awaited from now on.
        """
        self.address = address.rstrip("/")
        locate(self)

    @property
    def origin(self) -> str:
        """The origin of its own page."""
        return origin_of(self.address) or ""

    # -- looking ----------------------------------------------------------------------------------

    def find_session(self, session_id: str) -> Session | None:
        """An open session, or ``None``."""
        return self.sessions.get(session_id)

    def session(self, session_id: str) -> Session:
        """An open session; raises ``NotFound`` for any other id."""
        found = self.sessions.get(session_id)
        if found is None:
            raise NotFound("session", session_id, self.sessions, closed=session_id in self._closed_sessions)
        return found

    def remembered_session(self, session_id: str) -> Session | None:
        """An open session, or a closed one as it was when it closed."""
        return self.sessions.get(session_id) or self._closed_sessions.get(session_id)

    def remembered_tab(self, tab_id: str) -> Tab | None:
        """An open tab, or a closed one as it was when it closed."""
        session = self._tab_sessions.get(tab_id)
        return session.tabs[tab_id] if session else self._closed_tabs.get(tab_id)

    def session_of_tab(self, tab_id: str) -> Session:
        """The session that a tab belongs to; raises ``NotFound`` for an unknown tab."""
        session = self._tab_sessions.get(tab_id)
        if session is None:
            known = self.focused_session.tabs
            raise NotFound("tab", tab_id, known, closed=tab_id in self._closed_tabs)
        return session

    def can_create_session(self) -> bool:
        """Whether another session may be opened; Home counts (``app-profile-manager.md`` 3.2)."""
        return len(self.sessions) < self.settings.max_sessions

    def can_create_tab(self, session: Session) -> bool:
        """Whether the session may get another tab; the anchor tab counts."""
        return len(session.tabs) < self.settings.max_tabs

    # -- sessions ---------------------------------------------------------------------------------

    def open_session(self, request: SessionRequest) -> Session:
        """Open a session from a template (``app-profile-manager.md`` 3.1), last in the session panel."""
        if not self.can_create_session():
            self.screen.show_message("warning", MAXIMUM_SESSIONS)
            self.touch()
            raise LimitReached(MAXIMUM_SESSIONS)
        counters = (self._next_session, self._next_tab, self._visitors)
        try:
            session = opening.build_session(self, request)
        except Exception:
            self._next_session, self._next_tab, self._visitors = counters
            raise
        self.adopt(session)
        if request.focused:
            self.focus_session(session)
        return session

    def adopt(self, session: Session) -> None:
        """Take in a session that was built complete, last in the session panel; the focus stays."""
        self.sessions[session.session_id] = session
        for tab_id in session.tabs:
            self._tab_sessions[tab_id] = session
        self.emit(SessionCreated(session.session_id, session.owner))

    def focus_session(self, session: Session) -> None:
        """Bring a session to the front; its marks are cleared."""
        if session is self.focused_session:
            self._clear_marks(session)
            return
        self._move_focus(self.focused_session, self.focused_session.focused_tab, session)

    def _move_focus(self, previous: Session, previous_tab: Tab, session: Session) -> None:
        self.focused_session = session
        self._clear_marks(session)
        self._reload_on_return(session.focused_tab)
        self.emit(SessionSwitched(previous.session_id, session.session_id))
        self.emit(
            TabSwitched(previous.session_id, previous_tab.tab_id, session.session_id, session.focused_tab_id)
        )
        self.emit(PageShown(session.session_id, session.focused_tab_id))

    def close_session(self, session: Session) -> bool:
        """Close a session and its tabs; the one above it gets the focus. Home stays: ``False``."""
        if session.is_default:
            self.warn("The Home session cannot be closed.")
            return False
        above = self._above(session) if session is self.focused_session else None
        last_tab = session.focused_tab
        del self.sessions[session.session_id]
        self._remember_closed(session)
        self.screen.forget_session(session.session_id)
        self.emit(SessionClosed(session.session_id, session.owner, dict(session.values)))
        if above is not None:
            self._move_focus(session, last_tab, above)
        if self.can_create_session():
            self.screen.withdraw_message(MAXIMUM_SESSIONS)
        return True

    def _above(self, session: Session) -> Session:
        """The session before another one; sought from the end, where the newest are."""
        upwards = reversed(self.sessions.values())
        while next(upwards) is not session:
            pass
        return next(upwards)

    def _remember_closed(self, session: Session) -> None:
        self._closed_sessions[session.session_id] = session
        for tab_id, tab in session.tabs.items():
            self._tab_sessions.pop(tab_id, None)
            self._closed_tabs[tab_id] = tab
        self._forget_oldest()

    def _forget_oldest(self) -> None:
        for closed in (self._closed_sessions, self._closed_tabs):
            while len(closed) > REMEMBERED:
                del closed[next(iter(closed))]

    def set_session_title(self, session: Session, title: str) -> None:
        """Change the rail's label; Home keeps its own."""
        if session.is_default:
            self.warn("The Home session's title cannot be changed.")
            return
        session.title = title
        self.touch()

    def render_title_anew(self, session: Session, values: Mapping[str, object]) -> None:
        """Write a session's title again from its template, with values of its own over its context's."""
        session.title_values.update(values)
        template = session.template
        scope = session_scope(self.records, session, session.title_values)
        title = first_complete(template.title, scope) if template else ""
        if title:
            self.set_session_title(session, title)
            if template is not None and template.enable_title_sync:
                self.set_tab_title(session.anchor_tab, title)

    def set_session_can_close(self, session: Session, can_close: bool) -> None:
        """Show or hide the session's ×; Home never has one."""
        if session.is_default:
            self.warn("The Home session cannot be closed: its canClose stays false.")
            return
        session.can_close = can_close
        self.touch()

    def request_focus(self, session: Session, unread: int = 0) -> None:
        """Mark a background session for the agent's attention; the focus stays."""
        if session is not self.focused_session:
            session.attention = True
            session.unread = unread
            self.touch()

    def set_unread(self, session: Session, count: int) -> None:
        """Show a number on a background session."""
        if session is not self.focused_session:
            session.unread = count
            self.touch()

    def set_urgent(self, session: Session, urgent: bool, text: str = "") -> None:
        """Show or clear the exclamation mark."""
        session.urgent = urgent
        session.urgent_text = text if urgent else ""
        self.touch()

    def _clear_marks(self, session: Session) -> None:
        session.attention = False
        session.unread = 0
        self.touch()

    def update_values(
        self, session: Session, values: Mapping[str, object], removed: tuple[str, ...] = ()
    ) -> None:
        """Put values into a session's context and take keys out; what is rendered already stays.

        Keys that ``createSession`` got as ``context`` change there, too.
        """
        session.values.update(values)
        for key in removed:
            session.values.pop(key, None)
        passed = session.passed_context
        if passed is not None:
            kept = {key: values.get(key, value) for key, value in passed.items() if key not in removed}
            session.passed_context = kept
        self.touch()

    def resolve_slug(self, session: Session, text: str) -> str:
        """The text with its slugs replaced from the session (``app-profile-manager.md`` 4)."""
        refuse_recursion(text, session.values)
        return render(text, session_scope(self.records, session))

    def refresh_anchor(self, session: Session) -> None:
        """Read the anchor record anew into ``anchor.*``."""
        page = session.anchor_tab.page
        if page.is_record and page.entity_name and page.entity_id:
            session.anchor = self.records.retrieve(page.entity_name, page.entity_id) or {}

    # -- tabs -------------------------------------------------------------------------------------

    def create_tab(self, session: Session, request: TabRequest) -> Tab:
        """Open a tab at the session's right end (``app-profile-manager.md`` 3.3)."""
        if not self.can_create_tab(session):
            self.screen.show_message("warning", MAXIMUM_TABS)
            self.touch()
            raise LimitReached(MAXIMUM_TABS)
        next_tab = self._next_tab
        try:
            tab = opening.build_tab(self, session, request)
        except Exception:
            self._next_tab = next_tab
            raise
        session.tabs[tab.tab_id] = tab
        self._tab_sessions[tab.tab_id] = session
        if request.focused:
            self.focus_tab(session, tab)
        self.touch()
        return tab

    def focus_tab(self, session: Session, tab: Tab) -> None:
        """Select a tab and bring its session forward."""
        previous = session.focused_tab
        session.focused_tab_id = tab.tab_id
        if session is not self.focused_session:
            self.focus_session(session)
        elif previous is not tab:
            self._reload_on_return(tab)
            self.emit(TabSwitched(session.session_id, previous.tab_id, session.session_id, tab.tab_id))
            self.emit(PageShown(session.session_id, tab.tab_id))

    def close_tab(self, session: Session, tab: Tab) -> bool:
        """Close a tab; the one to its left gets the focus. The anchor tab stays: ``False``."""
        if tab.is_anchor:
            self.warn(
                f"{tab.tab_id} is the anchor tab of {session.session_id}: it closes with its session only."
            )
            return False
        order = list(session.tabs)
        left = session.tabs[order[order.index(tab.tab_id) - 1]]
        was_focused = session.focused_tab_id == tab.tab_id
        if was_focused:
            session.focused_tab_id = left.tab_id
        del session.tabs[tab.tab_id]
        del self._tab_sessions[tab.tab_id]
        self._closed_tabs[tab.tab_id] = tab
        self._forget_oldest()
        if self.can_create_tab(session):
            self.screen.withdraw_message(MAXIMUM_TABS)
        if was_focused and session is self.focused_session:
            self._reload_on_return(left)
            self.emit(TabSwitched(session.session_id, tab.tab_id, session.session_id, left.tab_id))
            self.emit(PageShown(session.session_id, left.tab_id))
        self.touch()
        return True

    def refresh_tab(self, tab: Tab) -> None:
        """Load the tab's page again."""
        tab.load += 1
        tab.unsaved.clear()
        tab.state = PageState()
        session = self._tab_sessions[tab.tab_id]
        if session is self.focused_session and session.focused_tab is tab:
            self.emit(PageShown(session.session_id, tab.tab_id))
        self.touch()

    def set_tab_title(self, tab: Tab, title: str) -> None:
        """Change a tab's caption."""
        tab.title = title
        self.touch()

    def set_tab_can_close(self, tab: Tab, can_close: bool) -> None:
        """Show or hide a tab's ×; the anchor tab never has one."""
        if tab.is_anchor:
            self.warn(f"{tab.tab_id} is an anchor tab: its canClose stays false.")
            return
        tab.can_close = can_close
        self.touch()

    def _reload_on_return(self, tab: Tab) -> None:
        # These page types come back in their initial state (``app-profile-manager.md`` 8).
        if tab.page.page_type in (PageType.WEB_RESOURCE, PageType.THIRD_PARTY_WEBSITE, PageType.CUSTOM_PAGE):
            tab.load += 1

    # -- numbers, events --------------------------------------------------------------------------

    def next_session_id(self) -> str:
        """A session id that was never used before in this workspace."""
        self._next_session += 1
        return f"session-id-{self._next_session - 1}"

    def next_tab_id(self) -> str:
        """A tab id that was never used before in this workspace; one counter for all sessions."""
        self._next_tab += 1
        return f"tab-id-{self._next_tab - 1}"

    def next_visitor(self) -> str:
        """The title of a conversation with somebody unknown."""
        self._visitors += 1
        return f"Visitor {self._visitors}"

    def is_visitor(self, title: str) -> bool:
        """Whether a title is that of a conversation with somebody unknown."""
        number = title.removeprefix("Visitor ")
        return number != title and number.isdigit() and 0 < int(number) <= self._visitors

    def warn(self, text: str) -> None:
        """Tell the caller something that is no refusal."""
        self.emit(Warned(text))

    def emit(self, event: Event) -> None:
        """Note an event for the outside, and that the page has changed."""
        self._events.append(event)
        self.touch()

    def touch(self) -> None:
        """Note that the page has changed."""
        self.version += 1

    def drain(self) -> list[Event]:
        """The events since the last time, oldest first."""
        events, self._events = self._events, []
        return events
