"""Rows that exist being changed or deleted."""

from __future__ import annotations

import json
import sqlite3

from cif_emulator.records.custom_columns import Link, merged_custom
from cif_emulator.records.errors import RecordNotFound, RecordRefused, quoted
from cif_emulator.records.further_columns import with_named_columns
from cif_emulator.records.payload import Parsed, Payload, PayloadReader
from cif_emulator.records.physical import (
    EXTRA,
    VERSION,
    is_derived,
    quoted_name,
    stores_target,
    target_name,
    target_sql,
)
from cif_emulator.records.preparing import WriteContext, cells_of, refuse_pointer
from cif_emulator.records.product_values import compose_names, settle_status
from cif_emulator.records.schema import Collection, Definition, Schema
from cif_emulator.records.values import Stored, guid, seconds, shown
from cif_emulator.records.writing import Insertion, exists

_PARTIES = "activityparty"
_MANAGED = "ismanaged"


def not_found(definition: Definition, record_id: object) -> RecordNotFound:
    """The refusal of an id that no row of the table has."""
    if guid(record_id) is None:
        return RecordNotFound(
            f"{shown(record_id)} is no id of a record of the table {quoted(definition.name)}: "
            "expected a GUID."
        )
    return RecordNotFound(
        f"There is no record of the table {quoted(definition.name)} with the id {guid(record_id)}: "
        "it never existed here, or was deleted."
    )


def _refuse_managed(definition: Definition, row: dict[str, Stored]) -> None:
    """What came with a managed solution is locked (``templates.md`` 9)."""
    if row.get(_MANAGED):
        name = row.get(definition.table.primary_name)
        raise RecordRefused(
            f"{quoted(name)} of the table {quoted(definition.name)} belongs to a managed solution, which "
            "locks it; make a copy of it under a unique name of its own, and change that."
        )


