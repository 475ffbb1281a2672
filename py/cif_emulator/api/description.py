"""The contracts as plain data: what the page builds the namespaces and live objects from."""

from __future__ import annotations

from cif_emulator.api.contract import Contract, Method
from cif_emulator.api.dispatcher import GLOBALS, NAMESPACES, NUMBERED, OBJECTS

_NUMBERS = {method.method_id: number for number, method in enumerate(NUMBERED)}


def _method(method: Method) -> dict[str, object]:
    return {
        "id": method.method_id,
        "number": _NUMBERS[method.method_id],
        "short": method.is_short,
        "name": method.name,
        "answers": method.answers.value,
        "gives": method.gives.value,
        "parameters": [parameter.name for parameter in method.parameters],
    }


def _namespace(contract: Contract) -> dict[str, object]:
    return {"name": contract.name, "methods": [_method(method) for method in contract.methods.values()]}


def _object(contract: Contract) -> dict[str, object]:
    # Methods of objects take the object's id first; a property `title` may have a setter `title=`.
    declared = contract.methods.values()
    return {
        "name": contract.name,
        "properties": [
            {
                "name": method.name,
                "number": _NUMBERS[method.method_id],
                "setter": _NUMBERS.get(f"{method.method_id}="),
            }
            for method in declared
            if method.is_property and not method.name.endswith("=")
        ],
        "methods": [_method(method) for method in declared if not method.is_property],
    }


def description() -> dict[str, object]:
    """All namespaces and objects, with their methods' numbers, ways of answering and kinds of results.

    ``namespaces`` stand on ``Microsoft``, ``globals`` on the window; names with dots inside one another.
    """
    return {
        "namespaces": [_namespace(contract) for contract in NAMESPACES],
        "globals": [_namespace(contract) for contract in GLOBALS],
        "objects": [_object(contract) for contract in OBJECTS],
    }
