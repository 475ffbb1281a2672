"""From a configuration to a workspace: its records loaded once, then a fresh workspace as often as asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Iterator, Mapping
from typing import Self

from cif_emulator.config.schema import Configuration, Lookup, Record
from cif_emulator.config.structure import unstructure
from cif_emulator.config.template_rows import template_rows
from cif_emulator.records import BUILT_IN_TABLES, SeedRow, Store
from cif_emulator.workspace.workspace import Workspace


def _seed_row(record: Record) -> SeedRow:
    columns = {
        name: {"table": value.table, "id": value.id} if isinstance(value, Lookup) else value
        for name, value in record.values.items()
    }
    return record.table, {"id": record.id, **columns}, f'record {record.table} "{record.id}"'


def _before_records(configuration: Configuration) -> bytes:
    """What a fingerprint begins with: the user, the tables, and what is deleted."""
    tables = [unstructure(table) for table in configuration.tables]
    gone = sorted((record.table, record.id) for record in configuration.deleted_records)
    return json.dumps([configuration.setup.settings.user_id, tables, gone], sort_keys=True).encode()


class Start:
    """The configured start, to which a reset returns.

    ``made`` are the rows that were made of templates, by table and id, as ``Store.export`` gives them;
    ``keys`` are the tables' key columns. ``fingerprint`` is the same for configurations with the same tables,
    records and user, and for no other; empty unless records are kept.

    Raises ``records.RecordError`` for records that the tables cannot hold.
    """

    store: Store
    fingerprint: str

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        for _ in self._load():
            pass

    @classmethod
    def in_steps(cls, configuration: Configuration) -> Generator[int, None, Self]:
        """As the constructor, a step at a time; yields how many records are loaded, gives the start."""
        start = cls.__new__(cls)
        start.configuration = configuration
        yield from start._load()  # noqa: SLF001 - its own class
        return start

    def _load(self) -> Iterator[int]:
        settings = self.configuration.setup.settings
        self.store = Store(
            (*BUILT_IN_TABLES, *self.configuration.tables),
            strict=settings.strict,
            current_user=settings.user_id,
            current_user_name=settings.user_name,
        )
        made = template_rows(self.configuration)
        yield from self.store.loading(self._rows(made))
        if settings.persist:
            self.store.follow_changes()
        self.store.mark_start()
        self.keys = {table.name: table.primary_id for table in self.store.tables()}
        of_templates = {(table, str(columns["id"])) for table, columns, _ in made}
        rows = self.store.export({table for table, _ in of_templates})
        keyed = ((self.key_of(table, columns), columns) for table, columns in rows)
        self.made = {key: columns for key, columns in keyed if key in of_templates}

    def key_of(self, table: str, columns: Mapping[str, object]) -> tuple[str, str]:
        """The table and the id of a row that ``Store.export`` gives."""
        return table, str(columns[self.keys[table]])

    def _rows(self, made: tuple[SeedRow, ...]) -> Iterator[SeedRow]:
        """All rows to load; where records are kept, the fingerprint is made on the way, record by record."""
        persist = self.configuration.setup.settings.persist
        digest = hashlib.sha256(_before_records(self.configuration)) if persist else None
        for record in self.configuration.records:
            if digest:
                text = repr((record.table, record.id, record.values))
                digest.update(text.encode("utf-8", "surrogatepass"))
            yield _seed_row(record)
        yield from made
        self.fingerprint = digest.hexdigest()[:32] if digest else ""

    def workspace(self) -> Workspace:
        """A workspace as configured, over the records as they were loaded."""
        self.store.reset()
        return Workspace(self.configuration.setup, self.store)
