"""Values of form fields: from a row to a control, and from what is typed to a value for the records."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

from cif_emulator.workspace.state.literals import moment_of, number_of
from cif_emulator.workspace.state.page_state import Content
from cif_emulator.workspace.state.pages import guid
from cif_emulator.workspace.state.record_source import Column, Row
from cif_emulator.workspace.state.values import as_text

FORMATTED = "@OData.Community.Display.V1.FormattedValue"
LOOKUP_TABLE = "@Microsoft.Dynamics.CRM.lookuplogicalname"
_WHOLE_NUMBERS = frozenset({"", "integer", "bigint"})
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def key_of(column: Column) -> str:
    """The column's name in a row: a lookup is ``_<name>_value``."""
    return f"_{column.name}_value" if column.kind == "lookup" else column.name


def link_in(column: Column, row: Row) -> tuple[str, str] | None:
    """The table and id of the record that a row's lookup names."""
    value = row.get(key_of(column))
    if column.kind != "lookup" or not isinstance(value, str):
        return None
    target = row.get(key_of(column) + LOOKUP_TABLE) or (column.targets[0] if column.targets else "")
    return as_text(target), value


def shown_in(column: Column, row: Row) -> str:
    """A row's value as people read it."""
    key = key_of(column)
    formatted = row.get(key + FORMATTED)
    return as_text(row.get(key) if formatted is None else formatted)


def stored(column: Column, row: Row) -> Content:
    """What a field holds of a row."""
    link = link_in(column, row)
    if link is not None:
        return Content(text=shown_in(column, row), link=link)
    value = row.get(key_of(column))
    if isinstance(value, str) and column.kind == "datetime":
        return Content(text=_without_offset(value), value=value)
    if isinstance(value, bool):
        return Content(text=str(int(value)), value=value)
    return Content(text=as_text(value), value=value if value != "" else None)


def given(column: Column, value: object) -> Content:
    """What a field holds after the agent, or whoever opened the form, has given it a value that is no lookup.

    Texts are read as people write them; what cannot be read is kept, with its problem.
    """
    text = as_text(value)
    if not text.strip():
        return Content(text=text)
    try:
        return _READERS.get(column.kind, _text)(column, text)
    except ValueError as error:
        return Content(text=text, problem=str(error))


def given_link(column: Column, value: Mapping[str, object], name: str) -> Content:
    """What a lookup holds that is to name a record: ``{"table", "recordId"}``."""
    table, record_id = as_text(value.get("table")), guid(value.get("recordId"))
    if record_id is None:
        return Content(text=name, problem="Choose a record.")
    if column.targets and table not in column.targets:
        return Content(text=name, problem=f"Choose one of the tables {', '.join(column.targets)}.")
    return Content(text=name, link=(table, record_id))


def _without_offset(moment: str) -> str:
    return moment.removesuffix("Z").removesuffix(":00") if "T" in moment else moment


def _text(_column: Column, text: str) -> Content:
    return Content(text=text, value=text)


def _email(_column: Column, text: str) -> Content:
    if not _EMAIL.fullmatch(text.strip()):
        raise ValueError("Enter an email address such as someone@example.com.")
    return Content(text=text, value=text.strip())


def _number(column: Column, text: str) -> Content:
    plain = text.strip().replace(",", "").replace("\N{MINUS SIGN}", "-").lstrip("$")
    is_whole = column.format in _WHOLE_NUMBERS
    number = number_of(plain)
    if number is None or not math.isfinite(number) or (is_whole and number != int(number)):
        raise ValueError("Enter a whole number." if is_whole else "Enter a number.")
    low, high = column.minimum, column.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        raise ValueError(f"Enter a number {_range(low, high)}.")
    return Content(text=text, value=int(number) if is_whole else float(number))


def _range(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"from {low:,.15g} to {high:,.15g}"
    return f"of at least {low:,.15g}" if low is not None else f"of at most {high:,.15g}"


def _boolean(column: Column, text: str) -> Content:
    word = text.strip().lower()
    labels = {label.lower(): number for number, label in column.choices.items()}
    number = labels.get(word, {"true": 1, "1": 1, "false": 0, "0": 0}.get(word))
    if number is None:
        raise ValueError(f"Choose {' or '.join(column.choices.values()) or 'Yes or No'}.")
    return Content(text=str(number), value=bool(number))


def _choice(column: Column, text: str) -> Content:
    plain = text.strip()
    number = int(plain) if re.fullmatch(r"-?[0-9]{1,10}", plain) else None
    if number is None or (column.choices and number not in column.choices):
        raise ValueError("Choose one of the options.")
    return Content(text=str(number), value=number)


def _moment(column: Column, text: str) -> Content:
    is_date = column.format == "date"
    moment = moment_of(text)
    if moment is None:
        raise ValueError("Enter a date." if is_date else "Enter a date and a time.")
    if is_date:
        day = moment.date().isoformat()
        return Content(text=day, value=day)
    value = moment.replace(microsecond=0, tzinfo=None).isoformat() + "Z"
    return Content(text=_without_offset(value), value=value)


_READERS: dict[str, Callable[[Column, str], Content]] = {
    "email": _email,
    "number": _number,
    "boolean": _boolean,
    "choice": _choice,
    "datetime": _moment,
}
