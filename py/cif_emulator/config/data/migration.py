"""Rows, tables and pairs from the Configuration Migration tool's files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element

from attrs import frozen

from cif_emulator.config.data.archive import Archive
from cif_emulator.config.data.migration_format import (
    DATA,
    ROLES,
    SCHEMA,
    Field,
    TableSchema,
    fields,
    read_schema,
)
from cif_emulator.config.data.migration_tables import key_columns, option_list, schema_tables
from cif_emulator.config.data.rows import DataRow, Remarks, Tables, UnusableData, data_row
from cif_emulator.config.data.xml import parsed, parsed_entry
from cif_emulator.config.schema import Lookup
from cif_emulator.workspace.state.record_source import Table
from cif_emulator.workspace.state.refusals import nearest

_PARTIES = "activityparty"
# What the tool writes into its files, by the element around it; anything else is told.
_KNOWN_ELEMENTS: Mapping[str, frozenset[str]] = {
    "entities": frozenset({"entity", "entityImportOrder"}),
    "entity": frozenset({"records", "m2mrelationships", "fields", "relationships", "filter"}),
    "records": frozenset({"record"}),
    "record": frozenset({"field"}),
    "fields": frozenset({"field"}),
    "relationships": frozenset({"relationship"}),
}


@frozen(kw_only=True)
class MigrationData:
    """A data file and its schema, read but not yet understood; ``name`` is what messages call it."""

    name: str
    root: Element
    schema: Mapping[str, TableSchema]
    schema_root: Element | None


def read_archive(file: Path) -> MigrationData:
    """What a package holds; raises ``BrokenExportError``, ``UnusableData``."""
    with Archive(file) as archive:
        names = {name: [path for path in archive.paths if _is_named(path, name)] for name in (DATA, SCHEMA)}
        if not names[DATA]:
            text = "has no data.xml, so it is no Configuration Migration package"
            if any(_is_named(path, "solution.xml") for path in archive.paths):
                text += "; it is a solution: use cif-emulator import"
            raise UnusableData(f"{file.name}: {text}")
        root = parsed_entry(archive, min(names[DATA], key=len))
        described = parsed_entry(archive, min(names[SCHEMA], key=len)) if names[SCHEMA] else None
    return _checked(file.name, root, described)


def read_data_file(file: Path) -> MigrationData:
    """What a data file alone holds, with the schema if it lies beside; raises as ``read_archive``."""
    root = parsed(file.read_bytes(), "it")
    beside = schema_beside(file)
    described = parsed(beside.read_bytes(), f"{beside.name} beside it") if beside.is_file() else None
    return _checked(file.name, root, described)


def schema_beside(file: Path) -> Path:
    """Where the schema of a data file lies that is not in a package."""
    return file.with_name(SCHEMA)


def _is_named(path: str, name: str) -> bool:
    return PurePosixPath(path).name.lower() == name


def _checked(name: str, root: Element, described: Element | None) -> MigrationData:
    for file, element in ((name, root), (f"{name}, {SCHEMA}", described)):
        if element is not None and element.tag != "entities":
            raise UnusableData(f"{file}: begins with <{element.tag[:80]}>; expected <entities>")
    schema = {} if described is None else read_schema(described)
    return MigrationData(name=name, root=root, schema=schema, schema_root=described)


class Reader:
    """Reads one file: first its tables, then its rows. ``strict`` refuses tables that nothing describes."""

    def __init__(self, data: MigrationData, tables: Tables, remarks: Remarks, *, strict: bool) -> None:
        self._data = data
        self._tables = tables
        self._remarks = remarks
        self._strict = strict

    def further_tables(self) -> tuple[Table, ...]:
        """The tables and columns that the schema describes and that were not there."""
        return schema_tables(self._data.schema, self._data.root, self._tables, self._remarks, self._data.name)

    def rows(self, tables: Tables) -> Iterator[DataRow]:
        """The rows, parties and pairs; ``tables`` are all there are by now."""
        self._tables = tables
        for element in () if self._data.schema_root is None else self._data.schema_root.iter():
            if element.tag in _KNOWN_ELEMENTS:
                self._tell_unknown_elements(element, SCHEMA)
        self._tell_unknown_elements(self._data.root)
        for entity in self._data.root.iterfind("entity"):
            self._tell_unknown_elements(entity)
            records = list(entity.iterfind("records/record"))
            for parent in entity.iterfind("records"):
                self._tell_unknown_elements(parent)
            table = self._table_of(entity, len(records))
            if table is None:
                continue
            for number, record in enumerate(records, 1):
                self._tell_unknown_elements(record)
                place = f"{self._data.name}, {table.name} record {number}"
                row = data_row(tables, table, self._columns(record, table.name, place), place)
                yield row
                if table.is_activity:
                    yield from self._parties(record, row)
            yield from self._pairs(entity, table)

    def _table_of(self, entity: Element, count: int) -> Table | None:
        name = entity.get("name")
        table = self._tables.find(name)
        if table is not None or not (count or entity.find("m2mrelationships/m2mrelationship") is not None):
            return table
        place = f"{self._data.name}, entity"
        if self._strict:
            self._tables.get(name, place)
        hint = nearest(str(name), self._tables.by_name)
        hint = f" ({hint.rstrip('.')})" if hint.startswith("Did") else ""
        described = name and name.lower() in self._data.schema
        why = (
            "which the workspace does not have while it runs: start it with the file"
            if described
            else f"as there is no such table, nor does {SCHEMA} describe it{hint}"
        )
        kind = f"Rows of {name} left out, {why}"
        self._remarks.tell(kind, f"{self._data.name}, {name} record 1", count)
        return None

    def _tell_unknown_elements(self, element: Element, file: str = "") -> None:
        known = _KNOWN_ELEMENTS[element.tag]
        for child in element:
            if child.tag not in known:
                kind = f"Unknown elements <{child.tag}> in <{element.tag}>"
                place = f"{file or self._data.name}, <{element.tag} {_identity(element)}>"
                self._remarks.tell(kind, place)

    def _columns(self, record: Element, table: str, place: str) -> dict[str, object]:
        columns: dict[str, object] = {}
        schema = self._data.schema.get(table)
        types = {field.name: field.type for field in schema.fields} if schema else {}
        for field in fields(record):
            kind = types.get(field.name, "")
            if field.is_file or kind in ("filedata", "imagedata"):
                text = f"Files and pictures left out ({table}.{field.name})"
                self._remarks.tell(text, f"{place}, {field.name}")
            elif field.target:
                columns[field.name] = Lookup(table=field.target, id=_guid(field))
            else:
                is_list = kind == "optionsetvaluecollection"
                columns[field.name] = option_list(field.value) if is_list else field.value
        if record.get("id"):
            columns["id"] = record.get("id")
        return columns

    def _parties(self, record: Element, activity: DataRow) -> Iterator[DataRow]:
        """The parties of an activity, records of their own inside its fields (from, to, …)."""
        table = self._tables.by_name[_PARTIES]
        for field in record.iterfind("field"):
            name = (field.get("name") or "").lower()
            parties = [each for each in field.iter() if each is not field and each.find("field") is not None]
            for number, party in enumerate(parties, 1):
                place = f"{activity.place}, {name} party {number}"
                columns = self._columns(party, _PARTIES, place)
                columns["activityid"] = Lookup(table=activity.record.table, id=activity.record.id)
                if name in ROLES:
                    columns.setdefault("participationtypemask", ROLES[name])
                yield data_row(self._tables, table, columns, place)

    def _pairs(self, entity: Element, table: Table) -> Iterator[DataRow]:
        """The rows that join two others, where there is a table for the relationship."""
        for relationship in entity.iterfind("m2mrelationships/m2mrelationship"):
            name = (relationship.get("m2mrelationshipname") or "").strip().lower()
            targets = [target.text or "" for target in relationship.iterfind("targetids/targetid")]
            other = self._tables.find(relationship.get("targetentityname"))
            joining = self._joining(name, table)
            keys = _keys(joining, table, other) if joining and other else None
            if joining is None or other is None or keys is None:
                kind = f"Pairs of {name or 'a relationship without a name'} left out, as no table joins them"
                source = relationship.get("sourceid")
                self._remarks.tell(kind, f"{self._data.name}, {table.name} {source}", len(targets))
                continue
            for target in targets:
                sides = [_bare(relationship.get("sourceid") or ""), _bare(target)]
                # A pair may be written from either side, and is one row.
                written = "/".join(side for _, side in sorted(zip(keys, sides, strict=True)))
                record_id = str(uuid5(NAMESPACE_URL, f"{joining.name}/{written}"))
                place = f"{self._data.name}, {joining.name} {written}"
                row = data_row(
                    self._tables, joining, {"id": record_id, **dict(zip(keys, sides, strict=True))}, place
                )
                ends = (Lookup(table=table.name, id=sides[0]), Lookup(table=other.name, id=sides[1]))
                yield DataRow(record=row.record, place=place, pair=ends)

    def _joining(self, name: str, table: Table) -> Table | None:
        """The table that joins the rows of a relationship, by the relationship's name."""
        schema = self._data.schema.get(table.name)
        described = (
            next((each.table for each in schema.relationships if name in each.names), "") if schema else ""
        )
        for candidate in (name, described):
            found = self._tables.find(candidate)
            if found is not None:
                return found
        return None


def _keys(joining: Table, table: Table, other: Table) -> tuple[str, str] | None:
    """The columns of a joining table that hold the keys of both sides; ``None`` if it has none such."""
    keys = key_columns(table.primary_id, other.primary_id)
    return keys if {column.name for column in joining.columns}.issuperset(keys) else None


def _guid(field: Field) -> str:
    return _bare(field.value)


def _bare(text: str) -> str:
    return text.strip(" {}\t\r\n").lower()


def _identity(element: Element) -> str:
    return element.get("name") or element.get("id") or ""
