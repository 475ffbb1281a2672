"""Queries: options in, rows out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, overload

from attrs import field, frozen

from cif_emulator.records import limits
from cif_emulator.records.errors import QueryRefused, quoted
from cif_emulator.records.odata_expand import Expansion, read_expand
from cif_emulator.records.odata_options import Options, read_options, whole_number
from cif_emulator.records.odata_sql import Parameter
from cif_emulator.records.physical import POINTER, ROW, quoted_name, target_sql, value_sql
from cif_emulator.records.row_sources import RowSources
from cif_emulator.records.rows import RowReader, WebRow
from cif_emulator.records.schema import (
    Collection,
    Definition,
    Navigation,
    Pairing,
    Schema,
    navigation_name,
)
from cif_emulator.records.selection import selected_columns
from cif_emulator.workspace.state.record_source import Column
from cif_emulator.workspace.state.work import is_stopped, note_answer, note_rows

# Rows that are counted together.
_AT_ONCE = 1_000


@frozen
class QueryResult(Sequence[WebRow]):
    """The rows of a query.

    ``total`` is the number of all rows that match, if ``$count=true`` asked for it (at most 5,000, as in the
    product); ``searched`` tells that ``$search`` was among the options, which opens the search page
    (``ciframework.md`` 2.8); ``table`` is the logical name of the rows' table. ``following`` are the options
    that give the rows after these, if a page ended before the last.
    """

    table: str
    rows: list[WebRow] = field(factory=list)
    total: int | None = None
    searched: bool = False
    following: str | None = None

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> WebRow: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[WebRow]: ...
    def __getitem__(self, index: int | slice) -> WebRow | Sequence[WebRow]:
        return self.rows[index]

    def __iter__(self) -> Iterator[WebRow]:
        return iter(self.rows)


class Querier:
    """Answers queries on one schema from one connection; ``warn`` hears what is odd about a query.

    ``by_index``: the tables' indexes are there.
    """

    def __init__(
        self, connection: sqlite3.Connection, schema: Schema, warn: Callable[[str], None], *, by_index: bool
    ) -> None:
        self._connection = connection
        self._schema = schema
        self._rows = RowReader(connection, schema)
        self._sources = RowSources(schema, warn, by_index=by_index)

    def query(self, table: str, text: str, page_size: int = limits.PAGE_SIZE) -> QueryResult:
        """The rows that the options in ``text`` give; raises ``QueryRefused``, ``UnknownTable``.

        Without ``$top`` they come in pages of ``page_size`` rows.
        """
        definition = self._schema[table]
        options = read_options(text)
        size = min(page_size, limits.PAGE_SIZE) if options.top is None else limits.PAGE_SIZE
        # One row more than a page tells that there is another page.
        top = size + 1 if options.top is None else whole_number("$top", options.top, limits.PAGE_SIZE)
        skip = 0 if options.skip is None else whole_number("$skip", options.skip, 2**31)
        count = _is_true("$count", options.count)
        columns = selected_columns(definition, options.select)
        expansions = read_expand(options.expand) if options.expand is not None else ()
        keys, total = self._keys(definition, options, top, skip, count=count)
        rows = self._read(definition, columns, keys[:size], expansions)
        if expansions:
            note_answer(_values(rows, {}))
        following = options.written(skip=skip + size) if len(keys) > size else None
        return QueryResult(table, rows, total, options.search is not None, following)

    def retrieve(self, table: str, record_id: str, text: str) -> WebRow | None:
        """One row; ``text`` may hold ``$select`` and ``$expand``."""
        definition = self._schema[table]
        options = read_options(text)
        for name in ("filter", "orderby", "top", "skip", "count", "search"):
            if getattr(options, name) is not None:
                raise QueryRefused(
                    f"“${name}” cannot be used to read one record: only $select and $expand can."
                )
        columns = selected_columns(definition, options.select)
        expansions = read_expand(options.expand) if options.expand is not None else ()
        rows = self._read(definition, columns, [record_id], expansions, definition.table.primary_id)
        if expansions:
            note_answer(_values(rows, {}))
        return rows[0] if rows else None

    def listed(self, name: str, search: str, top: int, order: str = "") -> list[WebRow]:
        """The rows of the table's active view, with the columns of its list, in its own or another order."""
        definition = self._schema[name]
        table = definition.table
        options = Options(
            filter="statecode eq 0" if _shows_active_only(definition) else None,
            orderby=order or table.list_order or table.primary_name,
            search=search if search.strip() else None,
        )
        names = dict.fromkeys((table.primary_id, table.primary_name, *table.list_columns))
        keys, _ = self._keys(definition, options, max(0, min(top, limits.PAGE_SIZE)), 0)
        return self._read(definition, [definition.columns[name] for name in names], keys, ())

    # -- which rows -------------------------------------------------------------------------------

    def _keys(
        self, definition: Definition, options: Options, top: int, skip: int, *, count: bool = False
    ) -> tuple[list[int | str], int | None]:
        """The keys of the rows in their order, and how many there are without ``top`` and ``skip``."""
        source = self._sources.of(definition, options)
        total = None
        if count:
            counted = f"SELECT count(*) FROM (SELECT 1 {source.sql} LIMIT {limits.PAGE_SIZE})"
            total = self._run(counted, source.parameters)[0][0]
        found = (
            f"SELECT t0.{quoted_name(_key_of(definition))} {source.sql} "
            f"ORDER BY {source.order} LIMIT {top} OFFSET {skip}"
        )
        return [row[0] for row in self._run(found, source.parameters)], total

    def _run(self, statement: str, parameters: Sequence[Parameter]) -> list[Any]:
        """A query's rows; one that goes beyond SQLite's limits is refused, as the others beyond ours are."""
        found: list[Any] = []
        try:
            cursor = self._connection.execute(statement, parameters)
            while some := cursor.fetchmany(_AT_ONCE):
                found += some
                note_rows(len(some), 0)
        except sqlite3.OperationalError as error:
            if is_stopped():
                raise
            raise QueryRefused(f"The query is too complex: {error}.") from None
        return found

    # -- what of them -----------------------------------------------------------------------------

    def _read(
        self,
        definition: Definition,
        columns: Sequence[Column],
        keys: Sequence[int | str],
        expansions: Sequence[Expansion],
        key: str = "",
    ) -> list[WebRow]:
        rows = self._rows.read(definition, columns, keys, key or _key_of(definition))
        for expansion in expansions:
            name = expansion.name
            navigation = definition.navigation.get(name)
            if navigation is not None:
                self._expand_link(definition, rows, navigation, expansion)
            elif name in definition.collections:
                self._expand_collection(definition, rows, definition.collections[name], expansion)
            elif name in definition.pairings:
                self._expand_pairing(definition, rows, definition.pairings[name], expansion)
            else:
                definition.look_further(name)
                raise QueryRefused(
                    f"$expand, character {name.position + 1}: the table {quoted(definition.name)} has no "
                    f"navigation property {quoted(name)}.{definition.near(name)}"
                )
        return rows

    def _expand_link(
        self, definition: Definition, rows: Sequence[WebRow], navigation: Navigation, expansion: Expansion
    ) -> None:
        for option in ("filter", "orderby", "top"):
            if getattr(expansion.options, option) is not None:
                raise QueryRefused(
                    f"$expand: {quoted(expansion.name)} leads to one record; ${option} is for collections."
                )
        for row in rows:
            row[expansion.name] = None
        column = navigation.column
        # `ownerid` leads to users and to teams.
        targets = [target for target in column.targets if navigation_name(column, target) == expansion.name]
        for target in targets or (navigation.target,):
            self._expand_target(definition, rows, column, target, expansion)

    def _expand_target(
        self,
        definition: Definition,
        rows: Sequence[WebRow],
        column: Column,
        target: str,
        expansion: Expansion,
    ) -> None:
        other = self._schema.find(target)
        if other is None:
            return
        links = dict(self._links(definition, rows, column, target))
        columns = selected_columns(other, expansion.options.select)
        ids = list(dict.fromkeys(links.values()))
        primary_id = other.table.primary_id
        read = self._read(other, columns, ids, expansion.inner, primary_id)
        found = {row[primary_id]: row for row in read}
        for row in rows:
            linked = links.get(str(row[definition.table.primary_id]))
            if linked in found:
                row[expansion.name] = (
                    {"@odata.id": f"{other.table.entity_set}({linked})"}
                    if expansion.reference
                    else found[linked]
                )

    def _links(
        self, definition: Definition, rows: Sequence[WebRow], column: Column, target: str
    ) -> Iterator[tuple[str, str]]:
        """Ids of rows and of the rows of ``target`` that their lookup names."""
        primary_id = definition.table.primary_id
        ids = [str(row[primary_id]) for row in rows]
        for start in range(0, len(ids), 1_000):
            some = ids[start : start + 1_000]
            yield from self._connection.execute(
                f"SELECT t0.{quoted_name(primary_id)}, {value_sql('t0', column)} "
                f"FROM {quoted_name(definition.name)} AS t0 "
                f"WHERE t0.{quoted_name(primary_id)} IN ({','.join('?' * len(some))}) "
                f"AND {target_sql('t0', column)} = ?",
                (*some, target),
            )

    def _expand_collection(
        self, definition: Definition, rows: Sequence[WebRow], collection: Collection, expansion: Expansion
    ) -> None:
        other = self._schema[collection.table]
        found: dict[str, list[int | str]] = {str(row[definition.table.primary_id]): [] for row in rows}
        link = value_sql("t0", collection.column)
        source = self._sources.of(
            other,
            expansion.options,
            f"{link} IN (SELECT value FROM json_each(?)) AND {target_sql('t0', collection.column)} = ?",
            (json.dumps(list(found)), definition.name),
        )
        statement = f"SELECT {link}, t0.{quoted_name(_key_of(other))} {source.sql} ORDER BY {source.order}"
        for linked, key in self._run(statement, source.parameters):
            found[linked].append(key)
        self._put_collections(definition, rows, other, found, expansion)

    def _expand_pairing(
        self, definition: Definition, rows: Sequence[WebRow], pairing: Pairing, expansion: Expansion
    ) -> None:
        other = self._schema[pairing.table]
        found: dict[str, list[int | str]] = {str(row[definition.table.primary_id]): [] for row in rows}
        holders: dict[str, list[str]] = {}
        for own, paired in self._run(
            f"SELECT {quoted_name(pairing.own)}, {quoted_name(pairing.other)} "
            f"FROM {quoted_name(pairing.name)} "
            f"WHERE {quoted_name(pairing.own)} IN (SELECT value FROM json_each(?))",
            (json.dumps(list(found)),),
        ):
            holders.setdefault(paired, []).append(own)
        primary_id = f"t0.{quoted_name(other.table.primary_id)}"
        source = self._sources.of(
            other,
            expansion.options,
            f"{primary_id} IN (SELECT value FROM json_each(?))",
            (json.dumps(list(holders)),),
        )
        statement = (
            f"SELECT {primary_id}, t0.{quoted_name(_key_of(other))} {source.sql} ORDER BY {source.order}"
        )
        for paired, key in self._run(statement, source.parameters):
            for own in dict.fromkeys(holders[paired]):
                found[own].append(key)
        self._put_collections(definition, rows, other, found, expansion)

    def _put_collections(
        self,
        definition: Definition,
        rows: Sequence[WebRow],
        other: Definition,
        found: Mapping[str, list[int | str]],
        expansion: Expansion,
    ) -> None:
        """Put into each row the rows of ``other`` that were found for it, by their keys."""
        if expansion.reference:
            raise QueryRefused(f"$expand: $ref is for lookups; {quoted(expansion.name)} is a collection.")
        top = expansion.options.top
        most = limits.PAGE_SIZE if top is None else whole_number("$top", top, limits.PAGE_SIZE)
        columns = selected_columns(other, expansion.options.select)
        for row in rows:
            keys = found[str(row[definition.table.primary_id])][:most]
            row[expansion.name] = self._read(other, columns, keys, expansion.inner)


def _values(rows: Sequence[WebRow], known: dict[int, int]) -> int:
    """How many values rows and those expanded in them hold, each as often as it stands there."""
    total = 0
    for row in rows:
        size = known.get(id(row))
        if size is None:
            size = len(row)
            for value in row.values():
                if isinstance(value, list):
                    size += _values(value, known)
                elif isinstance(value, dict):
                    size += _values([value], known)
            known[id(row)] = size
        total += size
    return total


def _key_of(definition: Definition) -> str:
    """What names rows while a query runs: their number, in the view of all activities their id."""
    return definition.table.primary_id if definition.name == POINTER else ROW


def _shows_active_only(definition: Definition) -> bool:
    """Whether the list shows active (or open) rows only; lists of activities and articles show all."""
    state = definition.columns.get("statecode")
    return (
        state is not None and not definition.table.is_activity and state.choices.get(0) in ("Active", "Open")
    )


def _is_true(option: str, text: str | None) -> bool:
    if text is not None and text.lower() not in ("true", "false"):
        raise QueryRefused(f"{option} must be true or false, got {quoted(text)}.")
    return text is not None and text.lower() == "true"
