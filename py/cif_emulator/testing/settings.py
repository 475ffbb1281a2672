"""The settings of ``playwright.config.py``: how browser tests run.

The file is plain Python beside the project's ``pyproject.toml``; each setting is a variable with one of the
names below. It is read by its path, because its name means something else to Python.
"""

from __future__ import annotations

import runpy
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from attrs import field, frozen

FILE_NAME = "playwright.config.py"


class SettingsRefused(Exception):
    """A setting is not one, or has a wrong value; the text says which, where, and what would be right."""


@frozen(kw_only=True)
class BrowserSettings:
    """All settings with their defaults; times in milliseconds.

    ``launch`` and ``context`` are further options of Playwright's ``BrowserType.launch`` and
    ``Browser.new_context``. ``remote`` is the address of a browser that already runs: ``ws://…`` of a
    Playwright server, ``http://…`` of a Chromium's remote debugging port. A command line's options go before
    ``browser``, ``channel``, ``headed``, ``slow_motion``, ``trace``, ``screenshot`` and ``video``.
    """

    browser: str = "chromium"
    channel: str | None = None
    headed: bool = False
    slow_motion: int = 0
    launch: dict[str, Any] = field(factory=dict)
    context: dict[str, Any] = field(factory=dict)
    remote: str | None = None
    timeout: float = 30_000
    expect_timeout: float = 5_000
    boot_timeout: float = 60_000
    trace: str = "off"
    screenshot: str = "off"
    video: str = "off"

    def options(self) -> dict[str, str]:
        """The settings that pytest-playwright knows as command-line options."""
        options = {
            "--browser": self.browser,
            "--browser-channel": self.channel,
            "--slowmo": str(self.slow_motion) if self.slow_motion else None,
            "--tracing": self.trace,
            "--screenshot": self.screenshot,
            "--video": self.video,
        }
        given = {option: value for option, value in options.items() if value is not None}
        return {**given, "--headed": ""} if self.headed else given


def _is_time(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0


def _is_remote(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("ws://", "wss://", "http://", "https://"))


def _one_of(*choices: str) -> tuple[Callable[[object], bool], str]:
    return (lambda value: value in choices, "one of " + ", ".join(f'"{choice}"' for choice in choices))


# For each setting: whether a value is right, and what is said if it is not.
RIGHT: dict[str, tuple[Callable[[object], bool], str]] = {
    "browser": _one_of("chromium", "firefox", "webkit"),
    "channel": (lambda value: value is None or isinstance(value, str), 'text, for example "msedge", or None'),
    "headed": (lambda value: isinstance(value, bool), "True or False"),
    "slow_motion": (
        lambda value: _is_time(value) and isinstance(value, int),
        "a whole number of milliseconds",
    ),
    "launch": (lambda value: isinstance(value, dict), "a dict of launch options"),
    "context": (lambda value: isinstance(value, dict), "a dict of context options"),
    "remote": (
        lambda value: value is None or _is_remote(value),
        "an address (ws:, wss:, http:, https:) or None",
    ),
    "timeout": (_is_time, "a number of milliseconds"),
    "expect_timeout": (_is_time, "a number of milliseconds"),
    "boot_timeout": (_is_time, "a number of milliseconds"),
    "trace": _one_of("off", "on", "retain-on-failure"),
    "screenshot": _one_of("off", "on", "only-on-failure"),
    "video": _one_of("off", "on", "retain-on-failure"),
}


def read_settings(folder: Path) -> BrowserSettings:
    """The settings of the file in ``folder``; the defaults if there is none. Raises ``SettingsRefused``."""
    file = folder / FILE_NAME
    if not file.is_file():
        return BrowserSettings()
    return checked(file, runpy.run_path(str(file)))


def checked(file: Path, names: Mapping[str, Any]) -> BrowserSettings:
    """Settings from a module's names; ``file`` is named in refusals."""
    given = {
        name: value
        for name, value in names.items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    problems = []
    for name, value in given.items():
        if name not in RIGHT:
            problems.append(f"{file}: {name}: there is no such setting; there are {', '.join(RIGHT)}")
            continue
        is_right, expected = RIGHT[name]
        if not is_right(value):
            problems.append(f"{file}: {name}: expected {expected}, not {value!r}")
    if problems:
        raise SettingsRefused("\n".join(problems))
    return BrowserSettings(**given)