class Update:
    """One call's changes. ``schema`` and ``version`` are to be taken over once all is done."""

    def __init__(
        self, connection: sqlite3.Connection, schema: Schema, write_context: WriteContext, version: int
    ) -> None:
        self.schema = schema
        self.version = version
        self._connection = connection
        self._write_context = write_context

    # -- update -----------------------------------------------------------------------------------

    def update(self, table: str, record_id: str, payload: Payload) -> str:
        """Changes the columns in ``payload``; gives the row's id. Raises ``RecordRefused``."""
        definition = self.schema[table]
        refuse_pointer(definition)
        found = guid(record_id)
        if found is None or not exists(self._connection, definition, found):
            raise not_found(definition, record_id)
        self.schema, parsed = with_named_columns(
            self._connection,
            self.schema,
            lambda schema: PayloadReader(schema, strict=self._write_context.strict).read(
                schema[table], payload
            ),
        )
        definition = self.schema[table]
        if parsed.record_id not in (None, found):
            raise RecordRefused(f"The id of a record cannot be changed: {found} to {parsed.record_id}.")
        parties = self._parties(definition, parsed)
        current = self._current(definition, found)
        _refuse_managed(definition, current)
        settle_status(definition, parsed.values)
        compose_names(definition, parsed.values, current)
        self._touch(definition, parsed)
        for name, column in parsed.columns.items():
            merged = merged_custom(definition.columns.get(name), column)
            self.schema = self.schema.with_column(table, merged)
        definition = self.schema[table]
        self._check_links(definition, parsed)
        extra = json.loads(str(current[EXTRA])) if current.get(EXTRA) else {}
        self._write(definition, found, cells_of(definition, parsed, extra))
        if parties is not None:
            self._replace_parties(definition, found, *parties)
        return found

    def _parties(self, definition: Definition, parsed: Parsed) -> tuple[Collection, list[Payload]] | None:
        """The new list of an activity's parties, the only records that an update may hold."""
        if parsed.parents:
            name = parsed.parents[0][0].name
            raise RecordRefused(
                f"{quoted(name)} of the table {quoted(definition.name)}: an update cannot make the record "
                f"it links; create it first, then set {name}@odata.bind."
            )
        for collection, _ in parsed.children:
            if collection.table != _PARTIES:
                raise RecordRefused(
                    f"{quoted(collection.name)} of the table {quoted(definition.name)}: an update cannot "
                    "make related records; create each of them with its lookup set."
                )
        if not parsed.children:
            return None
        return parsed.children[0][0], [payload for _, payload in parsed.children]

    def _replace_parties(
        self, definition: Definition, record_id: str, collection: Collection, payloads: list[Payload]
    ) -> None:
        self._connection.execute(
            f"DELETE FROM {quoted_name(_PARTIES)} WHERE {quoted_name(collection.column.name)} = ?",
            (record_id,),
        )
        insertion = Insertion(self._connection, self.schema, self._write_context, version=self.version)
        for payload in payloads:
            insertion.add(_PARTIES, payload, link=(collection, Link(definition.name, record_id)))
        insertion.finish()
        self.schema, self.version = insertion.schema, insertion.version

    def _current(self, definition: Definition, record_id: str) -> dict[str, Stored]:
        cursor = self._connection.execute(
            f"SELECT * FROM {quoted_name(definition.name)} "
            f"WHERE {quoted_name(definition.table.primary_id)} = ?",
            (record_id,),
        )
        names = [description[0] for description in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))

    def _touch(self, definition: Definition, parsed: Parsed) -> None:
        if "modifiedon" in definition.columns:
            parsed.values["modifiedon"] = seconds(self._write_context.clock())
        if "modifiedby" in definition.columns:
            parsed.links["modifiedby"] = Link("systemuser", self._write_context.user)

    def _check_links(self, definition: Definition, parsed: Parsed) -> None:
        for name, link in parsed.links.items():
            if link is not None and not exists(self._connection, self.schema[link.target], link.record_id):
                raise RecordRefused(
                    f"{quoted(name)} of the table {quoted(definition.name)} names the {quoted(link.target)} "
                    f"{link.record_id}, which does not exist.",
                    "0x80040217",
                    column=name,
                    reason="the record does not exist any more",
                )

    def _write(self, definition: Definition, record_id: str, cells: dict[str, Stored]) -> None:
        self.version += 1
        settings = ", ".join(f"{quoted_name(name)} = ?" for name in (*cells, VERSION))
        self._connection.execute(
            f"UPDATE {quoted_name(definition.name)} SET {settings} "
            f"WHERE {quoted_name(definition.table.primary_id)} = ?",
            (*cells.values(), self.version, record_id),
        )

    # -- delete -----------------------------------------------------------------------------------

    def delete(self, table: str, record_id: str) -> str:
        """Deletes a row with what hangs on it; links from elsewhere are emptied. Gives the row's id."""
        definition = self.schema[table]
        refuse_pointer(definition)
        found = guid(record_id)
        if found is None or not exists(self._connection, definition, found):
            raise not_found(definition, record_id)
        if (table, found) == ("systemuser", self._write_context.user):
            raise RecordRefused("The current user cannot be deleted.", "0x80048408")
        if _MANAGED in definition.columns:
            _refuse_managed(definition, self._current(definition, found))
        self.version += 1
        waiting = [(table, found)]
        while waiting:
            name, row_id = waiting.pop()
            waiting += self._release(name, row_id)
            self._connection.execute(
                f"DELETE FROM {quoted_name(name)} "
                f"WHERE {quoted_name(self.schema[name].table.primary_id)} = ?",
                (row_id,),
            )
        return found

    def _release(self, table: str, record_id: str) -> list[tuple[str, str]]:
        """Empties the links to a row; gives the rows that are to be deleted with it."""
        with_it: list[tuple[str, str]] = []
        for name, column in self.schema.incoming(table):
            if is_derived(self.schema[name], column):
                continue
            primary_id = quoted_name(self.schema[name].table.primary_id)
            where = f"{quoted_name(column.name)} = ? AND {target_sql(quoted_name(name), column)} = ?"
            if column.on_delete == "remove_link":
                target = f"{quoted_name(target_name(column))} = NULL, " if stores_target(column) else ""
                self._connection.execute(
                    f"UPDATE {quoted_name(name)} SET {quoted_name(column.name)} = NULL, {target}"
                    f"{quoted_name(VERSION)} = ? WHERE {where}",
                    (self.version, record_id, table),
                )
                continue
            rows = self._connection.execute(
                f"SELECT {primary_id} FROM {quoted_name(name)} WHERE {where}", (record_id, table)
            ).fetchall()
            if rows and column.on_delete == "restrict":
                raise RecordRefused(
                    f"The record {record_id} of the table {quoted(table)} cannot be deleted: {len(rows)} "
                    f"record(s) of {quoted(name)} name it in {quoted(column.name)}.",
                    "0x80048408",
                )
            with_it += [(name, row[0]) for row in rows]
        self._release_custom(table, record_id)
        return with_it + self._pairs_of(table, record_id)

    def _pairs_of(self, table: str, record_id: str) -> list[tuple[str, str]]:
        """The rows that join a row with others, many to many."""
        found: list[tuple[str, str]] = []
        for pairing in self.schema[table].pairings.values():
            key = quoted_name(self.schema[pairing.name].table.primary_id)
            rows = self._connection.execute(
                f"SELECT {key} FROM {quoted_name(pairing.name)} WHERE {quoted_name(pairing.own)} = ?",
                (record_id,),
            ).fetchall()
            found += [(pairing.name, row[0]) for row in rows]
        return found

    def _release_custom(self, table: str, record_id: str) -> None:
        """Empties the links in columns that no definition names."""
        for definition in self.schema.definitions():
            for column in definition.columns.values():
                if column.custom and table in column.targets:
                    path = f"$.{json.dumps(column.name)}"
                    self._connection.execute(
                        f"UPDATE {quoted_name(definition.name)} AS t0 SET {quoted_name(EXTRA)} = "
                        f"json_set({quoted_name(EXTRA)}, ?, NULL), {quoted_name(VERSION)} = ? "
                        f"WHERE json_extract({quoted_name(EXTRA)}, ?) = ? AND {target_sql('t0', column)} = ?",
                        (path, self.version, path + "[1]", record_id, table),
                    )
