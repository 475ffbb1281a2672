"""Tables by name, and what follows from their definitions: navigation properties, collections, links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve, field, frozen

from cif_emulator.records import limits
from cif_emulator.records.columns import TEXT_KINDS
from cif_emulator.records.errors import RecordError, UnknownTable, known_names, quoted
from cif_emulator.records.table_files import further_columns
from cif_emulator.workspace.state.record_source import Column, Table

# A logical name goes into SQL as an identifier (quoted): nothing else may.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")
_KINDS = frozenset(
    {"text", "memo", "number", "boolean", "choice", "datetime", "lookup", "phone", "email", "url", "id"}
)

# Columns that stand together in an index: SQLite joins no more than a few hundred texts in an expression.
_SEARCHED = 100

# Names of columns as the public reference prints two of them (``scripts.md`` 6.1), and as they are.
PRINTED_NAMES = {
    "msdyn_casefieldsupdatedbyAI": "msdyn_casefieldsupdatedbyai",
    "msdyn_channelproviderName": "msdyn_channelprovidername",
}


class DefinitionRefused(RecordError):
    """A table definition that cannot be."""


class FurtherColumn(Exception):
    """Something named a column that the table has and its definition does not hold yet."""

    def __init__(self, table: str, column: Column) -> None:
        super().__init__(table, column.name)
        self.table = table
        self.column = column


@frozen
class Navigation:
    """A single-valued navigation property: ``name`` follows ``column`` to the table ``target``."""

    name: str
    column: Column
    target: str


@frozen
class Collection:
    """A collection-valued navigation property: the rows of ``table`` whose ``column`` names this row."""

    name: str
    table: str
    column: Column


@frozen
class Pairing:
    """A many-to-many relationship, as one side sees it: rows of ``table`` whose keys stand beside this row's.

    The table that joins them has the relationship's ``name``; ``own`` and ``other`` are its columns.
    """

    name: str
    own: str
    table: str
    other: str


@frozen(eq=False)
class Definition:
    """A table with its columns and navigation properties by name.

    ``text_keys`` are the hidden columns of text columns, ``longest`` the number of characters these hold.
    ``searched`` are the columns whose texts also stand together in an index, for searches.
    """

    table: Table
    columns: Mapping[str, Column]
    navigation: Mapping[str, Navigation]
    text_keys: Mapping[str, str]
    longest: Mapping[str, int]
    searched: tuple[str, ...]
    collections: Mapping[str, Collection] = field(factory=dict)
    pairings: Mapping[str, Pairing] = field(factory=dict)

    @property
    def name(self) -> str:
        """The table's logical name."""
        return self.table.name

    def look_further(self, name: str) -> None:
        """Raises ``FurtherColumn`` if ``name``, in any of its forms, is that of a further column."""
        further = further_columns(self.name)
        found = further.get(name) or further.get(lookup_of(name) or "")
        if found is None:
            lookups = (column for column in further.values() if column.kind == "lookup")
            found = next((column for column in lookups if name in dict(navigation_names(column))), None)
        if found is not None and found.name not in self.columns:
            raise FurtherColumn(self.name, found)

    def column(self, name: str) -> Column | None:
        """The column of a logical name, also as the public reference prints it."""
        return self.columns.get(name) or self.columns.get(PRINTED_NAMES.get(name, ""))

    def near(self, name: str) -> str:
        """A sentence with the columns and properties nearest to ``name``.

        A name that looks like a key hears the key's.
        """
        key = self.table.primary_id
        if name.lower() in ("id", f"{self.name}id", f"{self.name}_id", key.lower()):
            return f" Its key is {quoted(key)}."
        lookups = (value_name(column) for column in self.columns.values() if column.kind == "lookup")
        further = further_columns(self.name)
        return known_names(
            name,
            (*self.columns, *lookups, *self.navigation, *self.collections, *self.pairings, *further),
        )


def value_name(column: Column) -> str:
    """The property a column has in a row: ``_<name>_value`` for lookups."""
    return f"_{column.name}_value" if column.kind == "lookup" else column.name


def lookup_of(name: str) -> str | None:
    """The lookup column that a property ``_<name>_value`` gives the value of."""
    return name[1:-6] if len(name) > 7 and name.startswith("_") and name.endswith("_value") else None


def navigation_names(column: Column) -> Iterator[tuple[str, str]]:
    """All names under which single-valued navigation properties follow ``column``, with their tables."""
    for target in column.targets:
        yield navigation_name(column, target), target
        # Clients leave the activity's name off (`regardingobjectid_incident`), and so does the documentation.
        yield f"{column.name}_{target}", target


