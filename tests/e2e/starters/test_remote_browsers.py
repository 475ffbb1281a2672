"""The example projects in browsers that other processes run: a Playwright server's, and one with remote debugging."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from attrs import frozen
from click.testing import CliRunner
from playwright.sync_api import Playwright

from cif_emulator.cli import browsers
from cif_emulator.cli.main import main

from .conftest import NODE_MODULES, NodeProject

TYPESCRIPT = """
import {{ defineConfig }} from "@playwright/test";

export default defineConfig({{
  testDir: "tests",
  fullyParallel: true,
  use: {{ cifEmulator: {{ config: "workspace.toml" }}, {use} }},
}});
"""
OVER_CDP = Path(__file__).with_name("over_cdp.ts").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def executable(cif_playwright: Playwright) -> str:
    own = cif_playwright.chromium.executable_path
    return str(browsers.executable("chromium", Path(own), headed=False) or own)


@frozen
class Running:
    """A process, the address that it told, and the lines after that."""

    address: str
    lines: list[str]


@contextmanager
def running(command: list[str], beginning: str) -> Iterator[Running]:
    """A process that tells its address behind a line's beginning; it ends with the block."""
    environment = {**os.environ, "DEBUG": "pw:server"}
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        told = next(line for line in process.stdout if beginning in line)
        found = Running(told.partition(beginning)[2].strip(), [])
        reading = threading.Thread(target=found.lines.extend, args=[process.stdout])
        reading.start()
        try:
            yield found
        finally:
            # With its browsers, which it would wait for.
            os.killpg(process.pid, signal.SIGKILL)
            reading.join()


@pytest.fixture
def playwright_server() -> Iterator[Running]:
    """A Playwright server that takes other browsers than its own."""
    script = NODE_MODULES / "@playwright" / "test" / "cli.js"
    command = ["node", str(script), "run-server", "--port", "0", "--host", "127.0.0.1", "--unsafe"]
    with running(command, "Listening on ") as server:
        yield server


@pytest.fixture
def debugged_chromium(executable: str, tmp_path: Path) -> Iterator[str]:
    """The address of a Chromium with remote debugging."""
    sandbox = [] if browsers.can_sandbox() else ["--no-sandbox"]
    options = ["--headless", "--remote-debugging-port=0", f"--user-data-dir={tmp_path / 'profile'}"]
    command = [executable, *options, *sandbox, *browsers.QUIET, "about:blank"]
    with running(command, "DevTools listening on ws://") as browser:
        yield f"http://{browser.address.partition('/')[0]}"


def started(folder: Path, package: Path) -> None:
    done = CliRunner().invoke(main, ["init", str(folder), "--from", str(package)])
    assert (done.exit_code, done.stderr) == (0, "")


def passes_in_python(folder: Path, site: Path, workers: int) -> None:
    environment = {**os.environ, "PYTHONPATH": str(site), "XDG_CACHE_HOME": str(folder.parent / "cache")}
    command = [sys.executable, "-m", "pytest", "-n", str(workers), "-p", "no:cacheprovider"]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert "3 passed" in done.stdout, done.stdout + done.stderr


def passes_in_typescript(project: NodeProject, workers: int) -> None:
    run = project.run(f"--workers={workers}")
    assert [run.status(title) for title in run.tests] == ["passed"] * 3, run.output


Install = Callable[[Path], NodeProject]


def test_a_playwright_server_runs_the_examples_with_several_workers(
    playwright_server: Running,
    executable: str,
    built_wheel: Path,
    installed_wheel: Path,
    tarball: Path,
    node_project: Install,
    tmp_path: Path,
) -> None:
    python = tmp_path / "python"
    started(python, built_wheel)
    launch = {"executable_path": executable, "chromium_sandbox": browsers.can_sandbox()}
    settings = f"remote = {playwright_server.address!r}\nlaunch = {launch!r}\n"
    (python / "playwright.config.py").write_text(settings, encoding="utf-8")
    passes_in_python(python, installed_wheel, 4)
    connections = len(playwright_server.lines)
    assert connections
    started(tmp_path / "node", tarball)
    project = node_project(tmp_path / "node")
    options = {"executablePath": executable, "chromiumSandbox": browsers.can_sandbox()}
    use = f"connectOptions: {{ wsEndpoint: {json.dumps(playwright_server.address)}, exposeNetwork: '<loopback>' }}, "
    config = TYPESCRIPT.format(use=f"{use}launchOptions: {json.dumps(options)}")
    (project.folder / "playwright.config.ts").write_text(config, encoding="utf-8")
    passes_in_typescript(project, 4)
    assert len(playwright_server.lines) > connections


def test_a_chromium_with_remote_debugging_runs_the_examples(
    debugged_chromium: str,
    built_wheel: Path,
    installed_wheel: Path,
    tarball: Path,
    node_project: Install,
    tmp_path: Path,
) -> None:
    python = tmp_path / "python"
    started(python, built_wheel)
    (python / "playwright.config.py").write_text(f"remote = {debugged_chromium!r}\n", encoding="utf-8")
    passes_in_python(python, installed_wheel, 2)
    started(tmp_path / "node", tarball)
    project = node_project(tmp_path / "node")
    tests = project.folder / "tests"
    (tests / "over_cdp.ts").write_text(OVER_CDP.replace("ADDRESS", debugged_chromium), encoding="utf-8")
    for file in tests.glob("*.spec.ts"):
        text = file.read_text(encoding="utf-8").replace('"cif-emulator/playwright"', '"./over_cdp.js"')
        file.write_text(text, encoding="utf-8")
    assert project.check() == ""
    passes_in_typescript(project, 2)
