"""Which faults can do what they say: the mistakes of a declaration, each with the reason."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache

from cif_emulator.api.contract import Method, ResultKind
from cif_emulator.api.faults import is_synchronous, matches
from cif_emulator.api.methods import CALLERS_METHODS
from cif_emulator.api.provider_events import BUILT_IN_EVENTS
from cif_emulator.workspace.state.faults import Fault, FaultyAnswer
from cif_emulator.workspace.state.refusals import nearest, quoted

# Without an end nobody notices the slip of a keyboard.
LONGEST_DELAY = 3_600_000

# A key of a fault, and what is wrong with it.
Mistake = tuple[str, str]

_SUBJECTS = ("method", "event", "table", "refuse_origin", "presence", "sessions", "library")
_EFFECTS = ("reject", "value", "answer")
_FREQUENCIES = ("every", "first", "percent")
_ENDS = "* may stand at its beginning and its end alone"


def mistakes(fault: Fault, providers: Collection[str], tables: Collection[str]) -> Iterator[Mistake]:
    """What keeps a fault from doing what it says; ``providers`` and ``tables`` are the names that exist."""
    subjects = _given(fault, _SUBJECTS)
    if not subjects:
        yield "", f"strikes nothing; right is one of {', '.join(_SUBJECTS)}"
        return
    if len(subjects) > 1:
        yield (
            subjects[1],
            f"cannot be given with {subjects[0]}; right is one of them, and a fault for each",
        )
        return
    [subject] = subjects
    if subject in ("method", "event", "table"):
        pattern = str(getattr(fault, subject))
        if "*" in pattern[1:-1] or (not pattern.strip("*") and pattern != "*"):
            yield subject, f"is {quoted(pattern)}; {_ENDS}"
            return
        effects = _given(fault, _EFFECTS)
        if len(effects) > 1:
            yield effects[1], f"cannot be given with {effects[0]}; right is one of them"
        if not effects and fault.delay is None:
            yield "", "does nothing; right is one of reject, value, answer and delay"
        yield from {"method": _of_method, "event": _of_event, "table": _of_table}[subject](fault, tables)
    else:
        yield from _of_special(fault, subject)
    yield from _of_numbers(fault)
    if fault.provider is not None and fault.provider not in providers:
        yield (
            "provider",
            f"there is no channel provider {quoted(fault.provider)}. {nearest(fault.provider, providers)}",
        )


def _given(fault: Fault, keys: Collection[str]) -> list[str]:
    return [key for key in keys if getattr(fault, key) not in (None, False) or _is_value(fault, key)]


def _is_value(fault: Fault, key: str) -> bool:
    """``false`` is a value like any other."""
    return key == "value" and fault.value is not None


@cache
def _methods(pattern: str) -> tuple[Method, ...]:
    return tuple(method for name, method in CALLERS_METHODS.items() if matches(pattern, name))


def _of_method(fault: Fault, _: Collection[str]) -> Iterator[Mistake]:
    pattern = fault.method or ""
    found = _methods(pattern)
    if not found:
        yield "method", f"there is no method {quoted(pattern)}. {nearest(pattern, CALLERS_METHODS)}"
        return
    if all(map(is_synchronous, found)):
        for key in _given(fault, ("delay", "answer")):
            reason = f"{quoted(pattern)} is synchronous: its answer can neither come late nor be lost"
            yield key, f"{reason}; right is reject or value"
    if fault.value is not None:
        yield from _of_value(pattern, found)
    yield from _of_answer(fault)


def _of_value(pattern: str, methods: Collection[Method]) -> Iterator[Mistake]:
    live = (ResultKind.SESSION, ResultKind.TAB, ResultKind.CONTEXT, ResultKind.GLOBAL_CONTEXT)
    if all(method.result is ResultKind.NOTHING for method in methods):
        yield "value", f"{quoted(pattern)} resolves to nothing; right is reject, answer or delay"
    elif all(method.result in live for method in methods):
        yield "value", f"{quoted(pattern)} gives a live object, which cannot be written; right is reject"


def _of_answer(fault: Fault) -> Iterator[Mistake]:
    """Of methods and tables."""
    if fault.answer is FaultyAnswer.TWICE:
        yield "answer", 'is "twice", which is for events; a call has one answer: "never" or "lost"'
    elif fault.answer is not None and fault.delay is not None:
        yield (
            "delay",
            f'cannot be given with answer = "{fault.answer.value}": what never comes cannot come late',
        )
    if fault.code is not None and fault.reject is None:
        yield (
            "code",
            "has no effect without reject; right is to add reject, or to leave it out",
        )


def _of_table(fault: Fault, tables: Collection[str]) -> Iterator[Mistake]:
    pattern = fault.table or ""
    if not any(matches(pattern, table) for table in tables):
        yield "table", f"there is no table {quoted(pattern)}. {nearest(pattern, tables)}"
    yield from _of_answer(fault)


def _of_event(fault: Fault, _: Collection[str]) -> Iterator[Mistake]:
    for key in _given(fault, ("reject", "value", "code")):
        yield key, f'is for methods; an event takes delay, answer = "never" or answer = "twice", not {key}'
    if fault.answer is FaultyAnswer.LOST:
        yield "answer", 'is "lost", which is for methods; an event takes "never" or "twice"'
    if fault.answer is FaultyAnswer.NEVER and fault.delay is not None:
        yield "delay", 'cannot be given with answer = "never": what never comes cannot come late'


def doubtful_event(fault: Fault) -> str:
    """What to say of an event that is none of the product's, but nearly; callers raise events of any name."""
    known = {name.lower() for name in BUILT_IN_EVENTS}
    name = fault.event or ""
    if not name or "*" in name or name.lower() in known:
        return ""
    hint = nearest(name, BUILT_IN_EVENTS)
    return f"{quoted(name)} is no event of the product's. {hint}" if hint.startswith("Did") else ""


def _of_special(fault: Fault, subject: str) -> Iterator[Mistake]:
    slow = subject == "library" and fault.library is not None and fault.library.value == "slow"
    allowed = ("delay",) if slow else ()
    further = ("provider", *_FREQUENCIES) if subject == "library" else ()
    for key in _given(fault, (*_EFFECTS, "code", "delay", *further)):
        if key not in allowed:
            yield (
                key,
                f"cannot be given with {subject}, which needs nothing else; right is to leave it out",
            )


def _of_numbers(fault: Fault) -> Iterator[Mistake]:
    frequencies = _given(fault, _FREQUENCIES)
    if len(frequencies) > 1:
        yield (
            frequencies[1],
            f"cannot be given with {frequencies[0]}; right is one of {', '.join(_FREQUENCIES)}",
        )
    for key in ("every", "first"):
        number = getattr(fault, key)
        if number is not None and number < 1:
            yield key, f"is {number}; expected a whole number from 1 on"
    if fault.percent is not None and not 0 < fault.percent <= 100:
        yield "percent", f"is {fault.percent:g}; expected more than 0 and at most 100"
    delay = fault.delay
    if delay is not None and not 0 <= delay.least <= delay.most <= LONGEST_DELAY:
        yield (
            "delay",
            f"is {delay}; expected milliseconds from 0 to {LONGEST_DELAY}, or two numbers, the smaller first",
        )
    is_random = fault.percent is not None or (delay is not None and delay.least != delay.most)
    if fault.seed and not is_random:
        yield "seed", "serves percent and a range of delays; there is neither"
