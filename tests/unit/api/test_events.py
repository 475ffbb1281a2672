"""Handlers, events and what becomes of them (``ciframework.md`` 2.11, 3)."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from cif_emulator.api.deliveries import MOST_EVENT_NAMES, MOST_UNDER_WAY

from .board import ADDRESS, DOCUMENT, Board, Caller

MARK = "\x01"
TIME_OUT = "Timeout occurred as no response was received from listener window"
PERSON = "aaaaaaaa-2222-3333-4444-555555555555"


def refused(reason: str) -> str:
    """What stands in the arguments' place where the page lets one not through."""
    return json.dumps({f"{MARK}refused": {"path": "[1]", "reason": reason}})


# -- handlers -----------------------------------------------------------------------------------------


def test_names_count_in_any_letter_case(board: Board, phone: Caller) -> None:
    phone.listen("ONPAGENAVIGATE")
    board.agent("search", "x")
    assert [name for name, _, _ in board.deliveries("own_phone")] == ["onpagenavigate"]
    assert phone.call("removeHandler", "OnPageNavigate", True) is True
    board.agent("search", "y")
    assert len(board.deliveries("own_phone")) == 1


def test_each_handler_counts(board: Board, phone: Caller) -> None:
    phone.listen("custom", "custom")
    assert phone.call("removeHandler", "custom", True) is True
    phone.promised("raiseEvent", "custom")
    assert phone.call("removeHandler", "custom", True) is True
    assert phone.call("removeHandler", "custom", True) is False
    assert phone.call("removeHandler", "other", False) is False
    assert sum("no such handler" in text for text in board.warnings()) == 2
    assert phone.refusal("raiseEvent", "custom")["message"] == TIME_OUT


def test_handlers_that_are_none_are_refused(board: Board, phone: Caller) -> None:
    assert "handlerFunction is the number 5" in phone.refusal("addHandler", "x", 5)["message"]
    answer = board.dispatcher.answer(
        "CIFramework.addHandler", "emulator_page", refused("is missing; right is the function")
    )
    assert "handlerFunction is missing" in answer
    assert "eventName is empty" in phone.refusal("addHandler", " ")["message"]
    assert "eventName is the number 5" in phone.refusal("addHandler", 5)["message"]
    assert "has 300 characters" in phone.refusal("addHandler", "x" * 300)["message"]


def test_slips_in_names_are_pointed_out(board: Board, phone: Caller) -> None:
    phone.listen("onSessionClose", "CIFInitDone", "mine")
    texts = " ".join(board.warnings())
    assert 'did you mean "onSessionClosed"' in texts
    assert "window.addEventListener" in texts
    assert '"mine"' not in texts


# -- events -------------------------------------------------------------------------------------------


def test_page_navigation_tells_an_absolute_address(board: Board, phone: Caller, chat: Caller) -> None:
    phone.listen("onpagenavigate")
    chat.listen("onpagenavigate")
    board.page().listen("onpagenavigate")
    board.agent("openRecord", "contact", PERSON)
    for listener in ("own_phone", "own_chat", "emulator_page"):
        (event,) = board.events(listener, "onpagenavigate")
        parts = urlsplit(event["value"])
        assert f"{parts.scheme}://{parts.netloc}" == ADDRESS
        query = parse_qs(parts.query)
        assert (query["pagetype"], query["etn"], query["id"]) == (["entityrecord"], ["contact"], [PERSON])
        assert query["appid"]


def test_sent_article(board: Board, phone: Caller) -> None:
    phone.listen("onsendkbarticle")
    board.records.data["knowledgearticle"] = {"k": {"title": "Clear a jam"}}
    board.agent("sendArticle", "k")
    (event,) = board.events("own_phone", "onsendkbarticle")
    assert event["link"].startswith(f"{ADDRESS}/main.aspx?")
    assert set(event) == {"title", "link"}
    assert "no knowledge article" in board.dispatcher.answer("Agent.sendArticle", "agent", '["nobody"]')


def test_nobody_is_told_what_he_does_not_listen_to(board: Board, phone: Caller) -> None:
    phone.session()
    board.agent("togglePanel")
    assert not [kind for kind, _ in board.told if kind == "deliver"]


# -- raising ------------------------------------------------------------------------------------------


