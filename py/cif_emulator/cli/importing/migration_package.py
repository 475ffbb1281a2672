"""Packages of the Configuration Migration tool: rows in ``data.xml``, ``data_schema.xml`` beside it.

Rows and lookups are named by GUIDs. An N:N relationship stands under the table that it was exported from, as
a ``m2mrelationship`` with one source and many targets, so either side may be the source; the schema says
which intersect table a relationship's name belongs to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from cif_emulator.cli.importing.export import Export, Reference, Relationship, Row, TableName
from cif_emulator.cli.importing.left_out import CONTENT_TYPES, file_name, files_left
from cif_emulator.config.data.archive import Archive, BrokenExportError
from cif_emulator.config.data.migration_format import DATA, SCHEMA, fields, read_schema
from cif_emulator.config.data.xml import parsed_entry

_TABLES: Mapping[str, TableName] = {table.value: table for table in TableName}
_RELATIONSHIPS: Mapping[str, Relationship] = {each.value: each for each in Relationship}


def is_migration_package(archive: Archive) -> bool:
    """Whether the archive has the package's data file."""
    return _path(archive, DATA) is not None


def read_migration_package(archive: Archive) -> Export:
    """The rows and links of a package; raises ``BrokenExportError`` for files that cannot be read."""
    path = _path(archive, DATA) or DATA
    root = parsed_entry(archive, path)
    if root.tag != "entities":
        raise BrokenExportError(f"{path} in it begins with <{root.tag}>; expected <entities>")
    export = Export(title="Configuration Migration package")
    relationships = _relationships(archive, export)
    others = Counter[str]()
    for entity in root.iter("entity"):
        name = (entity.get("name") or "").lower()
        table = _TABLES.get(name)
        records = list(entity.iterfind("records/record"))
        if table is not None:
            for record in records:
                export.add(_row(record, table, path))
        elif name in _RELATIONSHIPS:
            for record in records:
                _add_intersect_row(record, _RELATIONSHIPS[name], export)
        elif records:
            number = "1 row" if len(records) == 1 else f"{len(records)} rows"
            text = "not part of the workspace's templates; serve --data takes such rows"
            export.left.append(f"table {name} ({number}): {text}")
        for relation in entity.iterfind("m2mrelationships/m2mrelationship"):
            other = _add_links(relation, name, relationships, export)
            others[other or ""] += len(relation.findall("targetids/targetid")) if other else 0
    for other, count in others.items():
        if count:
            export.left.append(
                f"relationship {other}: not part of the workspace's templates (pairs: {count})"
            )
    further = (each for each in archive.paths if file_name(each) not in (DATA, SCHEMA, CONTENT_TYPES))
    export.left += files_left(further)
    return export


def _path(archive: Archive, name: str) -> str | None:
    found = [path for path in archive.paths if file_name(path) == name]
    return min(found, key=len, default=None)


def _row(record: Element, table: TableName, path: str) -> Row:
    values: dict[str, str] = {}
    lookups: dict[str, Reference] = {}
    for field in fields(record):
        if field.target:
            lookups[field.name] = Reference(key=_guid(field.value), name=field.target_name)
        else:
            values[field.name] = field.value
    key = _guid(record.get("id") or values.get(f"{table.value}id", ""))
    if not key:
        raise BrokenExportError(f"{path} in it has a record of {table.value} without an id")
    return Row(table=table, key=key, place=f"{table.value} {key}", values=values, lookups=lookups)


def _guid(text: str) -> str:
    return text.strip().strip("{}").lower()


def _relationships(archive: Archive, export: Export) -> Mapping[str, Relationship]:
    """The relationships by every name that data may call them: the schema's, and their intersect tables'."""
    names = dict(_RELATIONSHIPS)
    path = _path(archive, SCHEMA)
    if path is None:
        export.left.append(f"{SCHEMA} is missing: relationships are known by their usual names only")
        return names
    for table in read_schema(parsed_entry(archive, path)).values():
        for relation in table.relationships:
            found = next((_RELATIONSHIPS[name] for name in relation.names if name in _RELATIONSHIPS), None)
            if found is not None:
                names.update(dict.fromkeys(relation.names, found))
    return names


def _add_intersect_row(record: Element, relationship: Relationship, export: Export) -> None:
    """A link that is exported as a row of the intersect table."""
    values = {field.name: field.value for field in fields(record)}
    holder, listed = (
        Reference(key=_guid(values.get(f"{table.value}id", ""))) for table in relationship.sides
    )
    export.link(relationship, holder, listed)


def _add_links(
    relation: Element, source_table: str, relationships: Mapping[str, Relationship], export: Export
) -> str | None:
    """Takes the links of a relationship, or gives its name where it is not one of the workspace's."""
    name = relation.get("m2mrelationshipname") or ""
    sides = {source_table, (relation.get("targetentityname") or "").lower()}
    between = (each for each in Relationship if {side.value for side in each.sides} == sides)
    relationship = relationships.get(name.lower()) or next(between, None)
    if relationship is None:
        return name
    source = Reference(key=_guid(relation.get("sourceid") or ""))
    for target in relation.iterfind("targetids/targetid"):
        other = Reference(key=_guid(target.text or ""))
        is_holder = source_table == relationship.sides[0].value
        holder, listed = (source, other) if is_holder else (other, source)
        export.link(relationship, holder, listed)
    return None
