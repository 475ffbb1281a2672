"""From a configuration to a workspace: its records loaded once, then a fresh workspace as often as asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Self

import attrs

from cif_emulator.config.applied_rows import AppliedRows
from cif_emulator.config.beginning import beginning
from cif_emulator.config.row_attributes import APPLIED_TABLES
from cif_emulator.config.schema import Configuration
from cif_emulator.config.structure import unstructure
from cif_emulator.config.template_rows import Columns, Key, Row, template_rows
from cif_emulator.records import BUILT_IN_TABLES, RecordRefused, RowBlock, SeedRow, StartCopy, Store
from cif_emulator.workspace.rules.configuration import reconfigure, take_over
from cif_emulator.workspace.state.record_source import Table
from cif_emulator.workspace.state.settings import Setup
from cif_emulator.workspace.workspace import Workspace

# What is under way, and how much of it is done, 0 to 1.
Step = tuple[str, float]


def _before_records(configuration: Configuration) -> bytes:
    """What a fingerprint begins with: the user, the tables, and what is deleted."""
    tables = [unstructure(table) for table in configuration.tables]
    gone = sorted((record.table, record.id) for record in configuration.deleted_records)
    return json.dumps([configuration.setup.settings.user_id, tables, gone], sort_keys=True).encode()


def _without_errors(setup: Setup, before: Setup, tables: Mapping[str, Table]) -> tuple[Setup, frozenset[str]]:
    # Over a network the rules come when they are needed.
    from cif_emulator.config.rules import without_errors

    return without_errors(setup, before, tables)


class Baseline:
    """The configured start, to which a reset returns.

    ``made`` are the rows that were made of templates, by table and id, as ``Store.export`` gives them;
    ``keys`` are the tables' key columns. ``fingerprint`` is the same for configurations with the same tables,
    records and user, and for no other; empty unless records are kept. ``prepared`` is a file that
    ``save_records`` wrote: it has the records in place of the configuration. ``places`` say, by table and id,
    where records come from, for messages; ``rows`` come on top of them.

    Raises ``records.RecordError`` for records that the tables cannot hold, and for a file that does not fit.
    """

    store: Store
    fingerprint: str
    _prepared: str | None = None
    _places: Mapping[tuple[str, str], str] = MappingProxyType({})
    _further: Sequence[RowBlock | SeedRow] = ()

    def __init__(
        self,
        configuration: Configuration,
        prepared: str | None = None,
        places: Mapping[tuple[str, str], str] = _places,
        rows: Sequence[RowBlock | SeedRow] = (),
    ) -> None:
        self.configuration = configuration
        self._prepared = prepared
        self._places = places
        self._further = rows
        if prepared is None:
            for _ in self._load():
                pass
        else:
            self._open_store()
            self.fingerprint = self.store.notes["fingerprint"]

    @classmethod
    def in_steps(cls, configuration: Configuration) -> Generator[Step, None, Self]:
        """As the constructor, a step at a time; gives the start."""
        start = cls.__new__(cls)
        start.configuration = configuration
        number = len(configuration.records)
        for loaded in start._load():  # noqa: SLF001 - its own class
            # Rows that are made of templates come on top.
            done = min(loaded, number)
            yield f"Loading records: {done:,} of {number:,}", done / number if number else 1.0
        return start

    def _open_store(self, copied: StartCopy | None = None) -> None:
        settings = self.configuration.setup.settings
        self.store = Store(
            (*BUILT_IN_TABLES, *self.configuration.tables),
            strict=settings.strict,
            budget=settings.records_budget * 2**20,
            current_user=settings.user_id,
            current_user_name=settings.user_name,
            prepared=self._prepared,
            copied=copied,
        )
        self.keys = {table.name: table.primary_id for table in self.store.tables()}

    def _load(self) -> Iterator[int]:
        made, completions = template_rows(self.configuration)
        further = beginning().further(self.configuration, made, self._further)
        number = 0
        if further is None:
            self._open_store()
        else:
            number = self._begin()
        rows = self._rows(number, made if further is None else further, completions)
        for loaded in self.store.loading(rows):
            yield number + loaded
        if self.configuration.setup.settings.persist:
            self.store.follow_changes()
        self.store.mark_start()
        self._made = {(table, str(columns["id"])) for table, columns, _ in made}
        self._rows_of_start = self.store.export_at_need({table for table, _ in self._made})

    def _begin(self) -> int:
        """Begin with the built-in rows; gives how many records are in then."""
        first = beginning()
        self._open_store(first.start)
        if first.start is None:
            self.store.load(first.rows())
            if not self.configuration.tables:
                self.store.mark_start()
                first.start = self.store.copy_start()
        return len(first.records)

    @cached_property
    def made(self) -> Mapping[tuple[str, str], Mapping[str, object]]:
        """The rows that were made of templates; few ask for them."""
        if self._prepared is not None:
            return {(table, key): columns for table, key, columns in json.loads(self.store.notes["made"])}
        keyed = ((self.key_of(table, columns), columns) for table, columns in self._rows_of_start())
        return {key: columns for key, columns in keyed if key in self._made}

    def again(self) -> Baseline:
        """The same start of prepared records once more, beside this one and what was written in it."""
        return Baseline(self.configuration, self._prepared)

    def save_records(self, path: Path, notes: Mapping[str, str]) -> None:
        """Write the records, as they are at the start, to a new file for other baselines.

        ``notes`` are kept in it (``Store.notes``). Nothing may have been written since the start. Raises
        ``sqlite3.Error`` if the file cannot be written.
        """
        made = [[*key, columns] for key, columns in self.made.items()]
        own = {
            "fingerprint": self.fingerprint,
            "made": json.dumps(made, separators=(",", ":")),
            "applied": "yes" if self._holds_applied_rows else "",
        }
        self.store.save_start(path, {**notes, **own})

    def key_of(self, table: str, columns: Mapping[str, object]) -> tuple[str, str]:
        """The table and the id of a row that ``Store.export`` gives."""
        return table, str(columns[self.keys[table]])

    def _rows(
        self, number: int, made: Iterable[Row], completions: Mapping[Key, Columns]
    ) -> Iterator[RowBlock | SeedRow]:
        """The rows to load, without the first ``number`` of the records.

        Where records are kept, the fingerprint is made of all of them on the way.
        """
        persist = self.configuration.setup.settings.persist
        digest = hashlib.sha256(_before_records(self.configuration)) if persist else None
        for count, record in enumerate(self.configuration.records):
            if digest:
                text = repr((record.table, record.id, record.values))
                digest.update(text.encode("utf-8", "surrogatepass"))
            if count < number:
                continue
            key = (record.table, record.id)
            place = self._places.get(key) or f'record {record.table} "{record.id}"'
            columns = record.columns()
            yield record.table, {**completions[key], **columns} if key in completions else columns, place
        for part in self._further:
            if digest:
                text = repr(attrs.astuple(part) if isinstance(part, RowBlock) else part)
                digest.update(text.encode("utf-8", "surrogatepass"))
            yield part
        yield from made
        self.fingerprint = digest.hexdigest()[:32] if digest else ""

    def close(self) -> None:
        """Free the records; the baseline cannot be used any more."""
        self.store.close()

    def workspace(self) -> Workspace:
        """A workspace as configured, over the records as they were loaded.

        What is written into the tables of templates, profiles, providers and presences takes effect in it, or
        is refused if the configuration would be wrong then; such rows of the start have no effect, with a
        warning.
        """
        self.store.reset()
        workspace = Workspace(self._start[0], self.store)
        self._attach(workspace)
        return workspace

    def take_over(self, workspace: Workspace) -> None:
        """Have a workspace of another baseline go on with this configuration and its records."""
        self.store.reset()
        take_over(workspace, self._start[0], self.store)
        self._attach(workspace)

    def _attach(self, workspace: Workspace) -> None:
        self._wrong = self._start[1]
        self.store.on_warning = lambda text: workspace.warn("guid-without-quotes", text=text)
        self.store.watched = APPLIED_TABLES
        self.store.on_watched_write = lambda: self._apply(workspace)
        for text in sorted(self._wrong):
            workspace.warn("row-without-effect", problem=text)

    @cached_property
    def _holds_applied_rows(self) -> bool:
        """Whether rows of the start may say other than the configured templates do."""
        if self._prepared is not None:
            return self.store.notes["applied"] == "yes"
        records, deleted = self.configuration.records, self.configuration.deleted_records
        named = {record.table for record in records} | {record.table for record in deleted}
        return not named.isdisjoint(APPLIED_TABLES)

    @cached_property
    def _start(self) -> tuple[Setup, frozenset[str]]:
        return self._sound_setup() if self._holds_applied_rows else (self.configuration.setup, frozenset())

    @property
    def wrong_rows(self) -> frozenset[str]:
        """What is wrong with rows of the start, which therefore have no effect, each a text."""
        return self._start[1]

    @cached_property
    def _applied(self) -> AppliedRows:
        return AppliedRows(self.configuration)

    def _apply(self, workspace: Workspace) -> None:
        """Let the rows as they are now take effect; raises ``RecordRefused`` for what is newly wrong."""
        setup, wrong = self._sound_setup()
        if wrong - self._wrong:
            setup_of_start = self.configuration.setup
            configured = _without_errors(setup_of_start, setup_of_start, self._tables())[1]
            if newly := wrong - self._wrong - configured:
                raise RecordRefused(f"The configuration would be wrong: {' '.join(sorted(newly))}")
        self._wrong = wrong
        reconfigure(workspace, setup)

    def _sound_setup(self) -> tuple[Setup, frozenset[str]]:
        """What the rows say as far as it is right, and what is wrong with the others."""
        exported = self.store.export(APPLIED_TABLES)
        rows = ((*self.key_of(table, columns), columns) for table, columns in exported)
        setup, unreadable = self._applied.setup(rows, self._web_resource)
        sound, wrong = _without_errors(setup, self.configuration.setup, self._tables())
        return sound, wrong | unreadable

    def _tables(self) -> Mapping[str, Table]:
        return {table.name: table for table in self.store.tables()}

    def _web_resource(self, record_id: str) -> str:
        row = self.store.retrieve("webresource", record_id, "$select=name")
        return str(row["name"]) if row else record_id
