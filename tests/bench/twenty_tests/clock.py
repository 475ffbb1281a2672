"""A pytest plugin that writes down when each test has ended, with all that its fixtures undo."""

from __future__ import annotations

import json
import os
from pathlib import Path
from time import perf_counter

ENDS: list[float] = []


def pytest_runtest_logfinish() -> None:
    """A test has ended."""
    ENDS.append(perf_counter() * 1000)


def pytest_sessionfinish() -> None:
    """All have."""
    Path(os.environ["ENDS"]).write_text(json.dumps(ENDS), encoding="utf-8")
