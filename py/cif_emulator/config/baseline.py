"""From a configuration to a workspace: its records loaded once, then a fresh workspace as often as asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Iterable, Iterator, Mapping
from typing import Any, Self

from cif_emulator.config.schema import Configuration, Lookup, Record
from cif_emulator.config.structure import unstructure
from cif_emulator.config.template_rows import Row, template_rows
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


class Baseline:
    """The configured start, to which a reset returns.

    ``made`` are the rows that were made of templates, by table and id, as ``Store.export`` gives them;
    ``keys`` are the tables' key columns. ``fingerprint`` is the same for configurations with the same tables,
    records and user, and for no other; empty unless records are kept.

    Raises ``records.RecordError`` for records that the tables cannot hold.
    """

    store: Store
    fingerprint: str
    # What the store was made with, and the rows made of templates, by table and id.
    _options: dict[str, Any]
    _template_rows: dict[tuple[str, str], Row]

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        for _ in self._load(None):
            pass

    @classmethod
    def in_steps(
        cls, configuration: Configuration, baseline: Baseline | None = None
    ) -> Generator[int, None, Self]:
        """As the constructor, a step at a time; yields how many records are loaded, gives the start.

        ``baseline`` is another one that nobody needs any more: if all its rows belong to this configuration,
        its store is taken over, and only the others are loaded.
        """
        start = cls.__new__(cls)
        start.configuration = configuration
        yield from start._load(baseline)  # noqa: SLF001 - its own class
        return start

    def _load(self, baseline: Baseline | None) -> Iterator[int]:
        settings = self.configuration.setup.settings
        self._options = {
            "tables": (*BUILT_IN_TABLES, *self.configuration.tables),
            "strict": settings.strict,
            "budget": settings.records_budget * 2**20,
            "current_user": settings.user_id,
            "current_user_name": settings.user_name,
        }
        self._template_rows = {(row[0], str(row[1]["id"])): row for row in template_rows(self.configuration)}
        loaded, there = 0, set[tuple[str, str]]()
        if baseline is not None and baseline._is_part_of(self):  # noqa: SLF001 - its own class
            self.store = baseline.store
            loaded, there = len(baseline.configuration.records), {*baseline._template_rows}  # noqa: SLF001
        else:
            self.store = Store(**self._options)
        rest = [row for key, row in self._template_rows.items() if key not in there]
        for number in self.store.loading(self._rows(rest, loaded)):
            yield loaded + number
        if settings.persist:
            self.store.follow_changes()
        self.store.mark_start()
        self.keys = {table.name: table.primary_id for table in self.store.tables()}
        rows = self.store.export({table for table, _ in self._template_rows})
        keyed = ((self.key_of(table, columns), columns) for table, columns in rows)
        self.made = {key: columns for key, columns in keyed if key in self._template_rows}

    def _is_part_of(self, other: Baseline) -> bool:
        """Whether all that was loaded here belongs to another start, too."""
        records = self.configuration.records
        return (
            self._options == other._options
            and records == other.configuration.records[: len(records)]
            and self._template_rows.items() <= other._template_rows.items()
        )

    def key_of(self, table: str, columns: Mapping[str, object]) -> tuple[str, str]:
        """The table and the id of a row that ``Store.export`` gives."""
        return table, str(columns[self.keys[table]])

    def _rows(self, made: Iterable[Row], loaded: int) -> Iterator[SeedRow]:
        """The rows to load after so many records.

        Where records are kept, the fingerprint is made on the way, of all of them, one by one.
        """
        persist = self.configuration.setup.settings.persist
        digest = hashlib.sha256(_before_records(self.configuration)) if persist else None
        for number, record in enumerate(self.configuration.records):
            if digest:
                text = repr((record.table, record.id, record.values))
                digest.update(text.encode("utf-8", "surrogatepass"))
            if number >= loaded:
                yield _seed_row(record)
        yield from made
        self.fingerprint = digest.hexdigest()[:32] if digest else ""

    def workspace(self) -> Workspace:
        """A workspace as configured, over the records as they were loaded."""
        self.store.reset()
        return Workspace(self.configuration.setup, self.store)
