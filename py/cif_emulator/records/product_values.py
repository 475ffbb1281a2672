"""What the product fills in by itself when a row is made or changed: status, names, numbers."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import cast

from attrs import define, field

from cif_emulator.records import limits
from cif_emulator.records.columns import STATUS_NAMES
from cif_emulator.records.errors import RecordRefused, quoted
from cif_emulator.records.physical import POINTER, key_sql, quoted_name
from cif_emulator.records.schema import Definition
from cif_emulator.records.values import Stored
from cif_emulator.workspace.state.refusals import listed

Values = dict[str, Stored]

_NAMES = ("firstname", "middlename", "lastname")
_FULL_NAME_PARTS = frozenset(_NAMES)
_ADDRESS_PARTS = ("line1", "line2", "line3", "city", "stateorprovince", "postalcode", "country")
_ADDRESSES = {
    prefix: frozenset(f"{prefix}_{part}" for part in _ADDRESS_PARTS) for prefix in ("address1", "address2")
}
# Letters and digits of ticket numbers' last part; none is taken for another.
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_FIRST_NUMBER = 1000
# Numbered tables: the column, and what its numbers begin with, folded.
_NUMBERED = {"incident": ("ticketnumber", "cas-"), "knowledgearticle": ("articlepublicnumber", "ka-")}


def settle_status(definition: Definition, values: Values) -> None:
    """Makes state and status agree: one that is given decides the other; refuses two that do not."""
    if "statecode" not in values and "statuscode" not in values:
        return
    status_column = definition.columns.get("statuscode")
    if status_column is None or "statecode" not in definition.columns:
        return
    for name in STATUS_NAMES:
        if name in values and values[name] is None:
            del values[name]
    state, status = values.get("statecode"), values.get("statuscode")
    if status is not None:
        belongs = status_column.states.get(int(status), state)
        if state is not None and belongs != state:
            labels = definition.columns["statecode"].choices
            raise RecordRefused(
                f"{quoted('statuscode')} of the table {quoted(definition.name)}: {status} "
                f"({status_column.choices.get(int(status), '')}) is no status of the state {state} "
                f"({labels.get(int(state), '')}); expected one of {_statuses_text(definition, int(state))}.",
                "0x80048408",
            )
        if belongs is not None:
            values["statecode"] = belongs
    elif state is not None:
        first = next((option for option, owner in status_column.states.items() if owner == state), None)
        if first is not None:
            values["statuscode"] = first


def _statuses_text(definition: Definition, state: int) -> str:
    column = definition.columns["statuscode"]
    options = [option for option, owner in column.states.items() if owner == state]
    told = (f"{option} ({column.choices[option]})" for option in options)
    return listed(told, "Microsoft.CIFramework.getEntityMetadata")


def compose_names(definition: Definition, values: Values, current: Mapping[str, Stored]) -> None:
    """Full name and addresses, where their parts are among ``values``; ``current`` is the row before."""
    for whole, parts, compose in compositions(definition, values):
        values[whole] = compose([values.get(name, current.get(name)) for name in parts])


# A column that the product makes of others, these, and how.
Composition = tuple[str, Sequence[str], Callable[[Sequence[Stored]], str | None]]


def compositions(definition: Definition, given: Collection[str]) -> Iterator[Composition]:
    """What the product makes of columns of which one at least is ``given``."""
    columns = definition.columns
    if not _FULL_NAME_PARTS.isdisjoint(given) and "fullname" in columns and "firstname" in columns:
        yield "fullname", _NAMES, _full_name
    for prefix, names in _ADDRESSES.items():
        composite = f"{prefix}_composite"
        if not names.isdisjoint(given) and composite in columns:
            yield composite, [f"{prefix}_{part}" for part in _ADDRESS_PARTS], _address


def longest_text(definition: Definition, *names: str) -> int:
    """How many characters the texts of some columns have at most, with one between each two.

    What the product makes of others may be longer than is declared.
    """
    if definition.name == POINTER:
        return limits.TEXT_LENGTH  # the activities' own tables may declare more
    made = {whole: parts for whole, parts, _ in compositions(definition, definition.columns)}
    found = 0
    for name in names:
        parts = made.get(name, ())
        composed = sum(_longest(definition, part) + 2 for part in parts if part in definition.columns)
        found += 1 + max(_longest(definition, name), composed)
    return found


def _longest(definition: Definition, name: str) -> int:
    return definition.longest.get(name, limits.TEXT_LENGTH)


def _full_name(parts: Sequence[Stored]) -> str | None:
    return " ".join(cast("Iterable[str]", filter(None, parts))) or None


def _address(parts: Sequence[Stored]) -> str | None:
    *lines, city, state, postal_code, country = parts
    region = " ".join(map(str, filter(None, (state, postal_code))))
    place = ", ".join(map(str, filter(None, (city, region))))
    return "\n".join(map(str, filter(None, (*lines, place, country)))) or None


@define
class Numbers:
    """The numbers that the product gives: cases' ticket numbers, articles' public numbers."""

    connection: sqlite3.Connection
    _last: dict[str, int] = field(factory=dict)

    def fill(self, definition: Definition, values: Values) -> None:
        """Gives a new row its number, unless it has one."""
        found = _NUMBERED.get(definition.name)
        if found is None:
            return
        column, prefix = found
        given = values.get(column)
        last = self._newest(definition, column, prefix)
        if given:
            self._note(definition.name, prefix, last, str(given))
            return
        number = self._last[definition.name] = last + 1
        suffix = f"-{_suffix(number)}" if definition.name == "incident" else ""
        values[column] = f"{prefix.upper()}{number:05}{suffix}"

    def noted(self, definition: Definition, values: Mapping[str, Sequence[Stored]]) -> bool:
        """Whether no row of these columns lacks a number; then it counts on after theirs."""
        found = _NUMBERED.get(definition.name)
        if found is None:
            return True
        column, prefix = found
        given = values.get(column, ())
        if not given or not all(given):
            return False
        for number in given:
            self._note(definition.name, prefix, self._newest(definition, column, prefix), str(number))
        return True

    def _note(self, table: str, prefix: str, last: int, given: str) -> None:
        """Counts on after a number that came with a row."""
        if (number := _number_in(given.lower(), prefix)) is not None:
            self._last[table] = max(last, number)

    def _newest(self, definition: Definition, column: str, prefix: str) -> int:
        """The last number, of those in the database and those noted since."""
        last = self._last.get(definition.name)
        if last is None:
            key, table = key_sql("t0", definition.columns[column], definition), quoted_name(definition.name)
            row = self.connection.execute(
                f"SELECT {key} FROM {table} AS t0 WHERE {key} >= ? AND {key} < ? ORDER BY {key} DESC LIMIT 1",
                (prefix, prefix[:-1] + "."),
            ).fetchone()
            number = _number_in(row[0], prefix) if row else None
            last = self._last[definition.name] = _FIRST_NUMBER if number is None else number
        return last


def _number_in(text: str, prefix: str) -> int | None:
    digits = re.match(r"\d{1,9}", text[len(prefix) :]) if text.startswith(prefix) else None
    return int(digits[0]) if digits else None


def _suffix(number: int) -> str:
    """Six letters and digits, always the same for a number, so that a replayed flow gives the same case."""
    digest = hashlib.sha256(str(number).encode()).digest()
    return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest[:6])
