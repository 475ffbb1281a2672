"""What most starts begin with: the built-in rows, which a process loads once and then copies."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from functools import cache

from attrs import define

from cif_emulator.config.joining import built_in
from cif_emulator.config.schema import Configuration, Record
from cif_emulator.config.template_rows import Row, template_rows
from cif_emulator.records import BUILT_IN_TABLES, RowBlock, SeedRow, StartCopy

_BUILT_IN_NAMES = frozenset(table.name for table in BUILT_IN_TABLES)


@define
class Beginning:
    """The built-in ``records``, the rows ``made`` of templates, and, once both are loaded, the ``start``."""

    records: tuple[Record, ...]
    made: Mapping[str, tuple[Row, ...]]
    start: StartCopy | None = None

    def rows(self) -> list[SeedRow]:
        """All the rows, as ``Store.load`` takes them."""
        records = [(record.table, record.columns()) for record in self.records]
        return [*records, *(row for rows in self.made.values() for row in rows)]

    def further(
        self, configuration: Configuration, made: Iterable[Row], rows: Iterable[RowBlock | SeedRow]
    ) -> list[Row] | None:
        """Which of a configuration's ``made`` rows come after the beginning; ``None`` if it begins otherwise.

        ``rows`` are those beside its records. In each table its rows must be these, unchanged, then others.
        """
        number = len(self.records)
        tables = {record.table for record in configuration.records[number:]}
        tables |= {row.table if isinstance(row, RowBlock) else row[0] for row in rows}
        if (
            configuration.records[:number] != self.records
            or configuration.setup.settings.user_id != built_in().setup.settings.user_id
            or not _BUILT_IN_NAMES.isdisjoint(table.name for table in configuration.tables)
            or not self.made.keys().isdisjoint(tables)
        ):
            return None
        expected = {table: deque(of_table) for table, of_table in self.made.items()}
        after: list[Row] = []
        for row in made:
            if not (first := expected.get(row[0])):
                after.append(row)
            elif first.popleft() != row:
                return None
        return None if any(expected.values()) else after


@cache
def beginning() -> Beginning:
    """The beginning of the starts in this process."""
    made: dict[str, tuple[Row, ...]] = {}
    for row in template_rows(built_in())[0]:
        made[row[0]] = (*made.get(row[0], ()), row)
    return Beginning(built_in().records, made)
