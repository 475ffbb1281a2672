"""Which slugs a call has read, what they gave, and where it came from."""

from __future__ import annotations

from typing import Literal

from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.state.values import MISSING, as_text

# Where a value came from: what the call passed, what the session holds, its anchor record, the tabs on the
# screen, or a query of the slug's own.
Origin = Literal["parameter", "context", "anchor record", "screen", "record query"]

# So many readings of one call are kept, with texts of so many characters.
MOST_READINGS = 40
_LONGEST = 120


@frozen
class Reading:
    """One slug in a text, and what it gave; ``value`` is ``None`` where nobody gave one."""

    text: str
    slug: str
    value: str | None
    origin: Origin


class Readings:
    """The slugs of one call; one that is read again in the same text counts as read last."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, str], tuple[object, Origin]] = {}

    def __bool__(self) -> bool:
        return bool(self._read)

    def add(self, text: str, slug: str, value: object, origin: Origin) -> None:
        """Note what a slug in a text gave; ``MISSING`` if nothing."""
        self._read[text, slug] = (value, origin)

    def clear(self) -> None:
        """Forget what was read."""
        self._read.clear()

    def unfilled(self) -> list[str]:
        """The slugs that got no value, each once; queries may find nothing."""
        found = {
            slug: None
            for (_, slug), (value, origin) in self._read.items()
            if value is MISSING and origin != "record query"
        }
        return list(found)

    def filled(self) -> set[str]:
        """The slugs that got a value."""
        return {slug for (_, slug), (value, _) in self._read.items() if value is not MISSING}

    def taken(self, parameters: frozenset[str] = frozenset()) -> tuple[Reading, ...]:
        """What was read, and forget it; the session's values of these names came with the call itself."""
        taken = tuple(
            Reading(
                _cut(text),
                _cut(slug),
                None if value is MISSING else _cut(as_text(value)),
                "parameter" if origin == "context" and slug in parameters else origin,
            )
            for (text, slug), (value, origin) in list(self._read.items())[:MOST_READINGS]
        )
        self.clear()
        return taken


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
