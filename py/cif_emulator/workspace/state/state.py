"""The one holder of a workspace's state: look-ups, ids, and the events that wait to be told.

The rules change what is in here and emit events; ``drain`` hands them over.
"""

from __future__ import annotations

from collections.abc import Collection

from cif_emulator.workspace.state.captions import page_caption
from cif_emulator.workspace.state.catalog import Catalog
from cif_emulator.workspace.state.events import About, Event, Warned
from cif_emulator.workspace.state.faults import Faults
from cif_emulator.workspace.state.findings import RULES
from cif_emulator.workspace.state.notification import Notifications
from cif_emulator.workspace.state.pages import Page
from cif_emulator.workspace.state.panel import LEAST_WIDTH, MODE_OF_STATE, Panel, PanelMode
from cif_emulator.workspace.state.presence import Presences
from cif_emulator.workspace.state.provider import Providers, origin_of
from cif_emulator.workspace.state.readings import Readings
from cif_emulator.workspace.state.record_source import RecordSource
from cif_emulator.workspace.state.refusals import NotFound
from cif_emulator.workspace.state.scenarios import ScenarioRun
from cif_emulator.workspace.state.screen import Screen
from cif_emulator.workspace.state.session import Session, Tab
from cif_emulator.workspace.state.settings import Setup
from cif_emulator.workspace.state.templates import PageType

# Objects of closed sessions and tabs answer with their last values; so many are remembered.
REMEMBERED = 256

# How far events and ids were at a moment.
Mark = tuple[int, int, int, int]


class State:
    """All that one agent's workspace holds, from its configured start.

    ``setup`` are templates and settings, ``records`` the tables that anchor records, lists and slugs read.
    ``now`` is the time that it is told, in milliseconds since the epoch.
    """

    def __init__(self, setup: Setup, records: RecordSource) -> None:
        self.setup = setup
        self.settings = setup.settings
        self.catalog = Catalog(setup)
        self.records = records
        self.screen = Screen()
        self.providers = Providers(self.catalog.providers)
        self.presences = Presences(setup)
        self.faults = Faults(setup.faults)
        self.notifications = Notifications()
        self.panel = Panel(width=max(LEAST_WIDTH, setup.settings.panel_width))
        # That of the workspace's own page, without a slash at the end.
        self.address = ""
        self.now = 0.0
        # What scripts have saved of the app's settings, by names in small letters.
        self.saved_settings: dict[str, object] = {}
        self.scenarios = setup.scenarios
        self.scenario_count = 0
        # Scenarios under way, by their keys.
        self.scenario_runs: dict[str, ScenarioRun] = {}
        # The slugs that the call under way has read.
        self.readings = Readings()
        self.version = 0
        # How often a session or tab was opened or closed.
        self.changes = 0
        self._events: list[Event] = []
        self._closed_sessions: dict[str, Session] = {}
        self._closed_tabs: dict[str, Tab] = {}
        self._tab_sessions: dict[str, Session] = {}
        self._next_session = 1
        self._next_tab = 1
        self._visitors = 0
        self.sessions: dict[str, Session] = {}
        self.home = self._home()
        self.add_session(self.home)
        self.focused_session = self.home

    def _home(self) -> Session:
        """Home begins without a panel, but where there is one provider as the setting says."""
        only_one = len(self.providers) == 1
        page = Page(page_type=PageType.DASHBOARD)
        tab = Tab(
            tab_id="tab-id-0",
            title=page_caption(self.records, self.catalog, page),
            page=page,
            is_anchor=True,
            can_close=False,
        )
        return Session(
            session_id="session-id-0",
            title="Home",
            is_default=True,
            can_close=False,
            panel=MODE_OF_STATE[self.settings.home_panel_state] if only_one else PanelMode.HIDDEN,
            tabs={tab.tab_id: tab},
            focused_tab_id=tab.tab_id,
        )

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

    def closed_sessions(self) -> Collection[Session]:
        """Those that are remembered."""
        return self._closed_sessions.values()

    def closed_tabs(self) -> Collection[Tab]:
        """Those that are remembered."""
        return self._closed_tabs.values()

    def forget_closed(self) -> None:
        """Remember no closed session and tab any more."""
        self._closed_sessions.clear()
        self._closed_tabs.clear()

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

    # -- sessions and tabs ------------------------------------------------------------------------

    def add_session(self, session: Session) -> None:
        """Hold a session with its tabs, last in the session panel."""
        self.changes += 1
        self.sessions[session.session_id] = session
        self.touch(session)
        for tab_id in session.tabs:
            self._tab_sessions[tab_id] = session

    def remove_session(self, session: Session) -> None:
        """Hold a session and its tabs no longer, but remember them."""
        self.changes += 1
        del self.sessions[session.session_id]
        self._closed_sessions[session.session_id] = session
        for tab_id, tab in session.tabs.items():
            del self._tab_sessions[tab_id]
            self._closed_tabs[tab_id] = tab
        self._forget_oldest()

    def add_tab(self, session: Session, tab: Tab) -> None:
        """Hold another tab, at its session's right end."""
        self.changes += 1
        session.tabs[tab.tab_id] = tab
        self._tab_sessions[tab.tab_id] = session

    def remove_tab(self, session: Session, tab: Tab) -> None:
        """Hold a tab no longer, but remember it."""
        self.changes += 1
        del session.tabs[tab.tab_id]
        del self._tab_sessions[tab.tab_id]
        self._closed_tabs[tab.tab_id] = tab
        self._forget_oldest()

    def _forget_oldest(self) -> None:
        for closed in (self._closed_sessions, self._closed_tabs):
            while len(closed) > REMEMBERED:
                del closed[next(iter(closed))]

    # -- numbers ----------------------------------------------------------------------------------

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
        return (
            number != title and number.isdecimal() and len(number) < 10 and 0 < int(number) <= self._visitors
        )

    # -- events -----------------------------------------------------------------------------------

    def warn(self, rule: str, /, about: About | None = None, **values: object) -> None:
        """Tell the caller something that is no refusal, by the name of its rule; the page stays as it is."""
        if rule not in self.settings.silenced:
            self._events.append(Warned(rule, RULES[rule].message(values), about))

    def note(self, event: Event) -> None:
        """Note an event that changes nothing on the page."""
        self._events.append(event)

    def emit(self, event: Event) -> None:
        """Note an event for the outside, and that the page has changed."""
        self._events.append(event)
        self.touch()

    def touch(self, session: Session | None = None) -> None:
        """Note that the page has changed, and with a ``session``, how its entry in the rail looks."""
        self.version += 1
        if session is not None:
            session.looks_since = self.version

    @property
    def untold(self) -> int:
        """How many events wait to be told."""
        return len(self._events)

    def drain(self) -> list[Event]:
        """The events since the last time, oldest first."""
        events, self._events = self._events, []
        return events

    def mark(self) -> Mark:
        """How far events and ids are now, for ``take_back``."""
        return len(self._events), self._next_session, self._next_tab, self._visitors

    def take_back(self, mark: Mark, problem: Exception) -> None:
        """Forget the ids since a mark, and withdraw the warnings: what they belonged to was refused."""
        untold, self._next_session, self._next_tab, self._visitors = mark
        self.withdraw_warnings(untold, problem)

    def withdraw_warnings(self, untold: int, problem: Exception) -> None:
        """Make the warnings since there were so many ``untold`` events notes of a refusal."""
        self.readings.clear()
        for event in self._events[untold:]:
            if isinstance(event, Warned):
                problem.add_note(event.text)
        self._events[untold:] = [each for each in self._events[untold:] if not isinstance(each, Warned)]
