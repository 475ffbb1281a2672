"""Sessions and tabs as channel providers work with them (``ciframework.md`` 2.1, 2.2, 2.4, 2.5)."""

from __future__ import annotations

import json

import pytest

from .board import Board, Caller

MARK = "\x01"
CORRELATION = "0a0b0c0d-1111-2222-3333-444455556666"


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
        'the name " own_call " has blanks at its ends; "own_call" was taken (blank-in-name)',
        'the name " own_control" has blanks at its ends; "own_control" was taken (blank-in-name)',
    ]


def test_limit_of_sessions(board: Board, phone: Caller) -> None:
    for _ in range(9):
        assert phone.call("canCreateSession") is True
        phone.session()
    assert phone.call("canCreateSession") is False
    error = phone.refusal("createSession", {"templateName": "own_call"})
    assert error["message"] == "Maximum sessions reached. Close a session before opening another."


def test_switches_tell_the_old_session_then_the_new_one(board: Board, phone: Caller, chat: Caller) -> None:
    phone.listen("ONSESSIONSWITCHED", "onSessionClosed")
    chat.listen("onSessionSwitched")
    first = phone.session(a=1)
    second = phone.session()
    assert [
        (event["sessionId"], event["focused"], event["focussed"])
        for event in board.events("own_phone", "onSessionSwitched")
    ] == [
        (first, True, True),
        (first, False, False),
        (second, True, True),
    ]
    assert board.events("own_phone", "onSessionSwitched")[0]["context"] == {"a": 1}
    assert board.events("own_chat", "onSessionSwitched") == []
    chat.session()
    assert board.events("own_phone", "onSessionSwitched")[-1]["focused"] is False
    assert [event["focused"] for event in board.events("own_chat", "onSessionSwitched")] == [True]


def test_closing_tells_the_owner_with_the_context(board: Board, phone: Caller) -> None:
    phone.listen("onSessionClosed", "onSessionSwitched")
    session = phone.call(
        "createSession",
        {"templateName": "own_call", "templateParameters": {"n": 1}, "context": {"callId": "c"}},
    )
    board.workspace.close_session(board.workspace.sessions[session])
    board.agent("focusSession", "session-id-0")
    assert board.events("own_phone", "onSessionClosed") == [
        {"sessionId": session, "context": {"templateParameters": {"n": 1}, "n": 1, "callId": "c"}}
    ]
    assert [event["focused"] for event in board.events("own_phone", "onSessionSwitched")] == [True]


def test_set_session_title_renders_the_template_again(board: Board, phone: Caller) -> None:
    session = phone.session(customer="Ada")
    assert phone.answer("setSessionTitle", {"sessionId": session, "customer": "Grace"}, CORRELATION) == "="
    title = board.workspace.sessions[session]
    assert title.title == "Call from Grace"
    phone.call("setSessionTitle", json.dumps({"customer": "Eve"}))
    assert title.title == "Call from Eve"
    assert phone.call("getSession", session)["context"] == {"customer": "Ada"}


def test_set_session_title_warns_of_what_changes_nothing(board: Board, phone: Caller) -> None:
    session = phone.session(customer="Ada")
    phone.call("setSessionTitle", {"sessionId": {f"{MARK}undefined": 0}, "title": "x"})
    assert board.workspace.sessions[session].title == "Call from Ada"
    texts = " ".join(board.warnings())
    assert "sessionId is undefined" in texts
    assert '"title" is no slug of the session\'s title' in texts


def test_titles_of_others_stay(board: Board, phone: Caller, chat: Caller) -> None:
    session = phone.session(customer="Ada")
    error = chat.refusal("setSessionTitle", {"sessionId": session, "customer": "x"})
    assert "can work in its own sessions and on Home only" in error["message"]
    assert board.workspace.sessions[session].title == "Call from Ada"
    board.agent("focusSession", "session-id-0")
    assert "sees its own sessions only" in chat.refusal("setSessionTitle", {"sessionId": session})["message"]
    assert "sessionId is the number 5" in chat.refusal("setSessionTitle", {"sessionId": 5})["message"]
    chat.call("setSessionTitle", {"customer": "x"})
    assert board.workspace.home.title == "Home"


