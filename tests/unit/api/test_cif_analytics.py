"""Analytics: conversations, logged events, the deprecated tables (``ciframework.md`` 2.1, 2.5, 2.12, 7)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attrs import evolve

from cif_emulator.records import Store

from .board import CHAT, CHAT_PROVIDER, PHONE_PROVIDER, Board, Caller
from .conftest import CONTACT

LOGGING = evolve(PHONE_PROVIDER, enable_analytics=True)


@pytest.fixture
def board(store: Store) -> Board:
    return Board(LOGGING, CHAT_PROVIDER, records=store)


def rows(board: Board, table: str, options: str = "") -> list[Any]:
    return list(board.records.query(table, options))


def own_events(board: Board) -> list[Any]:
    return [
        row
        for row in rows(board, "msdyn_kpieventdata", "$orderby=createdon")
        if row["msdyn_providersessionid"]
    ]


def test_conversation_of_a_session(board: Board, phone: Caller) -> None:
    session = phone.session(customer="Ada")
    conversation = phone.call("getSession", session)["conversationId"]
    (row,) = rows(board, "msdyn_ocliveworkitem")
    assert (row["activityid"], row["subject"]) == (conversation, "Call from Ada")
    assert row["msdyn_thirdpartyconversation"] is True
    data = {
        "subject": "Printer",
        "prioritycode": 2,
        "msdyn_customer_msdyn_ocliveworkitem_contact@odata.bind": f"/contacts({CONTACT})",
    }
    result = json.loads(phone.call("updateConversation", conversation, json.dumps(data), "corr"))
    assert result == {"id": conversation}
    (row,) = rows(board, "msdyn_ocliveworkitem")
    assert (row["subject"], row["_msdyn_customer_value"]) == ("Printer", CONTACT)


def test_no_conversation_without_analytics(board: Board) -> None:
    chat = board.frame("own_chat", CHAT)
    assert chat.call("getSession", chat.session())["conversationId"] is None
    page = board.page()
    assert page.call("getSession", page.session())["conversationId"] is None
    assert rows(board, "msdyn_ocliveworkitem") == []


def test_conversations_of_others_stay(board: Board, phone: Caller) -> None:
    conversation = phone.call("getSession", phone.session())["conversationId"]
    chat = board.frame("own_chat", CHAT)
    error = chat.refusal("updateConversation", conversation, {"subject": "x"})
    assert 'belongs to "own_phone"' in error["message"]
    assert "There is no record" in phone.refusal("updateConversation", CONTACT, {"subject": "x"})["message"]
    assert "data is the number 5" in phone.refusal("updateConversation", conversation, 5)["message"]


def test_events_become_rows(board: Board, phone: Caller) -> None:
    session = phone.session()
    conversation = phone.call("getSession", session)["conversationId"]
    data = {
        "conversationId": conversation,
        "providerSessionId": "p-1",
        "clientSessionId": session,
        "participantId": "x",
        "events": [
            {
                "kpiEventName": "Started",
                "kpiEventReason": "inbound",
                "eventTimestamp": "2026-01-02T03:04:05Z",
                "additionalData": "more",
                "externalCorrelationId": "e",
                "customData": [
                    {"attribute": "any", "value": 1},
                    {"attribute": "msdyn_customattribute5", "value": "b"},
                ],
            },
            {"kpiEventName": "Answered", "notificationResponseAction": "Accept"},
        ],
    }
    ids = json.loads(phone.call("logAnalyticsEvent", data, "CallStarted", "corr"))["ids"]
    written = {row["msdyn_kpieventdataid"]: row for row in own_events(board)}
    assert set(written) == set(ids)
    first, second = (written[each] for each in ids)
    expected = {
        "msdyn_kpieventname": "Started",
        "msdyn_kpieventreason": "inbound",
        "msdyn_eventtimestamp": "2026-01-02T03:04:05Z",
        "msdyn_additionaldata": "more",
        "msdyn_externalcorrelationid": "e",
        "msdyn_conversationid": conversation,
        "msdyn_clientsessionid": session,
        "msdyn_providersessionid": "p-1",
        "msdyn_participantid": "x",
        "msdyn_providerid": "own_phone",
        "msdyn_customattribute1": "1",
        "msdyn_customattribute5": "b",
        "_msdyn_kpieventid_value": "cccccccc-1111-2222-3333-444444444444",
    }
    assert {name: first[name] for name in expected} == expected
    assert second["msdyn_kpieventreason"] == "Accept"
    assert second["msdyn_eventtimestamp"] == "1970-01-01T00:16:40Z"
    assert board.warnings() == []


EVENTS = [{"kpiEventName": "x"}]


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        ({}, "CallStarted", "data.events is missing"),
        ({"events": []}, "CallStarted", "an empty array"),
        ({"events": [{}]}, "CallStarted", "events[0].kpiEventName is missing"),
        ({"events": [5]}, "CallStarted", "events[0] is the number 5; right is an object"),
        ({"events": [{"kpiEventName": None}]}, "CallStarted", "events[0].kpiEventName is null"),
        (
            {"events": [{"kpiEventName": "x", "additionalData": "y" * 2001}]},
            "CallStarted",
            "has 2,001 characters",
        ),
        (
            {"events": [{"kpiEventName": "x", "customData": [{}]}]},
            "CallStarted",
            "customData[0] is an object",
        ),
        (
            {"events": [{"kpiEventName": "x", "customData": [{"value": 1}] * 6}]},
            "CallStarted",
            "has 6 entries",
        ),
        (
            {"events": [{"kpiEventName": "x", "eventTimestamp": "then"}]},
            "CallStarted",
            "msdyn_eventtimestamp",
        ),
        ({"events": [*EVENTS, {"kpiEventName": "y" * 200}]}, "CallStarted", "msdyn_"),
        ({"events": EVENTS}, "CallStartet", 'Did you mean "CallStarted"'),
        ({"events": EVENTS}, "it's", "no event definition"),
    ],
)
def test_bad_events_are_refused_and_leave_nothing(
    board: Board, phone: Caller, data: dict[str, object], name: str, message: str
) -> None:
    given = {"conversationId": "c", "providerSessionId": "p", **data}
    assert message in phone.refusal("logAnalyticsEvent", given, name)["message"]
    assert own_events(board) == []


def test_analytics_have_to_be_enabled(board: Board) -> None:
    chat = board.frame("own_chat", CHAT)
    data = {"events": EVENTS}
    for method, args in (("logAnalyticsEvent", (data, "CallStarted")), ("initLogAnalytics", ({},))):
        assert 'not enabled for "own_chat"' in chat.refusal(method, *args)["message"]
    board.page().call("logAnalyticsEvent", data, "CallStarted")


def test_ids_are_required_in_strict_mode_only(store: Store) -> None:
    lenient = Board(LOGGING, records=store)
    lenient.frame().call("logAnalyticsEvent", {"events": EVENTS}, "CallStarted")
    assert any(
        "data.conversationId and data.providerSessionId missing" in text for text in lenient.warnings()
    )
    strict = Board(LOGGING, records=store, strict=True)
    assert (
        "missing" in strict.frame().refusal("logAnalyticsEvent", {"events": EVENTS}, "CallStarted")["message"]
    )


def test_the_platforms_own_events(board: Board, phone: Caller) -> None:
    session = phone.session()
    phone.promised("notifyEvent", {"templateName": "own_ring"})
    board.agent("answerNotification", "notification-1", True)
    board.frame("own_chat", CHAT).session()
    board.agent("focusSession", session)
    written = [row["msdyn_kpieventname"] for row in rows(board, "msdyn_kpieventdata")]
    assert sorted(written) == [
        "NotificationDisplayed",
        "NotificationResponse",
        "SessionStarted",
        "SessionSwitched",
        "SessionSwitched",
    ]
    (response,) = rows(board, "msdyn_kpieventdata", "$filter=msdyn_kpieventname eq 'NotificationResponse'")
    assert response["msdyn_kpieventreason"] == "accepted"


def test_platform_events_that_cannot_be_written_are_warnings() -> None:
    board = Board(LOGGING, records=Store())
    assert board.frame().session() == "session-id-1"
    assert any("SessionStarted was not logged" in text for text in board.warnings())


LEGACY = {
    "conversation": {
        "conversationId": "c-1",
        "channel": "voice",
        "regionData": {"city": "Ulm", "zip": "89073", "addressLine1": "x"},
        "createdTimestamp": "2026-01-02T03:04:05Z",
        "customData": [{"attribute": "a", "value": "b"}],
        "session": {
            "providerSessionId": "p-1",
            "queueName": "Q",
            "participants": [{"participantId": "1", "name": "Ada"}, {"participantId": "2", "type": "agent"}],
        },
    }
}


def test_legacy_call_writes_the_deprecated_tables(board: Board, phone: Caller) -> None:
    ids = json.loads(phone.call("initLogAnalytics", json.dumps(LEGACY), "corr"))["ids"]
    assert len(ids) == 4
    (conversation,) = rows(board, "msdyn_conversationdata")
    assert (conversation["msdyn_conversationid"], conversation["msdyn_customercity"]) == ("c-1", "Ulm")
    assert conversation["msdyn_customattribute1"] == "b"
    (session,) = rows(board, "msdyn_sessiondata")
    assert (session["msdyn_conversationid"], session["msdyn_queuename"]) == ("c-1", "Q")
    people = rows(board, "msdyn_sessionparticipantdata", "$orderby=msdyn_participantid")
    assert [row["msdyn_participantname"] for row in people] == ["Ada", None]
    assert {row["msdyn_providersessionid"] for row in people} == {"p-1"}
    assert any("deprecated" in text for text in board.warnings())


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("conversation",), None, "data.conversation is null"),
        (("conversation", "conversationId"), 5, "data.conversation.conversationId is the number 5"),
        (("conversation", "session"), [], "data.conversation.session is an array"),
        (("conversation", "session", "providerSessionId"), "", "providerSessionId is an empty text"),
        (("conversation", "session", "participants"), 5, "participants is the number 5"),
        (("conversation", "session", "participants"), [5], "participants.0 is the number 5"),
        (("conversation", "session", "createdTimestamp"), "then", "msdyn_createdtimestamp"),
    ],
)
def test_bad_legacy_calls_leave_nothing(
    board: Board, phone: Caller, path: tuple[str, ...], value: object, message: str
) -> None:
    data = json.loads(json.dumps(LEGACY))
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    assert message in phone.refusal("initLogAnalytics", data)["message"]
    for table in ("msdyn_conversationdata", "msdyn_sessiondata", "msdyn_sessionparticipantdata"):
        assert rows(board, table) == []
