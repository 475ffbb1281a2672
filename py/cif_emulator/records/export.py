"""Rows as files hold them: what ``Store.load`` makes the same rows of."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from cif_emulator.records.physical import EXTRA, POINTER, ROW, quoted_name, target_sql
from cif_emulator.records.schema import Definition, Schema
from cif_emulator.records.values import from_stored
from cif_emulator.workspace.state.record_source import Column


def export_rows(
    connection: sqlite3.Connection,
    schema: Schema,
    *,
    tables: Collection[str] | None = None,
    without_user: str | None = None,
) -> Iterator[tuple[str, dict[str, object]]]:
    """Table and columns of every row (of ``tables``) in the order of their making, without what is empty."""
    for definition in schema.definitions():
        if definition.name == POINTER or (tables is not None and definition.name not in tables):
            continue
        for row in _rows(definition, connection.execute(_plan(definition)[0])):
            if definition.name == "systemuser" and row[definition.table.primary_id] == without_user:
                continue
            yield definition.name, row


def export_at_need(
    connection: sqlite3.Connection, schema: Schema, tables: Collection[str]
) -> Callable[[], Iterator[tuple[str, dict[str, object]]]]:
    """As ``export_rows``, of the rows as they are now; they are made of their cells when this is called."""
    found = [schema[name] for name in tables]
    read = [(each, connection.execute(_plan(each)[0]).fetchall()) for each in found]
    return lambda: ((each.name, row) for each, cells in read for row in _rows(each, cells))


@lru_cache(maxsize=512)
def _plan(definition: Definition) -> tuple[str, Sequence[tuple[Column, int]]]:
    """The statement that selects all rows, and the columns with their places in them.

    After a lookup comes the table that it leads to; at the end are the custom columns.
    """
    names: list[str] = []
    places: list[tuple[Column, int]] = []
    for column in definition.columns.values():
        if not column.custom:
            places.append((column, len(names)))
            names.append(quoted_name(column.name))
            if column.kind == "lookup":
                names.append(target_sql("t0", column))
    names.append(quoted_name(EXTRA))
    rows = f"{quoted_name(definition.name)} AS t0 ORDER BY {quoted_name(ROW)}"
    return f"SELECT {', '.join(names)} FROM {rows}", places


def _rows(definition: Definition, rows: Iterable[Sequence[Any]]) -> Iterator[dict[str, object]]:
    _, places = _plan(definition)
    for cells in rows:
        row: dict[str, object] = {}
        for column, place in places:
            stored = cells[place]
            if stored is None:
                continue
            if column.kind == "lookup":
                row[column.name] = {"table": cells[place + 1], "id": stored}
            else:
                row[column.name] = from_stored(column, stored)
        for name, value in (json.loads(cells[-1]) if cells[-1] else {}).items():
            row[name] = {"table": value[0], "id": value[1]} if isinstance(value, list) else value
        yield row
