"""What is told again and again: once a second, with how often it was not told in between."""

from __future__ import annotations

from collections.abc import Hashable

# Milliseconds; and subjects that are remembered, the newest.
INTERVAL = 1_000
_SUBJECTS = 1_000


class Throttle:
    """Remembers when each subject was told last, and how often it came up since then."""

    def __init__(self) -> None:
        self._told: dict[Hashable, tuple[float, int]] = {}

    def one_more(self, subject: Hashable, now: float) -> int | None:
        """How often it was held back before, if it is to be told now (milliseconds); ``None`` if not."""
        at, held_back = self._told.get(subject, (now - INTERVAL, 0))
        if 0 <= now - at < INTERVAL:
            self._told[subject] = (at, held_back + 1)
            return None
        self._told.pop(subject, None)
        self._told[subject] = (now, 0)
        if len(self._told) > _SUBJECTS:
            del self._told[next(iter(self._told))]
        return held_back
