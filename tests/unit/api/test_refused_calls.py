"""A refused call leaves nothing behind: not in the state, not among what is told, not in the records."""

from __future__ import annotations

import copyreg
import io
import json
import pickle
from random import Random
from types import MappingProxyType, MethodType
from typing import Any, ClassVar

import attrs
import pytest

from cif_emulator.api.methods import METHODS
from cif_emulator.records import Store
from cif_emulator.workspace.rules.life_cycle import MAXIMUM_SESSIONS, MAXIMUM_TABS

from .board import PHONE_PROVIDER, Board

SESSION = {"templateName": "own_call", "templateParameters": {"customer": "Ada"}}
CASE = "dddddddd-1111-2222-3333-444444444444"

# What calls are made with: right, almost right and wrong, for any method.
VALUES: list[object] = [
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


class _Picture(pickle.Pickler):
    """Writes all that an object holds. Functions and methods stand as their names."""

    dispatch_table: ClassVar[Any] = {
        **copyreg.dispatch_table,
        MethodType: lambda method: (str, (method.__qualname__,)),
        MappingProxyType: lambda mapping: (dict, (dict(mapping),)),
    }


def picture(value: object) -> bytes:
    file = io.BytesIO()
    _Picture(file).dump(value)
    return file.getvalue()


def everything(board: Board) -> bytes:
    state = {**vars(board.workspace)}
    records = state.pop("records")
    # The time that it is told is no doing of the call's; what is configured never changes: see ``configured``.
    del state["now"], state["catalog"], state["setup"]
    deliveries = {
        name: each
        for name, each in vars(board.dispatcher.deliveries).items()
        if name not in ("_log", "_clock")
    }
    rows = [(table.name, records.rows(table.name, top=1000)) for table in records.tables()]
    return picture([state, deliveries, rows, board.told, board.timers])


def configured(board: Board) -> bytes:
    """What ``everything`` leaves out, as it is half of the work."""
    return picture(board.workspace.setup)


def begun() -> Board:
    """A workspace with sessions of a provider's and the page's own, and little room for more."""
    board = Board(attrs.evolve(PHONE_PROVIDER, enable_analytics=True), max_sessions=4, max_tabs=2)
    phone = board.frame()
    phone.session(customer="Ada")
    board.page().session(customer="Eve")
    phone.listen("onclicktoact", "own_event")
    return board


@pytest.fixture(scope="module")
def before() -> tuple[bytes, bytes]:
    """The workspace before any call: one begins like the other."""
    board = begun()
    return everything(board), configured(board)


@pytest.fixture(scope="module")
def boards() -> list[Board]:
    """The workspace in use, if there is one: a call that changes it, rightly or not, ends its use."""
    return []


@pytest.mark.parametrize("method_id", METHODS)
def test_a_refused_call_leaves_nothing(
    method_id: str, boards: list[Board], before: tuple[bytes, bytes]
) -> None:
    choice = Random(method_id)
    for _ in range(30):
        caller = choice.choice(["own_phone", "emulator_page"])
        arguments = choice.choices(VALUES, k=choice.randrange(5))
        board = boards.pop() if boards else begun()
        if leaves_nothing(board, method_id, caller, arguments, before[0]):
            boards.append(board)
        else:
            assert configured(board) == before[1]
    assert [configured(board) for board in boards] in ([], [before[1]])


def leaves_nothing(board: Board, method_id: str, caller: str, arguments: list[object], before: bytes) -> bool:
    """Whether the call left all as it was, as refused ones must, so that the workspace can be used again."""
    newest = board.dispatcher.log.newest
    answer = board.dispatcher.answer(method_id, caller, json.dumps(arguments))
    if not answer.startswith("!"):
        return everything(board) == before
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
        assert everything(board) == before
        return True
    return False


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
        before, told = everything(board), len(board.told)
        error = phone.refusal(method, *arguments)
        if error["message"] not in (MAXIMUM_SESSIONS, MAXIMUM_TABS):
            assert everything(board) == before
        assert not [kind for kind, _ in board.told[told:] if kind == "warning"]


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
