"""Each start is followed to the letter: its commands run as they stand, with the package from the built wheel."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, Page, expect

from documentation.markdown import STAYS, blocks
from tests.e2e.console import Console

ROOT = Path(__file__).parents[2]
STARTS = ROOT / "docs" / "start"
WORKSPACE = "http://localhost:4280/"
BOOT = 60_000


@contextmanager
def staying(command: str, folder: Path, environment: dict[str, str]) -> Iterator[None]:
    """A command that serves until it is stopped, once it has said that it does."""
    process = subprocess.Popen(
        ["bash", "-c", f"exec {command}"], cwd=folder, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert "Workspace ready" in line or "Serving HTTP" in line, line
        yield
    finally:
        process.terminate()
        process.communicate()


def run(text: str, folder: Path, environment: dict[str, str]) -> None:
    command = ["bash", "-euc", text]
    done = subprocess.run(command, cwd=folder, env=environment, text=True, capture_output=True, check=False)
    assert done.returncode == 0, f"{text}\n{done.stdout}{done.stderr}"


@pytest.fixture(scope="module")
def environment(built_wheel: Path) -> dict[str, str]:
    """In which the package is found, and nothing of this run."""
    own = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PIP_FIND_LINKS": f"{built_wheel.parent} {os.environ.get('PIP_FIND_LINKS', '')}".strip(),
        "PIP_NO_COMPILE": "1",
        "PYTHONUNBUFFERED": "1",
    }
    for name in ("PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "PYTHONPATH"):
        own.pop(name, None)
    return own


@pytest.fixture(scope="module")
def installed(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Runs commands that make ``.venv``; those of several starts once."""

    @cache
    def install(text: str) -> Path:
        folder = tmp_path_factory.mktemp("installed")
        run(text, folder, environment)
        return folder / ".venv"

    return install


def reach_widget(page: Page, scripts: list[str]) -> None:
    page.goto(WORKSPACE)
    frame = page.frame_locator("iframe[src*='127.0.0.1:3000']")
    expect(frame.get_by_text("Ready")).to_be_visible(timeout=BOOT)
    frame.get_by_role("button", name="Ring").click()
    expect(frame.get_by_text("Opened session-id-1")).to_be_visible()
    for script in scripts:
        Console(page).type(script)
    expect(frame.get_by_text("Dialling +49 30 1234567")).to_be_visible()


def reach_script(page: Page, scripts: list[str]) -> None:
    page.goto(WORKSPACE)
    expect(page.get_by_role("tabpanel")).to_be_visible(timeout=BOOT)
    first, second = scripts
    Console(page).type("await cifEmulator.ready")
    assert Console(page).type(first) == "session-id-1"
    Console(page).type(second)
    expect(page.get_by_role("navigation", name="Sessions").get_by_text("Urgent")).to_be_visible()


def reach_test(page: Page, scripts: list[str]) -> None:
    """Its last command ran the tests."""


def reach_embed(page: Page, scripts: list[str]) -> None:
    page.goto("http://127.0.0.1:8000/")
    page.get_by_role("button", name="Open a chat").click()
    frame = page.frame_locator("agent-workspace iframe")
    expect(frame.get_by_role("tab", name="Ada").or_(frame.get_by_text("Ada")).first).to_be_visible(
        timeout=BOOT
    )


@pytest.mark.parametrize("reach", [reach_widget, reach_script, reach_test, reach_embed])
def test_a_start_reaches_its_end(
    reach: Callable[[Page, list[str]], None],
    environment: dict[str, str],
    installed: Callable[[str], Path],
    cif_browser: Browser,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    found = list(blocks((STARTS / f"{reach.__name__.removeprefix('reach_')}.md").read_text(encoding="utf-8")))
    install, *commands = [each for each in found if each.language == "sh"]
    # The commands name their ports.
    with FileLock(tmp_path_factory.getbasetemp().parent / "starts.lock"), ExitStack() as stack:
        (tmp_path / ".venv").symlink_to(installed(install.text))
        for block in commands:
            if block.mark == STAYS:
                stack.enter_context(staying(block.text, tmp_path, environment))
            else:
                run(block.text, tmp_path, environment)
        page = stack.enter_context(cif_browser.new_context()).new_page()
        reach(page, [each.text for each in found if each.language == "js"])
