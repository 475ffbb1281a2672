"""Sessions and tabs as channel providers work with them (``ciframework.md`` 2.1, 2.2, 2.4, 2.5)."""

from __future__ import annotations

import json

import pytest

from .board import CHAT, CHAT_PROVIDER, PHONE_PROVIDER, Board, Caller

MARK = "\x01"
CORRELATION = "0a0b0c0d-1111-2222-3333-444455556666"


@pytest.fixture
def board() -> Board:
    return Board(PHONE_PROVIDER, CHAT_PROVIDER)


@pytest.fixture
def phone(board: Board) -> Caller:
    return board.frame()


@pytest.fixture
def chat(board: Board) -> Caller:
    return board.frame("own_chat", CHAT)


def test_session_belongs_to_its_creator(board: Board, phone: Caller, chat: Caller) -> None:
    session = phone.session(customer="Ada")
    assert session == "session-id-1"
    assert board.workspace.sessions[session].title == "Call from Ada"
    assert phone.call("getFocusedSession", CORRELATION) == session
    assert phone.call("getAllSessions") == [session]
    assert chat.call("getFocusedSession") is None
    assert chat.call("getAllSessions") == []
    assert 'belongs to "own_phone"' in chat.refusal("getSession", session)["message"]
    assert "there is no session" in phone.refusal("getSession", "session-id-99")["message"]


def test_get_session_gives_what_was_passed(phone: Caller) -> None:
    given = {
        "templateName": "own_call",
        "templateParameters": {"customer": "Ada", "count": 2, "nested": {"a": [1, None]}},
        "context": {"callId": 7, "customer": "passed"},
        "beside": True,
    }
    session = phone.call("createSession", given, CORRELATION)
    assert phone.call("getSession", session) == {
        "sessionId": session,
        "conversationId": None,
        "context": {
            "beside": True,
            "customer": "passed",
            "count": 2,
            "nested": {"a": [1, None]},
            "callId": 7,
        },
        "isFocused": True,
    }


def test_create_session_takes_tags_and_json_text(phone: Caller) -> None:
    assert phone.call("createSession", {"templateTag": "calls"}) == "session-id-1"
    assert phone.call("createSession", json.dumps({"templateName": "own_call"})) == "session-id-2"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "templateName is missing"),
        ({"templateName": ""}, "templateName is empty"),
        ({"templateName": " "}, "templateName is empty"),
        ({"templateName": "own_cal"}, 'Did you mean "own_call"'),
        ({"templateName": "own_case"}, "entity session template"),
        ({"templateTag": "none"}, "no session template with the tag"),
        ("{", "not JSON"),
        ({"templateName": "own_call", "templateParameters": 5}, "templateParameters is the number 5"),
    ],
)
def test_bad_sessions_are_refused(board: Board, phone: Caller, given: object, message: str) -> None:
    assert message in phone.refusal("createSession", given)["message"]
    assert list(board.workspace.sessions) == ["session-id-0"]
    assert phone.session() == "session-id-1"


def test_display_name_is_taken_with_a_warning(board: Board, phone: Caller) -> None:
    phone.call("createSession", {"templateName": "Own call"})
    assert any("display name" in text for text in board.warnings())


def test_blanks_around_a_template_name_are_ignored_with_a_warning(board: Board, phone: Caller) -> None:
    given = {"templateName": " own_call "}
    assert phone.call("createSession", given) == "session-id-1"
    assert phone.call("createTab", {"templateName": " own_control"}) == "tab-id-2"
    assert "templateName is empty" in phone.refusal("createTab", {"templateName": "  "})["message"]
    assert [text for text in board.warnings() if "blanks at its ends" in text] == [
        'the name " own_call " has blanks at its ends; "own_call" was taken',
        'the name "own_record " has blanks at its ends; "own_record" was taken',
    ]
