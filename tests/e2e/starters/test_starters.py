"""The example projects that ``cif-emulator init`` writes: in a fresh folder, with the packages as they are built."""

import json
import os
import subprocess
import sys

from click.testing import CliRunner

from cif_emulator.cli.main import main


def started(folder, package):
    done = CliRunner().invoke(main, ["init", str(folder), "--from", str(package)])
    assert (done.exit_code, done.stderr) == (0, "")


def test_the_typescript_starter_passes_with_two_workers(tarball, node_project, tmp_path):
    started(tmp_path / "project", tarball)
    package = json.loads((tmp_path / "project" / "package.json").read_text(encoding="utf-8"))
    assert package["devDependencies"]["cif-emulator"] == f"file:{tarball.as_posix()}"
    project = node_project(tmp_path / "project")
    assert project.check() == ""
    run = project.run("--workers=2")
    assert {title: run.status(title) for title in run.tests} == {
        "an accepted call shows the customer": "passed",
        "a clicked number is called": "passed",
        "an accepted toast is gone, and the call begins": "passed",
    }, run.output


def test_the_python_starter_passes_with_two_workers(wheel, installed_wheel, tmp_path):
    started(tmp_path / "project", wheel)
    requirements = (tmp_path / "project" / "requirements.txt").read_text(encoding="utf-8")
    assert requirements.splitlines()[0] == f"cif-emulator[testing] @ {wheel.as_uri()}"
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
