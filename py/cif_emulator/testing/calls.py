"""Calls from Python into the page: arguments and results as JSON text, refusals as exceptions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cif_emulator.testing.scripts import Scripts

# Marks what plain JSON cannot say; an object that has this key itself is sent as its entries.
MARK = "$javascript"


class JsMap(dict[Any, Any]):
    """A JavaScript ``Map``: as an argument it becomes one, and a ``Map`` in a result is one of these."""


class CallRefused(Exception):
    """The page refused a call: it threw, or its promise was rejected.

    ``message``, ``name`` ("Error", "TypeError"…) and ``stack`` are those of the JavaScript error;
    ``error_code`` its ``errorCode``, ``None`` if it has none.
    """

    def __init__(self, message: str, *, name: str, error_code: int | None, stack: str) -> None:
        super().__init__(f"{name}: {message}")
        self.message = message
        self.name = name
        self.error_code = error_code
        self.stack = stack


def to_text(arguments: tuple[object, ...]) -> str:
    """The arguments as text for ``CALL``."""
    return json.dumps([_marked(argument) for argument in arguments])


def _marked(value: object) -> object:
    if isinstance(value, JsMap):
        return {MARK: "map", "entries": [[_marked(key), _marked(entry)] for key, entry in value.items()]}
    if isinstance(value, Mapping):
        if MARK in value:
            return {MARK: "object", "entries": [[key, _marked(entry)] for key, entry in value.items()]}
        return {key: _marked(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_marked(entry) for entry in value]
    return value


def from_text(text: str) -> Any:
    """What ``CALL`` gave: the result, or ``CallRefused`` is raised."""
    answer = json.loads(text, object_hook=_unmarked)
    if "refused" in answer:
        refused = answer["refused"]
        raise CallRefused(
            refused["message"], name=refused["name"], error_code=refused["errorCode"], stack=refused["stack"]
        )
    return answer["result"]


def _unmarked(value: dict[str, Any]) -> dict[Any, Any]:
    if value.get(MARK) == "map":
        return JsMap((key, entry) for key, entry in value["entries"])
    return value


# Runs in the page.
CALL = Scripts(__file__)("call")
