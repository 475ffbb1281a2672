"""Line numbers of a TOML text's tables and keys, which the standard library's reader does not tell.

The lines of all are told of texts that ``tomllib`` has accepted: that scan relies on the syntax being right.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping

from cif_emulator.config.problems import Path

# Strings and comments are taken whole, so that brackets and line ends inside them do not count.
_PIECE = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|(?P<open>"{3}|\'{3})'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|\n"
    r"|[\[\]{}=]"
    r"|[^\"'\#\n\[\]{}=]+",
    re.DOTALL,
)


# Where a key may be that has many parts; what stands in a text or a comment looks like one, too.
_MANY_PARTS = re.compile(r"(?<![^\s.=\[\]{}#])(?:[^\s.=\[\]{}#]{1,200}+[ \t]*+\.[ \t]*+){64}")


def line_of_long_key(text: str, most: int) -> int | None:
    """The line of the first key or header with more parts than that (64 or more), in a text of any kind."""
    if not _MANY_PARTS.search(text):
        return None
    line, dots = 1, 0
    for match in _PIECE.finditer(text):
        piece = match.group()
        if piece[0] in "\n[]{}=#":
            dots = 0
        elif piece[0] not in "\"'":
            dots += piece.count(".")
            if dots >= most:
                return line
        line += piece.count("\n")
    return None


def line_of_open_text(text: str) -> int | None:
    """The line in which a text of several lines begins that has no end; a text of any kind is taken."""
    for match in _PIECE.finditer(text):
        if match["open"]:
            return text.count("\n", 0, match.start()) + 1
    return None


def lines_of(text: str) -> Mapping[Path, int]:
    """The line, counted from 1, of every table header and every key at the start of a statement.

    Keys inside inline tables and lists are not listed: their nearest ancestor is.
    """
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for line, statement in _statements(text):
        if statement.startswith("["):
            is_entry = statement.startswith("[[")
            names = _names(statement.strip("[] \t\r"))
            table = _placed(names[:-1], counts) + names[-1:]
            if is_entry:
                position = counts[table] = counts.get(table, -1) + 1
                lines.setdefault(table, line)
                table = (*table, position)
            elif table in counts:
                table = (*table, counts[table])
            for length in range(1, len(table) + 1):
                lines.setdefault(table[:length], line)
        else:
            path = table
            for name in _names(statement):
                path = (*path, name)
                lines.setdefault(path, line)
    return lines


def line_of(path: Path, lines: Mapping[Path, int]) -> int | None:
    """The line of a path or else of its nearest ancestor."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return None


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each table header and each key (without its value), with its line."""
    line, start, depth = 1, 1, 0
    statement, in_value = "", False
    for piece in (match.group() for match in _PIECE.finditer(text)):
        if piece == "\n" and depth == 0:
            if statement.startswith("["):
                yield start, statement
            statement, in_value = "", False
        elif piece[0] == "#":
            pass
        elif piece == "=" and depth == 0 and not in_value:
            yield start, statement
            statement, in_value = "", True
        elif in_value:
            depth += (piece in "[{") - (piece in "]}")
        else:
            if not statement.strip():
                start, statement = line, ""
            statement = (statement + piece).lstrip()
        line += piece.count("\n")
    if statement.startswith("["):
        yield start, statement


def _names(dotted: str) -> Path:
    """The names of a dotted key, bare or quoted."""
    names: list[str | int] = []
    value: object = tomllib.loads(f"{dotted} = 0")
    while isinstance(value, dict):
        (name, value), *_ = value.items()
        names.append(name)
    return tuple(names)


def _placed(names: Path, counts: Mapping[Path, int]) -> Path:
    """A header's leading names, each list of tables among them followed by its newest position."""
    placed: Path = ()
    for name in names:
        placed = (*placed, name)
        if placed in counts:
            placed = (*placed, counts[placed])
    return placed
