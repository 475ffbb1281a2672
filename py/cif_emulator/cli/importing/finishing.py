"""The last steps of an import: tables that templates speak of, and nothing that the check would refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import tomli_w

from cif_emulator import config
from cif_emulator.cli.importing.result import Conversion, Entry
from cif_emulator.cli.schema import SCHEMA_LINE
from cif_emulator.config.tables import tables_by_name
from cif_emulator.workspace import slugs

_LOGICAL_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_LOOKUP = re.compile(r"_(\w+)_value\Z")
_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
# No column of templates, providers and profiles holds as much: writing and checking it would take seconds.
_LONGEST_TEXT = 100_000


def finished(conversion: Conversion, heading: str) -> str:
    """The text of the configuration file, which passes the check; ``heading`` is its first comment.

    Tables and columns of the organisation's own that templates speak of are defined. What the check would
    refuse all the same is left out, and the conversion says so.
    """
    while place := next(_long_texts(conversion.document), ""):
        _leave_out(conversion, config.Problem(place=place, text=f"has more than {_LONGEST_TEXT} characters"))
    _define_tables(conversion)
    while True:
        text = _text(conversion, heading)
        errors = config.examine_toml(text).errors
        if not errors:
            return text
        _leave_out(conversion, errors[0])


def _long_texts(value: object, place: str = "") -> Iterator[str]:
    """The places of the texts that are longer than any column."""
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:
        yield place
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _long_texts(each, f"{place}.{key}".lstrip("."))
    elif isinstance(value, list):
        for position, each in enumerate(value):
            yield from _long_texts(each, f"{place}[{position}]")


def _text(conversion: Conversion, heading: str) -> str:
    comment = "".join(f"# {line}\n" for line in heading.splitlines())
    workspace = {"web_resources": conversion.web_resources} if conversion.web_resources else {}
    document = {**({"workspace": workspace} if workspace else {}), **conversion.document}
    return f"{SCHEMA_LINE}\n{comment}\n{tomli_w.dumps(document)}"


# --- tables and columns -------------------------------------------------------------------------------------


def _define_tables(conversion: Conversion) -> None:
    known = tables_by_name()
    unknown = sorted(
        name for name in _tables_spoken_of(conversion) if name not in known and _LOGICAL_NAME.match(name)
    )
    tables: dict[str, Entry] = {name: {"name": name} for name in unknown}
    if tables:
        conversion.document["table"] = list(tables.values())
    for table, column in config.unknown_columns(_text(conversion, "")):
        lookup = _LOOKUP.match(column)
        name = lookup[1] if lookup else column
        if _LOGICAL_NAME.match(name):
            definition: Entry = {"name": name}
            if lookup:
                definition |= {"kind": "lookup", "targets": ["account", "contact"]}
            columns: Any = tables.setdefault(table, {"name": table}).setdefault("column", [])
            columns.append(definition)
    if tables:
        conversion.document["table"] = list(tables.values())
    for name, entry in tables.items():
        listed: Any = entry.get("column", [])
        columns_told = ", ".join(each["name"] for each in listed) or "none but the usual ones"
        conversion.changed.append(
            f"table {name}: defined with columns {columns_told}, as templates speak of it"
        )


def _tables_spoken_of(conversion: Conversion) -> set[str]:
    names: set[str] = set()
    for entry in conversion.document.get("session_template", ()):
        names.add(str(entry.get("entity", "")))
        names |= _queried(entry.get("title"))
    for entry in conversion.document.get("application_tab_template", ()):
        parameters: Any = entry.get("parameters", {})
        name = str(parameters.get("entityName", "")).strip().lower()
        names |= {name, *_queried(entry.get("title"))}
        for value in parameters.values():
            names |= _queried(value)
    for entry in conversion.document.get("notification_template", ()):
        fields: Any = entry.get("field", ())
        for text in (entry.get("title"), *(field.get("value") for field in fields)):
            names |= _queried(text)
    return names


def _queried(text: object) -> set[str]:
    parts = slugs.read(text) if isinstance(text, str) else ()
    return {part.table for part in parts if isinstance(part, slugs.Query)}


# --- what the check refuses ---------------------------------------------------------------------------------


def _leave_out(conversion: Conversion, error: config.Problem) -> None:
    """Take the faulty value out, or the whole entry where it cannot be without it."""
    steps: list[Any] = [int(number) if number else key for number, key in _STEP.findall(error.place)]
    section, position, *rest = steps
    entries = conversion.document[section]
    entry: Any = entries[position]
    name = str(entry.get("unique_name") or entry.get("name"))
    if rest[:1] == ["parameters"] and entry["parameters"].get(rest[1]):
        value = entry["parameters"][rest[1]]
        entry["parameters"][rest[1]] = ""
        conversion.changed.append(f"{section} {name}: parameter {rest[1]} = {value!r} left out: {error.text}")
        return
    if rest[:1] in (["tabs"], ["session_templates"], ["providers"]) and len(rest) > 1:
        del entry[rest[0]][rest[1]]
        conversion.changed.append(f"{section} {name}: {error.text}")
        return
    if rest[:1] in (["session_icon"], ["title"], ["description"]) and rest[0] in entry:
        del entry[rest[0]]
        conversion.changed.append(f"{section} {name}: {rest[0]} left out: {error.text}")
        return
    if rest[:1] == ["field"] and len(rest) > 1:
        del entry["field"][rest[1]]
        conversion.changed.append(f"{section} {name}: a field left out: {error.text}")
        return
    del entries[position]
    conversion.left.append(f"{section} {name}: {error.place}: {error.text}")
