"""Fixtures for all tests; those of the page come from ``cif_emulator.testing``."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import BrowserContext, Page, Playwright

from cif_emulator.testing.settings import BrowserSettings

pytest_plugins = ["pytester"]

# A busy machine is no fault of the example's.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The project's own options."""
    parser.addoption("--update-picture", action="store_true", help="write the README's picture")
    parser.addoption(
        "--without", metavar="FUNCTION", help="put a stub that does nothing in a function's place"
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One worker more than there are processors: a test and its browser wait for each other in turn."""
    return (os.cpu_count() or 1) + 1


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
