"""Delivery of events to handlers: who listens, and what they reported (``ciframework.md`` 2.11, 3).

Only names cross the border: the functions stay in the realm that registered them. Each delivery is answered
by a report of what its handlers did, or it times out. Nothing here calls anybody: messages are collected in
``outbox``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Literal
from uuid import uuid4

from attrs import Factory, define

from cif_emulator.api import values
from cif_emulator.api.call_log import CallLog, Entry
from cif_emulator.api.delivery_reports import Report, read_report
from cif_emulator.api.faults import Struck, strike_event
from cif_emulator.api.responses import FamilyRefusal
from cif_emulator.workspace.state.events import About
from cif_emulator.workspace.state.faults import FaultyAnswer
from cif_emulator.workspace.state.refusals import ErrorCode, WrongArgument, quoted
from cif_emulator.workspace.workspace import Workspace

# The product's own text (1.3).
TIME_OUT = "Timeout occurred as no response was received from listener window"

# The library reports time-outs itself. Where it cannot, because its page is gone, the delivery ends here.
GRACE_MS = 2_000

# A caller beyond these limits is flooding.
MOST_EVENT_NAMES = 1_000
LONGEST_EVENT_NAME = 200
MOST_UNDER_WAY = 1_000

# What a handler is given: the text itself, or a Map with ``value`` and ``correlationId``.
PayloadKind = Literal["json-text", "map"]

# Messages to the outside: draw the page; persist the records; write to the console; post all broadcasts of a
# call; deliver an event to a document's handlers; settle a pending answer; open an address; set or stop a
# timer.
ToldKind = Literal[
    "changed", "records", "warning", "broadcasts", "deliver", "settle", "open", "timer", "element"
]

# The result or refusal of a deferred answer.
Settled = tuple[str, object]


@define(eq=False)
class Raised:
    """An event that a caller raised, until all its targets have answered."""

    key: str
    event: str
    waiting: set[str] = Factory(set)
    answered: int = 0
    failed: int = 0
    late: list[str] = Factory(list)


@define(eq=False)
class Delivery:
    """One event sent to one document of a listener; only that document knows its id."""

    delivery_id: str
    target: str
    document: str
    event: str
    text: str
    entry: Entry
    raised: Raised | None = None


class Deliveries:
    """Subscriptions and deliveries of one workspace; ``clock`` in milliseconds."""

    def __init__(self, log: CallLog, clock: Callable[[], float], workspace: Workspace) -> None:
        self.outbox: list[tuple[ToldKind, str]] = []
        self.settled: list[Settled] = []
        self._log = log
        self._clock = clock
        self._warn = workspace.warn
        self._time_out = workspace.settings.time_out
        self._strict = workspace.settings.strict
        self._faults = workspace.faults
        # Events and how many handlers they have, by caller and document.
        self._subscriptions: dict[str, dict[str, Counter[str]]] = {}
        self._under_way: dict[str, Delivery] = {}
        # Messages that faults hold back, by their timers.
        self._held: dict[str, tuple[Delivery, PayloadKind]] = {}
        self._raised = 0
        self._noted: set[tuple[str, str, str]] = set()

    # -- listening --------------------------------------------------------------------------------

    def subscribe(self, caller: str, document: str, event: str) -> None:
        """Count one more handler of an event, in any letter case; refuses long names and too many of them."""
        if len(event) > LONGEST_EVENT_NAME:
            raise WrongArgument(
                f"eventName has {len(event)} characters; right are at most {LONGEST_EVENT_NAME}, like "
                "onclicktoact"
            )
        documents = self._subscriptions.get(caller, {})
        known = documents.get(document, Counter())
        if event.lower() not in known and sum(map(len, documents.values())) >= MOST_EVENT_NAMES:
            raise WrongArgument(
                f"{quoted(caller)} has handlers of {MOST_EVENT_NAMES} events already, the limit"
            )
        documents = self._subscriptions.setdefault(caller, documents)
        documents.setdefault(document, known)[event.lower()] += 1

    def unsubscribe(self, caller: str, document: str, event: str) -> bool:
        """Count one handler less; ``False`` if there was none."""
        names = self._subscriptions.get(caller, {}).get(document, Counter())
        if names[event.lower()] <= 0:
            return False
        names[event.lower()] -= 1
        if not names[event.lower()]:
            del names[event.lower()]
        return True

    def listens(self, caller: str, event: str) -> bool:
        """Whether a caller has a handler of an event."""
        return bool(self._documents(caller, event))

    def _documents(self, caller: str, event: str) -> list[str]:
        """The caller's documents that have a handler of an event."""
        documents = self._subscriptions.get(caller, {})
        return [document for document, names in documents.items() if names[event.lower()] > 0]

    def listeners(self, event: str, order: Iterable[str]) -> list[str]:
        """Who has a handler of an event: in the given order, then any others."""
        known = dict.fromkeys((*order, *self._subscriptions))
        return [caller for caller in known if self.listens(caller, event)]

    @property
    def anybody_listens(self) -> bool:
        """Whether there is any handler at all."""
        return any(names for documents in self._subscriptions.values() for names in documents.values())

    def forget(self, caller: str, document: str) -> None:
        """Forget a closed document, its handlers and their unanswered deliveries."""
        documents = self._subscriptions.get(caller, {})
        documents.pop(document, None)
        if not documents:
            self._subscriptions.pop(caller, None)
            self._noted = {each for each in self._noted if each[0] != caller}
        for delivery in list(self._under_way.values()):
            if (delivery.target, delivery.document) == (caller, document):
                self._give_up(delivery, "its page has gone")

    # -- sending ----------------------------------------------------------------------------------

    def has_room(self, target: str) -> bool:
        """Whether another event may wait for a listener's handlers."""
        return sum(1 for each in self._under_way.values() if each.target == target) < MOST_UNDER_WAY

    def send(
        self,
        target: str,
        event: str,
        text: str,
        kind: PayloadKind = "json-text",
        raised: Raised | None = None,
    ) -> None:
        """Send an event to a listener's documents with a handler of it; ``text`` is its payload's JSON."""
        if not self.has_room(target):
            problem = f"{MOST_UNDER_WAY} events wait for its handlers already; {event} was not sent"
            entry = self._log.add(self._clock(), "failure", target, event, input=text, error=problem)
            self.warn_once(
                "event-flood", About(target, event, entry.number, is_told=True), most=MOST_UNDER_WAY
            )
            return
        for document in self._documents(target, event):
            struck = strike_event(self._faults, event, target) if self._faults.active else None
            for _ in range(2 if struck and struck.answer is FaultyAnswer.TWICE else 1):
                self._begin(target, document, event, text, kind, raised, struck)

    def _begin(
        self,
        target: str,
        document: str,
        event: str,
        text: str,
        kind: PayloadKind,
        raised: Raised | None,
        struck: Struck | None,
    ) -> None:
        fault = struck.text if struck else ""
        entry = self._log.add(self._clock(), "event", target, event, input=text, pending=True, fault=fault)
        delivery = Delivery(f"delivery-{uuid4().hex}", target, document, event, text, entry, raised)
        self._under_way[delivery.delivery_id] = delivery
        if raised is not None:
            raised.waiting.add(delivery.delivery_id)
        if struck is not None and struck.delay:
            self._held[f"late-{delivery.delivery_id}"] = (delivery, kind)
            self._tell("timer", [f"late-{delivery.delivery_id}", round(struck.delay)])
        else:
            self._go(delivery, kind, is_lost=struck is not None and struck.answer is FaultyAnswer.NEVER)

    def _go(self, delivery: Delivery, kind: PayloadKind, *, is_lost: bool = False) -> None:
        """Send a delivery, unless it is to be lost on its way, and wait for the report."""
        time_out = round(self._time_out * 1000)
        target, delivery_id, event = delivery.target, delivery.delivery_id, delivery.event
        if not is_lost:
            message = [target, delivery_id, event, delivery.text, kind, delivery.document, time_out]
            self._tell("deliver", message)
        self._tell("timer", [delivery_id, time_out + GRACE_MS])

    def raise_event(self, event: str, targets: list[str], text: str, kind: PayloadKind) -> Raised:
        """Send an event that a caller raised; it settles when all its targets have answered."""
        self._raised += 1
        raised = Raised(f"raised-{self._raised}", event)
        for target in targets:
            self.send(target, event, text, kind, raised)
        return raised

    def _tell(self, kind: ToldKind, parts: list[object]) -> None:
        self.outbox.append((kind, values.write(parts)))

    def warn_once(self, rule: str, about: About, **values: object) -> None:
        """Tell a finding that is not repeated for the same target, event and rule."""
        if (about.who, about.what, rule) not in self._noted:
            self._noted.add((about.who, about.what, rule))
            self._warn(rule, about, target=about.who, event=about.what, **values)

    def timer_ids(self) -> set[str]:
        """The timers that run for deliveries."""
        return {*self._under_way, *self._held}

    # -- reports ------------------------------------------------------------------------

    def delivered(self, delivery_id: str, text: str) -> None:
        """A listener's report; one for a finished or unknown delivery has no effect."""
        delivery = self._under_way.pop(delivery_id, None)
        if delivery is None:
            return
        self._tell("timer", [delivery_id, None])
        report = read_report(text)
        if report is None:
            self._finish(delivery, "failure", error="its page has reported nothing that can be read")
            self._count(delivery, failed=True)
            return
        told = {"handlers": report.handlers, "silent": report.silent, "timedOut": report.timed_out}
        self._finish(delivery, "event", result=values.write({**told, "failed": len(report.errors)}))
        self._tell_failures(delivery, report)
        self._tell_silence(delivery, report)
        late = report.timed_out + (report.silent if self._strict else 0)
        if late:
            self._tell_late(delivery, f"{late} of its {report.handlers} handlers did not answer")
        fine = report.handlers - late - len(report.errors)
        self._count(delivery, failed=fine <= 0 and not late, late=bool(late) and fine <= 0)

    def time_is_up(self, timer_id: str) -> bool:
        """A timer has elapsed; ``False`` if it belongs to no delivery."""
        if timer_id in self._held:
            delivery, kind = self._held.pop(timer_id)
            if delivery.delivery_id in self._under_way:
                self._go(delivery, kind)
            return True
        waiting = self._under_way.get(timer_id)
        if waiting is None:
            return False
        self._give_up(waiting, "its page has not reported what its handlers did")
        return True

    def _give_up(self, delivery: Delivery, why: str) -> None:
        if self._under_way.pop(delivery.delivery_id, None) is not None:
            self._tell("timer", [delivery.delivery_id, None])
        self._finish(delivery, "time-out", error=f"{TIME_OUT}: {delivery.event} - raiseEvent; {why}")
        self._warn_of_time_out(delivery, delivery.entry, why)
        self._count(delivery, late=True)

    def _finish(
        self,
        delivery: Delivery,
        kind: Literal["event", "time-out", "failure"],
        *,
        result: str = "",
        error: str = "",
    ) -> None:
        took = self._clock() - delivery.entry.time
        self._log.complete(delivery.entry, kind, duration=took, result=result, error=error)

    def _note(
        self,
        delivery: Delivery,
        kind: Literal["time-out", "failure"],
        error: str,
        given: str = "",
    ) -> Entry:
        """Log what came of a delivery."""
        return self._log.add(
            self._clock(),
            kind,
            delivery.target,
            delivery.event,
            input=given,
            error=error,
            cause=delivery.entry.number,
        )

    def _tell_failures(self, delivery: Delivery, report: Report) -> None:
        for message, stack in report.errors:
            error = f"a handler of {delivery.event} threw: {message}" + (f"\n{stack}" if stack else "")
            self._note(delivery, "failure", error, delivery.text)

    def _tell_silence(self, delivery: Delivery, report: Report) -> None:
        about = About(delivery.target, delivery.event, delivery.entry.number)
        if report.handlers and report.silent and not self._strict:
            self.warn_once(
                "handler-returned-nothing",
                about,
                silent=report.silent,
                handlers=report.handlers,
                time_out=TIME_OUT,
            )
        if not report.handlers:
            self._warn("handler-missing", about, target=delivery.target, event=delivery.event)

    def _tell_late(self, delivery: Delivery, what: str) -> None:
        why = f"{what} within {self._time_out:g} s; a handler returns a Promise and settles it"
        error = f"{TIME_OUT}: {delivery.event} - raiseEvent; {why}"
        entry = self._note(delivery, "time-out", error, delivery.text)
        self._warn_of_time_out(delivery, entry, why)

    def _warn_of_time_out(self, delivery: Delivery, entry: Entry, why: str) -> None:
        about = About(delivery.target, delivery.event, entry.number, is_told=True)
        self._warn(
            "handler-timed-out",
            about,
            target=delivery.target,
            event=delivery.event,
            time_out=TIME_OUT,
            why=why,
        )

    def _count(self, delivery: Delivery, *, failed: bool = False, late: bool = False) -> None:
        raised = delivery.raised
        if raised is None:
            return
        raised.waiting.discard(delivery.delivery_id)
        if late:
            raised.late.append(delivery.target)
        elif failed:
            raised.failed += 1
        else:
            raised.answered += 1
        if not raised.waiting:
            self.settled.append((raised.key, outcome_of(raised)))


def outcome_of(raised: Raised) -> object:
    """The result of ``raiseEvent`` once all have answered; a refusal if nobody did in time (2.11)."""
    if raised.answered:
        return True
    if raised.late:
        return unanswered(raised.event, f"no handler of {', '.join(raised.late)} has answered in time")
    return False


def unanswered(event: str, details: str) -> FamilyRefusal:
    """The refusal of an event without listeners that answer."""
    return FamilyRefusal(
        TIME_OUT, ErrorCode.TIMED_OUT, details=details, properties={"n": f"{event} - raiseEvent"}
    )


def payload_text(payload: object) -> str:
    """A payload as handlers of built-in events get it: a text as it is, anything else as its JSON."""
    return payload if isinstance(payload, str) else values.write(payload)
