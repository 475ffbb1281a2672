"""A filter's tree as parameterised SQL.

Texts of callers become parameters, never SQL. A condition is true, false or unknown, as in OData 4: ``eq``
and ``ne`` know ``null``, comparisons with it are false, and a text function of ``null`` is unknown, so that
neither it nor its ``not`` finds the row. ``not`` is carried down to the conditions, which SQLite's indexes
like better.

In ``contains``, ``startswith`` and ``endswith`` (with ``not`` too) ``%``, ``_`` and ``[…]`` are wildcards as
Dataverse documents them; in ``eq``, ``ne`` and ``in`` they stand for themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cif_emulator.records.errors import QueryRefused, quoted
from cif_emulator.records.odata_nodes import Among, Call, Chain, Comparison, Lambda, Node, Not, Path, Value
from cif_emulator.records.odata_paths import Paths, Property, Scope, Statement
from cif_emulator.records.physical import (
    POINTER,
    ROW,
    index_name,
    is_indexed,
    key_sql,
    quoted_name,
    target_sql,
    value_sql,
)
from cif_emulator.records.product_values import longest_text
from cif_emulator.records.schema import Collection, Definition, Pairing, lookup_of, value_name
from cif_emulator.records.text_keys import TooManyWildcards, after, folded, glob, has_wildcards
from cif_emulator.records.text_search import holds_sql, matches_sql
from cif_emulator.records.values import guid, options_text, parsed_moment, seconds

_SYMBOLS = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_OPPOSITES = {"=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
# SQLite's own limit for GLOB patterns, in bytes.
_PATTERN_BYTES = 50_000

Parameter = str | int | float


class FilterWriter:
    """Writes one filter's conditions into a statement."""

    def __init__(self, statement: Statement, text: str, *, by_index: bool) -> None:
        self._statement = statement
        self._paths = Paths(statement, text, "$filter")
        self.parameters: list[Parameter] = []
        self.warnings: list[str] = []
        # Whether texts are looked into: then every row is read, and reading them by an index would be slower.
        self.looks_into_texts = False
        # Whether texts that are looked into are read from their indexes.
        self._by_index = by_index

    def write(self, tree: Node) -> str:
        """The condition in SQL; its parameters stand in ``parameters``. Raises ``QueryRefused``."""
        root = self._statement.root
        self._by_index = self._by_index and _is_found_by_texts(tree, root.definition)
        return self._condition(tree, root, negated=False)

    # -- logic ------------------------------------------------------------------------------------

    def _condition(self, node: Node, scope: Scope, *, negated: bool) -> str:
        node, negated = _unwrapped(node, negated)
        if isinstance(node, Chain):
            operator = "AND" if (node.operator == "and") != negated else "OR"
            parts = [self._condition(part, scope, negated=negated) for part in node.parts]
            return _balanced(parts, operator)
        if isinstance(node, Comparison):
            return self._compare(node, scope, negated)
        if isinstance(node, Among):
            return self._among(self._operand(node.left, scope), node.values, negated)
        if isinstance(node, Call):
            return self._call(node, scope, negated)
        if isinstance(node, Lambda):
            return self._lambda(node, scope, negated)
        if isinstance(node, Path):
            found = self._paths.property_at(node, scope)
            if found.column.kind != "boolean":
                raise self._paths.refuse(
                    found.position, f"{quoted(found.text)} is no condition: compare it with a value"
                )
            return f"{found.value} = {int(not negated)}"
        raise self._paths.refuse(node.position, "expected a condition such as statecode eq 0")

    def _lambda(self, node: Lambda, scope: Scope, negated: bool) -> str:
        collection, owner, position = self._paths.collection(node.collection, scope)
        inner = Scope(self._statement.alias(), self._statement.schema[collection.table], outer=scope)
        every = node.operator == "all"
        condition = ""
        if node.condition is not None:
            inner.variable = node.variable
            condition = self._condition(node.condition, inner, negated=False)
        elif every:
            raise self._paths.refuse(position, "all(…) needs a condition: all(x:x/statecode eq 0)")
        link = _link(collection, owner, inner)
        if condition:
            link += f" AND coalesce({condition}, 0) = 0" if every else f" AND {condition}"
        joins = "".join(" " + join for join in inner.joins)
        exists = (
            f"EXISTS (SELECT 1 FROM {quoted_name(collection.table)} AS {inner.alias}{joins} WHERE {link})"
        )
        return exists if every == negated else f"NOT {exists}"

    # -- comparisons ------------------------------------------------------------------------------

    def _compare(self, node: Comparison, scope: Scope, negated: bool) -> str:
        left, right, symbol = node.left, node.right, _SYMBOLS[node.operator]
        if isinstance(left, Value) and not isinstance(right, Value):
            left, right, symbol = right, left, _TURNED.get(symbol, symbol)
        if isinstance(left, Value):
            raise self._paths.refuse(left.position, "one side of a comparison must be a column")
        first = self._operand(left, scope)
        if isinstance(right, Value):
            return self._compare_value(first, symbol, right, negated)
        second = self._operand(right, scope)
        return self._compare_columns(first, symbol, second, negated)

    def _operand(self, node: Node, scope: Scope) -> Property:
        if isinstance(node, Path):
            return self._paths.property_at(node, scope)
        if isinstance(node, Not):
            raise self._paths.refuse(
                node.operand.position, "not concerns the column alone here: write not (… eq …)"
            )
        raise self._paths.refuse(node.position, "expected a column")

    def _compare_columns(self, first: Property, symbol: str, second: Property, negated: bool) -> str:
        for side in (first, second):
            if side.is_link:
                raise self._link_refused(side)
        if first.column.kind != second.column.kind and not (first.is_text and second.is_text):
            raise self._paths.refuse(
                second.position,
                f"{quoted(first.text)} and {quoted(second.text)} hold different kinds of values",
            )
        if symbol in ("=", "<>"):
            same = (symbol == "=") != negated
            return f"{first.key} IS {'' if same else 'NOT '}{second.key}"
        condition = f"{first.key} {symbol} {second.key}"
        return f"NOT coalesce({condition}, 0)" if negated else condition

    def _compare_value(self, first: Property, symbol: str, literal: Value, negated: bool) -> str:
        if literal.kind == "null":
            if symbol in ("=", "<>"):
                return f"{first.value} IS {'' if (symbol == '=') != negated else 'NOT '}NULL"
            return str(int(negated))  # nothing is greater or less than null
        if first.is_link:
            raise self._link_refused(first)
        value, column = self._value(first, literal)
        if negated:
            symbol = _OPPOSITES[symbol]
        self.parameters.append(value)
        if symbol == "<>":
            return f"{column} IS NOT ?"
        condition = f"{column} {symbol} ?"
        # What is null is not less, so it is found by "not less".
        return f"({condition} OR {column} IS NULL)" if negated and symbol != "=" else condition

    def _among(self, first: Property, values: Sequence[Value], negated: bool) -> str:
        if first.is_link:
            raise self._link_refused(first)
        marks: list[str] = []
        column = first.key
        with_null = False
        for item in values:
            if item.kind == "null":
                with_null = True
                continue
            value, column = self._value(first, item)
            self.parameters.append(value)
            marks.append("?")
        condition = f"{column} IN ({','.join(marks)})"
        if not negated:
            return f"({condition} OR {column} IS NULL)" if with_null else condition
        if with_null:
            return f"({column} NOT IN ({','.join(marks)}) AND {column} IS NOT NULL)"
        return f"({column} NOT IN ({','.join(marks)}) OR {column} IS NULL)"

    def _link_refused(self, found: Property) -> QueryRefused:
        return self._paths.refuse(
            found.position,
            f"{quoted(found.text)} is a navigation property: compare "
            f"{quoted(value_name(found.column))} with a GUID, or a column behind it (“{found.text}/…”)",
        )

    def _value(self, found: Property, literal: Value) -> tuple[Parameter, str]:
        """The literal as the column stores it, and the SQL to compare it with; raises for a wrong type."""
        column = found.column
        if column.custom and column.kind != "lookup":
            return self._custom_value(found, literal)
        value: Parameter | None = None
        if column.kind in ("id", "lookup"):
            value = guid(literal.text) if literal.kind in ("guid", "text") else None
        elif found.is_text:
            value = folded(literal.text) if literal.kind in ("text", "guid") else None
            if literal.kind == "guid":
                self.warnings.append(
                    f"$filter: {quoted(found.text)} is a text column, compared with a GUID without quotes; "
                    f"right is {found.text} eq '{literal.text}'"
                )
        elif column.kind in ("number", "choice"):
            value = _number(literal)
        elif column.kind == "boolean":
            value = int(literal.text == "true") if literal.kind == "boolean" else None
        elif column.kind == "datetime":
            value = _moment(literal)
        if value is None:
            raise self._wrong_type(found, literal)
        return value, found.key

    def _custom_value(self, found: Property, literal: Value) -> tuple[Parameter, str]:
        """A custom column compares with a value of any type, as its rows hold values of any type."""
        if literal.kind in ("text", "guid", "date", "datetime"):
            return folded(literal.text), key_sql(found.scope.alias, found.column, found.scope.definition)
        if literal.kind == "boolean":
            return int(literal.text == "true"), found.value
        number = _number(literal)
        if number is None:
            raise self._wrong_type(found, literal)
        return number, found.value

    def _wrong_type(self, found: Property, literal: Value) -> QueryRefused:
        column = found.column
        kind = "text" if found.is_text else column.kind
        expected = {
            "id": "a GUID",
            "lookup": "a GUID",
            "text": f"a text between quotes: {found.text} eq 'x'",
            "number": "a number, without quotes",
            "choice": f"the number of an option, without quotes: {options_text(column) or '1'}",
            "boolean": "true or false, without quotes",
            "datetime": "a date or time without quotes: 2024-01-31, 2024-01-31T13:00:00Z",
        }[kind]
        return self._paths.refuse(literal.position, f"{quoted(found.text)} is compared with {expected}")

    # -- functions --------------------------------------------------------------------------------

    def _call(self, node: Call, scope: Scope, negated: bool) -> str:
        function, position = node.function, node.position
        if (
            not isinstance(node.column, Path)
            or not isinstance(node.value, Value)
            or node.value.kind != "text"
        ):
            raise self._paths.refuse(
                position, f"{function} takes a column and a text between quotes: {function}(name,'x')"
            )
        found = self._paths.property_at(node.column, scope)
        if found.is_link or not (found.is_text or found.column.custom):
            raise self._paths.refuse(
                found.position, f"{function} looks into text; {quoted(found.text)} holds none"
            )
        text = folded(node.value.text)
        reads_all = function != "startswith" or has_wildcards(text)
        by_index = reads_all and self._by_index and found.scope is self._statement.root
        if by_index and is_indexed(scope.definition, found.column):
            # An index is a fifth of its table: each is read alone, and gives the numbers of its rows.
            table, row = quoted_name(scope.definition.name), quoted_name(ROW)
            key = key_sql("x", found.column, scope.definition)
            condition = self._text_condition(node, found, key, text)
            # SQLite itself would read the table beside the index.
            indexed = f"{table} AS x INDEXED BY {index_name(scope.definition, found.column)}"
            within = f"SELECT x.{row} FROM {indexed} WHERE {condition}"
            return f"{scope.alias}.{row} IN ({within})"
        key = key_sql(found.scope.alias, found.column, found.scope.definition)
        condition = self._text_condition(node, found, key, text)
        return f"NOT ({condition})" if negated else condition

    def _text_condition(self, node: Call, found: Property, key: str, text: str) -> str:
        function = node.function
        if function != "startswith" or has_wildcards(text):
            self.looks_into_texts = True
        if has_wildcards(text):
            try:
                pattern = glob(text)
            except TooManyWildcards as error:
                raise self._paths.refuse(node.position, str(error)) from None
            if len(pattern.encode()) > _PATTERN_BYTES:
                raise self._paths.refuse(
                    node.position, f"the text with wildcards is too long: {len(text):,} characters"
                )
            before = "" if function == "startswith" else "*"
            behind = "" if function == "endswith" else "*"
            self.parameters.append(f"{before}{pattern}{behind}")
            return matches_sql(key, pattern, longest_text(found.scope.definition, found.column.name))
        if function == "startswith" and (bound := after(text)) is not None:
            self.parameters += (text, bound)
            return f"({key} >= ? AND {key} < ?)"
        if function == "endswith" and text:
            self.parameters.append(text)
            return f"substr({key}, -{len(text)}) = ?"
        self.parameters.append(text)
        return holds_sql(key, text)


