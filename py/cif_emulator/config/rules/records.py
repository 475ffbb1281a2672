"""Rules for ``[[table]]`` and ``[[record]]``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from cif_emulator.config.problems import Path, shown
from cif_emulator.config.rules.findings import (
    Finding,
    Subject,
    error,
    near,
    too_long,
    unknown_name,
    warning,
)
from cif_emulator.config.schema import Lookup, Record, RecordValue
from cif_emulator.config.template_rows import made_ids
from cif_emulator.records.table_files import further_columns
from cif_emulator.workspace.state.literals import moment_of
from cif_emulator.workspace.state.pages import guid
from cif_emulator.workspace.state.record_source import Column, Table
from cif_emulator.workspace.state.refusals import listed, misspelt, quoted

KINDS = ("text", "memo", "number", "boolean", "choice", "datetime", "lookup", "phone", "email", "url", "id")
# What refines a kind; without it a number is an integer.
FORMATS: Mapping[str, tuple[str, ...]] = {
    "number": ("integer", "bigint", "decimal", "double", "money"),
    "datetime": ("date",),
    "choice": ("state", "status"),
    "lookup": ("customer", "owner", "party"),
    "text": ("table",),
}
_LOGICAL_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


def tables_are_complete(subject: Subject) -> Iterator[Finding]:
    """Tables and columns have logical names, and lists and forms name columns that exist."""
    for entry in subject.entries("table"):
        table: Table = entry.value
        if not _LOGICAL_NAME.match(table.name):
            yield error((*entry.path, "name"), _not_logical(table.name))
        names = [column.name for column in subject.tables[table.name].columns]
        for key in ("form_columns", "list_columns", "search_columns"):
            for position, name in enumerate(getattr(table, key)):
                if name not in names:
                    yield unknown_name((*entry.path, key, position), "column", name, names)


def columns_are_defined(subject: Subject) -> Iterator[Finding]:
    """Columns have a kind, and what their kind needs."""
    for entry in subject.entries("table"):
        for position, column in enumerate(entry.value.columns):
            yield from _column((*entry.path, "column", position), column, subject)


def _column(path: Path, column: Column, subject: Subject) -> Iterator[Finding]:
    if not _LOGICAL_NAME.match(column.name):
        yield error((*path, "name"), _not_logical(column.name))
    if column.kind not in KINDS:
        words = ", ".join(quoted(kind) for kind in KINDS)
        got = quoted(column.kind)
        yield error((*path, "kind"), f"expected one of {words}, got {got}.{near(column.kind, KINDS)}")
    formats = FORMATS.get(column.kind, ())
    if column.format and column.kind in KINDS and column.format not in formats:
        words = ", ".join(quoted(each) for each in formats) or "none"
        text = f"a column of kind {quoted(column.kind)} has the formats {words}; got {quoted(column.format)}"
        yield error((*path, "format"), f"{text}.{near(column.format, formats)}")
    if column.kind == "lookup" and not column.targets:
        yield error(
            (*path, "targets"), 'is missing: a lookup names its tables, such as ["account", "contact"]'
        )
    for position, target in enumerate(column.targets):
        if target not in subject.tables:
            yield unknown_name((*path, "targets", position), "table", target, subject.tables)
    if column.kind == "choice" and not column.choices:
        yield error((*path, "choices"), 'is missing: a choice has options such as { 1 = "High", 2 = "Low" }')
    elif column.default is not None and column.kind == "choice" and column.default not in column.choices:
        yield error((*path, "default"), f"expected one of the choices {_numbers(column.choices)}")


def states_fit(subject: Subject) -> Iterator[Finding]:
    """Each status of a table belongs to a state of it."""
    for entry in subject.entries("table"):
        columns = {column.name: column for column in subject.tables[entry.value.name].columns}
        states = columns["statecode"].choices if "statecode" in columns else {}
        for position, column in enumerate(entry.value.columns):
            if column.name == "statuscode":
                path = (*entry.path, "column", position, "states")
                yield from _states(path, column, states)
            elif column.name == "statecode" and not any(
                each.name == "statuscode" for each in entry.value.columns
            ):
                path = (*entry.path, "column", position)
                given = set(columns["statuscode"].states.values()) if "statuscode" in columns else set()
                if given != set(column.choices):
                    text = "a table with states of its own has a column statuscode with their statuses"
                    yield error(path, text)


def _states(path: Path, column: Column, states: Mapping[int, str]) -> Iterator[Finding]:
    """What is wrong with the states that a status column names."""
    missing = [status for status in column.choices if status not in column.states]
    if missing:
        text = "expected the state of each status, such as { 1 = 0, 2 = 1 }"
        yield error(path, f"lacks the status {_numbers(missing)}: {text}")
    for status, state in column.states.items():
        if status not in column.choices:
            yield error(path, f"{status} is none of the statuses {_numbers(column.choices)}")
        if state not in states:
            yield error(path, f"{state} is none of the states {_numbers(states)}")


def _numbers(options: Iterable[int]) -> str:
    return listed(map(str, options), "the table's definition")


def _not_logical(name: str) -> str:
    return f'{quoted(name)} is no logical name; expected small letters, digits and underscores: "acme_order"'


def records_fit_their_tables(subject: Subject) -> Iterator[Finding]:
    """Records belong to tables that exist, their values fit the columns, their lookups lead to records."""
    entries = subject.entries("record")
    if not entries:
        return
    ids = {(record.table, record.id) for record in subject.configuration.records}
    ids.update(made_ids(subject.configuration))
    strict = subject.configuration.setup.settings.strict
    for entry in entries:
        record: Record = entry.value
        table = subject.tables.get(record.table)
        if table is None:
            yield unknown_name((*entry.path, "table"), "table", record.table, subject.tables)
            continue
        columns = {**further_columns(table.name), **{column.name: column for column in table.columns}}
        for name, value in record.values.items():
            path = (*entry.path, name)
            column = columns.get(name)
            if column is None:
                yield from _further_column(path, name, table, columns, strict=strict)
            else:
                yield from _value(path, value, column)
            if isinstance(value, Lookup):
                yield from _target(path, value, ids, subject)


def _further_column(
    path: Path, name: str, table: Table, columns: Mapping[str, Column], *, strict: bool
) -> Iterator[Finding]:
    """A column that no definition names: kept as it is, as long as the workspace is not strict."""
    text = f"table {quoted(table.name)} has no column {quoted(name)}"
    if strict:
        advice = f"; define it with [[table.column]].{near(name, columns)}"
        yield error(path, f"{text}, and the workspace is strict{advice}")
        return
    right = misspelt(name, columns)
    if right is not None:
        yield warning(path, f"{text}, so it becomes a further one. Did you mean {quoted(right)}?")


def _value(path: Path, value: RecordValue, column: Column) -> Iterator[Finding]:
    expected = _expected(value, column)
    if expected:
        yield error(path, f"expected {expected}, got {_described(value)}")
    elif isinstance(value, str) and column.max_length is not None:
        yield from too_long(path, value, column.max_length)


def _described(value: RecordValue) -> str:
    return f"a lookup to {value.table}" if isinstance(value, Lookup) else shown(value)


def _expected(value: RecordValue, column: Column) -> str:
    """What the column takes, if the value is not of that kind."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    match column.kind:
        case "lookup":
            if not isinstance(value, Lookup) or value.table not in column.targets:
                tables = " or ".join(column.targets)
                return f'a lookup {{ table = "{column.targets[0]}", id = "<GUID>" }} to {tables}'
        case "choice":
            if isinstance(value, bool) or value not in column.choices:
                options = (f"{number} ({label})" for number, label in column.choices.items())
                return f"one of the options {listed(options, 'Microsoft.CIFramework.getEntityMetadata')}"
        case "boolean" if not isinstance(value, bool):
            return "true or false"
        case "number" if not number:
            return "a number"
        case "datetime" if not (isinstance(value, str) and moment_of(value)):
            return "a date or time such as 2024-05-06T09:00:00Z"
        case "id" if guid(value) is None:
            return "a GUID"
        case "text" | "memo" | "phone" | "email" | "url" if not isinstance(value, str):
            return "a text"
    return ""


def _target(path: Path, lookup: Lookup, ids: set[tuple[str, str]], subject: Subject) -> Iterator[Finding]:
    if lookup.table not in subject.tables:
        yield unknown_name(path, "table", lookup.table, subject.tables)
    elif (lookup.table, lookup.id) not in ids:
        yield error(path, f"there is no record of table {quoted(lookup.table)} with id {lookup.id}")
