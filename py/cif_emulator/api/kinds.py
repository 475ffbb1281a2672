"""Kinds of values that contracts name: how each is checked, what it is called, and its TypeScript type.

A kind turns what a caller gave into what a method function takes, or raises ``WrongArgument`` that says where
the value stands, what it is and what would be right.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from typing import Annotated, Any, get_args, get_origin

import attrs

from cif_emulator.api.values import UNDEFINED, described, present
from cif_emulator.workspace import json_text
from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.state.refusals import WrongArgument, misspelt


class Kind:
    """One kind of value: its TypeScript type, and what is ``right`` in words, for errors and comments."""

    typescript = "unknown"
    right = "any value"
    # Whether callers should pass it, although the method accepts calls without it.
    expected = False

    def read(self, value: object, place: str) -> Any:
        """The checked value; ``place`` is its path in the call, like ``input.templateName``."""
        raise NotImplementedError

    def _refuse(self, value: object, place: str) -> typing.NoReturn:
        raise WrongArgument(f"{place} is {described(value)}; right is {self.right}")


@frozen
class Described(Kind):
    """A description alone: the method itself reads the value."""

    typescript: str
    right: str


@frozen
class Anything(Kind):
    """Any value that crosses the border; ``like`` describes what callers should pass.

    The method itself reads it. An ``expected`` one should be passed although it has a default.
    """

    like: Kind = Kind()
    expected: bool = False

    @property
    def typescript(self) -> str:  # type: ignore[override]
        """The one of ``like``."""
        return self.like.typescript

    @property
    def right(self) -> str:  # type: ignore[override]
        """The one of ``like``."""
        return self.like.right

    def read(self, value: object, place: str) -> object:  # noqa: ARG002 - nothing is refused
        """The value."""
        return present(value) if isinstance(value, dict) else value


@frozen
class Text(Kind):
    """A text; ``example`` shows one in errors."""

    example: str = ""
    typescript: str = "string"

    @property
    def right(self) -> str:  # type: ignore[override]
        """A text, with the example."""
        return f"a text like {self.example}" if self.example else "a text"

    def read(self, value: object, place: str) -> str:
        """The text."""
        if not isinstance(value, str):
            self._refuse(value, place)
        return value


@frozen
class Boolean(Kind):
    """``true`` or ``false``; other values are not converted."""

    typescript = "boolean"
    right = "true or false"

    def read(self, value: object, place: str) -> bool:
        """The truth value."""
        if not isinstance(value, bool):
            self._refuse(value, place)
        return value


@frozen
class Number(Kind):
    """A finite number; ``whole`` ones only if so declared."""

    whole: bool = False
    typescript = "number"

    @property
    def right(self) -> str:  # type: ignore[override]
        """The allowed numbers."""
        return "a whole number" if self.whole else "a number"

    def read(self, value: object, place: str) -> float:
        """The number."""
        fits = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not fits or (self.whole and float(typing.cast("float", value)) % 1):
            self._refuse(value, place)
        return typing.cast("float", value)


@frozen
class Pairs(Kind):
    """A Map with text keys, or a plain object: both give a ``dict`` (``app-profile-manager.md`` 3.1)."""

    typescript = "Map<string, unknown> | Record<string, any>"
    right = "a Map or an object with text keys"

    def read(self, value: object, place: str) -> dict[str, object]:
        """The entries."""
        if not isinstance(value, dict):
            self._refuse(value, place)
        return present(value)


@frozen
class PlainObject(Kind):
    """An object with properties; the JSON text of one does too where ``json_text`` is set.

    Properties that are ``undefined`` are left out unless the method ``tells_undefined`` apart.
    """

    json_text: bool = False
    tells_undefined: bool = False

    @property
    def typescript(self) -> str:  # type: ignore[override]
        """An object, or a text, too."""
        return "Record<string, any>" + (" | string" if self.json_text else "")

    @property
    def right(self) -> str:  # type: ignore[override]
        """An object, or its text, too."""
        return "an object" + (" or its JSON text" if self.json_text else "")

    def read(self, value: object, place: str) -> dict[str, object]:
        """The entries."""
        if isinstance(value, str) and self.json_text:
            value = parsed(value, place)
        if not isinstance(value, dict):
            self._refuse(value, place)
        return value if self.tells_undefined else present(value)


def parsed(text: str, place: str) -> object:
    """The value of a JSON text that a caller passed; refuses other text, with the place of the fault."""
    try:
        return json_text.parse(text)
    except json_text.JsonTextError as error:
        raise WrongArgument(
            f"{place} is a text, but not JSON: {error}; right is text as JSON.stringify writes it"
        ) from None


@frozen
class Member:
    """One property of a shape: its JavaScript name, kind, whether it must be there, what it means."""

    name: str
    field: str
    kind: Kind
    required: bool
    doc: str


@frozen
class Shape(Kind):
    """An object with named members, as a declared attrs class; its JSON text is accepted too (1.4).

    Members that the class does not name are refused with near misses, unless it has a field ``rest``: then
    they land there, in their order. Those of a rest that is ``ignored`` mean nothing to the method.
    """

    declared: type
    members: tuple[Member, ...]
    keeps_rest: bool
    is_open: bool = False

    @property
    def typescript(self) -> str:  # type: ignore[override]
        """The name of the interface that stands for it, or its JSON text."""
        return f"{self.declared.__name__} | string"

    @property
    def right(self) -> str:  # type: ignore[override]
        """An object with its members, or its text."""
        names = ", ".join(member.name for member in self.members if member.required)
        return f"an object with {names or 'its properties'}, or its JSON text"

    def read(self, value: object, place: str) -> object:
        """An object of the declared class."""
        if isinstance(value, str):
            value = parsed(value, place)
        if not isinstance(value, dict):
            self._refuse(value, place)
        given: dict[str, object] = {**present(value)}
        fields: dict[str, object] = {}
        for member in self.members:
            item = given.pop(member.name, UNDEFINED)
            if item is UNDEFINED or (item is None and not member.required):
                if member.required:
                    close = misspelt(member.name, given)
                    hint = f' (there is "{close}", which is no property)' if close else ""
                    raise WrongArgument(f"{place}.{member.name} is missing{hint}; right is {_right(member)}")
                continue
            fields[member.field] = member.kind.read(item, f"{place}.{member.name}")
        if self.keeps_rest:
            fields["rest"] = given
        return self.declared(**fields)


def _right(member: Member) -> str:
    text = member.doc[:1].lower() + member.doc[1:].rstrip(".")
    return text if text.startswith(("the ", "a ", "an ")) else f"the {text}"


def member(doc: str, *, ignored: bool = False, **options: Any) -> Any:
    """A field of a shape: what it means, and attrs' own options (a ``default`` makes it optional)."""
    return attrs.field(metadata={"doc": doc, "ignored": ignored}, **options)


