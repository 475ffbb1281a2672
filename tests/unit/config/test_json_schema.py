"""The JSON Schema of ``workspace.toml``: it takes what the check takes, and refuses what has another shape."""

import json
import re
import sys
import tomllib
from functools import cache
from pathlib import Path

import attrs
import pytest
from click.testing import CliRunner

from cif_emulator import config
from cif_emulator.cli.main import main
from cif_emulator.config.json_schema import key_texts, workspace_schema
from cif_emulator.config.schema import SECTIONS, WorkspaceSection
from cif_emulator.workspace.state.record_source import Column
from cif_emulator.workspace.state.templates import NotificationField

ROOT = Path(__file__).parents[3]
SCHEMA = workspace_schema()
FILES = [
    *(ROOT / "py/cif_emulator/config/builtin").glob("*.toml"),
    *(file for file in (ROOT / "tests").rglob("*.toml") if file.stem != "wrong"),
]
BLOCK = re.compile(r"^```toml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = [
    pytest.param(block, id=f"{file.name}-{number}")
    for file in (ROOT / "README.md", *(ROOT / "docs" / "guides").glob("*.md"))
    for number, block in enumerate(BLOCK.findall(file.read_text(encoding="utf-8")))
    # A package's own file.
    if not block.startswith("[project")
]


@cache
def draft_7():
    """``jsonschema.Draft7Validator``, loaded at need; it looks at no formats.

    Addresses in all scripts, one of these, make a grammar: that takes two seconds, all else a fifth of one. Who imports
    ``jsonschema`` afterwards has all of it.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "rfc3987_syntax", None)
        from jsonschema import Draft7Validator
    for name in [each for each in sys.modules if each.partition(".")[0] == "jsonschema"]:
        del sys.modules[name]
    return Draft7Validator


def faults(text):
    # As an editor reads it: a date is a text.
    data = json.loads(json.dumps(tomllib.loads(text), default=str))
    return [".".join(map(str, error.absolute_path)) for error in draft_7()(SCHEMA).iter_errors(data)]


def test_it_is_a_schema():
    draft_7().check_schema(SCHEMA)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_files_that_are_right_pass(file):
    assert faults(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("block", BLOCKS)
def test_the_examples_of_the_documentation_pass(block):
    assert faults(block) == []


TEMPLATE = '[[session_template]]\nunique_name = "a"\nname = "A"\n'


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[workspace]\nmax_sesions = 3", "workspace"),
        ('[workspace]\nmax_sessions = "3"', "workspace.max_sessions"),
        ("[workspace]\nmax_sessions = 2.5", "workspace.max_sessions"),
        ("[workspace]\nstrict = 1", "workspace.strict"),
        ('[workspace]\nrejections = "maps"', "workspace.rejections"),
        ("[sesion_template]", ""),
        ("session_template = 3", "session_template"),
        ('[[session_template]]\nunique_name = "a"', "session_template.0"),
        (TEMPLATE + "title = [1]", "session_template.0.title"),
        (TEMPLATE + 'tabs = "a"', "session_template.0.tabs"),
        ('[[table]]\nlabel = "A"', "table.0"),
        ('[[table]]\nname = "a_b"\n[[table.column]]\nlabel = "A"', "table.0.column.0"),
        (
            '[[table]]\nname = "a_b"\n[[table.column]]\nname = "c"\nchoices = { high = "High" }',
            "table.0.column.0.choices",
        ),
        ('[[record]]\ntable = "contact"\nid = "7"', "record.0.id"),
        ('[[record]]\nid = "7d1c0a54-6f0e-4c2a-9d55-3b1f6a0c2e11"', "record.0"),
    ],
)
def test_what_has_another_shape_is_refused_as_the_check_refuses_it(text, place):
    if place:
        assert place in faults(text)
    assert config.examine_toml(text).errors


def test_every_key_is_described():
    kinds = [WorkspaceSection, NotificationField, Column, *(section.entry for section in SECTIONS)]
    undescribed = [
        f"{kind.__name__}.{attribute.name}"
        for kind in kinds
        for attribute in attrs.fields(kind)
        if not key_texts(kind).get(attribute.name) and attribute.name != "values"
    ]
    assert undescribed == []


def test_defaults_and_meanings_are_told():
    workspace = SCHEMA["properties"]["workspace"]["properties"]
    assert workspace["max_sessions"] == {
        "type": "integer",
        "default": 10,
        "description": "How many sessions may be open, Home counted (`app-profile-manager.md` 8).",
    }
    assert workspace["rejections"]["enum"] == ["map", "error"]
    assert workspace["rejections"]["default"] == "map"


def run(*arguments):
    return CliRunner().invoke(main, ["schema", *map(str, arguments)])


def test_the_command_prints_it():
    done = run()
    assert (done.exit_code, json.loads(done.output)) == (0, SCHEMA)


def test_the_command_writes_it(tmp_path):
    file = tmp_path / "own.json"
    assert run("--out", file).output == f"{file} written\n"
    assert json.loads(file.read_text(encoding="utf-8")) == SCHEMA


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    file = tmp_path / "none" / "own.json"
    done = run("--out", file)
    assert done.exit_code == 2
    assert f"--out: {file} cannot be written (No such file or directory)" in done.output
