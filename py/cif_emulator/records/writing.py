"""Rows being inserted: one record or a file of them, always the same way.

Rows are inserted some hundred at a time, their links are checked when all are in: so records may name one
another in any order. The caller holds a savepoint around all this, and undoes it when something is refused.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, KeysView, Sequence

from attrs import Factory, define

from cif_emulator.records.batches import Batch, BatchReader, ReadAlone, Values
from cif_emulator.records.custom_columns import Link
from cif_emulator.records.errors import DuplicateRecord, RecordError, RecordRefused, quoted
from cif_emulator.records.payload import Payload
from cif_emulator.records.payload_size import check_payload
from cif_emulator.records.physical import (
    ROW,
    VERSION,
    index_statements,
    literal,
    quoted_name,
    target_sql,
    value_sql,
)
from cif_emulator.records.preparing import TIMES, Prepared, Preparer, WriteContext
from cif_emulator.records.row_blocks import RowBlock
from cif_emulator.records.schema import Collection, Definition, Schema

# Rows per statement; between two a long load says how far it is.
CHUNK = 500
# From so many rows on, a table's indexes are made anew after a load, which is quicker than adding to them.
_MANY = 2_000
_REPORTED = 20

# Where a seed row came from: its number, or a text that names file and line.
Place = int | str | None
# Rows with their places among the next ones of their table.
Part = tuple[Sequence[int], Batch]


@define
class _TableRows:
    """The rows of one table: those not yet inserted, and what is to be remembered of all."""

    first: int
    waiting: list[Prepared] = Factory(list)
    places: list[Place] = Factory(list)
    inserted: int = 0
    # Lookups and the tables they lead to, with the first and the last row that may have them.
    links: dict[tuple[str, str], tuple[int, int]] = Factory(dict)
    dropped: dict[str, str] = Factory(dict)

    def take(self, places: Iterable[Place], links: Iterable[tuple[str, str]]) -> None:
        """Notes the places of the next rows, and the links that some of these have."""
        first = self.first + len(self.places)
        self.places += places
        for link in links:
            self.links[link] = (self.links.get(link, (first,))[0], self.first + len(self.places) - 1)


class Insertion:
    """Some records being inserted together.

    ``schema`` and ``version`` grow meanwhile; the caller takes them over once all is done.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        schema: Schema,
        write_context: WriteContext,
        *,
        version: int,
        from_file: bool = False,
    ) -> None:
        self.version = version
        self._connection = connection
        self._user = write_context.user
        self._preparer = Preparer(connection, schema, write_context, from_file=from_file)
        self._batches = BatchReader(self._preparer)
        self._tables: dict[str, _TableRows] = {}

    @property
    def schema(self) -> Schema:
        """The schema with the columns that came with the records."""
        return self._preparer.schema

    @property
    def tables(self) -> KeysView[str]:
        """The tables that the records are of."""
        return self._tables.keys()

    def add(
        self, table: str, payload: Payload, place: Place = None, link: tuple[Collection, Link] | None = None
    ) -> str:
        """Takes a record and those inside it; gives its id. Raises ``RecordRefused``, ``UnknownTable``."""
        found: list[Prepared] = []
        record_id = self._preparer.prepare(table, payload, found, link)
        for prepared in found:
            rows = self._tables.get(prepared.table) or self._opened(prepared.table)
            rows.waiting.append(prepared)
            rows.take((place,), prepared.links)
        return record_id

    def _opened(self, table: str) -> _TableRows:
        last = self._connection.execute(
            f"SELECT max({quoted_name(ROW)}) FROM {quoted_name(table)}"
        ).fetchone()
        rows = self._tables[table] = _TableRows((last[0] or 0) + 1)
        return rows

    def add_all(self, seeds: Sequence[tuple[str, Payload, Place]]) -> None:
        """Takes records of a file, each with its place, which messages name; raises as ``add``."""
        if not self._add_together(seeds):
            for table, payload, place in seeds:
                try:
                    check_payload(payload)
                    self.add(table, payload, place)
                except RecordError as error:
                    raise type(error)(f"{_where(place)}{error.message}", error.code) from None
        for table, rows in self._tables.items():
            if len(rows.waiting) >= CHUNK:
                self._insert(self.schema[table], rows)

    def _add_together(self, seeds: Sequence[tuple[str, Payload, Place]]) -> bool:
        """Inserts records column by column, if all of them can be read so; else nothing was done."""
        by_table: dict[str, list[tuple[Payload, Place]]] = {}
        for table, payload, place in seeds:
            by_table.setdefault(table, []).append((payload, place))
        try:
            read = {table: self._read_together(table, found) for table, found in by_table.items()}
        except ValueError:  # what is wrong with a record is told when it is read alone
            return False
        for table, parts in read.items():
            self._insert_read(table, parts, [place for _, place in by_table[table]])
        return True

    def add_block(self, block: RowBlock) -> None:
        """Takes a block of rows; raises as ``add_all``."""
        try:
            batch = self._batches.read_block(block)
        except ValueError:  # what is wrong with a record is told when it is read alone
            self.add_all(list(block.rows()))
        else:
            self._insert_read(block.table, [(range(len(block.ids)), batch)], block.places)

    def _insert_read(self, table: str, parts: Sequence[Part], places: Sequence[Place]) -> None:
        definition = self.schema[table]
        rows = self._tables.get(table) or self._opened(table)
        self._insert(definition, rows)
        rows.take(places, {link for _, batch in parts for link in batch.links})
        self._begin(definition, rows, (each for _, batch in parts for each in batch.ids))
        self._insert_parts(definition, rows, parts)

    def _read_together(self, table: str, found: Sequence[tuple[Payload, Place]]) -> list[Part]:
        """Rows of a table by shape, with their places among these; raises ``ValueError``."""
        by_shape: dict[tuple[str, ...], list[int]] = {}
        for number, (payload, _) in enumerate(found):
            if type(payload) is not dict:
                raise ReadAlone
            by_shape.setdefault(tuple(payload), []).append(number)
        return [
            (numbers, self._batches.read(table, [found[number][0] for number in numbers]))
            for numbers in by_shape.values()
        ]

    def finish(self) -> None:
        """Inserts the rest and checks all links. Raises ``DuplicateRecord``, ``RecordRefused``."""
        for _ in self.finishing():
            pass

    def finishing(self) -> Iterator[None]:
        """As ``finish``, a step at a time: of a long load it is a good part."""
        for table, rows in self._tables.items():
            self._insert(self.schema[table], rows)
            for statement in rows.dropped.values():
                yield
                try:
                    self._connection.execute(statement)
                except sqlite3.IntegrityError:
                    raise self._duplicate_among_all(self.schema[table], rows) from None
        yield from self._check_links()

    def _insert(self, definition: Definition, rows: _TableRows) -> None:
        if not rows.waiting:
            return
        self._begin(definition, rows, {row.record_id for row in rows.waiting})
        for start in range(0, len(rows.waiting), CHUNK):
            chunk = rows.waiting[start : start + CHUNK]
            plan = self._preparer.plan(definition)
            # No part of the statement: each moment's would be another, compiled anew and kept.
            times = [name for name in TIMES if name in plan]
            names = list(dict.fromkeys((*(name for row in chunk for name in row.cells), *times)))
            cells: dict[str, Values] = {
                name: [row.cells.get(name, plan.get(name)) for row in chunk] for name in names
            }
            batch = Batch([row.record_id for row in chunk], cells, set())
            self._insert_parts(definition, rows, [(range(len(chunk)), batch)])
        rows.waiting.clear()

    def _begin(self, definition: Definition, rows: _TableRows, ids: Iterable[str]) -> None:
        if rows.inserted >= max(_MANY, rows.first) and not rows.dropped:
            rows.dropped = index_statements(definition)
            for name in rows.dropped:
                self._connection.execute(f"DROP INDEX {name}")
        # The current user's row, made so that records have an owner, gives way to one that is loaded.
        if definition.name == "systemuser" and self._user in ids:
            self._connection.execute(
                f'DELETE FROM "systemuser" WHERE "systemuserid" = ? AND {quoted_name(VERSION)} = 0',
                (self._user,),
            )

    def _insert_parts(self, definition: Definition, rows: _TableRows, parts: Sequence[Part]) -> None:
        """Inserts the next rows of a table, each part with its rows' places among them."""
        number, version = rows.first + rows.inserted, self.version + 1
        try:
            for places, batch in parts:
                numbers = [number + place for place in places]
                versions = [version + place for place in places]
                self._connection.executemany(
                    self._statement(definition, batch),
                    zip(numbers, versions, *batch.cells.values(), strict=True),
                )
        except sqlite3.IntegrityError:
            raise self._duplicate(definition, rows, parts) from None
        count = sum(len(places) for places, _ in parts)
        self.version += count
        rows.inserted += count

    def _statement(self, definition: Definition, batch: Batch) -> str:
        # What all rows have alike is written into the statement: a third as many values for each row.
        plan = {**self._preparer.plan(definition), **batch.alike}
        alike = {name: value for name, value in plan.items() if name not in batch.cells}
        columns = ", ".join(quoted_name(name) for name in (ROW, VERSION, *batch.cells, *alike))
        values = ", ".join((*"?" * (len(batch.cells) + 2), *(literal(value) for value in alike.values())))
        return f"INSERT INTO {quoted_name(definition.name)} ({columns}) VALUES ({values})"

    def _duplicate(self, definition: Definition, rows: _TableRows, parts: Sequence[Part]) -> DuplicateRecord:
        """The refusal of the first of some rows whose id is taken."""
        ids = dict(pair for places, batch in parts for pair in zip(places, batch.ids, strict=True))
        in_order = [(rows.inserted + place, ids[place]) for place in sorted(ids)]
        # Which of the rows are in already depends on SQLite; ask for the first number of each id.
        numbers = {record_id: number for number, record_id in reversed(in_order)}
        for number, record_id in in_order:
            earlier = numbers[record_id]
            if earlier == number:
                taken = row_number(self._connection, definition, record_id)
                if taken is None or taken >= rows.first + rows.inserted:
                    continue
                earlier = taken - rows.first
            return _taken(definition, rows, record_id, number, earlier)
        return DuplicateRecord(f"A record of the table {quoted(definition.name)} is there twice.")

    def _duplicate_among_all(self, definition: Definition, rows: _TableRows) -> DuplicateRecord:
        """As ``_duplicate``, once all rows are in, without an index that had refused one."""
        name, key, row = map(quoted_name, (definition.name, definition.table.primary_id, ROW))
        record_id, number, earlier = self._connection.execute(
            f"SELECT {key}, {row}, earlier FROM (SELECT {key}, {row}, "
            f"lag({row}) OVER (PARTITION BY {key} ORDER BY {row}) AS earlier FROM {name}) "
            f"WHERE earlier IS NOT NULL ORDER BY {row} LIMIT 1"
        ).fetchone()
        return _taken(definition, rows, record_id, number - rows.first, earlier - rows.first)

    def _check_links(self) -> Iterator[None]:
        missing: list[str] = []
        for table, rows in self._tables.items():
            for name, target in sorted(rows.links):
                if rows.inserted >= _MANY:
                    yield
                missing += self._dangling(self.schema[table], rows, name, target)
        if missing:
            # How many there are nobody has counted.
            more = " There are more." if len(missing) > _REPORTED else ""
            raise RecordRefused(" ".join(missing[:_REPORTED]) + more, "0x80040217")

    def _dangling(self, definition: Definition, rows: _TableRows, name: str, target: str) -> Iterator[str]:
        """What is wrong with the rows whose lookup names a row of ``target`` that does not exist."""
        value = value_sql("t0", definition.columns[name])
        other, led_to = self.schema[target].table, target_sql("t0", definition.columns[name])
        found = self._connection.execute(
            f"SELECT t0.{quoted_name(ROW)}, {value} FROM {quoted_name(definition.name)} AS t0 "
            f"WHERE t0.{quoted_name(ROW)} BETWEEN ? AND ? AND {led_to} = ? "
            f"AND NOT EXISTS (SELECT 1 FROM {quoted_name(target)} AS t1 "
            f"WHERE t1.{quoted_name(other.primary_id)} = {value}) LIMIT {_REPORTED + 1}",
            (*rows.links[name, target], target),
        ).fetchall()
        for number, record_id in found:
            yield (
                f"{_where(rows.places[number - rows.first])}{quoted(name)} of the table "
                f"{quoted(definition.name)} names the {quoted(target)} {record_id}, which does not exist."
            )


