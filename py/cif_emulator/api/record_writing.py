"""Records that callers write, through either namespace.

Columns of payloads that no table has are stored as additional ones, with a warning if they look misspelt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cif_emulator.api.analytics_rows import key_of, record_store
from cif_emulator.api.call import Call
from cif_emulator.records.table_files import further_columns
from cif_emulator.workspace.state.events import RecordWritten
from cif_emulator.workspace.state.record_source import Column, Row, Table
from cif_emulator.workspace.state.refusals import misspelt, quoted

_BIND = "@odata.bind"


def created(call: Call, table: str, data: Mapping[str, object]) -> Row:
    """The row that a Web API payload makes; raises as ``Store.create``."""
    before = call.workspace.records.table(table)
    row = record_store(call.workspace).create(table, data)
    call.workspace.emit(RecordWritten(table, key_of(call.workspace, table, row), "create"))
    _warn_of_misspelt_columns(call, "createRecord", before, data)
    return row


def updated(call: Call, table: str, record_id: str, data: Mapping[str, object]) -> Row:
    """A row with the columns of a payload changed; raises as ``Store.update``."""
    before = call.workspace.records.table(table)
    row = record_store(call.workspace).update(table, record_id, data)
    call.workspace.emit(RecordWritten(table, key_of(call.workspace, table, row), "update"))
    _warn_of_misspelt_columns(call, "updateRecord", before, data)
    return row


def deleted(call: Call, table: str, record_id: str) -> str:
    """Delete a row; gives its id as the records write it. Raises as ``Store.delete``."""
    found = record_store(call.workspace).delete(table, record_id)
    call.workspace.emit(RecordWritten(table, found, "delete"))
    return found


def _warn_of_misspelt_columns(
    call: Call, method: str, table: Table | None, payload: Mapping[str, object]
) -> None:
    """Warn of columns of a written payload that are nearly those the table had before."""
    if table is None:
        return
    every = (*table.columns, *further_columns(table.name).values())
    columns = {column.name for column in every}
    properties = {name for column in every for name in _properties(column)}
    for key, value in payload.items():
        name, bind, _ = key.partition(_BIND)
        if "@" in name or name in columns or name in properties or isinstance(value, (list, dict)):
            continue
        right = misspelt(name, properties if bind else columns)
        if right is not None:
            call.workspace.warn(
                "misspelt-column",
                method=method,
                table=quoted(table.name),
                name=quoted(name),
                right=quoted(right + bind),
            )


def _properties(column: Column) -> Iterator[str]:
    """The names under which a payload binds a lookup."""
    if column.kind == "lookup":
        yield column.name
        yield from (f"{column.name}_{target}" for target in column.targets)
        yield from column.navigation.values()
