"""Names of the client API that exist and refuse."""

from __future__ import annotations

import json

import pytest

from cif_emulator.api.contract import ReturnStyle
from cif_emulator.api.methods import METHODS
from cif_emulator.records import Store

from .board import Board

MISSING = {name: method for name, method in METHODS.items() if method.is_missing}


@pytest.fixture
def board(store: Store) -> Board:
    return Board(records=store)


@pytest.mark.parametrize("name", MISSING)
def test_a_missing_method_says_its_name_why_and_what_instead_and_is_logged_once(
    name: str, board: Board
) -> None:
    entries = len(board.log())
    answer = board.dispatcher.answer(name, "emulator_page", json.dumps([{"text": "x"}, 5]))
    message = json.loads(answer.removeprefix("!"))["message"]
    full_name, _, rest = message.partition(" is not emulated: ")
    whole = MISSING[name].title
    assert full_name == (f"{whole[:-1]}{{'text': 'x'}}" if whole.endswith(".*") else whole)
    reason, _, instead = rest.partition(". ")
    assert reason
    assert instead.endswith(".")
    assert [each["kind"] for each in board.log()[entries:]] == ["refusal"]


def test_what_the_product_answers_at_once_throws_and_the_rest_rejects() -> None:
    assert MISSING["Omnichannel.getConversationId"].returns is ReturnStyle.PROMISE
    assert MISSING["ProductivityMacros.runMacro"].title == "Microsoft.ProductivityMacros.runMacro"
    assert MISSING["Xrm.Page.getAttribute"].returns is ReturnStyle.VALUE
    assert MISSING["Xrm.Navigation.openAlertDialog"].returns is ReturnStyle.PROMISE


def test_no_table_is_available_offline(board: Board) -> None:
    assert (
        board.dispatcher.answer("Xrm.WebApi.isAvailableOffline", "emulator_page", '["contact"]') == "=false"
    )
