"""Conditions that look into texts, so that no text and no pattern keeps SQLite busy for long.

``instr`` and ``GLOB`` try a pattern at each place of a text: a million characters times a thousand are
seconds, in which SQLite asks nobody whether to go on.
"""

from __future__ import annotations

import sqlite3

from cif_emulator.workspace.state.work import under_way

# Longer texts are sought by Python, whose search is linear.
_LONG_NEEDLE = 64
# Characters of a text times those of a pattern: as many take a millisecond, and some tenths of a second.
_SMALL = 100_000
_LARGE = 20_000_000


def holds_sql(key: str, text: str) -> str:
    """SQL that finds a parameter, ``text``, inside a column."""
    return f"holds({key}, ?)" if len(text) > _LONG_NEEDLE else f"instr({key}, ?) > 0"


def matches_sql(key: str, pattern: str, longest: int) -> str:
    """SQL that matches a column with a parameter, the ``GLOB`` pattern ``pattern``.

    ``longest`` is how many characters its texts have at most: where that is few, none is measured.
    """
    if longest * len(pattern) <= _SMALL:
        return f"{key} GLOB ?"
    cost = f"length({key}) * {len(pattern)}"
    return f"(({cost} <= {_SMALL} OR affordable({cost})) AND {key} GLOB ?)"


def may_match_sql(key: str, pattern: str, longest: int) -> str:
    """As ``matches_sql``, and true of a text that is too long to be tried."""
    if longest * len(pattern) <= _SMALL:
        return f"{key} GLOB ?"
    return f"(length({key}) * {len(pattern)} > {_SMALL} OR {key} GLOB ?)"


def add_functions(connection: sqlite3.Connection) -> None:
    """Let the SQL of this module run on a connection."""
    connection.create_function("holds", 2, _holds, deterministic=True)
    connection.create_function("affordable", 1, _affordable)


def _holds(key: str | None, text: str) -> bool | None:
    if key is None:
        return None
    work = under_way()
    if work is not None:
        work.go_on()
    return text in str(key)


def _affordable(cost: int | None) -> bool:
    work = under_way()
    if work is not None and cost is not None:
        work.go_on()
        if cost > _LARGE:
            raise work.stop(
                "a text with wildcards (%, _ or […]) was to be matched with a very long text: their lengths "
                f"multiplied are {cost:,}, at most {_LARGE:,} are tried"
            )
    return True
