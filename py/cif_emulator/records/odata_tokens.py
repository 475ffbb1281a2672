"""A ``$filter`` text as tokens for odata-query's grammar, each with its place, and within the limits.

The library has a lexer of its own. This one stands in for it because it must count terms and nesting before
the parser runs, knows where each name stood (the library's trees do not say), and takes what clients write
and the product accepts: ``eq'x'`` without a blank, GUIDs in capitals, lists of one value, columns called
``anyone``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Self

from odata_query import ast
from sly.lex import Token

from . import limits
from .errors import QueryRefused, around, near_names, quoted

# The base classes of the trees are the library's only names for them.
Node = ast._Node  # noqa: SLF001
Literal = ast._Literal  # noqa: SLF001

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

_COMPARATORS = {
    "eq": ("EQ", ast.Eq),
    "ne": ("NE", ast.NotEq),
    "gt": ("GT", ast.Gt),
    "ge": ("GE", ast.GtE),
    "lt": ("LT", ast.Lt),
    "le": ("LE", ast.LtE),
    "in": ("IN", ast.In),
}
_CONNECTIVES = {"and": ("AND", ast.And), "or": ("OR", ast.Or)}
_ARITHMETIC = frozenset({"add", "sub", "mul", "div", "divby", "mod"})
_GUID = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
_TOKEN = re.compile(
    rf"""
    (?P<blank>\s+)
  | (?P<text>'(?:[^']|'')*')
  | (?P<guid>\{{{_GUID}\}}|{_GUID}(?![\w-]))
  | (?P<datetime>\d{{4}}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|z|[+-]\d\d:\d\d)?(?!\w))
  | (?P<date>\d{{4}}-\d\d-\d\d(?![\w-]))
  | (?P<decimal>[+-]?\d+(?:\.\d+(?:[eE][+-]?\d+)?|[eE][+-]?\d+)(?!\w))
  | (?P<integer>[+-]?\d+(?!\w))
  | (?P<old>(?:datetime|datetimeoffset|guid|binary|duration|geography|time)'(?:[^']|'')*')
  | (?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)
  | (?P<mark>[(),/:=])
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"[\w.+-]+")
_OPENING = re.compile(r"\s*\(")
_NO_OPERAND = re.compile(r"\s*(?:[),]|(?:eq|ne|gt|ge|lt|le|in)\b|\Z)", re.IGNORECASE)
_LITERALS = {
    "guid": ("GUID", ast.GUID),
    "datetime": ("DATETIME", ast.DateTime),
    "date": ("DATE", ast.Date),
    "decimal": ("DECIMAL", ast.Float),
    "integer": ("INTEGER", ast.Integer),
}


class Placed(str):
    """Text from a query that knows where it stood."""

    __slots__ = ("position",)
    position: int

    def __new__(cls, text: str, position: int) -> Self:
        """``text`` at ``position`` (from 0)."""
        placed = super().__new__(cls, text)
        placed.position = position
        return placed


def refused(option: str, text: str, position: int, why: str) -> QueryRefused:
    """A refusal that shows the place: ``$filter, character 12: …`` and the text around it."""
    return QueryRefused(f"{option}, character {position + 1}: {why} (in “{around(text, position)}”)")


