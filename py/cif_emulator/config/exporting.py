"""The present state as a configuration: what ``workspace.toml`` said, with the records as they are now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from cif_emulator.config.opening import Start
from cif_emulator.config.schema import Configuration, Lookup, Record, RecordValue
from cif_emulator.config.template_rows import template_rows


def present(start: Start) -> Configuration:
    """The configuration that begins with the records of now; ``to_json`` makes a text of it that loads again.

    Rows that every start makes of the templates are left out: they are in the configuration as templates.
    """
    return attrs.evolve(start.configuration, records=tuple(_records(start)))


def _records(start: Start) -> Iterator[Record]:
    made = {(table, str(columns["id"]).lower()) for table, columns, _ in template_rows(start.configuration)}
    keys = {table.name: table.primary_id for table in start.store.tables()}
    for table, columns in start.store.export():
        record_id = str(columns.pop(keys[table]))
        if (table, record_id) not in made:
            yield Record(table=table, id=record_id, values=_values(columns))


def _values(columns: Mapping[str, object]) -> dict[str, RecordValue]:
    found: dict[str, RecordValue] = {}
    for name, value in columns.items():
        if isinstance(value, dict):
            found[name] = Lookup(table=str(value["table"]), id=str(value["id"]))
        elif isinstance(value, (str, int, float, bool)):
            found[name] = value
    return found
