"""A refused call leaves nothing behind: not in the state, not among what is told, not in the records."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cif_emulator.api.methods import METHODS
from cif_emulator.records import Store
from cif_emulator.workspace.rules.life_cycle import MAXIMUM_SESSIONS, MAXIMUM_TABS

from .board import PHONE_PROVIDER, Board

SESSION = {"templateName": "own_call", "templateParameters": {"customer": "Ada"}}
CASE = "dddddddd-1111-2222-3333-444444444444"

# What calls are made with: right, almost right and wrong, for any method.
VALUES = st.sampled_from(
    [
        None,
        True,
        0,
        -1,
        999,
        "",
        "session-id-0",
        "session-id-1",
        "session-id-9",
        "tab-id-1",
        "tab-id-2",
        "tab-id-9",
        "contact",
        "no_such_table",
        CASE,
        "onclicktoakt",
        "x" * 300,
        "{$odata.contact.fullname.?$filter=nonsense}",
        "{customer} {$odata.no_such_table.x.?$top=1}",
        [],
        ["tab-id-1"],
        {},
        SESSION,
        {"templateName": "no such template"},
        {"templateName": "own_call", "unknown": 1},
        {"templateName": "Own call", "templateParameters": {"a": "{b}", "b": "{a}"}},
        {
            "templateName": "own_record",
            "templateParameters": {"customerRecordId": "{$odata.contact.x.?$filter=?}"},
        },
        {"templateName": "own_record", "templateParameters": {"customerRecordId": CASE}},
        {"templateName": "own_ring", "timeout": 3, "cancellationToken": 5},
        {"entityName": "contact", "entityId": "wrong", "colour": "red"},
        {"entityName": "contact", "entityId": CASE, "colour": "red"},
        {"pageType": "entityrecord", "entityName": "no_such_table"},
        {"sessionId": "session-id-9", "customer": "{$odata.contact.x.?$filter=?}"},
        {"sessionId": "session-id-1", "customer": "Eve"},
        {"firstname": "Ada", "no_such@odata.bind": "/contacts(1)"},
        {"message": "Hello", "level": "LOUD"},
    ]
)


@cache
def attributes(kind: type) -> tuple[str, ...]:
    """The names of a class's attributes, if it is made by attrs and has any."""
    return tuple(each.name for each in attrs.fields(kind)) if attrs.has(kind) else ()


def picture(value: object) -> Any:
    """All that an object holds, as plain data."""
    if isinstance(value, (str, int, float, bytes, Enum)) or value is None:
        return value
    if isinstance(value, dict):
        return [(str(key), picture(each)) for key, each in value.items()]
    if isinstance(value, (list, tuple, set, frozenset)):
        return [picture(each) for each in value]
    if names := attributes(type(value)):
        return [(name, picture(getattr(value, name))) for name in names]
    if isinstance(value, (Mapping, Sequence)):
        return picture(dict(value) if isinstance(value, Mapping) else list(value))
    return [(name, picture(each)) for name, each in vars(value).items() if not name.startswith("__")]


def everything(board: Board) -> Any:
    state = {**vars(board.workspace)}
    records = state.pop("records")
    # The time that it is told is no doing of the call's; what is configured never changes.
    del state["now"], state["catalog"]
    deliveries = {
        name: each
        for name, each in vars(board.dispatcher.deliveries).items()
        if name not in ("_log", "_clock")
    }
    rows = [(table.name, records.rows(table.name, top=1000)) for table in records.tables()]
    return (
        picture(state),
        picture(deliveries),
        picture(rows),
        copy.deepcopy(board.told),
        copy.deepcopy(board.timers),
    )


def begun() -> Board:
    """A workspace with sessions of a provider's and the page's own, and little room for more."""
    board = Board(attrs.evolve(PHONE_PROVIDER, enable_analytics=True), max_sessions=4, max_tabs=2)
    phone = board.frame()
    phone.session(customer="Ada")
    board.page().session(customer="Eve")
    phone.listen("onclicktoact", "own_event")
    return board


class Kept:
    """A workspace that is used again as long as calls are refused: most are."""

    def __init__(self) -> None:
        self.board = begun()
        self.before = everything(self.board)


