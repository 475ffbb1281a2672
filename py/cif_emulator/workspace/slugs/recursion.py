"""Values that refer to one another by slugs, each written out once, never in a round."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cif_emulator.workspace.slugs.parts import keys
from cif_emulator.workspace.slugs.rendering import Lookup, Scope, value_of
from cif_emulator.workspace.state.refusals import WrongArgument, quoted
from cif_emulator.workspace.state.values import MISSING

# Values may refer to one another this far: beyond any sensible use, far below Python's own limit.
DEEPEST_REFERENCE = 50


def expand_values(values: Mapping[str, object], scope: Callable[[Lookup], Scope]) -> dict[str, object]:
    """Values given by a caller with slugs inside them, each written out once ("parameterised", CIF only).

    ``scope`` makes a scope from a lookup of these very values. Raises ``WrongArgument`` naming the round if a
    value refers to itself, directly or through others.
    """
    done: dict[str, object] = {}
    under_way: list[str] = []

    def expanded(key: str) -> object:
        if key in done:
            return done[key]
        if key not in values:
            return MISSING
        value = values[key]
        if not isinstance(value, str) or "{" not in value:
            done[key] = value
            return value
        refuse_round(key, under_way)
        under_way.append(key)
        if len(under_way) > DEEPEST_REFERENCE:
            raise WrongArgument(
                f"slugs refer to one another more than {DEEPEST_REFERENCE} deep, at {quoted(key)}"
            )
        done[key] = value_of(value, scope(expanded))
        under_way.pop()
        return done[key]

    return {key: "" if (value := expanded(key)) is MISSING else value for key in values}


def refuse_round(key: str, under_way: Sequence[str]) -> None:
    """Refuse a key that is being resolved already; the message shows the way round."""
    if key in under_way:
        way = " → ".join([*under_way[list(under_way).index(key) :], key])
        raise WrongArgument(f"a recursive slug: {way}; give one of them a plain value")


def refuse_recursion(text: str, values: Mapping[str, object]) -> None:
    """Refuse a text whose slugs lead, through the session's values, back to themselves."""
    settled: set[str] = set()

    def follow(key: str, way: list[str]) -> None:
        refuse_round(key, way)
        value = values.get(key)
        if key in settled or not isinstance(value, str) or "{" not in value or len(way) >= DEEPEST_REFERENCE:
            return
        for inner in keys(value):
            follow(inner, [*way, key])
        settled.add(key)

    for key in dict.fromkeys(keys(text)):
        follow(key, [])
