"""Notifications (``ciframework.md`` 4): outcomes, queue, time, tokens, errors."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attrs import evolve

from cif_emulator.view.snapshot import snapshot
from cif_emulator.workspace.state.templates import DesktopNotification

from . import board as boards
from .board import CHAT, CHAT_PROVIDER, DOCUMENT, PHONE_PROVIDER, Board, Caller

MARK = "\x01"
RING = {"templateName": "own_ring", "templateParameters": {"number": "555"}}


def outcome(action: str, reason: str) -> dict[str, Any]:
    return {
        "actionName": action,
        "responseReason": reason,
        "value": {"actionName": action, "responseReason": reason},
    }


def result(caller: Caller, number: str) -> Any:
    """What clients do with the result: parse the text."""
    return json.loads(caller.settled(number))


def shown(board: Board) -> list[Any]:
    return snapshot(board.workspace)["notifications"]


def ids(board: Board) -> list[str]:
    return [each["id"] for each in shown(board)]


def test_toast_as_the_template_says() -> None:
    board = Board()
    board.frame().promised(
        "notifyEvent",
        {
            "templateName": "own_ring",
            "templateParameters": {"number": "5", "customer": "{number}-x"},
            "second": 2,
        },
        "corr",
    )
    assert shown(board) == [
        {
            "id": "notification-1",
            "title": "Call from 5",
            "icon": "",
            "ownIcon": "call",
            "fields": [{"label": "Who", "value": "5-x"}, {"label": "Second", "value": "2"}],
            "theme": "dark",
            "accept": "Accept",
            "reject": "Reject",
            "showCountdown": True,
            "endsAt": 1_120_000.0,
            "desktop": False,
        }
    ]


@pytest.mark.parametrize(
    ("accepted", "action", "reason"), [(True, "Accept", "Accept"), (False, "Reject", "DeclinedByAgent")]
)
def test_agents_answer(accepted: bool, action: str, reason: str) -> None:
    board = Board()
    phone = board.frame()
    number = phone.promised("notifyEvent", RING)
    assert number not in board.settled
    board.agent("answerNotification", "notification-1", accepted)
    assert result(phone, number) == outcome(action, reason)
    assert shown(board) == []
    assert board.timers.keys() == set()
    board.agent("answerNotification", "notification-1", True)
    assert list(board.workspace.sessions) == ["session-id-0"]


def test_display_time_out() -> None:
    board = Board()
    phone = board.frame()
    number = phone.promised("notifyEvent", {"templateName": "own_short"})
    assert board.timers == {"notification-1-shown": 5000}
    board.elapse("notification-1-shown")
    assert result(phone, number) == outcome("Timeout", "DisplayTimeout")


# -- what becomes of the presence (2.7) -----------------------------------------------------------


def alert(board: Board) -> tuple[str | None, str | None]:
    """The alert on screen, and the presence."""
    current = board.workspace.presences.current
    return snapshot(board.workspace)["alert"], current.text if current else None


def presences(board: Board) -> list[str]:
    heard = board.events("own_phone", "onPresenceChange")
    return [each["presenceInfo"]["presenceText"] for each in heard]


def test_missed_notification_sets_the_presence_until_the_alert_is_answered() -> None:
    board = Board(missed_notifications=True)
    phone = board.frame().listen("onPresenceChange")
    assert alert(board) == (None, "Available")
    phone.promised("notifyEvent", {"templateName": "own_short"})
    board.elapse("notification-1-shown")
    assert alert(board) == ("You missed a notification. Your presence is Inactive.", "Inactive")
    view = snapshot(board.workspace)["presence"]
    assert view is not None
    assert [each["text"] for each in view["options"]] == ["Busy", "Available", "Inactive"]
    assert view["options"][-1]["id"] == view["current"]
    assert phone.call("getPresence") == "Inactive"
    board.agent("answerAlert")
    assert alert(board) == (None, "Available")
    board.agent("answerAlert")
    assert presences(board) == ["Inactive", "Available"]


def test_rejected_notification_sets_the_presence_until_another_one_is_chosen() -> None:
    board = Board(reject_notifications=True)
    phone = board.frame().listen("onPresenceChange")
    phone.promised("notifyEvent", RING)
    board.agent("answerNotification", "notification-1", False)
    assert alert(board) == ("You rejected a notification. Your presence is Do not disturb.", "Do not disturb")
    board.agent("setPresence", "p-busy")
    assert alert(board) == (None, "Busy")
    assert presences(board) == ["Do not disturb", "Busy"]


def test_second_cause_keeps_what_the_answer_goes_back_to() -> None:
    board = Board(missed_notifications=True, reject_notifications=True)
    phone = board.frame()
    for template in ("own_short", "own_ring"):
        phone.promised("notifyEvent", {"templateName": template})
    board.agent("answerNotification", "notification-2", False)
    board.elapse("notification-1-shown")
    assert alert(board)[1] == "Inactive"
    board.agent("answerAlert")
    assert alert(board) == (None, "Available")


def test_work_for_an_agent_with_ten_sessions() -> None:
    board = Board(max_sessions=2)
    phone = board.frame()
    phone.promised("notifyEvent", RING)
    assert alert(board) == (None, "Available")
    phone.session()
    phone.promised("notifyEvent", RING)
    text = "You have the maximum of 2 sessions open. Your presence is Do not disturb."
    assert alert(board) == (text, "Do not disturb")
    # A provider may change it, too.
    assert phone.call("setPresence", "Available") is True
    assert alert(board) == (None, "Available")


@pytest.mark.parametrize("accepted", [True, False])
def test_presence_stays_where_nothing_is_switched_on(accepted: bool) -> None:
    board = Board(missed_notifications=accepted, reject_notifications=accepted)
    phone = board.frame()
    phone.promised("notifyEvent", RING)
    phone.promised("notifyEvent", {"templateName": "own_short"})
    board.agent("answerNotification", "notification-1", accepted)
    if not accepted:
        board.elapse("notification-2-shown")
    assert alert(board) == (None, "Available")


# -- answers at once, queue -----------------------------------------------------------------------


def test_auto_accept_answers_at_once() -> None:
    board = Board()
    phone = board.frame()
    told = json.loads(phone.call("notifyEvent", {"templateName": "own_forced"}))
    assert told == outcome("Accept", "AutoAccept")
    assert shown(board) == []


def test_assigned_work_cannot_be_rejected() -> None:
    board = Board()
    board.frame().promised("notifyEvent", {"templateName": "own_assigned"})
    (toast,) = shown(board)
    assert (toast["accept"], toast["reject"], toast["title"]) == ("Open", None, "Own assigned")
    board.agent("answerNotification", toast["id"], False)
    assert any("no reject button" in text for text in board.warnings())
    assert ids(board) == ["notification-1"]


def test_queue_has_a_length_and_a_time() -> None:
    board = Board(max_notifications=4, shown_notifications=2)
    phone = board.frame()
    numbers = [phone.promised("notifyEvent", RING) for _ in range(4)]
    assert ids(board) == ["notification-1", "notification-2"]
    told = json.loads(phone.call("notifyEvent", RING))
    assert told == outcome("Reject", "NotificationQueueLimitExceeded")
    board.elapse("notification-3-queued")
    assert result(phone, numbers[2]) == outcome("Reject", "NotificationQueueTimeLimitExceeded")
    board.agent("answerNotification", "notification-1", True)
    assert ids(board) == ["notification-2", "notification-4"]
    assert shown(board)[1]["endsAt"] == board.now + 120_000
    assert "notification-4-queued" not in board.timers
    board.elapse("notification-4-shown")
    assert result(phone, numbers[3]) == outcome("Timeout", "DisplayTimeout")
    assert numbers[1] not in board.settled


def test_ten_wait_by_default() -> None:
    board = Board()
    phone = board.frame()
    for _ in range(10):
        phone.promised("notifyEvent", RING)
    told = json.loads(phone.call("notifyEvent", RING))
    assert told["responseReason"] == "NotificationQueueLimitExceeded"


@pytest.mark.parametrize(
    ("given", "rest"),
    [
        ({**RING, "cancellationToken": "t"}, ("corr",)),
        (RING, ("corr", "t")),
        ({**RING, "cancellationToken": "t"}, ("corr", "x")),
    ],
)
def test_cancelling(given: dict[str, Any], rest: tuple[str, ...]) -> None:
    board = Board()
    phone = board.frame()
    number = phone.promised("notifyEvent", given, *rest)
    assert phone.call("cancelEvent", "t", "corr") == "t"
    assert result(phone, number) == outcome("Reject", "Cancelled")
    assert shown(board) == []
    error = phone.refusal("cancelEvent", "t")
    assert error["message"] == "RejectAfterClientError"
    assert error["properties"] == {"msdyn_name": "CancelEvent"}
    assert 'with the cancellation token "t" is waiting' in error["details"]


def test_what_a_cancelled_one_ends_with_is_a_setting() -> None:
    board = Board(cancelled_action="Cancel", cancelled_reason="CancelledByClient")
    phone = board.frame()
    number = phone.promised("notifyEvent", RING, "corr", "t")
    phone.call("cancelEvent", "t")
    assert result(phone, number) == outcome("Cancel", "CancelledByClient")


def test_tokens_are_the_callers_own_and_may_be_shared() -> None:
    board = Board(PHONE_PROVIDER, CHAT_PROVIDER)
    phone, chat = board.frame(), board.frame("own_chat", CHAT)
    numbers = [phone.promised("notifyEvent", RING, "corr", "t") for _ in range(5)]
    assert any("in use already" in text for text in board.warnings())
    theirs = chat.promised("notifyEvent", RING, "corr", "t")
    phone.call("cancelEvent", "t")
    assert {result(phone, number)["responseReason"] for number in numbers} == {"Cancelled"}
    assert theirs not in board.settled
    assert len(ids(board)) == 1


@pytest.mark.parametrize(
    ("args", "message", "details"),
    [
        ([{"templateName": "own_rin"}], "NotificationTemplateNotFoundError", 'Did you mean "own_ring"'),
        ([], "RejectAfterClientError", "input is undefined"),
        ([None], "RejectAfterClientError", "right is an object with templateName"),
        ([{}], "RejectAfterClientError", "input.templateName is missing"),
        (["x"], "RejectAfterClientError", "input is a text, but not JSON"),
        ([{**RING, "templateParameters": 5}], "RejectAfterClientError", "templateParameters is the number 5"),
        ([RING, "corr", 5], "RejectAfterClientError", "cancellationToken is the number 5"),
        (
            [{"templateName": "own_ring", "templateParameters": {"number": "{$odata.nothing.x.?$top=1}"}}],
            "RejectAfterClientError",
            'does not exist: "nothing"',
        ),
    ],
)
def test_errors_have_the_products_texts_and_an_explanation(
    args: list[Any], message: str, details: str
) -> None:
    board = Board()
    error = board.frame().refusal("notifyEvent", *args)
    assert error["message"] == message
    assert error["properties"] == {"msdyn_name": "NotifyEvent"}
    assert details in error["details"]
    assert shown(board) == []


def test_undocumented_time_is_ignored_with_a_warning() -> None:
    board = Board()
    board.frame().promised("notifyEvent", {**RING, "timeout": 5, "cancelAutomatically": True})
    assert shown(board)[0]["endsAt"] == 1_120_000.0
    assert sum("not documented" in text for text in board.warnings()) == 2


def test_page_that_goes_takes_its_notifications_along() -> None:
    board = Board(PHONE_PROVIDER, CHAT_PROVIDER)
    phone, chat = board.frame(), board.frame("own_chat", CHAT)
    numbers = [phone.promised("notifyEvent", RING) for _ in range(4)]
    chat.promised("notifyEvent", RING)
    board.dispatcher.frame_disconnected("own_phone", DOCUMENT)
    assert all(number in board.settled for number in numbers)
    assert ids(board) == ["notification-5"]


def test_reset_refuses_what_was_promised() -> None:
    board = Board()
    number = board.frame().promised("notifyEvent", RING)
    workspace = type(board.workspace)(board.setup, board.records)
    board.dispatcher.restart(workspace)
    assert "was reset" in board.settled[number]
    assert list(board.timers) == ["handshake-own_phone"]
    assert shown(board) == []


def test_desktop_notifications_follow_the_template(monkeypatch: pytest.MonkeyPatch) -> None:
    (ring, *_) = boards.NOTIFICATIONS
    templates = tuple(
        evolve(ring, unique_name=f"own_{mode.value}", desktop_notification=mode)
        for mode in DesktopNotification
    )
    monkeypatch.setattr(boards, "NOTIFICATIONS", templates)
    board = Board()
    phone = board.frame()
    for mode in ("never", "background", "always"):
        phone.promised("notifyEvent", {"templateName": f"own_{mode}"})
    assert [each["desktop"] for each in shown(board)] == [False, False, True]
    board.dispatcher.hidden(True)
    assert [each["desktop"] for each in shown(board)] == [False, True, True]
    assert board.told[-1][0] == "changed"


def test_promised_call_stands_in_the_log_until_it_is_answered() -> None:
    board = Board()
    board.frame().promised("notifyEvent", RING, "0a0b0c0d-1111-2222-3333-444455556666")
    (entry,) = (each for each in board.log("call") if each["what"] == "Microsoft.CIFramework.notifyEvent")
    assert (entry["kind"], entry["pending"], entry["result"]) == ("call", True, "")
    assert entry["correlationId"] == "0a0b0c0d-1111-2222-3333-444455556666"
    board.now += 3000
    board.agent("answerNotification", "notification-1", True)
    (entry,) = (each for each in board.log("call") if each["what"] == "Microsoft.CIFramework.notifyEvent")
    assert (entry["pending"], entry["duration"]) == (False, 3000)
    assert "DeclinedByAgent" not in entry["result"]
    assert "Accept" in entry["result"]


def test_global_notifications() -> None:
    board = Board()
    phone = board.frame()
    given = {
        "type": 2,
        "level": "INFO",
        "message": "Line 1 is down",
        "actionLabel": "More",
        "actionLink": "https://x.example/",
    }
    message = phone.call("showGlobalNotification", given)
    warned = phone.call("showGlobalNotification", {"type": 2, "level": 3, "message": "x"})
    assert snapshot(board.workspace)["messages"] == [
        {
            "id": message,
            "kind": "info",
            "text": "Line 1 is down",
            "action": {"label": "More", "url": "https://x.example/"},
        },
        {"id": warned, "kind": "warning", "text": "x", "action": None},
    ]
    assert phone.answer("clearGlobalNotification", message, "corr") == "="
    assert [each["id"] for each in snapshot(board.workspace)["messages"]] == [warned]
    assert (
        "level is the number 9"
        in phone.refusal("showGlobalNotification", {"message": "x", "level": 9})["message"]
    )
    assert "message is missing" in phone.refusal("showGlobalNotification", {})["message"]
