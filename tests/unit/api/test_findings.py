"""Findings: each rule is provoked by one call, and not by its neighbour that is right."""

from __future__ import annotations

import json
import re
from pathlib import Path

import attrs
import pytest

import cif_emulator
from cif_emulator.api.dispatcher import METHODS, NUMBERED
from cif_emulator.api.polling import POLLED
from cif_emulator.workspace.state.findings import RULES, FindingRule
from cif_emulator.workspace.state.templates import AppProfile, SessionTemplate

from .board import PHONE, PHONE_PROVIDER, Board

RECORD = "11111111-2222-3333-4444-555555555555"
GUIDE = Path(__file__).parents[3] / "docs/guides/findings.md"
ROOM = Path(cif_emulator.__file__).parent


def rules(board: Board) -> list[str]:
    return [found["rule"] for found in board.dispatcher.findings.plain()]


def test_a_finding_says_what_to_do_and_points_to_its_call() -> None:
    board = Board()
    board.page().call("setWidth", 200)
    (found,) = board.dispatcher.findings.plain()
    call = next(entry for entry in board.log("call") if entry["what"] == "Microsoft.CIFramework.setWidth")
    assert found == {
        "rule": "width-under-300",
        "level": "warning",
        "message": "setWidth(200) changes nothing: the least width is 300 pixels (the product is silent about it, too)",
        "remedy": "Pass 300 or more.",
        "source": "ciframework.md 6",
        "call": call["number"],
    }
    (entry,) = board.log("warning")
    assert (entry["rule"], entry["error"]) == ("width-under-300", found["message"])
    assert board.warnings() == [f"{found['message']} (width-under-300)"]


def test_a_silenced_rule_is_told_nowhere() -> None:
    board = Board(silenced=("width-under-300",))
    board.page().call("setWidth", 200)
    assert (rules(board), board.log("warning"), board.warnings()) == ([], [], [])
    board.page().call("setTabTitle", "tab-id-0", {})
    assert rules(board) == ["title-not-given"]


def test_a_reset_forgets_findings() -> None:
    board = Board()
    board.page().call("setWidth", 200)
    board.dispatcher.restart(board.workspace)
    assert rules(board) == []


def test_each_rule_is_used_and_each_used_one_exists() -> None:
    named = set()
    for file in sorted(ROOM.rglob("*.py")):
        if file.name != "findings.py" and "_page" not in file.parts:
            named |= set(re.findall(r'"([a-z]+(?:-[a-z0-9]+)*)"', file.read_text(encoding="utf-8")))
    assert set(RULES) - named == set()


def test_the_guide_has_all_rules() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    told = re.findall(r"^\| `([a-z0-9-]+)` \| (\w+) \| (.*) \| (.*?) ?\|$", text, re.MULTILINE)
    assert told == [(rule.name, rule.level, rule.remedy, rule.source) for rule in RULES.values()]


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_each_rule_has_a_remedy_and_a_source(rule: FindingRule) -> None:
    assert re.fullmatch(r"[A-Z].*\.", rule.remedy)
    assert rule.source or rule.name in (
        "data-doubtful",
        "fault-not-used",
        "embedder-refused",
        "records-not-kept",
        "extension-failed",
    )


def message(board: Board, rule: str) -> str:
    (found,) = (each for each in board.dispatcher.findings.plain() if each["rule"] == rule)
    return found["message"]


# -- slugs ------------------------------------------------------------------------------------------


def only_slugs(board: Board) -> list[str]:
    return [
        each["message"] for each in board.dispatcher.findings.plain() if each["rule"] == "slug-without-value"
    ]


def test_slug_without_value_in_a_title() -> None:
    plain = SessionTemplate(
        unique_name="own_plain", name="Plain", title=("{customer}",), anchor_tab="own_control"
    )
    board = Board(sessions=(plain,))
    phone = board.frame()
    phone.call("createSession", {"templateName": "own_plain", "templateParameters": {"customer": "Ada"}})
    # Its second title has no slugs.
    phone.session(customerName="Ada")
    assert only_slugs(board) == []
    phone.call("createSession", {"templateName": "own_plain", "templateParameters": {"customerName": "Ada"}})
    assert only_slugs(board) == [
        "own_plain: {customer} got no value; passed: customerName. Did you mean {customerName}?"
    ]


