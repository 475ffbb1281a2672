"""The form of the Configuration Migration tool's files, ``data.xml`` and the ``data_schema.xml`` about it.

A field's text is HTML-encoded inside its XML attribute, so it is decoded twice: by the XML reader, then here
(``templates.md`` 12).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from xml.etree.ElementTree import Element

from attrs import frozen

DATA, SCHEMA = "data.xml", "data_schema.xml"

# What a party is by the field that it stands in (``participationtypemask``).
ROLES = {
    "from": 1,
    "to": 2,
    "cc": 3,
    "bcc": 4,
    "requiredattendees": 5,
    "optionalattendees": 6,
    "organizer": 7,
    "resources": 10,
    "customers": 11,
}

# Only what ends with a semicolon is encoded: `?a=1&copy=2` is an address.
_ENCODED = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def decoded(text: str) -> str:
    """A field's text as people wrote it: HTML's entities replaced, once."""
    return _ENCODED.sub(lambda found: unescape(found.group()), text) if "&" in text else text


@frozen(kw_only=True)
class Field:
    """A field of a record.

    ``target`` and ``target_name`` are the table and the display name of the row that a lookup names.
    ``is_file`` says that the value is the name of a file in the package.
    """

    name: str
    value: str
    target: str
    target_name: str
    is_file: bool


def fields(record: Element) -> Iterator[Field]:
    """The fields of a record that have a name and a value."""
    for element in record.iterfind("field"):
        name, value = (element.get("name") or "").strip().lower(), element.get("value") or ""
        if name and value.strip():
            yield Field(
                name=name,
                value=decoded(value),
                target=(element.get("lookupentity") or "").strip().lower(),
                target_name=decoded(element.get("lookupentityname") or ""),
                is_file=element.get("filename") is not None,
            )


@frozen(kw_only=True)
class FieldSchema:
    """A column as the schema describes it; ``type`` is the tool's word, ``targets`` are a lookup's tables."""

    name: str
    label: str
    type: str
    targets: tuple[str, ...]


@frozen(kw_only=True)
class RelationshipSchema:
    """An N:N relationship of a table: its names, its intersect table, and the table on the other side."""

    names: tuple[str, ...]
    table: str
    target: str


@frozen(kw_only=True)
class TableSchema:
    """A table as the schema describes it."""

    name: str
    label: str
    primary_id: str
    primary_name: str
    fields: tuple[FieldSchema, ...]
    relationships: tuple[RelationshipSchema, ...]


def read_schema(root: Element) -> Mapping[str, TableSchema]:
    """The tables of a schema by logical name."""
    tables = (_table(entity) for entity in root.iter("entity"))
    return {table.name: table for table in tables if table.name}


def _name(element: Element, attribute: str) -> str:
    return (element.get(attribute) or "").strip().lower()


def _table(entity: Element) -> TableSchema:
    name = _name(entity, "name")
    return TableSchema(
        name=name,
        label=entity.get("displayname") or name,
        primary_id=_name(entity, "primaryidfield") or f"{name}id",
        primary_name=_name(entity, "primarynamefield"),
        fields=tuple(
            FieldSchema(
                name=_name(field, "name"),
                label=field.get("displayname") or _name(field, "name"),
                type=_name(field, "type"),
                targets=tuple(filter(None, _name(field, "lookupType").split("|"))),
            )
            for field in entity.iterfind("fields/field")
        ),
        relationships=tuple(
            RelationshipSchema(
                names=tuple(dict.fromkeys((_name(each, "name"), _name(each, "relatedEntityName")))),
                table=_name(each, "relatedEntityName") or _name(each, "name"),
                target=_name(each, "m2mTargetEntity"),
            )
            for each in entity.iterfind("relationships/relationship")
            if _name(each, "manyToMany") == "true"
        ),
    )
