"""Messages to the outside: events, timers, deferred answers, a page to draw."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cif_emulator.api import platform_events, values
from cif_emulator.api.broadcasts import broadcasts
from cif_emulator.api.call import AGENT, topic
from cif_emulator.api.call_log import CallLog, Entry
from cif_emulator.api.cif.notifications import answer_of
from cif_emulator.api.contract import Deferred, Method
from cif_emulator.api.deliveries import Deliveries, ToldKind
from cif_emulator.api.element_events import call_events, element_events
from cif_emulator.api.findings import Findings
from cif_emulator.api.provider_events import provider_events
from cif_emulator.api.responses import refusal_text, result_text
from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.state.events import (
    About,
    AddressOpened,
    Event,
    NotificationEnded,
    RecordWritten,
    TimerCleared,
    TimerSet,
    TopicAsked,
    Warned,
)
from cif_emulator.workspace.state.findings import RULES
from cif_emulator.workspace.state.refusals import Refusal
from cif_emulator.workspace.workspace import Workspace

# The log's name for warnings outside a call: from a timer, a start, a closed frame.
OUTSIDE_CALLS = "workspace"

# Few of a call's events have an entry of their own in the log, or are carried out by the page.
_LOGGED = frozenset({Warned, RecordWritten})
_CARRIED_OUT = frozenset({TimerSet, TimerCleared, AddressOpened, TopicAsked, NotificationEnded})

# Tells the outside: kind of message, its text (JSON).
Tell = Callable[[ToldKind, str], None]


@frozen
class _Pending:
    """A call whose answer is deferred; once it is known, it is told ``delay`` milliseconds later."""

    number: int
    method: Method
    entry: Entry
    delay: float = 0.0


@frozen
class _Held:
    """An answer that is told when its timer elapses."""

    number: int
    entry: Entry
    answer: str


class Outbound:
    """Tells the outside what happened in a workspace: after each call, never while the model works.

    ``clock`` gives milliseconds since the epoch.
    """

    def __init__(self, tell: Tell, clock: Callable[[], float], page_id: str) -> None:
        self._tell = tell
        self._clock = clock
        self._page_id = page_id
        # Those that somebody knows, as JSON: to broadcast takes longer than many a call.
        self._topics: dict[str, str] = {}
        self._promised = 0
        self._tells_element = False

    def tell_element(self) -> None:
        """From now on the page around the workspace hears of its events and calls."""
        self._tells_element = True
        self._heard = self._log.newest

    def broadcast(self, event_name: str) -> None:
        """From now on somebody may listen to the broadcasts of an event, whose names none can guess."""
        self._topics[event_name] = values.write(topic(self._page_id, event_name))

    def follow(
        self,
        workspace: Workspace,
        log: CallLog,
        findings: Findings,
        deliveries: Deliveries,
        follow_scenarios: Callable[[list[Event]], None],
    ) -> None:
        """Follow this workspace from now on; untold events of the previous one are dropped."""
        self._follow_scenarios = follow_scenarios
        self._workspace = workspace
        self._log = log
        self._findings = findings
        self._deliveries = deliveries
        self._pending: dict[str, _Pending] = {}
        # By their timers.
        self._held: dict[str, _Held] = {}
        self._timers: set[str] = set()
        # Promises of the emulator's own calls.
        self._untold: set[int] = set()
        self._seen_version = -1
        # The newest entry that the page around has heard of, and earlier ones that have not ended.
        self._heard = log.newest
        self._unended: list[int] = []

    def end(self, why: Refusal) -> None:
        """End the followed workspace: pending answers are refused, timers stopped."""
        for pending in self._pending.values():
            refused = refusal_text(pending.method, pending.method.method_id, why)
            self._settle(pending.number, pending.entry, refused)
        for held in self._held.values():
            self._settle(held.number, held.entry, refusal_text(None, held.entry.what, why))
        for timer_id in self._timers | self._deliveries.timer_ids():
            self._tell("timer", values.write([timer_id, None]))

    def promise(self, later: Deferred, method: Method, entry: Entry, delay: float = 0.0) -> str:
        """The number, after ``?``, under which a call's answer will be told, ``delay`` milliseconds late."""
        self._promised += 1
        self._pending[later.key] = _Pending(self._promised, method, entry, delay)
        return f"?{self._promised}"

    def late(self, answer: str, entry: Entry, milliseconds: float) -> str:
        """The number, after ``?``, under which an answer will be told so many milliseconds from now."""
        self._promised += 1
        self._hold(_Held(self._promised, entry, answer), milliseconds)
        return f"?{self._promised}"

    def _hold(self, held: _Held, milliseconds: float) -> None:
        timer_id = f"answer-{held.number}"
        self._held[timer_id] = held
        self._timers.add(timer_id)
        self._tell("timer", values.write([timer_id, round(milliseconds)]))

    def leave_untold(self, answer: str) -> None:
        """Tell nobody how a promise settles; ``answer`` is what ``promise`` gave, or any other answer."""
        if answer.startswith("?"):
            self._untold.add(int(answer[1:]))

    def entry_of(self, key: str) -> Entry | None:
        """The entry in the log of a call whose answer is deferred under a key."""
        pending = self._pending.get(key)
        return pending.entry if pending else None

    def elapsed(self, timer_id: str) -> None:
        """A requested timer has elapsed."""
        self._timers.discard(timer_id)
        held = self._held.pop(timer_id, None)
        if held is not None:
            self._settle(held.number, held.entry, held.answer)

    def tell(self, caller: str = AGENT, what: str = OUTSIDE_CALLS) -> None:
        """Tell everything since the last time; ``caller`` caused it by the call ``what``."""
        workspace, deliveries = self._workspace, self._deliveries
        changed = workspace.version != self._seen_version
        if changed or workspace.untold or deliveries.outbox or deliveries.settled:
            self._tell_changes(About(caller, what), changed)
        if self._tells_element:
            self._tell_calls()

    def _tell_calls(self) -> None:
        """The page around the workspace hears of the calls that have ended."""
        entries = self._log.plain(self._heard, self._unended)
        self._heard = self._log.newest
        self._unended = [entry["number"] for entry in entries if entry["pending"]]
        self._tell_to_element(call_events(entries))

    def _tell_to_element(self, happened: Iterable[tuple[str, object]]) -> None:
        if listed := list(happened):
            self._tell("element", values.write(listed))

    def _tell_changes(self, call: About, changed: bool) -> None:
        workspace, deliveries = self._workspace, self._deliveries
        while workspace.untold or workspace.version != self._seen_version:
            changed = changed or workspace.version != self._seen_version
            self._seen_version = workspace.version
            events = workspace.drain()
            if events:
                self._tell_events(events, call)
        for key, result in deliveries.settled:
            self._settle_pending(key, result)
        deliveries.settled.clear()
        outbox, deliveries.outbox = deliveries.outbox, []
        for kind, text in outbox:
            self._tell(kind, text)
        if changed:
            self._tell("changed", "")

    def _tell_events(self, events: list[Event], call: About) -> None:
        self._log.note_changes(events)
        for event in events:
            if type(event) in _LOGGED:
                self._log_event(event, call)
        self._tell_broadcasts(events)
        if self._tells_element:
            self._tell_to_element(element_events(events))
        for event in events:
            if type(event) in _CARRIED_OUT:
                self._tell_event(event)
        for told in provider_events(self._workspace, self._deliveries, events):
            text = values.write(told.payload)
            for target in told.targets:
                self._deliveries.send(target, told.name, text)
        platform_events.log(self._workspace, events)
        if self._workspace.scenario_runs:
            self._follow_scenarios(events)

    def _log_event(self, event: Event, call: About) -> None:
        if isinstance(event, Warned):
            self._tell_finding(event, event.about or call)
        elif isinstance(event, RecordWritten):
            written = {"operation": event.operation, "table": event.table, "id": event.record_id}
            text = values.write(written)
            self._log.add(self._workspace.now, "record", call.who, event.table, input=text)

    def _tell_finding(self, found: Warned, about: About) -> None:
        number = about.entry
        if not about.is_told:
            entry = self._log.add(
                self._workspace.now,
                "hint" if RULES[found.rule].level == "hint" else "warning",
                about.who,
                about.what,
                error=found.text,
                rule=found.rule,
                cause=number,
            )
            number = entry.cause or entry.number
        self._findings.add(found.rule, found.text, number or 0)
        self._tell("warning", f"{found.text} ({found.rule})")

    def _tell_broadcasts(self, events: list[Event]) -> None:
        """All of a call at once: each crossing of the border costs more than its content."""
        now = self._workspace.now
        messages = []
        for name, text in broadcasts(events):
            self._log.add(now, "event", "emulator", name, input=text)
            if name in self._topics:
                messages.append(f"[{self._topics[name]},{text}]")
        if messages:
            self._tell("broadcasts", f"[{','.join(messages)}]")

    def _tell_event(self, event: Event) -> None:
        match event:
            case TimerSet(timer_id, milliseconds):
                self._timers.add(timer_id)
                self._tell("timer", values.write([timer_id, milliseconds]))
            case TimerCleared(timer_id):
                self._timers.discard(timer_id)
                self._tell("timer", values.write([timer_id, None]))
            case AddressOpened(url):
                self._tell("open", values.write(url))
            case TopicAsked(event_name):
                self.broadcast(event_name)
            case NotificationEnded():
                outcome = answer_of(self._workspace.settings, event.outcome)
                self._settle_pending(event.notification_id, outcome)

    def _settle_pending(self, key: str, result: object) -> None:
        pending = self._pending.pop(key, None)
        if pending is None:
            return
        if isinstance(result, Refusal):
            answer = refusal_text(pending.method, pending.method.method_id, result)
        else:
            answer = result_text(pending.method, result)
        if pending.delay:
            self._hold(_Held(pending.number, pending.entry, answer), pending.delay)
        else:
            self._settle(pending.number, pending.entry, answer)

    def _settle(self, number: int, entry: Entry, answer: str) -> None:
        refused = answer.startswith("!")
        self._log.complete(
            entry,
            "refusal" if refused else "call",
            duration=self._clock() - entry.time,
            result="" if refused else answer[1:],
            error=answer[1:] if refused else "",
        )
        if self._tells_element:
            self._tell_calls()
        if number in self._untold:
            self._untold.discard(number)
            return
        self._tell("settle", values.write([str(number), answer]))
