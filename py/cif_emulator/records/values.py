"""One column's values: from a payload into the database, and from there into a row.

Stored are: text as it is; numbers; booleans as 0 and 1; dates and times as seconds since 1970 in UTC, so that
dates and times of any spelling compare; GUIDs in lower case without braces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import cast

from cif_emulator.records import limits
from cif_emulator.records.columns import TEXT_KINDS
from cif_emulator.records.errors import quoted
from cif_emulator.workspace.state.literals import in_utc, moment_of, number_of
from cif_emulator.workspace.state.record_source import Column
from cif_emulator.workspace.state.refusals import listed

Stored = str | int | float | None

_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_LONGEST_GUID = len("{00000000-0000-0000-0000-000000000000}")
_GUIDS = re.compile(rf"{_GUID.pattern}(?:\0{_GUID.pattern})*+")
# The product's dates begin here; what lies before is refused there, too.
_FIRST_DAY = datetime(1753, 1, 1, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.toordinal()
_DATE_LENGTH = len("1999-12-31")
_WHOLE_RANGES = {"bigint": 2**63 - 1, "": 2**31 - 1, "integer": 2**31 - 1}
_FRACTION_RANGES = {"decimal": 1e11, "double": 1e11, "money": 922_337_203_685_477.0}
_TRUE_WORDS = frozenset({"true", "yes", "1"})
_FALSE_WORDS = frozenset({"false", "no", "0"})


class UnfitValue(ValueError):
    """A value that a column cannot hold; the text says what was expected and what was there."""


def guid(value: object) -> str | None:
    """A GUID in lower case without braces, from any spelling of it; ``None`` if it is none."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    return _guid_of(text) if len(text) <= _LONGEST_GUID else None


# The same ones are asked for again and again, and patterns take long in the page.
@lru_cache(maxsize=512)
def _guid_of(text: str) -> str | None:
    if text.startswith("{") and text.endswith("}"):
        text = text[1:-1]
    text = text.lower()
    return text if _GUID.fullmatch(text) else None


def guids(values: Sequence[object]) -> list[str] | None:
    """Some GUIDs, each as ``guid`` gives it; ``None`` if one is none."""
    try:
        text = "\0".join(cast("Sequence[str]", values)).lower()
    except TypeError:  # not all are texts
        return None
    if _GUIDS.fullmatch(text):
        return text.split("\0")
    found = [guid(value) for value in values]
    return None if None in found else cast("list[str]", found)


