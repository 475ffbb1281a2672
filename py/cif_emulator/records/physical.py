"""How tables lie in SQLite: the hidden columns beside those of the definition, indexes, and SQL for a column.

A name with ``~`` or ``@`` cannot be a logical name. ``row~`` counts rows in the order of their making,
``version~`` grows with every change, ``extra~`` holds as JSON what came with a record and no definition
names; ``<text>~`` is the folded text, ``<lookup>@`` the table that a lookup's row is of.
"""

from __future__ import annotations

import json

from cif_emulator.records.columns import TEXT_KINDS
from cif_emulator.records.schema import Definition, Schema, key_name
from cif_emulator.workspace.state.record_source import Column, Table

ROW = "row~"
VERSION = "version~"
EXTRA = "extra~"
POINTER = "activitypointer"


def quoted_name(name: str) -> str:
    """A name as an SQL identifier. Names are checked before; quotes are doubled all the same."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str | float | None) -> str:
    """One of our own values as an SQL literal; callers' values are parameters."""
    if value is None:
        return "NULL"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)


def target_name(column: Column) -> str:
    """The hidden column with the table of a lookup's row."""
    return column.name + "@"


def _path(column: Column) -> str:
    """A custom column's place in the JSON of ``extra~``, as an SQL text."""
    return "'$." + json.dumps(column.name) + "'"


def value_sql(alias: str, column: Column) -> str:
    """The column's value: a lookup's row id."""
    if column.custom:
        suffix = "[1]'" if column.kind == "lookup" else "'"
        return f"json_extract({alias}.{quoted_name(EXTRA)}, {_path(column)[:-1]}{suffix})"
    return f"{alias}.{quoted_name(column.name)}"


def key_sql(alias: str, column: Column, definition: Definition) -> str:
    """The column's text as it is compared."""
    if column.name not in definition.text_keys:
        return f"folded({value_sql(alias, column)})"
    return f"{alias}.{quoted_name(key_name(column))}"


def target_sql(alias: str, column: Column) -> str:
    """The table of a lookup's row."""
    if column.custom:
        return f"json_extract({alias}.{quoted_name(EXTRA)}, {_path(column)[:-1]}[0]')"
    return f"{alias}.{quoted_name(target_name(column))}"


def create_statement(definition: Definition) -> str:
    """The statement that makes a table, without its indexes."""
    table = definition.table
    parts: dict[str, None] = {f"{quoted_name(ROW)} INTEGER PRIMARY KEY": None}
    parts[f"{quoted_name(VERSION)} INTEGER NOT NULL"] = None
    parts[f"{quoted_name(table.primary_id)} NOT NULL"] = None
    # SQLite reads a row from its beginning: what is searched stands first.
    for name in table.search_columns:
        if name in definition.text_keys:
            parts[quoted_name(definition.text_keys[name])] = None
    for column in table.columns:
        if column.name != table.primary_id:
            parts[quoted_name(column.name)] = None
        if column.name in definition.text_keys:
            parts[quoted_name(definition.text_keys[column.name])] = None
        elif column.kind == "lookup":
            parts[quoted_name(target_name(column))] = None
    parts[f"{quoted_name(EXTRA)} TEXT"] = None
    return f"CREATE TABLE {quoted_name(table.name)} ({', '.join(parts)})"


def is_indexed(definition: Definition, column: Column) -> bool:
    """Whether the column has an index of its own: what is looked for, and what the list is sorted by."""
    table = definition.table
    ordered = table.list_order.split(" ", 1)[0] or table.primary_name
    return column.kind != "id" and not column.custom and (column.indexed or column.name == ordered)


def index_statements(definition: Definition) -> dict[str, str]:
    """The table's indexes, its key's first: their names, and the statements that make them."""
    table = definition.table
    name = quoted_name(f"{table.name}/{table.primary_id}")
    on = f"ON {quoted_name(table.name)} ({quoted_name(table.primary_id)})"
    statements = {name: f"CREATE UNIQUE INDEX {name} {on}"}
    for column in table.columns:
        if is_indexed(definition, column):
            key = key_name(column) if column.kind in TEXT_KINDS else column.name
            name = quoted_name(f"{table.name}/{key}")
            statements[name] = f"CREATE INDEX {name} ON {quoted_name(table.name)} ({quoted_name(key)})"
    return statements


def pointer_statement(schema: Schema) -> str:
    """The view over all activities. Its row numbers interleave those of the activities' tables."""
    pointer = schema[POINTER].table
    activities = [item for item in schema.definitions() if item.table.is_activity]
    selects = []
    for number, definition in enumerate(activities):
        parts = [
            f"{quoted_name(ROW)} * {len(activities)} + {number} AS {quoted_name(ROW)}",
            quoted_name(VERSION),
        ]
        for column in pointer.columns:
            parts += _pointer_columns(definition.table, column)
        parts.append(f"NULL AS {quoted_name(EXTRA)}")
        selects.append(f"SELECT {', '.join(parts)} FROM {quoted_name(definition.name)}")
    return f"CREATE VIEW {quoted_name(POINTER)} AS " + " UNION ALL ".join(selects)


def _pointer_columns(table: Table, column: Column) -> list[str]:
    names = [column.name]
    if column.kind in TEXT_KINDS:
        names.append(key_name(column))
    elif column.kind == "lookup":
        names.append(target_name(column))
    known = any(own.name == column.name for own in table.columns)
    return [quoted_name(name) if known else f"NULL AS {quoted_name(name)}" for name in names]