@pytest.fixture(scope="module")
def boards() -> list[Kept]:
    """The workspace in use, if there is one: a call that changes it, rightly or not, ends its use."""
    return []


@pytest.mark.parametrize("method_id", METHODS)
def test_a_refused_call_leaves_nothing(method_id: str, boards: list[Kept]) -> None:
    @settings(deadline=None, max_examples=15, derandomize=True, database=None)
    @given(caller=st.sampled_from(["own_phone", "emulator_page"]), arguments=st.lists(VALUES, max_size=4))
    def leaves_nothing(caller: str, arguments: list[object]) -> None:
        kept = boards.pop() if boards else Kept()
        board, newest = kept.board, kept.board.dispatcher.log.newest
        answer = board.dispatcher.answer(method_id, caller, json.dumps(arguments))
        if not answer.startswith("!"):
            return
        assert len(board.dispatcher.log.plain(newest)) == 1
        message = json.loads(answer[1:])["message"]
        shown = [each.text for each in board.workspace.screen.messages]
        if message in (MAXIMUM_SESSIONS, MAXIMUM_TABS):
            # The product shows these on the page.
            assert shown == [message]
        elif shown:
            assert method_id == "Agent.openTab"
            assert shown == [f"The tab was not opened: {message.removeprefix('Agent.openTab: ')}"]
        else:
            assert everything(board) == kept.before
            boards.append(kept)

    leaves_nothing()


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("createSession", [{"templateName": "Own call", "templateParameters": {"a": "{b}", "b": "{a}"}}]),
        ("createTab", [{"templateName": "Own record", "templateParameters": {"a": 1}}]),
        ("openForm", [{"entityName": "contact", "entityId": CASE, "colour": "red"}]),
        ("notifyEvent", [{"templateName": "Own ring", "timeout": 3}, None, 5]),
        ("setSessionTitle", [{"sessionId": "session-id-9", "customer": "Eve"}]),
        ("focusTab", [["tab-id-9"]]),
        ("raiseEvent", ["onclicktoac"]),
        ("addHandler", ["onclicktoac" * 50]),
    ],
)
def test_warned_and_refused(method: str, arguments: list[object]) -> None:
    board = begun()
    phone = board.page()
    while board.workspace.can_create_session():
        phone.session()
    phone.call("createTab", {"templateName": "own_control"})
    for _ in range(2):
        before = everything(board)
        error = phone.refusal(method, *arguments)
        if error["message"] not in (MAXIMUM_SESSIONS, MAXIMUM_TABS):
            assert everything(board) == before
        assert not [kind for kind, _ in board.told[len(before[3]) :] if kind == "warning"]


def test_warnings_of_a_refused_call_are_in_its_own_entry_and_not_told_by_the_next() -> None:
    board = begun()
    told = len(board.told)
    refusal = board.page().refusal("notifyEvent", {"templateName": "own_ring", "timeout": 3}, None, 5)
    assert "cancellationToken" in refusal["details"]
    assert "warnings" not in refusal
    [warning] = json.loads(board.log()[-1]["error"])["warnings"]
    assert "is not documented" in warning
    board.page().call("getAllSessions")
    assert board.told[told:] == []


def test_a_refusal_outside_of_calls_takes_its_warnings_along() -> None:
    from cif_emulator.workspace import Refusal, SessionRequest
    from cif_emulator.workspace.state.templates import SessionTemplate

    board = begun()
    workspace = board.workspace
    before = everything(board)
    template = SessionTemplate(
        unique_name="broken", name="Broken", anchor_tab="own_record", tabs=("no such tab",), title=("T",)
    )
    with pytest.raises(Refusal) as refusal:
        workspace.open_session(SessionRequest(template=template, values={"customerRecordId": CASE}))
    assert any("there is no contact" in note for note in refusal.value.__notes__)
    assert everything(board) == before


def test_refused_writing_leaves_the_records() -> None:
    store = Store()
    store.load([])
    store.mark_start()
    board = Board(records=store)
    before = everything(board)
    page = board.page()
    page.refusal(
        "createRecord", "contact", {"firstname": "Ada", "parentcustomerid_account@odata.bind": "/accounts(1)"}
    )
    page.refusal("updateRecord", "contact", CASE, {"firstname": "Ada"})
    page.refusal("deleteRecord", "contact", CASE)
    assert everything(board) == before
