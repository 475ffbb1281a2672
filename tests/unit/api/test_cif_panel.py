"""The communication panel, presence and click-to-act (``ciframework.md`` 2.6, 2.7, 2.10, 3, 5.3, 5.4, 6)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attrs import evolve

from cif_emulator.view.snapshot import snapshot
from cif_emulator.workspace.state.templates import ChannelProvider

from .board import CHAT, CHAT_PROVIDER, PHONE_PROVIDER, PRESENCES, Board, Caller

PERSON = "aaaaaaaa-2222-3333-4444-555555555555"
TWO = (PHONE_PROVIDER, CHAT_PROVIDER)


def seen(board: Board) -> Any:
    return snapshot(board.workspace)["panel"]


# -- modes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "mode"), [(0, "minimized"), (1, "docked"), (2, "hidden"), (3, "collapsed")]
)
def test_one_provider_sets_the_mode_on_home(number: int, mode: str) -> None:
    board = Board()
    phone = board.frame()
    assert seen(board)["mode"] == "minimized"
    assert seen(board)["shown"] == "own_phone"
    assert phone.call("setMode", number, "corr") == number
    assert phone.call("getMode") == number
    assert seen(board)["mode"] == mode


@pytest.mark.parametrize("value", [7, -1, 1.5, "1", "x", None, True, {}])
def test_wrong_modes_are_refused_and_change_nothing(value: object) -> None:
    board = Board()
    phone = board.frame()
    phone.call("setMode", 1)
    error = phone.refusal("setMode", value)
    assert error["name"] == "TypeError"
    assert ("right is one of 0 (minimized), 1 (docked)" in error["message"]) or (
        "value is" in error["message"]
    )
    assert phone.call("getMode") == 1


def test_home_shows_nobody_where_there_are_several_providers() -> None:
    board = Board(*TWO)
    phone = board.frame()
    assert (seen(board)["mode"], seen(board)["shown"]) == ("hidden", None)
    assert "not supported on Home" in phone.refusal("setMode", 1)["message"]
    assert phone.call("getMode") == 2
    default_session = phone.session()
    assert (seen(board)["mode"], seen(board)["shown"]) == ("docked", "own_phone")
    assert phone.call("setMode", 0) == 0
    board.agent("focusSession", "session-id-0")
    assert (seen(board)["mode"], seen(board)["shown"]) == ("hidden", None)
    board.agent("focusSession", default_session)
    assert (seen(board)["mode"], seen(board)["shown"]) == ("minimized", "own_phone")


def test_each_session_remembers_its_mode_and_shows_its_provider() -> None:
    board = Board(*TWO)
    phone, chat = board.frame(), board.frame("own_chat", CHAT)
    first = phone.session()
    phone.call("setMode", 0)
    second = chat.session()
    assert (seen(board)["mode"], seen(board)["shown"]) == ("docked", "own_chat")
    assert 'belongs to "own_chat"' in phone.refusal("setMode", 1)["message"]
    chat.call("setMode", 2)
    board.agent("focusSession", first)
    assert (seen(board)["mode"], seen(board)["shown"]) == ("minimized", "own_phone")
    board.agent("focusSession", second)
    assert seen(board)["mode"] == "hidden"


def test_session_begins_with_its_templates_panel_state() -> None:
    board = Board()
    board.frame().call("setMode", 0)
    board.dispatcher.answer("Apm.createSession", "emulator_page", '[{"templateName":"own_call"}]')
    assert seen(board)["mode"] == "docked"
    assert board.frame().call("setMode", 2) == 2


def test_programmatic_changes_raise_no_event() -> None:
    board = Board()
    phone = board.frame().listen("onmodechanged", "onsizechanged")
    phone.call("setMode", 1)
    phone.call("setWidth", 400)
    assert board.deliveries("own_phone") == []


def test_agent_toggles_between_docked_and_minimized() -> None:
    board = Board()
    phone = board.frame().listen("onmodechanged")
    for expected in (1, 0, 1):
        board.agent("togglePanel")
        assert phone.call("getMode") == expected
    phone.call("setMode", 3)
    board.agent("togglePanel")
    phone.call("setMode", 2)
    board.agent("togglePanel")
    assert phone.call("getMode") == 2
    assert [event["value"] for event in board.events("own_phone", "onmodechanged")] == [1, 0, 1, 1]
    assert board.deliveries("own_phone")[0] == ("onmodechanged", '{"value":1}', "json-text")


def test_first_mode_change_can_be_lost_as_in_some_builds() -> None:
    board = Board(first_mode_change_lost=True)
    board.frame().listen("onmodechanged")
    board.agent("togglePanel")
    board.agent("togglePanel")
    assert [event["value"] for event in board.events("own_phone", "onmodechanged")] == [0]


def test_mode_events_go_to_the_provider_that_is_shown() -> None:
    board = Board(*TWO)
    phone, chat = board.frame(), board.frame("own_chat", CHAT)
    for caller in (phone, chat):
        caller.listen("onModeChanged")
    chat.session()
    board.agent("togglePanel")
    assert board.events("own_phone", "onmodechanged") == []
    assert board.events("own_chat", "onmodechanged") == [{"value": 0}]


# -- widths -----------------------------------------------------------------------------------------


def test_widths() -> None:
    board = Board(panel_width=320)
    board.dispatcher.resized(1000)
    phone = board.frame()
    phone.call("setMode", 1)
    assert phone.call("getWidth") == 320
    assert phone.call("setWidth", 299) == 320
    assert any("the least width is 300" in text for text in board.warnings())
    assert phone.call("setWidth", 300.4) == 300
    assert phone.call("setWidth", 500) == 500
    assert phone.call("getMode") == 1
    assert phone.call("setWidth", 501) == 500
    assert phone.call("getMode") == 3
    assert (seen(board)["mode"], seen(board)["width"]) == ("collapsed", 500)
    assert "value is the text" in phone.refusal("setWidth", "x")["message"]
    assert phone.call("getWidth") == 500


def test_agent_drags_the_width() -> None:
    board = Board()
    board.dispatcher.resized(1000)
    phone = board.frame().listen("onSizeChanged")
    phone.call("setMode", 1)
    for pixels in (410, 410, 20, 700):
        board.agent("resizePanel", pixels)
    assert [event["value"] for event in board.events("own_phone", "onsizechanged")] == [410, 300]
    assert phone.call("getMode") == 3


# -- presence ---------------------------------------------------------------------------------------


def test_presence_by_both_ways() -> None:
    board = Board(*TWO)
    phone = board.frame().listen("onPresenceChange")
    chat = board.frame("own_chat", CHAT).listen("onpresencechange")
    assert phone.call("getPresence") == "Available"
    assert phone.call("setPresence", "Busy", "corr") is True
    assert chat.call("getPresence") == "Busy"
    info = {
        "basePresenceStatus": "busy",
        "presenceColor": "#c4314b",
        "presenceId": "p-busy",
        "presenceText": "Busy",
    }
    told = {"presenceId": "p-busy", "presenceInfo": info}
    assert board.events("own_phone", "onPresenceChange") == [told]
    assert board.events("own_chat", "onPresenceChange") == [told]
    board.agent("setPresence", "p-available")
    texts = [event["presenceInfo"]["presenceText"] for event in board.events("own_chat", "onPresenceChange")]
    assert texts == ["Busy", "Available"]
    assert snapshot(board.workspace)["presence"] == {
        "current": "p-available",
        "options": [
            {"id": "p-busy", "text": "Busy", "color": "#c4314b", "mark": "busy"},
            {"id": "p-available", "text": "Available", "color": "#6bb700", "mark": "available"},
        ],
    }


def test_presence_spelled_otherwise() -> None:
    board = Board()
    phone = board.frame()
    assert phone.call("setPresence", "bUSY ") is True
    assert phone.call("getPresence") == "Busy"
    assert any("exact spelling" in text for text in board.warnings())
    assert phone.call("setPresence", "Bussy") is False
    assert any('Did you mean "Busy"' in text for text in board.warnings())
    assert phone.call("getPresence") == "Busy"
    strict = Board(strict=True).frame()
    assert strict.call("setPresence", "busy") is False
    assert strict.call("getPresence") == "Available"


def test_presence_where_none_is_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__package__}.board.PRESENCES", ())
    board = Board()
    phone = board.frame()
    assert phone.call("getPresence") == "FAILED"
    assert phone.call("setPresence", "Busy") is False
    assert snapshot(board.workspace)["presence"] is None
    assert len(PRESENCES) == 2


# -- click to act -------------------------------------------------------------------------------------


def click(board: Board) -> None:
    board.agent("clickToAct", "contact", PERSON, "telephone1", "+1 425 555 0100")


def test_click_reaches_the_provider_that_wants_it() -> None:
    board = Board()
    phone = board.frame().listen("onClickToAct")
    assert phone.call("getClickToAct") is False
    assert snapshot(board.workspace)["clickToAct"] is False
    click(board)
    assert any("Click-to-act is off" in text for text in board.warnings())
    assert phone.answer("setClickToAct", True, "corr") == "=null"
    assert snapshot(board.workspace)["clickToAct"] is True
    click(board)
    assert board.events("own_phone", "onclicktoact") == [
        {
            "value": "+1 425 555 0100",
            "name": "telephone1",
            "format": "phone",
            "entityLogicalName": "contact",
            "entityId": PERSON,
            "recordTitle": "Ada Lovelace",
        }
    ]
    phone.call("setClickToAct", False)
    click(board)
    assert len(board.deliveries("own_phone")) == 1


def outbound(*providers: ChannelProvider) -> tuple[ChannelProvider, ...]:
    return tuple(evolve(provider, enable_outbound=True) for provider in providers)


@pytest.mark.parametrize(
    ("target", "focused", "heard"),
    [
        ("focused_provider", None, ["own_phone"]),
        ("focused_provider", "own_chat", ["own_chat"]),
        ("all_providers", "own_chat", ["own_phone", "own_chat"]),
    ],
)
def test_target_of_clicks_is_a_setting(target: str, focused: str | None, heard: list[str]) -> None:
    board = Board(*outbound(*TWO), click_to_act_target=target)
    phone, chat = board.frame().listen("onclicktoact"), board.frame("own_chat", CHAT).listen("onclicktoact")
    assert chat.call("getClickToAct") is True
    phone.call("getClickToAct")
    if focused:
        chat.session()
        chat.call("setMode", 2)
    click(board)
    assert [name for name in ("own_phone", "own_chat") if board.deliveries(name)] == heard


def test_click_without_a_handler_is_explained() -> None:
    board = Board(*outbound(PHONE_PROVIDER))
    board.frame()
    click(board)
    assert any("no handler of onclicktoact" in text for text in board.warnings())


def test_only_phone_columns_can_be_clicked() -> None:
    board = Board(*outbound(PHONE_PROVIDER))
    for table, column in (("contact", "fullname"), ("nothing", "telephone1")):
        answer = board.dispatcher.answer(
            "Agent.clickToAct", "agent", json.dumps([table, PERSON, column, "x"])
        )
        assert "is no phone column" in answer


def test_click_to_act_event_of_the_window_is_passed_on() -> None:
    board = Board(*outbound(PHONE_PROVIDER))
    board.frame().listen("onclicktoact")
    board.agent("dispatchClickToAct", {"value": "5"})
    board.agent("dispatchClickToAct", '{"value":"6"}')
    assert [text for _, text, _ in board.deliveries("own_phone")] == ['{"value":"5"}', '{"value":"6"}']


def test_calls_on_the_page_are_those_of_a_provider_without_a_panel() -> None:
    board = Board()
    page: Caller = board.page()
    assert page.call("setMode", 1) == 1
    page.session()
    assert seen(board)["shown"] == "own_phone"
    assert [provider["id"] for provider in seen(board)["providers"]] == ["own_phone"]
    assert 'belongs to "emulator_page"' in board.frame().refusal("setMode", 0)["message"]
    assert page.call("setMode", 0) == 0