def _is_found_by_texts(tree: Node, definition: Definition) -> bool:
    """Whether the quickest way to a filter's rows is to look into texts, all of which are then read.

    Beside other conditions it is where the texts have wildcards, as few match these, and where no index
    tells what else must hold. Otherwise the table is read only until there are rows enough for an answer.
    """
    if definition.name == POINTER:
        return False
    if not isinstance(tree, Chain) or tree.operator != "and":
        return not _may_have_index(tree, definition)
    are_few = any(isinstance(part, Call) and _holds_wildcards(part) for part in _chained(tree))
    return are_few and not any(_may_have_index(part, definition) for part in tree.parts)


def _may_have_index(node: Node, definition: Definition) -> bool:
    """Whether SQLite may find the rows of a condition, which must hold, without reading all."""
    if isinstance(node, Chain):
        return not all(isinstance(part, Call) for part in node.parts)
    operand = node.column if isinstance(node, Call) else node.left if isinstance(node, Comparison) else None
    if isinstance(node, Call) and (node.function != "startswith" or _holds_wildcards(node)):
        return False
    if not isinstance(operand, Path) or len(operand.names) != 1:
        return True
    column = definition.column(lookup_of(operand.names[0]) or operand.names[0])
    return column is None or column.kind == "id" or is_indexed(definition, column)