def _taken(
    definition: Definition, rows: _TableRows, record_id: str, number: int, earlier: int
) -> DuplicateRecord:
    """The refusal of a load's row whose id an earlier one has; those before the load are below 0."""
    where = _where(rows.places[number])
    other = _where(rows.places[earlier]).rstrip(": ") if earlier >= 0 else ""
    return DuplicateRecord(
        f"{where}There is a record of the table {quoted(definition.name)} with the id "
        f"{record_id} already{f' ({other})' if other else ''}."
    )


def _where(place: Place) -> str:
    """How a message begins that concerns one of many records."""
    if place is None:
        return ""
    return f"Record {place}: " if isinstance(place, int) else f"{place}: "


def row_number(connection: sqlite3.Connection, definition: Definition, record_id: str) -> int | None:
    """The number of the row with that id, or ``None``."""
    table = definition.table
    found = connection.execute(
        f"SELECT {quoted_name(ROW)} FROM {quoted_name(table.name)} WHERE {quoted_name(table.primary_id)} = ?",
        (record_id,),
    ).fetchone()
    return None if found is None else found[0]


def existing(connection: sqlite3.Connection, definition: Definition, ids: Sequence[str]) -> list[str]:
    """Those of some ids that a table has rows with, in their order."""
    table, key = quoted_name(definition.name), quoted_name(definition.table.primary_id)
    found = connection.execute(
        f"SELECT {key} FROM {table} WHERE {key} IN (SELECT value FROM json_each(?))", (json.dumps(ids),)
    )
    there = {row[0] for row in found}
    return [each for each in ids if each in there]


def exists(connection: sqlite3.Connection, definition: Definition, record_id: str) -> bool:
    """Whether a table has a row with that id."""
    return row_number(connection, definition, record_id) is not None
