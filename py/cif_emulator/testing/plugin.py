"""What pytest loads: settings become options, and the fixtures are registered where pytest-playwright is."""

from __future__ import annotations

import importlib

import pytest

from cif_emulator.testing.settings import BrowserSettings, SettingsRefused, read_settings

SETTINGS = pytest.StashKey[BrowserSettings]()

PLAYWRIGHT_PLUGIN = "playwright"


WAYS_TO_START = ("snapshot", "library", "ordinary")


def pytest_addoption(parser: pytest.Parser) -> None:
    """How the page starts; by itself it takes the memory snapshot, because it is served on this machine."""
    parser.getgroup("cif-emulator").addoption(
        "--boot", choices=WAYS_TO_START, help="how the workspace starts (default: as the page chooses)"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> None:
    """Put the settings of ``playwright.config.py`` before the options that were given."""
    if not early_config.pluginmanager.has_plugin(PLAYWRIGHT_PLUGIN):
        return
    try:
        settings = read_settings(early_config.rootpath)
    except SettingsRefused as refusal:
        raise pytest.UsageError(str(refusal)) from refusal
    early_config.stash[SETTINGS] = settings
    for option, value in settings.options().items():
        if not any(given == option or given.startswith(f"{option}=") for given in args):
            args.insert(0, f"{option}={value}" if value else option)


def pytest_configure(config: pytest.Config) -> None:
    """Register the fixtures after pytest-playwright's, some of which they extend."""
    config.addinivalue_line(
        "markers",
        "allow_page_errors(*patterns): errors of the page that match one of these regular expressions do not "
        "fail the test; without a pattern, none does",
    )
    if SETTINGS in config.stash:
        # Needs Playwright, which is only there with the extra `testing`.
        fixtures = importlib.import_module("cif_emulator.testing.fixtures")
        config.pluginmanager.register(fixtures, "cif-emulator-fixtures")
