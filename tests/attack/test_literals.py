"""Numbers, moments and names as strangers write them: one meaning in every version of Python, or a refusal in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cif_emulator import config
from cif_emulator.config.data.files import UnusableData, with_data
from cif_emulator.config.problems import Problem
from cif_emulator.records import RecordError
from cif_emulator.workspace.rules.field_values import given
from cif_emulator.workspace.state.literals import moment_of, number_of
from cif_emulator.workspace.state.record_source import Column
from tests.unit.api.board import Board

NO_NUMBERS = [
    "", "²", "½", "١٢٣", "１２３", "٣.٥", "1_000", "0x1F", "0b1", "1e", "--1", "1,5", "1.5.2", "nan", "NaN", "inf",
    "-Infinity", "∞", "1 0", "1\u00a0000", "+", ".", "e5", "9" * 400, "0" * 1_000 + "1", "True",
]  # fmt: skip
NUMBERS = {
    "-0": 0, "+1": 1, " 7 ": 7, "007": 7, "1.": 1.0, ".5": 0.5, "1.5e3": 1500.0, "1e-400": 0.0, "-2E+1": -20.0,
    "9007199254740993": 9007199254740993, "1e400": float("inf"),
}  # fmt: skip
NO_MOMENTS = [
    "", "0000-01-01", "0000-00-00", "10000-01-01", "-0001-01-01", "2023-02-29", "2024-02-30", "2024-13-01", "2024-1-1",
    "2024-01-01T24:00:00Z", "2024-01-01T24:00", "2024-01-01T25:00", "2024-12-31T23:59:60Z", "２０２４-01-01", "20240101",
    "2024-W01-1", "2024-001", "2024-01-01T00:00:00+99:99", "31.12.2024", "12/31/2024", "T12:00Z", "1e10", "/Date(1)/",
    "2024-01-01T", "2024-01-01x00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2024-01-01T00:00:00." + "1" * 50, "now",
]  # fmt: skip
MOMENTS = {
    "2024-02-29": "2024-02-29T00:00:00+00:00", "2024-01-01 00:00": "2024-01-01T00:00:00+00:00",
    "0001-01-01": "0001-01-01T00:00:00+00:00",
    "2024-01-01t12:30z": "2024-01-01T12:30:00+00:00", "2024-01-01T01:00+02:00": "2023-12-31T23:00:00+00:00",
    "2024-01-01T00:00:00.1234567890123Z": "2024-01-01T00:00:00.123456+00:00", " 2024-01-01 ": "2024-01-01T00:00:00+00:00",
}  # fmt: skip


def test_numbers() -> None:
    assert {text: number_of(text) for text in NO_NUMBERS} == dict.fromkeys(NO_NUMBERS)
    assert {text: number_of(text) for text in NUMBERS} == NUMBERS


def test_moments() -> None:
    assert {text: moment_of(text) for text in NO_MOMENTS} == dict.fromkeys(NO_MOMENTS)
    found = {text: moment.isoformat() for text in MOMENTS if (moment := moment_of(text))}
    assert found == MOMENTS


def refusal_of(folder: Path, name: str, text: str) -> str:
    """What a data file is refused with, in one line; empty if it is read."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    try:
        # Without the records that are built in, which take half of the time, and are loaded before the file's.
        with_data(config.Configuration(), [file]).baseline().store.close()
        told = ""
    except (UnusableData, RecordError) as refusal:
        told = str(refusal)
    assert told.isprintable()
    assert len(told) < 2_000
    return told


XML = (
    '<entities><entity name="{table}"><records><record id="aaaaaaaa-1111-4222-8333-444444444444">'
    '<field name="{column}" value="{value}"/></record></records></entity></entities>'
)
COLUMNS = [
    pytest.param("account", "numberofemployees", NO_NUMBERS, id="a whole number"),
    pytest.param("account", "revenue", NO_NUMBERS, id="money"),
    pytest.param("account", "address1_latitude", NO_NUMBERS, id="a fraction"),
    pytest.param("incident", "prioritycode", NO_NUMBERS, id="a choice"),
    pytest.param("task", "scheduledend", NO_MOMENTS, id="a moment"),
    pytest.param("contact", "birthdate", NO_MOMENTS, id="a date"),
    pytest.param("task", "createdon", NO_MOMENTS, id="the moment of creation"),
]


@pytest.mark.parametrize(("table", "column", "wrong"), COLUMNS)
def test_files_with_what_is_none_are_refused_with_its_place(
    tmp_path: Path, table: str, column: str, wrong: list[str]
) -> None:
    for value in filter(str.strip, wrong):
        for refused in (
            refusal_of(tmp_path, f"{table}.csv", f'description;{column}\nx;"{value}"\n'),
            refusal_of(tmp_path, "rows.json", json.dumps({table: [{column: value}]})),
            refusal_of(tmp_path, "data.xml", XML.format(table=table, column=column, value=value)),
        ):
            assert "expected" in refused, value
            assert column in refused


