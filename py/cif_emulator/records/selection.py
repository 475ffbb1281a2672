"""The columns that ``$select`` names."""

from __future__ import annotations

from cif_emulator.records.errors import quoted
from cif_emulator.records.odata_expand import read_select
from cif_emulator.records.odata_nodes import Placed, refused
from cif_emulator.records.schema import Definition, lookup_of
from cif_emulator.workspace.state.record_source import Column


def selected_columns(definition: Definition, text: str | None) -> list[Column]:
    """The columns that a ``$select`` names, with the key; all without one. Raises ``QueryRefused``."""
    if text is None:
        return list(definition.columns.values())
    found = {definition.table.primary_id: definition.columns[definition.table.primary_id]}
    for name in read_select(text):
        if name == "*":
            found.update(definition.columns)
            continue
        column = _selected(definition, name)
        if column is None:
            definition.look_further(name)
            raise refused(
                "$select",
                text,
                name.position,
                f"the table {quoted(definition.name)} has no column {quoted(name)}.{definition.near(name)}",
            )
        found[column.name] = column
    return [column for name, column in definition.columns.items() if name in found]


def _selected(definition: Definition, name: Placed) -> Column | None:
    """The column of a name in ``$select``: a lookup goes by any of its three names."""
    if (column := definition.column(name)) is not None:
        return column
    looked_up = definition.columns.get(lookup_of(name) or "")
    if looked_up is not None and looked_up.kind == "lookup":
        return looked_up
    navigation = definition.navigation.get(name)
    return navigation.column if navigation is not None else None