def test_custom_events_reach_all_listeners_as_a_map(board: Board, phone: Caller, chat: Caller) -> None:
    for caller in (phone, chat, board.page()):
        caller.listen("Mine")
    number = phone.promised("raiseEvent", "mine", {"a": [1]}, "corr-1")
    for listener in ("own_phone", "own_chat", "emulator_page"):
        ((name, text, kind),) = board.deliveries(listener)
        assert (name.lower(), kind) == ("mine", "map")
        assert json.loads(text) == {"value": {"a": [1]}, "correlationId": "corr-1"}
    for listener in ("own_phone", "own_chat"):
        board.report(*board.delivery_ids(listener))
        assert number not in board.settled
    board.report(*board.delivery_ids("emulator_page"))
    assert phone.settled(number) is True


def test_payloads_of_custom_events(board: Board, phone: Caller) -> None:
    board.page().listen("mine")
    for args in (["text"], [None], [{f"{MARK}undefined": 0}], []):
        phone.promised("raiseEvent", "mine", *args)
    payloads = [json.loads(text) for _, text, _ in board.deliveries("emulator_page")]
    assert [each["value"] for each in payloads] == ["text", None, None, None]
    assert all(len(each["correlationId"]) == 36 for each in payloads)


@pytest.mark.parametrize(
    ("given", "text"), [('{"value":"5"}', '{"value":"5"}'), ({"value": "5"}, '{"value":"5"}'), ("x", "x")]
)
def test_built_in_names_can_be_raised_by_hand(board: Board, phone: Caller, given: object, text: str) -> None:
    phone.listen("onclicktoact")
    number = board.page().promised("raiseEvent", "onClickToAct", given)
    assert board.deliveries("own_phone") == [("onclicktoact", text, "json-text")]
    board.report(*board.delivery_ids("own_phone"))
    assert board.page().settled(number) is True


def test_raised_click_has_one_target(board: Board, phone: Caller, chat: Caller) -> None:
    phone.listen("onclicktoact")
    chat.listen("onclicktoact")
    board.page().promised("raiseEvent", "onclicktoact", "{}")
    chat.session()
    board.page().promised("raiseEvent", "onclicktoact", "{}")
    assert len(board.deliveries("own_phone")) == len(board.deliveries("own_chat")) == 1


def test_event_that_nobody_hears_is_rejected_with_the_reason(phone: Caller) -> None:
    error = phone.refusal("raiseEvent", "nobody", "x")
    assert error["message"] == TIME_OUT
    assert error["properties"] == {"n": "nobody - raiseEvent"}
    assert 'nobody has a handler of "nobody"' in error["details"]


@pytest.mark.parametrize(
    ("report", "answer"),
    [
        ({"handlers": 2, "errors": [{"message": "boom", "stack": "at x"}]}, True),
        ({"handlers": 1, "silent": 1}, True),
        ({"handlers": 1, "errors": [{"message": "boom", "stack": "at x"}]}, False),
        ({"handlers": 2, "timedOut": 1}, True),
    ],
)
def test_result_of_raising(board: Board, phone: Caller, report: dict[str, Any], answer: bool) -> None:
    phone.listen("mine")
    number = board.page().promised("raiseEvent", "mine")
    board.report(*board.delivery_ids("own_phone"), **report)
    assert board.page().settled(number) is answer


def test_raising_is_rejected_where_all_handlers_are_late(board: Board, phone: Caller) -> None:
    phone.listen("mine")
    number = board.page().promised("raiseEvent", "mine")
    board.report(*board.delivery_ids("own_phone"), handlers=1, timedOut=1)
    error = json.loads(board.settled[number][1:])
    assert error["message"] == TIME_OUT
    assert "no handler of own_phone has answered in time" in error["details"]


# -- accounting ---------------------------------------------------------------------------------------


def raised(board: Board, phone: Caller) -> str:
    phone.listen("mine")
    board.page().promised("raiseEvent", "mine", "payload")
    (delivery,) = board.delivery_ids("own_phone")
    return delivery


def test_silent_handlers_are_warned_of_once(board: Board, phone: Caller) -> None:
    board.report(raised(board, phone), handlers=2, silent=1)
    board.page().promised("raiseEvent", "mine")
    board.report(board.delivery_ids("own_phone")[1], handlers=2, silent=2)
    (hint,) = board.log("hint")
    assert "1 of 2 handlers of mine returned nothing" in hint["error"]
    assert TIME_OUT in hint["error"]
    assert board.log("warning") == []
    assert len([text for text in board.warnings() if "returned nothing" in text]) == 1
    assert board.log("time-out") == []


