"""Fixtures for all tests; those of the page come from ``cif_emulator.testing``."""

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import settings
from playwright.sync_api import BrowserContext, Page, Playwright

from cif_emulator.testing.settings import BrowserSettings

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[1]

# Some images forbid it. Then each worker would rewrite the assertions of all modules again, and each process that the
# tests start would compile all that it imports.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A busy machine is no fault of the example's.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The project's own options."""
    parser.addoption("--update-picture", action="store_true", help="write the README's picture")
    parser.addoption(
        "--without", metavar="FUNCTION", help="put a stub that does nothing in a function's place"
    )


# Minutes each: at the end one worker would do them alone.
LONG = ("e2e/starters", "integration/test_npm_package.py", "integration/test_starts.py", "engines")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests begin first."""
    long = tuple(f"tests/{name}" for name in LONG)
    items.sort(key=lambda item: not item.nodeid.startswith(long))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Modules and tests stay to the end: garbage is looked for among what is made from then on.

    And less often than usual, as tests leave little: for the unit tests 2 s of processor time in place of 5.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(5_000, 20, 20)
        gc.enable()


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for what all workers of this run need."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def built_wheel(shared_folder: Path) -> Path:
    """The wheel as ``pip install .`` builds it, in a folder of its own; built once for all workers.

    A release's compressed copies alone are smaller, and take a minute.
    """
    folder = shared_folder / "wheel"
    with FileLock(f"{folder}.lock"):
        if not list(folder.glob("*.whl")):
            command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
            subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (file,) = folder.glob("*.whl")
    return file


@pytest.fixture(scope="session")
def tarball(shared_folder: Path) -> Path:
    """The npm package, packed once for all workers."""
    from page_build.npm_package import build_package

    folder = shared_folder / "npm"
    with FileLock(f"{folder}.lock"):
        return next(folder.glob("*.tgz"), None) or build_package(ROOT, folder)


# Forty times as much work as usual until V8 compiles a function of WebAssembly once more, for speed. Most pages are closed
# before that pays: 59 tests on fresh pages and with long calls took 42 s of processor time without this, 37 s with it. Never
# to compile again (34 s) would slow down long calls: 233 tests, many of them with such, took 88 s with either.
LATE_OPTIMIZATION = "--js-flags=--wasm-tiering-budget=520000000"


@pytest.fixture(scope="session")
def cif_launch_args(cif_launch_args: dict[str, Any], cif_browser_name: str) -> dict[str, Any]:
    """The options of ``BrowserType.launch``, for pages that live for seconds."""
    if cif_browser_name != "chromium":
        return cif_launch_args
    return {**cif_launch_args, "args": [*cif_launch_args.get("args", []), LATE_OPTIMIZATION]}


@pytest.fixture
def patient_page(cif_new_context: Callable[..., BrowserContext], cif_settings: BrowserSettings) -> Page:
    """An empty page that waits for as long as a workspace in it may take to start."""
    context = cif_new_context()
    context.set_default_timeout(cif_settings.boot_timeout)
    return context.new_page()


@pytest.fixture
def playwrights_browsers(
    cif_playwright: Playwright, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lets runs of ``pytester``, each of which has a home of its own, find Playwright's browsers in the real one."""
    own = Path(cif_playwright.chromium.executable_path)
    build = next(folder for folder in own.parents if folder.name.startswith("chromium-"))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(build.parent))
