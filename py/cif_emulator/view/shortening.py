"""Texts as the page shows them: cut where they are so long that drawing them would stop the browser.

A title of a hundred thousand letters without a blank takes seconds to lay out, and so many accents on one
letter take longer. The state keeps all of it; callers read what they wrote.
"""

from __future__ import annotations

import re
from typing import Any, TypeVar

Part = TypeVar("Part")

# Longer than any name or sentence that people read in a line, and than a page of text.
TITLE_LENGTH = 500
TEXT_LENGTH = 5_000
# Names and what they hold that one page lists.
DETAILS = 200
# By the key of what is drawn: lines of their own, and what must not be cut, since it is used or written back.
_LINES = frozenset({"title", "heading", "subheading", "label", "name", "tableLabel", "accept", "reject"})
_WHOLE = frozenset({"url", "input", "note", "search", "searchText"})
_MARKS = 20
_PILE = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0e34-\u0e3a\u0e47-\u0e4e"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u302a-\u302f\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f\u200d]"
    f"{{{_MARKS},}}"
)


def shortened(text: str, most: int = TITLE_LENGTH) -> str:
    """The text, cut to ``most`` characters; no letter keeps more than some marks on it."""
    if len(text) > most:
        text = text[:most] + "…"
    if len(text) > _MARKS and not text.isascii():
        text = _PILE.sub(lambda pile: pile[0][:_MARKS], text)
    return text


def shortened_all(part: Part, key: str = "") -> Part:
    """Plain data for the page with all its texts shortened; ``key`` is the one that it stands under."""
    found: Any = part
    if isinstance(part, str):
        if key not in _WHOLE:
            found = shortened(part, TITLE_LENGTH if key in _LINES else TEXT_LENGTH)
    elif isinstance(part, dict):
        found = {name: shortened_all(value, name) for name, value in part.items()}
    elif isinstance(part, list):
        found = [shortened_all(each, key) for each in part]
        if key == "details" and len(found) > DETAILS:
            more = {"label": "…", "value": f"{len(found) - DETAILS:,} more"}
            found = [*found[:DETAILS], more]
    result: Part = found
    return result
