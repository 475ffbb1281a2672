"""The store: rows of a database in memory, read by queries and written by payloads."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from cif_emulator.records.database import Database
from cif_emulator.records.export import export_at_need, export_rows
from cif_emulator.records.further_columns import with_named_columns, with_those_of
from cif_emulator.records.metadata import metadata
from cif_emulator.records.payload_size import check_payload
from cif_emulator.records.physical import VERSION, quoted_name
from cif_emulator.records.query import Querier, QueryResult
from cif_emulator.records.row_blocks import RowBlock
from cif_emulator.records.rows import WebRow
from cif_emulator.records.schema import Schema
from cif_emulator.records.updates import Update, not_found
from cif_emulator.records.values import guid
from cif_emulator.records.writing import CHUNK, Insertion, existing, exists
from cif_emulator.workspace.state.record_source import Table
from cif_emulator.workspace.state.work import under_way

T = TypeVar("T")

# After so many of its steps SQLite asks whether the time of a call is up.
_STEPS = 1_000

# A seed row: its table, its columns, and (optional) the place to name when something is wrong with it.
SeedRow = tuple[str, Mapping[str, object]] | tuple[str, Mapping[str, object], str]
# What a load is given: rows, or many of a table at once.
Seeds = Iterable[SeedRow | RowBlock]


class Store(Database):
    """Tables and rows, read by OData queries and written by Web API payloads (``ciframework.md`` 2.8).

    ``tables`` are definitions, later ones extending earlier ones of the same name. ``strict`` refuses columns
    that no definition names, and new rows without their required columns. After ``mark_start`` the database
    grows by at most ``budget`` bytes. ``clock`` gives aware times; ``current_user`` is the systemuser who
    writes (a GUID), called ``current_user_name``. ``prepared`` is a file that ``save_start`` wrote: its rows
    are the start, and ``notes`` what was noted with them. Raises ``PreparedFileRefused`` if it does not fit.
    ``copied`` is what ``copy_start`` of another store gave, whose rows come first: ``tables`` must hold the
    built-in ones as they are, and ``current_user`` be the same.

    The store satisfies ``RecordSource``. ``version`` grows with every change of rows, for those who redraw.
    """

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
                lambda schema: ask(
                    Querier(self._connection, schema, self.on_warning, by_index=not self._loading)
                )
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

    def update(
        self, table: str, record_id: str, payload: Mapping[str, object], *, is_watched: bool = True
    ) -> WebRow:
        """Changes the columns that a payload names; gives the row as it is then.

        Not ``is_watched`` where what the row says is in effect already: ``on_watched_write`` is not called.
        Raises as ``create``, and ``RecordNotFound``; then nothing was written.
        """
        check_payload(payload)
        with self._writing() as written:
            change = Update(self._connection, self._schema, self._write_context, self.version)
            found = change.update(table, record_id, payload)
            self._check_budget()
            self._schema, self.version = change.schema, change.version
            if is_watched:
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

    def present(self, table: str, ids: Sequence[str]) -> list[str]:
        """Those of some ids that ``has`` knows, asked for together."""
        definition = self._schema.find(table)
        return [] if definition is None else existing(self._connection, definition, ids)

    def export(self, tables: Collection[str] | None = None) -> Iterator[tuple[str, dict[str, object]]]:
        """All rows as ``load`` takes them into a fresh store: table and columns, without what is empty.

        ``tables`` are the logical names of those wanted, default all.
        """
        user = self._write_context.user if self._own_user_is_made() else None
        return export_rows(self._connection, self._schema, tables=tables, without_user=user)

    def export_at_need(
        self, tables: Collection[str]
    ) -> Callable[[], Iterator[tuple[str, dict[str, object]]]]:
        """What ``export`` gives of these tables now, for those who may never ask for it."""
        return export_at_need(self._connection, self._schema, tables)

    def _own_user_is_made(self) -> bool:
        """Whether the current user's row is the one that the store made itself."""
        if "systemuser" not in self._schema:
            return False
        statement = f'SELECT 1 FROM "systemuser" WHERE "systemuserid" = ? AND {quoted_name(VERSION)} = 0'
        return self._connection.execute(statement, (self._write_context.user,)).fetchone() is not None


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