# How each is written between quotation marks in TOML.
STRANGE = {
    "an escape of terminals": "\\u001b[31mred",
    "a line's end": "a\\nb\\r",
    "a zero": "own_a\\u0000b",
    "a turned direction": "\\u202eabc\\u2066",
    "nothing": "",
    "a blank": " ",
    "100,000 characters": "x" * 100_000,
    "__proto__": "__proto__",
    "constructor": "constructor",
    "upwards": "../..",
    "slashes": "a/b\\\\c",
    "a device": "CON",
    "a device's file": "NUL.txt",
    "braces": "{customer}{$odata.",
    "formats": "%s%(x)s{0}{",
    "SQL": "a'];--",
    "marks": "e" + "\u0301" * 500,
    "no character": "\ufffe\uffff",
    "a dotted and a dotless i": "\u0130\u0131\u017f",
    "superscripts": "\u00b2\u00b3",
}
CONFIGURATIONS = {
    "a session template": "[[session_template]]\nunique_name = N\nname = N\ntitle = N\nanchor_tab = N\ntabs = [N]",
    "a tab template": "[[application_tab_template]]\nunique_name = N\nname = N\npage_type = N\ntitle = N\nparameters = { url = N }",
    "a notification": "[[notification_template]]\nunique_name = N\nname = N\ntitle = N\nfield = [{ header = N, value = N }]",
    "a presence": '[[presence]]\ntext = N\nbase_status = "busy"\ncolor = N\npresence_id = N',
    "a provider": "[[provider]]\nunique_name = N\nname = N\nlabel = N\nchannel_url = N\ntrusted_domain = N\nsandbox = [N]",
    "a profile": "[[app_profile]]\nunique_name = N\nname = N\nsession_templates = [N]\nproviders = [N]",
    "a table": "[[table]]\nname = N\nlabel = N\nentity_set = N\ncolumn = [{ name = N, label = N, kind = N }]",
    "a column": '[[table]]\nname = "own_thing"\nlabel = "x"\ncolumn = [{ name = N, label = N }]',
    "a record": "[[record]]\ntable = N\nid = N\nN = N",
    "a contact": '[[record]]\ntable = "contact"\nid = N\nlastname = N\nbirthdate = N\nparentcustomerid = { table = N, id = N }',
    "a case": '[[record]]\ntable = "incident"\ntitle = N\nprioritycode = N\nN = N',
    "a deleted record": "[[deleted_record]]\ntable = N\nid = N",
    "a dashboard": "[[dashboard]]\ndashboard_id = N\nname = N\nlists = [N]",
    "a fault": "[[fault]]\nmethod = N\nevent = N\nreject = N",
    "settings": "[workspace]\ntitle = N\nuser_name = N\nuser_id = N\nprofile = N\nhome_dashboard = N",
    "lists of settings": "[workspace]\nembed_origins = [N]\nsilenced = [N]\nwheels = [N]\ndata = [N]",
    "keys": "[workspace]\nN = 1\n[N]\nx = 1",
    "a list of tables": "[[N]]\nx = 1",
}


def problems_of(text: str) -> tuple[Problem, ...]:
    try:
        return config.examine_toml(text, "workspace.toml").problems
    except config.ConfigurationError as refusal:
        return refusal.problems


@pytest.mark.parametrize("name", STRANGE)
@pytest.mark.parametrize("kind", CONFIGURATIONS)
def test_strange_names_in_configurations_are_told_on_one_printable_line(kind: str, name: str) -> None:
    for problem in problems_of(CONFIGURATIONS[kind].replace("N", f'"{STRANGE[name]}"')):
        assert str(problem).isprintable()
        assert len(str(problem)) < 2_000


@pytest.mark.parametrize(
    "count", ["         5", "\u0665", "\u00b2", "9" * 400, "", " ", "-1", "1e5", 1e308, 2**53, -0.0]
)
def test_counts_of_messages_are_numbers_or_nothing(count: object) -> None:
    page = Board().page()
    session_id = page.session()
    page.session()
    for method in ("requestFocusSession", "notifyNewActivity"):
        answer = page.answer(method, session_id, count)
        assert "the emulator itself failed" not in str(answer)


@pytest.mark.parametrize(
    "typed",
    [
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:59-14:00",
        "2024-01-01T24:00",
        "\u0662\u0660\u0662\u0664-01-01",
        "1_000",
    ],
)
def test_what_an_agent_types_into_a_date_or_a_number_is_told(typed: str) -> None:
    for column in (Column(name="a", label="A", kind="datetime"), Column(name="a", label="A", kind="number")):
        assert given(column, typed).problem.startswith("Enter a")
