"""References that lead outside of what there is: exports name users and rows of another organisation.

As the Configuration Migration tool does by default, unknown users become the current one
(``templates.md`` 12). Any other lookup is left empty. Each kind is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

import attrs
from attrs import frozen

from cif_emulator.config.data.blocks import data_rows
from cif_emulator.config.data.rows import DataRow, Remarks, Tables, lookups_of
from cif_emulator.config.schema import Lookup
from cif_emulator.records import LinkColumn, RowBlock, Store

Key = tuple[str, str]


@frozen
class Known:
    """The rows that lookups may lead to: ``coming`` ones, ids by table, and those of a running ``store``."""

    coming: Mapping[str, AbstractSet[str]]
    store: Store | None = None

    def __contains__(self, key: Key) -> bool:
        table, record_id = key
        return record_id in self.coming.get(table, ()) or (self.store is not None and self.store.has(*key))


_USERS = "systemuser"
_UNKNOWN_USERS = "References to unknown users, which name the current user now"


def mended(
    parts: Iterable[RowBlock | DataRow], tables: Tables, known: Known, user: str, remarks: Remarks
) -> Iterator[RowBlock | DataRow]:
    """The rows with references that lead somewhere; ``user`` is the current user's id."""
    for part in parts:
        if not isinstance(part, RowBlock):
            yield from _mended([part], tables, known, user, remarks)
        elif any(_leads_outside(part, name, link, tables, known) for name, link in part.links.items()):
            yield from _mended(data_rows(part), tables, known, user, remarks)
        else:
            yield part


def _leads_outside(block: RowBlock, name: str, link: LinkColumn, tables: Tables, known: Known) -> bool:
    if link.target not in tables.by_name or link.target not in tables.targets(block.table, name):
        return True
    beside = set(link.ids).difference(known.coming.get(link.target, ()), (None,))
    return any((link.target, each) not in known for each in beside if each)


def _mended(
    rows: Iterable[DataRow], tables: Tables, known: Known, user: str, remarks: Remarks
) -> Iterator[DataRow]:
    for row in rows:
        missing = next((each for each in row.pair if (each.table, each.id) not in known), None)
        if missing is not None:
            kind = f"Pairs of {row.record.table} left out, as a {missing.table} of theirs is not there"
            remarks.tell(kind, f"{row.place} ({missing.id})")
            continue
        if Lookup not in set(map(type, row.record.values.values())):
            yield row
            continue
        values = None
        for name, lookup in lookups_of(row):
            if (problem := _problem(row, name, lookup, tables, known)) is None:
                continue
            values = dict(row.record.values) if values is None else values
            if problem == _UNKNOWN_USERS:
                values[name] = Lookup(table=_USERS, id=user)
            else:
                del values[name]
            remarks.tell(problem, f"{row.place}, {name} ({lookup.id})")
        yield row if values is None else row._replace(record=attrs.evolve(row.record, values=values))


def _problem(row: DataRow, name: str, lookup: Lookup, tables: Tables, known: Known) -> str | None:
    column = f"{row.record.table}.{name}"
    if lookup.table not in tables.by_name:
        return f"Lookups left empty, as there is no table {lookup.table} ({column})"
    if lookup.table not in tables.targets(row.record.table, name):
        return f"Lookups left empty, as the column takes no {lookup.table} ({column})"
    if (lookup.table, lookup.id) in known:
        return None
    if lookup.table == _USERS:
        return _UNKNOWN_USERS
    return f"Lookups left empty, as the {lookup.table} is not there ({column})"
