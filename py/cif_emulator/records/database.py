"""The database in memory: one transaction holds all that has changed since the start."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock

from attrs import frozen

from cif_emulator.records import prepared_file
from cif_emulator.records.built_in_tables import BUILT_IN_TABLES, joined_tables
from cif_emulator.records.change_log import changed_tables, changes, follow, forget_newest, restore_changes
from cif_emulator.records.errors import RecordRefused
from cif_emulator.records.physical import (
    POINTER,
    create_statement,
    index_statements,
    pointer_statement,
    quoted_name,
)
from cif_emulator.records.preparing import WriteContext
from cif_emulator.records.remembered import Remembered
from cif_emulator.records.schema import Definition, Schema
from cif_emulator.records.text_keys import folded
from cif_emulator.records.text_search import add_functions
from cif_emulator.records.values import guid, shown
from cif_emulator.records.writing import Insertion
from cif_emulator.workspace.state.record_source import Table

# The user that `Settings` names unless a configuration says otherwise.
DEFAULT_USER = "5b1f3a52-9c1e-4f0c-8a55-0d7b3c1e2f40"


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


# Made at import: a memory snapshot holds it.
BUILT_IN_SCHEMA = Schema.of(joined_tables(BUILT_IN_TABLES))


def schema_of(tables: Sequence[Table]) -> Schema:
    """The schema of table definitions, later ones extending earlier ones of the same name."""
    if tuple(tables) == BUILT_IN_TABLES:
        return BUILT_IN_SCHEMA
    return Schema.of(joined_tables(tables), BUILT_IN_SCHEMA)


@cache
def empty_built_in() -> sqlite3.Connection:
    """The built-in tables without rows, to be copied: making them takes seven times as long."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    _create_tables(connection, BUILT_IN_SCHEMA, BUILT_IN_SCHEMA.definitions())
    connection.execute("PRAGMA query_only = ON")
    return connection


_COPYING = Lock()


@frozen
class StartCopy:
    """A copy of a store's start, with the built-in tables alone, for others to begin with a copy of it."""

    connection: sqlite3.Connection
    version: int


def _lay_out(connection: sqlite3.Connection, schema: Schema, copied: sqlite3.Connection | None) -> None:
    """Make a schema's tables, with their indexes, in an empty database."""
    built_in = [definition.table for definition in BUILT_IN_SCHEMA.definitions()]
    if all(table.name in schema and schema[table.name].table is table for table in built_in):
        with _COPYING:
            (copied or empty_built_in()).backup(connection)
        further = [each for each in schema.definitions() if each.name not in BUILT_IN_SCHEMA]
        if any(each.table.is_activity for each in further):
            connection.execute(f"DROP VIEW {quoted_name(POINTER)}")
            further.append(schema[POINTER])
        _create_tables(connection, schema, further)
    else:
        _create_tables(connection, schema, schema.definitions())


def _create_tables(connection: sqlite3.Connection, schema: Schema, definitions: Iterable[Definition]) -> None:
    """Make some tables of a schema, with their indexes; the view over all activities last."""
    connection.execute("BEGIN")
    view = False
    for definition in definitions:
        if definition.name == POINTER:
            view = True
            continue
        for statement in (create_statement(definition), *index_statements(definition).values()):
            connection.execute(statement)
    if view:
        connection.execute(pointer_statement(schema))
    connection.execute("COMMIT")


