"""The way to Node: names of abilities, and values as JSON (``web/npm/interpreter.mjs``)."""

from __future__ import annotations

import errno
import json
import os
from typing import Any


def abilities() -> Any:
    """The other side's module, which is there only while a command runs."""
    import cif_emulator_node

    return cif_emulator_node


def tell(name: str, *values: object) -> None:
    """Have something done, without an answer."""
    abilities().tell(name, json.dumps(values))


def ask(name: str, *values: object) -> int:
    """Ask for something whose answer comes as an event with the number that is given here."""
    return int(abilities().ask(name, json.dumps(values)))


def call(name: str, *values: object) -> Any:
    """Ask for something and wait for it. Raises ``OSError`` where the system refuses it."""
    return answer_of(json.loads(abilities().call(name, json.dumps(values))))


def answer_of(event: dict[str, Any]) -> Any:
    """What an answer says. Raises ``OSError`` where it is a refusal."""
    refused = event.get("refused")
    if refused is None:
        return event.get("value")
    number = getattr(errno, refused.get("code") or "", None)
    # Constructed with a number, it is the exception that Python has for that.
    raise OSError(number, os.strerror(number)) if number else OSError(refused["message"])
