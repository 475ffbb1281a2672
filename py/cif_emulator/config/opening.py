"""From a configuration to a workspace: its records loaded once, then a fresh workspace as often as asked."""

from __future__ import annotations

from collections.abc import Mapping

from cif_emulator.config.schema import Configuration, Lookup, Record
from cif_emulator.config.template_rows import template_rows
from cif_emulator.records import BUILT_IN_TABLES, SeedRow, Store
from cif_emulator.workspace.workspace import Workspace


def _seed_row(record: Record) -> SeedRow:
    columns = {
        name: {"table": value.table, "id": value.id} if isinstance(value, Lookup) else value
        for name, value in record.values.items()
    }
    return record.table, {"id": record.id, **columns}, f'record {record.table} "{record.id}"'


class Start:
    """The configured start, to which a reset returns.

    ``made`` are the rows that were made of templates, by table and id, as ``Store.export`` gives them;
    ``keys`` are the tables' key columns. Raises ``records.RecordError`` for records that the tables cannot
    hold.
    """

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        settings = configuration.setup.settings
        self.store = Store(
            (*BUILT_IN_TABLES, *configuration.tables),
            strict=settings.strict,
            current_user=settings.user_id,
            current_user_name=settings.user_name,
        )
        made = template_rows(configuration)
        self.store.load([*(_seed_row(record) for record in configuration.records), *made])
        self.store.mark_start()
        self.keys = {table.name: table.primary_id for table in self.store.tables()}
        of_templates = {(table, str(columns["id"])) for table, columns, _ in made}
        rows = self.store.export({table for table, _ in of_templates})
        keyed = ((self.key_of(table, columns), columns) for table, columns in rows)
        self.made = {key: columns for key, columns in keyed if key in of_templates}

    def key_of(self, table: str, columns: Mapping[str, object]) -> tuple[str, str]:
        """The table and the id of a row that ``Store.export`` gives."""
        return table, str(columns[self.keys[table]])

    def workspace(self) -> Workspace:
        """A workspace as configured, over the records as they were loaded."""
        self.store.reset()
        return Workspace(self.configuration.setup, self.store)
