"""Records as the Configuration Migration tool's files, which ``migration`` reads (``templates.md`` 12)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Final

from cif_emulator.config.data.migration_format import ROLES
from cif_emulator.config.data.migration_tables import key_columns
from cif_emulator.config.schema import Lookup, Record, RecordValue
from cif_emulator.workspace.state.record_source import Column, Table

_PARTIES = "activityparty"
_FIELD_OF_ROLE: Final[Mapping[object, str]] = {role: name for name, role in ROLES.items()}
_NUMBERS: Final[Mapping[str, str]] = {
    "bigint": "bigint",
    "decimal": "decimal",
    "double": "float",
    "money": "money",
}
_TYPES: Final[Mapping[str, str]] = {
    "boolean": "bool",
    "choice": "optionsetvalue",
    "datetime": "datetime",
    "lookup": "entityreference",
    "id": "guid",
}
_XML: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)
# What XML cannot hold.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class MigrationFiles:
    """The two files of a package. Rows that were deleted are not told: the form has no word for them."""

    def __init__(self, tables: Iterable[Table], records: Iterable[Record]) -> None:
        self._tables = {table.name: table for table in tables}
        self._by_key = {table.primary_id: table for table in self._tables.values() if not table.is_activity}
        self._records: dict[str, list[Record]] = {}
        self._parties: dict[str, list[Record]] = {}
        self._names: dict[tuple[str, str], str] = {}
        for record in records:
            name = record.values.get(self._tables[record.table].primary_name)
            self._names[record.table, record.id] = name if isinstance(name, str) else ""
            self._records.setdefault(record.table, []).append(record)
        self._nest_parties()
        self._pairs = {name: pair for name in self._records if (pair := self._sides(name)) is not None}

    def _nest_parties(self) -> None:
        """Parties whose role has a field stand inside of their activity."""
        alone = []
        for party in self._records.pop(_PARTIES, ()):
            activity = party.values.get("activityid")
            known = isinstance(activity, Lookup) and (activity.table, activity.id) in self._names
            if isinstance(activity, Lookup) and known and _role(party) in _FIELD_OF_ROLE:
                self._parties.setdefault(activity.id, []).append(party)
            else:
                alone.append(party)
        if alone:
            self._records[_PARTIES] = alone

    def _sides(self, name: str) -> tuple[Table, Table, tuple[str, str]] | None:
        """The two tables that a table joins, and its columns with their keys; ``None`` if it joins none."""
        table = self._tables[name]
        ids = (column.name for column in table.columns if column.kind == "id")
        columns = [name for name in ids if name != table.primary_id]
        if table.ownership != "None" or len(columns) != 2:
            return None
        first, second = (
            self._by_key.get(column.removesuffix("one").removesuffix("two")) for column in columns
        )
        if first is None or second is None:
            return None
        keys = key_columns(first.primary_id, second.primary_id)
        return (first, second, keys) if set(keys) == set(columns) else None

    def data(self) -> str:
        """The text of ``data.xml``."""
        return "\n".join(
            ['<?xml version="1.0" encoding="utf-8"?>', "<entities>", *self._data(), "</entities>", ""]
        )

    def schema(self) -> str:
        """The text of ``data_schema.xml``."""
        return "\n".join(
            ['<?xml version="1.0" encoding="utf-8"?>', "<entities>", *self._schema(), "</entities>", ""]
        )

    def _entities(self) -> Iterator[Table]:
        """The tables that are written: with rows of their own, or the first of a pair."""
        names = dict.fromkeys(name for name in self._records if name not in self._pairs)
        names.update(dict.fromkeys(first.name for first, _, _ in self._pairs.values()))
        return (self._tables[name] for name in names)

    def _data(self) -> Iterator[str]:
        for table in self._entities():
            yield _open("entity", name=table.name, displayname=table.label)
            yield "<records>"
            for record in self._records.get(table.name, ()):
                yield _open("record", id=record.id)
                yield _empty("field", name=table.primary_id, value=record.id)
                yield from self._fields(record)
                yield from self._party_fields(record)
                yield "</record>"
            yield "</records>"
            yield "<m2mrelationships>"
            yield from self._pair_elements(table)
            yield "</m2mrelationships>"
            yield "</entity>"

    def _fields(self, record: Record) -> Iterator[str]:
        for name, value in record.values.items():
            if isinstance(value, Lookup):
                known = self._names.get((value.table, value.id), "")
                yield _empty(
                    "field",
                    name=name,
                    value=value.id,
                    lookupentity=value.table,
                    lookupentityname=_encoded(known),
                )
            else:
                yield _empty("field", name=name, value=_encoded(_text(value)))

    def _party_fields(self, activity: Record) -> Iterator[str]:
        by_field: dict[str, list[Record]] = {}
        for party in self._parties.get(activity.id, ()):
            by_field.setdefault(_FIELD_OF_ROLE[_role(party)], []).append(party)
        for name, parties in by_field.items():
            yield _open("field", name=name, value="", lookupentity="", lookupentityname="")
            for party in parties:
                yield _open("activitypointerrecords", id=party.id)
                yield from self._fields(party)
                yield "</activitypointerrecords>"
            yield "</field>"

    def _pair_elements(self, table: Table) -> Iterator[str]:
        for name, (first, second, keys) in self._pairs.items():
            if first is not table:
                continue
            targets: dict[str, list[str]] = {}
            for record in self._records[name]:
                source, target = (_key(record.values.get(key)) for key in keys)
                targets.setdefault(source, []).append(target)
            for source, found in targets.items():
                yield _open(
                    "m2mrelationship",
                    sourceid=source,
                    targetentityname=second.name,
                    targetentitynameidfield=second.primary_id,
                    m2mrelationshipname=name,
                )
                yield f"<targetids>{''.join(f'<targetid>{each}</targetid>' for each in found)}</targetids>"
                yield "</m2mrelationship>"

    def _schema(self) -> Iterator[str]:
        for table in self._entities():
            yield _open(
                "entity",
                name=table.name,
                displayname=table.label,
                primaryidfield=table.primary_id,
                primarynamefield=table.primary_name,
                disableplugins="false",
            )
            yield "<fields>"
            yield from self._field_elements(table)
            yield "</fields>"
            yield "<relationships>"
            for name, (first, second, _) in self._pairs.items():
                if first is table:
                    yield _empty(
                        "relationship",
                        name=name,
                        manyToMany="true",
                        isreflexive="true" if first is second else "false",
                        relatedEntityName=name,
                        m2mTargetEntity=second.name,
                        m2mTargetEntityPrimaryKey=second.primary_id,
                    )
            yield "</relationships>"
            yield "</entity>"

    def _field_elements(self, table: Table) -> Iterator[str]:
        columns = {column.name: column for column in table.columns}
        rows = self._records.get(table.name, ())
        yield _empty("field", displayname=table.label, name=table.primary_id, type="guid", primaryKey="true")
        values = {name: value for row in rows for name, value in row.values.items()}
        for name, value in values.items():
            column = columns.get(name)
            if column is None:
                targets = {value.table} if isinstance(value, Lookup) else set()
                described = {"displayname": name, "name": name, "type": _type_of_value(value)}
            else:
                targets = set(column.targets)
                described = {"displayname": column.label, "name": name, "type": _type(column)}
            if targets:
                described["lookupType"] = "|".join(sorted(targets))
            yield _empty("field", **described)
        roles = {_FIELD_OF_ROLE[_role(party)] for row in rows for party in self._parties.get(row.id, ())}
        for name in sorted(roles):
            yield _empty("field", displayname=name, name=name, type="partylist")


def _open(element: str, /, **attributes: str) -> str:
    written = (f'{name}="{_in_xml(value)}"' for name, value in attributes.items())
    return f"<{element} {' '.join(written)}>"


def _in_xml(text: str) -> str:
    return _NO_XML.sub("\ufffd", text).translate(_XML)


def _empty(element: str, /, **attributes: str) -> str:
    return f"{_open(element, **attributes)[:-1]} />"


def _encoded(text: str) -> str:
    """The text as the tool has it inside of the attribute: HTML-encoded before XML's own encoding."""
    return escape(text)


def _text(value: RecordValue) -> str:
    return str(value)


def _key(value: object) -> str:
    return value.id if isinstance(value, Lookup) else str(value)


def _role(party: Record) -> object:
    return party.values.get("participationtypemask")


def _type(column: Column) -> str:
    if column.kind == "number":
        return _NUMBERS.get(column.format, "number")
    if column.format in ("state", "status", "owner"):
        return column.format
    return _TYPES.get(column.kind, "string")


def _type_of_value(value: object) -> str:
    if isinstance(value, Lookup):
        return "entityreference"
    if isinstance(value, bool):
        return "bool"
    return {int: "number", float: "float"}.get(type(value), "string")