def _chained(node: Node) -> Iterator[Node]:
    """The conditions that ``and`` and ``or`` join."""
    for part in node.parts if isinstance(node, Chain) else ():
        yield from _chained(part)
    yield node


def _holds_wildcards(call: Call) -> bool:
    return isinstance(call.value, Value) and has_wildcards(call.value.text)


def _unwrapped(node: Node, negated: bool) -> tuple[Node, bool]:
    """The condition inside ``not`` and ``… eq true``, and whether an odd number of them turns it round."""
    while True:
        if isinstance(node, Not):
            node, negated = node.operand, not negated
        elif isinstance(node, Comparison) and node.operator in ("eq", "ne"):
            sides = (node.left, node.right)
            literal = next((side for side in sides if isinstance(side, Value)), None)
            inner = next((side for side in sides if not isinstance(side, Value)), None)
            if literal is None or literal.kind != "boolean" or inner is None or isinstance(inner, Path):
                return node, negated
            same = (literal.text == "true") == (node.operator == "eq")
            node, negated = inner, negated == same
        else:
            return node, negated


def _balanced(parts: list[str], operator: str) -> str:
    """The parts joined as a tree of least depth: SQLite refuses expressions deeper than 1,000."""
    while len(parts) > 1:
        pairs = zip(parts[::2], parts[1::2], strict=False)
        joined = [f"({first} {operator} {second})" for first, second in pairs]
        parts = joined + parts[len(joined) * 2 :]
    return parts[0]


