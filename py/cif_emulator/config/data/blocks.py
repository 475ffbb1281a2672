"""Rows of a text file by the thousand: read column by column where they are as most rows are.

What a row needs beyond that (a lookup to several tables, an annotation, something to refuse) is seen by
``data_row``, a row at a time: a reader asks for a block first, and takes that way if there is none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import cast

from cif_emulator.config.data.rows import DataRow, Tables
from cif_emulator.config.row_attributes import APPLIED_TABLES
from cif_emulator.config.schema import Lookup, Record, RecordValue
from cif_emulator.config.template_rows import EVENT_DEFINITION
from cif_emulator.records import LinkColumn, RowBlock
from cif_emulator.records.values import guids
from cif_emulator.workspace.state.record_source import Table

# Rows of a block: more make the reading no faster.
ROWS = 1_000
_VALUES = {str, int, float, bool, type(None)}
_TEXTS = {str, type(None)}
# Rows of these say what templates are: each is looked at.
LOOKED_AT = APPLIED_TABLES | {EVENT_DEFINITION}
_REFERENCE = re.compile(r"(?P<before>(?:https?://[^\0\s]*/|/)?[A-Za-z_]\w*\()(?P<key>[^()]*)\)")


def row_block(
    tables: Tables,
    table: Table,
    columns: Mapping[str, Sequence[object]],
    places: Sequence[str],
    new_ids: Sequence[str] | None = None,
) -> RowBlock | None:
    """A block of rows by column, or ``None`` if they are to be read one by one.

    ``None`` among the values is a column that its row does not name. ``new_ids`` are those of rows without.
    """
    keys = {"id", table.primary_id} & columns.keys()
    if table.name in LOOKED_AT or "table" in columns or len(keys) > 1:
        return None
    values = {name: column for name, column in columns.items() if name not in keys}
    ids = guids(columns[keys.pop()]) if keys else new_ids
    if ids is None:
        return None
    links: dict[str, LinkColumn] = {}
    known = tables.links(table)
    for name, column in tuple(values.items()):
        kinds = set(map(type, column))
        if kinds == {type(None)}:
            del values[name]
        elif name in known:
            link = _link(tables, name, column, known[name].target) if kinds <= _TEXTS else None
            if link is None or known[name].column in links:
                return None
            del values[name]
            links[known[name].column] = link
        elif "@" in name or not kinds <= _VALUES:
            return None
    return RowBlock(table=table.name, ids=ids, columns=values, links=links, places=places)


def _link(tables: Tables, name: str, column: Sequence[object], target: str) -> LinkColumn | None:
    """A lookup whose values are all written alike: ``/accounts(<GUID>)``, or a GUID whose table is known."""
    texts = cast("Sequence[str]", [each for each in column if each is not None])
    first = _REFERENCE.fullmatch(texts[0].strip())
    if first is not None:
        before = first["before"]
        if not all(text.startswith(before) and text.endswith(")") for text in texts):
            return None
        texts = [text[len(before) : -1] for text in texts]
        target = tables.set_of(before)
    elif not target or "@" in name:
        return None
    found = guids(texts)
    if found is None:
        return None
    there = iter(found)
    return LinkColumn(target, [None if each is None else next(there) for each in column])


def data_rows(block: RowBlock) -> list[DataRow]:
    """The rows of a block, each on its own."""
    rows = []
    for table, columns, place in block.rows():
        record_id = cast("str", columns.pop("id"))
        values = cast("dict[str, RecordValue]", columns)
        for name in block.links:
            if name in values:
                link = cast("dict[str, str]", columns[name])
                values[name] = Lookup(table=link["table"], id=link["id"])
        rows.append(DataRow(Record(table=table, id=record_id, values=values), place))
    return rows
