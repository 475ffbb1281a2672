"""Python's types as TypeScript's."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Annotated, Literal, NotRequired, Optional, TypedDict

import pytest

from cif_emulator.api.results import TypeScript
from cif_emulator.api.values import Undefined
from cif_emulator.typescript.hints import Types, comment


class Color(str, Enum):
    RED = "red"
    BLUE = "blue"


class Base(TypedDict):
    """What all have; ``None`` never."""

    name: str


class Leaf(Base):
    """One of them."""

    color: Color
    """Its ``color``."""
    parent: "Leaf | None"
    size: NotRequired[int]


class Whole(TypedDict):
    leaves: list[Leaf]
    either: "Leaf | Base"


@pytest.mark.parametrize(
    ("hint", "spelled"),
    [
        (str, "string"),
        (int, "number"),
        (float, "number"),
        (bool, "boolean"),
        (object, "unknown"),
        (None, "void"),
        (str | None, "string | null"),
        (Optional[int], "number | null"),  # noqa: UP045 - the older form, too
        (int | float | None, "number | null"),
        (str | Undefined, "string | undefined"),
        (list[str], "string[]"),
        (list[str | None], "(string | null)[]"),
        (Sequence[int], "number[]"),
        (tuple[int, str], "[number, string]"),
        (tuple[str, ...], "string[]"),
        (dict[str, int], "Record<string, number>"),
        (Mapping[str, object], "Record<string, any>"),
        (Literal["a", 1], '"a" | 1'),
        (Color, '"red" | "blue"'),
        (Annotated[object, TypeScript("Own<5>")], "Own<5>"),
    ],
)
def test_types_have_their_spelling(hint: object, spelled: str) -> None:
    assert Types().of(hint) == spelled


def test_interfaces_come_with_those_they_name() -> None:
    types = Types({"Either": Leaf | Base})
    assert types.of(Whole) == "Whole"
    assert types.interfaces == (
        "interface Whole {\n  leaves: Leaf[];\n  either: Either;\n}\n\n"
        "/** One of them. */\ninterface Leaf extends Base {\n"
        '  /** Its `color`. */\n  color: "red" | "blue";\n  parent: Leaf | null;\n  size?: number;\n}\n\n'
        "/** What all have; `null` never. */\ninterface Base {\n  name: string;\n}\n\n"
        "type Either = Leaf | Base;\n"
    )


def test_two_types_of_one_name_are_refused() -> None:
    def another() -> type:
        class Leaf(TypedDict):
            pass

        return Leaf

    types = Types()
    types.of(Leaf)
    with pytest.raises(TypeError, match="two types are called Leaf"):
        types.of(another())


def test_a_type_without_a_spelling_is_refused() -> None:
    with pytest.raises(TypeError, match="what is <class 'complex'> in TypeScript"):
        Types().of(complex)


def test_tags_stand_behind_the_text() -> None:
    assert (
        comment("Own.\n\n    More.\n    ", ["@see it"]) == "/**\n * Own.\n *\n * More.\n *\n * @see it\n */\n"
    )
    assert comment("") == ""