def _number(literal: Value) -> int | float | None:
    if literal.kind == "integer":
        number = int(literal.text)
        return number if abs(number) < 2**63 else float(number)
    return float(literal.text) if literal.kind == "decimal" else None


def _moment(literal: Value) -> int | float | None:
    """Seconds since 1970; with their fraction, as stored times have none and must compare right."""
    if literal.kind not in ("date", "datetime"):
        return None
    moment = parsed_moment(literal.text.upper())
    if moment is None:
        return None
    return seconds(moment) + moment.microsecond / 1_000_000 if moment.microsecond else seconds(moment)


def _link(collection: Collection | Pairing, owner: Scope, inner: Scope) -> str:
    """The condition that a row of the collection belongs to the owner's row."""
    own = f"{owner.alias}.{quoted_name(owner.definition.table.primary_id)}"
    if isinstance(collection, Pairing):
        return (
            f"{inner.alias}.{quoted_name(inner.definition.table.primary_id)} IN (SELECT "
            f"{quoted_name(collection.other)} FROM {quoted_name(collection.name)} "
            f"WHERE {quoted_name(collection.own)} = {own})"
        )
    link = f"{value_sql(inner.alias, collection.column)} = {own}"
    if len(collection.column.targets) > 1:
        link += f" AND {target_sql(inner.alias, collection.column)} = '{owner.definition.name}'"
    return link
