"""What the call log tells of slugs: the text, what the slug gave, and where that came from."""

from __future__ import annotations

from typing import Any

from cif_emulator.workspace.state.readings import MOST_READINGS
from cif_emulator.workspace.state.templates import SessionTemplate

from ..workspace.desk import PERSON
from .board import Board

CALL = SessionTemplate(
    unique_name="told_call", name="Told call", title=("{customer}: {topic}",), anchor_tab="own_record"
)


def slugs(board: Board, method: str) -> list[tuple[Any, ...]]:
    entry = next(each for each in board.log("call") if each["what"].endswith(f".{method}"))
    return [(each["text"], each["slug"], each["value"], each["origin"]) for each in entry["slugs"]]


def test_values_of_the_call_and_those_that_nobody_gave() -> None:
    board = Board(sessions=(CALL,))
    board.page().call(
        "createSession",
        {"templateName": "told_call", "templateParameters": {"customer": "Ada", "note": "for {customer}"}},
    )
    assert slugs(board, "createSession") == [
        ("for {customer}", "customer", "Ada", "parameter"),
        ("{customerRecordId}", "customerRecordId", None, "parameter"),
        ("{customer}: {topic}", "customer", "Ada", "parameter"),
        ("{customer}: {topic}", "topic", None, "parameter"),
    ]
    entry = board.log("call")[0]
    assert not [line for line in entry["changes"] if "slug" in line.lower()]


def test_the_context_the_anchor_record_and_the_screen() -> None:
    record = SessionTemplate(
        unique_name="told_record",
        name="Told record",
        title=("{anchor.fullname} {Session.AnchorTab.entityName}",),
        anchor_tab="own_record",
    )
    board = Board(sessions=(record,))
    board.page().call(
        "createSession",
        {
            "templateName": "told_record",
            "templateParameters": {"customerRecordId": PERSON, "searchQ": "ink"},
        },
    )
    title = "{anchor.fullname} {Session.AnchorTab.entityName}"
    assert slugs(board, "createSession")[-2:] == [
        (title, "anchor.fullname", "Ada Lovelace", "anchor record"),
        (title, "Session.AnchorTab.entityName", "contact", "screen"),
    ]
    board.page().call("createTab", {"templateName": "own_site", "templateParameters": {}})
    assert slugs(board, "createTab") == [
        ("https://www.example.com/find?q={searchQ}", "searchQ", "ink", "context")
    ]


def test_a_title_that_is_complete_tells_of_no_other() -> None:
    board = Board()
    board.page().session(customer="Ada")
    assert slugs(board, "createSession") == [("Call from {customer}", "customer", "Ada", "parameter")]


def test_texts_and_numbers_of_slugs_are_bounded() -> None:
    board = Board()
    many = {f"v{at}": f"{at} {'x' * 500}{{customer}}" for at in range(MOST_READINGS * 2)}
    board.page().session(customer="y" * 500, **many)
    told = slugs(board, "createSession")
    assert len(told) == MOST_READINGS
    assert all(len(each[0]) <= 121 and len(each[2]) <= 121 for each in told)
