"""Recordings: what was done, in order, with inputs and answers."""

from __future__ import annotations

import json

from cif_emulator.api.call_log import VALUE_LENGTH
from cif_emulator.api.recording import Recorder, Recording, recording
from cif_emulator.workspace.state.faults import Fault

from .board import PHONE, PHONE_PROVIDER, Board


def recorded(board: Board) -> Recording:
    return recording(board.dispatcher.log, "1.2.3", board.workspace)


def test_calls_events_and_actions_in_order() -> None:
    board = Board()
    board.now = 5_000.0
    phone = board.frame().listen("onPresenceChange")
    board.now += 250
    phone.session(customer="Ada")
    board.agent("setPresence", "p-busy")
    (delivery,) = board.delivery_ids("own_phone")
    board.now += 40
    board.report(delivery)
    phone.refusal("createSession", {"templateName": "nothing"})
    made = recorded(board)
    assert (made["format"], made["version"], made["emulator"], made["began"], made["complete"]) == (
        "cif-emulator recording",
        1,
        "1.2.3",
        5_000,
        True,
    )
    ready, listened, session, action, event, refused = made["steps"]
    assert (ready["kind"], ready["name"], ready["input"]) == ("event", "CIFInitDone", PHONE)
    assert (listened["kind"], listened["name"], listened["input"]) == (
        "call",
        "CIFramework.addHandler",
        ["onPresenceChange"],
    )
    assert (session["who"], session["at"], session["result"]) == ("own_phone", 250, "session-id-1")
    assert session["input"] == [{"templateName": "own_call", "templateParameters": {"customer": "Ada"}}]
    assert (action["kind"], action["who"], action["name"], action["input"]) == (
        "action",
        "agent",
        "setPresence",
        ["p-busy"],
    )
    assert action["target"] == "Busy"
    assert (event["kind"], event["name"], event["cause"], event["took"]) == (
        "event",
        "onPresenceChange",
        action["number"],
        40,
    )
    assert isinstance(refused["error"], dict)
    assert refused["error"]["errorCode"] == 2
    assert json.loads(json.dumps(made)) == made


def test_faults_and_what_is_not_answered_are_told() -> None:
    board = Board(PHONE_PROVIDER, faults=(Fault(method="CIFramework.getMode", reject="no"),))
    phone = board.frame()
    phone.refusal("getMode")
    phone.promised("notifyEvent", {"templateName": "own_ring"})
    _, struck, waiting = recorded(board)["steps"]
    assert struck["fault"] == 'reject "no"'
    assert (waiting["pending"], "took" in waiting) == (True, False)


def test_values_that_were_cut_are_told() -> None:
    board = Board()
    board.frame().refusal("createSession", {"templateName": "x" * (VALUE_LENGTH + 1)})
    made = recorded(board)
    assert made["complete"] is False
    assert made["steps"][-1]["cut"] is True
    assert "input" not in made["steps"][-1]


def test_nothing_was_done() -> None:
    assert recorded(Board())["steps"] == []


def test_news_are_what_was_done_since_and_what_has_ended() -> None:
    board = Board()
    recorder = Recorder(board.dispatcher.log, "1.2.3", board.workspace)
    phone = board.frame().listen("onPresenceChange")
    first = recorder.news()
    assert first is not None
    assert recorder.news() is None
    board.now += 100
    board.agent("setPresence", "p-busy")
    (delivery,) = board.delivery_ids("own_phone")
    second = recorder.news()
    assert second is not None
    assert [(step["name"], step.get("pending")) for step in second["steps"]] == [
        ("setPresence", None),
        ("onPresenceChange", True),
    ]
    assert (second["began"], second["steps"][0]["at"]) == (first["began"], 100)
    assert recorder.news() is None
    board.report(delivery)
    ended = recorder.news()
    assert ended is not None
    assert [(step["number"], step["cause"], "pending" in step) for step in ended["steps"]] == [
        (second["steps"][1]["number"], second["steps"][0]["number"], False)
    ]
    board.dispatcher.log.clear()
    assert recorder.news() is None
    phone.refusal("createSession", {"templateName": "nothing"})
    board.dispatcher.log.clear()
    phone.refusal("createSession", {"templateName": "nothing"})
    after = recorder.news()
    assert after is not None
    assert (len(after["steps"]), after["complete"]) == (1, False)