def navigation_name(column: Column, target: str) -> str:
    """The single-valued navigation property from ``column`` to ``target``."""
    default = column.name if len(column.targets) == 1 else f"{column.name}_{target}"
    return column.navigation.get(target, default)


@frozen(eq=False)
class Schema:
    """All tables by name, entity set, and the lookups that lead to them.

    Never changed: a column that comes with a record makes another schema.
    """

    by_name: Mapping[str, Definition]
    by_entity_set: Mapping[str, str]
    links: Mapping[str, list[tuple[str, Column]]]

    @classmethod
    def of(cls, tables: Iterable[Table], known: Schema | None = None) -> Schema:
        """The schema of these tables, each complete; raises ``DefinitionRefused``.

        Of a ``known`` schema are taken the definitions of those tables that are the same objects.
        """
        definitions: dict[str, Definition] = {}
        for table in tables:
            same = None if known is None else known.find(table.name)
            if same is None or same.table is not table:
                definitions[table.name] = definition = _defined(table)
                _check_columns(definition)
            else:
                definitions[table.name] = evolve(same, collections={}, pairings={})
        _check_names(definitions.values())
        links: dict[str, list[tuple[str, Column]]] = {}
        collections: dict[str, dict[str, Collection]] = {}
        for name, item in definitions.items():
            for column in item.columns.values():
                for target in column.targets:
                    # An activity's own table answers for the links of the view over all activities.
                    if name != "activitypointer":
                        links.setdefault(target, []).append((name, column))
                    own = column.collection.get(target, f"{target}_{name}_{column.name}")
                    collections.setdefault(target, {}).setdefault(own, Collection(own, name, column))
        for name, found in collections.items():
            if name in definitions:
                definitions[name] = evolve(definitions[name], collections=found)
        for pairing, side in _pairings(definitions):
            item = definitions[side]
            definitions[side] = evolve(item, pairings={**item.pairings, pairing.name: pairing})
        entity_sets = {item.table.entity_set: name for name, item in definitions.items()}
        return cls(definitions, entity_sets, links)

    def __contains__(self, name: object) -> bool:
        return name in self.by_name

    def find(self, name: str) -> Definition | None:
        """The table of that logical name, or ``None``."""
        return self.by_name.get(name)

    def __getitem__(self, name: str) -> Definition:
        """The table of that logical name; raises ``UnknownTable`` with the nearest names."""
        found = self.by_name.get(name)
        if found is not None:
            return found
        if name in self.by_entity_set:
            known = self.by_entity_set[name]
            raise UnknownTable(
                f"There is no table {quoted(name)}: that is an entity set's name. "
                f"Use the logical name {quoted(known)}."
            )
        raise UnknownTable(f"There is no table {quoted(name)}.{known_names(name, self.by_name)}")

    def definitions(self) -> Iterable[Definition]:
        """All tables."""
        return self.by_name.values()

    def of_entity_set(self, entity_set: str) -> Definition | None:
        """The table with that entity set, or ``None``."""
        name = self.by_entity_set.get(entity_set)
        return None if name is None else self.by_name[name]

    def incoming(self, name: str) -> Iterable[tuple[str, Column]]:
        """The lookups that can name a row of that table: their tables and columns."""
        return self.links.get(name, ())

    def with_column(self, name: str, column: Column) -> Schema:
        """This schema with a column added to, or replaced in, a table."""
        before = self.by_name[name]
        columns = {**before.columns, column.name: column}
        after = _defined(evolve(before.table, columns=tuple(columns.values())))
        after = evolve(after, collections=before.collections, pairings=before.pairings)
        return evolve(self, by_name={**self.by_name, name: after})

    def with_further_column(self, name: str, column: Column) -> Schema:
        """This schema with a further column of a table, and what follows from it."""
        schema = self.with_column(name, column)
        links, definitions = dict(schema.links), dict(schema.by_name)
        for target in column.targets:
            if name != "activitypointer":
                links[target] = [*links.get(target, ()), (name, column)]
            own = column.collection.get(target, f"{target}_{name}_{column.name}")
            if target in definitions and own not in definitions[target].collections:
                collections = {**definitions[target].collections, own: Collection(own, name, column)}
                definitions[target] = evolve(definitions[target], collections=collections)
        return evolve(schema, by_name=definitions, links=links)


