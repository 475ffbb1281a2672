"""``$select``, ``$orderby`` and ``$expand``: lists of names, the last with options in parentheses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import field, frozen

from cif_emulator.records import limits
from cif_emulator.records.errors import QueryRefused, near_names, quoted
from cif_emulator.records.odata_nodes import Placed, refused
from cif_emulator.records.odata_options import Options

_PATH = re.compile(r"[A-Za-z_]\w*(?:/[A-Za-z_]\w*)*")
_ORDER = re.compile(r"(?P<path>\S+)(?:\s+(?P<direction>\S+))?")
_INNER = ("$select", "$filter", "$orderby", "$top", "$expand")


@frozen(kw_only=True)
class Expansion:
    """One item of ``$expand``: a navigation property, and the options in its parentheses."""

    name: Placed
    options: Options = field(factory=Options)
    inner: tuple[Expansion, ...] = ()
    reference: bool = False


@frozen
class Order:
    """One item of ``$orderby``: the steps of a path, and the direction."""

    path: tuple[Placed, ...]
    descending: bool


def read_select(text: str) -> tuple[Placed, ...]:
    """The names in a ``$select``; raises ``QueryRefused``."""
    names = []
    for item, position in _items(text, ",", "$select", text):
        if item != "*" and not _PATH.fullmatch(item):
            raise refused(
                "$select", text, position, f"expected columns' names joined by commas, found {quoted(item)}"
            )
        names.append(Placed(item, position))
    return tuple(names)


def read_orderby(text: str) -> tuple[Order, ...]:
    """The items of an ``$orderby``; raises ``QueryRefused``."""
    orders = []
    for item, position in _items(text, ",", "$orderby", text):
        match = _ORDER.fullmatch(item)
        direction = (match["direction"] or "asc").lower() if match else ""
        if match is None or not _PATH.fullmatch(match["path"]) or direction not in ("asc", "desc"):
            raise refused(
                "$orderby", text, position, f"expected a column, then asc or desc; found {quoted(item)}"
            )
        steps = []
        start = position
        for step in match["path"].split("/"):
            steps.append(Placed(step, start))
            start += len(step) + 1
        if len(steps) > limits.PATH_STEPS:
            raise refused("$orderby", text, position, f"a path of more than {limits.PATH_STEPS} steps")
        orders.append(Order(tuple(steps), direction == "desc"))
        if len(orders) > limits.ORDERINGS:
            raise refused("$orderby", text, position, f"more than {limits.ORDERINGS} columns")
    return tuple(orders)


def read_expand(text: str) -> tuple[Expansion, ...]:
    """The items of an ``$expand``, with those inside them; raises ``QueryRefused``."""
    found = tuple(_expansions(text, 0, text, 1))
    waiting = list(found)
    count = 0
    while waiting:
        count += 1
        waiting += waiting.pop().inner
    if count > limits.EXPANSIONS:
        raise QueryRefused(f"$expand has {count} items; the Web API takes {limits.EXPANSIONS} in a query.")
    return found


def _expansions(part: str, offset: int, text: str, depth: int) -> Iterator[Expansion]:
    if depth > limits.EXPAND_NESTING:
        raise refused("$expand", text, offset, f"nested more than {limits.EXPAND_NESTING} levels deep")
    for item, start in _items(part, ",", "$expand", text, offset):
        name, parenthesis, rest = item.partition("(")
        name, reference, _ = name.partition("/$ref")
        if not _PATH.fullmatch(name.strip()) or "/" in name:
            raise refused(
                "$expand", text, start, f"expected a navigation property, found {quoted(name.strip())}"
            )
        placed = Placed(name.strip(), start)
        if not parenthesis:
            yield Expansion(name=placed, reference=bool(reference))
            continue
        if not rest.endswith(")"):
            raise refused("$expand", text, start + len(item), "a closing parenthesis is missing")
        inner_start = start + item.index("(") + 1
        options = dict(_inner_options(rest[:-1], inner_start, text))
        expand = options.get("expand")
        inner: tuple[Expansion, ...] = ()
        if expand is not None:
            inner = tuple(_expansions(expand, inner_start, text, depth + 1))
        yield Expansion(name=placed, options=Options(**options), inner=inner, reference=bool(reference))


def _inner_options(part: str, offset: int, text: str) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for item, start in _items(part, ";", "$expand", text, offset):
        name, equals, value = item.partition("=")
        option = name.strip().lower()
        if option not in _INNER or not equals:
            raise refused(
                "$expand",
                text,
                start,
                f"{quoted(name.strip())} cannot stand in an $expand, which takes {', '.join(_INNER)} "
                f"joined by semicolons.{near_names(option, _INNER)}",
            )
        if option in seen:
            raise refused("$expand", text, start, f"{quoted(option)} is there twice")
        seen.add(option)
        yield option[1:], value.strip()


def _items(part: str, separator: str, option: str, text: str, offset: int = 0) -> Iterator[tuple[str, int]]:
    """The items of a list, with their places in ``text``; what is in parentheses or quotes is one item."""
    depth = 0
    is_quoted = False
    start = 0
    for position, character in enumerate(part + separator):
        if character == "'":
            is_quoted = not is_quoted
        elif is_quoted and position < len(part):
            continue
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if depth < 0:
                raise refused(option, text, offset + position, "a closing parenthesis without an opening one")
        elif character == separator and (depth == 0 or position == len(part)):
            if is_quoted:
                raise refused(option, text, offset + start, "a text has no closing quote")
            item = part[start:position]
            if depth:
                raise refused(option, text, offset + position, "a closing parenthesis is missing")
            if not item.strip():
                raise refused(option, text, offset + start, "a name is missing")
            yield item.strip(), offset + start + len(item) - len(item.lstrip())
            start = position + 1
