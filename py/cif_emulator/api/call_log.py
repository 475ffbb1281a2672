"""The call log: what was called, by whom, with what, and how it ended.

Nothing is swallowed; memory is bounded.
"""

from __future__ import annotations

from collections import deque
from typing import Literal, TypedDict

from attrs import define

# The newest calls, each value cut; together at most this many characters are held.
ENTRIES = 5_000
VALUE_LENGTH = 64_000
TOTAL_LENGTH = 16_000_000

# A call that was carried out or refused; an event and what its handlers did; a warning for the caller; a
# handler that failed or did not answer in time; a failure of the emulator itself.
EntryKind = Literal["call", "refusal", "event", "warning", "time-out", "failure", "fault"]


class LogEntry(TypedDict):
    """An entry as plain data."""

    number: int
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


@define
class Entry:
    """One line of the log. ``time`` in milliseconds since the epoch, ``duration`` in milliseconds.

    ``pending`` says that the answer is yet to come; ``complete`` fills it in. ``rule`` is that of a finding,
    ``fault`` says what a fault on demand did to it.
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

    def size(self) -> int:
        """Characters that it holds."""
        return len(self.input) + len(self.result) + len(self.error)


class CallLog:
    """The newest entries, oldest first."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque()
        self._size = 0
        self._number = 0

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
    ) -> Entry:
        """Note one entry; the oldest go when there are too many or they are too long."""
        self._number += 1
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
        )
        self._entries.append(entry)
        self._size += length
        if len(self._entries) > ENTRIES or self._size > TOTAL_LENGTH:
            self._forget_oldest()
        return entry

    def complete(
        self, entry: Entry, kind: EntryKind, *, time: float, result: str = "", error: str = ""
    ) -> None:
        """Fill in how a pending entry has ended at a time."""
        before = entry.size()
        entry.kind, entry.result, entry.error, entry.pending = kind, cut(result), cut(error), False
        entry.duration = time - entry.time
        # Numbers are consecutive: an entry that has been pushed out is older than the first one held.
        if self._entries and entry.number >= self._entries[0].number:
            self._size += entry.size() - before
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        while len(self._entries) > ENTRIES or self._size > TOTAL_LENGTH:
            self._size -= self._entries.popleft().size()

    def __len__(self) -> int:
        return len(self._entries)

    def plain(self) -> list[LogEntry]:
        """All entries as plain data, oldest first."""
        return [
            {
                "number": entry.number,
                "time": entry.time,
                "kind": entry.kind,
                "caller": entry.caller,
                "what": entry.what,
                "correlationId": entry.correlation_id,
                "input": entry.input,
                "result": entry.result,
                "error": entry.error,
                "duration": entry.duration,
                "pending": entry.pending,
                "rule": entry.rule,
                "fault": entry.fault,
            }
            for entry in self._entries
        ]


def cut(text: str) -> str:
    """A text as the log keeps it."""
    return text if len(text) <= VALUE_LENGTH else f"{text[:VALUE_LENGTH]}… ({len(text):,} characters)"