def test_attention_marks_background_sessions(board: Board, phone: Caller, chat: Caller) -> None:
    first = phone.session()
    session = board.workspace.sessions[first]
    phone.session()
    for count, unread in ((None, 0), (CORRELATION, 0), (0, 0), ("4", 4), (12, 12)):
        assert phone.answer("requestFocusSession", first, count) == "="
        assert (session.attention, session.unread) == (True, unread)
    assert board.workspace.focused_session.session_id != first
    board.agent("focusSession", first)
    assert (session.attention, session.unread) == (False, 0)
    phone.call("requestFocusSession", first)
    assert session.attention is False
    assert "sees its own sessions only" in chat.refusal("requestFocusSession", first)["message"]


def test_new_activity_and_attention_exclude_each_other_with_a_warning(board: Board, phone: Caller) -> None:
    first = phone.session()
    phone.session()
    phone.call("notifyNewActivity", first, 3, CORRELATION)
    assert board.workspace.sessions[first].unread == 3
    phone.call("requestFocusSession", first, 2)
    phone.call("notifyNewActivity", first, 1)
    assert sum("does not support both" in text for text in board.warnings()) == 2


@pytest.mark.parametrize("count", [-1, 1.5, "x", None, True])
def test_bad_counts_are_refused(phone: Caller, count: object) -> None:
    first = phone.session()
    assert "count is" in phone.refusal("notifyNewActivity", first, count)["message"]


@pytest.mark.parametrize("method", ["notifyKpiBreach", "notifyKPIBreach"])
def test_kpi_breach_reading(method: str) -> None:
    usual, opposite = Board(), Board(kpi_reset_reading="true_clears")
    for board, raising in ((usual, [(), (True,), (None, "late")]), (opposite, [(), (False,)])):
        phone = board.frame()
        session = board.workspace.sessions[phone.session()]
        clearing = board is opposite
        for given in raising:
            phone.call(method, session.session_id, *given)
            assert session.urgent is True
            phone.call(method, session.session_id, clearing)
            assert session.urgent is False
            assert session.urgent_text == ""


def test_update_context_sets_and_removes(board: Board, phone: Caller, chat: Caller) -> None:
    session = phone.call(
        "createSession", {"templateName": "own_call", "templateParameters": {"a": 1}, "context": {"c": 1}}
    )
    assert phone.call("updateContext", {"b": 2, "c": 3}, session) == {"a": 1, "b": 2, "c": 3}
    assert phone.call("updateContext", json.dumps({"d": "x"})) == {"a": 1, "b": 2, "c": 3, "d": "x"}
    assert phone.call("updateContext", {"a": "whatever"}, session, True) == {"b": 2, "c": 3, "d": "x"}
    assert phone.call("updateContext", ["b", "c"], session, True, CORRELATION) == {"d": "x"}
    assert phone.call("updateContext", {"e": 1}, session, CORRELATION) == {"d": "x", "e": 1}
    assert board.workspace.sessions[session].title == "Call"
    assert "sees its own" in chat.refusal("updateContext", {"a": 1}, session)["message"]
    assert "isDelete is the number 1" in phone.refusal("updateContext", {}, session, 1)["message"]
    assert "input is the number 5" in phone.refusal("updateContext", 5, session)["message"]
    assert "array of keys" in phone.refusal("updateContext", [1], session, True)["message"]
    board.agent("focusSession", "session-id-0")
    assert "Home is focused" in phone.refusal("updateContext", {"a": 1})["message"]
    assert phone.call("getSession", session)["context"] == {"d": "x", "e": 1}


def test_update_context_as_text_by_switch() -> None:
    phone = Board(update_context_result="json_text").frame()
    session = phone.session(a=1)
    assert json.loads(phone.call("updateContext", {"b": 2}, session)) == {"a": 1, "b": 2}


@pytest.mark.parametrize("name", [" own_call", "own_call ", "\town_call\n"])
def test_blanks_around_a_templates_name_are_a_warning(board: Board, phone: Caller, name: str) -> None:
    session = phone.call("createSession", {"templateName": name, "templateParameters": {"customer": "Ada"}})
    assert board.workspace.sessions[session].template is board.workspace.catalog.sessions.get("own_call")
    (told,) = board.warnings()
    assert told.endswith('has blanks at its ends; "own_call" was taken (blank-in-name)')


def test_blanks_around_a_templates_name_are_a_warning_on_the_page_too(board: Board) -> None:
    for method, name, context in (
        ("createSession", " own_call ", "sessionContext"),
        ("createTab", "own_record ", "appContext"),
    ):
        text = json.dumps([{"templateName": name, context: {}}])
        answer = board.dispatcher.answer(f"Apm.{method}", "emulator_page", text)
        assert answer.startswith("="), answer
    assert len([text for text in board.warnings() if "blanks at its ends" in text]) == 2
