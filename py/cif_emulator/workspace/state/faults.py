"""Faults on demand: what goes wrong, for whom, and how often.

They are declared in ``workspace.toml`` or added while the workspace runs. Here are the declaration and the
counting; what a fault does to a call or an event is decided where it passes (``api/faults.py``).
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from enum import Enum

from attrs import define, field

from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.json_text import write


class FaultyAnswer(str, Enum):
    """What becomes of an answer: none comes, it is lost on its way, an event comes twice."""

    NEVER = "never"
    LOST = "lost"
    TWICE = "twice"


class FaultyPresence(str, Enum):
    """What ``getPresence`` resolves to (``ciframework.md`` 2.7)."""

    FAILED = "FAILED"


class FaultySessions(str, Enum):
    """No further session may be opened by a call."""

    FULL = "full"


class FaultyLibrary(str, Enum):
    """What the server does when a widget asks for ``msdyn_ciLibrary.js``."""

    MISSING = "missing"
    SLOW = "slow"


@frozen
class Delay:
    """From ``least`` to ``most`` milliseconds; both are the same where one number was given."""

    least: float
    most: float

    def __str__(self) -> str:
        return f"{self.least:g} ms" if self.least == self.most else f"{self.least:g} to {self.most:g} ms"


@frozen(kw_only=True)
class Fault:
    """A ``[[fault]]``: what goes wrong, for whom, and how often.

    What it strikes is one of ``method``, ``event``, ``table``, ``refuse_origin``, ``presence``, ``sessions``
    and ``library``; what it does, ``reject``, ``value``, ``answer`` or ``delay``.
    """

    method: str | None = None
    """The method whose calls fail, such as CIFramework.createSession; may begin or end with *."""
    event: str | None = None
    """The event whose deliveries fail, such as onclicktoact; may begin or end with *."""
    table: str | None = None
    """The table whose records callers cannot read or write, such as contact; may begin or end with *."""
    refuse_origin: bool = False
    """Whether providers' pages are refused as if their origins were not trusted."""
    presence: FaultyPresence | None = None
    """What getPresence resolves to; no presence can be set."""
    sessions: FaultySessions | None = None
    """No call can open another session."""
    library: FaultyLibrary | None = None
    """The library that widgets load is not there, or comes late."""
    provider: str | None = None
    """Unique name of the only channel provider that it strikes."""
    reject: str | None = None
    """The message of the error that the call rejects with."""
    code: int | None = None
    """The error's code; without it, that of the method's own family."""
    value: object = None
    """The call's result, which is not carried out."""
    answer: FaultyAnswer | None = None
    """The call is not carried out (never), or its answer is lost; an event never comes, or twice."""
    delay: Delay | None = None
    """How late the answer, the event or the library comes: milliseconds, or the least and the most."""
    every: int | None = None
    """It strikes each so-manieth time."""
    first: int | None = None
    """It strikes the first so many times."""
    percent: float | None = None
    """It strikes in so many of a hundred times, by chance."""
    seed: int = 0
    """What the random numbers of percent, and of a range of delays, begin from."""

    @property
    def subject(self) -> str:
        """What it strikes, in words."""
        if self.method or self.event or self.table:
            return self.method or (f"event {self.event}" if self.event else f"table {self.table}")
        if self.refuse_origin:
            return "refuse_origin"
        named = {"presence": self.presence, "sessions": self.sessions, "library": self.library}
        return " ".join(f"{key} {word.value}" for key, word in named.items() if word)

    @property
    def effect(self) -> str:
        """What it does, in words; empty where the subject says it."""
        parts = []
        if self.reject is not None:
            parts.append(f"reject {write(self.reject)}")
        if self.value is not None:
            parts.append(f"value {write(self.value)}")
        if self.answer is not None:
            parts.append(f"answer {self.answer.value}")
        if self.delay is not None:
            parts.append(f"delay {self.delay}")
        return ", ".join(parts)

    def __str__(self) -> str:
        return f"{self.subject}: {self.effect}" if self.effect else self.subject


@define(eq=False)
class ActiveFault:
    """A fault in force; ``met`` counts how often it could have struck."""

    fault: Fault
    met: int = 0
    _random: random.Random = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._random = random.Random(self.fault.seed)  # noqa: S311 - repeatable is the point

    def strikes(self) -> bool:
        """Whether it strikes this time; to be asked once each time."""
        self.met += 1
        fault = self.fault
        if fault.every is not None:
            return self.met % fault.every == 0
        if fault.first is not None:
            return self.met <= fault.first
        if fault.percent is not None:
            return self._random.random() * 100 < fault.percent
        return True

    def delay(self) -> float:
        """How many milliseconds the answer is late this time."""
        wanted = self.fault.delay
        if wanted is None or wanted.least == wanted.most:
            return wanted.least if wanted else 0.0
        return self._random.uniform(wanted.least, wanted.most)


class Faults:
    """The faults in force: ``active``, oldest first. The first that strikes is the only one."""

    def __init__(self, configured: Iterable[Fault]) -> None:
        self.active: list[ActiveFault] = []
        self.configure(configured)

    def configure(self, configured: Iterable[Fault]) -> None:
        """Put these in force in the place of all that are."""
        self.active[:] = [ActiveFault(fault) for fault in configured]

    def add(self, fault: Fault) -> None:
        """Put one more in force."""
        self.active.append(ActiveFault(fault))

    def clear(self) -> None:
        """Remove all faults, also the configured ones."""
        self.active.clear()
