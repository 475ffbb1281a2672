"""What to do about a message: out of its own words, its declaration, or the guide of the room that tells it.

Messages for which there is more to say have advice of their own in ``advice.toml``. One that is new or
changed finds its advice by how it is put, in the same file; what tells nothing of the kind has the guide of
its room, so that no row is without a way on.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cif_emulator.api.methods import METHODS
from documentation.reference.markup import escaped

# Behind these a message says what is right.
_RIGHT = ("; right is ", ": right is ", "right is ")
# A clause that begins with one of these words is an instruction, unless the word is a noun there.
_DOING = (
    "add|allow|ask|await|call|change|check|choose|close|compare|configure|copy|correct|delete|do not|drop"
    "|enter|fetch|follow|give|have|install|keep|leave|listen|look|make|name|open|pass|press|put|raise|reload"
    "|remove|rename|replace|reset|restart|run|save|see|select|serve|set|start|take|try|use|wait|write"
)
_INSTRUCTION = re.compile(
    r"(?:^|[.:;] )(?:or,? |there, |if [^,:;]*, )?"
    rf"(?P<told>(?:{_DOING})\b(?! (?:is|are|of|has|was)\b|[:;])[^;]*)$",
    re.IGNORECASE,
)
_COMMAND = re.compile(r": ((?:pip|npm|npx) .+)$")
_EXPLANATION = re.compile(r"; ((?:[^; ]+ ){2,}[^;]*)$")


@cache
def _declared() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@cache
def _forms(kind: str) -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile("|".join(form["patterns"]), re.IGNORECASE), form["told"]) for form in _declared()[kind]
    ]


@cache
def _instead() -> Mapping[str, str]:
    """Of methods that refuse every call, what to do instead by why: both are in their declarations."""
    docs = (each.function.__doc__ or "" for each in METHODS.values() if each.is_missing)
    told: dict[str, dict[str, None]] = {}
    for doc in docs:
        reason, _, instead = doc.removeprefix("Not emulated: ").partition(". ")
        told.setdefault(reason, {})[instead.rstrip(".")] = None
    return {reason: ". ".join(each) for reason, each in told.items()}


def guides() -> Mapping[str, str]:
    """What a room's messages are about, as Markdown, by the beginning of their modules' paths."""
    found: Mapping[str, str] = _declared()["guides"]
    return found


def advice(text: str, place: str) -> str:
    """What to do about a message of a module, as Markdown.

    ``place`` is the module's path in the package, or that of a script, which begins with ``web/``.
    """
    return next(_advice(" ".join(text.split()), place))


def _advice(text: str, place: str) -> Iterator[str]:
    """All that can be said, the most particular first."""
    if text in _instead():
        yield escaped(_sentence(_instead()[text]))
    for mark in _RIGHT:
        _, found, right = text.rpartition(mark)
        if found and right:
            yield escaped(_sentence(right[3:] if right.startswith("to ") else f"Right is {right}"))
    if command := _COMMAND.search(text):
        yield escaped(f"Run {command[1].rstrip('.')}.")
    if instruction := _INSTRUCTION.search(text):
        yield escaped(_sentence(instruction["told"]))
    yield from (told for pattern, told in _forms("message") if pattern.search(text))
    for pattern, told in _forms("form"):
        if form := pattern.search(text):
            values = {name: escaped(value) for name, value in form.groupdict("").items()}
            yield _sentence(told.format_map(values))
    if explanation := _EXPLANATION.search(text):
        yield escaped(_sentence(explanation[1]))
    yield guides()[max((each for each in guides() if place.startswith(each)), key=len)]


def _sentence(text: str) -> str:
    text = text.strip(" .:;,")
    return f"{text[:1].upper()}{text[1:]}."
