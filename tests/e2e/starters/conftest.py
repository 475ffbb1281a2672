"""Folders in which the packages are installed."""

from __future__ import annotations

import json
import os
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

ROOT = Path(__file__).parents[3]
NODE_MODULES = ROOT / "web" / "node_modules"
# What a project has beside this package; nothing is fetched.
LINKED = ("@playwright", "typescript")


@frozen
class Run:
    """How a run of Playwright Test ended: each test's results by its title, and errors outside of tests."""

    tests: dict[str, dict[str, Any]]
    errors: str
    output: str

    def status(self, title: str) -> str:
        """``passed``, ``failed``, …"""
        return str(self.tests[title]["status"])

    def problem(self, title: str) -> str:
        """What a failed test says."""
        return "\n".join(str(error["message"]) for error in self.tests[title]["errors"])


@frozen
class NodeProject:
    """A folder with Playwright Test and the npm package."""

    folder: Path

    def check(self, folder: str = ".") -> str:
        """What TypeScript says of a folder with a ``tsconfig.json``."""
        return self._node("typescript/bin/tsc", "-p", folder).stdout

    def own_browser(self, engine: str) -> Path:
        """Where Playwright's own browser is, or would be."""
        script = f"console.log(require('@playwright/test').{engine}.executablePath())"
        done = subprocess.run(
            ["node", "-e", script], cwd=self.folder, capture_output=True, text=True, check=True
        )
        return Path(done.stdout.strip())

    def run(self, *options: str) -> Run:
        """Run the tests."""
        done = self._node("@playwright/test/cli.js", "test", "--reporter=json", *options)
        try:
            report = json.loads(done.stdout)
        except ValueError:
            raise AssertionError(done.stdout + done.stderr) from None
        tests = {
            spec["title"]: result
            for suite in report["suites"]
            for spec in _specs(suite)
            for result in spec["tests"][0]["results"]
        }
        return Run(tests, "\n".join(error["message"] for error in report["errors"]), done.stdout)

    def _node(self, script: str, *options: str) -> subprocess.CompletedProcess[str]:
        command = ["node", f"node_modules/{script}", *options]
        # Records are prepared for this run, whatever else this machine prepares at the time.
        environment = {**os.environ, "XDG_CACHE_HOME": str(self.folder / "cache"), "FORCE_COLOR": "0"}
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )


def _specs(suite: dict[str, Any]) -> list[dict[str, Any]]:
    return [*suite["specs"], *(spec for each in suite.get("suites", []) for spec in _specs(each))]


@pytest.fixture(scope="session")
def node_project(tarball: Path) -> Callable[[Path], NodeProject]:
    """Installs the npm package and Playwright Test into a folder."""

    def install(folder: Path) -> NodeProject:
        modules = folder / "node_modules"
        modules.mkdir(parents=True)
        for name in LINKED:
            (modules / name).symlink_to(NODE_MODULES / name, target_is_directory=True)
        with tarfile.open(tarball) as archive:
            archive.extractall(modules, filter="data")
        (modules / "package").rename(modules / "cif-emulator")
        return NodeProject(folder)

    return install


@pytest.fixture(scope="session")
def installed_wheel(built_wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for ``PYTHONPATH`` with the wheel's packages."""
    folder = tmp_path_factory.mktemp("wheel") / "site"
    with zipfile.ZipFile(built_wheel) as archive:
        archive.extractall(folder)
    return folder
