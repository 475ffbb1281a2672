"""A store's start as a file: the host makes it once, and every page opens it in place of loading the rows.

The file is an SQLite database as the store has it, with one more table, ``prepared~``: notes by name. Which
columns came with rows, and how far the rows' versions have counted, stand in notes of the store's own.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from zlib import crc32

from cif_emulator.records.built_in_tables import completed_built_in
from cif_emulator.records.change_log import custom_columns, with_custom_columns
from cif_emulator.records.errors import RecordError
from cif_emulator.records.physical import POINTER, ROW, create_statement, index_statements, quoted_name
from cif_emulator.records.schema import Definition, Schema

_PIECE = 1 << 20
# Rows of a table that is among the first ones of a file.
_SMALL = 1000
_NOTES = quoted_name("prepared~")
_OWN = "store"
# All that is written after the start stays in memory: undoing it must not wait for a file.
_PRAGMAS = ("journal_mode = MEMORY", "cache_spill = OFF", "cache_size = -65536")


class PreparedFileRefused(RecordError):
    """A prepared file cannot be used; the message says why."""


def _checksums(path: str) -> Iterator[int]:
    """The checksum of a file's content so far, before and after each piece."""
    yield (checksum := 0)
    # One buffer for all pieces: making one for each takes the page twice as long as the checksum.
    piece = memoryview(bytearray(_PIECE))
    with Path(path).open("rb", buffering=0) as content:
        while size := content.readinto(piece):
            yield (checksum := crc32(piece[:size], checksum))


def _name_of(checksum: int) -> str:
    return f"records-{checksum:08X}.sqlite"


def content_name(path: str) -> str:
    """The name under which a prepared file is sent: it has the file's checksum."""
    *_, checksum = _checksums(path)
    return _name_of(checksum)


def check_content(path: str, name: str) -> Iterator[float]:
    """See that a file is the one that was sent under a name; yields the share that has been read.

    Raises ``PreparedFileRefused`` if it is another.
    """
    size = Path(path).stat().st_size
    checksum = read = 0
    for checksum in _checksums(path):  # noqa: B007 - the last one counts
        yield read / size if size else 1.0
        read = min(size, read + _PIECE)
    if (found := _name_of(checksum)) != name:
        raise PreparedFileRefused(
            f"The prepared records {name} are damaged or cut off: what arrived has {size:,} bytes, and the "
            f"checksum of {found}. Reload the page."
        )


# Of the built-in tables, which are the same in nearly every schema.
_known_statements: dict[str, bytes] = {}


def _statements(definition: Definition) -> bytes:
    name = definition.name
    is_known = completed_built_in().get(name) is definition.table
    if is_known and name in _known_statements:
        return _known_statements[name]
    statements = "".join((create_statement(definition), *index_statements(definition).values())).encode()
    if is_known:
        _known_statements[name] = statements
    return statements


@lru_cache(maxsize=4)
def layout(schema: Schema) -> str:
    """A hash of how the tables lie in the database."""
    digest = hashlib.sha256()
    for definition in schema.definitions():
        digest.update(_statements(definition))
    return digest.hexdigest()[:16]


def write(
    connection: sqlite3.Connection,
    schema: Schema,
    start: Schema,
    version: int,
    path: Path,
    notes: Mapping[str, str],
) -> None:
    """Write the committed state of a store's connection to ``path``, which must not exist.

    ``start`` is the schema without the columns that came with rows, ``schema`` the one with them. Raises
    ``sqlite3.Error`` if the file cannot be written.
    """
    own = {"layout": layout(start), "columns": dict(custom_columns(schema, start)), "version": version}
    connection.execute(f"CREATE TABLE {_NOTES} (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
    try:
        every = {**notes, _OWN: json.dumps(own)}
        connection.executemany(f"INSERT INTO {_NOTES} VALUES (?, ?)", every.items())
        _move_large_tables_back(connection, schema)
        # Without free pages, and each table's rows side by side.
        connection.execute("VACUUM INTO ?", (str(path),))
    finally:
        connection.execute(f"DROP TABLE {_NOTES}")


def _move_large_tables_back(connection: sqlite3.Connection, schema: Schema) -> None:
    """Have large tables follow small ones in a file: a page that has its first part can begin.

    SQLite writes tables in the order of its list of them, and has no other way to say it.
    """
    connection.execute("PRAGMA writable_schema = ON")
    last = "(SELECT max(rowid) FROM sqlite_schema)"
    for name in (definition.name for definition in schema.definitions() if definition.name != POINTER):
        rows = connection.execute(f"SELECT max({quoted_name(ROW)}) FROM {quoted_name(name)}").fetchone()[0]
        if rows and rows > _SMALL:
            moved = f"UPDATE sqlite_schema SET rowid = rowid + {last} WHERE tbl_name = ?"
            connection.execute(moved, (name,))
    connection.execute("PRAGMA writable_schema = OFF")


def read(path: Path) -> Mapping[str, str]:
    """The notes of a prepared file; raises ``PreparedFileRefused`` if it is none."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return _notes(connection)
    except sqlite3.Error as error:
        raise PreparedFileRefused(f"The prepared records cannot be read: {error}.") from None


def _notes(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute(f"SELECT name, value FROM {_NOTES}").fetchall())


def connect(path: str, schema: Schema) -> tuple[sqlite3.Connection, Schema, int, Mapping[str, str]]:
    """Open a prepared file: the connection, the schema with the rows' own columns, the version, the notes.

    Raises ``PreparedFileRefused`` if it is none, or one of other tables.
    """
    connection = sqlite3.connect(path, isolation_level=None, cached_statements=512)
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        notes = _notes(connection)
        own = json.loads(notes.pop(_OWN))
        if own["layout"] == layout(schema):
            version = own["version"]
            columns = with_custom_columns(schema, own["columns"])
            if type(version) is int and all(isinstance(note, str) for note in notes.values()):
                return connection, columns, version, notes
            why = "its notes are of other types than this emulator writes"
        else:
            why = "they were made for other tables than this page has"
    except sqlite3.Error as error:
        why = str(error)
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
        why = f"its notes are not what this emulator writes ({type(error).__name__}: {error})"
    connection.close()
    raise PreparedFileRefused(f"The prepared records cannot be used: {why}. Have them prepared anew.")
