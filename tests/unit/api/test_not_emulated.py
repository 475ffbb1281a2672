"""Names of the client API that exist and refuse."""

from __future__ import annotations

import json
import re
from pathlib import Path

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
    assert full_name == (f"{whole[:-1]}{{'text': 'x'}}" if whole.endswith(".*") else whole.rstrip("="))
    reason, _, instead = rest.partition(". ")
    assert reason
    assert instead.endswith(".")
    assert [each["kind"] for each in board.log()[entries:]] == ["refusal"]


def test_what_the_product_answers_at_once_throws_and_the_rest_rejects() -> None:
    assert MISSING["Omnichannel.getConversationId"].returns is ReturnStyle.PROMISE
    assert MISSING["ProductivityMacros.runMacro"].title == "Microsoft.ProductivityMacros.runMacro"
    assert MISSING["Xrm.Page.getAttribute"].returns is ReturnStyle.VALUE
    assert MISSING["Xrm.Navigation.openAlertDialog"].returns is ReturnStyle.PROMISE


SHEET = (Path(__file__).parents[3] / "docs" / "contracts" / "scripts.md").read_text(encoding="utf-8")
# Where the members of a section stand.
PLACES = {
    "1.4": "Xrm.Page.",
    "2.1": "Xrm.Navigation.",
    "2.2": "Xrm.",
    "2.3": "Xrm.Utility.",
    "2.4": "GlobalContext.",
    "3.1": "Xrm.WebApi.",
    "4.1": "Omnichannel.",
}
# No names of members, members of what refuses already, and one that stays undefined as the typings allow.
OTHERS = {"undefined", "tab.sections.get", "data.process"}


def members(section: str) -> set[str]:
    """The names in the first column of a section's tables."""
    (text,) = re.findall(rf"^### {re.escape(section)} .*?\n(.*?)(?=^##)", SHEET, re.DOTALL | re.MULTILINE)
    cells = [re.split(r"(?<!\\)\|", line)[1] for line in text.splitlines() if line.startswith("|")]
    spans = [span for cell in cells for span in re.findall(r"`([^`]+)`", cell)]
    heads = [match[0] for span in spans if (match := re.match(r"[\w./]+", span.lstrip(".")))]
    # `ui.getViewPortWidth/Height` are two with one beginning.
    full = [head.replace("Width/Height", "Width/getViewPortHeight").split("/") for head in heads]
    return {name.removesuffix(".") for names in full for name in names} - OTHERS


@pytest.mark.parametrize("section", PLACES)
def test_every_member_of_the_sheet_exists(section: str) -> None:
    there = [f".{name}." for name in METHODS if name.startswith(PLACES[section])]
    found = members(section)
    assert len(found) > 5
    assert {name for name in found if not any(f".{name}." in each for each in there)} == set()


def test_no_table_is_available_offline(board: Board) -> None:
    assert (
        board.dispatcher.answer("Xrm.WebApi.isAvailableOffline", "emulator_page", '["contact"]') == "=false"
    )
