"""Recordings as a command reads them, and how two of them differ (``docs/guides/recordings.md``)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from attrs import Factory, define, frozen

from cif_emulator.api.call import PAGE
from cif_emulator.api.recording import FORMAT, VERSION

KINDS = ("call", "event", "action")
# What tests and other scripts on the page do in the agent's or a caller's place.
DOING = (
    "CIFramework.raiseEvent",
    "cifEmulator.clickToAct",
    "cifEmulator.openSession",
    "cifEmulator.raiseEvent",
    "cifEmulator.setPresence",
)
# So much of an input is shown.
SHOWN = 200


class UnusableRecording(Exception):
    """A file is no recording that this version can read; the text says why."""


@frozen(kw_only=True)
class Step:
    """One step of a recording."""

    number: int
    kind: str
    who: str
    name: str
    target: str | None = None
    input: Any = None
    result: Any = None
    is_cut: bool = False

    @property
    def is_done_by_the_page(self) -> bool:
        """Whether a script on the page did what a replay does once more."""
        return self.who == PAGE and self.name in DOING


def read_recording(path: Path) -> tuple[Step, ...]:
    """The steps of a file; raises ``UnusableRecording``."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as reason:
        raise UnusableRecording(f"{path}: cannot be read: {reason.strerror}") from None
    except (ValueError, RecursionError):
        raise UnusableRecording(f"{path}: is no JSON text, or was cut off; record it again") from None
    return steps_of(data, str(path))


def steps_of(data: object, path: str) -> tuple[Step, ...]:
    """The steps of a recording's plain data; ``path`` is named in refusals. Raises ``UnusableRecording``."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise UnusableRecording(f"{path}: is no recording; right is a file of cifEmulator.recording()")
    version = data.get("version")
    if isinstance(version, bool) or version != VERSION:
        raise UnusableRecording(
            f"{path}: is of version {_shown(version)}; this cif-emulator reads version {VERSION}"
        )
    steps = data.get("steps")
    if not isinstance(steps, list):
        raise UnusableRecording(f"{path}: steps: expected a list of steps")
    return tuple(_step(f"{path}: steps[{position}]", each) for position, each in enumerate(steps))


def _step(place: str, data: object) -> Step:
    if not isinstance(data, dict):
        raise UnusableRecording(f"{place}: expected an object")
    for key, kind in (("number", int), ("kind", str), ("who", str), ("name", str)):
        # True is an int for Python alone.
        if not isinstance(data.get(key), kind) or isinstance(data[key], bool):
            noun = "a number" if kind is int else "a text"
            raise UnusableRecording(f"{place}.{key}: expected {noun}, got {_shown(data.get(key))}")
    if data["kind"] not in KINDS:
        raise UnusableRecording(f"{place}.kind: expected {', '.join(KINDS)}, got {_shown(data['kind'])}")
    if data["kind"] == "action" and not isinstance(data.get("input", []), list):
        raise UnusableRecording(f"{place}.input: expected the list of an action's arguments")
    return Step(
        number=data["number"],
        kind=data["kind"],
        who=data["who"],
        name=data["name"],
        target=data.get("target") if isinstance(data.get("target"), str) else None,
        input=data.get("input"),
        result=data.get("result"),
        is_cut=data.get("cut") is True,
    )


def provider_calls(steps: Sequence[Step], page: str) -> tuple[Step, ...]:
    """The calls of channel providers; ``page`` is what scripts on the workspace's page are called."""
    return tuple(step for step in steps if step.kind == "call" and step.who != page)


# -- what differs ---------------------------------------------------------------------------------

_GUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
ID = re.compile(rf"{_GUID}|(?:session-id|tab-id|notification)-\d+")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")
# Milliseconds since 1970, of this century.
_FIRST_TIME, _LAST_TIME = 946_684_800_000, 4_102_444_800_000


def is_time(value: object) -> bool:
    """Whether a number is likely to be a moment."""
    return isinstance(value, (int, float)) and _FIRST_TIME <= value <= _LAST_TIME


@define
class _Names:
    """Ids as they come: the same id has the same name, whatever it is."""

    known: dict[str, str] = Factory(dict)

    def of(self, found: re.Match[str]) -> str:
        """The name of an id."""
        return self.known.setdefault(found[0].lower(), f"<id {len(self.known) + 1}>")


def meant(value: object, names: _Names) -> object:
    """A value with its ids and times named by what they stand for; JSON texts are looked into."""
    match value:
        case str():
            if value[:1] in ("{", "["):
                try:
                    return {"<JSON>": meant(json.loads(value), names)}
                except (ValueError, RecursionError):
                    pass
            return ID.sub(names.of, TIME.sub("<time>", value))
        case Mapping():
            return {key: meant(each, names) for key, each in value.items()}
        case list():
            return [meant(each, names) for each in value]
    return "<time>" if is_time(value) else value


def differences_by_provider(recorded: Sequence[Step], replayed: Sequence[Step]) -> list[str]:
    """As ``differences``, for each provider by itself: what one does is not in step with the others.

    Where there is one each time, its name does not matter.
    """
    if len({step.who for step in recorded}) == 1 == len({step.who for step in replayed}):
        return differences(recorded, replayed)
    lines: list[str] = []
    for who in dict.fromkeys(step.who for step in (*recorded, *replayed)):
        old, new = ([step for step in steps if step.who == who] for steps in (recorded, replayed))
        lines += [f"{who}: {line}" for line in differences(old, new)]
    return lines


def differences(recorded: Sequence[Step], replayed: Sequence[Step]) -> list[str]:
    """A line for each call that is missing, extra, or has another input; both hold calls alone."""
    names = [step.name for step in recorded], [step.name for step in replayed]
    lines: list[str] = []
    # Those of calls that both have: a missing one must not change how later ones are named.
    theirs, ours = _Names(), _Names()
    for kind, first, last, other_first, other_last in SequenceMatcher(None, *names, False).get_opcodes():
        old, new = recorded[first:last], replayed[other_first:other_last]
        if kind != "equal":
            lines += [f"missing: step {step.number}, {step.name} {_shown(step.input)}" for step in old]
            lines += [f"extra: {step.name} {_shown(step.input)}" for step in new]
            continue
        for step, other in zip(old, new, strict=True):
            told = f"other input: step {step.number}, {step.name}: "
            unlike = list(_unlike(meant(step.input, theirs), meant(other.input, ours)))
            lines += [told + each for each in unlike if not step.is_cut]
    return lines


def _unlike(old: object, new: object, place: str = "") -> Iterator[str]:
    """Where two values differ."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys((*old, *new)):
            inner = f"{place}.{key}" if key != "<JSON>" else place
            if key not in new:
                yield f"{inner.lstrip('.')} {_shown(old[key])} is missing"
            elif key not in old:
                yield f"{inner.lstrip('.')} {_shown(new[key])} is new"
            else:
                yield from _unlike(old[key], new[key], inner)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for position, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _unlike(one, other, f"{place}[{position}]")
    elif old != new:
        yield f"{place.lstrip('.') or 'the arguments'}: {_shown(old)} was recorded, {_shown(new)} came"


def _shown(value: object) -> str:
    # Half of a character can be printed nowhere.
    text = json.dumps(value, ensure_ascii=False).encode(errors="backslashreplace").decode()
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
