"""Paths in queries: from ``primarycontactid/fullname`` to a column of a joined table in SQL."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define, field, frozen

from cif_emulator.records import limits
from cif_emulator.records.columns import TEXT_KINDS
from cif_emulator.records.errors import QueryRefused, quoted
from cif_emulator.records.odata_nodes import Path, Placed, refused
from cif_emulator.records.physical import key_sql, quoted_name, target_sql, value_sql
from cif_emulator.records.schema import Collection, Definition, Pairing, Schema, lookup_of
from cif_emulator.workspace.state.record_source import Column


@define
class Scope:
    """A table in the statement: its alias, its definition, and the joins its navigation paths need."""

    alias: str
    definition: Definition
    variable: str = ""
    outer: Scope | None = None
    joins: list[str] = field(factory=list)
    paths: dict[str, Scope] = field(factory=dict)


@frozen
class Property:
    """A column in the statement; ``is_link`` for a navigation property, which only compares with null."""

    scope: Scope
    column: Column
    position: int
    text: str
    is_link: bool = False

    @property
    def is_text(self) -> bool:
        """Whether it compares as text."""
        return self.column.kind in TEXT_KINDS

    @property
    def value(self) -> str:
        """Its value in SQL."""
        return value_sql(self.scope.alias, self.column)

    @property
    def key(self) -> str:
        """What of it is compared and sorted, in SQL."""
        if not self.is_text:
            return self.value
        return key_sql(self.scope.alias, self.column, self.scope.definition)


class Statement:
    """SQL in the making: aliases, joins and parameters, in the order in which they are written."""

    def __init__(self, schema: Schema, definition: Definition) -> None:
        self.schema = schema
        self.root = Scope("t0", definition)
        self._aliases = 0
        self._joins = 0

    def alias(self) -> str:
        """A fresh alias."""
        self._aliases += 1
        return f"t{self._aliases}"

    def joined(self, scope: Scope, name: str, navigation_column: Column, target: str) -> Scope:
        """The scope behind a navigation property, joined once for each path."""
        known = scope.paths.get(name)
        if known is not None:
            return known
        found = Scope(self.alias(), self.schema[target])
        found.joins = scope.joins  # joins belong to the statement or subquery that the path began in
        condition = (
            f"{found.alias}.{quoted_name(found.definition.table.primary_id)} = "
            f"{value_sql(scope.alias, navigation_column)}"
        )
        if len(navigation_column.targets) > 1:
            condition += f" AND {target_sql(scope.alias, navigation_column)} = '{target}'"
        self._joins += 1
        if self._joins > limits.JOINS:
            raise QueryRefused(f"The query follows lookups into more than {limits.JOINS} tables.")
        scope.joins.append(f"LEFT JOIN {quoted_name(target)} AS {found.alias} ON {condition}")
        scope.paths[name] = found
        return found


class Paths:
    """Finds the columns and collections that one option's text names, and joins the tables on the way."""

    def __init__(self, statement: Statement, text: str, option: str) -> None:
        self._statement = statement
        self._text = text
        self._option = option

    def refuse(self, position: int, why: str) -> QueryRefused:
        """A refusal that shows the place in the option's text."""
        return refused(self._option, self._text, position, why)

    def collection(self, path: Path, scope: Scope) -> tuple[Collection | Pairing, Scope, int]:
        """The collection before ``any(`` or ``all(``, the scope it belongs to, and its place."""
        start, names = self._start(self._names(path), scope)
        if len(names) != 1:
            raise self.refuse(at(names[0]), "any( and all( follow one collection of the row itself")
        definition = start.definition
        collection = definition.collections.get(names[0]) or definition.pairings.get(names[0])
        if collection is None:
            raise self.refuse(
                at(names[0]),
                f"the table {quoted(start.definition.name)} has no collection {quoted(names[0])}."
                f"{start.definition.near(names[0])}",
            )
        return collection, start, at(names[0])

    def _names(self, path: Path) -> list[str]:
        """The steps of a path, first to last."""
        for name in path.names:
            if "." in name:
                raise self.refuse(name.position, f"{quoted(name)} is no column")
        return list(path.names)

    def _start(self, names: list[str], scope: Scope) -> tuple[Scope, list[str]]:
        """The scope that a path begins in: a lambda expression's variable, or the row itself."""
        inner: Scope | None = scope
        while inner is not None and inner.variable:
            if inner.variable == names[0] and len(names) > 1:
                return inner, names[1:]
            inner = inner.outer
        if scope.variable:
            raise self.refuse(
                at(names[0]),
                f"inside any( and all( columns are written {scope.variable[:20]}/{names[0][:40]}",
            )
        return scope, names

    def property_of(self, names: Sequence[str], scope: Scope) -> Property:
        """The column at the end of a path."""
        start, rest = self._start(list(names), scope)
        *steps, last = rest
        for step in steps:
            navigation = start.definition.navigation.get(step)
            if navigation is None:
                if step in start.definition.collections or step in start.definition.pairings:
                    raise self.refuse(
                        at(step), f"{quoted(step)} is a collection: write {step[:40]}/any(x:x/… eq …)"
                    )
                raise self._unknown(start.definition, step, "navigation property")
            if navigation.target not in self._statement.schema:
                raise self.refuse(
                    at(step), f"there is no table {quoted(navigation.target)} behind {quoted(step)}"
                )
            start = self._statement.joined(start, step, navigation.column, navigation.target)
        return self._column(start, last)

    def property_at(self, path: Path, scope: Scope) -> Property:
        """The column that a path in a tree leads to."""
        return self.property_of(self._names(path), scope)

    def _column(self, scope: Scope, name: str) -> Property:
        definition = scope.definition
        looked_up = definition.columns.get(lookup_of(name) or "")
        if looked_up is not None and looked_up.kind == "lookup":
            return Property(scope, looked_up, at(name), str(name))
        column = definition.column(name)
        if column is not None and column.kind != "lookup":
            return Property(scope, column, at(name), str(name))
        navigation = definition.navigation.get(name)
        if column is None and navigation is not None:
            column = navigation.column
        if column is None:
            raise self._unknown(definition, name, "column")
        return Property(scope, column, at(name), str(name), is_link=True)

    def _unknown(self, definition: Definition, name: str, what: str) -> QueryRefused:
        definition.look_further(name)
        return self.refuse(
            at(name),
            f"the table {quoted(definition.name)} has no {what} {quoted(name)}.{definition.near(name)}",
        )


def at(name: str) -> int:
    """Where a name from a query stood."""
    return name.position if isinstance(name, Placed) else 0
