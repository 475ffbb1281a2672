"""A configuration's text as plain data: TOML files and JSON texts, with the line of each key."""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path as FilePath

from attrs import field, frozen

from cif_emulator.config.problems import Path, Problem, Severity, UnreadableConfigurationError, written
from cif_emulator.config.toml_lines import line_of, line_of_long_key, line_of_open_text, lines_of

# TOML promises 64-bit whole numbers; longer ones cannot reach JavaScript unharmed anyway.
_LARGEST_NUMBER = 2**63
DEEPEST = 64
# Bytes of a file: TOML is read at some ten megabytes a second.
LARGEST = 32 * 2**20
_NEITHER_BRACKET_NOR_QUOTE = bytes(set(range(256)) - set(b'[]{}"'))
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
# A line end of very old files; TOML knows none without a line feed.
_LONE_RETURN = re.compile(r"\r(?!\n)")
_SYNTAX_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


@frozen(kw_only=True, slots=False)
class Document:
    """Plain data (dicts with text keys, lists, scalars; dates are ISO 8601 texts) read from a named text."""

    name: str
    data: Mapping[str, object]
    toml: str | None = field(default=None, repr=False)

    @cached_property
    def _lines(self) -> Mapping[Path, int]:
        return {} if self.toml is None else lines_of(self.toml)

    def problem(self, path: Path, text: str, severity: Severity = Severity.ERROR) -> Problem:
        """A problem at a place of this document, with its line if there is one."""
        line = line_of(path, self._lines)
        return Problem(
            place=written(path), text=text, severity=severity, file=self.name, line=line, path=path
        )


def read_file(path: FilePath) -> Document:
    """The document in a TOML or JSON file; raises ``UnreadableConfigurationError`` if there is none in it."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise _unreadable(
                str(path),
                f"is {size // 2**20} MB large; a configuration has at most {LARGEST // 2**20} MB. "
                "Keep records in data files (--data)",
            )
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise _unreadable(str(path), f"cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        is_utf_16 = error.object[:2] in (b"\xff\xfe", b"\xfe\xff")
        what = "is UTF-16 text" if is_utf_16 else f"is not UTF-8 text (byte {error.start})"
        raise _unreadable(str(path), f"{what}; save it as UTF-8") from None
    return read_json(text, str(path)) if path.suffix.lower() == ".json" else read_toml(text, str(path))


def read_toml(text: str, name: str) -> Document:
    """The document in a TOML text; raises ``UnreadableConfigurationError`` if it is not TOML."""
    if line := line_of_long_key(text, DEEPEST):
        # The standard library's reader takes time with the square of a key's parts.
        raise _unreadable(name, f"has a key of more than {DEEPEST} parts", line)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _SYNTAX_PLACE.search(message)
        line = int(place[1]) if place and place[1] else None
        column = f", column {place[2]}" if place and place[2] else ""
        reason = _SYNTAX_PLACE.sub("", message)
        if place and line is None and (line := line_of_open_text(text)):
            reason += ": the text that begins in this line has no end"
        if _LONE_RETURN.search(text):
            reason += ". Its lines end with a carriage return alone: save it with line ends LF or CRLF"
        raise _unreadable(name, f"is not valid TOML{column}: {reason}", line) from None
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, thousands of brackets
        raise _unreadable(name, f"is not valid TOML: {error}") from None
    return Document(name=name, data={key: _plain(value, name, 1) for key, value in data.items()}, toml=text)


def read_json(text: str, name: str) -> Document:
    """The document in a JSON text; raises ``UnreadableConfigurationError`` if it is not a JSON object."""
    if is_deep(text):
        raise _unreadable(name, f"is not a configuration: it is nested more than {DEEPEST} levels deep")
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise _unreadable(name, f"is not valid JSON: {error.msg} at {place}") from None
    except ValueError as error:  # a number of thousands of digits
        raise _unreadable(name, f"is not valid JSON: {error}") from None
    if not isinstance(data, dict):
        raise _unreadable(name, "is not a configuration: expected a JSON object of sections")
    half = _half_a_pair(data) if _SURROGATE.search(text) else None
    if half is not None:
        raise _unreadable(
            name, f"holds half of a surrogate pair, which is no character, in {written(half) or 'a key'}"
        )
    return Document(name=name, data=data)


def _half_a_pair(value: object, path: Path = ()) -> Path | None:
    """Where a text, or a key, holds half of a surrogate pair: it cannot be written as UTF-8."""
    if isinstance(value, str):
        return path if any("\ud800" <= character <= "\udfff" for character in value) else None
    if isinstance(value, dict):
        for key, item in value.items():
            found = path if _half_a_pair(key) is not None else _half_a_pair(item, (*path, key))
            if found is not None:
                return found
    if isinstance(value, list):
        for position, item in enumerate(value):
            if (found := _half_a_pair(item, (*path, position))) is not None:
                return found
    return None


def is_deep(json_text: str) -> bool:
    """Whether brackets are nested far too deep: JSON's reader recurses, and the page would not survive it."""
    # As bytes, which are read several times as fast.
    text = json_text.encode("utf-8", "surrogatepass").replace(b"\\\\", b"").replace(b'\\"', b"")
    brackets = text.translate(None, _NEITHER_BRACKET_NOR_QUOTE).replace(b'""', b"")
    if b'"' in brackets:  # there are some in strings
        brackets = b"".join(brackets.split(b'"')[::2])
    for _ in range(DEEPEST):
        before = len(brackets)
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
        if len(brackets) == before:
            break
    return brackets.count(b"[") + brackets.count(b"{") > DEEPEST


def _unreadable(name: str, text: str, line: int | None = None) -> UnreadableConfigurationError:
    return UnreadableConfigurationError([Problem(place="", text=text, file=name, line=line)])


def _plain(value: object, name: str, depth: int) -> object:
    if depth > DEEPEST:
        raise _unreadable(name, f"is nested more than {DEEPEST} levels deep")
    if isinstance(value, dict):
        return {key: _plain(item, name, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, name, depth + 1) for item in value]
    if isinstance(value, datetime.datetime):
        return _utc(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, int) and not -_LARGEST_NUMBER <= value < _LARGEST_NUMBER:
        raise _unreadable(name, "holds a number outside of TOML's 64 bits")
    return value


def _utc(moment: datetime.datetime) -> str:
    """A moment as the Web API writes it, in UTC; one without an offset is taken for UTC."""
    if moment.tzinfo is not None:
        moment = moment.astimezone(datetime.UTC)
    return moment.replace(tzinfo=None, microsecond=0).isoformat() + "Z"
