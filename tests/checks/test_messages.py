"""What calls, configurations and files are really told stands in the page of messages, by its text."""

import json
import re
from functools import cache

import attrs
import pytest
from click.testing import CliRunner
from tests.unit.api.board import PHONE_PROVIDER, Board

from cif_emulator import config
from cif_emulator.api.methods import METHODS
from cif_emulator.cli.main import main
from cif_emulator.config.schema import SECTIONS, WorkspaceSection
from documentation.reference.messages import APART, PACKAGE, WEB, errors_page

ARGUMENTS = (
    [],
    [None],
    [5],
    [""],
    ["nothing"],
    ["x" * 300],
    [[5]],
    [{}],
    [{"templateName": "nothing"}],
    [{"entityName": "nothing", "entityId": "wrong"}],
    ["contact", "wrong"],
    ["contact", "?$filter=nonsense", 0],
    ["contact", {"firstname": 5, "nothing": 1}],
    ["onclicktoact", 5],
    [3, 3, 3, 3, 3, 3, 3],
)
VALUES = (True, -3, 3.5, "", "nothing {", ["nothing"], [3], {"nothing": 3})

THROWN = re.compile(r"(?:\bnew \w*Error|\bconsole\.(?:error|warn))\(\s*[\"`]((?:[^\"`$\\]|\\.)+)")
NOT_RUN_BY_USERS = ("node_modules", "generated", "pyodide", "documentation")


@cache
def told() -> re.Pattern[str]:
    """The texts of the page; each fits the end of a message, whatever its values are."""
    cells = re.findall(r"^\| (.*?)(?<!\\) \| ", errors_page(), re.MULTILINE)
    texts = sorted({re.sub(r"\\(.)", r"\1", cell).strip("`") for cell in cells}, key=len, reverse=True)
    filled = (".*".join(map(re.escape, re.split(r" ?\{[^}]*\}", text))) for text in texts)
    return re.compile(rf"(?:{'|'.join(filled)})[.)]?$")


def missing(messages):
    return [each for each in messages if not told().search(" ".join(each.split()))]


@pytest.fixture(scope="module")
def board():
    """A workspace with a session of a provider's."""
    board = Board(attrs.evolve(PHONE_PROVIDER, enable_analytics=True))
    board.frame().session(customer="Ada")
    return board


@pytest.mark.parametrize("method_id", METHODS)
def test_refusals_of_calls(board, method_id):
    answers = [
        board.dispatcher.answer(method_id, caller, json.dumps(arguments))
        for arguments in ARGUMENTS
        for caller in ("own_phone", "emulator_page")
    ]
    assert missing({json.loads(each[1:])["message"] for each in answers if each.startswith("!")}) == []


def problems(data):
    try:
        config.from_json(json.dumps(data))
    except config.ConfigurationError as refusal:
        return {each.text for each in refusal.problems}
    return set()


@pytest.mark.parametrize("section", [None, *SECTIONS], ids=lambda each: each.key if each else "workspace")
def test_problems_of_configurations(section):
    names = [each.name for each in attrs.fields(section.entry if section else WorkspaceSection)]
    entries = [dict.fromkeys(names, value) for value in VALUES]
    entries += [{name: "nothing {"} for name in names]
    found = set()
    for entry in entries:
        found |= problems({section.key: [entry]} if section else {"workspace": entry})
    assert len(found) > 1
    assert missing(found) == []


@pytest.mark.parametrize("name", main.commands)
def test_wrong_words_of_every_command(name):
    """Nothing begins: an option does not exist, or what is needed is missing."""
    declared = main.commands[name].params
    option = next(each.opts[-1] for each in declared if each.opts[-1].startswith("--"))
    lines = [[name, "--nonsense"], [name, f"{option}s"]]
    lines += [[name]] if any(each.required for each in declared) else []
    told_by_it = []
    for words in lines:
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 2, done.stdout
        told_by_it.append(done.stderr.partition("\nError: ")[2])
    assert all(told_by_it)
    assert missing(told_by_it) == []


def test_errors_of_scripts():
    """All that the page and the packages throw, and that they write to a console, by the words it begins with."""
    page = re.sub(r"\\(.)", r"\1", errors_page())
    found = [
        " ".join(beginning.split())
        for file in (*WEB.rglob("*.js"), *WEB.rglob("*/*.mjs"))
        if file.relative_to(WEB).parts[0] not in NOT_RUN_BY_USERS
        for beginning in THROWN.findall(file.read_text(encoding="utf-8"))
    ]
    sentences = [each for each in found if len(each.split()) > 2]
    assert len(sentences) > 30
    assert [each for each in sentences if each not in page] == []


def test_what_is_left_out_is_there():
    assert [place for place in APART if not (PACKAGE / place).exists()] == []