def test_a_name_that_filled_its_slug_is_not_proposed_for_a_longer_one() -> None:
    plain = SessionTemplate(
        unique_name="own_plain", name="Plain", title=("{customer} {customerCity}",), anchor_tab="own_control"
    )
    board = Board(sessions=(plain,))
    board.frame().call(
        "createSession", {"templateName": "own_plain", "templateParameters": {"customer": "Ada"}}
    )
    assert only_slugs(board) == ["own_plain: {customerCity} got no value; passed: customer."]


def test_slug_without_value_in_a_notification() -> None:
    board = Board()
    phone = board.frame()
    given = {"number": 5, "second": "", "customer": "Ada"}
    phone.promised("notifyEvent", {"templateName": "own_ring", "templateParameters": given})
    assert only_slugs(board) == []
    phone.promised(
        "notifyEvent",
        {"templateName": "own_ring", "templateParameters": {"number": 5, "customerName": "Ada"}},
    )
    assert only_slugs(board) == [
        (
            "own_ring: {customer}, {second} got no value; passed: customerName, number. "
            "Did you mean {customerName}?"
        )
    ]


def test_slug_without_value_in_a_tab() -> None:
    board = Board()
    page = board.page()
    page.call("createTab", {"templateName": "own_site", "templateParameters": {"searchQ": "x"}})
    page.call("createTab", {"templateName": "own_record", "templateParameters": {"entityId": RECORD}})
    assert only_slugs(board) == []
    page.call("createTab", {"templateName": "own_site", "templateParameters": {"searchq": "x"}})
    assert only_slugs(board) == ["own_site: {searchQ} got no value; passed: searchq. Did you mean {searchq}?"]
    page.call("createTab", {"templateName": "own_site"})
    assert only_slugs(board)[1:] == ["own_site: {searchQ} got no value; passed: nothing."]


def test_a_refused_call_leaves_no_slugs_to_the_next() -> None:
    board = Board()
    page = board.page()
    given = {"x": "{y}", "y": "{x}", "z": "{nobody}", "customer": "Ada"}
    page.refusal("createSession", {"templateName": "own_call", "templateParameters": given})
    page.call("createTab", {"templateName": "own_control"})
    assert only_slugs(board) == []


# -- sessions and templates -------------------------------------------------------------------------


def test_undefined_session_id() -> None:
    board = Board()
    answer = board.dispatcher.answer("Apm.getSession", "emulator_page", json.dumps(["session-id-0"]))
    assert (answer, rules(board)) == ('="session-id-0"', [])
    assert board.dispatcher.answer("Apm.getSession", "emulator_page", "[]") == "=null"
    assert rules(board) == ["undefined-session-id"]


def test_display_name_and_blanks() -> None:
    board = Board()
    phone = board.frame()
    given = {"templateParameters": {"customer": "Ada"}}
    phone.call("createSession", {"templateName": "own_call", **given})
    assert rules(board) == []
    phone.call("createSession", {"templateName": "Own call", **given})
    assert rules(board) == ["display-name"]
    phone.call("createSession", {"templateName": "own_call ", **given})
    assert rules(board) == ["display-name", "blank-in-name"]


def test_session_limit_near() -> None:
    board = Board(max_sessions=3)
    phone = board.frame()
    phone.session(customer="Ada")
    assert rules(board) == []
    phone.session(customer="Eve")
    assert message(board, "session-limit-near") == (
        "session-id-2 is the last session that fits: 3 of 3 are open, Home counts"
    )


@pytest.mark.parametrize(("held", "found"), [("own_call", []), ("own_case", ["template-of-other-profile"])])
def test_template_of_other_profile(held: str, found: list[str]) -> None:
    profile = AppProfile(unique_name="desk", name="Desk", session_templates=(held,))
    board = Board(profiles=(profile,), profile="desk", allow_templates_outside_profile=True)
    board.frame().session(customer="Ada")
    assert rules(board) == found


# -- handlers, events and the panel -----------------------------------------------------------------


def test_handler_that_returns_nothing_is_a_hint() -> None:
    board = Board()
    phone = board.frame().listen("mine")
    for outcome in ({"handlers": 1}, {"handlers": 2, "silent": 1}, {"handlers": 2, "silent": 1}):
        phone.promised("raiseEvent", "mine", 1)
        board.report(board.delivery_ids("own_phone")[-1], **outcome)
    (found,) = board.dispatcher.findings.plain()
    assert (found["rule"], found["level"]) == ("handler-returned-nothing", "hint")