def test_silent_handlers_are_late_in_strict_mode() -> None:
    board = Board(strict=True)
    board.report(raised(board, board.frame()), handlers=1, silent=1)
    (entry,) = board.log("time-out")
    assert TIME_OUT in entry["error"]


def test_failures_and_time_outs_stand_in_the_log(board: Board, phone: Caller) -> None:
    errors = [{"message": "boom", "stack": "at handler"}]
    board.now += 40
    delivery = raised(board, phone)
    board.now += 60
    board.report(delivery, handlers=3, timedOut=1, errors=errors)
    (failure,) = board.log("failure")
    assert (failure["caller"], failure["what"]) == ("own_phone", "mine")
    assert "boom" in failure["error"]
    assert "at handler" in failure["error"]
    assert "payload" in failure["input"]
    (late,) = board.log("time-out")
    assert "1 of its 3 handlers did not answer within 10 s" in late["error"]
    (event,) = (entry for entry in board.log("event") if entry["what"] == "mine")
    assert json.loads(event["result"]) == {"handlers": 3, "silent": 0, "timedOut": 1, "failed": 1}
    assert (event["duration"], event["pending"]) == (60, False)


def test_page_that_never_reports_is_given_up(board: Board, phone: Caller) -> None:
    delivery = raised(board, phone)
    assert board.timers[delivery] == 12_000
    board.elapse(delivery)
    (entry,) = board.log("time-out")
    assert "has not reported" in entry["error"]
    board.report(delivery, handlers=1)
    assert len(board.log("time-out")) == 1


def test_page_that_goes_is_not_waited_for(board: Board, phone: Caller) -> None:
    delivery = raised(board, phone)
    board.dispatcher.frame_disconnected("own_phone", DOCUMENT)
    assert delivery not in board.timers
    assert board.settled["1"].startswith("!")
    assert "its page has gone" in board.log("time-out")[0]["error"]
    assert board.page().refusal("raiseEvent", "mine")["message"] == TIME_OUT


@pytest.mark.parametrize("text", ["", "x", "[]", "5", "[" * 90_000, "x" * 300_000])
def test_report_that_cannot_be_read_is_a_failure(board: Board, phone: Caller, text: str) -> None:
    delivery = raised(board, phone)
    board.dispatcher.delivered(delivery, text)
    assert "nothing that can be read" in board.log("failure")[0]["error"]
    assert board.page().settled("1") is False


def test_report_of_nonsense_harms_nobody(board: Board, phone: Caller) -> None:
    delivery = raised(board, phone)
    board.dispatcher.delivered("delivery-1", '{"handlers":1}')
    nonsense = {"handlers": -1, "silent": "x", "timedOut": 1e400, "errors": [5, {"message": 5}]}
    board.dispatcher.delivered(delivery, json.dumps(nonsense).replace("Infinity", "5.5"))
    assert "1" in board.settled


def test_events_under_way_are_bounded(board: Board, phone: Caller) -> None:
    phone.listen("mine")
    for _ in range(1000):
        board.page().promised("raiseEvent", "mine")
    error = board.page().refusal("raiseEvent", "mine")
    assert "too many events wait for the handlers of own_phone" in error["details"]
    assert len(board.deliveries("own_phone")) == 1000


def test_an_event_for_listeners_whose_handlers_are_all_busy_is_refused(phone: Caller, chat: Caller) -> None:
    phone.listen("own_event")
    for _ in range(MOST_UNDER_WAY):
        phone.promised("raiseEvent", "own_event")
    told = phone.refusal("raiseEvent", "own_event")["details"]
    assert "too many events wait for the handlers of own_phone already" in told
    # One with room is enough.
    chat.listen("own_event")
    phone.promised("raiseEvent", "own_event")


def test_handlers_beyond_the_limit_are_refused_and_get_nothing(board: Board, phone: Caller) -> None:
    for number in range(MOST_EVENT_NAMES):
        phone.call("addHandler", f"own_{number}")
    assert "the limit" in phone.refusal("addHandler", "own_more")["message"]
    assert "nobody has a handler" in phone.refusal("raiseEvent", "own_more")["details"]
    assert phone.call("addHandler", "own_0") is True
