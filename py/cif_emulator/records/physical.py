"""How tables lie in SQLite: the hidden columns beside those of the definition, indexes, and SQL for a column.

A name with ``~``, ``^`` or ``@`` cannot be a logical name. ``row~`` counts rows in the order of their making,
``version~`` grows with every change, ``extra~`` holds as JSON what came with a record and no definition
names. ``<text>^`` is the folded text of one beyond ASCII: of others SQLite's ``lower`` makes what is
compared, which takes no room but in indexes. An index ``search~`` has all folded texts that are searched.
``<lookup>@`` is the table that a lookup's row is of, if there are several.

Columns that SQLite computes are few: it computes all of a row's at every insertion.
"""

from __future__ import annotations

import json
import sqlite3

from cif_emulator.records.columns import OWNING, TEXT_KINDS
from cif_emulator.records.schema import Definition, Schema, key_name
from cif_emulator.records.text_keys import SEPARATOR
from cif_emulator.workspace.state.record_source import Column, Table

ROW = "row~"
VERSION = "version~"
EXTRA = "extra~"
_OWNING = frozenset(column.name for column in OWNING)
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


def stores_target(column: Column) -> bool:
    """Whether the table of a lookup's row is kept with the row: not if there is but one."""
    return len(column.targets) != 1


def is_derived(definition: Definition, column: Column) -> bool:
    """Whether a lookup is the owner once more, if it is of the lookup's kind."""
    return column.name in _OWNING and not stores_target(column) and "ownerid" in definition.columns


def folded_name(name: str) -> str:
    """The hidden column with the folded form of a text column's texts beyond ASCII."""
    return name + "^"


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
    if definition.name == POINTER:
        return f"{alias}.{quoted_name(key_name(column))}"
    return _key_of(f"{alias}.", column)


def _key_of(prefix: str, column: Column) -> str:
    folded = quoted_name(folded_name(column.name))
    return f"coalesce({prefix}{folded}, lower({prefix}{quoted_name(column.name)}))"


def searched_sql(prefix: str, definition: Definition) -> str:
    """The folded texts of a row that are searched, side by side."""
    # One text made at once, and folded at once, takes less than joining folded ones.
    names = [(quoted_name(folded_name(name)), quoted_name(name)) for name in definition.searched]
    texts = [f"coalesce({prefix}{folded}, {prefix}{name})" for folded, name in names]
    return f"lower(printf({literal(SEPARATOR.join(['%s'] * len(texts)))}, {', '.join(texts)}))"


def target_sql(alias: str, column: Column) -> str:
    """The table of a lookup's row."""
    if column.custom:
        return f"json_extract({alias}.{quoted_name(EXTRA)}, {_path(column)[:-1]}[0]')"
    return _target_of(f"{alias}.", column)


def _target_of(prefix: str, column: Column) -> str:
    if stores_target(column):
        return prefix + quoted_name(target_name(column))
    value = prefix + quoted_name(column.name)
    return f"CASE WHEN {value} IS NOT NULL THEN {literal(column.targets[0])} END"


def create_statement(definition: Definition) -> str:
    """The statement that makes a table, without its indexes."""
    table = definition.table
    parts: dict[str, None] = {f"{quoted_name(ROW)} INTEGER PRIMARY KEY": None}
    parts[f"{quoted_name(VERSION)} INTEGER NOT NULL"] = None
    parts[f"{quoted_name(table.primary_id)} NOT NULL"] = None
    for column in table.columns:
        if is_derived(definition, column):
            parts[_derived_statement(column)] = None
        elif column.name != table.primary_id:
            parts[quoted_name(column.name)] = None
        if column.name in definition.text_keys:
            parts[quoted_name(folded_name(column.name))] = None
        elif column.kind == "lookup" and stores_target(column):
            parts[quoted_name(target_name(column))] = None
    parts[f"{quoted_name(EXTRA)} TEXT"] = None
    return f"CREATE TABLE {quoted_name(table.name)} ({', '.join(parts)})"


def _derived_statement(column: Column) -> str:
    owner, target = quoted_name("ownerid"), quoted_name("ownerid@")
    return f"{quoted_name(column.name)} AS (CASE {target} WHEN {literal(column.targets[0])} THEN {owner} END)"


def stored_names(connection: sqlite3.Connection, definition: Definition) -> list[str]:
    """The table's SQL columns that are written, without ``row~``."""
    found = connection.execute(f"PRAGMA table_xinfo({quoted_name(definition.name)})")
    return [row[1] for row in found if not row[6] and row[1] != ROW]


def is_indexed(definition: Definition, column: Column) -> bool:
    """Whether the column has an index of its own: what is looked for, and what the list is sorted by."""
    table = definition.table
    ordered = table.list_order.split(" ", 1)[0] or table.primary_name
    return column.kind != "id" and not column.custom and (column.indexed or column.name == ordered)


def index_name(definition: Definition, column: Column) -> str:
    """The name of a column's index in SQL."""
    return quoted_name(f"{definition.name}/{column.name}")


def search_index_name(definition: Definition) -> str:
    """The name of the index that searches read."""
    return quoted_name(f"{definition.name}/search~")


def index_statements(definition: Definition) -> dict[str, str]:
    """The table's indexes, its key's first: their names, and the statements that make them."""
    table = definition.table
    name = index_name(definition, definition.columns[table.primary_id])
    on = f"ON {quoted_name(table.name)} ({quoted_name(table.primary_id)})"
    statements = {name: f"CREATE UNIQUE INDEX {name} {on}"}
    for column in table.columns:
        if is_indexed(definition, column):
            key = _key_of("", column) if column.kind in TEXT_KINDS else quoted_name(column.name)
            name = index_name(definition, column)
            statements[name] = f"CREATE INDEX {name} ON {quoted_name(table.name)} ({key})"
    if definition.searched:
        name = search_index_name(definition)
        # In the order of the rows, which it has anyway: nothing is to be sorted.
        keys = f"{quoted_name(ROW)}, {searched_sql('', definition)}"
        statements[name] = f"CREATE INDEX {name} ON {quoted_name(table.name)} ({keys})"
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
    known = next((own for own in table.columns if own.name == column.name), None)
    parts = {column.name: "NULL" if known is None else quoted_name(column.name)}
    if column.kind in TEXT_KINDS:
        parts[key_name(column)] = "NULL" if known is None else _key_of("", known)
    elif column.kind == "lookup":
        parts[target_name(column)] = "NULL" if known is None else _target_of("", known)
    return [f"{value} AS {quoted_name(name)}" for name, value in parts.items()]
