"""What GitHub and pre-commit read is what they take."""

import re
import shlex
import string
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
import yaml

from cif_emulator.cli.main import main

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
FORMS = ROOT / ".github" / "ISSUE_TEMPLATE"


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", WORKFLOWS),
        ("vendor.github-issue-forms", [FORMS / "fault.yml", FORMS / "difference.yml"]),
        ("vendor.github-issue-config", [FORMS / "config.yml"]),
    ],
)
def test_files_are_valid_by_their_schema(schema, files):
    run_module("check_jsonschema", "--builtin-schema", schema, *files)


def test_the_hooks_of_pre_commit_are_valid():
    run_module("pre_commit", "validate-config", ROOT / ".pre-commit-config.yaml")


def steps():
    """The lines of the workflows that are run, each a parameter."""
    for file in WORKFLOWS:
        for name, job in yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"].items():
            for step in job["steps"]:
                if "run" in step:
                    yield pytest.param(step["run"], id=f"{file.stem} {name}: {step['name']}")


@pytest.mark.parametrize("text", list(steps()))
def test_steps_of_workflows_are_commands_that_there_are(text, tmp_path):
    done = subprocess.run(["bash", "-n"], input=text, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    words = shlex.split(text.splitlines()[0])
    match words:
        case ["cif-emulator", name, *options]:
            command = main.commands[name]
            command.make_parser(click.Context(command, info_name=name)).parse_args(options)
        case ["python", "-m", "pytest", *options]:
            # Where nothing has failed before, none are chosen.
            none = pytest.ExitCode.NO_TESTS_COLLECTED
            run_module("pytest", *options, "--collect-only", "-q", __file__, allowed=(0, none))
        case ["python", "-m", "release", *_]:
            # It refuses a folder that holds something, once it has read its options.
            (tmp_path / "release").mkdir()
            (tmp_path / "release" / "earlier").touch()
            surroundings = {"RUNNER_TEMP": str(tmp_path), "GITHUB_REF_NAME": "v0.1.0"}
            options = [string.Template(word).substitute(surroundings) for word in words[3:]]
            command = [sys.executable, "-m", "release", *options]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert "holds something already" in done.stderr
        case ["python", "-m", "pip", "install", "-e", project]:
            extras = set(re.findall(r"[a-z]+", project))
            assert extras <= set(PROJECT["optional-dependencies"])
        case ["npm", "audit", "--prefix", folder]:
            assert (ROOT / folder / "package-lock.json").is_file()
        case ["npm", "publish", "--access", "public", packages]:
            # Without the folder npm would take it for a repository.
            assert packages.startswith("./")
        case ["pipx", "run", "pip-audit", *_] | ["python", "-", ">", "pinned.txt", "<<END"]:
            """Other people's programs, and a script that the shell reads."""
        case _:
            pytest.fail(f"say here how to see that this is right: {text}")


def run_module(name, *arguments, allowed=(0,)):
    done = subprocess.run(
        [sys.executable, "-m", name, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode in allowed, f"{done.stdout}{done.stderr}"
