"""The fixture for Playwright Test as its users have it: a suite (``suite/``) that does what pages cannot bear."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from cif_emulator.cli.main import main

SUITE = Path(__file__).with_name("suite")


@pytest.fixture
def suite(node_project, tmp_path):
    shutil.copytree(SUITE, tmp_path / "suite")
    return node_project(tmp_path / "suite")


def test_a_suite_of_bad_cases(suite):
    assert suite.check() == ""
    run = suite.run("--workers=2", "pages", "second", "wrong", "misspelt")
    failing = {title for title in run.tests if run.status(title) != "passed"}
    failure = "fails, and its report has the call log and the state"
    wrong, misspelt = "starts from a wrong configuration", "has an option that does not exist"
    crash = "makes the browser crash"
    assert failing == {failure, wrong, misspelt, crash}, run.output
    assert len(run.tests) == 21
    assert "browser has been closed" in run.problem(crash)
    assert run.errors == ""

    assert [each["name"] for each in run.tests[failure]["attachments"]][:2] == [
        "cif-emulator call log",
        "cif-emulator state",
    ]
    told = CliRunner().invoke(main, ["check", str(suite.folder / "wrong.toml")]).stdout
    assert "max_tabs" in told
    assert run.problem(wrong).partition("wrong.toml")[2] in told
    assert "cifEmulator: there is no colour, only config, data" in run.problem(misspelt)


def test_a_configuration_for_a_part_of_a_file_is_refused_with_the_remedy(suite):
    errors = suite.run("--list", "too_late").errors
    assert "Cannot use({ cifEmulator }) in a describe group" in errors
    assert "Make it top-level in the test file or put in the configuration file" in errors
