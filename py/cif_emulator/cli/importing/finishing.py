"""The last steps of an import: tables that templates speak of, and nothing that the check would refuse."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import tomli_w

from cif_emulator import config
from cif_emulator.cli.importing.result import Conversion, Entry
from cif_emulator.cli.schema import SCHEMA_LINE
from cif_emulator.config.data.archive import BrokenExportError
from cif_emulator.config.document import LARGEST
from cif_emulator.config.problems import Path, written
from cif_emulator.config.tables import tables_by_name
from cif_emulator.workspace import slugs
from cif_emulator.workspace.state.refusals import visible

_LOGICAL_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_LOOKUP = re.compile(r"_(\w+)_value\Z")
# Keys of entries, each of a list that can be without some of what it holds.
_LISTS = ("tabs", "session_templates", "providers", "field")
# No column of templates, providers and profiles holds as much: writing and checking it would take seconds.
_LONGEST_TEXT = 100_000
# Each becomes a row; a large organisation has some hundred.
_MOST_IN_PROFILES = 10_000
_PROFILES_LISTS = ("session_templates", "providers")


def finished(conversion: Conversion, heading: str) -> tuple[str, config.Configuration]:
    """The text of the configuration file, which passes the check, and what it configures.

    ``heading`` is the text's first comment.

    Tables and columns of the organisation's own that templates speak of are defined. What the check would
    refuse all the same is left out, and the conversion says so. Raises ``BrokenExportError`` where nothing
    usable comes of it.
    """
    _check_profiles(conversion)
    too_long = f"has more than {_LONGEST_TEXT} characters"
    while long := [
        config.Problem(place=written(path), path=path, text=too_long)
        for path in _long_texts(conversion.document)
    ]:
        _leave_out(conversion, long)
    _define_tables(conversion)
    while True:
        text = _text(conversion, heading)
        try:
            found = config.examine_toml(text, "the configuration made of it")
        except config.ConfigurationError as refusal:
            raise BrokenExportError(str(refusal)) from refusal
        if not found.errors:
            return text, found.configuration
        # Checking takes longest: all that is wrong goes at once.
        _leave_out(conversion, found.errors)


def _check_profiles(conversion: Conversion) -> None:
    lists = (each.get(key) for each in conversion.document.get("app_profile", ()) for key in _PROFILES_LISTS)
    count = sum(len(each) for each in lists if isinstance(each, list))
    if count > _MOST_IN_PROFILES:
        raise BrokenExportError(
            f"its profiles would have {count:,} templates and providers in sum; at most "
            f"{_MOST_IN_PROFILES:,} are taken: export fewer profiles at once"
        )


def _long_texts(value: object, path: Path = ()) -> Iterator[Path]:
    """The places of the texts that are longer than any column."""
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:
        yield path
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _long_texts(each, (*path, key))
    elif isinstance(value, list):
        for position, each in enumerate(value):
            yield from _long_texts(each, (*path, position))


def _text(conversion: Conversion, heading: str) -> str:
    workspace = {"web_resources": conversion.web_resources} if conversion.web_resources else {}
    document = {**({"workspace": workspace} if workspace else {}), **conversion.document}
    text = f"{SCHEMA_LINE}\n# {visible(heading)}\n\n{tomli_w.dumps(document)}"
    if len(text.encode()) > LARGEST:
        raise BrokenExportError(
            f"the configuration made of it would have more than {LARGEST // 2**20} MB; "
            "export fewer templates at once"
        )
    return text


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


def _leave_out(conversion: Conversion, errors: Iterable[config.Problem]) -> None:
    """Take the faulty values out, or the whole entries where they cannot be without them."""
    gone: dict[str, set[int]] = {}
    gone_of_lists: dict[tuple[str, int, str], set[int]] = {}
    done: set[Path] = set()
    for error in errors:
        section, position = error.path[:2] if len(error.path) > 1 else ("", 0)
        if section not in conversion.document:
            raise BrokenExportError(f"no configuration can be made of it: {error.place}: {error.text}")
        place = error.path[:4]
        if place in done or position in gone.get(str(section), ()):
            continue
        done.add(place)
        _leave_out_one(conversion, error, gone, gone_of_lists)
    for (section, position, key), places in gone_of_lists.items():
        held: Any = conversion.document[section][position][key]
        held[:] = (each for at, each in enumerate(held) if at not in places)
    for section, positions in gone.items():
        entries = conversion.document[section]
        entries[:] = (each for at, each in enumerate(entries) if at not in positions)


def _leave_out_one(
    conversion: Conversion,
    error: config.Problem,
    gone: dict[str, set[int]],
    gone_of_lists: dict[tuple[str, int, str], set[int]],
) -> None:
    """Take one faulty value out. Places in lists are noted, and go when all are known."""
    path: list[Any] = [*error.path, None, None]
    section, position, key, further = path[:4]
    entry: Any = conversion.document[section][position]
    name = str(entry.get("unique_name") or entry.get("name"))
    if key == "parameters" and entry[key].get(further):
        value = entry[key][further]
        entry[key][further] = ""
        conversion.changed.append(f"{section} {name}: parameter {further} = {value!r} left out: {error.text}")
    elif key in _LISTS and isinstance(further, int):
        gone_of_lists.setdefault((section, position, key), set()).add(further)
        what = "a field left out: " if key == "field" else ""
        conversion.changed.append(f"{section} {name}: {what}{error.text}")
    elif key in ("session_icon", "title", "description") and key in entry:
        del entry[key]
        conversion.changed.append(f"{section} {name}: {key} left out: {error.text}")
    else:
        gone.setdefault(section, set()).add(position)
        conversion.left.append(f"{section} {name}: {error.place}: {error.text}")
