"""Columns that the public entity reference has beyond those that a table begins with.

They are added to a table when something names them first; until then they cost nothing. Rows that were there
before have the column's default.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TypeVar

from cif_emulator.records.columns import STATUS_NAMES, TEXT_KINDS
from cif_emulator.records.physical import (
    POINTER,
    folded_name,
    literal,
    pointer_statement,
    quoted_name,
    stores_target,
    target_name,
)
from cif_emulator.records.schema import FurtherColumn, Schema
from cif_emulator.records.table_files import further_columns
from cif_emulator.workspace.state.record_source import Column

T = TypeVar("T")


def with_named_columns(
    connection: sqlite3.Connection, schema: Schema, act: Callable[[Schema], T]
) -> tuple[Schema, T]:
    """What ``act`` gives, and the schema with the further columns that it was the first to name."""
    while True:
        try:
            return schema, act(schema)
        except FurtherColumn as named:
            schema = with_column(connection, schema, named)


def with_column(connection: sqlite3.Connection, schema: Schema, named: FurtherColumn) -> Schema:
    """The schema with a further column, which the database has from now on, too.

    State and status come together: one decides the other.
    """
    columns = further_columns(named.table)
    names = STATUS_NAMES if named.column.name in STATUS_NAMES else (named.column.name,)
    for name in names:
        if name in columns and name not in schema[named.table].columns:
            schema = _with_column(connection, schema, named.table, columns[name])
    return schema


def with_those_of(schema: Schema, other: Schema) -> Schema:
    """The schema with the further columns that ``other`` has."""
    for definition in other.definitions():
        own = schema[definition.name]
        if own is definition:
            continue
        for column in definition.columns.values():
            if not column.custom and column.name not in own.columns:
                schema = schema.with_further_column(definition.name, column)
    return schema


def add_missing(connection: sqlite3.Connection, schema: Schema, before: Schema) -> None:
    """Adds to the database the further columns that ``schema`` has and ``before`` has not."""
    for definition in schema.definitions():
        known = before[definition.name].columns
        for column in definition.columns.values():
            if not column.custom and column.name not in known:
                _add(connection, schema, definition.name, column)


def _with_column(connection: sqlite3.Connection, schema: Schema, table: str, column: Column) -> Schema:
    if table == POINTER:
        for definition in schema.definitions():
            own = further_columns(definition.name).get(column.name)
            if definition.table.is_activity and own is not None and column.name not in definition.columns:
                schema = _with_column(connection, schema, definition.name, own)
    schema = schema.with_further_column(table, column)
    _add(connection, schema, table, column)
    return schema


def _add(connection: sqlite3.Connection, schema: Schema, table: str, column: Column) -> None:
    if table == POINTER:
        connection.execute(f"DROP VIEW {quoted_name(POINTER)}")
        connection.execute(pointer_statement(schema))
        return
    default = "" if column.default is None else f" DEFAULT {literal(column.default)}"
    parts = {column.name: default}
    if column.kind in TEXT_KINDS:
        parts[folded_name(column.name)] = ""
    elif column.kind == "lookup" and stores_target(column):
        parts[target_name(column)] = ""
    # A load that was undone or read meanwhile leaves the schema and the database apart.
    there = {row[1] for row in connection.execute(f"PRAGMA table_xinfo({quoted_name(table)})")}
    for name, ending in parts.items():
        if name not in there:
            connection.execute(f"ALTER TABLE {quoted_name(table)} ADD COLUMN {quoted_name(name)}{ending}")
