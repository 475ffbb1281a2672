"""Python's types as TypeScript's, with the interfaces that they need."""

from __future__ import annotations

import ast
import inspect
import json
import re
import sys
import types
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cache
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from cif_emulator.api.kinds import Anything, Kind, Shape
from cif_emulator.api.results import TypeScript
from cif_emulator.api.values import Undefined

_PLAIN: Mapping[Any, str] = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    object: "unknown",
    Any: "any",
    None: "void",
    type(None): "void",
    Undefined: "undefined",
}


def indented(text: str) -> str:
    """A text one level further in."""
    return re.sub(r"^(?=.)", "  ", text, flags=re.MULTILINE)


def comment(text: str | None, tags: Sequence[str] = ()) -> str:
    """A documentation comment of a docstring, and of tags like ``@param``; nothing for nothing."""
    plain = inspect.cleandoc(text or "").replace("``None``", "`null`").replace("``", "`")
    lines = [*plain.splitlines(), *([""] if plain and tags else []), *tags]
    if len(lines) <= 1:
        return "".join(f"/** {line} */\n" for line in lines)
    return "/**\n" + "".join(f" * {line}".rstrip() + "\n" for line in lines) + " */\n"


@cache
def declarations(module: str) -> Mapping[str, ast.ClassDef]:
    """The classes of a module as they stand in its source: only there are the texts below their fields."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}


def _field_texts(declaration: ast.ClassDef) -> dict[str, str]:
    """A class's own fields, in their order, and the text below each."""
    found: dict[str, str] = {}
    last = ""
    for node in declaration.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            last = node.target.id
            found[last] = ""
        elif last and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found[last] = str(node.value.value)
    return found


