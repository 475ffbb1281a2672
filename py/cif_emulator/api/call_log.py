"""The call log: what was called, by whom, with what, and how it ended.

Nothing is swallowed; memory is bounded.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Literal, TypedDict

from attrs import Factory, define

from cif_emulator.api.changes import SlugTold, change_texts, slugs_told, told_changes
from cif_emulator.api.summaries import summary_of
from cif_emulator.api.values import documented
from cif_emulator.workspace.state.events import Event
from cif_emulator.workspace.state.state import State

# The newest calls, each value cut; together at most this many characters are held. Where there are more, the
# caller who has filled most of the log loses its oldest.
ENTRIES = 5_000
VALUE_LENGTH = 64_000
TOTAL_LENGTH = 16_000_000
# Who has so many entries fewer than another counts as having most, too: equals need not take turns.
_NEARLY = 50

# So many changes of one call are told.
CHANGES = 50

# A call that was carried out or refused; an event and what its handlers did; a record that was written; a
# warning or a hint for the caller; a handler that failed or did not answer in time; a failure of the
# emulator itself.
EntryKind = Literal["call", "refusal", "event", "record", "warning", "hint", "time-out", "failure", "fault"]
# What the library calls an error of its page that belongs to no call, and one that the page has written.
PAGE_ERROR = "page-error"
CONSOLE_ERROR = "console.error"
# What somebody should look at.
TROUBLE: frozenset[EntryKind] = frozenset({"refusal", "failure", "time-out", "fault"})


class LogEntry(TypedDict):
    """An entry as plain data.

    ``cause`` is the number of the entry it came of: a call for its events and warnings, an event for what
    its handlers did. ``summary`` says in one line what it is about, ``changes`` what became different in the
    workspace, ``slugs`` which of them were read in titles, fields and parameters.
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
    slugs: list[SlugTold]


@define
class Entry:
    """One line of the log. ``time`` in milliseconds since the epoch, ``duration`` in milliseconds.

    ``pending`` says that the answer is yet to come; ``complete`` fills it in. ``rule`` is that of a finding,
    ``fault`` says what a fault on demand did to it. ``share`` is whose
    room in the log it takes. ``events`` are those that the model emitted for it;
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
    share: str = ""
    # Characters that it holds.
    size: int = 0
    events: tuple[Event, ...] = ()
    summary: str | None = None


@define(eq=False)
class _Share:
    """What one caller has in the log."""

    caller: str
    entries: deque[Entry] = Factory(deque)
    size: int = 0


class CallLog:
    """The newest entries, oldest first; ``workspace`` knows the titles that their summaries name.

    What is added while an entry is ``under_way`` came of it.
    """

    def __init__(self, workspace: State | None = None) -> None:
        self.under_way: Entry | None = None
        self._workspace = workspace
        # By number, and so in order.
        self._entries: dict[int, Entry] = {}
        self._callers: dict[str, _Share] = {}
        # Who has most entries, and how many any other may have: a full log loses one at every entry.
        self._fullest: _Share | None = None
        self._most_of_others = 0
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
        is_strangers: bool = False,
    ) -> Entry:
        """Note one entry; the oldest go when there are too many or they are too long.

        Its ``cause`` is the entry under way unless another one's number is given. All strangers together have
        the room of one caller.
        """
        self._number += 1
        if cause is None and self.under_way is not None:
            cause = self.under_way.number
        length = len(input) + len(result) + len(error)
        if length > VALUE_LENGTH:
            input, result, error = cut(input), cut(result), cut(error)  # noqa: A001 - the entry's own word
            length = len(input) + len(result) + len(error)
        owner = "" if is_strangers else caller
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
            owner,
            length,
        )
        if kind in TROUBLE:
            self.troubles += 1
        self._entries[self._number] = entry
        share = self._callers.get(owner)
        if share is None:
            share = self._callers[owner] = _Share(owner)
        share.entries.append(entry)
        share.size += length
        self._size += length
        if share is not self._fullest and len(share.entries) > self._most_of_others:
            self._most_of_others = len(share.entries)
        if len(self._entries) > ENTRIES or self._size > TOTAL_LENGTH:
            self._forget_oldest()
        return entry

    def complete(
        self, entry: Entry, kind: EntryKind, *, duration: float, result: str = "", error: str = ""
    ) -> None:
        """Fill in how a pending entry has ended after so many milliseconds."""
        entry.kind, entry.result, entry.error, entry.pending = kind, cut(result), cut(error), False
        entry.duration = duration
        entry.summary = None
        if kind in TROUBLE:
            self.troubles += 1
        longer = len(entry.input) + len(entry.result) + len(entry.error) - entry.size
        entry.size += longer
        # It may have been pushed out.
        if entry.number in self._entries:
            self._size += longer
            self._callers[entry.share].size += longer
            if self._size > TOTAL_LENGTH:
                self._forget_oldest()

    def _forget_oldest(self) -> None:
        while self._size > TOTAL_LENGTH:
            self._forget(max(self._callers.values(), key=lambda share: share.size))
        while len(self._entries) > ENTRIES:
            fullest = self._fullest
            if fullest is None or len(fullest.entries) + _NEARLY < self._most_of_others:
                fullest = self._look_for_fullest()
            self._forget(fullest)

    def _look_for_fullest(self) -> _Share:
        *others, fullest = sorted(self._callers.values(), key=lambda share: len(share.entries))
        self._fullest = fullest
        self._most_of_others = len(others[-1].entries) if others else 0
        return fullest

    def _forget(self, share: _Share) -> None:
        """Forget a caller's oldest entry."""
        oldest = share.entries.popleft()
        del self._entries[oldest.number]
        share.size -= oldest.size
        self._size -= oldest.size
        if not share.entries:
            del self._callers[share.caller]
            self._fullest = None

    @property
    def newest(self) -> int:
        """The number of the newest entry, 0 where there was none."""
        return self._number

    def __len__(self) -> int:
        return len(self._entries)

    def clear(self) -> None:
        """Forget all entries; numbers go on."""
        self._entries.clear()
        self._callers.clear()
        self._fullest = None
        self._most_of_others = 0
        self._size = 0

    def note_changes(self, events: Iterable[Event]) -> None:
        """Keep what the model has emitted with the entry under way."""
        entry = self.under_way
        if entry is not None and len(entry.events) < CHANGES:
            entry.events = (entry.events + told_changes(events))[:CHANGES]

    def plain(self, after: int = 0, numbers: Iterable[int] = ()) -> list[LogEntry]:
        """The entries after a number, oldest first, as plain data; before them those with ``numbers``.

        A negative number counts from the end: -3 gives the last three.
        """
        after = min(after if after >= 0 else max(0, self._number + after), self._number)
        old = [self._entries[number] for number in numbers if number <= after and number in self._entries]
        new: list[Entry] = []
        for entry in reversed(self._entries.values()):
            if entry.number <= after:
                break
            new.append(entry)
        return [self._plain(entry) for entry in (*old, *reversed(new))]

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
            "changes": change_texts(entry.events, self._workspace),
            "slugs": slugs_told(entry.events),
        }


def cut(text: str) -> str:
    """A text as the log keeps it."""
    return text if len(text) <= VALUE_LENGTH else f"{text[:VALUE_LENGTH]}… ({len(text):,} characters)"
