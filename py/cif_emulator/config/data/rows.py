"""Rows on their way from a data file into a configuration, and what is told of them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from attrs import define, evolve, field, frozen

from cif_emulator.config.schema import Lookup, Record, RecordValue
from cif_emulator.records.columns import named
from cif_emulator.records.schema import PRINTED_NAMES, Schema, value_name
from cif_emulator.records.table_files import further_columns
from cif_emulator.workspace.state.pages import guid
from cif_emulator.workspace.state.record_source import Column, Table
from cif_emulator.workspace.state.refusals import MOST_HINTS, misspelt, nearest, quoted, visible

_BIND = "@odata.bind"
_TARGET = "@Microsoft.Dynamics.CRM.lookuplogicalname"
# Characters of a remark.
_LONGEST = 500
# Of which table a row is, and its key.
_NO_VALUES = ("table", "id")
_REFERENCE = re.compile(r"(?:https?://\S*/|/)?(?P<set>[A-Za-z_]\w*)\((?P<key>[^()]*)\)\Z")


class UnusableData(Exception):
    """A data file that cannot be used; the text names it, the place in it, and what would be right."""

    def __init__(self, message: str) -> None:
        # It quotes names and texts of the file.
        super().__init__(visible(message))


class DataRow(NamedTuple):
    """A record, and where it stands: ``contact.csv, line 5``. ``pair`` are the rows that it joins, if any."""

    record: Record
    place: str
    pair: tuple[Lookup, ...] = ()

    # As a block of one row has them (``records.RowBlock``).

    @property
    def table(self) -> str:
        """The table's name."""
        return self.record.table

    @property
    def ids(self) -> tuple[str]:
        """The row's id."""
        return (self.record.id,)

    @property
    def places(self) -> tuple[str]:
        """Where it stands."""
        return (self.place,)

    @property
    def columns(self) -> Mapping[str, tuple[object]]:
        """Its values by column."""
        return {name: (value,) for name, value in self.record.values.items()}


@define
class Remarks:
    """What is told of files that are taken all the same: each kind once, with a count and an example."""

    _examples: dict[str, str] = field(factory=dict)
    _counts: Counter[str] = field(factory=Counter)

    def tell(self, kind: str, example: str, count: int = 1) -> None:
        """Note some of a kind."""
        self._examples.setdefault(kind, example)
        self._counts[kind] += count

    def lines(self) -> tuple[str, ...]:
        """One line for each kind, cut where a file's names make it long."""
        return tuple(
            visible(f"{kind[:_LONGEST]}: {self._counts[kind]:,}, such as {example[:_LONGEST]}")
            for kind, example in self._examples.items()
        )


@frozen
class _Link:
    """What a property of a row gives: the lookup ``column``, and the table that it leads to, or ``""``."""

    column: str
    target: str


