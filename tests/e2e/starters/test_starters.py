"""The example projects that ``cif-emulator init`` writes: in a fresh folder, with the packages as they are built."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from cif_emulator.cli.main import main


def started(folder, package):
    done = CliRunner().invoke(main, ["init", str(folder), "--from", str(package)])
    assert (done.exit_code, done.stderr) == (0, "")


ADA = {"customer": "Ada Lindgren", "customerRecordId": "4f2c9a1e-6b0d-4c52-9f6e-3d1b8a7e5c01"}


def export(folder):
    """Write a test of a clicked number into the project, as if it had been recorded there."""
    told = [
        ("event", "CIFInitDone", None),
        ("call", "CIFramework.addHandler", ["onclicktoact"]),
        ("action", "dispatchClickToAct", [{"value": "+46 8 555 0100"}]),
        ("call", "CIFramework.searchAndOpenRecords", []),
        ("call", "CIFramework.createSession", [{"templateName": "acme_call", "templateParameters": ADA}]),
    ]
    steps = [
        {"number": number, "kind": kind, "who": "acme_softphone", "name": name, "input": given}
        for number, (kind, name, given) in enumerate(told, 1)
    ]
    # The id is one of the configuration's.
    steps.insert(0, {**steps[0], "number": 0, "name": "onmodechanged", "input": ADA})
    file = folder / "recording.json"
    recording = {"format": "cif-emulator recording", "version": 1, "steps": steps}
    file.write_text(json.dumps(recording), encoding="utf-8")
    out = folder / "tests" / "recording.spec.ts"
    done = CliRunner().invoke(main, ["export", str(file), "--as", "playwright-ts", "--out", str(out)])
    assert (done.exit_code, done.stderr) == (0, "")


def test_the_typescript_starter_passes_with_two_workers(tarball, node_project, tmp_path):
    started(tmp_path / "project", tarball)
    package = json.loads((tmp_path / "project" / "package.json").read_text(encoding="utf-8"))
    assert package["devDependencies"]["cif-emulator"] == f"file:{tarball.as_posix()}"
    project = node_project(tmp_path / "project")
    export(project.folder)
    assert project.check() == ""
    run = project.run("--workers=2")
    assert {title: run.status(title) for title in run.tests} == {
        "an accepted call shows the customer": "passed",
        "a clicked number is called": "passed",
        "an accepted toast is gone, and the call begins": "passed",
        "recording": "passed",
    }, run.output


@pytest.mark.parametrize("engine", ["firefox", "webkit"])
def test_the_typescript_starter_runs_in_further_engines_or_says_how_to_get_them(
    tarball, node_project, tmp_path, engine
):
    started(tmp_path / "project", tarball)
    config = tmp_path / "project" / "playwright.config.ts"
    config.write_text(config.read_text(encoding="utf-8").replace("// { name", "{ name"), encoding="utf-8")
    project = node_project(tmp_path / "project")
    assert project.check() == ""
    run = project.run(f"--project={engine}", "--workers=1")
    if project.own_browser(engine).exists():
        assert [run.status(title) for title in run.tests] == ["passed"] * 3, run.output
    else:
        told = (
            f"Error: there is no browser to show the workspace in: Playwright's own {engine} is not installed; "
            f"run `npx playwright install --with-deps {engine}`"
        )
        assert [run.problem(title) for title in run.tests] == [told] * 3, run.output


def test_the_python_starter_passes_with_two_workers(built_wheel, installed_wheel, tmp_path):
    started(tmp_path / "project", built_wheel)
    requirements = (tmp_path / "project" / "requirements.txt").read_text(encoding="utf-8")
    assert requirements.splitlines()[0] == f"cif-emulator[testing] @ {built_wheel.as_uri()}"
    environment = {
        **os.environ,
        "PYTHONPATH": str(installed_wheel),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "2", "-p", "no:cacheprovider"],
        cwd=tmp_path / "project",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "3 passed" in done.stdout, done.stdout + done.stderr
