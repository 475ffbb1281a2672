"""``cif-emulator check``."""

import json

import pytest
from click.testing import CliRunner

from cif_emulator.cli.check import check_command

RIGHT = '[workspace]\ntitle = "Harbour desk"\n'
WARNED = """\
[[session_template]]
unique_name = "hrb_call"
name = "Call"
anchor_tab = "msdyn_entityrecord"
title = "{hrb_berth}"
"""
WRONG = WARNED.replace("msdyn_entityrecord", "hrb_nowhere") + 'panel = "docked"\n'


@pytest.fixture
def check(tmp_path):
    def run(text, *options):
        file = tmp_path / "desk.toml"
        file.write_text(text, encoding="utf-8")
        return CliRunner().invoke(check_command, [str(file), *options])

    return run


def test_a_right_file_says_so(check, tmp_path):
    result = check(RIGHT)
    assert (result.exit_code, result.output) == (0, f"{tmp_path / 'desk.toml'}: 0 errors, 0 warnings\n")


def test_warnings_are_told_and_pass(check, tmp_path):
    result = check(WARNED)
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        (
            f"warning: {tmp_path / 'desk.toml'}:5: session_template[0].title: only callers can fill this: "
            'they must pass "hrb_berth"'
        ),
        f"{tmp_path / 'desk.toml'}: 0 errors, 1 warning",
    ]


def test_strict_lets_warnings_fail(check):
    assert check(WARNED, "--strict").exit_code == 1
    assert check(RIGHT, "--strict").exit_code == 0


def test_errors_fail_and_all_are_told_with_their_lines(check, tmp_path):
    result = check(WRONG)
    assert result.exit_code == 1
    file = tmp_path / "desk.toml"
    assert [line.split(": ")[:3] for line in result.output.splitlines()[:-1]] == [
        ["error", f"{file}:4", "session_template[0].anchor_tab"],
        ["warning", f"{file}:5", "session_template[0].title"],
        ["error", f"{file}:6", "session_template[0].panel"],
    ]
    assert result.output.splitlines()[-1] == f"{file}: 2 errors, 1 warning"


def test_json_for_tools(check, tmp_path):
    result = check(WRONG, "--json")
    assert result.exit_code == 1
    told = json.loads(result.output)
    assert (told["file"], told["errors"], told["warnings"]) == (str(tmp_path / "desk.toml"), 2, 1)
    assert [(each["severity"], each["line"], each["place"]) for each in told["problems"]] == [
        ("error", 4, "session_template[0].anchor_tab"),
        ("warning", 5, "session_template[0].title"),
        ("error", 6, "session_template[0].panel"),
    ]
    assert 'Did you mean "panel_state"' in told["problems"][2]["text"]
    assert json.loads(check(RIGHT, "--json").output)["problems"] == []


def test_a_file_that_is_not_toml_is_one_line_and_exit_code_2(check, tmp_path):
    result = check("[workspace\n")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(f"{tmp_path / 'desk.toml'}:1: is not valid TOML")
    assert len(result.stderr.splitlines()) == 1


def test_a_missing_file_is_exit_code_2_in_json_too(tmp_path):
    result = CliRunner().invoke(check_command, [str(tmp_path / "none.toml"), "--json"])
    assert result.exit_code == 2
    told = json.loads(result.stdout)
    assert told["errors"] == 1
    assert "cannot be read" in told["problems"][0]["text"]


def test_the_help_tells_the_exit_codes():
    text = CliRunner().invoke(check_command, ["--help"]).output
    assert "Exit code:" in text
    assert "the file cannot be read or is not TOML" in text