class Database:
    """Tables in SQLite, written all or nothing, and taken back to a start; ``Store`` explains the arguments.

    ``version`` grows with every change of rows, for those who redraw.
    """

    def __init__(
        self,
        tables: Sequence[Table] = BUILT_IN_TABLES,
        *,
        strict: bool = False,
        budget: int = 256 * 2**20,
        clock: Callable[[], datetime] = utc_now,
        current_user: str = DEFAULT_USER,
        current_user_name: str = "Alex Blake",
        prepared: str | None = None,
        copied: StartCopy | None = None,
    ) -> None:
        user = guid(current_user)
        if user is None:
            raise RecordRefused(f"The current user's id must be a GUID, got {shown(current_user)}.")
        self._write_context = WriteContext(clock=clock, user=user, strict=strict)
        self._schema = schema_of(tables)
        self.version = 0
        self._budget = budget
        # Called after each write, for those who keep the records elsewhere.
        self.on_write: Callable[[], None] | None = None
        # Called after each write of these tables, while it can still be undone by raising ``RecordError``.
        self.watched: frozenset[str] = frozenset()
        self.on_watched_write: Callable[[], None] = lambda: None
        # Called with what is odd about a query that is answered all the same.
        self.on_warning: Callable[[str], None] = lambda text: None  # noqa: ARG005 - nobody listens
        self._loading = False
        self._remembered = Remembered()
        # Without the columns that come with rows.
        self._tables = self._schema
        self.notes: Mapping[str, str] = {}
        # Autocommit: this class says itself when a transaction begins and ends.
        if prepared is None:
            self._connection = sqlite3.connect(":memory:", isolation_level=None, cached_statements=512)
            self._create(current_user_name, copied)
        else:
            self._connection, self._schema, self.version, self.notes = prepared_file.connect(
                prepared, self._schema
            )
        self._connection.create_function("folded", 1, _folded_or_none, deterministic=True)
        add_functions(self._connection)
        self._connection.execute("BEGIN")
        self.mark_start()

    def _create(self, user_name: str, copied: StartCopy | None) -> None:
        connection = self._connection
        _lay_out(connection, self._schema, None if copied is None else copied.connection)
        if copied is not None:
            self.version = copied.version
            return
        connection.execute("BEGIN")
        users = self._schema.find("systemuser")
        if users is not None and "fullname" in users.columns:
            insertion = Insertion(connection, self._schema, self._write_context, from_file=True, version=-1)
            insertion.add("systemuser", {"systemuserid": self._write_context.user, "fullname": user_name})
            insertion.finish()
        connection.execute("COMMIT")

    # -- transactions ------------------------------------------------------------------------------

    def _size(self) -> int:
        """Bytes of the database that are in use."""
        names = ("page_count", "freelist_count", "page_size")
        count, free, size = (self._connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names)
        return int((count - free) * size)

    def _check_budget(self) -> None:
        if self._size() - self._start_size > self._budget:
            raise RecordRefused(
                f"The records written since the start would take up more than {self._budget // 2**20} MB. "
                "Delete some, reset the workspace, or raise records_budget in [workspace]."
            )

    @contextmanager
    def _writing(self, *, is_new: bool = True) -> Iterator[set[str]]:
        """All or nothing: what fails inside leaves neither rows nor columns behind.

        Gives a set for the names of the tables that are written.
        """
        self._refuse_while_loading()
        schema = self._schema
        self._connection.execute("SAVEPOINT write")
        written: set[str] = set()
        try:
            yield written
            if not self.watched.isdisjoint(written):
                self.on_watched_write()
        except BaseException:
            self._connection.execute("ROLLBACK TO write")
            self._schema = schema
            raise
        finally:
            self._connection.execute("RELEASE write")
            self._remembered.changed()
        if is_new and self.on_write is not None:
            self.on_write()

    @contextmanager
    def _busy(self) -> Iterator[set[str]]:
        """As ``_writing``, over several steps of a caller: meanwhile other writes are refused."""
        with self._writing() as written:
            self._loading = True
            try:
                yield written
            finally:
                self._loading = False

    def _refuse_while_loading(self) -> None:
        if self._loading:
            raise RecordRefused("Records are being loaded; wait until that is done.")

    # -- the start ---------------------------------------------------------------------------------

    def mark_start(self) -> None:
        """Makes the present state the one that ``reset`` brings back."""
        self._refuse_while_loading()
        # What is committed is the start; all later changes stay in one transaction, undone at a stroke.
        self._connection.execute("COMMIT")
        self._connection.execute("BEGIN")
        self._start_schema = self._schema
        self._start_size = self._size()
        self._remembered.start()

    def copy_start(self) -> StartCopy:
        """The state of the last ``mark_start``, which another store takes as ``copied``.

        Its tables must be the built-in ones, without columns that came with rows; nothing may have been
        written since.
        """
        copy = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._connection.backup(copy)
        return StartCopy(copy, self.version)

    def save_start(self, path: Path, notes: Mapping[str, str]) -> None:
        """Writes the state of the last ``mark_start`` to a file that another store takes as ``prepared``.

        Nothing may have been written since. Raises ``sqlite3.Error`` if there is such a file, or it cannot be
        written.
        """
        self._connection.execute("COMMIT")
        try:
            prepared_file.write(self._connection, self._schema, self._tables, self.version, path, notes)
        finally:
            self._connection.execute("BEGIN")

    def reset(self) -> None:
        """Brings back the state of the last ``mark_start``; takes time only for what has changed since."""
        self._refuse_while_loading()
        self._connection.execute("ROLLBACK")
        self._connection.execute("BEGIN")
        self._schema = self._start_schema
        self._remembered.reset()
        self.version += 1

    # -- what has changed since the start ---------------------------------------------------------

    def follow_changes(self) -> None:
        """Notes from now on which rows change; to be called before ``mark_start``."""
        follow(self._connection, self._schema)

    def changes(self) -> dict[str, object]:
        """What was written since the start, as plain data for JSON; needs ``follow_changes``."""
        return changes(self._connection, self._schema, self._start_schema, self.version)

    def newest_changes(self) -> dict[str, object]:
        """As ``changes``, only of rows written since this was asked last, or since ``put_back``."""
        found = changes(self._connection, self._schema, self._start_schema, self.version, newest=True)
        forget_newest(self._connection, self._schema)
        return found

    def restore_changes(self, data: object) -> None:
        """Makes changes anew that ``changes`` or ``newest_changes`` told of a store with the same start.

        Raises ``RecordRefused`` if they do not fit; then nothing was written. ``on_write`` is not called.
        """
        with self._writing(is_new=False) as written:
            self._schema, version = restore_changes(self._connection, self._schema, data)
            self.version = max(self.version, version) + 1
            forget_newest(self._connection, self._schema)
            written.update(changed_tables(data))

    def close(self) -> None:
        """Frees the database; the store cannot be used any more."""
        self._connection.close()


def _folded_or_none(value: object) -> str | None:
    """A custom column's value as text is compared; SQLite calls this."""
    return None if value is None else folded(str(value))
