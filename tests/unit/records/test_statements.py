"""SQLite keeps the statements that it has compiled: what is done again and again is not compiled anew each time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from cif_emulator.records import Store

from .conftest import NOW


def test_a_write_later_on_is_the_same_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    statements: set[str] = set()

    class Noting(sqlite3.Connection):
        def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:
            statements.add(sql)
            return super().execute(sql, *rest)

        def executemany(self, sql: str, rows: Iterable[Any], /) -> sqlite3.Cursor:
            statements.add(sql)
            return super().executemany(sql, rows)

    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Noting))
    moments = (NOW + timedelta(hours=hours) for hours in range(1_000))
    store = Store(clock=lambda: next(moments))

    def write(number: int) -> None:
        task = str(store.create("task", {"subject": f"Call {number}"})["activityid"])
        store.update("task", task, {"description": f"Note {number}"})
        store.query("task", f"$filter=subject eq 'Call {number}'")
        store.delete("task", task)

    write(1)
    known = set(statements)
    write(2)
    store.close()
    assert statements == known
