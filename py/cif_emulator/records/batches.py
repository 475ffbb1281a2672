"""Rows of a file on their way into the database, column by column.

Rows that name the same columns are of one shape. What follows from the columns is decided once for all of
them, and texts are checked and folded in one piece. A row that needs more than that (records inside it,
columns that no definition names, something to refuse) is read on its own, by ``preparing``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import cast
from uuid import uuid4

from attrs import Factory, define

from cif_emulator.records.columns import STATUS_NAMES, TEXT_KINDS
from cif_emulator.records.physical import (
    POINTER,
    folded_name,
    is_derived,
    stores_target,
    target_name,
)
from cif_emulator.records.preparing import CONVERSATION_ID, TIMES, USER_COLUMNS, Preparer
from cif_emulator.records.product_values import Numbers, compositions, settle_status
from cif_emulator.records.row_blocks import LinkColumn, RowBlock
from cif_emulator.records.schema import Definition
from cif_emulator.records.text_keys import folded_beyond_ascii
from cif_emulator.records.values import Stored, guids, to_stored
from cif_emulator.workspace.state.record_source import Column

# No text column holds it: it separates the values of a column that are looked at together.
_NUL = "\0"
_TEXT = {str}
_TEXT_OR_NOTHING = {str, type(None)}
_MOST_KNOWN = 50_000
# What an empty value becomes in these follows from the row's other values.
_FILLED = (*STATUS_NAMES, *TIMES)

Values = Sequence[Stored]


class ReadAlone(ValueError):
    """Not all of these rows can be read together."""


@define
class Batch:
    """Rows ready for their table: their ids, SQL columns with all rows' values, and where lookups lead.

    ``alike`` are columns that have one value in all rows.
    """

    ids: Sequence[str]
    cells: dict[str, Values]
    links: set[tuple[str, str]]
    alike: dict[str, Stored] = Factory(dict)


class BatchReader:
    """Reads rows of files together, for the schema and with the plans of ``preparer``."""

    def __init__(self, preparer: Preparer) -> None:
        self._preparer = preparer
        # What dates, options and other short texts stand for, by table and column: they come again and again.
        self._known: dict[tuple[str, str], _Known] = {}

    def read(self, table: str, rows: Sequence[Mapping[str, object]]) -> Batch:
        """Rows that name the same columns, complete but for what the plan has for every row of the table.

        Raises ``ReadAlone``, or a ``ValueError`` of what is wrong with a value.
        """
        definition = self._preparer.schema[table]
        values: dict[str, Values] = {}
        batch = Batch([], {}, set())
        columns = _columns(definition, rows[0])
        for column, given in zip(columns, zip(*(row.values() for row in rows), strict=True), strict=True):
            if column is None:
                batch.ids = known_guids(given)
            elif column.kind == "lookup":
                self._put_lookup(batch, column, given, self._preparer.plan(definition))
            else:
                values[column.name] = self._stored(definition, column, given)
        batch.ids = batch.ids or [str(uuid4()) for _ in rows]
        return self._complete(batch, definition, values)

    def read_block(self, block: RowBlock) -> Batch:
        """As ``read``, of a block of rows."""
        definition = self._preparer.schema[block.table]
        plan = self._preparer.plan(definition)
        values: dict[str, Values] = {}
        batch = Batch(block.ids, {}, set())
        for column, link in zip(_columns(definition, block.links), block.links.values(), strict=True):
            if column is None or column.kind != "lookup":
                raise ReadAlone
            self._put_link(batch, column, link, plan)
        for column, given in zip(_columns(definition, block.columns), block.columns.values(), strict=True):
            if column is None or column.kind == "lookup":
                raise ReadAlone
            stored = self._stored(definition, column, given)
            if column.name not in _FILLED:
                stored = _with_default(stored, plan.get(column.name))
            values[column.name] = stored
        return self._complete(batch, definition, values)

    def _complete(self, batch: Batch, definition: Definition, values: dict[str, Values]) -> Batch:
        _fill(definition, values, self._preparer.plan(definition), self._preparer.numbers)
        if definition.table.is_activity and CONVERSATION_ID in definition.columns:
            values[CONVERSATION_ID] = batch.ids
        for name in definition.columns.keys() & batch.cells.keys():
            if is_derived(definition, definition.columns[name]):
                del batch.cells[name]
        for name, stored in values.items():
            batch.cells[name] = stored
            if name in definition.text_keys:
                keys = folded_beyond_ascii(cast("Sequence[str | None]", stored))
                if keys is not None:
                    batch.cells[folded_name(name)] = keys
        batch.cells[definition.table.primary_id] = batch.ids
        return batch

    def _stored(self, definition: Definition, column: Column, given: Sequence[object]) -> Values:
        kinds = set(map(type, given))
        if kinds == _TEXT_OR_NOTHING:
            stored = iter(self._stored(definition, column, [each for each in given if each is not None]))
            return [None if each is None else next(stored) for each in given]
        if kinds != _TEXT:
            return [to_stored(column, value, from_file=True) for value in given]
        texts = cast("Sequence[str]", given)
        if column.kind not in TEXT_KINDS:
            place = (definition.name, column.name)
            known = self._known.setdefault(place, _Known(column))
            return list(map(known.__getitem__, texts))
        text = _NUL.join(texts)
        if max(map(len, texts)) > definition.longest[column.name] or text.count(_NUL) != len(texts) - 1:
            raise ReadAlone
        if not text.isascii():
            text.encode()  # half of a surrogate pair raises
        return texts

    def _put_link(self, batch: Batch, column: Column, link: LinkColumn, plan: Mapping[str, Stored]) -> None:
        """A lookup's two cells, from ids that are all of one table."""
        self._check_target(column, link.target)
        batch.links.add((column.name, link.target))
        if None not in link.ids:
            batch.cells[column.name] = link.ids
            if stores_target(column):
                batch.alike[target_name(column)] = link.target
            return
        empty, none = _empty_link(column, plan)
        batch.cells[column.name] = [empty if each is None else each for each in link.ids]
        if stores_target(column):
            batch.cells[target_name(column)] = [none if each is None else link.target for each in link.ids]

    def _put_lookup(
        self, batch: Batch, column: Column, given: Sequence[object], plan: Mapping[str, Stored]
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
            self._check_target(column, target)
            batch.links.add((column.name, target))
        empty = _empty_link(column, plan)
        there = iter(zip(known_guids(ids) if ids else (), map(str, targets), strict=True))
        cells = [empty if value is None else next(there) for value in given]
        batch.cells[column.name] = [cell[0] for cell in cells]
        if stores_target(column):
            batch.cells[target_name(column)] = [cell[1] for cell in cells]

    def _check_target(self, column: Column, target: str) -> None:
        if target not in self._preparer.schema or (column.targets and target not in column.targets):
            raise ReadAlone


class _Known(dict[str, Stored]):
    """What texts stand for in a column that holds no texts; noted as they come."""

    def __init__(self, column: Column) -> None:
        self._column = column

    def __missing__(self, text: str) -> Stored:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        found = self[text] = to_stored(self._column, text, from_file=True)
        return found


def _columns(definition: Definition, names: Iterable[object]) -> Sequence[Column | None]:
    """The columns that rows name, ``None`` for the key; raises ``ReadAlone`` if that needs more."""
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
    return columns


def known_guids(given: Sequence[object]) -> list[str]:
    """GUIDs in any spelling, as stored; raises ``ReadAlone`` if one is none."""
    found = guids(given)
    if found is None:
        raise ReadAlone
    return found


def _empty_link(column: Column, plan: Mapping[str, Stored]) -> tuple[Stored, Stored]:
    """The cells of a lookup that a row leaves empty: in columns of the product's own, whoever writes."""
    if column.name not in USER_COLUMNS:
        return None, None
    return plan.get(column.name), plan.get(target_name(column))


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
    if given := [name for name in STATUS_NAMES if name in values]:
        pairs = list(zip(*(values[name] for name in given), strict=True))
        settled = {pair: dict(zip(given, pair, strict=True)) for pair in set(pairs)}
        for each in settled.values():
            settle_status(definition, each)
        for name in STATUS_NAMES:
            if name in definition.columns:
                values[name] = [settled[pair].get(name, plan.get(name)) for pair in pairs]
    for whole, parts, compose in compositions(definition, values):
        given = [name for name in parts if name in values]
        if len(given) == 1 and all(values[given[0]]):
            values[whole] = values[given[0]]
            continue
        rows = zip(*(values.get(part) or repeat(None) for part in parts), strict=False)
        values[whole] = [compose(row) for row in rows]
    if not numbers.noted(definition, values):
        raise ReadAlone


def _first(values: Values, others: Values) -> Values:
    return [other if value is None else value for value, other in zip(values, others, strict=True)]


def _with_default(values: Values, default: Stored) -> Values:
    return [default if value is None else value for value in values] if None in values else values
