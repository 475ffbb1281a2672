"""``[[table]]`` entries: new tables, and further columns of the built-in ones."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from cif_emulator.records.built_in_tables import BUILT_IN_TABLES, joined_tables
from cif_emulator.workspace.state.record_source import Table

_BUILT_IN = {table.name: table for table in BUILT_IN_TABLES}
# What an entry that extends a built-in table need not repeat, because it cannot change.
_FIXED = ("label", "plural_label", "entity_set", "primary_id", "primary_name", "ownership", "is_activity")

# What every table's columns of these names are.
_STATUS_COLUMNS: Mapping[str, Mapping[str, object]] = {
    "statecode": {"label": "Status", "kind": "choice", "format": "state"},
    "statuscode": {"label": "Status Reason", "kind": "choice", "format": "status"},
}


def completed(data: dict[str, object]) -> dict[str, object]:
    """The data of a ``[[table]]`` entry with what it leaves out.

    An entry with a built-in table's name takes everything from it but its own columns. A new table needs its
    ``name`` only: the label is made from it, the entity set is the name with an ``s``, the key the name with
    ``id``, and the primary name column is ``<prefix>_name``. A column's label is made from its name.
    ``statecode`` and ``statuscode`` need their ``choices`` only, the latter also the ``states`` that they
    belong to; records begin with the first.
    """
    name = data.get("name")
    if not isinstance(name, str) or not name:
        return data
    known = _BUILT_IN.get(name)
    if known is not None:
        given = {key: getattr(known, key) for key in _FIXED}
    else:
        prefix, _, rest = name.rpartition("_")
        label = str(data.get("label") or (rest or name).replace("_", " ").capitalize())
        given = {
            "label": label,
            "plural_label": label + "s",
            "entity_set": name + "s",
            "primary_id": name + "id",
            "primary_name": f"{prefix}_name" if prefix else "name",
        }
    columns = data.get("column")
    if isinstance(columns, list):
        data = {**data, "column": [_labelled(column) for column in columns]}
    return {**given, **data}


def _labelled(column: object) -> object:
    if not isinstance(column, dict) or not isinstance(column.get("name"), str):
        return column
    name = str(column["name"])
    if name in _STATUS_COLUMNS:
        return {**_STATUS_COLUMNS[name], **_first_choice(column), **column}
    return {"label": name.rpartition("_")[2].capitalize() or name, **column}


def _first_choice(column: Mapping[str, object]) -> dict[str, object]:
    """The default of a column with choices: the first of them."""
    choices = column.get("choices")
    first = str(next(iter(choices), "")) if isinstance(choices, dict) else ""
    return {"default": int(first)} if first.isdecimal() else {}


def tables_by_name(further: tuple[Table, ...] = ()) -> Mapping[str, Table]:
    """All tables by logical name: the built-in ones, extended by the configured ones, each complete."""
    return _built_in_by_name() if not further else _by_name((*BUILT_IN_TABLES, *further))


@cache
def _built_in_by_name() -> Mapping[str, Table]:
    return _by_name(BUILT_IN_TABLES)


def _by_name(tables: tuple[Table, ...]) -> Mapping[str, Table]:
    return {table.name: table for table in joined_tables(tables)}
