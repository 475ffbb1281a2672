"""A JSON Schema of ``workspace.toml``, made from the classes that a file is read into.

Editors complete and check with it. What no schema can say (names that must exist, slugs), ``check`` tells.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Mapping
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin

import attrs

from cif_emulator.config.schema import SECTIONS, TABLES, DeletedRecord, Record, WorkspaceSection
from cif_emulator.config.structure import key_of, unstructured_value
from cif_emulator.workspace.state.faults import Delay
from cif_emulator.workspace.state.record_source import Column, Table

JsonSchema = dict[str, object]

# The draft that editors for TOML know.
DRAFT = "http://json-schema.org/draft-07/schema#"
_GUID: JsonSchema = {
    "type": "string",
    "pattern": r"^\s*\{?[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\}?\s*$",
}
_SIMPLE: Mapping[object, JsonSchema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    object: {},
}
_LOOKUP: JsonSchema = {
    "type": "object",
    "description": "A lookup: the table's logical name, and the row's GUID.",
    "properties": {"table": {"type": "string"}, "id": _GUID},
    "required": ["table", "id"],
    "additionalProperties": False,
}
# What is written by the program alone.
_UNDOCUMENTED = {"prepared_records"}
# A table and its columns say the rest by their name (``tables.completed``).
_COMPLETED = (Table, Column)


def workspace_schema() -> JsonSchema:
    """The schema of a whole file, as plain data."""
    sections: JsonSchema = {"workspace": _class(WorkspaceSection)}
    for section in SECTIONS:
        items = _record(section.entry) if section.entry in (Record, DeletedRecord) else _class(section.entry)
        text = (
            f"A {section.noun}."
            if section is not TABLES
            else "A table, or further columns of a built-in one."
        )
        sections[section.key] = {"type": "array", "description": text, "items": items}
    return {
        "$schema": DRAFT,
        "title": "cif-emulator workspace",
        "description": "What the workspace starts from, on top of the built-in configuration.",
        "type": "object",
        "properties": sections,
        "additionalProperties": False,
    }


def _class(kind: type) -> JsonSchema:
    texts = key_texts(kind)
    properties: JsonSchema = {}
    required = []
    for attribute in attrs.fields(kind):
        if attribute.name in _UNDOCUMENTED:
            continue
        key = key_of(kind, attribute.name)
        described = {**_value(attribute.name, attribute.type), "description": texts[attribute.name]}
        default = attribute.default
        if default is attrs.NOTHING:
            required.append(key)
        elif isinstance(default, (str, int, float, tuple)):
            described["default"] = unstructured_value(default)
        properties[key] = described
    return {
        "type": "object",
        "properties": properties,
        "required": ["name"] if kind in _COMPLETED else required,
        "additionalProperties": False,
    }


def _record(kind: type) -> JsonSchema:
    texts = key_texts(kind)
    column = {"anyOf": [{"type": ["string", "number", "boolean"]}, _LOOKUP]}
    return {
        "type": "object",
        "properties": {
            "table": {"type": "string", "description": texts["table"]},
            "id": {**_GUID, "description": texts["id"]},
        },
        "required": ["table", "id"],
        "additionalProperties": column if kind is Record else False,
    }


def _value(name: str, kind: Any) -> JsonSchema:
    """The schema of what an attribute may hold, without its description."""
    if kind is Delay:
        number = _SIMPLE[float]
        return {"anyOf": [number, {"type": "array", "items": number, "minItems": 2, "maxItems": 2}]}
    if kind in _SIMPLE:
        return dict(_SIMPLE[kind])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [member.value for member in kind]}
    if isinstance(kind, type) and attrs.has(kind):
        return _class(kind)
    arguments = get_args(kind)
    if get_origin(kind) is tuple:
        many: JsonSchema = {"type": "array", "items": _value("", arguments[0])}
        return {"anyOf": [{"type": "string"}, many]} if name == "title" else many
    if get_origin(kind) is Mapping:
        key_kind, item_kind = arguments
        items = _value("", item_kind)
        if key_kind is int:
            return {"type": "object", "patternProperties": {r"^-?\d+$": items}, "additionalProperties": False}
        return {"type": "object", "additionalProperties": items}
    if NoneType in arguments:
        (other,) = (each for each in arguments if each is not NoneType)
        return _value(name, other)
    raise TypeError(f"no schema is known for {name}: {kind}")


def key_texts(kind: type) -> dict[str, str]:
    """What each attribute of a class means: the text after its declaration, by the attribute's name."""
    texts: dict[str, str] = {}
    for each in reversed(kind.__mro__):
        if attrs.has(each):
            texts |= _module_texts(each.__module__).get(each.__name__, {})
    return texts


@cache
def _module_texts(module: str) -> dict[str, dict[str, str]]:
    """The attributes' texts of a module's classes. Python itself forgets them, so its source is read."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {each.name: dict(_texts(each)) for each in tree.body if isinstance(each, ast.ClassDef)}


def _texts(definition: ast.ClassDef) -> list[tuple[str, str]]:
    found = []
    for attribute, following in zip(definition.body, definition.body[1:], strict=False):
        if (
            isinstance(attribute, ast.AnnAssign)
            and isinstance(attribute.target, ast.Name)
            and isinstance(following, ast.Expr)
            and isinstance(following.value, ast.Constant)
        ):
            found.append((attribute.target.id, " ".join(str(following.value.value).split())))
    return found