def test_handler_registered_twice() -> None:
    board = Board()
    phone = board.frame().listen("onclicktoact", "onclicktoact")
    assert rules(board) == []
    # As the page's own side tells it: the function is the same.
    assert phone.call("addHandler", "onclicktoact", True) is True
    assert rules(board) == ["handler-registered-twice"]


def test_handler_that_is_late() -> None:
    board = Board()
    phone = board.frame().listen("mine")
    phone.promised("raiseEvent", "mine", 1)
    board.report(board.delivery_ids("own_phone")[-1])
    assert rules(board) == []
    phone.promised("raiseEvent", "mine", 1)
    board.report(board.delivery_ids("own_phone")[-1], timedOut=1)
    (found,) = board.dispatcher.findings.plain()
    (late,) = board.log("time-out")
    assert (found["rule"], found["level"], found["call"]) == ("handler-timed-out", "error", late["number"])


def test_unknown_event() -> None:
    board = Board()
    phone = board.frame().listen("onclicktoact", "my_own_event")
    assert rules(board) == []
    phone.listen("onclicktoactt")
    assert rules(board) == ["unknown-event"]


@pytest.mark.parametrize(("width", "found"), [(299, ["width-under-300"]), (300, [])])
def test_width_under_300(width: int, found: list[str]) -> None:
    board = Board()
    board.page().call("setWidth", width)
    assert rules(board) == found


# -- polling ----------------------------------------------------------------------------------------


def ask(board: Board, pause: float, times: int, method: str = "getMode") -> None:
    page = board.frame()
    for _ in range(times):
        board.now += pause
        page.call(method)


def test_polling_is_told_once() -> None:
    board = Board()
    ask(board, 500, 30)
    assert message(board, "polling") == (
        "own_phone asks Microsoft.CIFramework.getMode 11 times within 5 seconds; the event onmodechanged "
        "tells of changes"
    )


@pytest.mark.parametrize(
    ("pause", "times", "method"),
    [(1_001, 30, "getMode"), (1, 200, "getMode"), (500, 30, "getAllSessions")],
)
def test_what_is_no_polling(pause: float, times: int, method: str) -> None:
    board = Board()
    ask(board, pause, times, method)
    assert rules(board) == []


def test_the_fast_way_polls_too() -> None:
    board = Board()
    number = next(number for number, each in enumerate(NUMBERED) if each.method_id == "Apm.getFocusedSession")
    for _ in range(30):
        board.now += 500
        board.dispatcher.call(number)
    assert rules(board) == ["polling"]


def test_what_can_be_polled_exists() -> None:
    assert set(POLLED) - set(METHODS) == set()


# -- pages of channel providers ---------------------------------------------------------------------


def test_what_the_library_notices() -> None:
    board = Board()
    board.frame()
    notice = board.dispatcher.frame_noticed
    notice("own_phone", PHONE, "call-before-init", "getEnvironment", "")
    notice("own_phone", PHONE, "unawaited-rejection", "createSession", "there is no template")
    assert rules(board) == ["call-before-init", "unawaited-rejection"]
    assert board.warnings()[1] == (
        "own_phone: nobody has handled the rejection of createSession: there is no template "
        "(unawaited-rejection)"
    )
    # Strangers, and rules that are not the library's.
    notice("own_phone", "https://evil.example", "call-before-init", "getMode", "")
    notice("nobody", PHONE, "call-before-init", "getMode", "")
    notice("own_phone", PHONE, "provider-silent", "getMode", "")
    assert len(rules(board)) == 2


def test_plain_http_is_a_hint() -> None:
    plain = attrs.evolve(PHONE_PROVIDER, channel_url="http://localhost:3000/")
    (found,) = Board(plain).dispatcher.findings.plain()
    assert (found["rule"], found["level"]) == ("plain-http", "hint")
    assert rules(Board()) == []


def test_untrusted_page_is_told_once() -> None:
    board = Board()
    board.dispatcher.frame_connected("own_phone", PHONE, "document-1")
    assert rules(board) == []
    for _ in range(2):
        board.dispatcher.frame_call("own_phone", "https://evil.example", "d", "getMode", "[]")
    assert rules(board) == ["untrusted-page"]