def _pairings(definitions: Mapping[str, Definition]) -> Iterator[tuple[Pairing, str]]:
    """Each many-to-many relationship from each of its sides, with the side's table.

    The columns of a table that joins two others are called like their keys.
    """
    sides: dict[str, list[str]] = {}
    for name, item in definitions.items():
        sides.setdefault(item.table.primary_id, []).append(name)
    for name, item in definitions.items():
        keys = [
            each.name
            for each in item.table.columns
            if each.kind == "id" and each.name != item.table.primary_id
        ]
        tables = [sides.get(key, []) for key in keys]
        if item.table.ownership == "None" and len(keys) == 2 and all(len(found) == 1 for found in tables):
            ((first,), (second,)), (own, other) = tables, keys
            yield Pairing(name, own, second, other), first
            yield Pairing(name, other, first, own), second


def _defined(table: Table) -> Definition:
    columns = {column.name: column for column in table.columns}
    navigation: dict[str, Navigation] = {}
    for column in table.columns:
        for name, target in navigation_names(column):
            navigation.setdefault(name, Navigation(name, column, target))
    texts = [column for column in table.columns if column.kind in TEXT_KINDS and not column.custom]
    text_keys = {column.name: key_name(column) for column in _compared_by_keys(table, texts)}
    searched = tuple(name for name in table.search_columns if name in text_keys)
    return Definition(
        table,
        columns,
        navigation,
        text_keys=text_keys,
        longest={column.name: column.max_length or limits.TEXT_LENGTH for column in texts},
        # One column alone is as quick, and the view of all activities has no rows of its own.
        searched=searched if 1 < len(searched) <= _SEARCHED and table.name != "activitypointer" else (),
    )


def _compared_by_keys(table: Table, texts: list[Column]) -> list[Column]:
    """The text columns with a hidden one; of a very wide table those looked for, and the first others."""
    room = limits.PHYSICAL_COLUMNS - sum(1 + (column.kind == "lookup") for column in table.columns)
    if room >= len(texts):
        return texts
    order = table.list_order.partition(" ")[0]
    needed = {table.primary_name, order, *table.search_columns}
    first = sorted(texts, key=lambda column: not (column.indexed or column.name in needed))
    return first[: max(0, room)]


def key_name(column: Column) -> str:
    """The hidden column that a text is compared by; no logical name has a ``~``."""
    return column.name + "~"


def _check_names(definitions: Iterable[Definition]) -> None:
    """Refuses definitions that cannot become tables; the message names table and column."""
    entity_sets: dict[str, str] = {}
    for definition in definitions:
        table = definition.table
        if not _NAME.fullmatch(table.name):
            raise DefinitionRefused(
                f"{quoted(table.name)} cannot be a table's logical name: "
                "expected letters, digits and underscores."
            )
        if table.entity_set in entity_sets:
            raise DefinitionRefused(
                f"The tables {quoted(entity_sets[table.entity_set])} and {quoted(table.name)} "
                f"have the same entity set {quoted(table.entity_set)}."
            )
        entity_sets[table.entity_set] = table.name


def _check_columns(definition: Definition) -> None:
    where = f"of the table {quoted(definition.name)}"
    number, lookups = (
        len(definition.columns),
        sum(each.kind == "lookup" for each in definition.columns.values()),
    )
    if number > limits.COLUMNS or number + lookups > limits.PHYSICAL_COLUMNS:
        raise DefinitionRefused(
            f"There are {number:,} columns {where}, {lookups:,} of them lookups. A table has at most "
            f"{limits.COLUMNS:,} columns, and where lookups count twice, {limits.PHYSICAL_COLUMNS:,}."
        )
    lowered: set[str] = set()
    for column in definition.columns.values():
        if not is_column_name(column.name):
            raise DefinitionRefused(
                f"{quoted(column.name)} {where} cannot be a column's logical name: "
                "expected letters, digits and underscores."
            )
        if column.kind not in _KINDS:
            raise DefinitionRefused(
                f"The column {quoted(column.name)} {where} has the kind {quoted(column.kind)}; "
                f"expected one of {', '.join(sorted(_KINDS))}."
            )
        if column.name.lower() in lowered:
            raise DefinitionRefused(f"The column {quoted(column.name)} {where} is there in two spellings.")
        lowered.add(column.name.lower())
    table = definition.table
    for listed in (*table.form_columns, *table.list_columns, *table.search_columns):
        if listed not in definition.columns:
            raise DefinitionRefused(
                f"A form or list {where} shows the column {quoted(listed)}, which it does not have."
                f"{known_names(listed, definition.columns)}"
            )


def is_column_name(name: str) -> bool:
    """Whether ``name`` can be a column's logical name."""
    return _NAME.fullmatch(name) is not None
