"""The tables that every workspace has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from attrs import evolve

from cif_emulator.records.columns import (
    KEPT_BY_PRODUCT,
    OWNER,
    OWNING,
    STATUS,
    STATUS_NAMES,
    TEXT_KINDS,
    key_column,
    name_column,
    named,
)
from cif_emulator.records.table_files import read_tables
from cif_emulator.workspace.state.record_source import Column, Table

BUILT_IN_TABLES: tuple[Table, ...] = read_tables()

_BUILT_IN = {table.name: table for table in BUILT_IN_TABLES}
# The view over all activities has the columns that these share.
_ACTIVITY = next(table for table in BUILT_IN_TABLES if table.name == "activitypointer")


def joined_tables(tables: Iterable[Table]) -> tuple[Table, ...]:
    """One table per name, complete: later definitions add and replace columns of earlier ones of that name.

    What every table has (key, primary name, created and modified, owner, status; for activities what all
    activities have) is added where a definition leaves it out. A later definition's form and list columns
    replace the earlier ones' if it names any; else its columns follow on the form.
    """
    found: dict[str, Table] = {}
    for table in tables:
        earlier = found.get(table.name)
        found[table.name] = table if earlier is None else _extended(earlier, table)
    known = completed_built_in()
    return tuple(
        known[name] if table is _BUILT_IN.get(name) else _completed(table) for name, table in found.items()
    )


@cache
def completed_built_in() -> Mapping[str, Table]:
    """The built-in tables by name, complete; those that nothing is added to are these objects everywhere."""
    return {name: _completed(table) for name, table in _BUILT_IN.items()}


def _extended(earlier: Table, later: Table) -> Table:
    known, given = named(earlier.columns), named(later.columns)
    columns = {**known, **given}
    further = (name for name in given if name not in known)
    return evolve(
        earlier,
        columns=tuple(columns.values()),
        form_columns=later.form_columns or (*earlier.form_columns, *further),
        list_columns=later.list_columns or earlier.list_columns,
        search_columns=later.search_columns or earlier.search_columns,
        list_order=later.list_order or earlier.list_order,
    )


def _activity_columns(activity: str, collection: str) -> Iterator[Column]:
    """The columns that all activities have; ``collection`` is the plural in ``Account_Phonecalls``."""
    for column in _ACTIVITY.columns:
        if column.name == "regardingobjectid":
            own = column.collection.items()
            yield evolve(
                column,
                navigation={target: f"{column.name}_{target}_{activity}" for target in column.targets},
                collection={target: side.replace("ActivityPointers", collection) for target, side in own},
            )
        elif column.name not in STATUS_NAMES:
            yield column


def _completed(table: Table) -> Table:
    given = named(table.columns)
    custom = table.name not in _BUILT_IN
    added: list[Column] = []
    if table.is_activity:
        added += _activity_columns(table.name, table.plural_label.replace(" ", ""))
    added += (key_column(table.primary_id, table.label), name_column(table.primary_name))
    if custom:
        added += STATUS
    if table.ownership == "UserOwned":
        added.append(OWNER)
    if "ownerid" in given or OWNER in added:
        added += OWNING
    added += KEPT_BY_PRODUCT
    columns = {**given, **named(column for column in added if column.name not in given)}
    own = dict.fromkeys((table.primary_name, *(name for name in given if name != table.primary_id)))
    list_columns = table.list_columns or (*tuple(own)[:5], "createdon")
    return evolve(
        table,
        custom=custom,
        columns=tuple(columns.values()),
        form_columns=table.form_columns or tuple(own),
        list_columns=list_columns,
        search_columns=table.search_columns
        or tuple(name for name in list_columns if name in columns and columns[name].kind in TEXT_KINDS),
    )
