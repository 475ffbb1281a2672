"""The tables that every workspace has."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from cif_emulator.records.activity_tables import ACTIVITY_TABLES, activity_columns
from cif_emulator.records.analytics_tables import ANALYTICS_TABLES
from cif_emulator.records.columns import (
    KEPT_BY_PRODUCT,
    OWNER,
    OWNING,
    TEXT_KINDS,
    identifier,
    named,
    status,
    text,
)
from cif_emulator.records.customer_tables import CUSTOMER_TABLES
from cif_emulator.records.relationship_tables import RELATIONSHIP_TABLES
from cif_emulator.records.service_tables import SERVICE_TABLES
from cif_emulator.records.workspace_tables import WORKSPACE_TABLES
from cif_emulator.workspace.state.record_source import Column, Table

BUILT_IN_TABLES: tuple[Table, ...] = (
    *CUSTOMER_TABLES,
    *SERVICE_TABLES,
    *ACTIVITY_TABLES,
    *WORKSPACE_TABLES,
    *ANALYTICS_TABLES,
    *RELATIONSHIP_TABLES,
)


_BUILT_IN_NAMES = frozenset(table.name for table in BUILT_IN_TABLES)


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
    return tuple(_completed(table) for table in found.values())


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


def _completed(table: Table) -> Table:
    given = named(table.columns)
    custom = table.name not in _BUILT_IN_NAMES
    added: list[Column] = []
    if table.is_activity:
        added += activity_columns(table.name, table.plural_label.replace(" ", ""))
    added += (identifier(table.primary_id, table.label), text(table.primary_name, "Name", 400, indexed=True))
    if custom:
        added += status()
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
