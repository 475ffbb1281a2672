"""A ``$filter`` text as tokens, in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cif_emulator.records.errors import quoted
from cif_emulator.records.odata_nodes import refused

_GUID = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?"
_TOKEN = re.compile(
    rf"""
    (?P<blank>\s+)
  | (?P<text>'(?:[^']|'')*')
  | (?P<guid>\{{{_GUID}\}}|{_GUID}(?![\w-]))
  | (?P<datetime>{_DAY}T{_TIME}(?:Z|z|[+-][0-9]{{2}}:[0-9]{{2}})?(?!\w))
  | (?P<date>{_DAY}(?![\w-]))
  | (?P<decimal>[+-]?[0-9]+(?:\.[0-9]+(?:[eE][+-]?[0-9]+)?|[eE][+-]?[0-9]+)(?!\w))
  | (?P<integer>[+-]?[0-9]+(?!\w))
  | (?P<old>(?:datetime|datetimeoffset|guid|binary|duration|geography|time)'(?:[^']|'')*')
  | (?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)
  | (?P<mark>[(),/:=])
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"[\w.+-]+")
_LONGEST_NUMBER = 40


class Token(NamedTuple):
    """A piece of the text; ``kind`` is a name of the pattern's, the mark itself, or ``end``."""

    kind: str
    text: str
    position: int


def filter_tokens(text: str) -> Iterator[Token]:
    """The tokens of a filter, the last of kind ``end``; raises ``QueryRefused`` where it is unreadable."""
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise refused("$filter", text, position, _unreadable(text, position))
        kind, found = match.lastgroup or "", match[0]
        if kind == "old":
            right = "write the value alone, without prefix and quotes"
            raise refused("$filter", text, position, f"{quoted(found)} is the spelling of OData 2: {right}")
        if kind in ("integer", "decimal") and len(found) > _LONGEST_NUMBER:
            raise refused("$filter", text, position, f"a number of more than {_LONGEST_NUMBER} characters")
        if kind != "blank":
            yield Token(found if kind == "mark" else kind, found, position)
        position = match.end()
    yield Token("end", "", len(text))


def _unreadable(text: str, position: int) -> str:
    character = text[position]
    if character == "'":
        return (
            "the text that begins here has no closing quote. "
            "An apostrophe inside a text is written twice: 'O''Brien'"
        )
    if character == '"':
        return "texts stand between single quotes: 'x'"
    found = _WORD.match(text, position)
    return f"{quoted(found[0] if found else character)} is neither a column nor a value"
