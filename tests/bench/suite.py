"""How many end-to-end tests run in a minute: ``python tests/bench/suite.py``.

The same twenty tests by three ways, in Python and in TypeScript: our fixture, which resets one page; a page of
its own for each test that loads the workspace; and such a page with a mock that somebody wrote by hand.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from measuring import Report, median, options, playwright, served

from cif_emulator.cli import browsers
from page_build.npm_package import build_package

ROOT = Path(__file__).parents[2]
TESTS = Path(__file__).with_name("twenty_tests")
MODULES = ROOT / "web" / "node_modules"
WAYS = ("fixture", "load", "mock")


def project(folder: Path) -> None:
    """Put the tests into a folder that has both packages."""
    shutil.copytree(TESTS, folder, dirs_exist_ok=True)
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    modules = folder / "node_modules"
    modules.mkdir()
    (modules / "@playwright").symlink_to(MODULES / "@playwright", target_is_directory=True)
    with tarfile.open(build_package(ROOT, folder / "npm")) as archive:
        archive.extractall(modules, filter="data")
    (modules / "package").rename(modules / "cif-emulator")


def launch() -> str:
    """Launch options for Playwright Test, where Playwright's own browser is missing."""
    with playwright() as running:
        own = running.chromium.executable_path
    found = browsers.executable("chromium", Path(own)) or own
    return json.dumps({"executablePath": str(found), "chromiumSandbox": browsers.can_sandbox()})


def in_python(folder: Path, environment: Mapping[str, str]) -> None:
    """Run the tests with pytest."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "clock", "-p", "no:cacheprovider", "flow.py"]
    run(command, folder, {**environment, "PYTHONPATH": str(folder)})


def in_typescript(folder: Path, environment: Mapping[str, str]) -> None:
    """Run the tests with Playwright Test."""
    run(["node", "node_modules/@playwright/test/cli.js", "test"], folder, environment)


def run(command: list[str], folder: Path, environment: Mapping[str, str]) -> None:
    """Run a command; its output is shown where it fails."""
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=600
    )
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)


def per_minute(
    runner: Callable[[Path, Mapping[str, str]], None], folder: Path, environment: Mapping[str, str]
) -> float:
    """How many tests ran in a minute, from the end of the first on."""
    runner(folder, environment)
    ends: list[float] = json.loads(Path(environment["ENDS"]).read_text(encoding="utf-8"))
    return 60_000 * (len(ends) - 1) / (ends[-1] - ends[0])


def main() -> None:
    """Measure and print."""
    chosen = options("Tests per minute.", rounds=(3, "runs of each"))
    report = Report(title="End-to-end tests")
    with tempfile.TemporaryDirectory(prefix="cif-emulator-bench-") as name, served() as address:
        folder = Path(name)
        project(folder)
        common = {**os.environ, "LAUNCH": launch(), "ENDS": str(folder / "ends.json")}
        shown = {"fixture": "", "load": address, "mock": (folder / "mock.html").as_uri()}
        for language, runner in (("Python", in_python), ("TypeScript", in_typescript)):
            # In turn: a machine that is busy for a while is so for all.
            rounds = [
                {way: per_minute(runner, folder, {**common, "WAY": way, "SHOWN": shown[way]}) for way in WAYS}
                for _ in range(chosen.rounds)
            ]
            fixture, load, mock = (median([each[way] for each in rounds]) for way in WAYS)
            report.add(f"{language}, our fixture: tests in a minute", fixture)
            report.add(f"{language}, the workspace loaded for each: tests in a minute", load)
            report.add(f"{language}, a mock page loaded for each: tests in a minute", mock)
            report.add(
                f"{language}, tests with our fixture for each with the mock page",
                fixture / mock,
                note="at least 0.9",
            )
    report.print(as_json=chosen.json)


if __name__ == "__main__":
    main()
