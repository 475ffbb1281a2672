"""Records on their way into the database: payloads made complete, with what the product fills in."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from attrs import frozen

from cif_emulator.records.custom_columns import Link, merged_custom
from cif_emulator.records.errors import RecordRefused, quoted
from cif_emulator.records.further_columns import with_column
from cif_emulator.records.payload import Parsed, Payload, PayloadReader
from cif_emulator.records.physical import (
    EXTRA,
    POINTER,
    folded_name,
    is_derived,
    stores_target,
    target_name,
)
from cif_emulator.records.product_values import Numbers, compose_names, settle_status
from cif_emulator.records.schema import Collection, Definition, FurtherColumn, Schema
from cif_emulator.records.text_keys import folded
from cif_emulator.records.values import Stored, seconds

# A conversation's id as a text, always equal to its key.
CONVERSATION_ID = "msdyn_ocliveworkitemid"

# When a row was made, and last changed.
TIMES = ("createdon", "modifiedon")

# Lookups that name whoever writes.
USER_COLUMNS = ("createdby", "modifiedby", "ownerid")


@frozen(kw_only=True)
class WriteContext:
    """Who writes, when, and how strictly: ``user`` is a systemuser's id, ``clock`` gives aware times."""

    clock: Callable[[], datetime]
    user: str
    strict: bool


@frozen
class Prepared:
    """A row ready for ``table``: SQL columns and values; lookups and the tables they lead to."""

    table: str
    record_id: str
    cells: dict[str, Stored]
    links: tuple[tuple[str, str], ...]


class Preparer:
    """Prepares records for insertion.

    ``schema`` grows while columns turn up that no definition names. ``from_file`` reads seed rows.
    """

    def __init__(
        self, connection: sqlite3.Connection, schema: Schema, write_context: WriteContext, *, from_file: bool
    ) -> None:
        self.schema = schema
        self._write_context = write_context
        self._check_required = write_context.strict and not from_file
        self._connection = connection
        self._from_file = from_file
        self._reader = self._new_reader()
        self._now = seconds(write_context.clock())
        self.numbers = Numbers(connection)
        self._plans: dict[str, dict[str, Stored]] = {}

    def prepare(
        self,
        table: str,
        payload: Payload,
        prepared: list[Prepared],
        link: tuple[Collection, Link] | None = None,
    ) -> str:
        """Adds to ``prepared`` the row of a record and those of the records inside it; gives the record's id.

        ``link`` is the lookup of a record inside another: its collection there, and the other. Raises
        ``RecordRefused``, ``UnknownTable``.
        """
        definition = self.schema[table]
        refuse_pointer(definition)
        parsed = self._read(definition, payload)
        definition = self.schema[table]
        record_id = parsed.record_id or str(uuid4())
        if link is not None:
            parsed.links[link[0].column.name] = link[1]
        for navigation, inner in parsed.parents:
            if not navigation.target:
                raise RecordRefused(
                    f"{quoted(navigation.name)} of the table {quoted(table)} leads to several tables: "
                    "name the one by its navigation property."
                )
            parent = self.prepare(navigation.target, inner, prepared)
            parsed.links[navigation.column.name] = Link(navigation.target, parent)
        self._fill(definition, parsed)
        if self._check_required:
            check_required(definition, parsed)
        definition = self._with_custom_columns(definition, parsed)
        if definition.table.is_activity and CONVERSATION_ID in definition.columns:
            parsed.values[CONVERSATION_ID] = record_id
        cells = cells_of(definition, parsed)
        cells[definition.table.primary_id] = record_id
        links = tuple((name, found.target) for name, found in parsed.links.items() if found is not None)
        prepared.append(Prepared(table, record_id, cells, links))
        for collection, inner in parsed.children:
            self.prepare(collection.table, inner, prepared, (collection, Link(table, record_id)))
        return record_id

    def _read(self, definition: Definition, payload: Payload) -> Parsed:
        while True:
            try:
                return self._reader.read(self.schema[definition.name], payload)
            except FurtherColumn as named:
                self.schema = with_column(self._connection, self.schema, named)
                self._reader = self._new_reader()
                self._plans.pop(definition.name, None)

    def _new_reader(self) -> PayloadReader:
        return PayloadReader(self.schema, strict=self._write_context.strict, from_file=self._from_file)

    def plan(self, definition: Definition) -> dict[str, Stored]:
        """The cells of every new row of a table, unless the row's own say otherwise."""
        plan = self._plans.get(definition.name)
        if plan is None:
            defaults = Parsed()
            for column in definition.columns.values():
                if column.default is not None:
                    defaults.values[column.name] = column.default
                elif column.name in TIMES:
                    defaults.values[column.name] = self._now
                elif column.name in USER_COLUMNS and "systemuser" in self.schema:
                    defaults.links[column.name] = Link("systemuser", self._write_context.user)
            if "activitytypecode" in definition.columns:
                defaults.values["activitytypecode"] = definition.name
            plan = self._plans[definition.name] = cells_of(definition, defaults)
        return plan

    def _fill(self, definition: Definition, parsed: Parsed) -> None:
        """What follows from the payload's own values, and what a row cannot be without."""
        values = parsed.values
        for name in TIMES:
            if name in values and values[name] is None:
                del values[name]
        if "createdon" in values and "modifiedon" in definition.columns:
            values.setdefault("modifiedon", values["createdon"])
        for name in USER_COLUMNS:
            if name in parsed.links and parsed.links[name] is None:
                del parsed.links[name]
        settle_status(definition, values)
        compose_names(definition, values, {})
        self.numbers.fill(definition, values)

    def _with_custom_columns(self, definition: Definition, parsed: Parsed) -> Definition:
        for name, column in parsed.columns.items():
            known = definition.columns.get(name)
            merged = merged_custom(known, column)
            if merged != known:
                self.schema = self.schema.with_column(definition.name, merged)
                definition = self.schema[definition.name]
        return definition


def refuse_pointer(definition: Definition) -> None:
    """Refuses writes to the view of all activities."""
    if definition.name == POINTER:
        raise RecordRefused(
            f"{quoted(POINTER)} shows the activities of all kinds and cannot be written: "
            "write to phonecall, task, email or appointment."
        )


def check_required(definition: Definition, parsed: Parsed) -> None:
    """Refuses a new row that lacks a required column (strict mode)."""
    for column in definition.columns.values():
        given = parsed.links if column.kind == "lookup" else parsed.values
        if column.required and given.get(column.name) is None:
            raise RecordRefused(
                f"{quoted(column.name)} of the table {quoted(definition.name)} is required and has no value.",
                "0x80040203",
            )


def cells_of(
    definition: Definition,
    parsed: Parsed,
    extra: dict[str, object] | None = None,
) -> dict[str, Stored]:
    """The SQL columns and values of a record; ``extra`` are the custom values that its row has so far."""
    cells: dict[str, Stored] = dict(parsed.values)
    for name, value in parsed.values.items():
        if name in definition.text_keys:
            is_plain = not isinstance(value, str) or value.isascii()
            cells[folded_name(name)] = None if is_plain else folded(str(value))
    custom: dict[str, object] = {**(extra or {}), **parsed.custom}
    for name, link in parsed.links.items():
        column = definition.columns[name]
        if column.custom:
            custom[name] = None if link is None else [link.target, link.record_id]
            continue
        if is_derived(definition, column):
            continue
        cells[name] = None if link is None else link.record_id
        if stores_target(column):
            cells[target_name(column)] = None if link is None else link.target
    if custom:
        cells[EXTRA] = json.dumps(custom, ensure_ascii=False, separators=(",", ":"))
    return cells
