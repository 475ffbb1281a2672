"""The store: all tables and their rows in one SQLite database in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from cif_emulator.records import prepared_file
from cif_emulator.records.built_in_tables import BUILT_IN_TABLES, joined_tables
from cif_emulator.records.change_log import changed_tables, changes, follow, forget_newest, restore_changes
from cif_emulator.records.errors import RecordRefused
from cif_emulator.records.export import export_rows
from cif_emulator.records.further_columns import with_named_columns, with_those_of
from cif_emulator.records.metadata import metadata
from cif_emulator.records.payload import check_payload
from cif_emulator.records.physical import (
    POINTER,
    VERSION,
    create_statement,
    index_statements,
    pointer_statement,
    quoted_name,
)
from cif_emulator.records.preparing import WriteContext
from cif_emulator.records.query import Querier, QueryResult
from cif_emulator.records.remembered import Remembered
from cif_emulator.records.row_blocks import RowBlock
from cif_emulator.records.rows import WebRow
from cif_emulator.records.schema import Schema
from cif_emulator.records.text_keys import folded
from cif_emulator.records.text_search import add_functions
from cif_emulator.records.updates import Update, not_found
from cif_emulator.records.values import guid, shown
from cif_emulator.records.writing import CHUNK, Insertion, exists
from cif_emulator.workspace.state.record_source import Table
from cif_emulator.workspace.state.work import under_way

# The user that `Settings` names unless a configuration says otherwise.
DEFAULT_USER = "5b1f3a52-9c1e-4f0c-8a55-0d7b3c1e2f40"

T = TypeVar("T")

# After so many of its steps SQLite asks whether the time of a call is up.
_STEPS = 1_000

# A seed row: its table, its columns, and (optional) the place to name when something is wrong with it.
SeedRow = tuple[str, Mapping[str, object]] | tuple[str, Mapping[str, object], str]
# What a load is given: rows, or many of a table at once.
Seeds = Iterable[SeedRow | RowBlock]


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


class Store:
    """Tables and rows, read by OData queries and written by Web API payloads (``ciframework.md`` 2.8).

    ``tables`` are definitions, later ones extending earlier ones of the same name. ``strict`` refuses columns
    that no definition names, and new rows without their required columns. After ``mark_start`` the database
    grows by at most ``budget`` bytes. ``clock`` gives aware times; ``current_user`` is the systemuser who
    writes (a GUID), called ``current_user_name``. ``prepared`` is a file that ``save_start`` wrote: its rows
    are the start, and ``notes`` what was noted with them. Raises ``PreparedFileRefused`` if it does not fit.

    The store satisfies ``RecordSource``. ``version`` grows with every change of rows, for those who redraw.
    """

    def __init__(
        self,
        tables: Sequence[Table] = BUILT_IN_TABLES,
        *,
        strict: bool = False,
        budget: int = 256 * 2**20,
        clock: Callable[[], datetime] = utc_now,
        current_user: str = DEFAULT_USER,
        current_user_name: str = "Alex Blake",
        prepared: str | None = None,
    ) -> None:
        user = guid(current_user)
        if user is None:
            raise RecordRefused(f"The current user's id must be a GUID, got {shown(current_user)}.")
        self._write_context = WriteContext(clock=clock, user=user, strict=strict)
        self._schema = schema_of(tables)
        self.version = 0
        self._budget = budget
        # Called after each write, for those who keep the records elsewhere.
        self.on_write: Callable[[], None] | None = None
        # Called after each write of these tables, while it can still be undone by raising ``RecordError``.
        self.watched: frozenset[str] = frozenset()
        self.on_watched_write: Callable[[], None] = lambda: None
        # Called with what is odd about a query that is answered all the same.
        self.on_warning: Callable[[str], None] = lambda text: None  # noqa: ARG005 - nobody listens
        self._loading = False
        self._remembered = Remembered()
        # Without the columns that come with rows.
        self._tables = self._schema
        self.notes: Mapping[str, str] = {}
        # Autocommit: this class says itself when a transaction begins and ends.
        if prepared is None:
            self._connection = sqlite3.connect(":memory:", isolation_level=None, cached_statements=512)
            self._create(current_user_name)
        else:
            self._connection, self._schema, self.version, self.notes = prepared_file.connect(
                prepared, self._schema
            )
        self._connection.create_function("folded", 1, _folded_or_none, deterministic=True)
        add_functions(self._connection)
        self._connection.execute("BEGIN")
        self.mark_start()

    def _create(self, user_name: str) -> None:
        connection = self._connection
        connection.execute("BEGIN")
        for definition in self._schema.definitions():
            if definition.name != POINTER:
                for statement in (create_statement(definition), *index_statements(definition).values()):
                    connection.execute(statement)
        if POINTER in self._schema:
            connection.execute(pointer_statement(self._schema))
        users = self._schema.find("systemuser")
        if users is not None and "fullname" in users.columns:
            insertion = Insertion(connection, self._schema, self._write_context, from_file=True, version=-1)
            insertion.add("systemuser", {"systemuserid": self._write_context.user, "fullname": user_name})
            insertion.finish()
        connection.execute("COMMIT")

    # -- tables -----------------------------------------------------------------------------------

    def table(self, name: str) -> Table | None:
        """The table of that logical name, or ``None``."""
        definition = self._schema.find(name)
        return None if definition is None else definition.table

    def tables(self) -> Sequence[Table]:
        """All tables, in the order of their labels."""
        found = (definition.table for definition in self._schema.definitions())
        return sorted(found, key=lambda table: (table.label.lower(), table.name))

    def metadata(self, table: str, attributes: Sequence[str] = ()) -> dict[str, object]:
        """The object of ``getEntityMetadata``; raises ``UnknownTable``, ``QueryRefused`` (a column)."""
        return self._with_named_columns(lambda schema: metadata(schema[table], attributes))

    # -- reading ----------------------------------------------------------------------------------

    def retrieve(self, table: str, record_id: str, options: str = "") -> WebRow | None:
        """One row as the Web API gives it, or ``None`` where the table or the row does not exist.

        ``options`` may hold ``$select`` and ``$expand``; raises ``QueryRefused`` if they are wrong.
        """
        found = guid(record_id)
        if table not in self._schema or found is None:
            return None

        def read() -> list[WebRow]:
            row = self._ask(lambda querier: querier.retrieve(table, found, options))
            return [] if row is None else [row]

        rows = self.remembered(("retrieve", table, found, options), read)
        return dict(rows[0]) if rows else None

    def read(self, table: str, record_id: str, options: str = "") -> WebRow:
        """One row, as ``retrieve``; raises ``UnknownTable``, ``RecordNotFound`` where that gives none."""
        definition = self._schema[table]
        row = self.retrieve(table, record_id, options)
        if row is None:
            raise not_found(definition, record_id)
        return row

    def query(self, table: str, options: str = "") -> QueryResult:
        """The rows that OData query options give; raises ``QueryRefused`` saying where they are wrong."""
        return self._ask(lambda querier: querier.query(table, options))

    def page(self, table: str, options: str, size: int) -> tuple[list[WebRow], str | None]:
        """As ``query``, at most ``size`` rows, and the options that give those after them, if there are any.

        Where the options hold ``$top``, that many rows are one page.
        """
        found = self._ask(lambda querier: querier.query(table, options, size))
        return found.rows, found.following

    def rows(self, table: str, search: str = "", top: int = 50, order: str = "") -> list[WebRow]:
        """The rows of a list page: the table's active view, filtered by a search text.

        ``order`` is an ``$orderby`` text in place of the view's own. Each row has the key, the primary name
        and the list's columns. An unknown table has no rows.
        """
        if table not in self._schema:
            return []
        asked = ("rows", table, search, top, order)
        found = self.remembered(
            asked, lambda: self._ask(lambda querier: querier.listed(table, search, top, order))
        )
        return [dict(row) for row in found]

    def remembered(self, asked: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` gives, or gave since the records last changed: the same object, not to be changed.

        ``asked`` says what it depends on besides the records.
        """
        return make() if self._loading else self._remembered.get(asked, make)

    def count(self, table: str) -> int:
        """How many rows a table has; raises ``UnknownTable``."""
        name = quoted_name(self._schema[table].name)
        number: int = self._connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
        return number

    def _ask(self, ask: Callable[[Querier], T]) -> T:
        work = under_way()
        if work is not None:
            # Only while rows are read: a write that is interrupted would lose the whole transaction.
            self._connection.set_progress_handler(work.is_late, _STEPS)
        try:
            return self._with_named_columns(
                lambda schema: ask(Querier(self._connection, schema, self.on_warning))
            )
        except sqlite3.OperationalError:
            if work is not None and work.refusal is not None:
                raise work.refusal from None
            raise
        finally:
            self._connection.set_progress_handler(None, 0)

    def _with_named_columns(self, act: Callable[[Schema], T]) -> T:
        self._schema, found = with_named_columns(self._connection, self._schema, act)
        return found

    # -- writing ----------------------------------------------------------------------------------

    def create(self, table: str, payload: Mapping[str, object]) -> WebRow:
        """Makes a row from a Web API payload; gives it as ``retrieve`` does.

        Raises ``UnknownTable``, ``RecordRefused`` (a column, a value, a link), ``DuplicateRecord``; then
        nothing was written.
        """
        check_payload(payload)
        with self._writing() as written:
            insertion = Insertion(self._connection, self._schema, self._write_context, version=self.version)
            record_id = insertion.add(table, payload)
            insertion.finish()
            self._check_budget()
            self._schema, self.version = insertion.schema, insertion.version
            written.update(insertion.tables)
        return self.read(table, record_id)

    def update(self, table: str, record_id: str, payload: Mapping[str, object]) -> WebRow:
        """Changes the columns that a payload names; gives the row as it is then.

        Raises as ``create``, and ``RecordNotFound``; then nothing was written.
        """
        check_payload(payload)
        with self._writing() as written:
            change = Update(self._connection, self._schema, self._write_context, self.version)
            found = change.update(table, record_id, payload)
            self._check_budget()
            self._schema, self.version = change.schema, change.version
            written.add(table)
        return self.read(table, found)

    def delete(self, table: str, record_id: str) -> str:
        """Deletes a row, and with it what belongs to it (its activities' parties, its notes); gives its id.

        Lookups elsewhere that named it are emptied. Raises ``UnknownTable``, ``RecordNotFound``.
        """
        with self._writing() as written:
            change = Update(self._connection, self._schema, self._write_context, self.version)
            found = change.delete(table, record_id)
            self.version = change.version
            written.add(table)
        return found

    def _size(self) -> int:
        """Bytes of the database that are in use."""
        names = ("page_count", "freelist_count", "page_size")
        count, free, size = (self._connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names)
        return int((count - free) * size)

    def _check_budget(self) -> None:
        if self._size() - self._start_size > self._budget:
            raise RecordRefused(
                f"The records written since the start would take up more than {self._budget // 2**20} MB. "
                "Delete some, reset the workspace, or raise records_budget in [workspace]."
            )

    @contextmanager
    def _writing(self, *, is_new: bool = True) -> Iterator[set[str]]:
        """All or nothing: what fails inside leaves neither rows nor columns behind.

        Gives a set for the names of the tables that are written.
        """
        if self._loading:
            raise RecordRefused("Records are being loaded; wait until that is done.")
        schema = self._schema
        self._connection.execute("SAVEPOINT write")
        written: set[str] = set()
        try:
            yield written
            if not self.watched.isdisjoint(written):
                self.on_watched_write()
        except BaseException:
            self._connection.execute("ROLLBACK TO write")
            self._schema = schema
            raise
        finally:
            self._connection.execute("RELEASE write")
            self._remembered.changed()
        if is_new and self.on_write is not None:
            self.on_write()

    # -- what has changed since the start ---------------------------------------------------------

    def follow_changes(self) -> None:
        """Notes from now on which rows change; to be called before ``mark_start``."""
        follow(self._connection, self._schema)

    def changes(self) -> dict[str, object]:
        """What was written since the start, as plain data for JSON; needs ``follow_changes``."""
        return changes(self._connection, self._schema, self._start_schema, self.version)

    def newest_changes(self) -> dict[str, object]:
        """As ``changes``, only of rows written since this was asked last, or since ``put_back``."""
        found = changes(self._connection, self._schema, self._start_schema, self.version, newest=True)
        forget_newest(self._connection)
        return found

    def restore_changes(self, data: object) -> None:
        """Makes changes anew that ``changes`` or ``newest_changes`` told of a store with the same start.

        Raises ``RecordRefused`` if they do not fit; then nothing was written. ``on_write`` is not called.
        """
        with self._writing(is_new=False) as written:
            self._schema, version = restore_changes(self._connection, self._schema, data)
            self.version = max(self.version, version) + 1
            forget_newest(self._connection)
            written.update(changed_tables(data))

    # -- loading, resetting, exporting ------------------------------------------------------------

    def load(self, rows: Seeds, progress: Callable[[int], None] | None = None) -> int:
        """Adds rows from a configuration or a file, all or none; gives how many they were.

        A row is ``(table, columns)`` or ``(table, columns, place)``; ``place`` begins the message if
        something is wrong with it (default: its number). Columns are written as in ``create``, and more
        freely: a lookup as ``{"table": "account", "id": "…"}``, or a bare GUID where it has one target; the
        key under its own name or ``id``; any value as text, options also by their label; what the product
        maintains (``createdon``) is taken over. Rows may name one another in any order. ``progress`` is
        told how many rows are done.
        """
        done = 0
        for number in self.loading(rows):
            if progress is not None and number != done:
                progress(number)
            done = number
        return done

    def loading(self, rows: Seeds) -> Iterator[int]:
        """As ``load``, a step at a time, so that the caller can show progress in between.

        Yields how many rows are in, repeatedly that of all while indexes are made. Until then other writes
        are refused, and if the caller stops before, no row stays.
        """
        with self._busy() as written:
            yield from self._inserting(rows, written)

    def adding(self, rows: Seeds, replaced: Iterable[tuple[str, str]]) -> Iterator[int]:
        """As ``loading``, after the start: within the budget, and in place of the rows that are ``replaced``.

        These are tables and ids; ``rows`` has a successor of each.
        """
        with self._busy() as written:
            for table, record_id in replaced:
                written.add(table)
                definition = self._schema[table]
                key = quoted_name(definition.table.primary_id)
                self._connection.execute(
                    f"DELETE FROM {quoted_name(definition.name)} WHERE {key} = ?", (record_id,)
                )
            for number in self._inserting(rows, written):
                self._check_budget()
                yield number

    @contextmanager
    def _busy(self) -> Iterator[set[str]]:
        """As ``_writing``, over several steps of a caller: meanwhile other writes are refused."""
        with self._writing() as written:
            self._loading = True
            try:
                yield written
            finally:
                self._loading = False

    def _inserting(self, rows: Seeds, written: set[str]) -> Iterator[int]:
        number = 0
        insertion = Insertion(
            self._connection, self._schema, self._write_context, version=self.version, from_file=True
        )
        for seeds in _in_chunks(rows):
            if isinstance(seeds, RowBlock):
                insertion.add_block(seeds)
                number += len(seeds.ids)
            else:
                insertion.add_all(
                    [
                        (row[0], row[1], row[2] if len(row) == 3 else at)
                        for at, row in enumerate(seeds, number + 1)
                    ]
                )
                number += len(seeds)
            yield number
        for _ in insertion.finishing():
            yield number
        written.update(insertion.tables)
        # Someone may have asked for further columns meanwhile.
        self._schema = with_those_of(insertion.schema, self._schema)
        self.version = insertion.version
        yield number

    def has(self, table: str, record_id: str) -> bool:
        """Whether there is a row of that table and id, as it is stored (lower case, without braces)."""
        definition = self._schema.find(table)
        return definition is not None and exists(self._connection, definition, record_id)

    def mark_start(self) -> None:
        """Makes the present state the one that ``reset`` brings back."""
        if self._loading:
            raise RecordRefused("Records are being loaded; wait until that is done.")
        # What is committed is the start; all later changes stay in one transaction, undone at a stroke.
        self._connection.execute("COMMIT")
        self._connection.execute("BEGIN")
        self._start_schema = self._schema
        self._start_size = self._size()
        self._remembered.start()

    def save_start(self, path: Path, notes: Mapping[str, str]) -> None:
        """Writes the state of the last ``mark_start`` to a file that another store takes as ``prepared``.

        Nothing may have been written since. Raises ``sqlite3.Error`` if there is such a file, or it cannot be
        written.
        """
        self._connection.execute("COMMIT")
        try:
            prepared_file.write(self._connection, self._schema, self._tables, self.version, path, notes)
        finally:
            self._connection.execute("BEGIN")

    def reset(self) -> None:
        """Brings back the state of the last ``mark_start``; takes time only for what has changed since."""
        if self._loading:
            raise RecordRefused("Records are being loaded; wait until that is done.")
        self._connection.execute("ROLLBACK")
        self._connection.execute("BEGIN")
        self._schema = self._start_schema
        self._remembered.reset()
        self.version += 1

    def export(self, tables: Collection[str] | None = None) -> Iterator[tuple[str, dict[str, object]]]:
        """All rows as ``load`` takes them into a fresh store: table and columns, without what is empty.

        ``tables`` are the logical names of those wanted, default all.
        """
        user = self._write_context.user if self._own_user_is_made() else None
        return export_rows(self._connection, self._schema, tables=tables, without_user=user)

    def _own_user_is_made(self) -> bool:
        """Whether the current user's row is the one that the store made itself."""
        if "systemuser" not in self._schema:
            return False
        statement = f'SELECT 1 FROM "systemuser" WHERE "systemuserid" = ? AND {quoted_name(VERSION)} = 0'
        return self._connection.execute(statement, (self._write_context.user,)).fetchone() is not None

    def close(self) -> None:
        """Frees the database; the store cannot be used any more."""
        self._connection.close()


def _in_chunks(seeds: Seeds) -> Iterator[RowBlock | list[SeedRow]]:
    """The blocks, and the rows between them some at a time, in their order."""
    rows: list[SeedRow] = []
    for each in seeds:
        if rows and (isinstance(each, RowBlock) or len(rows) == CHUNK):
            yield rows
            rows = []
        if isinstance(each, RowBlock):
            yield each
        else:
            rows.append(each)
    if rows:
        yield rows


# Made at import: a memory snapshot holds it.
BUILT_IN_SCHEMA = Schema.of(joined_tables(BUILT_IN_TABLES))


def schema_of(tables: Sequence[Table]) -> Schema:
    """The schema of table definitions, later ones extending earlier ones of the same name."""
    if tuple(tables) == BUILT_IN_TABLES:
        return BUILT_IN_SCHEMA
    return Schema.of(joined_tables(tables), BUILT_IN_SCHEMA)


def _folded_or_none(value: object) -> str | None:
    """A custom column's value as text is compared; SQLite calls this."""
    return None if value is None else folded(str(value))
