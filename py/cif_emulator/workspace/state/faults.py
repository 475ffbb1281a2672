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
    """A ``[[fault]]``.

    It strikes calls of ``method`` ("CIFramework.createSession"), deliveries of ``event`` ("onclicktoact"),
    or calls for records of ``table`` ("contact"); each may begin or end with ``*``. ``refuse_origin``,
    ``presence``, ``sessions`` and ``library`` stand for themselves. ``provider`` limits it to one caller.

    ``reject`` is an error's message and ``code`` its code, ``value`` a result in place of the call's own,
    ``answer`` what becomes of the answer, ``delay`` how late it comes.

    It strikes each time, or ``every`` so many times, the ``first`` so many times, or in so many ``percent``
    of them. ``seed`` begins the random numbers of ``percent`` and of a range of delays.
    """

    method: str | None = None
    event: str | None = None
    table: str | None = None
    refuse_origin: bool = False
    presence: FaultyPresence | None = None
    sessions: FaultySessions | None = None
    library: FaultyLibrary | None = None
    provider: str | None = None
    reject: str | None = None
    code: int | None = None
    value: object = None
    answer: FaultyAnswer | None = None
    delay: Delay | None = None
    every: int | None = None
    first: int | None = None
    percent: float | None = None
    seed: int = 0

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
        self.active = [ActiveFault(fault) for fault in configured]

    def add(self, fault: Fault) -> None:
        """Put one more in force."""
        self.active.append(ActiveFault(fault))

    def clear(self) -> None:
        """Put none in force, not even the configured ones."""
        self.active.clear()
