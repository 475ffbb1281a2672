"""Tables and columns that a Configuration Migration package describes and that were not there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from attrs import evolve

from cif_emulator.config.data.migration_format import (
    SCHEMA,
    FieldSchema,
    RelationshipSchema,
    TableSchema,
    fields,
)
from cif_emulator.config.data.rows import Remarks, Tables
from cif_emulator.config.structure import structure
from cif_emulator.config.tables import completed
from cif_emulator.records import joined_tables
from cif_emulator.records.table_files import further_columns
from cif_emulator.workspace.state.record_source import Table

# The tool's words for types; of the others a record's own table or parties have the values.
_KINDS: Mapping[str, Mapping[str, object]] = {
    "string": {"kind": "text"},
    "optionsetvaluecollection": {"kind": "text"},
    "number": {"kind": "number"},
    "bigint": {"kind": "number", "format": "bigint"},
    "decimal": {"kind": "number", "format": "decimal"},
    "float": {"kind": "number", "format": "double"},
    "money": {"kind": "number", "format": "money"},
    "bool": {"kind": "boolean", "choices": {0: "No", 1: "Yes"}},
    "datetime": {"kind": "datetime"},
    "guid": {"kind": "id"},
}
_NEEDLESS = frozenset({"partylist", "filedata", "imagedata"})
_LOGICAL_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_WHOLE_NUMBER = re.compile(r"\s*-?\d{1,9}\s*\Z")
_STATES = {0: "Active", 1: "Inactive"}
_STATUSES = {1: "Active", 2: "Inactive"}
_STATE_OF_STATUS = {1: 0, 2: 1}

Entry = dict[str, Any]


def schema_tables(
    schema: Mapping[str, TableSchema], root: Element, tables: Tables, remarks: Remarks, file: str
) -> tuple[Table, ...]:
    """The tables that a schema describes and that are missing, and further columns of the others."""
    entities = {(entity.get("name") or "").strip().lower(): entity for entity in root.iterfind("entity")}
    described = {name: table for name, table in schema.items() if _LOGICAL_NAME.match(name)}
    known = {*tables.by_name, *described}
    entries: list[Entry] = []
    for name, table in described.items():
        entry = {"name": name} if name in tables.by_name else _table_entry(table)
        there = tables.by_name.get(name) or joined_tables(_structured([entry]))[0]
        columns = {column.name for column in there.columns}.union(further_columns(name))
        values = _Values(entities.get(name))
        further = list(_columns(table, columns, known, values))
        if name not in tables.by_name:
            further += _status_columns(values)
            remarks.tell(f"Tables made as {SCHEMA} describes them", f"{name} ({file})")
        if further or name not in tables.by_name:
            entries.append({**entry, "column": further})
    return _structured([*entries, *_joining_tables(described, known)])


def _structured(entries: Iterable[Entry]) -> tuple[Table, ...]:
    found = (structure(completed(entry), Table) for entry in entries)
    return tuple(each.value for each in found if each.value is not None)


def _table_entry(table: TableSchema) -> Entry:
    entry: Entry = {
        "name": table.name,
        "label": table.label,
        "primary_id": table.primary_id,
        "is_activity": table.primary_id == "activityid",
    }
    if table.primary_name and table.primary_name != table.primary_id:
        entry["primary_name"] = table.primary_name
    return entry


class _Values:
    """The whole numbers in an entity's records, as the schema does not list a choice's options.

    ``numbers`` has them by column, ``states`` each status with its state.
    """

    def __init__(self, entity: Element | None) -> None:
        self.numbers: dict[str, set[int]] = {}
        self.states: dict[int, int] = {}
        for record in () if entity is None else entity.iterfind("records/record"):
            found = {
                field.name: int(field.value) for field in fields(record) if _WHOLE_NUMBER.match(field.value)
            }
            for name, number in found.items():
                self.numbers.setdefault(name, set()).add(number)
            if "statuscode" in found:
                self.states[found["statuscode"]] = found.get("statecode", 0)


def _columns(
    table: TableSchema, there: Collection[str], known: Collection[str], values: _Values
) -> Iterator[Entry]:
    for field in table.fields:
        if field.name in there or not _LOGICAL_NAME.match(field.name) or field.type in _NEEDLESS:
            continue
        kind = _kind(field, known, values)
        if kind is not None:
            yield {"name": field.name, "label": field.label, **kind}


def _kind(field: FieldSchema, known: Collection[str], values: _Values) -> Mapping[str, object] | None:
    if field.type in ("entityreference", "owner"):
        named = field.targets or (("systemuser", "team") if field.type == "owner" else ())
        targets = [target for target in named if target in known]
        return {"kind": "lookup", "targets": targets} if targets else None
    if field.type == "optionsetvalue":
        options = sorted(values.numbers.get(field.name, ()))
        return {"kind": "choice", "choices": {number: str(number) for number in options}} if options else None
    return _KINDS.get(field.type, _KINDS["string"])


def _status_columns(values: _Values) -> Iterator[Entry]:
    """Both status columns, where records have others than active and inactive."""
    seen = values.states
    if not seen.items() <= _STATE_OF_STATUS.items():
        states = _STATES | {state: str(state) for state in seen.values() if state not in _STATES}
        statuses = _STATUSES | {status: str(status) for status in seen if status not in _STATUSES}
        yield {"name": "statecode", "choices": states}
        yield {"name": "statuscode", "choices": statuses, "states": _STATE_OF_STATUS | seen}


def _joining_tables(described: Mapping[str, TableSchema], known: Collection[str]) -> Iterator[Entry]:
    made: set[str] = set()
    for table in described.values():
        for relationship in table.relationships:
            other = described.get(relationship.target)
            if {relationship.table, *relationship.names} & {*known, *made} or other is None:
                continue
            if _LOGICAL_NAME.match(relationship.table):
                made.add(relationship.table)
                yield _joining_table(relationship, table, other)


def _joining_table(relationship: RelationshipSchema, table: TableSchema, other: TableSchema) -> Entry:
    name, key = relationship.table, f"{relationship.table}id"
    sides = key_columns(table.primary_id, other.primary_id)
    return {
        "name": name,
        "label": f"{table.label} and {other.label}",
        "plural_label": f"{table.label} and {other.label}",
        "entity_set": f"{name}set",
        "primary_id": key,
        "primary_name": key,
        "ownership": "None",
        "column": [{"name": side, "kind": "id"} for side in sides],
        "list_columns": list(sides),
    }


def key_columns(first: str, second: str) -> tuple[str, str]:
    """The columns of a joining table by the keys of both sides, which of one table have a number each."""
    return (first, second) if first != second else (f"{first}one", f"{first}two")


def option_list(text: str) -> str:
    """Several options, which the tool writes as ``[-1,2,3,-1]``, as the Web API has them: ``2,3``."""
    return re.sub(r"\A\[-1,(.*),-1\]\Z", r"\1", text.strip())


def joined_with(configured: Iterable[Table], further: Iterable[Table]) -> tuple[Table, ...]:
    """Configured tables with further ones and further columns: one entry for each table."""
    joined = {table.name: table for table in configured}
    for table in further:
        joined[table.name] = _with_columns(joined[table.name], table) if table.name in joined else table
    return tuple(joined.values())


def _with_columns(table: Table, further: Table) -> Table:
    columns = {column.name: column for column in (*further.columns, *table.columns)}
    return evolve(table, columns=tuple(columns.values()))
