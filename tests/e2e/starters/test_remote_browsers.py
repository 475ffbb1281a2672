"""The example projects in browsers that other processes run: Playwright servers', and one with remote debugging."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from attrs import frozen
from click.testing import CliRunner
from playwright.sync_api import Playwright

from cif_emulator.cli import browsers
from cif_emulator.cli.main import main

from ...conftest import LATE_OPTIMIZATION
from .conftest import NODE_MODULES, NodeProject

TYPESCRIPT = """
import {{ defineConfig }} from "@playwright/test";

export default defineConfig({{
  testDir: "{folder}",
  fullyParallel: true,
  expect: {{ timeout: {patience} }},
  use: {{ cifEmulator: {{ config: "workspace.toml" }}, ...{use} }},
}});
"""
# Milliseconds: a browser for each test starts at once, on machines with two processors, too.
PATIENCE = 20_000
OVER_CDP = Path(__file__).with_name("over_cdp.ts").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def executable(cif_playwright: Playwright) -> str:
    own = cif_playwright.chromium.executable_path
    return str(browsers.executable("chromium", Path(own), headed=False) or own)


@frozen
class Running:
    """A process, the WebSocket's address that it told, and the lines after that."""

    address: str
    lines: list[str]


@contextmanager
def running(*command: str) -> Iterator[Running]:
    """A process that tells the address of a WebSocket; it ends with the block."""
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
        told = next(found for line in process.stdout if (found := re.search(r"ws://\S+", line)))
        server = Running(told[0], [])
        reading = threading.Thread(target=server.lines.extend, args=[process.stdout])
        reading.start()
        try:
            yield server
        finally:
            # With its browsers, which it would wait for.
            os.killpg(process.pid, signal.SIGKILL)
            reading.join()


@frozen
class Examples:
    """Both example projects in fresh folders, with the packages as they are built."""

    python: Path
    site: Path
    node: NodeProject

    def pass_in_python(self, workers: int, **settings: object) -> None:
        """Run the tests in Python with settings of ``playwright.config.py``."""
        settings["expect_timeout"] = PATIENCE
        text = "".join(f"{name} = {value!r}\n" for name, value in settings.items())
        (self.python / "playwright.config.py").write_text(text, encoding="utf-8")
        cache = str(self.python.parent / "cache")
        environment = {**os.environ, "PYTHONPATH": str(self.site), "XDG_CACHE_HOME": cache}
        command = [sys.executable, "-m", "pytest", "-n", str(workers), "-p", "no:cacheprovider"]
        done = subprocess.run(
            command,
            cwd=self.python,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert "3 passed" in done.stdout, done.stdout + done.stderr

    def pass_in_typescript(self, workers: int, folder: str = "tests", **use: object) -> None:
        """Run the tests of a folder in TypeScript with options of Playwright's below ``use``."""
        config = TYPESCRIPT.format(folder=folder, patience=PATIENCE, use=json.dumps(use))
        (self.node.folder / "playwright.config.ts").write_text(config, encoding="utf-8")
        run = self.node.run(f"--workers={workers}")
        assert [run.status(title) for title in run.tests] == ["passed"] * 3, run.output


def started(folder: Path, package: Path) -> Path:
    done = CliRunner().invoke(main, ["init", str(folder), "--from", str(package)])
    assert (done.exit_code, done.stderr) == (0, "")
    return folder


@pytest.fixture(scope="module")
def examples(
    built_wheel: Path,
    installed_wheel: Path,
    tarball: Path,
    node_project: Callable[[Path], NodeProject],
    tmp_path_factory: pytest.TempPathFactory,
) -> Examples:
    folder = tmp_path_factory.mktemp("remote")
    python, node = started(folder / "python", built_wheel), started(folder / "node", tarball)
    return Examples(python, installed_wheel, node_project(node))


PLAYWRIGHT = ["node", str(NODE_MODULES / "@playwright" / "test" / "cli.js")]


def test_a_playwright_server_runs_the_examples_with_several_workers(
    examples: Examples, executable: str
) -> None:
    # It takes other browsers than its own.
    command = [*PLAYWRIGHT, "run-server", "--port", "0", "--host", "127.0.0.1", "--unsafe"]
    sandbox = browsers.can_sandbox()
    with running(*command) as server:
        arguments = [LATE_OPTIMIZATION]
        launch = {"executable_path": executable, "chromium_sandbox": sandbox, "args": arguments}
        examples.pass_in_python(2, remote=server.address, launch=launch)
        connections = len(server.lines)
        assert connections
        options = {"executablePath": executable, "chromiumSandbox": sandbox, "args": arguments}
        connect = {"wsEndpoint": server.address, "exposeNetwork": "<loopback>"}
        examples.pass_in_typescript(2, connectOptions=connect, launchOptions=options)
        assert len(server.lines) > connections


def test_a_browser_that_a_servers_file_names_runs_the_examples(
    examples: Examples, executable: str, tmp_path: Path
) -> None:
    sandbox = browsers.can_sandbox()
    arguments = [LATE_OPTIMIZATION, *([] if sandbox else ["--no-sandbox"])]
    settings: dict[str, Any] = {"executablePath": executable, "args": arguments}
    settings |= {"chromiumSandbox": sandbox, "host": "127.0.0.1", "port": 0, "wsPath": "/grid"}
    file = tmp_path / "server.json"
    file.write_text(json.dumps(settings), encoding="utf-8")
    command = [*PLAYWRIGHT, "launch-server", "--browser", "chromium", "--config", str(file)]
    with running(*command) as server:
        assert urlsplit(server.address).path == "/grid"
        examples.pass_in_python(2, remote=server.address)
        connections = len(server.lines)
        assert connections
        examples.pass_in_typescript(2, connectOptions={"wsEndpoint": server.address})
        assert len(server.lines) > connections


def test_a_chromium_with_remote_debugging_runs_the_examples(
    examples: Examples, executable: str, tmp_path: Path
) -> None:
    sandbox = [] if browsers.can_sandbox() else ["--no-sandbox"]
    options = ["--headless", "--remote-debugging-port=0", f"--user-data-dir={tmp_path / 'profile'}"]
    with running(
        executable, *options, *sandbox, *browsers.QUIET, LATE_OPTIMIZATION, "about:blank"
    ) as browser:
        address = f"http://{urlsplit(browser.address).netloc}"
        examples.pass_in_python(2, remote=address)
        tests = shutil.copytree(examples.node.folder / "tests", examples.node.folder / "over_cdp")
        (tests / "over_cdp.ts").write_text(OVER_CDP.replace("ADDRESS", address), encoding="utf-8")
        for file in tests.glob("*.spec.ts"):
            text = file.read_text(encoding="utf-8").replace('"cif-emulator/playwright"', '"./over_cdp.js"')
            file.write_text(text, encoding="utf-8")
        config = {"extends": "../tsconfig.json", "include": ["*.ts"]}
        (tests / "tsconfig.json").write_text(json.dumps(config), encoding="utf-8")
        assert examples.node.check(tests.name) == ""
        examples.pass_in_typescript(2, tests.name)
