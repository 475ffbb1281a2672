"""What the page around the workspace hears of events and calls (``element_events.py``)."""

from __future__ import annotations

import json
from typing import Any

from .board import Board


def told(board: Board) -> list[tuple[str, dict[str, Any]]]:
    return [
        (name, detail) for kind, text in board.told if kind == "element" for name, detail in json.loads(text)
    ]


def create(board: Board, template: str = "own_chat") -> str:
    return board.dispatcher.answer(
        "CIFramework.createSession", "emulator_page", json.dumps([{"templateName": template}])
    )


def test_nothing_is_told_before_somebody_hears_it() -> None:
    board = Board()
    create(board, board.setup.session_templates[0].unique_name)
    assert told(board) == []
    board.dispatcher.tell_element()
    board.dispatcher.open()
    assert told(board) == []


def test_sessions_and_calls_are_told_in_order_and_also_after_a_reset() -> None:
    board = Board()
    board.dispatcher.tell_element()
    for _ in range(2):
        board.told.clear()
        answer = create(board, board.setup.session_templates[0].unique_name)
        session_id = json.loads(answer[1:])
        assert told(board)[:2] == [
            ("session-created", {"sessionId": session_id}),
            ("session-switched", {"previousSessionId": "session-id-0", "newSessionId": session_id}),
        ]
        (call,) = [detail for name, detail in told(board) if name == "call"]
        assert (call["what"], call["kind"]) == ("Microsoft.CIFramework.createSession", "call")
        board.dispatcher.restart(type(board.workspace)(board.setup, board.records))


def test_a_refusal_is_told_although_nothing_has_changed() -> None:
    board = Board()
    board.dispatcher.tell_element()
    create(board, "nothing")
    ((name, detail),) = told(board)
    assert name == "refused"
    assert "nothing" in detail["error"]