def camel_case(name: str) -> str:
    """``template_name`` as JavaScript spells it: ``templateName``."""
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


_PLAIN: Mapping[Any, Callable[[], Kind]] = {
    str: Text,
    bool: Boolean,
    float: Number,
    int: lambda: Number(whole=True),
    object: Anything,
}


def kind_of(annotation: Any) -> Kind:
    """The kind that a declaration's annotation stands for; ``Annotated[..., kind]`` names one outright."""
    if get_origin(annotation) is Annotated:
        for extra in get_args(annotation)[1:]:
            if isinstance(extra, Kind):
                return extra
        return kind_of(get_args(annotation)[0])
    if get_origin(annotation) in (types.UnionType, typing.Union):
        inner = [each for each in get_args(annotation) if each is not type(None)]
        return kind_of(inner[0])
    if annotation in _PLAIN:
        return _PLAIN[annotation]()
    if attrs.has(annotation):
        return _shape_of(annotation)
    if get_origin(annotation) in (dict, Mapping):
        return PlainObject()
    raise TypeError(f"a contract cannot name {annotation!r}")


def _shape_of(declared: Any) -> Shape:
    hints = typing.get_type_hints(declared, include_extras=True)
    members = tuple(
        Member(
            name=camel_case(field.name),
            field=field.alias or field.name,
            kind=kind_of(hints[field.name]),
            required=field.default is attrs.NOTHING,
            doc=field.metadata.get("doc", ""),
        )
        for field in attrs.fields(declared)
        if field.name != "rest"
    )
    rest = next((field for field in attrs.fields(declared) if field.name == "rest"), None)
    return Shape(declared, members, rest is not None, rest is not None and not rest.metadata["ignored"])
