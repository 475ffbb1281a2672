"""What somebody does by ``window.cifEmulator``: events, clicks, presences, sessions, scenarios."""

from __future__ import annotations

import json
from typing import Any

import attrs
import pytest

from cif_emulator.api.provider_events import BUILT_IN_EVENTS
from cif_emulator.workspace.state.templates import Scenario, ScenarioAnswer

from .board import CHAT, CHAT_PROVIDER, PHONE_PROVIDER, Board


def refused(answer: str) -> dict[str, Any]:
    assert answer.startswith("!"), answer
    error: dict[str, Any] = json.loads(answer[1:])
    return error


def value(answer: str) -> Any:
    assert answer.startswith("="), answer
    return json.loads(answer[1:]) if len(answer) > 1 else None


# -- events -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("event", [*BUILT_IN_EVENTS, "my_event"])
def test_each_event_reaches_the_chosen_provider_alone(event: str) -> None:
    board = Board(PHONE_PROVIDER, CHAT_PROVIDER)
    board.frame().listen(event)
    board.frame("own_chat", CHAT).listen(event)
    answer = board.control("raiseEvent", event.upper(), {"value": 1}, {"provider": "own_chat"})
    assert board.deliveries("own_phone") == []
    ((name, payload, kind),) = board.deliveries("own_chat")
    if event in BUILT_IN_EVENTS:
        assert (name, json.loads(payload), kind) == (event, {"value": 1}, "json-text")
    else:
        assert (name, json.loads(payload)["value"], kind) == (event.upper(), {"value": 1}, "map")
    board.report(board.delivery_ids("own_chat")[0])
    assert value(board.settled[answer[1:]]) is True


def test_an_event_for_nobody_is_refused() -> None:
    board = Board()
    board.frame().listen("mine")
    unknown = refused(board.control("raiseEvent", "mine", None, {"provider": "own_phon"}))
    assert 'there is no channel provider "own_phon". Did you mean "own_phone"?' in unknown["message"]
    deaf = refused(board.control("raiseEvent", "other", None, {"provider": "own_phone"}))
    assert '"own_phone" has no handler of "other"' in deaf["details"]
    assert "provider is missing" in refused(board.control("raiseEvent", "mine", None, {}))["message"]
    assert "options is" in refused(board.control("raiseEvent", "mine", None, "own_phone"))["message"]


def test_click_to_act_with_a_number_alone() -> None:
    board = Board()
    phone = board.frame().listen("onclicktoact")
    board.control("clickToAct", "555-0100")
    assert [found["rule"] for found in board.dispatcher.findings.plain()] == ["click-to-act-off"]
    phone.call("setClickToAct", True)
    assert board.control("clickToAct", "555-0100") == "="
    (told,) = board.events("own_phone", "onclicktoact")
    assert (told["value"], told["entityLogicalName"], told["format"]) == ("555-0100", "", "phone")


def test_presence_by_its_text() -> None:
    board = Board()
    board.frame().listen("onPresenceChange")
    assert board.control("setPresence", "busy") == "="
    (told,) = board.events("own_phone", "onPresenceChange")
    assert told["presenceInfo"]["presenceText"] == "Busy"
    assert (
        'there is no presence "Bussy". Did you mean "Busy"?'
        in refused(board.control("setPresence", "Bussy"))["message"]
    )


# -- sessions ---------------------------------------------------------------------------------------


def test_a_session_of_a_generic_template() -> None:
    board = Board()
    session = board.workspace.sessions[value(board.control("openSession", "own_call", {"customer": "Ada"}))]
    assert (session.title, session.owner) == ("Call from Ada", "emulator_page")
    assert value(board.control("openSession", "own_call")) == "session-id-2"


def test_a_session_of_an_entity_template() -> None:
    board = Board()
    opened = value(board.control("openSession", "own_case", {"entityId": CASE}))
    page = board.workspace.sessions[opened].anchor_tab.page
    assert (page.entity_name, page.entity_id) == ("incident", CASE)
    assert (
        'there is no session template "own_cal"'
        in refused(board.control("openSession", "own_cal"))["message"]
    )


# -- scenarios --------------------------------------------------------------------------------------

CASE = "11111111-2222-3333-4444-555555555555"
CALL = Scenario(
    name="call",
    notification_template="own_ring",
    session_template="own_call",
    values={"customer": "Ada", "number": "555", "second": "x"},
    rings=2,
    talks=5,
    wrap_up_presence="Busy",
)


