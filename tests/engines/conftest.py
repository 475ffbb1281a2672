"""A page in each engine that is installed; what is not is named in the closing line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest

from cif_emulator.cli import browsers

from .engines import START, Engine

INSTALLED = {"firefox": browsers.firefox, "webkit": browsers.webkit}
MISSING = [name for name, found in INSTALLED.items() if found() is None]
# There all engines can be had, so a test that finds none has found a fault.
ALL_MUST_RUN = os.environ.get("CI") == "true" and sys.platform.startswith("linux") and browsers.is_root()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each test in each engine."""
    if "engine" in metafunc.fixturenames:
        names = [name for name in INSTALLED if ALL_MUST_RUN or name not in MISSING]
        metafunc.parametrize("engine", names, indirect=True, scope="session")


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out."""
    if MISSING and not ALL_MUST_RUN:
        names = ", ".join(MISSING)
        terminalreporter.write_line(
            f"Left out: the tests in {names}; `cif-emulator install-browser --all` brings them"
        )


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A browser of the engine."""
    if request.param in MISSING:
        pytest.fail(f"there is no {request.param}: run `cif-emulator install-browser --all`")
    with START[request.param]() as running:
        yield running
