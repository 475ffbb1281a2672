"""Application tabs as channel providers work with them (``ciframework.md`` 2.2)."""

from __future__ import annotations

import json

import pytest

from .board import CHAT, Board, Caller

CORRELATION = "0a0b0c0d-1111-2222-3333-444455556666"
PERSON = "aaaaaaaa-2222-3333-4444-555555555555"


def test_tabs_open_at_the_end_and_are_listed(board: Board, phone: Caller) -> None:
    session = phone.session()
    first = phone.call("createTab", {"templateName": "own_control"}, CORRELATION)
    second = phone.call(
        "createTab",
        {
            "templateName": "own_record",
            "templateParameters": {"entityName": "contact", "entityId": PERSON},
            "isFocused": False,
        },
    )
    assert (first, second) == ("tab-id-2", "tab-id-3")
    assert phone.call("getTabs") == ["tab-id-1", first, second]
    assert phone.call("getTabs", "own_control") == ["tab-id-1", first]
    assert phone.call("getTabs", "own_control", CORRELATION) == ["tab-id-1", first]
    assert phone.call("getTabs", None, "records") == [second]
    assert phone.call("getTabs", CORRELATION) == ["tab-id-1", first, second]
    assert phone.call("getTabs", "own_contrl") == []
    assert any('Did you mean "own_control"' in text for text in board.warnings())
    assert phone.call("getFocusedTab") == first
    assert board.workspace.sessions[session].tabs[second].page.entity_id == PERSON


def test_parameters_of_a_tab(board: Board, phone: Caller) -> None:
    session = board.workspace.sessions[phone.session(searchQ="from the session")]
    given = {
        "templateName": "own_site",
        "templateParameters": {"searchQ": "global", "own_site": {"searchQ": "a&b"}},
        "searchQ": "beside",
    }
    tab = phone.call("createTab", given)
    assert session.tabs[tab].page.text("url") == "https://www.example.com/find?q=a%26b"
    tab = phone.call("createTab", {"templateName": "own_site", "searchQ": "beside"})
    assert session.tabs[tab].page.text("url").endswith("q=beside")
    tab = phone.call("createTab", json.dumps({"templateTag": "records"}))
    assert session.tabs[tab].page.entity_name == "contact"


@pytest.mark.parametrize(
    ("given", "message", "code"),
    [
        ({}, "templateName is missing", 1),
        ({"templateName": ""}, "templateName is empty", 1),
        ({"templateName": "own_contro"}, 'Did you mean "own_control"', 2),
        ({"templateTag": "x"}, "no application tab template with the tag", 2),
        ({"templateName": "own_control", "isFocused": "no"}, "isFocused is the text", 1),
    ],
)
def test_bad_tabs_are_refused_with_a_code(phone: Caller, given: object, message: str, code: int) -> None:
    phone.session()
    error = phone.refusal("createTab", given)
    assert message in error["message"]
    assert error["errorCode"] == code
    assert phone.call("getTabs") == ["tab-id-1"]


def test_display_name_is_taken_with_a_warning(board: Board, phone: Caller) -> None:
    phone.session()
    phone.call("createTab", {"templateName": "Own control"})
    assert any('the unique name is "own_control"' in text for text in board.warnings())


def test_limit_of_tabs(phone: Caller) -> None:
    phone.session()
    for _ in range(9):
        phone.call("createTab", {"templateName": "own_control"})
    error = phone.refusal("createTab", {"templateName": "own_control"})
    assert error["message"] == "Maximum tabs reached. Close a tab in this session before opening another."


def test_focusing_closing_refreshing(board: Board, phone: Caller) -> None:
    session = board.workspace.sessions[phone.session()]
    first, second = (phone.call("createTab", {"templateName": "own_control"}) for _ in range(2))
    phone.call("focusTab", first)
    assert phone.call("getFocusedTab") == first
    phone.call("focusTab", ["tab-id-1", second])
    assert phone.call("getFocusedTab") == "tab-id-1"
    assert any("its first id was taken" in text for text in board.warnings())
    assert phone.answer("refreshTab", first, CORRELATION) == "="
    assert session.tabs[first].load == 1
    assert phone.call("closeTab", first) is True
    assert phone.call("closeTab", "tab-id-1") is False
    pinned = phone.call("createTab", {"templateName": "own_pinned"})
    assert phone.call("closeTab", pinned) is False
    assert list(session.tabs) == ["tab-id-1", second, pinned]
    assert "has been closed" in phone.refusal("focusTab", first)["message"]
    assert "tabId is the number 5" in phone.refusal("focusTab", 5)["message"]
    assert "tabId is an array" in phone.refusal("focusTab", [])["message"]


@pytest.mark.parametrize("given", [None, 5, "text", {"name": "x"}, {"title": 5}, [], '{"title": 7}'])
def test_another_shape_makes_the_title_null(board: Board, phone: Caller, given: object) -> None:
    session = board.workspace.sessions[phone.session()]
    assert phone.call("setTabTitle", "tab-id-1", given) == "Null"
    assert session.anchor_tab.title == "Null"
    assert any('right is {"title": "…"}' in text for text in board.warnings())


@pytest.mark.parametrize("given", [{"title": "Ada"}, '{"title": "Ada"}'])
def test_tab_title(board: Board, phone: Caller, given: object) -> None:
    session = board.workspace.sessions[phone.session()]
    assert phone.call("setTabTitle", "tab-id-1", given, CORRELATION) == "Ada"
    assert session.anchor_tab.title == "Ada"
    assert board.warnings() == []


def test_tabs_belong_to_the_focused_session_that_is_the_callers_or_home(board: Board, phone: Caller) -> None:
    chat = board.frame("own_chat", CHAT)
    session = phone.session()
    for method, *args in (
        ("createTab", {"templateName": "own_control"}),
        ("getTabs",),
        ("focusTab", "tab-id-1"),
        ("refreshTab", "tab-id-1"),
        ("setTabTitle", "tab-id-1", {"title": "x"}),
        ("closeTab", "tab-id-1"),
    ):
        assert 'belongs to "own_phone"' in chat.refusal(method, *args)["message"]
    assert chat.call("getFocusedTab") is None
    board.agent("focusSession", "session-id-0")
    assert chat.call("createTab", {"templateName": "own_control"}) == "tab-id-2"
    assert chat.call("getTabs") == ["tab-id-0", "tab-id-2"]
    assert chat.call("getFocusedTab") == "tab-id-2"
    error = phone.refusal("closeTab", "tab-id-1")
    assert (
        f"belongs to {session}; the focused session session-id-0 has tab-id-0, tab-id-2" in error["message"]
    )
    board.dispatcher.answer("Apm.createSession", "emulator_page", '[{"templateName":"own_case"}]')
    assert "was not created by a channel provider" in chat.refusal("getTabs")["message"]
