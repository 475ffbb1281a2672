"""What can be wrong with a configuration, and how it is told: every problem with its place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import Enum

from attrs import field, frozen

from cif_emulator.workspace.state.refusals import QUOTED_LENGTH, quoted, visible

# One step of a path is a key or, counted from 0, an entry's position: ("session_template", 2, "title").
Path = tuple[str | int, ...]


class Severity(str, Enum):
    """An error stops the workspace from starting; a warning says what will probably surprise."""

    ERROR = "error"
    WARNING = "warning"


@frozen(kw_only=True)
class Problem:
    """One problem of a configuration.

    ``place`` is such as ``session_template[2].title`` (counted from 0), ``path`` the same in steps, ``text``
    says what is wrong and what would be right. ``file`` is the configuration's name; ``line`` counts from 1
    and is ``None`` where no line can be named (JSON, the built-in configuration).
    """

    place: str
    text: str
    severity: Severity = Severity.ERROR
    file: str = ""
    line: int | None = None
    path: Path = field(default=(), eq=False, repr=False)

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return ": ".join(part for part in (where, self.place, self.text) if part)


class ConfigurationError(ValueError):
    """A configuration that cannot be used: ``problems`` holds every error, ``str()`` one line for each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UnreadableConfigurationError(ConfigurationError):
    """The file cannot be read or is not TOML (or JSON) at all, so nothing more can be said about it."""


def written(path: Path) -> str:
    """A path as people write it: ``session_template[2].title``."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            name = visible(step if len(step) <= QUOTED_LENGTH else f"{step[:QUOTED_LENGTH]}…")
            text += f".{name}" if text else name
    return text


def shown(value: object) -> str:
    """A value for an error text: its kind and itself, cut where it is long."""
    match value:
        case bool():
            return f"the boolean {json.dumps(value)}"
        case str():
            return f"the text {quoted(value)}"
        case int() | float():
            return f"the number {quoted(value)[1:-1]}"
        case None:
            return "null"
        case list() | tuple():
            return "an empty list" if not value else f"a list of {len(value)}"
        case _:
            return "a table" if isinstance(value, dict) else f"a {type(value).__name__}"
