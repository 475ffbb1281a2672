"""What a provider may open, and where (``ciframework.md`` 5.3): nothing in another provider's session."""

from __future__ import annotations

import pytest

from cif_emulator.records import Store
from cif_emulator.workspace.state.templates import SessionTemplate

from .board import CHAT, CHAT_PROVIDER, PHONE_PROVIDER, Board
from .conftest import CONTACT

OPENING = [
    pytest.param("openForm", {"entityName": "contact", "entityId": CONTACT}, id="openForm"),
    pytest.param("openForm", {"entityName": "contact"}, id="openForm of a new record"),
    pytest.param("renderSearchPage", "contact", "Ada", id="renderSearchPage"),
    pytest.param(
        "searchAndOpenRecords", "contact", "?$filter=lastname eq 'Lovelace'", False, id="one record"
    ),
    pytest.param("searchAndOpenRecords", "contact", "?$select=fullname", False, id="several records"),
    pytest.param("searchAndOpenRecords", "contact", "?$search=Ada", False, id="a search"),
    pytest.param("createTab", {"templateName": "own_control"}, id="createTab"),
]


@pytest.fixture
def board(store: Store) -> Board:
    return Board(PHONE_PROVIDER, CHAT_PROVIDER, records=store)


def open_tabs(board: Board) -> dict[str, list[str]]:
    return {key: list(session.tabs) for key, session in board.workspace.sessions.items()}


@pytest.mark.parametrize("call", [pytest.param(each.values, id=each.id) for each in OPENING])
def test_nothing_opens_in_another_providers_session(board: Board, call: tuple[object, ...]) -> None:
    method, *args = call
    phone, chat = board.frame(), board.frame("own_chat", CHAT)
    chat.session()
    before = open_tabs(board)
    refusal = phone.refusal(str(method), *args)
    assert 'belongs to "own_chat"; "own_phone" can work in its own sessions and on Home' in refusal["message"]
    assert open_tabs(board) == before


@pytest.mark.parametrize("call", [pytest.param(each.values, id=each.id) for each in OPENING])
def test_own_sessions_take_everything(board: Board, call: tuple[object, ...]) -> None:
    method, *args = call
    phone = board.frame()
    session_id = phone.session()
    phone.call(str(method), *args)
    assert len(open_tabs(board)[session_id]) == 2


def test_reading_needs_no_session_of_ones_own(board: Board) -> None:
    phone, chat = board.frame(), board.frame("own_chat", CHAT)
    chat.session()
    assert phone.call("searchAndOpenRecords", "contact", "?$select=fullname", True)


@pytest.mark.parametrize("call", [pytest.param(each.values, id=each.id) for each in OPENING[:-1]])
def test_the_agents_sessions_take_what_providers_open(board: Board, call: tuple[object, ...]) -> None:
    method, *args = call
    board.agent("openRecord", "incident", None)
    session_id = board.workspace.focused_session.session_id
    board.frame().call(str(method), *args)
    assert board.workspace.focused_session.session_id == session_id
    assert len(open_tabs(board)[session_id]) == 2


def test_a_form_opened_on_home_does_not_bring_anothers_session_forward(store: Store) -> None:
    own = SessionTemplate(unique_name="own_person", name="Own person", anchor_tab="own_record")
    board = Board(PHONE_PROVIDER, CHAT_PROVIDER, records=store, sessions=(own,))
    phone, chat = board.frame(), board.frame("own_chat", CHAT)
    values = {"customerRecordId": CONTACT}
    theirs = chat.call("createSession", {"templateName": "own_person", "templateParameters": values})
    assert board.workspace.session(theirs).anchor_tab.page.entity_id == CONTACT
    home = next(each for each in board.workspace.sessions.values() if each.is_default)
    board.agent("focusSession", home.session_id)
    phone.call("openForm", {"entityName": "contact", "entityId": CONTACT})
    assert board.workspace.focused_session.session_id != theirs
