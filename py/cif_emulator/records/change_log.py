"""What differs from the start: noted row by row while records are written, and restored after a reload.

The table ``changed~`` holds the ids of all rows that were made, changed or deleted, whether that is newer
than ``forget_newest``, and whether the start has no such row; triggers fill it, so no write has to think of
it, and undoing all writes empties it. A start of 100,000 rows with one edit is told by that one row; a row
that was made and deleted is told once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cif_emulator.records.errors import RecordRefused, quoted
from cif_emulator.records.further_columns import add_missing
from cif_emulator.records.physical import POINTER, ROW, quoted_name, stored_names, target_sql, value_sql
from cif_emulator.records.schema import Definition, Schema
from cif_emulator.records.table_files import further_columns
from cif_emulator.records.values import guid
from cif_emulator.records.writing import row_number
from cif_emulator.workspace.state.record_source import Column

_CHANGED = quoted_name("changed~")
_CUSTOM_KINDS = ("text", "number", "boolean", "lookup")
# In place of the kind of a column that the table's file defines.
_FURTHER = "further"


def follow(connection: sqlite3.Connection, schema: Schema) -> None:
    """From now on the database itself notes whose rows change."""
    connection.execute(
        f"CREATE TABLE {_CHANGED} (tbl, id, newest, made, PRIMARY KEY (tbl, id)) WITHOUT ROWID"
    )
    connection.execute(f"CREATE INDEX {quoted_name('newest~')} ON {_CHANGED} (newest) WHERE newest")
    for definition in _stored(schema):
        table = quoted_name(definition.name)
        for event, row in (("insert", "new"), ("update", "new"), ("delete", "old")):
            key = f"{row}.{quoted_name(definition.table.primary_id)}"
            connection.execute(
                f"CREATE TRIGGER {quoted_name(f'{definition.name}~{event}')} AFTER {event} ON {table} "
                f"BEGIN INSERT INTO {_CHANGED} VALUES ('{definition.name}', {key}, 1, {event == 'insert':d}) "
                f"ON CONFLICT DO UPDATE SET newest = 1; END"
            )


def changes(
    connection: sqlite3.Connection, schema: Schema, start: Schema, version: int, *, newest: bool = False
) -> dict[str, object]:
    """All that differs from the start, as plain data: custom columns, rows as they are stored, deleted ids.

    ``start`` is the schema of the start, ``version`` the store's. Only the ``newest`` ones, if so asked, are
    those of rows that were written since ``forget_newest``.
    """
    tables: dict[str, object] = {}
    only = "AND newest" if newest else ""
    where = "WHERE newest" if newest else ""
    for (name,) in connection.execute(f"SELECT DISTINCT tbl FROM {_CHANGED} {where}").fetchall():
        definition = schema[name]
        key = quoted_name(definition.table.primary_id)
        # A row's number is given anew when it is restored.
        names = stored_names(connection, definition)
        rows = connection.execute(
            f"SELECT {', '.join(f't0.{quoted_name(each)}' for each in names)} FROM {quoted_name(name)} AS t0 "
            f"JOIN {_CHANGED} AS c ON c.tbl = ? AND c.id = t0.{key} {only} ORDER BY t0.{quoted_name(ROW)}",
            (name,),
        ).fetchall()
        deleted = connection.execute(
            f"SELECT id FROM {_CHANGED} WHERE tbl = ? {only} "
            f"AND NOT EXISTS (SELECT 1 FROM {quoted_name(name)} AS t0 WHERE t0.{key} = id)",
            (name,),
        ).fetchall()
        tables[name] = {"names": names, "rows": rows, "deleted": [row[0] for row in deleted]}
    return {"version": version, "columns": dict(custom_columns(schema, start)), "tables": tables}


def forget_newest(connection: sqlite3.Connection, schema: Schema) -> None:
    """From now on no row counts as newest; those that are written next do.

    Rows that were made since the start and are gone are no difference any more.
    """
    found = connection.execute(f"SELECT DISTINCT tbl FROM {_CHANGED} WHERE newest AND made").fetchall()
    for (name,) in found:
        key = quoted_name(schema[name].table.primary_id)
        connection.execute(
            f"DELETE FROM {_CHANGED} WHERE tbl = ? AND newest AND made "
            f"AND NOT EXISTS (SELECT 1 FROM {quoted_name(name)} AS t0 WHERE t0.{key} = id)",
            (name,),
        )
    connection.execute(f"UPDATE {_CHANGED} SET newest = 0 WHERE newest")


def custom_columns(schema: Schema, start: Schema) -> Iterator[tuple[str, list[object]]]:
    """The columns that were added since ``start``, by table, as plain data."""
    for definition in schema.definitions():
        known = start[definition.name].columns
        columns = [
            [column.name, column.kind, column.format, column.targets]
            if column.custom
            else [column.name, _FURTHER, "", ()]
            for column in definition.columns.values()
            if known.get(column.name) != column
        ]
        if columns:
            yield definition.name, list(columns)


def with_custom_columns(schema: Schema, columns: Mapping[str, Iterable[Sequence[Any]]]) -> Schema:
    """The schema with the columns that ``custom_columns`` told."""
    for name, found in columns.items():
        for column in found:
            if column[1] == _FURTHER:
                schema = schema.with_further_column(name, further_columns(name)[column[0]])
            else:
                schema = schema.with_column(name, _custom_column(*column))
    return schema


def restore_changes(connection: sqlite3.Connection, schema: Schema, data: object) -> tuple[Schema, int]:
    """Makes the changes that ``changes`` told; gives the schema with their columns, and their version.

    Raises ``RecordRefused`` if they are of another shape or do not fit these tables and rows. The caller
    holds a savepoint around all this.
    """
    try:
        return _restore_changes(connection, schema, data)
    except (LookupError, TypeError, ValueError, AttributeError, sqlite3.Error) as error:
        if isinstance(error, RecordRefused):
            raise
        raise RecordRefused(f"The saved changes do not fit these tables: {error}.") from None


def changed_tables(data: object) -> set[str]:
    """The names of the tables whose rows ``restore_changes`` has changed."""
    return set(data["tables"]) if isinstance(data, dict) else set()


def _restore_changes(connection: sqlite3.Connection, schema: Schema, data: object) -> tuple[Schema, int]:
    if not isinstance(data, dict) or not isinstance(data.get("version"), int):
        raise RecordRefused("The saved changes are not an object with version, columns and tables.")
    before = schema
    schema = with_custom_columns(schema, data["columns"])
    add_missing(connection, schema, before)
    for name, table in data["tables"].items():
        definition = schema[name]
        key = quoted_name(definition.table.primary_id)
        connection.executemany(
            f"DELETE FROM {quoted_name(name)} WHERE {key} = ?", [(each,) for each in table["deleted"]]
        )
        _restore_rows(connection, definition, table["names"], table["rows"])
    for name in data["tables"]:
        _check_links(connection, schema, schema[name])
    return schema, data["version"]


def _custom_column(name: str, kind: str, format_: str, targets: Iterable[str]) -> Column:
    if kind not in _CUSTOM_KINDS:
        raise RecordRefused(f"The saved column {quoted(name)} has the kind {quoted(kind)}.")
    choices = {0: "No", 1: "Yes"} if kind == "boolean" else {}
    return Column(
        name=name,
        label=name,
        kind=kind,
        format=format_,
        targets=tuple(targets),
        choices=choices,
        custom=True,
    )


def _restore_rows(
    connection: sqlite3.Connection, definition: Definition, names: list[str], rows: list[list[object]]
) -> None:
    known = stored_names(connection, definition)
    key = definition.table.primary_id
    if unknown := set(names).difference(known):
        raise RecordRefused(f"The table {quoted(definition.name)} has no column {quoted(min(unknown))}.")
    place = names.index(key)
    last = connection.execute(
        f"SELECT max({quoted_name(ROW)}) FROM {quoted_name(definition.name)}"
    ).fetchone()
    next_number = (last[0] or 0) + 1
    columns = ", ".join(quoted_name(name) for name in (ROW, *names))
    statement = (
        f"INSERT OR REPLACE INTO {quoted_name(definition.name)} ({columns}) "
        f"VALUES ({', '.join('?' * (len(names) + 1))})"
    )
    for cells in rows:
        record_id = guid(cells[place])
        if record_id is None or record_id != cells[place]:
            raise RecordRefused(f"A saved row of the table {quoted(definition.name)} has no id.")
        number = row_number(connection, definition, record_id)
        if number is None:
            number, next_number = next_number, next_number + 1
        else:
            # The row is replaced, and SQLite tells of its insertion alone.
            connection.execute(
                f"INSERT INTO {_CHANGED} VALUES (?, ?, 1, 0) ON CONFLICT DO NOTHING",
                (definition.name, record_id),
            )
        connection.execute(statement, (number, *cells))


def _check_links(connection: sqlite3.Connection, schema: Schema, definition: Definition) -> None:
    """Refuses changed rows whose lookups name a row that does not exist."""
    key = quoted_name(definition.table.primary_id)
    for column in definition.columns.values():
        for target in column.targets:
            if target not in schema or target == POINTER:
                continue
            value = value_sql("t0", column)
            found = connection.execute(
                f"SELECT {value} FROM {_CHANGED} AS c JOIN {quoted_name(definition.name)} AS t0 "
                f"ON t0.{key} = c.id WHERE c.tbl = ? AND {target_sql('t0', column)} = ? "
                f"AND NOT EXISTS (SELECT 1 FROM {quoted_name(target)} AS t1 "
                f"WHERE t1.{quoted_name(schema[target].table.primary_id)} = {value}) LIMIT 1",
                (definition.name, target),
            ).fetchone()
            if found is not None:
                raise RecordRefused(
                    f"{quoted(column.name)} of a saved row of the table {quoted(definition.name)} names the "
                    f"{quoted(target)} {found[0]}, which does not exist."
                )


def _stored(schema: Schema) -> Iterator[Definition]:
    """The tables, without the view over all activities."""
    return (definition for definition in schema.definitions() if definition.name != POINTER)