class _Lexer:
    """One pass over the text; counts as it goes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._conditions = 0
        self._connectives = 0
        self._list_values = 0
        # For each level of parentheses what it counts, and the `not`s before the operand at hand.
        self._levels = [0]
        self._nots = [0]
        # Parentheses that close a list of `in` values: their depth, and how many values it holds.
        self._lists: list[int] = []
        self._previous = ""
        self._steps = 0

    def refuse(self, position: int, why: str) -> QueryRefused:
        return refused("$filter", self.text, position, why)

    def tokens(self) -> Iterator[Token]:
        position = 0
        while position < len(self.text):
            match = _TOKEN.match(self.text, position)
            if match is None:
                raise self._unreadable(position)
            kind = match.lastgroup or ""
            if kind != "blank":
                yield from self._tokens(kind, match[kind], position)
            position = match.end()

    def _unreadable(self, position: int) -> QueryRefused:
        character = self.text[position]
        if character == "'":
            return self.refuse(
                position,
                "the text that begins here has no closing quote. "
                "An apostrophe inside a text is written twice: 'O''Brien'",
            )
        if character == '"':
            return self.refuse(position, "texts stand between single quotes: 'x'")
        found = _WORD.match(self.text, position)
        what = quoted(found[0] if found else character)
        return self.refuse(position, f"{what} is neither a column nor a value")

    def _tokens(self, kind: str, found: str, position: int) -> Iterator[Token]:
        if kind == "name":
            yield self._name(found, position)
        elif kind == "mark":
            yield from self._mark(found, position)
        elif kind == "old":
            raise self.refuse(
                position,
                f"{quoted(found)} is the spelling of OData 2: write the value alone, "
                "without prefix and quotes",
            )
        else:
            self._end_operand()
            if self._lists and self._lists[-1] == len(self._nots):
                self._list_values += 1
                if self._list_values > limits.LIST_VALUES:
                    raise self.refuse(position, f"the lists hold more than {limits.LIST_VALUES:,} values")
            if kind == "text":
                yield self._token(
                    "STRING", ast.String(Placed(found[1:-1].replace("''", "'"), position)), position
                )
                return
            if kind in ("integer", "decimal") and len(found) > 40:
                raise self.refuse(position, "a number of more than 40 characters")
            token, node = _LITERALS[kind]
            yield self._token(token, node(Placed(found.strip("{}"), position)), position)

    def _name(self, found: str, position: int) -> Token:
        word = found.lower()
        after = self._previous
        if after != "/":
            self._steps = 0
        if after in ("operand", ")"):
            return self._operator(found, word, position)
        if word == "not" and self._followed_by_operand(position + 3):
            self._nots[-1] += 1
            self._check_nesting(position)
            return self._token("NOT", ast.Not(), position, "not")
        if after == "/" and word in ("any", "all") and self._opens(position + 3):
            return self._token(word.upper(), ast.Any() if word == "any" else ast.All(), position, "lambda")
        if after != "/" and word in ("true", "false"):
            self._end_operand()
            return self._token("BOOLEAN", ast.Boolean(Placed(word, position)), position)
        if after != "/" and word == "null":
            self._end_operand()
            return self._token("NULL", ast.Null(), position)
        if self._opens(position + len(found)) and after != "/":
            self._check_function(found, position)
            self._count(position)
            return self._token("ODATA_IDENTIFIER", _identifier(found, position), position, "function")
        self._end_operand()
        return self._token("ODATA_IDENTIFIER", _identifier(found, position), position)

    def _operator(self, found: str, word: str, position: int) -> Token:
        """The word after an operand: ``and``, ``eq``, or something that cannot be there."""
        if word in _CONNECTIVES:
            self._nots[-1] = 0
            self._connectives += 1
            self._check_count(position)
            return self._token(*_made(_CONNECTIVES[word]), position, "connective")
        if word in _COMPARATORS:
            self._count(position)
            return self._token(*_made(_COMPARATORS[word]), position, "in" if word == "in" else "comparator")
        if word in _ARITHMETIC:
            raise self.refuse(position, f"filters cannot calculate: {quoted(found)} is not supported")
        if word == "has":
            raise self.refuse(position, "“has” is not supported: compare choices with eq or in")
        if self.text[position - 1] == "'":
            raise self.refuse(
                position,
                "a text ended just before this. An apostrophe inside a text is written twice: 'O''Brien'",
            )
        raise self.refuse(
            position,
            f"expected an operator such as eq, and, or; found {quoted(found)}.{_near_operator(word)}",
        )

    def _mark(self, found: str, position: int) -> Iterator[Token]:
        previous = self._previous
        if found == "/":
            self._steps += 1
            if self._steps > limits.PATH_STEPS:
                raise self.refuse(position, f"a path of more than {limits.PATH_STEPS} steps")
        if found == "=":
            raise self.refuse(position, "comparisons are written as words: eq, ne, gt, ge, lt, le")
        if found == "(":
            if previous == "in":
                self._lists.append(len(self._nots) + 1)
            self._nots.append(0)
            self._levels.append(limits.LAMBDA_LEVELS if previous == "lambda" else 1)
            self._check_nesting(position)
        elif found == ")" and len(self._nots) > 1:
            if self._lists and self._lists[-1] == len(self._nots):
                self._lists.pop()
                # The grammar tells a list of one value from a grouped value by a comma.
                if previous == "operand" and self._single:
                    yield self._token(",", ",", position)
            self._nots.pop()
            self._levels.pop()
            self._end_operand()
        elif found == ",":
            self._nots[-1] = 0
        self._single = found == "(" and previous == "in"
        yield self._token(found, found, position, found)

    _single = False

    def _end_operand(self) -> None:
        self._previous = "operand"

    def _token(self, kind: str, value: object, position: int, previous: str = "operand") -> Token:
        self._previous = previous
        token = Token()
        token.type, token.value, token.lineno, token.index = kind, value, 1, position
        return token

    def _count(self, position: int) -> None:
        self._conditions += 1
        self._check_count(position)

    def _check_count(self, position: int) -> None:
        if max(self._conditions, self._connectives + 1) > limits.CONDITIONS:
            raise self.refuse(position, f"the filter has more than {limits.CONDITIONS} conditions")

    def _check_nesting(self, position: int) -> None:
        # `_levels` is as long as the nesting is deep, so at most `FILTER_NESTING`.
        if sum(self._levels) + sum(self._nots) > limits.FILTER_NESTING:
            raise self.refuse(position, f"the filter is nested more than {limits.FILTER_NESTING} levels deep")

    def _opens(self, position: int) -> bool:
        return _OPENING.match(self.text, position) is not None

    def _followed_by_operand(self, position: int) -> bool:
        """Whether ``not`` is the operator: a column may be called so, then a comparison follows."""
        return _NO_OPERAND.match(self.text, position) is None

    def _check_function(self, name: str, position: int) -> None:
        if name in FUNCTIONS:
            return
        advice = REFUSED_FUNCTIONS.get(name.lower())
        if advice is not None:
            raise self.refuse(
                position,
                f"unknown function {quoted(name)}: Dataverse filters have {', '.join(FUNCTIONS)}, "
                f"and no function imports or key lookups. Instead, {advice}",
            )
        if name.startswith("Microsoft.Dynamics.CRM."):
            raise self.refuse(
                position,
                f"the emulator does not have Dataverse's query function {quoted(name)}; "
                "write the condition with eq, ge, lt and so on",
            )
        raise self.refuse(
            position,
            f"an unknown function named {quoted(name)}; filters know {', '.join(FUNCTIONS)}."
            f"{near_names(name, FUNCTIONS)}",
        )


def _made(pair: tuple[str, type[Node]]) -> tuple[str, Node]:
    return pair[0], pair[1]()


def _identifier(name: str, position: int) -> ast.Identifier:
    *namespace, own = name.split(".")
    return ast.Identifier(Placed(own, position), tuple(namespace))


def _near_operator(word: str) -> str:
    same = {"like": "contains(column,'text')", "is": "eq", "equals": "eq"}
    return (
        f" Did you mean {quoted(same[word])}?"
        if word in same
        else near_names(word, (*_COMPARATORS, *_CONNECTIVES))
    )


def filter_tokens(text: str) -> list[Token]:
    """The tokens of a filter; raises ``QueryRefused`` where it is unreadable or goes beyond ``limits``."""
    return list(_Lexer(text).tokens())