def shown(value: object) -> str:
    """A caller's value as an error message shows it."""
    if isinstance(value, str):
        return quoted(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return quoted(value) if isinstance(value, int) and abs(value) >= 2**63 else str(value)
    return (
        "an object"
        if isinstance(value, dict)
        else "a list"
        if isinstance(value, list)
        else type(value).__name__
    )


def to_stored(column: Column, value: object, *, from_file: bool = False) -> Stored:
    """What the database keeps for a payload's value; raises ``UnfitValue``.

    ``from_file`` values may be texts for any kind (CSV files have nothing else) and options by their label.
    Lookups are not values: they go by ``links``.
    """
    if value is None or (from_file and value == "" and column.kind not in TEXT_KINDS):
        return None
    return _READERS[column.kind](column, value, from_file)


def checked_text(text: str, max_length: int | None) -> str:
    """The text, if it can be stored: no lone surrogates, no NUL, not too long; raises ``UnfitValue``."""
    longest = limits.TEXT_LENGTH if max_length is None else max_length
    if len(text) > longest:
        raise UnfitValue(f"expected at most {longest:,} characters, got {len(text):,}")
    if "\0" in text:
        raise UnfitValue("expected text without NUL characters")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise UnfitValue(
                f"expected well-formed text, but character {error.start + 1} is half of a surrogate pair"
            ) from None
    return text


def _text(column: Column, value: object, from_file: bool) -> str:
    if not isinstance(value, str):
        if not from_file or isinstance(value, bool) or not isinstance(value, int | float):
            raise UnfitValue(f"expected text, got {shown(value)}")
        value = str(value)
    return checked_text(value, column.max_length)


def _number(column: Column, value: object, from_file: bool) -> int | float:
    number = number_of(value) if from_file and isinstance(value, str) else value
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise UnfitValue(f"expected a number, got {shown(value)}{_without_quotes(value)}")
    if column.format in _FRACTION_RANGES:
        largest = _FRACTION_RANGES[column.format]
        # Python cannot make a float of a whole number of hundreds of digits.
        return _in_range(column, float(number) if abs(number) <= largest else number, largest)
    if isinstance(number, float):
        if not number.is_integer():  # nor are infinity and what is no number
            raise UnfitValue(f"expected a whole number, got {shown(value)}")
        number = int(number)
    return _in_range(column, number, _WHOLE_RANGES.get(column.format, 2**31 - 1))


def _in_range(column: Column, number: float, largest: float) -> float:
    low = -largest if column.minimum is None else column.minimum
    high = largest if column.maximum is None else column.maximum
    if not low <= number <= high:
        raise UnfitValue(f"expected a number from {low:,.15g} to {high:,.15g}, got {shown(number)}")
    return number


def _without_quotes(value: object) -> str:
    return " (write it without quotes)" if isinstance(value, str) and number_of(value) is not None else ""


def _boolean(column: Column, value: object, from_file: bool) -> int:
    if isinstance(value, bool):
        return int(value)
    if from_file:
        word = str(value).strip().lower()
        labels = {label.lower(): option for option, label in column.choices.items()}
        if word in _TRUE_WORDS or labels.get(word) == 1:
            return 1
        if word in _FALSE_WORDS or labels.get(word) == 0:
            return 0
    raise UnfitValue(f"expected true or false, got {shown(value)}")


def _choice(column: Column, value: object, from_file: bool) -> int:
    option = value
    if isinstance(value, str):
        # Clients send options as texts, and the product takes them.
        option = number_of(value)
        if option is None and from_file:
            labels = {label.lower(): number for number, label in column.choices.items()}
            option = labels.get(value.strip().lower())
    if isinstance(option, float) and option.is_integer():
        option = int(option)
    if (
        isinstance(option, bool)
        or not isinstance(option, int)
        or (column.choices and option not in column.choices)
    ):
        raise UnfitValue(f"expected one of the options {options_text(column)}, got {shown(value)}")
    if abs(option) >= 2**31:
        raise UnfitValue(f"expected a 32-bit number, got {shown(value)}")
    return option


def options_text(column: Column) -> str:
    """A choice's options, for messages: ``1 (High), 2 (Normal)``."""
    options = (f"{value} ({label})" for value, label in column.choices.items())
    return listed(options, "Microsoft.CIFramework.getEntityMetadata")


def _datetime(column: Column, value: object, _from_file: bool) -> int:
    if type(value) is str and len(value) == _DATE_LENGTH and value[4] == value[7] == "-":
        # Most of them are dates alone, which are read faster as such.
        with suppress(ValueError):
            if (day := date.fromisoformat(value)) >= _FIRST_DAY.date():
                return (day.toordinal() - _EPOCH_DAY) * 86_400
    moment = parsed_moment(value)
    if moment is None:
        example = "1999-12-31" if column.format == "date" else "1999-12-31T23:59:00Z"
        raise UnfitValue(
            f"expected a date{'' if column.format == 'date' else ' and time'} such as {example}, "
            f"got {shown(value)}"
        )
    if moment < _FIRST_DAY:
        raise UnfitValue(f"expected a date from 1753 on, got {shown(value)}")
    if column.format == "date":
        moment = datetime.combine(moment.date(), time(), UTC)
    return seconds(moment)


def parsed_moment(value: object) -> datetime | None:
    """The moment that a date or an ISO 8601 text stands for, without an offset in UTC; or ``None``."""
    if isinstance(value, str):
        return moment_of(value)
    if isinstance(value, datetime):
        return in_utc(value)
    return datetime.combine(value, time(), UTC) if isinstance(value, date) else None


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970, UTC; the product keeps no fractions."""
    return (moment - _EPOCH) // timedelta(seconds=1)


def _id(_column: Column, value: object, _from_file: bool) -> str:
    found = guid(value)
    if found is None:
        raise UnfitValue(f"expected a GUID such as fac04293-1ab0-eb11-8236-000d3a5c49ed, got {shown(value)}")
    return found


_READERS: dict[str, Callable[[Column, object, bool], Stored]] = {
    **dict.fromkeys(TEXT_KINDS, _text),
    "number": _number,
    "boolean": _boolean,
    "choice": _choice,
    "datetime": _datetime,
    "id": _id,
}


def from_stored(column: Column, stored: Stored) -> object:
    """The value in a row as the Web API gives it."""
    if stored is None or column.kind in TEXT_KINDS:
        return stored
    if column.kind == "boolean":
        return bool(stored)
    if column.kind == "datetime" and isinstance(stored, int):
        return _moment_text(stored, column.format == "date")
    return stored


# Rows that are made together have their moments in common.
@lru_cache(maxsize=4096)
def _moment_text(stored: int, date_only: bool) -> str:
    moment = _EPOCH + timedelta(seconds=stored)
    if date_only:
        return moment.date().isoformat()
    return moment.replace(tzinfo=None).isoformat() + "Z"


def formatted(column: Column, stored: Stored) -> str | None:
    """The value as people read it (US English, UTC); ``None`` where the Web API gives no such value."""
    if stored is None:
        return None
    if column.kind == "choice":
        return column.choices.get(int(stored), f"{int(stored):,}")
    if column.kind == "boolean":
        return column.choices.get(int(stored)) or ("Yes" if stored else "No")
    if column.kind == "datetime" and isinstance(stored, int):
        return _formatted_moment(_EPOCH + timedelta(seconds=stored), column.format == "date")
    if column.kind == "number" and not isinstance(stored, str):
        return _formatted_number(column, stored)
    return None


def _formatted_moment(moment: datetime, date_only: bool) -> str:
    day = f"{moment.month}/{moment.day}/{moment.year}"
    if date_only:
        return day
    return f"{day} {moment.hour % 12 or 12}:{moment.minute:02} {'AM' if moment.hour < 12 else 'PM'}"


def _formatted_number(column: Column, number: float) -> str:
    if column.format == "money":
        return f"-${-number:,.2f}" if number < 0 else f"${number:,.2f}"
    if column.format in ("decimal", "double"):
        return f"{number:,.2f}"
    return f"{number:,}"
