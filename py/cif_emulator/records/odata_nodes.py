"""A filter's tree, and texts that know where they stood in a query."""

from __future__ import annotations

from typing import Literal, Self

from attrs import frozen

from cif_emulator.records.errors import QueryRefused, around

ValueKind = Literal["text", "guid", "datetime", "date", "decimal", "integer", "boolean", "null"]


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


@frozen
class Node:
    """A part of a filter, and where it began."""

    position: int


@frozen
class Value(Node):
    """A value as it was written, a text without its quotes."""

    kind: ValueKind
    text: str


@frozen
class Path(Node):
    """A column, or one behind navigation properties: ``parentcustomerid_account/name``."""

    names: tuple[Placed, ...]


@frozen
class Comparison(Node):
    """Two operands and ``eq``, ``ne``, ``gt``, ``ge``, ``lt`` or ``le`` between them."""

    operator: str
    left: Node
    right: Node


@frozen
class Among(Node):
    """``left in (…)``."""

    left: Node
    values: tuple[Value, ...]


@frozen
class Chain(Node):
    """Conditions with ``and``, or with ``or``, between them: two or more."""

    operator: str
    parts: tuple[Node, ...]


@frozen
class Not(Node):
    """What must not hold."""

    operand: Node


@frozen
class Call(Node):
    """A text function and its two arguments."""

    function: str
    column: Node
    value: Node


@frozen
class Lambda(Node):
    """``collection/any(x:…)`` or ``/all(x:…)``; ``condition`` is ``None`` for ``any()``."""

    operator: str
    collection: Path
    variable: str
    condition: Node | None
