"""The built-in configuration, and what a document makes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from operator import attrgetter
from pkgutil import get_data
from typing import Any, TypeVar, cast

import attrs

from cif_emulator.config.document import Document, read_toml
from cif_emulator.config.problems import ConfigurationError
from cif_emulator.config.reading import Contents, read
from cif_emulator.config.schema import (
    DELETED_RECORDS,
    FAULTS,
    RECORDS,
    SETUP_SECTIONS,
    TABLES,
    Configuration,
    DeletedRecord,
    Record,
)
from cif_emulator.config.tables import completed
from cif_emulator.workspace.state.record_source import Table
from cif_emulator.workspace.state.settings import Settings, Setup

# Read at import: where the page starts from a memory snapshot there are no files any more.
_BUILT_IN_TEXTS: Mapping[str, str] = {
    name: cast("bytes", get_data("cif_emulator.config", f"builtin/{name}")).decode()
    for name in ("workspace.toml", "templates.toml", "notifications.toml", "scenarios.toml", "records.toml")
}

Entry = TypeVar("Entry")


@cache
def built_in() -> Configuration:
    """The configuration that the workspace starts with when it is given none."""
    data: dict[str, Any] = {}
    for name, text in _BUILT_IN_TEXTS.items():
        data.update(read_toml(text, name).data)
    contents = read(Document(name="built-in", data=data), completed)
    if contents.problems:
        raise ConfigurationError(contents.problems)
    return joined(contents, Configuration())


def joined(contents: Contents, base: Configuration) -> Configuration:
    """What a document holds, on top of ``base``."""
    lists: dict[str, Any] = {}
    for section in SETUP_SECTIONS:
        lists[section.attribute] = _extended(
            getattr(base.setup, section.attribute),
            (entry.value for entry in contents[section]),
            attrgetter(section.identity),
        )
    names = {attribute.name for attribute in attrs.fields(Settings)} & contents.settings_given
    given = {name: getattr(contents.workspace, name) for name in names}
    settings = attrs.evolve(base.setup.settings, **given)
    tables: Iterable[Table] = (entry.value for entry in contents[TABLES])
    records: Iterable[Record] = (entry.value for entry in contents[RECORDS])
    deleted: Iterable[DeletedRecord] = (entry.value for entry in contents[DELETED_RECORDS])
    gone = {(record.table, record.id): record for record in deleted}
    extended = _extended(base.records, records, lambda record: (record.table, record.id))
    return Configuration(
        setup=Setup(settings=settings, **lists, faults=tuple(entry.value for entry in contents[FAULTS])),
        tables=_extended(base.tables, tables, lambda table: table.name),
        records=tuple(record for record in extended if (record.table, record.id) not in gone),
        deleted_records=tuple(gone.values()),
        web_resources=contents.workspace.web_resources,
        wheels=contents.workspace.wheels,
        embed_origins=contents.workspace.embed_origins,
        prepared_records=contents.workspace.prepared_records,
    )


def _extended(
    base: tuple[Entry, ...], further: Iterable[Entry], identity: Callable[[Entry], object]
) -> tuple[Entry, ...]:
    """The base's entries, replaced by their namesakes, then the others."""
    entries = {identity(entry): entry for entry in base}
    entries.update((identity(entry), entry) for entry in further)
    return tuple(entries.values())
