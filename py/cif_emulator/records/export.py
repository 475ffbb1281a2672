"""Rows as files hold them: what ``Store.load`` makes the same rows of."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator

from cif_emulator.records.physical import EXTRA, POINTER, ROW, quoted_name, target_sql
from cif_emulator.records.schema import Definition, Schema
from cif_emulator.records.values import from_stored


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
        for row in _rows(connection, definition):
            if definition.name == "systemuser" and row[definition.table.primary_id] == without_user:
                continue
            yield definition.name, row


def _rows(connection: sqlite3.Connection, definition: Definition) -> Iterator[dict[str, object]]:
    declared = [column for column in definition.columns.values() if not column.custom]
    names: list[str] = []
    for column in declared:
        names.append(quoted_name(column.name))
        if column.kind == "lookup":
            names.append(target_sql("t0", column))
    names.append(quoted_name(EXTRA))
    rows = f"{quoted_name(definition.name)} AS t0 ORDER BY {quoted_name(ROW)}"
    statement = f"SELECT {', '.join(names)} FROM {rows}"
    for cells in connection.execute(statement):
        row: dict[str, object] = {}
        place = 0
        for column in declared:
            stored = cells[place]
            place += 1
            if column.kind == "lookup":
                if stored is not None:
                    row[column.name] = {"table": cells[place], "id": stored}
                place += 1
            elif stored is not None:
                row[column.name] = from_stored(column, stored)
        for name, value in (json.loads(cells[-1]) if cells[-1] else {}).items():
            row[name] = {"table": value[0], "id": value[1]} if isinstance(value, list) else value
        yield row
