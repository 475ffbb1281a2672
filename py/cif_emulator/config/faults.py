"""Faults that are added while the workspace runs, by a script or by the page's address."""

from __future__ import annotations

import json
from collections.abc import Collection

from cif_emulator.api.fault_mistakes import mistakes
from cif_emulator.config.problems import shown, written
from cif_emulator.config.structure import structure, unstructure
from cif_emulator.workspace.state.faults import Fault
from cif_emulator.workspace.state.refusals import WrongArgument, nearest, quoted

# The message where an address asks for a refusal without one.
SERVICE_NOT_AVAILABLE = "The service is not available"

_ALONE = ("presence", "sessions", "library")
_ANSWERS = ("never", "lost", "twice")
_EFFECTS = ("reject", *_ANSWERS, "value", "delay")
_RIGHT = (
    'right is like "CIFramework.createSession:reject", "event:onclicktoact:delay=500", '
    '"table:contact:never", "sessions:full", or a fault as JSON'
)


def read_fault(data: object, providers: Collection[str], tables: Collection[str]) -> Fault:
    """A fault from plain data, as a ``[[fault]]`` has it; raises ``WrongArgument`` with each mistake."""
    if not isinstance(data, dict):
        raise WrongArgument(f"the fault is {shown(data)}; right is an object like {{method, reject}}")
    structured = structure(data, Fault)
    wrong = [f"{written(mistake.path)}: {mistake.text}".lstrip(": ") for mistake in structured.mistakes]
    if not wrong:
        fault: Fault = structured.value
        if fault.library is not None:
            wrong.append("library: the server sends it before a script can say so; right is workspace.toml")
        wrong += [f"{key}: {text}".lstrip(": ") for key, text in mistakes(fault, providers, tables)]
    if wrong:
        raise WrongArgument("; ".join(wrong))
    return fault


def plain_fault(fault: Fault) -> dict[str, object]:
    """The data that ``read_fault`` makes the same fault of."""
    return unstructure(fault)


def from_address(text: str) -> object:
    """The plain data of a fault as an address names it: ``?fault=CIFramework.createSession:reject``.

    Before the first ``:`` stands the method, or ``event:`` or ``table:`` with a name, or ``sessions``,
    ``presence``; behind it what happens: ``reject``, ``reject=MESSAGE``, ``value=JSON``, ``delay=500``,
    ``delay=200-800``, ``never``, ``lost``, ``twice``. JSON is taken, too. Raises ``WrongArgument``.
    """
    if text.startswith("{"):
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as reason:
            raise WrongArgument(f"{quoted(text)} is no JSON ({reason}); {_RIGHT}") from None
    subject, _, effect = text.partition(":")
    if subject == "refuse_origin":
        return {"refuse_origin": True}
    if subject in _ALONE:
        return {subject: effect}
    named = {"method": subject}
    if subject in ("event", "table"):
        name, _, effect = effect.partition(":")
        named = {subject: name}
    return {**named, **_effect(effect, text)}


def _effect(effect: str, text: str) -> dict[str, object]:
    name, equals, given = effect.partition("=")
    if name in _ANSWERS and not equals:
        return {"answer": name}
    if name == "reject":
        return {"reject": given if equals else SERVICE_NOT_AVAILABLE}
    if name == "value" and equals:
        return {"value": _json(given, given)}
    if name == "delay" and equals:
        least, dash, most = given.partition("-")
        return {"delay": [_json(least, least), _json(most, most)] if dash else _json(given, given)}
    hint = nearest(name, _EFFECTS)
    raise WrongArgument(f"{quoted(text)} says {quoted(effect)}. {hint} In an address, {_RIGHT}")


def _json(text: str, otherwise: object) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return otherwise
