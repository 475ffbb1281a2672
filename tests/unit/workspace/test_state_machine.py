"""Whatever happens in whatever order: sessions, tabs, notifications and the panel stay in order."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from cif_emulator.view.snapshot import snapshot
from cif_emulator.workspace.rules import agent, notifications, panel
from cif_emulator.workspace.state.events import (
    NotificationEnded,
    SessionClosed,
    SessionCreated,
    SessionSwitched,
    TabSwitched,
    TimerCleared,
    TimerSet,
)
from cif_emulator.workspace.state.notification import Notification
from cif_emulator.workspace.state.refusals import LimitReached, Refusal
from cif_emulator.workspace.state.requests import NotificationRequest, SessionRequest, TabRequest
from cif_emulator.workspace.state.settings import Settings, Setup
from cif_emulator.workspace.state.templates import (
    ApplicationTabTemplate,
    ChannelProvider,
    NotificationTemplate,
    PageType,
    PanelState,
    SessionTemplate,
)
from cif_emulator.workspace.workspace import Workspace

from .desk import Records

MOST_SESSIONS, MOST_TABS, MOST_NOTIFICATIONS, MOST_SHOWN = 4, 3, 4, 2
PROVIDERS = ("own_a", "own_b")
OWNERS = st.sampled_from([*PROVIDERS, "emulator_page", None])
CALLERS = st.sampled_from([*PROVIDERS, "emulator_page"])

CONTROL = ApplicationTabTemplate(unique_name="own_control", name="c", page_type=PageType.CONTROL)
SESSION_TEMPLATES = tuple(
    SessionTemplate(unique_name=f"own_{state.value}", name="s", anchor_tab="own_control", panel_state=state)
    for state in PanelState
)
NUMBERS = {"minimized": 0, "docked": 1, "hidden": 2}
TOASTS = tuple(
    NotificationTemplate(unique_name=f"own_{seconds}", name="n", timeout=seconds) for seconds in (0, 5, 120)
)


class Agentspace(RuleBasedStateMachine):
    sessions: Bundle[str] = Bundle("sessions")
    tabs: Bundle[tuple[str, str]] = Bundle("tabs")
    toasts: Bundle[str] = Bundle("toasts")

    def __init__(self) -> None:
        super().__init__()
        providers = tuple(
            ChannelProvider(unique_name=name, name=name, channel_url="https://x.example/")
            for name in PROVIDERS
        )
        setup = Setup(
            settings=Settings(
                max_sessions=MOST_SESSIONS,
                max_tabs=MOST_TABS,
                max_notifications=MOST_NOTIFICATIONS,
                shown_notifications=MOST_SHOWN,
                suppress_session_close_warning=True,
            ),
            session_templates=SESSION_TEMPLATES,
            tab_templates=(CONTROL,),
            notification_templates=TOASTS,
            providers=providers,
        )
        self.workspace = Workspace(setup, Records())
        self.workspace.open_at("http://localhost:4280")
        self.timers: dict[str, int] = {}
        self.open: dict[str, str | None] = {"session-id-0": None}
        self.focus = "session-id-0"
        self.seen_ids: list[int] = [0]
        self.seen_tabs: set[str] = {"tab-id-0"}
        self.modes: dict[str, int] = {"session-id-0": 2}
        self.ended: dict[str, int] = {}
        self.hear()

    # -- what the outside learns --------------------------------------------------------------------

    def hear(self) -> None:
        for event in self.workspace.drain():
            match event:
                case TimerSet(timer_id, milliseconds):
                    assert timer_id not in self.timers
                    self.timers[timer_id] = milliseconds
                case TimerCleared(timer_id):
                    del self.timers[timer_id]
                case SessionCreated(session_id, owner):
                    self.open[session_id] = owner
                case SessionClosed(session_id):
                    del self.open[session_id]
                case SessionSwitched(previous, new):
                    assert previous == self.focus
                    assert new in self.open
                    self.focus = new
                case TabSwitched(_, _, session_id, tab_id):
                    assert session_id == self.focus
                    assert tab_id in self.workspace.sessions[session_id].tabs
                case NotificationEnded(notification_id):
                    self.ended[notification_id] = self.ended.get(notification_id, 0) + 1

    def attempt(self, action: Any) -> Any:
        """A refused call changes nothing but a message on screen."""
        before = self.picture()
        try:
            result = action()
        except Refusal as refusal:
            self.hear()
            assert self.picture() == before
            return refusal
        self.hear()
        return result

    def picture(self) -> Any:
        seen = snapshot(self.workspace)
        return {key: value for key, value in seen.items() if key not in ("version", "messages")}

    # -- sessions -----------------------------------------------------------------------------------

    @rule(target=sessions, owner=OWNERS, template=st.sampled_from(SESSION_TEMPLATES), focused=st.booleans())
    def open_session(self, owner: str | None, template: SessionTemplate, focused: bool) -> Any:
        count = len(self.workspace.sessions)
        request = SessionRequest(template=template, owner=owner, focused=focused)
        result = self.attempt(lambda: self.workspace.open_session(request))
        if count == MOST_SESSIONS:
            assert isinstance(result, LimitReached)
            return multiple()
        number = int(result.session_id.removeprefix("session-id-"))
        assert number > self.seen_ids[-1]
        self.seen_ids.append(number)
        self.modes[result.session_id] = NUMBERS[template.panel_state.value]
        return result.session_id

    @rule(session_id=sessions)
    def focus_session(self, session_id: str) -> None:
        found = self.workspace.find_session(session_id)
        if found is not None:
            self.workspace.focus_session(found)
            self.hear()
            assert (found.attention, found.unread) == (False, 0)

    @rule()
    def focus_home(self) -> None:
        self.workspace.focus_session(self.workspace.home)
        self.hear()

    @rule(session_id=sessions)
    def mark_session(self, session_id: str) -> None:
        found = self.workspace.find_session(session_id)
        if found is not None:
            self.workspace.request_focus(found, 2)
            assert found.attention is (found is not self.workspace.focused_session)

    @rule(session_id=consumes(sessions))
    def close_session(self, session_id: str) -> None:
        found = self.workspace.find_session(session_id)
        if found is not None:
            agent.request_close_session(self.workspace, found)
            self.hear()
            assert self.workspace.find_session(session_id) is None

    # -- tabs ---------------------------------------------------------------------------------------

    @rule(target=tabs, session_id=sessions, focused=st.booleans())
    def open_tab(self, session_id: str, focused: bool) -> Any:
        session = self.workspace.find_session(session_id)
        if session is None:
            return multiple()
        count = len(session.tabs)
        request = TabRequest(template=CONTROL, focused=focused)
        result = self.attempt(lambda: self.workspace.create_tab(session, request))
        if count == MOST_TABS:
            assert isinstance(result, LimitReached)
            return multiple()
        assert result.tab_id not in self.seen_tabs
        self.seen_tabs.add(result.tab_id)
        return session_id, result.tab_id

    @rule(place=tabs)
    def focus_tab(self, place: tuple[str, str]) -> None:
        session = self.workspace.find_session(place[0])
        if session is not None and place[1] in session.tabs:
            self.workspace.focus_tab(session, session.tabs[place[1]])
            self.hear()
            assert self.focus == place[0]

    @rule(place=consumes(tabs))
    def close_tab(self, place: tuple[str, str]) -> None:
        session = self.workspace.find_session(place[0])
        if session is not None and place[1] in session.tabs:
            assert self.workspace.close_tab(session, session.tabs[place[1]]) is True
            self.hear()

    @rule()
    def close_anchor(self) -> None:
        session = self.workspace.focused_session
        assert self.workspace.close_tab(session, session.anchor_tab) is False

    # -- notifications ------------------------------------------------------------------------------

    @rule(
        target=toasts,
        owner=CALLERS,
        template=st.sampled_from(TOASTS),
        token=st.sampled_from([None, "t", "u"]),
    )
    def notify(self, owner: str, template: NotificationTemplate, token: str | None) -> Any:
        count = len(self.workspace.notifications.waiting)
        request = NotificationRequest(template=template, owner=owner, token=token)
        result = self.attempt(lambda: notifications.notify(self.workspace, request))
        if count == MOST_NOTIFICATIONS:
            assert result is notifications.Outcome.QUEUE_FULL
            return multiple()
        assert isinstance(result, Notification)
        assert result.notification_id not in self.ended
        return result.notification_id

    @rule(notification_id=toasts, accepted=st.booleans())
    def answer(self, notification_id: str, accepted: bool) -> None:
        waiting = self.workspace.notifications.waiting.get(notification_id)
        was_shown = waiting is not None and waiting.shown
        notifications.answer(self.workspace, notification_id, accepted)
        self.hear()
        assert (notification_id in self.workspace.notifications.waiting) is (
            waiting is not None and not was_shown
        )

    @rule(owner=CALLERS, token=st.sampled_from(["t", "u"]))
    def cancel(self, owner: str, token: str) -> None:
        carried = [
            each.notification_id
            for each in self.workspace.notifications.waiting.values()
            if (each.owner, each.token) == (owner, token)
        ]
        result = self.attempt(lambda: notifications.cancel(self.workspace, owner, token))
        assert isinstance(result, Refusal) is not bool(carried)
        assert not set(carried) & set(self.workspace.notifications.waiting)

    @rule(owner=CALLERS)
    def withdraw(self, owner: str) -> None:
        notifications.withdraw_all(self.workspace, owner)
        self.hear()
        assert owner not in {each.owner for each in self.workspace.notifications.waiting.values()}

    @rule(data=st.data())
    def let_a_timer_elapse(self, data: st.DataObject) -> None:
        running = sorted(timer for timer in self.timers if timer.startswith("notification"))
        if running:
            timer_id = data.draw(st.sampled_from(running))
            self.workspace.now += self.timers.pop(timer_id)
            assert notifications.time_is_up(self.workspace, timer_id)
            self.hear()
            assert not notifications.time_is_up(self.workspace, timer_id)

    # -- panel --------------------------------------------------------------------------------------

    @rule(caller=CALLERS, number=st.integers(-1, 5))
    def set_mode(self, caller: str, number: int) -> None:
        result = self.attempt(lambda: panel.set_mode(self.workspace, caller, number))
        allowed = 0 <= number <= 3 and self.open[self.focus] == caller
        assert isinstance(result, Refusal) is not allowed
        if allowed:
            self.modes[self.focus] = number

    @rule()
    def toggle(self) -> None:
        before = panel.mode(self.workspace)
        panel.toggle(self.workspace)
        self.hear()
        if before != 2:
            self.modes[self.focus] = 0 if before == 1 else 1

    @rule(pixels=st.floats(-1000, 3000), by_hand=st.booleans())
    def resize(self, pixels: float, by_hand: bool) -> None:
        width = self.workspace.panel.width
        if by_hand:
            panel.resize(self.workspace, pixels)
        else:
            assert panel.set_width(self.workspace, pixels) == self.workspace.panel.width
        self.hear()
        if pixels > 640:
            self.modes[self.focus] = 3
        assert self.workspace.panel.width == (
            round(pixels) if 300 <= pixels <= 640 else 300 if by_hand and pixels < 300 else width
        )

    # -- always -------------------------------------------------------------------------------------

    @invariant()
    def sessions_are_in_order(self) -> None:
        workspace = self.workspace
        assert next(iter(workspace.sessions)) == "session-id-0"
        assert dict.fromkeys(workspace.sessions) == dict.fromkeys(self.open)
        assert workspace.focused_session.session_id == self.focus
        assert len(workspace.sessions) <= MOST_SESSIONS
        for session in workspace.sessions.values():
            assert session.focused_tab_id in session.tabs
            assert len(session.tabs) <= MOST_TABS
            assert [tab.is_anchor for tab in session.tabs.values()].count(True) == 1
            assert session.anchor_tab.is_anchor

    @invariant()
    def notifications_are_in_order(self) -> None:
        waiting = self.workspace.notifications.waiting
        shown = [each.notification_id for each in waiting.values() if each.shown]
        assert len(waiting) <= MOST_NOTIFICATIONS
        assert shown == list(waiting)[:MOST_SHOWN]
        assert all(count == 1 for count in self.ended.values())
        assert not set(waiting) & set(self.ended)
        limited = {
            f"{each.notification_id}-{'shown' if each.shown else 'queued'}"
            for each in waiting.values()
            if each.template.timeout
        }
        assert {timer for timer in self.timers if timer.startswith("notification")} == limited

    @invariant()
    def panel_is_in_order(self) -> None:
        seen: Any = snapshot(self.workspace)["panel"]
        owner = self.open[self.focus]
        assert self.workspace.panel.width >= 300
        assert seen["shown"] == (owner if owner in PROVIDERS else None)
        expected = self.modes[self.focus] if seen["shown"] else 2
        assert panel.mode(self.workspace) == expected
        assert seen["mode"] == ["minimized", "docked", "hidden", "collapsed"][expected]


TestAgentspace = Agentspace.TestCase
TestAgentspace.settings = settings(max_examples=40, stateful_step_count=30)
