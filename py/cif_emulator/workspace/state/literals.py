"""Numbers and moments that files, callers and agents write as texts: the same in every version of Python.

Python itself also reads digits of other scripts, ``1_000`` and ``2024-W01-1``, and from 3.14 on ``24:00``;
what the Web API takes is narrower.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

# A number of thousands of digits takes Python seconds; no column holds forty.
_LONGEST = 40
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d"
    r"(?:[Tt ](?:[01]\d|2[0-3])(?::\d\d(?::\d\d(?:\.\d+)?)?)?(?:[Zz]|[+-]\d\d(?::?\d\d)?)?)?",
    re.ASCII,
)


def number_of(text: str) -> int | float | None:
    """The number that a text writes in decimal digits, or ``None``; blanks around it do not matter."""
    plain = text.strip()
    if len(plain) > _LONGEST or not _NUMBER.fullmatch(plain):
        return None
    return int(plain) if _WHOLE.fullmatch(plain) else float(plain)


def moment_of(text: str) -> datetime | None:
    """The moment of an ISO 8601 text in UTC, also where the text has no offset, or ``None``."""
    plain = text.strip()
    if len(plain) > _LONGEST or not _MOMENT.fullmatch(plain):
        return None
    try:
        return in_utc(datetime.fromisoformat(plain.upper()))
    except ValueError:
        return None


def in_utc(moment: datetime) -> datetime | None:
    """The moment in UTC, where one without an offset is; ``None`` if that is beyond the years 1 to 9999."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # year 1 or 9999 with an offset
        return None