class Types:
    """TypeScript types, and the interfaces that they name; ``aliases`` are types with names of their own."""

    def __init__(self, aliases: Mapping[str, object] | None = None) -> None:
        self._aliases = {hint: name for name, hint in (aliases or {}).items()}
        self._interfaces: dict[str, tuple[object, str]] = {}

    @property
    def interfaces(self) -> str:
        """All interfaces that were named so far, and what those name."""
        return "\n".join(text for _, text in self._interfaces.values())

    def of(self, hint: Any) -> str:
        """The type that a Python annotation stands for; raises ``TypeError`` where there is none."""
        name = self._aliases.get(hint)
        if name is not None:
            if name not in self._interfaces:
                self._interfaces[name] = (hint, "")
                self._interfaces[name] = (hint, f"type {name} = {self._spelled(hint)};\n")
            return name
        return self._spelled(hint)

    def _spelled(self, hint: Any) -> str:
        if hint in _PLAIN:
            return _PLAIN[hint]
        if is_typeddict(hint):
            self._add(hint.__name__, hint, lambda: self._of_typed_dict(hint))
            return str(hint.__name__)
        if getattr(hint, "_is_protocol", False):
            self._add(hint.__name__, hint, lambda: self.protocol(hint))
            return str(hint.__name__)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return _literals([each.value for each in hint])
        return self._generic(hint, get_origin(hint), get_args(hint))

    def _generic(self, hint: Any, origin: Any, arguments: tuple[Any, ...]) -> str:
        if origin is Annotated:
            outright = [each for each in arguments[1:] if isinstance(each, TypeScript)]
            return outright[0] if outright else self.of(arguments[0])
        if origin is NotRequired:
            return self.of(arguments[0])
        if origin is Literal:
            return _literals(arguments)
        if origin in (types.UnionType, Union):
            inner = [self.of(each) for each in arguments if each is not type(None)]
            return " | ".join(dict.fromkeys([*inner, *(["null"] if type(None) in arguments else [])]))
        if origin is tuple and Ellipsis not in arguments:
            return f"[{', '.join(self.of(each) for each in arguments)}]"
        if origin in (list, tuple, Sequence):
            inner_type = self.of(arguments[0])
            return f"({inner_type})[]" if " " in inner_type else f"{inner_type}[]"
        if origin in (dict, Mapping):
            value = "any" if arguments[1] is object else self.of(arguments[1])
            return f"Record<{self.of(arguments[0])}, {value}>"
        if origin is Awaitable:
            return f"Promise<{self.of(arguments[0])}>"
        if origin is Iterator:
            return f"{{ next(): {{ done?: boolean, value: {self.of(arguments[0])} }}, destroy(): void }}"
        raise TypeError(f"what is {hint!r} in TypeScript?")

    def kind(self, kind: Kind) -> str:
        """The type of what a parameter or member takes."""
        inner = kind.like if isinstance(kind, Anything) else kind
        if isinstance(inner, Shape):
            self._add(inner.declared.__name__, inner.declared, lambda: self._of_shape(inner))
        return inner.typescript

    def optional(self, name: str, kind: Kind, *, required: bool) -> str:
        """A parameter or member, with what it takes."""
        spelled = self.kind(kind)
        if required or kind.expected:
            return f"{name}: {spelled}"
        return f"{name}?: {spelled}" + ("" if spelled == "unknown" or "null" in spelled else " | null")

    def _add(self, name: str, declared: object, make: Any) -> None:
        known = self._interfaces.get(name)
        if known is None:
            # First its place: it may name itself, and stands before what it names.
            self._interfaces[name] = (declared, "")
            self._interfaces[name] = (declared, make())
        elif known[0] is not declared:
            raise TypeError(f"two types are called {name}: {known[0]!r} and {declared!r}")

    def _of_typed_dict(self, declared: Any) -> str:
        module = sys.modules[declared.__module__]
        declaration = declarations(declared.__module__)[declared.__name__]
        bases = [getattr(module, node.id) for node in declaration.bases if isinstance(node, ast.Name)]
        parents = [self.of(base) for base in bases if is_typeddict(base)]
        hints = get_type_hints(declared, include_extras=True)
        members = [
            comment(text)
            + f"{name}{'?' if get_origin(hints[name]) is NotRequired else ''}: {self.of(hints[name])};\n"
            for name, text in _field_texts(declaration).items()
        ]
        heading = declared.__name__ + (f" extends {', '.join(parents)}" if parents else "")
        return _interface(heading, declared.__doc__, members)

    def _of_shape(self, shape: Shape) -> str:
        members = [
            comment(f"{each.doc}.") + self.optional(each.name, each.kind, required=each.required) + ";\n"
            for each in shape.members
        ]
        if shape.is_open:
            members.append("[name: string]: any;\n")
        return _interface(shape.declared.__name__, shape.declared.__doc__, members)

    def protocol(self, declared: Any) -> str:
        """The interface of a protocol: its attributes are read-only, what it awaits is a promise."""
        declaration = declarations(declared.__module__)[declared.__name__]
        hints = get_type_hints(declared)
        members = [
            comment(text) + f"readonly {name}: {self.of(hints[name])};\n"
            for name, text in _field_texts(declaration).items()
        ]
        for name, function in vars(declared).items():
            if name.startswith("_") or not inspect.isfunction(function):
                continue
            hints = get_type_hints(function)
            result = self.of(hints.pop("return"))
            given = [
                f"{each.name}{'' if each.default is each.empty else '?'}: {self.of(hints[each.name])}"
                for each in list(inspect.signature(function).parameters.values())[1:]
            ]
            result = f"Promise<{result}>" if inspect.iscoroutinefunction(function) else result
            members.append(f"{comment(function.__doc__)}{name}({', '.join(given)}): {result};\n")
        return _interface(declared.__name__, declared.__doc__, members)


def _interface(heading: str, text: str | None, members: Sequence[str]) -> str:
    return f"{comment(text)}interface {heading} {{\n{indented(''.join(members))}}}\n"


def _literals(values: Sequence[object]) -> str:
    return " | ".join(json.dumps(each) for each in values)
