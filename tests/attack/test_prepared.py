"""Prepared records that somebody else has written: opened, or refused in words."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cif_emulator import config
from cif_emulator.config.baseline import Baseline
from cif_emulator.records import RecordError

SMALL = config.from_json('{"workspace": {"sample_records": false}}')


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A file of prepared records, as the emulator writes it."""
    file = tmp_path_factory.mktemp("prepared") / "records.sqlite"
    start = Baseline(SMALL)
    start.save_records(file, {})
    start.store.close()
    return file.read_bytes()


def noted(**changes: object) -> str:
    """Gives SQL that changes some of the emulator's own notes."""
    sets = "".join(f", '$.{name}', json('{json.dumps(value)}')" for name, value in changes.items())
    return f"UPDATE \"prepared~\" SET value = json_set(value{sets}) WHERE name = 'store'"


NOTE = "UPDATE \"prepared~\" SET value = {} WHERE name = 'store'"
WRONG = {
    "a list": NOTE.format("'[]'"),
    "a number": NOTE.format("'7'"),
    "null": NOTE.format("'null'"),
    "no JSON": NOTE.format("'{'"),
    "nothing": NOTE.format("NULL"),
    "bytes": NOTE.format("x'ff00'"),
    "deep": NOTE.format(f"'{'[' * 100_000}'"),
    "another layout": noted(layout="x" * 100_000),
    "a version that is none": noted(version="²"),
    "columns that are none": noted(columns=[[1]]),
    "columns of no table": noted(columns={"__proto__": [["a", "b"]]}),
    "columns of columns": noted(columns={"contact": [{}]}),
    "no notes": 'DELETE FROM "prepared~"',
    "no table of notes": 'DROP TABLE "prepared~"',
    "a view of notes": 'DROP TABLE "prepared~"; CREATE VIEW "prepared~" AS SELECT 1 AS name',
}


@pytest.mark.parametrize("sql", WRONG.values(), ids=WRONG.keys())
def test_notes_of_somebody_elses_are_refused_in_words(tmp_path: Path, whole: bytes, sql: str) -> None:
    file = tmp_path / "records.sqlite"
    file.write_bytes(whole)
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(sql)
        connection.commit()
    with pytest.raises(RecordError, match="prepared records") as refused:
        Baseline(SMALL, str(file))
    assert len(str(refused.value)) < 2_000


@pytest.mark.parametrize(
    "content",
    [b"", b"SQLite format 3\0", b"SQLite format 3\0" + b"\xff" * 100_000, bytes(8_192), b"PK\x03\x04"],
)
def test_files_that_are_no_databases_are_refused_in_words(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "records.sqlite"
    file.write_bytes(content)
    with pytest.raises(RecordError, match="prepared records cannot be"):
        Baseline(SMALL, str(file))
