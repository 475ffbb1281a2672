"""The call log: what was called, by whom, with what, and how it ended. Nothing is swallowed; memory is bounded."""

from __future__ import annotations

from collections import deque
from typing import Literal

from attrs import frozen

# The newest calls, each value cut; together at most this many characters are held.
ENTRIES = 5_000
VALUE_LENGTH = 64_000
TOTAL_LENGTH = 16_000_000

EntryKind = Literal["call", "event", "warning", "refusal", "fault"]


@frozen(slots=True)
class Entry:
    """One line of the log. ``time`` in milliseconds since the epoch, ``duration`` in milliseconds."""

    number: int
    time: float
    kind: EntryKind
    caller: str
    what: str
    input: str
    result: str
    error: str
    duration: float

    def size(self) -> int:
        """Characters that it holds."""
        return len(self.input) + len(self.result) + len(self.error)


class CallLog:
    """The newest entries, oldest first."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque()
        self._size = 0
        self._number = 0

    def add(
        self,
        time: float,
        kind: EntryKind,
        caller: str,
        what: str,
        *,
        input: str = "",
        result: str = "",
        error: str = "",
        duration: float = 0.0,
    ) -> None:
        """Note one entry; the oldest go when there are too many or they are too long."""
        self._number += 1
        entry = Entry(self._number, time, kind, caller, what, cut(input), cut(result), cut(error), duration)
        self._entries.append(entry)
        self._size += entry.size()
        while len(self._entries) > ENTRIES or self._size > TOTAL_LENGTH:
            self._size -= self._entries.popleft().size()

    def __len__(self) -> int:
        return len(self._entries)

    def plain(self) -> list[dict[str, object]]:
        """All entries as plain data, oldest first."""
        return [
            {
                "number": entry.number,
                "time": entry.time,
                "kind": entry.kind,
                "caller": entry.caller,
                "what": entry.what,
                "input": entry.input,
                "result": entry.result,
                "error": entry.error,
                "duration": entry.duration,
            }
            for entry in self._entries
        ]


def cut(text: str) -> str:
    """A text as the log keeps it."""
    return text if len(text) <= VALUE_LENGTH else f"{text[:VALUE_LENGTH]}… ({len(text):,} characters)"
