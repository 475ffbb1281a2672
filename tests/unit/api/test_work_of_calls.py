"""What a call costs does not depend on how many sessions are open: the interpreter's steps are counted."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from cif_emulator.api.call import PAGE
from cif_emulator.api.call_log import ENTRIES, CallLog
from cif_emulator.api.dispatcher import Dispatcher

from ..workspace.desk import desk

MANY = 300
CHAT = {"templateName": "own_plain", "templateParameters": {"customer": "Contoso"}}


def steps(work: Callable[[], object]) -> int:
    """How many instructions of Python the work takes."""
    found = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal found
        frame.f_trace_lines, frame.f_trace_opcodes = False, True
        found += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return found


class Busy:
    """A workspace with so many sessions, in one of which the agent works."""

    def __init__(self, sessions: int) -> None:
        workspace = desk(max_sessions=MANY + 10)
        self.dispatcher = Dispatcher(workspace, "page", lambda *_: None)
        self.sessions = [self.call("CIFramework.createSession", CHAT) for _ in range(sessions)]
        self.own = self.sessions[sessions // 2]
        self.call("CIFramework.requestFocusSession", self.own)
        self.tab = self.call("Session.createTab", self.own, {"templateName": "own_control"})

    def call(self, method: str, *args: object) -> Any:
        answer = self.dispatcher.answer(method, PAGE, json.dumps(args))
        assert not answer.startswith("!"), answer
        return json.loads(answer[1:] or "null")

    def steps(self, method: str, *args: object) -> int:
        text = json.dumps(
            [{"own": self.own, "tab": self.tab, "home": "session-id-0"}.get(str(each), each) for each in args]
        )
        # Once for all that is made ready at first; a full log has more to do.
        for _ in range(2):
            self.dispatcher.log.clear()
            found = steps(lambda: self.dispatcher.answer(method, PAGE, text))
        return found


@pytest.fixture(scope="module")
def places() -> tuple[Busy, Busy]:
    return Busy(1), Busy(MANY)


@pytest.mark.parametrize(
    ("method", "args"),
    [
        ("Apm.createSession", [{"templateName": "own_plain"}]),
        ("Apm.canCreateSession", []),
        ("Apm.getFocusedSession", []),
        ("Apm.getSession", ["own"]),
        ("Apm.refreshTab", ["tab"]),
        ("CIFramework.getTabs", []),
        ("CIFramework.setSessionTitle", [{"sessionId": "own", "customer": "Contoso"}]),
        ("CIFramework.notifyNewActivity", ["home", 1]),
        ("CIFramework.updateContext", [{"step": 1}]),
        ("Session.title=", ["own", "Printer jams"]),
        ("Session.focus", ["own"]),
        ("Session.requestFocus", ["own"]),
        ("Session.close", ["no such session"]),
        ("Apm.createTab", [{"templateName": "own_control"}]),
        ("Apm.focusTab", ["tab"]),
        ("Apm.getEventPublisherTopic", ["ON_TAB_SWITCH"]),
        ("CIFramework.createSession", [CHAT]),
        ("CIFramework.createTab", [{"templateName": "own_control"}]),
        ("CIFramework.getSession", ["own"]),
        ("CIFramework.requestFocusSession", ["own"]),
        ("CIFramework.setTabTitle", ["tab", {"title": "Printer jams"}]),
        ("CIFramework.setMode", [1]),
        ("CIFramework.showGlobalNotification", [{"type": 2, "level": 3, "message": "Line is bad"}]),
        ("Session.createTab", ["own", {"templateName": "own_control"}]),
        ("Session.getAllTabs", ["own"]),
        ("Session.getAllTabsForTemplate", ["own", "own_control"]),
        ("Session.resolveSlug", ["own", "{customer}"]),
        ("Session.updateContext", ["own", {"step": 1}]),
        ("Tab.title=", ["tab", "Printer jams"]),
        ("Tab.refresh", ["tab"]),
        ("Context.get", ["own", "customer"]),
        ("Context.set", ["own", "step", 1]),
    ],
)
def test_work_does_not_grow_with_the_sessions(
    places: tuple[Busy, Busy], method: str, args: list[object]
) -> None:
    alone, crowded = (place.steps(method, *args) for place in places)
    assert crowded <= alone * 1.05 + 20


def test_a_full_log_takes_from_who_has_filled_it() -> None:
    log = CallLog()
    for number in range(ENTRIES):
        log.add(0, "call", "much" if number % 10 else "little", "w")
    for _ in range(ENTRIES // 4):
        log.add(0, "call", "new", "w")
    callers = [entry["caller"] for entry in log.plain()]
    assert len(callers) == ENTRIES
    assert callers.count("little") == ENTRIES // 10
    assert callers.count("new") == ENTRIES // 4


def test_callers_with_as_many_entries_lose_as_many() -> None:
    log = CallLog()
    for _ in range(ENTRIES):
        for caller in ("one", "other"):
            log.add(0, "call", caller, "w")
    callers = [entry["caller"] for entry in log.plain()]
    assert len(callers) == ENTRIES
    assert abs(callers.count("one") - callers.count("other")) <= 100