class Tables:
    """The tables that rows may be of, and by which properties their lookups are given."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self.by_name = {table.name: table for table in tables}
        self._sets = {table.entity_set: table.name for table in self.by_name.values()}
        self._links: dict[str, Mapping[str, _Link]] = {}
        self._names: dict[str, Collection[str]] = {}
        self._misspelt: defaultdict[str, dict[str, str | None]] = defaultdict(dict)
        self._targets: dict[str, Mapping[str, Collection[str]]] = {}

    def find(self, name: object) -> Table | None:
        """The table of that logical name, letter case aside."""
        return self.by_name.get(name.strip().lower()) if isinstance(name, str) else None

    def get(self, name: object, place: str) -> Table:
        """As ``find``; raises ``UnusableData`` with the nearest names."""
        table = self.find(name)
        if table is None:
            raise UnusableData(
                f"{place}: there is no table {quoted(name)}. {nearest(str(name), self.by_name)}"
            )
        return table

    def misspelt(self, table: str, names: Iterable[str]) -> Mapping[str, str]:
        """What to tell of properties that no column has, and that are all but one's name; by these.

        Of a table the first hundred are looked at.
        """
        known, sought = self._known_names(table), self._misspelt[table]
        told = {}
        for name in names:
            if name in known:
                continue
            if name not in sought and len(sought) < MOST_HINTS:
                sought[name] = misspelt(name, known)
            if column := sought.get(name):
                told[name] = (
                    f"Values of {table}.{name}, which is no column of it (Did you mean {quoted(column)}?)"
                )
        return told

    def _known_names(self, table: str) -> Collection[str]:
        if table not in self._names:
            columns = _all_columns(self.by_name[table])
            links = self.links(self.by_name[table])
            self._names[table] = {column.name for column in columns}.union(links, PRINTED_NAMES)
        return self._names[table]

    def links(self, table: Table) -> Mapping[str, _Link]:
        """The properties that give a table's lookups, in all the ways that the Web API has for them."""
        found = self._links.get(table.name)
        if found is None:
            columns = _all_columns(table)
            definition = Schema.of([evolve(table, columns=columns)]).by_name[table.name]
            found = {}
            for column in columns:
                if column.kind == "lookup":
                    link = _Link(column.name, column.targets[0] if len(column.targets) == 1 else "")
                    names = (column.name, value_name(column), column.name + _BIND)
                    found.update(dict.fromkeys(names, link))
            for name, navigation in definition.navigation.items():
                found.setdefault(name + _BIND, _Link(navigation.column.name, ""))
            self._links[table.name] = found
        return found

    def set_of(self, reference: str) -> str:
        """The table that a reference's text names before its key: ``/accounts(``."""
        name = reference.rstrip("(").rsplit("/", 1)[-1]
        return self._sets.get(name, name)

    def targets(self, table: str, column: str) -> Collection[str]:
        """The tables that a lookup may lead to; of a column that no table defines, all of them."""
        if table not in self._targets:
            columns = _all_columns(self.by_name[table])
            self._targets[table] = {each.name: each.targets for each in columns if each.kind == "lookup"}
        return self._targets[table].get(column) or self.by_name

    def lookup(self, link: _Link, name: str, text: str, columns: Mapping[str, object]) -> Lookup | None:
        """The row that a property's text names: ``/accounts(<GUID>)``, or a GUID whose table is known."""
        reference = _REFERENCE.match(text.strip()) if len(text) < 2_000 else None
        if reference is not None and (key := guid(reference["key"])):
            return Lookup(table=self.set_of(reference["set"]), id=key)
        target = columns.get(name + _TARGET) or link.target
        key = guid(text)
        return Lookup(table=str(target), id=key) if key and target and not name.endswith(_BIND) else None


def _all_columns(table: Table) -> tuple[Column, ...]:
    """A table's columns, with those that it gets when something names them."""
    return tuple(named((*further_columns(table.name).values(), *table.columns)).values())


def data_row(tables: Tables, table: Table, columns: Mapping[str, object], place: str) -> DataRow:
    """A row of a table; raises ``UnusableData`` for what no column can hold."""
    values: dict[str, RecordValue] = {}
    links = tables.links(table)
    given = columns.get("id", columns.get(table.primary_id))
    record_id = guid(given) or (None if given else str(uuid5(NAMESPACE_URL, place)))
    if record_id is None:
        raise UnusableData(f"{place}: the id {quoted(given)} is not a GUID")
    for name, value in columns.items():
        if value is None or name in _NO_VALUES or name == table.primary_id:
            continue
        if name in links:
            link = links[name]
            found = tables.lookup(link, name, value, columns) if isinstance(value, str) else None
            values[name if found is None else link.column] = found or row_value(value, f"{place}, {name}")
        elif "@" not in name or name.endswith(_BIND):  # annotations come along in answers of the Web API
            values[name] = row_value(value, f"{place}, {name}")
    return DataRow(Record(table=table.name, id=record_id, values=values), place)


def row_value(value: object, place: str) -> RecordValue:
    """A column's value; raises ``UnusableData``."""
    if isinstance(value, (str, int, float, bool, Lookup)):
        return value
    if isinstance(value, dict) and set(value) == {"table", "id"} and (key := guid(value["id"])):
        return Lookup(table=str(value["table"]), id=key)
    raise UnusableData(
        f"{place}: expected text, a number, true or false, "
        'or a lookup such as {"table": "account", "id": "…"}'
    )


def lookups_of(row: DataRow) -> Iterator[tuple[str, Lookup]]:
    """The lookups of a row, by column."""
    for name, value in row.record.values.items():
        if type(value) is Lookup:
            yield name, value
