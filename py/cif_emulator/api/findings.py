"""What was found in a workspace: the newest findings, each with its rule's level, remedy and source."""

from __future__ import annotations

from collections import deque
from typing import TypedDict

from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.state.findings import RULES, Level

# The newest are held. They outlast their entries in the call log, where calls push them out.
MOST_FINDINGS = 1_000


class Finding(TypedDict):
    """Something that works but will probably surprise."""

    rule: str
    """The rule's name, as `[workspace] silenced` takes it."""
    level: Level
    """How bad it is; hints need not be looked at."""
    message: str
    """What was found."""
    remedy: str
    """What to do about it."""
    source: str
    """The contract and its section that the rule rests on; empty for the emulator's own rules."""
    call: int
    """The number of the entry in the call log that it came of."""


@frozen
class _Found:
    rule: str
    message: str
    call: int


class Findings:
    """The newest findings, oldest first."""

    def __init__(self) -> None:
        self._found: deque[_Found] = deque(maxlen=MOST_FINDINGS)

    def add(self, rule: str, message: str, call: int) -> None:
        """Note a finding that came of an entry of the call log."""
        self._found.append(_Found(rule, message, call))

    def plain(self) -> list[Finding]:
        """All findings as plain data, oldest first."""
        return [
            {
                "rule": found.rule,
                "level": RULES[found.rule].level,
                "message": found.message,
                "remedy": RULES[found.rule].remedy,
                "source": RULES[found.rule].source,
                "call": found.call,
            }
            for found in self._found
        ]
