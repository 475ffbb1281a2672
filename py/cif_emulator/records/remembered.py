"""What was read of the records, or made of them, remembered as long as they stay as they are.

The view asks for the same rows and lists at every redraw; those of the start come back with a reset.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

# A page shows a handful of lists and records.
LIMIT = 100

T = TypeVar("T")


class Remembered:
    """Answers by what was asked."""

    def __init__(self) -> None:
        self._at_start: dict[Hashable, object] = {}
        self._answers = self._at_start

    def get(self, asked: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` gives, or gave before: the same object, not to be changed."""
        answers = self._answers
        if asked not in answers:
            if len(answers) >= LIMIT:
                answers.clear()
            answers[asked] = make()
        return cast("T", answers[asked])

    def changed(self) -> None:
        """The records are not what they were."""
        self._answers = {}

    def start(self) -> None:
        """The records as they are now are the start."""
        self._at_start = self._answers

    def reset(self) -> None:
        """The records are those of the start again."""
        self._answers = self._at_start