def play(board: Board) -> Any:
    """Play ``call``, each timer as soon as it is there; gives the result."""
    number = board.control("scenario", "call")[1:]
    while number not in board.settled:
        board.elapse("scenario-1")
    return value(board.settled[number])


def whats(board: Board) -> list[tuple[str, str]]:
    """Who called what."""
    return [(entry["caller"], entry["what"].removeprefix("Microsoft.")) for entry in board.log("call")]


def test_a_call_from_ring_to_wrap_up() -> None:
    board = Board(scenarios=(CALL,))
    began = board.now
    assert play(board) == {"scenario": "call", "outcome": "accepted", "sessionId": "session-id-1"}
    assert board.now - began == 7_000
    assert whats(board) == [
        ("emulator_page", "cifEmulator.scenario"),
        ("own_phone", "CIFramework.notifyEvent"),
        ("agent", "Agent.answerNotification"),
        ("own_phone", "CIFramework.createSession"),
        ("own_phone", "CIFramework.setPresence"),
        ("emulator_page", "Session.close"),
    ]
    assert len(board.workspace.sessions) == 1
    # All of it came of the scenario, and nobody waits for the notification's answer.
    first = board.log("call")[0]["number"]
    assert {entry["cause"] for entry in board.log("call")[1:]} == {first}
    assert list(board.settled) == ["1"]
    assert "scenario-1" not in board.timers


@pytest.mark.parametrize(
    ("answer", "outcome"), [(ScenarioAnswer.REJECT, "declined"), (ScenarioAnswer.TIME_OUT, "timed out")]
)
def test_a_call_that_nobody_takes(answer: ScenarioAnswer, outcome: str) -> None:
    board = Board(scenarios=(attrs.evolve(CALL, answer=answer),))
    assert play(board) == {"scenario": "call", "outcome": outcome, "sessionId": None}
    assert ("own_phone", "CIFramework.createSession") not in whats(board)
    assert board.workspace.notifications.waiting == {}


def test_whoever_sits_there_answers() -> None:
    board = Board(scenarios=(attrs.evolve(CALL, answer=ScenarioAnswer.AGENT, close_session=False),))
    number = board.control("scenario", "call")[1:]
    board.elapse("scenario-1")
    assert "scenario-1" not in board.timers
    board.agent("answerNotification", "notification-1", True)
    board.elapse("scenario-1")
    assert board.workspace.focused_session.title == "Call from Ada"
    board.elapse("scenario-1")
    assert value(board.settled[number])["sessionId"] == board.workspace.focused_session.session_id


def test_a_call_that_waits_for_its_turn() -> None:
    board = Board(scenarios=(CALL,), shown_notifications=1)
    board.frame().promised("notifyEvent", {"templateName": "own_short"})
    number = board.control("scenario", "call")[1:]
    for _ in range(3):
        board.elapse("scenario-1")
    assert number not in board.settled
    board.agent("answerNotification", "notification-1", False)
    while number not in board.settled:
        board.elapse("scenario-1")
    assert value(board.settled[number])["outcome"] == "accepted"


def test_a_full_workspace_ends_the_scenario_with_the_reason() -> None:
    board = Board(scenarios=(CALL,), max_sessions=1)
    number = board.control("scenario", "call")[1:]
    while number not in board.settled:
        board.elapse("scenario-1")
    assert "Maximum sessions reached" in refused(board.settled[number])["message"]
    full = Board(scenarios=(CALL,), max_notifications=1)
    full.frame().promised("notifyEvent", {"templateName": "own_short"})
    assert play(full)["outcome"] == "queue full"


def test_unknown_scenarios_and_contacts() -> None:
    board = Board(scenarios=(attrs.evolve(CALL, contact=CASE),))
    assert (
        'there is no scenario "cal". Did you mean "call"?'
        in refused(board.control("scenario", "cal"))["message"]
    )
    assert "which is not there" in refused(board.control("scenario", "call"))["message"]
    assert "[[scenario]]" in refused(Board().control("scenario", "call"))["message"]


def test_a_reset_ends_a_scenario() -> None:
    board = Board(scenarios=(CALL,))
    number = board.control("scenario", "call")[1:]
    board.dispatcher.restart(board.workspace)
    assert "was reset" in refused(board.settled[number])["message"]
    assert "scenario-1" not in board.timers
