"""Which rows a query finds, and in which order, as SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import frozen

from cif_emulator.records.odata_expand import read_orderby
from cif_emulator.records.odata_options import Options
from cif_emulator.records.odata_parser import parse_filter
from cif_emulator.records.odata_paths import Paths, Property, Statement
from cif_emulator.records.odata_sql import FilterWriter, Parameter
from cif_emulator.records.physical import ROW, quoted_name
from cif_emulator.records.schema import Definition, Schema
from cif_emulator.records.search import search_condition


@frozen(kw_only=True)
class RowSource:
    """``FROM … WHERE …`` and ``ORDER BY`` of a query, with the parameters of the former."""

    sql: str
    order: str
    parameters: list[Parameter]


class RowSources:
    """Writes the sources of queries on one schema; ``warn`` hears what is odd about a query.

    ``by_index``: the tables' indexes are there; while many rows are loaded they are not.
    """

    def __init__(self, schema: Schema, warn: Callable[[str], None], *, by_index: bool) -> None:
        self._schema = schema
        self._warn = warn
        self._by_index = by_index

    def of(
        self, definition: Definition, options: Options, within: str = "", parameters: Sequence[Parameter] = ()
    ) -> RowSource:
        """The rows that the options find, as SQL; ``within`` is a further condition on the alias ``t0``."""
        statement = Statement(self._schema, definition)
        conditions = [within] if within else []
        found = list(parameters)
        reads_all = options.search is not None
        indexed = ""
        if options.filter is not None:
            writer = FilterWriter(statement, options.filter, by_index=self._by_index)
            conditions.append(writer.write(parse_filter(options.filter)))
            found += writer.parameters
            reads_all = reads_all or writer.looks_into_texts
            for warning in writer.warnings:
                self._warn(warning)
        if options.search is not None:
            condition, words, indexed = search_condition(
                definition, statement.root.alias, options.search, by_index=self._by_index
            )
            conditions.append(condition)
            found += words
        # A plus sign keeps SQLite from walking the rows in an index's order, which takes four times as long.
        order = self._order(statement, options.orderby, "+" if reads_all else "")
        joins = "".join(" " + join for join in statement.root.joins)
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        sql = f"FROM {quoted_name(definition.name)} AS t0{indexed}{joins}{where}"
        return RowSource(sql=sql, order=order, parameters=found)

    def _order(self, statement: Statement, text: str | None, sign: str) -> str:
        parts: list[str] = []
        if text is not None:
            paths = Paths(statement, text, "$orderby")
            for order in read_orderby(text):
                found = paths.property_of(order.path, statement.root)
                direction = " DESC" if order.descending else ""
                parts.append(sign + self._order_key(statement, found) + direction)
        # Rows that are equal in all this come in the order in which they were made.
        return ", ".join((*parts, f"t0.{quoted_name(ROW)}"))

    def _order_key(self, statement: Statement, found: Property) -> str:
        """What a column sorts by: a lookup by the name of its row, a choice by its number."""
        if found.column.kind != "lookup":
            return found.key
        names = []
        for target in found.column.targets:
            definition = self._schema.find(target)
            if definition is not None:
                joined = statement.joined(found.scope, f"{found.column.name}@{target}", found.column, target)
                name = definition.columns[definition.table.primary_name]
                names.append(Property(joined, name, 0, name.name).key)
        if not names:
            return found.value
        return names[0] if len(names) == 1 else f"coalesce({', '.join(names)})"
