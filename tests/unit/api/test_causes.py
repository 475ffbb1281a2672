"""The call log tells what came of what, what it was about, and what changed."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

import pytest

from cif_emulator.api.call import PAGE
from cif_emulator.api.call_log import CallLog, LogEntry
from cif_emulator.api.dispatcher import Dispatcher
from cif_emulator.records import Store

from ..workspace.desk import desk
from .board import PHONE, Board
from .test_dispatcher import PAIRS, Page, session_map


def lines(page: Page) -> list[tuple[str, str, int | None]]:
    return [(entry["kind"], entry["what"], entry["cause"]) for entry in page.dispatcher.log.plain()]


def entry_of(page: Page, what: str) -> LogEntry:
    return next(entry for entry in page.dispatcher.log.plain() if entry["what"] == what)


def test_events_and_warnings_name_the_call_that_caused_them() -> None:
    page = Page()
    page.call("Apm.createSession", {"templateName": "own_plain"})
    page.call("Session.close", "session-id-0")
    assert lines(page) == [
        ("call", "Microsoft.Apm.createSession", None),
        ("event", "ON_SESSION_SWITCH", 1),
        ("event", "ON_TAB_SWITCH", 1),
        ("call", "Session.close", None),
        ("warning", "Session.close", 4),
    ]


def test_what_came_of_a_call_at_once_has_its_time() -> None:
    """Else a list by time would tell another order than the numbers."""
    clock = itertools.count(1_000.0)
    page = Page()
    page.dispatcher = Dispatcher(desk(), "page", lambda _kind, _text: None, clock=lambda: next(clock))
    page.call("Apm.createSession", {"templateName": "own_call"})
    entries = page.dispatcher.log.plain()
    assert {entry["kind"] for entry in entries} == {"call", "event", "warning"}
    assert len({entry["time"] for entry in entries}) == 1


def test_an_event_stands_after_the_call_that_raised_it_and_failures_name_the_event() -> None:
    page = Page()
    page.call("CIFramework.addHandler", "conf_ring")
    answer = page.answer("CIFramework.raiseEvent", "conf_ring", {"a": 1})
    assert answer.startswith("?")
    (sent,) = (json.loads(text) for kind, text in page.told if kind == "deliver")
    errors = [{"message": "Cannot read line", "stack": "TypeError: Cannot read line\n    at ring.js:4"}]
    page.dispatcher.delivered(sent[1], json.dumps({"handlers": 1, "errors": errors}))
    assert lines(page) == [
        ("call", "Microsoft.CIFramework.addHandler", None),
        ("call", "Microsoft.CIFramework.raiseEvent", None),
        ("event", "conf_ring", 2),
        ("failure", "conf_ring", 3),
    ]
    failure = page.dispatcher.log.plain()[-1]
    assert failure["summary"] == "a handler of conf_ring threw: Cannot read line"


def test_a_record_that_is_written_stands_under_its_call(store: Store) -> None:
    board = Board(records=store)
    made = json.loads(board.frame().call("createRecord", "contact", {"lastname": "Lovelace"}))
    call, written = board.dispatcher.log.plain()[-2:]
    assert (written["kind"], written["what"], written["cause"]) == ("record", "contact", call["number"])
    assert json.loads(written["input"]) == {"operation": "create", "table": "contact", "id": made["id"]}
    assert call["changes"] == ["Record contact Lovelace created"]
    assert written["summary"] == "create contact Lovelace"


def test_searches_say_how_many_rows_they_found(store: Store) -> None:
    board = Board(records=store)
    phone = board.frame()
    phone.call("searchAndOpenRecords", "contact", "?$select=fullname", True)
    assert board.dispatcher.log.plain()[-1]["summary"] == "contact: 2 rows"
    store.load([("contact", {"lastname": "x" * 50}) for _ in range(700)])
    phone.call("searchAndOpenRecords", "contact", "", True)
    assert re.fullmatch(r"contact: at least \d+ rows", board.dispatcher.log.plain()[-1]["summary"])


def test_what_changed_is_told() -> None:
    page = Page()
    given = {"templateName": "own_case", "sessionContext": session_map(parametersStr=PAIRS)}
    page.call("Apm.createSession", given)
    assert entry_of(page, "Microsoft.Apm.createSession")["changes"] == [
        "Session Ink & toner (session-id-1) opened",
        "Focus moved from Home (session-id-0) to Ink & toner (session-id-1)",
        "Tab Ink & toner (tab-id-1) shown",
    ]
    page.call("Session.close", "session-id-1")
    assert entry_of(page, "Session.close")["changes"][0] == "Session Ink & toner (session-id-1) closed"
    page.call("Apm.getFocusedSession")
    assert page.dispatcher.log.plain()[-1]["changes"] == []


@pytest.mark.parametrize(
    ("method", "given", "summary"),
    [
        ("Apm.createSession", [{"templateName": "own_plain"}], "own_plain: Visitor 1"),
        ("Apm.createSession", ['{"templateName": "own_plain"}'], "own_plain: Visitor 1"),
        ("Apm.getSession", ["session-id-0"], "session-id-0"),
        ("Apm.getFocusedSession", [], ""),
        ("Context.set", ["session-id-0", "a", {"b": [1, 2, 3, 4]}], "session-id-0, a, {b: [1, 2, 3, …]}"),
    ],
)
def test_summaries(method: str, given: list[Any], summary: str) -> None:
    page = Page()
    page.answer(method, *given)
    assert page.dispatcher.log.plain()[0]["summary"] == summary


def test_the_summary_of_a_refusal_is_its_reason() -> None:
    page = Page()
    page.refusal("Apm.createSession", {"templateName": "nope"})
    (entry,) = page.dispatcher.log.plain()
    assert json.loads(entry["error"])["message"] == f"{entry['what']}: {entry['summary']}"


@pytest.mark.parametrize(
    "text", ["", "[", "[]", '["a"]', '[{"templateName": 5}]', "5", '{"a":1}', '[[[["a"]]]]']
)
@pytest.mark.parametrize(
    "what", ["createSession", "createTab", "searchAndOpenRecords", "retrieveRecord", "x"]
)
def test_any_input_has_a_summary(what: str, text: str) -> None:
    log = CallLog()
    for kind in ("call", "event", "record"):
        log.add(0, kind, PAGE, f"Microsoft.Apm.{what}", input=text, result=text)
    assert all(isinstance(entry["summary"], str) for entry in log.plain())


def test_the_log_is_read_in_parts() -> None:
    log = CallLog()
    for number in range(5):
        log.add(0, "call", PAGE, str(number + 1))
    assert [entry["what"] for entry in log.plain(3)] == ["4", "5"]
    assert [entry["what"] for entry in log.plain(4, [2, 9])] == ["2", "5"]
    assert [entry["what"] for entry in log.plain(-2)] == ["4", "5"]
    assert len(log.plain(-9)) == 5
    log.clear()
    assert log.plain() == []
    assert log.add(0, "call", PAGE, "w").number == 6


def test_what_a_providers_page_throws_stands_in_the_log() -> None:
    board = Board()
    board.frame()
    notice = board.dispatcher.frame_noticed
    notice("own_phone", PHONE, "page-error", "uncaught error", "TypeError: no line\n    at ring.js:4")
    notice("own_phone", PHONE, "page-error", "console.error", "no line")
    notice("own_phone", "https://stranger.example", "page-error", "uncaught error", "TypeError: no line")
    logged = [(entry["kind"], entry["what"], entry["summary"]) for entry in board.dispatcher.log.plain()[-2:]]
    assert logged == [
        ("failure", "uncaught error", "TypeError: no line"),
        ("warning", "console.error", "no line"),
    ]
    assert board.dispatcher.log.troubles == 1
