"""Rows as the Web API gives them: columns in the order of the definition, annotations before their value."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from attrs import define

from cif_emulator.records.columns import TEXT_KINDS
from cif_emulator.records.physical import EXTRA, ROW, VERSION, quoted_name, target_sql
from cif_emulator.records.schema import Definition, Schema, navigation_name
from cif_emulator.records.values import Stored, formatted, from_stored
from cif_emulator.workspace.state.record_source import Column
from cif_emulator.workspace.state.work import note_rows

FORMATTED = "@OData.Community.Display.V1.FormattedValue"
LOOKUP_TABLE = "@Microsoft.Dynamics.CRM.lookuplogicalname"
NAVIGATION = "@Microsoft.Dynamics.CRM.associatednavigationproperty"
ETAG = "@odata.etag"

# One row of the Web API; the caller may add expanded records to it.
WebRow = dict[str, object]

# SQLite takes 32,766 parameters in a statement; fewer keep its parser quick.
_PER_STATEMENT = 1_000


@define
class _Lookups:
    """The lookups of the rows at hand: which target rows need a name, and the names."""

    wanted: dict[str, dict[str, None]]
    names: dict[tuple[str, str], str]


class RowReader:
    """Reads rows of one schema from one connection."""

    def __init__(self, connection: sqlite3.Connection, schema: Schema) -> None:
        self._connection = connection
        self._schema = schema

    def read(
        self, definition: Definition, columns: Sequence[Column], keys: Sequence[int | str], key: str = ROW
    ) -> list[WebRow]:
        """The rows whose ``key`` column is among ``keys``, in that order, with those columns."""
        stored = self._stored(definition, columns, keys, key)
        extra = any(column.custom for column in columns)
        lookups = _Lookups({}, {})
        found: list[tuple[Any, dict[str, object]]] = []
        for row_key in keys:
            row = stored.get(row_key)
            if row is not None:
                custom = json.loads(row[-1]) if extra and row[-1] else {}
                found.append((row, custom))
                _note_lookups(columns, row, custom, lookups)
        self._name_lookups(lookups)
        return [_web_row(self._schema, columns, row, custom, lookups) for row, custom in found]

    def _stored(
        self, definition: Definition, columns: Sequence[Column], keys: Sequence[int | str], key: str
    ) -> dict[int | str, Any]:
        names = [quoted_name(key), quoted_name(VERSION)]
        for column in columns:
            if not column.custom:
                names.append(quoted_name(column.name))
                if column.kind == "lookup":
                    names.append(target_sql("t0", column))
        names.append(quoted_name(EXTRA))
        found: dict[int | str, Any] = {}
        for start in range(0, len(keys), _PER_STATEMENT):
            some = keys[start : start + _PER_STATEMENT]
            marks = ",".join("?" * len(some))
            statement = (
                f"SELECT {', '.join(names)} FROM {quoted_name(definition.name)} AS t0 "
                f"WHERE {quoted_name(key)} IN ({marks})"
            )
            rows = self._connection.execute(statement, some).fetchall()
            note_rows(len(rows), sum(len(value) for row in rows for value in row if isinstance(value, str)))
            found.update((row[0], row) for row in rows)
        return found

    def _name_lookups(self, lookups: _Lookups) -> None:
        for target, ids in lookups.wanted.items():
            for record_id, name in self.names(target, ids):
                lookups.names[target, record_id] = name

    def names(self, target: str, ids: Iterable[str]) -> Iterable[tuple[str, str]]:
        """Ids and primary names of those rows of a table that exist and have one."""
        definition = self._schema.find(target)
        if definition is None or definition.columns[definition.table.primary_name].kind not in TEXT_KINDS:
            return
        table = definition.table
        wanted = list(ids)
        for start in range(0, len(wanted), _PER_STATEMENT):
            some = wanted[start : start + _PER_STATEMENT]
            statement = (
                f"SELECT {quoted_name(table.primary_id)}, {quoted_name(table.primary_name)} "
                f"FROM {quoted_name(table.name)} "
                f"WHERE {quoted_name(table.primary_id)} IN ({','.join('?' * len(some))})"
            )
            for record_id, name in self._connection.execute(statement, some):
                if name is not None:
                    yield record_id, name


def _note_lookups(columns: Sequence[Column], row: Any, custom: dict[str, object], lookups: _Lookups) -> None:
    place = 2
    for column in columns:
        if column.custom:
            value = custom.get(column.name)
            if column.kind == "lookup" and isinstance(value, list):
                lookups.wanted.setdefault(value[0], {})[value[1]] = None
            continue
        if column.kind == "lookup":
            if row[place] is not None:
                lookups.wanted.setdefault(row[place + 1], {})[row[place]] = None
            place += 1
        place += 1


def _web_row(
    schema: Schema, columns: Sequence[Column], row: Any, custom: dict[str, object], lookups: _Lookups
) -> WebRow:
    found: WebRow = {ETAG: f'W/"{row[1]}"'}
    place = 2
    for column in columns:
        if column.custom:
            _put_custom(found, column, custom.get(column.name), lookups)
        elif column.kind == "lookup":
            _put_lookup(found, column, row[place + 1], row[place], lookups)
            place += 2
        else:
            _put_value(found, schema, column, row[place])
            place += 1
    return found


def _put_value(found: WebRow, schema: Schema, column: Column, stored: Stored) -> None:
    text = formatted(column, stored)
    if column.format == "table" and (named := schema.find(str(stored))) is not None:
        text = named.table.label
    if text is not None:
        found[column.name + FORMATTED] = text
    found[column.name] = from_stored(column, stored)


def _put_lookup(found: WebRow, column: Column, target: str, record_id: str | None, lookups: _Lookups) -> None:
    name = f"_{column.name}_value"
    if record_id is not None:
        label = lookups.names.get((target, record_id))
        if label is not None:
            found[name + FORMATTED] = label
        found[name + NAVIGATION] = navigation_name(column, target)
        found[name + LOOKUP_TABLE] = target
    found[name] = record_id


def _put_custom(found: WebRow, column: Column, value: object, lookups: _Lookups) -> None:
    if column.kind == "lookup":
        target, record_id = value if isinstance(value, list) else ("", None)
        _put_lookup(found, column, target, record_id, lookups)
        return
    if isinstance(value, list):  # a lookup in a column that other rows hold values in
        value = value[1]
    if isinstance(value, bool):
        found[column.name + FORMATTED] = "Yes" if value else "No"
    elif isinstance(value, int | float):
        found[column.name + FORMATTED] = f"{value:,}"
    found[column.name] = value
