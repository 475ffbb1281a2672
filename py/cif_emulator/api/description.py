"""The contracts as plain data: what the page builds the namespaces and live objects from."""

from __future__ import annotations

from typing import TypedDict

from cif_emulator.api.contract import Contract, Method, ResultKind, ReturnStyle
from cif_emulator.api.dispatcher import NUMBERED
from cif_emulator.api.methods import GLOBALS, NAMESPACES, OBJECTS

_NUMBERS = {method.method_id: number for number, method in enumerate(NUMBERED)}


class MethodDescription(TypedDict):
    """A method: its name in messages, number to call it by, own name, return style and result kind."""

    id: str
    number: int
    name: str
    returns: ReturnStyle
    result: ResultKind


class PropertyDescription(TypedDict):
    """A property of an object: the number that reads it, and the one that assigns it, if it can be."""

    name: str
    number: int
    result: ResultKind
    setter: int | None


class ObjectDescription(TypedDict):
    """A kind of live object."""

    name: str
    properties: list[PropertyDescription]
    methods: list[MethodDescription]


class NamespaceDescription(TypedDict):
    """A namespace; names with dots lead into objects inside, and a ``*`` stands for every name there.

    ``properties`` are methods that are called when they are read.
    """

    name: str
    methods: list[MethodDescription]
    properties: list[MethodDescription]


class Description(TypedDict):
    """``namespaces`` stand on ``Microsoft``, ``globals`` on the window."""

    namespaces: list[NamespaceDescription]
    globals: list[NamespaceDescription]
    objects: list[ObjectDescription]


def _method(method: Method) -> MethodDescription:
    return {
        "id": method.method_id,
        "number": _NUMBERS[method.method_id],
        "name": method.name,
        "returns": method.returns,
        "result": method.result,
    }


def _namespace(contract: Contract) -> NamespaceDescription:
    declared = contract.methods.values()
    return {
        "name": contract.name,
        "methods": [_method(method) for method in declared if not method.is_property],
        "properties": [_method(method) for method in declared if method.is_property],
    }


def _object(contract: Contract) -> ObjectDescription:
    # Methods of objects take the object's id first; a property `title` may have a setter `title=`.
    declared = contract.methods.values()
    return {
        "name": contract.name,
        "properties": [
            {
                "name": method.name,
                "number": _NUMBERS[method.method_id],
                "result": method.result,
                "setter": _NUMBERS.get(f"{method.method_id}="),
            }
            for method in declared
            if method.is_property and not method.name.endswith("=")
        ],
        "methods": [_method(method) for method in declared if not method.is_property],
    }


def description() -> Description:
    """All namespaces and objects, with their methods' numbers, return styles and result kinds."""
    return {
        "namespaces": [_namespace(contract) for contract in NAMESPACES],
        "globals": [_namespace(contract) for contract in GLOBALS],
        "objects": [_object(contract) for contract in OBJECTS],
    }
