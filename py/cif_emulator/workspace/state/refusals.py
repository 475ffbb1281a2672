"""What the workspace refuses, and the words for it.

A refusal is an answer, not a fault: it says what was wrong, where, and what would be right. The numbers are
ours (``app-profile-manager.md`` 9 names the property, Microsoft publishes no values): stable, one per cause.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache


class ErrorCode(IntEnum):
    """The numeric ``errorCode`` of a refusal."""

    WRONG_ARGUMENT = 1
    UNKNOWN_NAME = 2
    LIMIT_REACHED = 3
    NOT_ALLOWED = 4
    UNKNOWN_ID = 5
    WRONG_QUERY = 6
    TIMED_OUT = 7
    UNTRUSTED = 8
    INTERNAL = 99


class Refusal(Exception):
    """A call that is not carried out. ``message`` is meant for the caller; nothing was changed."""

    code: int = ErrorCode.NOT_ALLOWED

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class ProductText(Refusal):
    """A refusal whose ``message`` is the product's own text, word for word, because clients compare it.

    What was wrong, where, and what would be right stands in ``details``.
    """

    def __init__(self, message: str, code: int | None = None, *, details: str = "") -> None:
        super().__init__(message, code)
        self.details = details


class NotEmulated(Refusal):
    """A method that the product has and the emulator lacks; the message begins with its name."""


class WrongArgument(Refusal):
    """A value of the wrong type or form; surfaces as a ``TypeError`` in JavaScript."""

    code = ErrorCode.WRONG_ARGUMENT


class UnknownName(Refusal):
    """A template, table or event name that does not exist."""

    code = ErrorCode.UNKNOWN_NAME


class UnknownId(Refusal):
    """A session, tab or record id that does not exist (any more)."""

    code = ErrorCode.UNKNOWN_ID


class NotFound(UnknownId):
    """No open session or tab of that id; says which are, or that it has been closed."""

    def __init__(self, what: str, wanted: str, known: Iterable[str], *, closed: bool) -> None:
        if closed:
            super().__init__(f"the {what} {quoted(wanted)} has been closed")
        else:
            open_ones = listed(known, "cifEmulator.state()")
            super().__init__(f"there is no {what} {quoted(wanted)}; open are {open_ones}")


class LimitReached(ProductText):
    """No more sessions or tabs."""

    code = ErrorCode.LIMIT_REACHED


class Untrusted(ProductText):
    """A message from a page that is no channel provider's (``ciframework.md`` 1.3)."""

    code = ErrorCode.UNTRUSTED


class WrongQuery(Refusal):
    """Query text that cannot be read or run."""

    code = ErrorCode.WRONG_QUERY


# Longer texts of callers are cut when an error quotes them.
QUOTED_LENGTH = 80
# Near misses are sought for names up to this length: the search is quadratic in it.
SOUGHT_LENGTH = 128
# So many wrong names of one place get their near misses: a hundred thousand would take minutes.
MOST_HINTS = 100
# Up to so many known names are all told.
MOST_LISTED = 20


def quoted(value: object) -> str:
    """A caller's value as it may stand in a message: quoted, on one line, cut to 80 characters."""
    text = str(value)
    shown = visible(text[:QUOTED_LENGTH])
    return f'"{shown}"' if len(text) <= QUOTED_LENGTH else f'"{shown}…" ({len(text)} characters)'


def visible(text: str) -> str:
    """A text with what a terminal would obey, and what turns the direction of writing, as escapes."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in text)


def listed(names: Iterable[str], lister: str) -> str:
    """All of up to twenty names; of more the first five, how many others there are, and what lists all."""
    known = list(names)
    if len(known) <= MOST_LISTED:
        return ", ".join(known)
    return f"{', '.join(known[:5])} and {len(known) - 5} more, all of which {lister} lists"


def nearest(name: str, known: Iterable[str], lister: str = "") -> str:
    """A sentence with the known names nearest to a wrong one, or else with all; empty without any.

    Of more than twenty it names the five that are most alike, how many others there are, and what lists all
    (``lister``, such as "the command cif-emulator schema").
    """
    # One character more tells that the name is too long to be sought.
    return _nearest(name[: SOUGHT_LENGTH + 1], tuple(sorted(known)), lister)


# Calls of a kind come with the same names again and again, and comparing takes longer than the rest of them.
@lru_cache(maxsize=256)
def _nearest(name: str, names: tuple[str, ...], lister: str) -> str:
    if not names:
        return ""
    by_lower = {candidate.lower(): candidate for candidate in names}
    near: list[str] = []
    if len(name) <= SOUGHT_LENGTH:
        near = difflib.get_close_matches(name.lower(), list(by_lower), n=3, cutoff=0.55)
    if near:
        return "Did you mean " + " or ".join(f'"{by_lower[found]}"' for found in near) + "?"
    if len(names) <= MOST_LISTED:
        return f"Known are {', '.join(map(quoted, names))}."
    alike = difflib.get_close_matches(name[:SOUGHT_LENGTH].lower(), list(by_lower), n=5, cutoff=0.0)
    shown = ", ".join(quoted(by_lower[each]) for each in alike)
    lists = f"; {lister} lists all" if lister else ""
    return f"The nearest are {shown}, and there are {len(names) - 5} others{lists}."


def misspelt(name: str, known: Iterable[str]) -> str | None:
    """The known name that this one all but is, or ``None``; looser likeness may be chance."""
    return _misspelt(name, tuple(known)) if len(name) <= SOUGHT_LENGTH else None


@lru_cache(maxsize=256)
def _misspelt(name: str, known: tuple[str, ...]) -> str | None:
    by_lower_case = {each.lower(): each for each in known}
    for found in difflib.get_close_matches(name.lower(), by_lower_case, n=1, cutoff=0.8):
        return by_lower_case[found]
    return None
