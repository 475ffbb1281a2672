"""What GitHub and pre-commit read is what they take."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FORMS = ROOT / ".github" / "ISSUE_TEMPLATE"


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", sorted((ROOT / ".github" / "workflows").glob("*.yml"))),
        ("vendor.github-issue-forms", [FORMS / "fault.yml", FORMS / "difference.yml"]),
        ("vendor.github-issue-config", [FORMS / "config.yml"]),
    ],
)
def test_files_are_valid_by_their_schema(schema, files):
    run_module("check_jsonschema", "--builtin-schema", schema, *files)


def test_the_hooks_of_pre_commit_are_valid():
    run_module("pre_commit", "validate-config", ROOT / ".pre-commit-config.yaml")


def run_module(name, *arguments):
    done = subprocess.run(
        [sys.executable, "-m", name, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
