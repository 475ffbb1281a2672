"""Rows of a file on their way into the database, column by column.

Rows that name the same columns are of one shape. What follows from the columns is decided once for all of
them, and texts are checked and folded in one piece. A row that needs more than that (records inside it,
columns that no definition names, something to refuse) is read on its own, by ``preparing``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import cast
from uuid import uuid4

from attrs import define, frozen

from cif_emulator.records.columns import TEXT_KINDS
from cif_emulator.records.physical import POINTER, target_name
from cif_emulator.records.preparing import CONVERSATION_ID, USER_COLUMNS
from cif_emulator.records.product_values import Numbers, compositions, settle_status
from cif_emulator.records.schema import Definition, Schema
from cif_emulator.records.text_keys import folded, folded_all
from cif_emulator.records.values import Stored, guid, to_stored
from cif_emulator.workspace.state.record_source import Column

# No text column holds it: it separates the values of a column that are looked at together.
_NUL = "\0"
_GUIDS = re.compile(r"(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\0)+")
_STATUS = ("statecode", "statuscode")

Values = Sequence[Stored]


class ReadAlone(ValueError):
    """Not all of these rows can be read together."""


@frozen(eq=False)
class Shape:
    """What rows of a table give under their names: each a column, or ``None`` for the key."""

    definition: Definition
    columns: tuple[Column | None, ...]


@define
class Batch:
    """Rows ready for their table: their ids, SQL columns with all rows' values, and where lookups lead."""

    ids: list[str]
    cells: dict[str, Values]
    links: set[tuple[str, str]]


def shape_of(definition: Definition, names: Iterable[object]) -> Shape:
    """The shape of rows with these names; raises ``ReadAlone`` if they are to be read one by one."""
    key = definition.table.primary_id
    columns: list[Column | None] = []
    for name in names:
        column = definition.columns.get(cast("str", name))
        if name in (key, "id"):
            columns.append(None)
        elif column is None or column.custom:
            raise ReadAlone
        else:
            columns.append(column)
    if definition.name == POINTER or columns.count(None) > 1:
        raise ReadAlone
    return Shape(definition, tuple(columns))


def read_batch(
    shape: Shape,
    rows: Sequence[Mapping[str, object]],
    schema: Schema,
    plan: Mapping[str, Stored],
    numbers: Numbers,
) -> Batch:
    """Rows of a shape, complete but for what ``plan`` has for every row of the table.

    Raises ``ReadAlone``, or a ``ValueError`` of what is wrong with a value.
    """
    definition = shape.definition
    values: dict[str, Values] = {}
    batch = Batch([], {}, set())
    for column, given in zip(shape.columns, zip(*(row.values() for row in rows), strict=True), strict=True):
        if column is None:
            batch.ids = _guids(given)
        elif column.kind == "lookup":
            _put_lookup(batch, schema, column, given, plan)
        else:
            values[column.name] = _stored(definition, column, given)
    batch.ids = batch.ids or [str(uuid4()) for _ in rows]
    _put_owning(batch, definition)
    _fill(definition, values, plan, numbers)
    if definition.table.is_activity and CONVERSATION_ID in definition.columns:
        values[CONVERSATION_ID] = batch.ids
    for name, stored in values.items():
        batch.cells[name] = stored
        if name in definition.text_keys:
            batch.cells[definition.text_keys[name]] = _folded(stored)
    batch.cells[definition.table.primary_id] = batch.ids
    return batch


def _stored(definition: Definition, column: Column, given: Sequence[object]) -> Values:
    try:
        text = _NUL.join(cast("Sequence[str]", given))
    except TypeError:  # not all are texts
        return [to_stored(column, value, from_file=True) for value in given]
    if column.kind not in TEXT_KINDS:
        known = {value: to_stored(column, value, from_file=True) for value in set(given)}
        return [known[value] for value in given]
    texts = cast("Sequence[str]", given)
    if max(map(len, texts)) > definition.longest[column.name] or text.count(_NUL) != len(texts) - 1:
        raise ReadAlone
    if not text.isascii():
        text.encode()  # half of a surrogate pair raises
    return texts


