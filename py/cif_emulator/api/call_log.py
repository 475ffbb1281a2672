"""The call log: what was called, by whom, with what, and how it ended.

Nothing is swallowed; memory is bounded.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from itertools import islice
from typing import Literal, TypedDict

from attrs import define

from cif_emulator.api.changes import change_text, told_changes
from cif_emulator.api.summaries import summary_of
from cif_emulator.api.values import documented
from cif_emulator.workspace.state.events import Event
from cif_emulator.workspace.state.state import State

# The newest calls, each value cut; together at most this many characters are held.
ENTRIES = 5_000
VALUE_LENGTH = 64_000
TOTAL_LENGTH = 16_000_000

# So many changes of one call are told.
CHANGES = 50

# A call that was carried out or refused; an event and what its handlers did; a record that was written; a
# warning for the caller; a handler that failed or did not answer in time; a failure of the emulator itself.
EntryKind = Literal["call", "refusal", "event", "record", "warning", "time-out", "failure", "fault"]
# What the library calls an error of its page that belongs to no call, and one that the page has written.
PAGE_ERROR = "page-error"
CONSOLE_ERROR = "console.error"
# What somebody should look at.
TROUBLE: frozenset[EntryKind] = frozenset({"refusal", "failure", "time-out", "fault"})


class LogEntry(TypedDict):
    """An entry as plain data.

    ``cause`` is the number of the entry it came of: a call for its events and warnings, an event for what
    its handlers did. ``summary`` says in one line what it is about, ``changes`` what became different in the
    workspace.
    """

    number: int
    cause: int | None
    time: float
    kind: EntryKind
    caller: str
    what: str
    correlationId: str
    input: str
    result: str
    error: str
    duration: float
    pending: bool
    rule: str
    fault: str
    summary: str
    changes: list[str]


@define
class Entry:
    """One line of the log. ``time`` in milliseconds since the epoch, ``duration`` in milliseconds.

    ``pending`` says that the answer is yet to come; ``complete`` fills it in. ``rule`` is that of a finding,
    ``fault`` says what a fault on demand did to it. ``events`` are those that the model emitted for it;
    ``summary`` is made when it is first read.
    """

    number: int
    time: float
    kind: EntryKind
    caller: str
    what: str
    correlation_id: str = ""
    input: str = ""
    result: str = ""
    error: str = ""
    duration: float = 0.0
    pending: bool = False
    rule: str = ""
    fault: str = ""
    cause: int | None = None
    events: tuple[Event, ...] = ()
    summary: str | None = None

    def size(self) -> int:
        """Characters that it holds."""
        return len(self.input) + len(self.result) + len(self.error)


class CallLog:
    """The newest entries, oldest first; ``workspace`` knows the titles that their summaries name.

    What is added while an entry is ``under_way`` came of it.
    """

    def __init__(self, workspace: State | None = None) -> None:
        self.under_way: Entry | None = None
        self._workspace = workspace
        self._entries: deque[Entry] = deque()
        self._size = 0
        self._number = 0
        # How many refusals and failures there were.
        self.troubles = 0

    def add(  # noqa: PLR0913 - one line of the log, by keyword
        self,
        time: float,
        kind: EntryKind,
        caller: str,
        what: str,
        *,
        input: str = "",  # noqa: A002 - the entry's own word
        result: str = "",
        error: str = "",
        duration: float = 0.0,
        correlation_id: str = "",
        pending: bool = False,
        rule: str = "",
        fault: str = "",
        cause: int | None = None,
    ) -> Entry:
        """Note one entry; the oldest go when there are too many or they are too long.

        Its ``cause`` is the entry under way unless another one's number is given.
        """
        self._number += 1
        if cause is None and self.under_way is not None:
            cause = self.under_way.number
        length = len(input) + len(result) + len(error)
        if length > VALUE_LENGTH:
            input, result, error = cut(input), cut(result), cut(error)  # noqa: A001 - the entry's own word
            length = len(input) + len(result) + len(error)
        entry = Entry(
            self._number,
            time,
            kind,
            caller,
            what,
            correlation_id,
            input,
            result,
            error,
            duration,
            pending,
            rule,
            fault,
            cause,
        )
        if kind in TROUBLE:
            self.troubles += 1
        self._entries.append(entry)
        self._size += length
        if len(self._entries) > ENTRIES or self._size > TOTAL_LENGTH:
            self._forget_oldest()
        return entry

    def complete(
        self, entry: Entry, kind: EntryKind, *, duration: float, result: str = "", error: str = ""
    ) -> None:
        """Fill in how a pending entry has ended after so many milliseconds."""
        before = entry.size()
        entry.kind, entry.result, entry.error, entry.pending = kind, cut(result), cut(error), False
        entry.duration = duration
        entry.summary = None
        if kind in TROUBLE:
            self.troubles += 1
        # Numbers are consecutive: an entry that has been pushed out is older than the first one held.
        if self._entries and entry.number >= self._entries[0].number:
            self._size += entry.size() - before
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        while len(self._entries) > ENTRIES or self._size > TOTAL_LENGTH:
            self._size -= self._entries.popleft().size()

    @property
    def newest(self) -> int:
        """The number of the newest entry, 0 where there was none."""
        return self._number

    def __len__(self) -> int:
        return len(self._entries)

    def clear(self) -> None:
        """Forget all entries; numbers go on."""
        self._entries.clear()
        self._size = 0

    def note_changes(self, events: Iterable[Event]) -> None:
        """Keep what the model has emitted with the entry under way."""
        entry = self.under_way
        if entry is not None and len(entry.events) < CHANGES:
            entry.events = (*entry.events, *told_changes(events))[:CHANGES]

    def plain(self, after: int = 0, numbers: Iterable[int] = ()) -> list[LogEntry]:
        """The entries after a number, oldest first, as plain data; before them those with ``numbers``.

        A negative number counts from the end: -3 gives the last three.
        """
        after = min(after if after >= 0 else max(0, self._number + after), self._number)
        if not self._entries:
            return []
        first = self._entries[0].number
        places = [number - first for number in numbers if first <= number <= after]
        old = [self._entries[place] for place in places if place < len(self._entries)]
        return [
            self._plain(entry) for entry in (*old, *islice(self._entries, max(0, after + 1 - first), None))
        ]

    def _plain(self, entry: Entry) -> LogEntry:
        if entry.summary is None:
            fault = f" [fault: {entry.fault}]" if entry.fault else ""
            entry.summary = summary_of(entry, self._workspace) + fault
        return {
            "number": entry.number,
            "cause": entry.cause,
            "time": entry.time,
            "kind": entry.kind,
            "caller": entry.caller,
            "what": entry.what,
            "correlationId": entry.correlation_id,
            "input": documented(entry.input),
            "result": entry.result,
            "error": entry.error,
            "duration": entry.duration,
            "pending": entry.pending,
            "rule": entry.rule,
            "fault": entry.fault,
            "summary": entry.summary,
            "changes": [change_text(event, self._workspace) for event in entry.events],
        }


def cut(text: str) -> str:
    """A text as the log keeps it."""
    return text if len(text) <= VALUE_LENGTH else f"{text[:VALUE_LENGTH]}… ({len(text):,} characters)"
