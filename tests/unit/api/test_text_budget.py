"""What callers leave in the workspace has a budget: a browser's memory has an end."""

from __future__ import annotations

import json

from .board import Board

QUARTER = "x" * 240_000


def session(board: Board, text: str = QUARTER) -> str:
    given = {"templateName": "own_call", "templateParameters": {"customer": "Ada", "note": text}}
    return board.dispatcher.answer("CIFramework.createSession", "emulator_page", json.dumps([given]))


def test_beyond_the_budget_calls_are_refused_and_change_nothing() -> None:
    board = Board(text_budget=1)
    for _ in range(4):
        assert session(board)[0] == "="
    before = [each.session_id for each in board.dispatcher.workspace.sessions.values()]
    answer = json.loads(session(board)[1:])
    assert "hold more than 1,000,000" in answer["message"]
    assert "text_budget" in answer["message"]
    assert answer["errorCode"] == 3
    assert [each.session_id for each in board.dispatcher.workspace.sessions.values()] == before
    # Small calls go on.
    assert session(board, "x")[0] == "="
    assert board.dispatcher.answer("Apm.getFocusedSession", "emulator_page", "[]")[0] == "="


def test_closed_sessions_make_room() -> None:
    board = Board(text_budget=1)
    for _ in range(12):
        assert session(board)[0] == "="
        closing = json.dumps([board.dispatcher.workspace.focused_session.session_id])
        assert board.dispatcher.answer("Session.close", "emulator_page", closing)[0] == "="


def test_what_tabs_and_updates_hold_counts() -> None:
    board = Board(text_budget=1)
    session(board)
    (*_, open_session) = board.dispatcher.workspace.sessions
    tab = json.dumps([{"templateName": "own_control", "appContext": {"note": QUARTER}}])
    assert board.dispatcher.answer("Apm.createTab", "emulator_page", tab)[0] == "="
    update = json.dumps([open_session, {"more": QUARTER, "still": QUARTER}])
    assert board.dispatcher.answer("Session.updateContext", "emulator_page", update)[0] == "="
    more = json.dumps([open_session, {"last": QUARTER}])
    assert board.dispatcher.answer("Session.updateContext", "emulator_page", more)[0] == "!"
    # A value in place of another one takes no more room than it has.
    small = json.dumps([open_session, {"more": "x", "still": "x"}])
    assert board.dispatcher.answer("Session.updateContext", "emulator_page", small)[0] == "="
    assert board.dispatcher.answer("Session.updateContext", "emulator_page", more)[0] == "="


def test_an_overdrawn_budget_lets_sessions_be_closed() -> None:
    board = Board(text_budget=1)
    for _ in range(3):
        # The title holds the customer's name once more.
        given = {"templateName": "own_call", "templateParameters": {"customer": "x" * 300_000}}
        assert (
            board.dispatcher.answer("CIFramework.createSession", "emulator_page", json.dumps([given]))[0]
            == "="
        )
    assert session(board)[0] == "!"
    while len(board.dispatcher.workspace.sessions) > 1:
        closing = json.dumps([board.dispatcher.workspace.focused_session.session_id])
        assert board.dispatcher.answer("Session.close", "emulator_page", closing)[0] == "="
    assert session(board)[0] == "="