def _folded(stored: Values) -> Values:
    try:
        return folded_all(cast("Sequence[str]", stored))
    except TypeError:  # not all are texts
        return [folded(value) if isinstance(value, str) else None for value in stored]


def _guids(given: Sequence[object]) -> list[str]:
    try:
        text = _NUL.join(cast("Sequence[str]", given)).lower()
    except TypeError:
        raise ReadAlone from None
    if _GUIDS.fullmatch(text + _NUL):
        return text.split(_NUL)
    found = [guid(value) for value in given]
    if None in found:
        raise ReadAlone
    return cast("list[str]", found)


def _put_lookup(
    batch: Batch, schema: Schema, column: Column, given: Sequence[object], plan: Mapping[str, Stored]
) -> None:
    """A lookup's two cells, from values that are ``{"table": …, "id": …}`` or nothing."""
    ids: list[object] = []
    targets: list[object] = []
    for value in given:
        if value is None:
            continue
        if type(value) is not dict or len(value) != 2 or "id" not in value or "table" not in value:
            raise ReadAlone
        ids.append(value["id"])
        targets.append(value["table"])
    for target in set(map(str, targets)):
        if target not in schema or (column.targets and target not in column.targets):
            raise ReadAlone
        batch.links.add((column.name, target))
    other = target_name(column)
    # Whoever writes stands in columns of the product's own that are empty.
    empty = (plan.get(column.name), plan.get(other)) if column.name in USER_COLUMNS else (None, None)
    there = iter(zip(_guids(ids) if ids else (), map(str, targets), strict=True))
    cells = [empty if value is None else next(there) for value in given]
    batch.cells[column.name] = [cell[0] for cell in cells]
    batch.cells[other] = [cell[1] for cell in cells]


def _put_owning(batch: Batch, definition: Definition) -> None:
    """Beside the owner the product keeps which of the two kinds it is."""
    owners = batch.cells.get("ownerid")
    if owners is None or "owninguser" not in definition.columns:
        return
    targets = batch.cells["ownerid@"]
    for name, kind in (("owninguser", "systemuser"), ("owningteam", "team")):
        cells = zip(owners, targets, strict=True)
        batch.cells[name] = [owner if target == kind else None for owner, target in cells]
        batch.cells[f"{name}@"] = [kind if target == kind else None for target in targets]
        if ("ownerid", kind) in batch.links:
            batch.links.add((name, kind))


def _fill(
    definition: Definition, values: dict[str, Values], plan: Mapping[str, Stored], numbers: Numbers
) -> None:
    """What follows from the rows' own values, and what a row cannot be without."""
    created, modified = values.get("createdon"), values.get("modifiedon")
    if created is not None:
        if "modifiedon" in definition.columns:
            later = created if modified is None else _first(modified, created)
            values["modifiedon"] = _with_default(later, plan.get("modifiedon"))
        values["createdon"] = _with_default(created, plan.get("createdon"))
    elif modified is not None:
        values["modifiedon"] = _with_default(modified, plan.get("modifiedon"))
    if given := [name for name in _STATUS if name in values]:
        pairs = list(zip(*(values[name] for name in given), strict=True))
        settled = {pair: dict(zip(given, pair, strict=True)) for pair in set(pairs)}
        for each in settled.values():
            settle_status(definition, each)
        for name in _STATUS:
            if name in definition.columns:
                values[name] = [settled[pair].get(name, plan.get(name)) for pair in pairs]
    for whole, parts, compose in compositions(definition, values):
        rows = list(zip(*(values.get(part) or repeat(None) for part in parts), strict=False))
        # Many live in the same town.
        composed = {row: compose(row) for row in set(rows)}
        values[whole] = [composed[row] for row in rows]
    if not numbers.noted(definition, values):
        raise ReadAlone


def _first(values: Values, others: Values) -> Values:
    return [other if value is None else value for value, other in zip(values, others, strict=True)]


def _with_default(values: Values, default: Stored) -> Values:
    return [default if value is None else value for value in values] if None in values else values
