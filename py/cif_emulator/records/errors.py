"""What the records refuse, and how they say so.

Every refusal is a ``ValueError`` with a ``message`` for people and a ``code`` for programs: the number that
Dataverse publishes for that family of errors, as hexadecimal text.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from cif_emulator.workspace.state.record_source import RecordsRefuse
from cif_emulator.workspace.state.refusals import nearest

# Longer excerpts of a caller's text hide the sentence around them.
_EXCERPT = 60
_NEAR_NAMES = 3


class RecordError(RecordsRefuse):
    """Something asked of the records that they refuse.

    ``message`` says what was wrong, where, and what would be right; ``code`` is Dataverse's error number
    such as ``"0x80060888"``. ``column`` and ``reason`` are there where a form can show them at a field.
    """

    code = "0x80040203"

    def __init__(self, message: str, code: str | None = None, *, column: str = "", reason: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.column = column
        self.reason = reason
        if code is not None:
            self.code = code


class QueryRefused(RecordError):
    """OData query options that cannot be run."""

    code = "0x80060888"


class RecordRefused(RecordError):
    """A record that cannot be written."""


class RecordNotFound(RecordRefused):
    """A record that does not exist, or no longer."""

    code = "0x80040217"


class DuplicateRecord(RecordRefused):
    """A record whose id is taken."""

    code = "0x80040237"


class UnknownTable(QueryRefused, RecordRefused):
    """A table that is not among those defined."""


def quoted(text: object, limit: int = _EXCERPT) -> str:
    """A caller's text between quotes, cut to ``limit`` characters, on one line, safe to show and to store."""
    shown = str(text).encode("utf-8", "backslashreplace").decode("utf-8")
    cut = shown if len(shown) <= limit else shown[: limit - 1] + "…"
    return "“" + "".join(character if character.isprintable() else " " for character in cut) + "”"


def near_names(name: str, known: Iterable[str]) -> str:
    """`` Did you mean “a” or “b”?`` with the known names nearest to ``name``, or nothing."""
    names = list(dict.fromkeys(known))
    lowered = name.lower()
    close = [item for item in names if item.lower() == lowered]
    close += [item for item in get_close_matches(lowered[:128], names, _NEAR_NAMES, 0.6) if item not in close]
    if not close:
        return ""
    return f" Did you mean {' or '.join(quoted(item) for item in close[:_NEAR_NAMES])}?"


def known_names(name: str, known: Iterable[str]) -> str:
    """As ``near_names``; where nothing is near, all names of up to twenty, of more the likest five."""
    names = list(dict.fromkeys(known))
    return near_names(name, names) or f" {nearest(name, names)}".rstrip()


def around(text: str, position: int) -> str:
    """The part of ``text`` around ``position`` (from 0), on one line."""
    start = max(0, position - _EXCERPT // 2)
    end = min(len(text), start + _EXCERPT)
    excerpt = "".join(character if character.isprintable() else " " for character in text[start:end])
    return f"{'…' if start else ''}{excerpt}{'…' if end < len(text) else ''}"
