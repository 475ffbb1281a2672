"""JavaScript's ``undefined`` inside what callers pass: left out as JSON leaves it out, never met by the model."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cif_emulator.api import values
from cif_emulator.api.methods import METHODS
from cif_emulator.page.snapshot_text import SnapshotText
from cif_emulator.records import Store

from .board import Board

UNDEFINED = {f"{values.MARK}undefined": 0}
INSIDE: dict[str, Any] = {
    "a": UNDEFINED,
    "list": [UNDEFINED, {"b": UNDEFINED}],
    "map": {f"{values.MARK}map": [["c", UNDEFINED], ["d", {"e": UNDEFINED}]]},
}
WITHIN = {"list": [None, {}], "map": {"d": {}}}
# What methods look for first, each with `undefined` beside and below it.
OBJECT: dict[str, Any] = {
    "templateName": "own_call",
    "templateParameters": {"customer": "Ada", **INSIDE},
    "sessionContext": INSIDE,
    "appContext": INSIDE,
    "context": INSIDE,
    "data": INSIDE,
    "pageType": "entityrecord",
    "entityName": "contact",
    "formParameters": INSIDE,
    "events": [{"kpiEventName": "CallStarted", **INSIDE}],
    **INSIDE,
}
ARGUMENTS = [
    json.dumps(arguments)
    for arguments in (
        [OBJECT],
        [OBJECT, OBJECT],
        ["contact", OBJECT],
        ["contact", "x", OBJECT],
        ["session-id-0", OBJECT],
        ["session-id-1", OBJECT],
        ["session-id-1", "key", INSIDE],
        ["tab-id-0", OBJECT],
        ["onclicktoact", INSIDE],
        ["own_event", INSIDE],
        ["own_event", {"a": UNDEFINED}],
        [INSIDE, INSIDE, INSIDE, INSIDE],
        [UNDEFINED, UNDEFINED, UNDEFINED],
    )
]


def test_nested_values_are_left_out() -> None:
    (inside,) = values.read(json.dumps([[INSIDE]]))
    assert inside == [WITHIN]
    # An argument's own properties are told apart by the methods that ask for it.
    (given,) = values.read(json.dumps([{"a": UNDEFINED, "b": {"c": UNDEFINED}}]))
    assert given == {"a": values.UNDEFINED, "b": {}}
    assert values.read(json.dumps([UNDEFINED, None])) == [values.UNDEFINED, None]


@pytest.mark.parametrize("method", METHODS)
def test_no_method_stumbles_over_it_and_the_page_is_drawn(method: str, store: Store) -> None:
    board = Board(records=store)
    page = SnapshotText()
    board.dispatcher.answer("Apm.createSession", "emulator_page", json.dumps([{"templateName": "own_call"}]))
    for arguments in ARGUMENTS:
        answer = board.dispatcher.answer(method, "emulator_page", arguments)
        assert "the emulator itself failed" not in answer
        json.loads(page.of(board.dispatcher.workspace, whole=False))
    json.dumps([session.values for session in board.dispatcher.workspace.sessions.values()])
    assert board.log("fault") == []


def test_what_is_passed_beside_it_arrives(store: Store) -> None:
    board = Board(records=store)
    given = {
        "templateName": "own_call",
        "templateParameters": {"customer": "Ada", "x": INSIDE},
        "own": INSIDE,
    }
    board.dispatcher.answer("CIFramework.createSession", "emulator_page", json.dumps([given]))
    session = board.dispatcher.workspace.focused_session
    assert (session.title, session.values["x"], session.values["own"]) == ("Call from Ada", WITHIN, WITHIN)
