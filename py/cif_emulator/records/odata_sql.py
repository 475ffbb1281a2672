"""A filter's tree as parameterised SQL.

Texts of callers become parameters, never SQL. A condition is true, false or unknown, as in OData 4: ``eq``
and ``ne`` know ``null``, comparisons with it are false, and a text function of ``null`` is unknown, so that
neither it nor its ``not`` finds the row. ``not`` is carried down to the conditions, which SQLite's indexes
like better.

In ``contains``, ``startswith`` and ``endswith`` (with ``not`` too) ``%``, ``_`` and ``[…]`` are wildcards as
Dataverse documents them; in ``eq``, ``ne`` and ``in`` they stand for themselves.
"""

from __future__ import annotations

from odata_query import ast

from .errors import QueryRefused, quoted
from .odata_paths import Paths, Property, Scope, Statement, at, position_of
from .odata_tokens import Literal, Node
from .physical import POINTER, ROW, is_indexed, key_sql, quoted_name, target_sql, value_sql
from .schema import value_name
from .text_keys import TooManyWildcards, after, folded, glob, has_wildcards
from .values import guid, options_text, parsed_moment, seconds

_SYMBOLS: dict[type[Node], str] = {
    ast.Eq: "=",
    ast.NotEq: "<>",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_OPPOSITES = {"=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
# SQLite's own limit for GLOB patterns, in bytes.
_PATTERN_BYTES = 50_000

Parameter = str | int | float


class FilterWriter:
    """Writes one filter's conditions into a statement."""

    def __init__(self, statement: Statement, text: str) -> None:
        self._statement = statement
        self._paths = Paths(statement, text, "$filter")
        self.parameters: list[Parameter] = []
        # Whether texts are looked into: then every row is read, and reading them by an index would be slower.
        self.looks_into_texts = False
        # Whether the filter is nothing but such functions, one of which must hold.
        self._only_texts = False

    def write(self, tree: Node) -> str:
        """The condition in SQL; its parameters stand in ``parameters``. Raises ``QueryRefused``."""
        root = self._statement.root
        parts = _chain(tree) if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.Or) else [tree]
        all_calls = all(isinstance(part, ast.Call) for part in parts)
        self._only_texts = all_calls and root.definition.name != POINTER
        return self._condition(tree, root, negated=False)

    # -- logic ------------------------------------------------------------------------------------

    def _condition(self, node: Node, scope: Scope, *, negated: bool) -> str:
        node, negated = _unwrapped(node, negated)
        if isinstance(node, ast.BoolOp):
            operator = "AND" if isinstance(node.op, ast.And) != negated else "OR"
            parts = [self._condition(part, scope, negated=negated) for part in _chain(node)]
            return _balanced(parts, operator)
        if isinstance(node, ast.Compare):
            return self._compare(node, scope, negated)
        if isinstance(node, ast.Call):
            return self._call(node, scope, negated)
        if isinstance(node, ast.CollectionLambda):
            return self._lambda(node, scope, negated)
        if isinstance(node, ast.Identifier | ast.Attribute):
            found = self._paths.property_at(node, scope)
            if found.column.kind != "boolean":
                raise self._paths.refuse(
                    found.position, f"{quoted(found.text)} is no condition: compare it with a value"
                )
            return f"{found.value} = {int(not negated)}"
        raise self._paths.refuse(position_of(node), "expected a condition such as statecode eq 0")

    def _lambda(self, node: ast.CollectionLambda, scope: Scope, negated: bool) -> str:
        collection, owner, position = self._paths.collection(node.owner, scope)
        inner = Scope(self._statement.alias(), self._statement.schema[collection.table], outer=scope)
        every = isinstance(node.operator, ast.All)
        condition = ""
        if node.lambda_ is not None:
            inner.variable = str(node.lambda_.identifier.name)
            condition = self._condition(node.lambda_.expression, inner, negated=False)
        elif every:
            raise self._paths.refuse(position, "all(…) needs a condition: all(x:x/statecode eq 0)")
        link = (
            f"{value_sql(inner.alias, collection.column)} = "
            f"{owner.alias}.{quoted_name(owner.definition.table.primary_id)}"
        )
        if len(collection.column.targets) > 1:
            link += f" AND {target_sql(inner.alias, collection.column)} = '{owner.definition.name}'"
        if condition:
            link += f" AND coalesce({condition}, 0) = 0" if every else f" AND {condition}"
        joins = "".join(" " + join for join in inner.joins)
        exists = (
            f"EXISTS (SELECT 1 FROM {quoted_name(collection.table)} AS {inner.alias}{joins} WHERE {link})"
        )
        return exists if every == negated else f"NOT {exists}"

    # -- comparisons ------------------------------------------------------------------------------

    def _compare(self, node: ast.Compare, scope: Scope, negated: bool) -> str:
        left, right = node.left, node.right
        if isinstance(node.comparator, ast.In):
            return self._in(self._operand(left, scope), right, negated)
        symbol = _SYMBOLS[type(node.comparator)]
        if isinstance(left, Literal) and not isinstance(right, Literal):
            left, right, symbol = right, left, _TURNED.get(symbol, symbol)
        if isinstance(left, Literal):
            raise self._paths.refuse(position_of(left), "one side of a comparison must be a column")
        first = self._operand(left, scope)
        if isinstance(right, Literal):
            return self._compare_value(first, symbol, right, negated)
        second = self._operand(right, scope)
        return self._compare_columns(first, symbol, second, negated)

    def _operand(self, node: Node, scope: Scope) -> Property:
        if isinstance(node, ast.Identifier | ast.Attribute):
            return self._paths.property_at(node, scope)
        if isinstance(node, ast.UnaryOp):
            raise self._paths.refuse(
                position_of(node), "not concerns the column alone here: write not (… eq …)"
            )
        raise self._paths.refuse(position_of(node), "expected a column")

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

    def _compare_value(self, first: Property, symbol: str, literal: Literal, negated: bool) -> str:
        if isinstance(literal, ast.Null):
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

    def _in(self, first: Property, values: Node, negated: bool) -> str:
        if first.is_link:
            raise self._link_refused(first)
        if not isinstance(values, ast.List):
            raise self._paths.refuse(first.position, "in is followed by a list of values: in ('a','b')")
        marks: list[str] = []
        column = first.key
        with_null = False
        for item in values.val:
            if isinstance(item, ast.Null):
                with_null = True
            elif isinstance(item, Literal) and not isinstance(item, ast.List):
                value, column = self._value(first, item)
                self.parameters.append(value)
                marks.append("?")
            else:
                raise self._paths.refuse(
                    position_of(item) or first.position, "a list holds values only: in ('a','b')"
                )
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

    def _value(self, found: Property, literal: Literal) -> tuple[Parameter, str]:
        """The literal as the column stores it, and the SQL to compare it with; raises for a wrong type."""
        column = found.column
        if column.custom and column.kind != "lookup":
            return self._custom_value(found, literal)
        value: Parameter | None = None
        if column.kind in ("id", "lookup"):
            value = guid(literal.val) if isinstance(literal, ast.GUID | ast.String) else None
        elif found.is_text:
            value = folded(literal.val) if isinstance(literal, ast.String) else None
        elif column.kind in ("number", "choice"):
            value = _number(literal)
        elif column.kind == "boolean":
            value = int(literal.py_val) if isinstance(literal, ast.Boolean) else None
        elif column.kind == "datetime":
            value = _moment(literal)
        if value is None:
            raise self._wrong_type(found, literal)
        return value, found.key

    def _custom_value(self, found: Property, literal: Literal) -> tuple[Parameter, str]:
        """A custom column compares with a value of any type, as its rows hold values of any type."""
        if isinstance(literal, ast.String | ast.GUID | ast.Date | ast.DateTime | ast.Time):
            return folded(literal.val), key_sql(found.scope.alias, found.column)
        if isinstance(literal, ast.Boolean):
            return int(literal.py_val), found.value
        number = _number(literal)
        if number is None:
            raise self._wrong_type(found, literal)
        return number, found.value

    def _wrong_type(self, found: Property, literal: Literal) -> QueryRefused:
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
        return self._paths.refuse(
            position_of(literal) or found.position, f"{quoted(found.text)} is compared with {expected}"
        )

    # -- functions --------------------------------------------------------------------------------

    def _call(self, node: ast.Call, scope: Scope, negated: bool) -> str:
        function = str(node.func.name)
        position = at(node.func.name)
        column_node, text_node = (*node.args, None, None)[:2]
        if not isinstance(column_node, ast.Identifier | ast.Attribute) or not isinstance(
            text_node, ast.String
        ):
            raise self._paths.refuse(
                position, f"{function} takes a column and a text between quotes: {function}(name,'x')"
            )
        found = self._paths.property_at(column_node, scope)
        if found.is_link or not (found.is_text or found.column.custom):
            raise self._paths.refuse(
                found.position, f"{function} looks into text; {quoted(found.text)} holds none"
            )
        text = folded(text_node.val)
        reads_all = function != "startswith" or has_wildcards(text)
        by_index = reads_all and self._only_texts and found.scope is self._statement.root
        if by_index and is_indexed(scope.definition, found.column):
            # An index is a fifth of its table: each is read alone, and gives the numbers of its rows.
            table = quoted_name(scope.definition.name)
            condition = self._text_condition(function, key_sql("x", found.column), text, position)
            row = quoted_name(ROW)
            return f"{scope.alias}.{row} IN (SELECT x.{row} FROM {table} AS x WHERE {condition})"
        key = key_sql(found.scope.alias, found.column)
        condition = self._text_condition(function, key, text, position)
        return f"NOT ({condition})" if negated else condition

    def _text_condition(self, function: str, key: str, text: str, position: int) -> str:
        if function != "startswith" or has_wildcards(text):
            self.looks_into_texts = True
        if has_wildcards(text):
            try:
                pattern = glob(text)
            except TooManyWildcards as error:
                raise self._paths.refuse(position, str(error)) from None
            if len(pattern.encode()) > _PATTERN_BYTES:
                raise self._paths.refuse(
                    position, f"the text with wildcards is too long: {len(text):,} characters"
                )
            before = "" if function == "startswith" else "*"
            behind = "" if function == "endswith" else "*"
            self.parameters.append(f"{before}{pattern}{behind}")
            return f"{key} GLOB ?"
        if function == "startswith" and (bound := after(text)) is not None:
            self.parameters += (text, bound)
            return f"({key} >= ? AND {key} < ?)"
        if function == "endswith" and text:
            self.parameters.append(text)
            return f"substr({key}, -{len(text)}) = ?"
        self.parameters.append(text)
        return f"instr({key}, ?) > 0"


def _unwrapped(node: Node, negated: bool) -> tuple[Node, bool]:
    """The condition inside ``not`` and ``… eq true``, and whether an odd number of them turns it round."""
    while True:
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            node, negated = node.operand, not negated
        elif isinstance(node, ast.Compare) and isinstance(node.comparator, ast.Eq | ast.NotEq):
            sides = (node.left, node.right)
            literal = next((side for side in sides if isinstance(side, ast.Boolean)), None)
            inner = next((side for side in sides if not isinstance(side, Literal)), None)
            if literal is None or inner is None or isinstance(inner, ast.Identifier | ast.Attribute):
                return node, negated
            same = bool(literal.py_val) == isinstance(node.comparator, ast.Eq)
            node, negated = inner, negated == same
        else:
            return node, negated


def _chain(node: ast.BoolOp) -> list[Node]:
    """The operands of a chain of one connective, first to last; such trees are as deep as they are long."""
    kind = type(node.op)
    waiting: list[Node] = [node]
    found: list[Node] = []
    while waiting:
        item = waiting.pop()
        if isinstance(item, ast.BoolOp) and isinstance(item.op, kind):
            waiting += (item.right, item.left)
        else:
            found.append(item)
    return found


def _balanced(parts: list[str], operator: str) -> str:
    """The parts joined as a tree of least depth: SQLite refuses expressions deeper than 1,000."""
    while len(parts) > 1:
        pairs = zip(parts[::2], parts[1::2], strict=False)
        joined = [f"({first} {operator} {second})" for first, second in pairs]
        parts = joined + parts[len(joined) * 2 :]
    return parts[0]


def _number(literal: Literal) -> int | float | None:
    if isinstance(literal, ast.Integer):
        number = int(literal.val)
        return number if abs(number) < 2**63 else float(number)
    return float(literal.val) if isinstance(literal, ast.Float) else None


def _moment(literal: Literal) -> int | float | None:
    """Seconds since 1970; with their fraction, as stored times have none and must compare right."""
    if not isinstance(literal, ast.Date | ast.DateTime):
        return None
    moment = parsed_moment(str(literal.val).upper())
    if moment is None:
        return None
    return seconds(moment) + moment.microsecond / 1_000_000 if moment.microsecond else seconds(moment)
