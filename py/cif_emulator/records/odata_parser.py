"""A ``$filter`` text as a tree: a parser by precedence, as OData 4.01 (part 2, 5.1.1) orders the operators.

It takes what clients write and the product accepts: ``eq'x'`` without a blank, GUIDs in capitals, columns
called ``anyone`` or ``not``. Conditions, nesting, lists and paths are counted on the way, so that no text
makes it recurse deeper than ``limits`` say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

from cif_emulator.records import limits
from cif_emulator.records.errors import QueryRefused, near_names, quoted
from cif_emulator.records.odata_nodes import (
    Among,
    Call,
    Chain,
    Comparison,
    Lambda,
    Node,
    Not,
    Path,
    Placed,
    Value,
    ValueKind,
    refused,
)
from cif_emulator.records.odata_tokens import Token, filter_tokens

# What Dataverse's Web API evaluates in a filter.
FUNCTIONS = ("contains", "endswith", "startswith")
# Functions of OData that the Web API refuses; the second part says what does the job.
REFUSED_FUNCTIONS = {
    "substringof": "use contains(column,'text')",
    "indexof": "use contains(column,'text')",
    "substring": "use startswith, endswith or contains with % and _ as wildcards",
    "length": "use contains with _ as wildcard for one character",
    "tolower": "texts are compared without regard to case anyway",
    "toupper": "texts are compared without regard to case anyway",
    "trim": "compare with the text itself",
    "concat": "compare each column by itself",
    "matchespattern": "use contains with % and _ as wildcards",
    "year": "compare with dates: createdon ge 2024-01-01 and createdon lt 2025-01-01",
    "month": "compare with dates: createdon ge 2024-01-01 and createdon lt 2024-02-01",
    "day": "compare with dates: createdon ge 2024-01-01 and createdon lt 2024-01-02",
    "hour": "compare with times: createdon ge 2024-01-01T10:00:00Z",
    "minute": "compare with times: createdon ge 2024-01-01T10:00:00Z",
    "second": "compare with times: createdon ge 2024-01-01T10:00:00Z",
    "date": "compare with a date: createdon ge 2024-01-01",
    "time": "compare with times: createdon ge 2024-01-01T10:00:00Z",
    "now": "write the time itself: createdon ge 2024-01-01T10:00:00Z",
    "round": "compare with the number itself",
    "floor": "compare with the number itself",
    "ceiling": "compare with the number itself",
}

_PRECEDENCE = {"or": 1, "and": 2, "eq": 3, "ne": 3, "gt": 4, "ge": 4, "lt": 4, "le": 4, "in": 5}
_ARITHMETIC = frozenset({"add", "sub", "mul", "div", "divby", "mod"})
_VALUES = frozenset({"text", "guid", "datetime", "date", "decimal", "integer"})
_OTHER_WORDS = {"like": "contains(column,'text')", "is": "eq", "equals": "eq"}
# Behind `not` as a column's name stands a comparison, or the end of what it is part of.
_NO_OPERAND = re.compile(r"\s*(?:[),]|(?:eq|ne|gt|ge|lt|le|in)\b|\Z)", re.IGNORECASE)

Item = TypeVar("Item")


def parse_filter(text: str) -> Node:
    """The tree of a filter; raises ``QueryRefused`` with the place of what is wrong."""
    return _Parser(text).parse()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = filter_tokens(text)
        self._token = next(self._tokens)
        self._open = 0
        self._nesting = 0
        self._conditions = 0
        self._connectives = 0
        self._list_values = 0

    def parse(self) -> Node:
        if self._token.kind == "end":
            raise QueryRefused("$filter is empty: expected a condition such as statecode eq 0")
        tree = self._expression()
        if self._token.kind != "end":
            raise self._misplaced()
        return tree

    # -- tokens -----------------------------------------------------------------------------------

    def _next(self) -> Token:
        """The token at hand; the one behind it is at hand then."""
        token = self._token
        self._token = next(self._tokens)
        return token

    def _expect(self, kind: str) -> Token:
        if self._token.kind != kind:
            raise self._misplaced()
        return self._next()

    def _refuse(self, position: int, why: str) -> QueryRefused:
        return refused("$filter", self._text, position, why)

    def _misplaced(self) -> QueryRefused:
        """What is wrong with the token at hand, where an operand, a parenthesis or the end should be."""
        kind, _, position = self._token
        if kind == "end":
            hint = "a closing parenthesis is missing" if self._open else "a value or a condition is missing"
            return self._refuse(position, f"the filter ends too soon: {hint}")
        if kind == "=":
            return self._refuse(position, "comparisons are written as words: eq, ne, gt, ge, lt, le")
        if kind == ")" and not self._open:
            return self._refuse(position, "a closing parenthesis without an opening one")
        word = self._text[position : position + 20].split(" ", 1)[0]
        return self._refuse(position, f"{quoted(word)} is not expected here")

    # -- limits -----------------------------------------------------------------------------------

    @contextmanager
    def _deeper(self, position: int, levels: int = 1) -> Iterator[None]:
        self._nesting += levels
        if self._nesting > limits.FILTER_NESTING:
            raise self._refuse(
                position, f"the filter is nested more than {limits.FILTER_NESTING} levels deep"
            )
        yield
        self._nesting -= levels

    def _parenthesised(self, inside: Callable[[], Item], levels: int = 1) -> Item:
        """What stands between the parenthesis at hand and the one that closes it."""
        opening = self._expect("(")
        self._open += 1
        with self._deeper(opening.position, levels):
            found = inside()
        self._expect(")")
        self._open -= 1
        return found

    def _count(self, position: int, *, connective: bool = False) -> None:
        if connective:
            self._connectives += 1
        else:
            self._conditions += 1
        if max(self._conditions, self._connectives + 1) > limits.CONDITIONS:
            raise self._refuse(position, f"the filter has more than {limits.CONDITIONS} conditions")

    # -- grammar ----------------------------------------------------------------------------------

    def _expression(self, least: int = 1) -> Node:
        """An operand, and the operators behind it that bind at least so tightly."""
        left = self._operand()
        while (operator := self._operator()) and _PRECEDENCE[operator] >= least:
            position = self._next().position
            self._count(position, connective=operator in ("and", "or"))
            if operator == "in":
                left = Among(left.position, left, self._parenthesised(self._list))
                continue
            right = self._expression(_PRECEDENCE[operator] + 1)
            if operator not in ("and", "or"):
                left = Comparison(left.position, operator, left, right)
            elif isinstance(left, Chain) and left.operator == operator:
                left = Chain(left.position, operator, (*left.parts, right))
            else:
                left = Chain(left.position, operator, (left, right))
        return left

    def _operator(self) -> str:
        """The operator at hand, in small letters; ``""`` where something ends."""
        kind, found, position = self._token
        word = found.lower()
        if kind != "name":
            if kind in ("end", ")", ","):
                return ""
            raise self._misplaced()
        if word in _PRECEDENCE:
            return word
        if word in _ARITHMETIC:
            raise self._refuse(position, f"filters cannot calculate: {quoted(found)} is not supported")
        if word == "has":
            raise self._refuse(position, "“has” is not supported: compare choices with eq or in")
        if self._text[position - 1] == "'":
            why = "a text ended just before this. An apostrophe inside a text is written twice: 'O''Brien'"
            raise self._refuse(position, why)
        other = _OTHER_WORDS.get(word)
        near = f" Did you mean {quoted(other)}?" if other else near_names(word, _PRECEDENCE)
        raise self._refuse(
            position, f"expected an operator such as eq, and, or; found {quoted(found)}.{near}"
        )

    def _operand(self) -> Node:
        kind, found, position = self._token
        if kind in _VALUES:
            return self._value()
        if kind == "(":
            return self._parenthesised(self._expression)
        if kind != "name":
            raise self._misplaced()
        word = found.lower()
        if word == "not" and not _NO_OPERAND.match(self._text, position + 3):
            self._next()
            with self._deeper(position):
                return Not(position, self._operand())
        if word in ("true", "false", "null"):
            return self._value()
        self._next()
        if self._token.kind == "(":
            return self._call(found, position)
        return self._path(Placed(found, position))

    def _value(self) -> Value:
        kind, found, position = self._next()
        if kind == "name":
            word = found.lower()
            return Value(position, "null" if word == "null" else "boolean", word)
        text = found[1:-1].replace("''", "'") if kind == "text" else found.strip("{}")
        return Value(position, cast("ValueKind", kind), text)

    def _list(self) -> tuple[Value, ...]:
        values = [self._listed()]
        while self._token.kind == ",":
            self._next()
            values.append(self._listed())
        return tuple(values)

    def _listed(self) -> Value:
        kind, found, position = self._token
        if kind not in _VALUES and found.lower() not in ("true", "false", "null"):
            if kind in ("name", "("):
                raise self._refuse(position, "a list holds values only: in ('a','b')")
            raise self._misplaced()
        self._list_values += 1
        if self._list_values > limits.LIST_VALUES:
            raise self._refuse(position, f"the lists hold more than {limits.LIST_VALUES:,} values")
        return self._value()

    def _path(self, first: Placed) -> Node:
        names = [first]
        while self._token.kind == "/":
            slash = self._next()
            if len(names) > limits.PATH_STEPS:
                raise self._refuse(slash.position, f"a path of more than {limits.PATH_STEPS} steps")
            step = self._expect("name")
            operator = step.text.lower()
            if operator in ("any", "all") and self._token.kind == "(":
                collection = Path(first.position, tuple(names))
                variable, condition = self._parenthesised(self._lambda, limits.LAMBDA_LEVELS)
                return Lambda(first.position, operator, collection, variable, condition)
            names.append(Placed(step.text, step.position))
        return Path(first.position, tuple(names))

    def _lambda(self) -> tuple[str, Node | None]:
        """The variable and the condition inside ``any(…)``; both are missing in ``any()``."""
        if self._token.kind == ")":
            return "", None
        variable = self._expect("name").text
        self._expect(":")
        return variable, self._expression()

    def _call(self, name: str, position: int) -> Call:
        self._check_function(name, position)
        self._count(position)
        arguments = self._parenthesised(self._arguments)
        if len(arguments) != 2:
            right = f"{name}(fullname,'Ada')"
            why = f"{name} takes two values, a column and a text: {right}; found {len(arguments)}"
            raise self._refuse(position, why)
        return Call(position, name, *arguments)

    def _arguments(self) -> list[Node]:
        if self._token.kind == ")":
            return []
        found = [self._expression()]
        while self._token.kind == ",":
            self._next()
            found.append(self._expression())
        return found

    def _check_function(self, name: str, position: int) -> None:
        if name in FUNCTIONS:
            return
        advice = REFUSED_FUNCTIONS.get(name.lower())
        if advice is not None:
            why = (
                f"unknown function {quoted(name)}: Dataverse filters have {', '.join(FUNCTIONS)}, "
                f"and no function imports or key lookups. Instead, {advice}"
            )
        elif name.startswith("Microsoft.Dynamics.CRM."):
            why = (
                f"the emulator does not have Dataverse's query function {quoted(name)}; "
                "write the condition with eq, ge, lt and so on"
            )
        else:
            why = (
                f"an unknown function named {quoted(name)}; filters know {', '.join(FUNCTIONS)}."
                f"{near_names(name, FUNCTIONS)}"
            )
        raise self._refuse(position, why)
