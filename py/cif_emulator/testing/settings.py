"""The settings of ``playwright.config.py``: how browser tests run.

The file is any Python beside the project's ``pyproject.toml``; each setting is a variable with one of the
names below. Imports, functions, classes, ``_private`` and ``CONSTANT`` names are the file's own affair; any
other variable is taken for a misspelt setting. It is read by its path, because its name means something
else to Python.
"""

from __future__ import annotations

import os
import runpy
import shlex
import symtable
import tokenize
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from attrs import evolve, field, frozen

FILE_NAME = "playwright.config.py"


class SettingsRefused(Exception):
    """A setting is not one, or has a wrong value; the text says which, where, and what would be right."""


@frozen(kw_only=True)
class BrowserSettings:
    """All settings with their defaults; times in milliseconds.

    ``launch`` and ``context`` are further options of Playwright's ``BrowserType.launch`` and
    ``Browser.new_context``. ``bypass_csp`` lets tests add scripts of their own (``add_script_tag``, texts for
    ``wait_for_function``), which the page's policy refuses. ``remote`` is the address of a browser that
    already runs: ``ws://…`` of a Playwright server, ``http://…`` of a Chromium's remote debugging port.
    ``expect_timeout`` applies to the whole process while a test with a workspace runs; ``None`` leaves it as
    it is.
    """

    browser: str = "chromium"
    channel: str | None = None
    headed: bool = False
    slow_motion: int = 0
    launch: dict[str, Any] = field(factory=dict)
    context: dict[str, Any] = field(factory=dict)
    bypass_csp: bool = True
    remote: str | None = None
    timeout: float = 30_000
    expect_timeout: float | None = None
    boot_timeout: float = 60_000
    trace: str = "off"
    screenshot: str = "only-on-failure"
    video: str = "off"


# pytest-playwright's options, which go before settings.
OPTIONS = {
    "--browser": "browser",
    "--browser-channel": "channel",
    "--headed": "headed",
    "--slowmo": "slow_motion",
    "--tracing": "trace",
    "--screenshot": "screenshot",
    "--video": "video",
}


def with_options(settings: BrowserSettings, config: pytest.Config) -> BrowserSettings:
    """The settings with what the command line, ``PYTEST_ADDOPTS`` and ``addopts`` say in their place."""
    given = [
        *config.getini("addopts"),
        *shlex.split(os.environ.get("PYTEST_ADDOPTS", "")),
        *map(str, config.invocation_params.args),
    ]
    told = {
        name: config.getoption(option)
        for option, name in OPTIONS.items()
        if any(argument.partition("=")[0] == option for argument in given)
    }
    if "browser" in told:
        # It may be repeated; each test then has its browser from its parameter.
        told["browser"] = told["browser"][0]
    return evolve(settings, **told)


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
    "bypass_csp": (lambda value: isinstance(value, bool), "True or False"),
    "remote": (
        lambda value: value is None or _is_remote(value),
        "an address (ws:, wss:, http:, https:) or None",
    ),
    "timeout": (_is_time, "a number of milliseconds"),
    "expect_timeout": (lambda value: value is None or _is_time(value), "a number of milliseconds or None"),
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
    with tokenize.open(file) as source:
        table = symtable.symtable(source.read(), str(file), "exec")
    return checked(file, runpy.run_path(str(file)), assigned(table))


def assigned(table: symtable.SymbolTable) -> set[str]:
    """The variables that a module sets itself: neither imported nor functions or classes."""
    return {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_assigned() and not symbol.is_imported() and not symbol.is_namespace()
    }


def checked(file: Path, values: Mapping[str, Any], own: Collection[str]) -> BrowserSettings:
    """Settings from a module's values; ``own`` are its own variables, ``file`` is named in refusals."""
    given = {
        name: values[name] for name in values if name in RIGHT and not isinstance(values[name], ModuleType)
    }
    problems = [
        f"{file}: {name}: there is no such setting; there are {', '.join(RIGHT)} "
        f"(a variable of your own is named _{name} or {name.upper()})"
        for name in sorted(own)
        if name not in RIGHT and not name.startswith("_") and not name.isupper()
    ]
    for name, value in given.items():
        is_right, expected = RIGHT[name]
        if not is_right(value):
            problems.append(f"{file}: {name}: expected {expected}, not {value!r}")
    if problems:
        raise SettingsRefused("\n".join(problems))
    return BrowserSettings(**given)
