"""From a configuration to a workspace: its records loaded once, then a fresh workspace as often as asked."""

from __future__ import annotations

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

    Raises ``records.RecordError`` for records that the tables cannot hold.
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
        self.store.load(
            [*(_seed_row(record) for record in configuration.records), *template_rows(configuration)]
        )
        self.store.mark_start()

    def workspace(self) -> Workspace:
        """A workspace as configured, over the records as they were loaded."""
        self.store.reset()
        return Workspace(self.configuration.setup, self.store)
