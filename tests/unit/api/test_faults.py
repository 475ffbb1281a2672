"""Faults on demand, as callers, listeners and the call log see them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cif_emulator.api.dispatcher import NUMBERED
from cif_emulator.workspace.state.faults import (
    Delay,
    Fault,
    FaultyAnswer,
    FaultyLibrary,
    FaultyPresence,
    FaultySessions,
)

from .board import CHAT, CHAT_PROVIDER, DOCUMENT, PHONE, PHONE_PROVIDER, Board

CREATE = "CIFramework.createSession"
CALL = {"templateName": "own_call"}
CONTACT = "c0000000-0000-4000-8000-000000000001"


def board(*faults: Fault, **settings: Any) -> Board:
    return Board(PHONE_PROVIDER, CHAT_PROVIDER, faults=faults, **settings)


def marked(given: Board, what: str) -> list[str]:
    return [entry["fault"] for entry in given.log() if entry["what"] == what]


def sessions(given: Board) -> list[str]:
    return list(given.workspace.sessions)


# -- methods --------------------------------------------------------------------------------------


def test_reject_has_the_message_word_for_word() -> None:
    given = board(Fault(method=CREATE, reject="The service is not available"))
    refused = given.frame().refusal("createSession", CALL)
    assert (refused["message"], refused["errorCode"], refused["family"]) == (
        "The service is not available",
        4,
        "CIFramework",
    )
    assert sessions(given) == ["session-id-0"]
    assert marked(given, "Microsoft.CIFramework.createSession") == ['reject "The service is not available"']
    assert given.log("refusal")[0]["summary"].endswith('[fault: reject "The service is not available"]')
    assert given.log("refusal")[0]["error"] == json.dumps(refused, separators=(",", ":"))


def test_reject_has_the_given_code() -> None:
    given = board(Fault(method=CREATE, reject="no", code=0))
    assert given.frame().refusal("createSession", CALL)["errorCode"] == 0


def test_reject_of_a_notification_has_its_family() -> None:
    given = board(Fault(method="CIFramework.notifyEvent", reject="no"))
    refused = given.frame().refusal("notifyEvent", {"templateName": "own_ring"})
    assert refused["properties"] == {"msdyn_name": "NotifyEvent"}


def test_reject_of_records_has_a_code_of_dataverse() -> None:
    given = board(Fault(method="CIFramework.retrieveRecord", reject="no"))
    assert given.frame().refusal("retrieveRecord", "contact", CONTACT)["errorCode"] == 0x80040216


def test_value_is_the_result_and_nothing_is_done() -> None:
    given = board(Fault(method=CREATE, value="session-id-99"))
    assert given.frame().call("createSession", CALL) == "session-id-99"
    assert sessions(given) == ["session-id-0"]
    assert marked(given, "Microsoft.CIFramework.createSession") == ['value "session-id-99"']


def test_value_may_be_false() -> None:
    given = board(Fault(method="CIFramework.setPresence", value=False))
    assert given.frame().call("setPresence", "Busy") is False
    assert given.workspace.presences.current.text != "Busy"


def test_value_of_a_json_result_is_its_text() -> None:
    given = board(Fault(method="CIFramework.getEnvironment", value={"own": 1}))
    assert json.loads(given.frame().call("getEnvironment")) == {"own": 1}


def test_delay_answers_late() -> None:
    given = board(Fault(method=CREATE, delay=Delay(500, 500)))
    phone = given.frame()
    number = phone.promised("createSession", CALL)
    assert sessions(given) == ["session-id-0", "session-id-1"]
    [entry] = given.log("call")
    assert (entry["pending"], entry["result"], entry["fault"]) == (True, "", "delay 500 ms")
    assert given.timers[f"answer-{number}"] == 500
    given.elapse(f"answer-{number}")
    assert phone.settled(number) == "session-id-1"
    [entry] = given.log("call")
    assert (entry["pending"], entry["result"], entry["duration"]) == (False, '"session-id-1"', 500)


def test_delay_of_a_rejection() -> None:
    given = board(Fault(method=CREATE, delay=Delay(500, 500), reject="no"))
    number = given.frame().promised("createSession", CALL)
    given.elapse(f"answer-{number}")
    assert json.loads(given.settled[number][1:])["message"] == "no"
    [entry] = given.log("refusal")
    assert not entry["pending"]


def test_delays_of_a_range_are_those_of_the_seed() -> None:
    def delays(seed: int) -> list[int]:
        given = board(Fault(method=CREATE, delay=Delay(200, 800), seed=seed))
        numbers = [given.frame().promised("createSession", CALL) for _ in range(4)]
        return [given.timers[f"answer-{number}"] for number in numbers]

    assert delays(7) == delays(7)
    assert delays(7) != delays(8)
    assert len(set(delays(7))) == 4
    assert all(200 <= each <= 800 for each in delays(7))


def test_delay_of_an_answer_that_is_awaited_anyway() -> None:
    given = board(Fault(method="CIFramework.notifyEvent", delay=Delay(500, 500)))
    phone = given.frame()
    number = phone.promised("notifyEvent", {"templateName": "own_ring"})
    given.agent("answerNotification", given.workspace.notifications.shown()[0].notification_id, True)
    assert number not in given.settled
    given.elapse(f"answer-{number}")
    assert json.loads(phone.settled(number))["actionName"] == "Accept"


def test_never_is_not_carried_out_and_times_out() -> None:
    given = board(Fault(method=CREATE, answer=FaultyAnswer.NEVER), time_out=10)
    number = given.frame().promised("createSession", CALL)
    assert sessions(given) == ["session-id-0"]
    assert given.timers[f"answer-{number}"] == 10_000
    given.elapse(f"answer-{number}")
    refused = json.loads(given.settled[number][1:])
    assert refused["message"] == "Timeout occurred as no response was received from listener window"
    assert refused["errorCode"] == 7
    assert marked(given, "Microsoft.CIFramework.createSession") == ["answer never"]


def test_lost_is_carried_out_and_times_out() -> None:
    given = board(Fault(method=CREATE, answer=FaultyAnswer.LOST))
    number = given.frame().promised("createSession", CALL)
    assert sessions(given) == ["session-id-0", "session-id-1"]
    given.elapse(f"answer-{number}")
    assert given.settled[number].startswith("!")


def test_a_lost_notification_stays_answered_once() -> None:
    given = board(Fault(method="CIFramework.notifyEvent", answer=FaultyAnswer.LOST))
    number = given.frame().promised("notifyEvent", {"templateName": "own_ring"})
    given.agent("answerNotification", given.workspace.notifications.shown()[0].notification_id, True)
    assert number not in given.settled
    given.elapse(f"answer-{number}")
    assert given.settled[number].startswith("!")


def test_a_reset_refuses_answers_that_are_late() -> None:
    given = board(Fault(method=CREATE, delay=Delay(500, 500)))
    number = given.frame().promised("createSession", CALL)
    given.dispatcher.restart(type(given.workspace)(given.setup, given.records))
    assert "was reset" in json.loads(given.settled[number][1:])["message"]
    assert f"answer-{number}" not in given.timers


def test_synchronous_methods_are_struck_on_the_fast_path_too() -> None:
    given = board(Fault(method="Apm.canCreateSession", value=False))
    [number] = [index for index, each in enumerate(NUMBERED) if each.method_id == "Apm.canCreateSession"]
    assert given.dispatcher.call(number) == "=false"
    assert marked(given, "Microsoft.Apm.canCreateSession") == ["value false"]
    given.workspace.faults.clear()
    assert given.dispatcher.call(number) is True


def test_a_pattern_leaves_synchronous_methods_alone_where_they_cannot_fail_so() -> None:
    given = board(Fault(method="Apm.*", delay=Delay(5, 5)))
    assert given.dispatcher.answer("Apm.canCreateSession", "emulator_page", "[]") == "=true"
    focus = given.dispatcher.answer("Apm.focusTab", "emulator_page", '["tab-id-0"]')
    assert focus.startswith("?")


@pytest.mark.parametrize("pattern", ["*", "CIFramework.*", "*Session", "*create*", CREATE])
def test_patterns(pattern: str) -> None:
    assert board(Fault(method=pattern, reject="no")).frame().refusal("createSession", CALL)


def test_what_the_agent_does_never_fails() -> None:
    given = board(Fault(method="*", reject="no"))
    given.agent("openRecord", "contact", CONTACT)
    assert given.workspace.focused_session.title == "Contact"


def test_one_provider_alone() -> None:
    given = board(Fault(method=CREATE, reject="no", provider="own_chat"))
    assert given.frame().session() == "session-id-1"
    assert given.frame("own_chat", CHAT).refusal("createSession", CALL)["message"] == "no"


# -- how often ------------------------------------------------------------------------------------


def outcomes(fault: Fault, calls: int) -> str:
    phone = board(fault).frame()
    return "".join(phone.answer("getMode")[0] for _ in range(calls))


def test_every() -> None:
    assert outcomes(Fault(method="*", reject="no", every=3), 7) == "==!==!="


def test_first() -> None:
    assert outcomes(Fault(method="*", reject="no", first=2), 4) == "!!=="


def test_percent_with_a_seed() -> None:
    fault = Fault(method="*", reject="no", percent=20, seed=7)
    assert outcomes(fault, 200) == outcomes(fault, 200)
    assert 20 <= outcomes(fault, 200).count("!") <= 60
    assert outcomes(fault, 50) != outcomes(Fault(method="*", reject="no", percent=20, seed=8), 50)


def test_the_first_that_strikes_is_the_only_one() -> None:
    given = board(Fault(method="*", reject="one", first=1), Fault(method="*", reject="two"))
    assert [given.frame().refusal("getMode")["message"] for _ in range(2)] == ["one", "two"]


# -- tables ---------------------------------------------------------------------------------------


def test_a_table_fails_for_all_callers() -> None:
    given = board(Fault(table="contact", reject="no"))
    assert given.frame().refusal("retrieveRecord", "contact", CONTACT)["message"] == "no"
    xrm = given.dispatcher.answer("Xrm.WebApi.retrieveRecord", "emulator_page", f'["Contact", "{CONTACT}"]')
    assert json.loads(xrm[1:])["message"] == "no"
    assert given.log("refusal")[-1]["fault"] == 'reject "no"'


def test_other_tables_and_the_pages_own_views_do_not_fail() -> None:
    given = board(Fault(table="contact", reject="no"))
    assert given.frame().refusal("retrieveRecord", "account", CONTACT)["message"] != "no"
    given.agent("openRecord", "contact", CONTACT)
    assert given.log("fault") == []


# -- events ---------------------------------------------------------------------------------------


def raised(fault: Fault) -> Board:
    given = board(fault)
    given.frame().listen("onPresenceChange")
    given.agent("setPresence", "p-busy")
    return given


def test_an_event_comes_late() -> None:
    given = raised(Fault(event="ONPRESENCECHANGE", delay=Delay(300, 300)))
    assert given.events("own_phone", "onPresenceChange") == []
    timer = next(each for each in given.timers if each.startswith("late-"))
    assert given.timers[timer] == 300
    given.elapse(timer)
    assert len(given.events("own_phone", "onPresenceChange")) == 1
    assert marked(given, "onPresenceChange")[0] == "delay 300 ms"


def test_an_event_never_comes() -> None:
    given = raised(Fault(event="onpresence*", answer=FaultyAnswer.NEVER))
    assert given.events("own_phone", "onPresenceChange") == []
    timer = next(each for each in given.timers if each.startswith("delivery-"))
    given.elapse(timer)
    entry = next(each for each in given.log("time-out") if each["what"] == "onPresenceChange")
    assert entry["fault"] == "answer never"


def test_an_event_comes_twice() -> None:
    given = raised(Fault(event="onPresenceChange", answer=FaultyAnswer.TWICE, first=1))
    first, second, *_ = given.events("own_phone", "onPresenceChange")
    assert first == second
    assert marked(given, "onPresenceChange")[:2] == ["answer twice", "answer twice"]


def test_a_late_event_of_a_page_that_has_gone_is_not_sent() -> None:
    given = raised(Fault(event="onPresenceChange", delay=Delay(300, 300)))
    timer = next(each for each in given.timers if each.startswith("late-"))
    given.dispatcher.frame_disconnected("own_phone", DOCUMENT)
    given.elapse(timer)
    assert given.events("own_phone", "onPresenceChange") == []


# -- what stands for itself -----------------------------------------------------------------------


def test_origins_are_refused() -> None:
    given = board(Fault(refuse_origin=True, provider="own_phone"))
    answer = given.dispatcher.frame_connected("own_phone", PHONE, DOCUMENT)
    assert json.loads(answer[1:])["errorCode"] == 8
    assert given.dispatcher.frame_connected("own_chat", CHAT, "document-2").startswith("=")
    call = given.dispatcher.frame_call("own_phone", PHONE, DOCUMENT, "getMode", "[]")
    assert json.loads(call[1:])["errorCode"] == 8
    assert [each["fault"] for each in given.log("refusal")] == ["refuse_origin", "refuse_origin"]


def test_the_presence_fails() -> None:
    given = board(Fault(presence=FaultyPresence.FAILED))
    phone = given.frame()
    assert (phone.call("getPresence"), phone.call("setPresence", "Busy")) == ("FAILED", False)
    assert marked(given, "Microsoft.CIFramework.getPresence") == ["presence FAILED"]


def test_sessions_are_full() -> None:
    given = board(Fault(sessions=FaultySessions.FULL))
    phone = given.frame()
    assert phone.call("canCreateSession") is False
    refused = phone.refusal("createSession", CALL)
    assert (refused["message"], refused["errorCode"]) == (
        "Maximum sessions reached. Close a session before opening another.",
        3,
    )
    assert phone.call("getAllSessions") == []
    assert marked(given, "Microsoft.CIFramework.createSession") == ["sessions full"]


def test_the_log_tells_of_the_library() -> None:
    given = board(Fault(library=FaultyLibrary.SLOW))
    given.frame()
    assert marked(given, "msdyn_ciLibrary.js") == ["library slow"]
    assert marked(given, "CIFInitDone") == ["library slow"]


def test_without_faults_nothing_is_marked() -> None:
    given = board()
    given.frame().session()
    assert {entry["fault"] for entry in given.log()} == {""}
