"""How much work one call or drawing may cause: what lies beyond is refused, with what it cost and why.

The length of an input says little of it: twenty short slugs that name one another twice each stand for a
million values. The page has one thread, so whoever keeps it busy stops everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from attrs import define

from cif_emulator.workspace.state.refusals import ErrorCode, Refusal

# Seconds that queries and slugs may take together.
SECONDS = 2.0
# Rows of queries and of their `$expand`: each counts when it is found, and when it is read.
ROWS = 50_000
# Values that the answer may hold, where expanded rows stand in it again and again.
ANSWER_VALUES = 1_000_000
# Characters that these rows may hold together, and that slugs may write.
READ_CHARACTERS = 32_000_000
WRITTEN_CHARACTERS = 4_000_000
# Slugs that may be filled, and queries among them.
SLUGS = 20_000
SLUG_QUERIES = 500
_SLUGS_BETWEEN_LOOKS = 16


class TooMuchWork(Refusal):
    """A call that was stopped because it would keep the page busy."""

    code = ErrorCode.LIMIT_REACHED


@define
class Work:
    """What was done since ``began``, by ``clock`` (seconds)."""

    clock: Callable[[], float]
    began: float
    rows: int = 0
    characters_read: int = 0
    characters_written: int = 0
    slugs: int = 0
    queries: int = 0
    # Why it was stopped: databases do not hand the exceptions of their callbacks on.
    refusal: TooMuchWork | None = None

    def is_late(self) -> bool:
        """Whether its time is up."""
        if self.clock() - self.began > SECONDS:
            self.refusal = self._too_much(f"it took longer than {SECONDS:g} s")
        return self.refusal is not None

    def go_on(self) -> None:
        """Raise ``TooMuchWork`` if its time is up."""
        if self.is_late() and self.refusal is not None:
            raise self.refusal

    def stop(self, why: str) -> TooMuchWork:
        """The refusal of what would go beyond a limit."""
        self.refusal = self._too_much(why)
        return self.refusal

    def _too_much(self, why: str) -> TooMuchWork:
        done = (
            (self.rows, "rows found and read"),
            (self.characters_read, "characters read"),
            (self.queries, "queries by slugs"),
            (self.slugs, "slugs"),
            (self.characters_written, "characters written by slugs"),
        )
        cost = ", ".join(f"{number:,} {what}" for number, what in done if number)
        return TooMuchWork(
            f"this was stopped because {why}; until then: {cost or 'nothing'}. "
            "Ask for less: fewer rows ($top, $select, a narrower $filter, no $expand inside $expand), "
            "fewer slugs, shorter values"
        )


_under_way: ContextVar[Work | None] = ContextVar("work", default=None)


class limited:  # noqa: N801 - used like a function
    """Limit the work of what happens inside, beginning from nothing."""

    # Every call goes through it: a generator would take several times as long.

    __slots__ = ("_clock", "_token")

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock

    def __enter__(self) -> None:
        self._token = _under_way.set(Work(self._clock, self._clock()))

    def __exit__(self, *_: object) -> None:
        _under_way.reset(self._token)


def under_way() -> Work | None:
    """The work of the call that is carried out; ``None`` where nothing is limited, as at the start."""
    return _under_way.get()


def is_stopped() -> bool:
    """Whether the call that is carried out has gone beyond a limit."""
    work = _under_way.get()
    return work is not None and work.refusal is not None


def note_rows(rows: int, characters: int) -> None:
    """Count rows that were read, and the characters in them."""
    work = _under_way.get()
    if work is None:
        return
    work.rows += rows
    work.characters_read += characters
    if work.rows > ROWS:
        raise work.stop(f"it found and read more than {ROWS:,} rows")
    if work.characters_read > READ_CHARACTERS:
        raise work.stop(f"the rows it read hold more than {READ_CHARACTERS:,} characters")
    work.go_on()


def note_answer(values: int) -> None:
    """Refuse an answer that would hold too many values."""
    work = _under_way.get()
    if work is not None and values > ANSWER_VALUES:
        raise work.stop(f"its answer would hold {values:,} values, of at most {ANSWER_VALUES:,}")


def note_written(characters: int) -> None:
    """Count a part of a text that slugs write."""
    work = _under_way.get()
    if work is None:
        return
    work.characters_written += characters
    if work.characters_written > WRITTEN_CHARACTERS:
        raise work.stop(f"its slugs wrote more than {WRITTEN_CHARACTERS:,} characters")


def note_slug(*, is_query: bool) -> None:
    """Count a slug that is about to be filled."""
    work = _under_way.get()
    if work is None:
        return
    work.slugs += 1
    work.queries += is_query
    if work.slugs > SLUGS:
        raise work.stop(f"its texts hold more than {SLUGS:,} slugs")
    if work.queries > SLUG_QUERIES:
        raise work.stop(f"its slugs asked more than {SLUG_QUERIES:,} queries")
    # A value that is at hand takes less time than asking for the time.
    if is_query or work.slugs % _SLUGS_BETWEEN_LOOKS == 0:
        work.go_on()
