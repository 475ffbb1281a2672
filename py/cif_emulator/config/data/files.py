"""Records from files: CSV, JSON and Configuration Migration's ``data.xml``.

* ``contact.csv``: rows of the table that the file is named after; the first line names the columns.
* ``contact.json``: a list of such rows; or one object with a list for each table; or what the page downloads.
* ``data.xml``, alone or in its zip file, with the tables and columns that ``data_schema.xml`` describes.

Columns are named and written as in a ``[[record]]``. A row without an id gets one that is always the same.
"""

from __future__ import annotations

from collections.abc import Container, Generator, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import attrs
from attrs import field, frozen

from cif_emulator.config.baseline import Baseline, Step
from cif_emulator.config.data.archive import BrokenExportError
from cif_emulator.config.data.migration import Reader, read_archive, read_data_file, schema_beside
from cif_emulator.config.data.migration_tables import joined_with
from cif_emulator.config.data.outside import Key, mended
from cif_emulator.config.data.rows import DataRow, Remarks, Tables, UnusableData
from cif_emulator.config.data.text_files import csv_rows, json_rows
from cif_emulator.config.schema import Configuration
from cif_emulator.config.tables import tables_by_name
from cif_emulator.config.template_rows import made_ids
from cif_emulator.records import RecordError, Store

__all__ = ["Added", "Data", "UnusableData", "adding", "files_read", "with_data"]

_ROWS_A_STEP = 1_000
_LARGEST_FILE = 512 * 1024 * 1024
_ENDINGS = ".csv, .json, .xml (data.xml) or .zip (a Configuration Migration package)"
_TEXTS = {".csv": csv_rows, ".json": json_rows}
_MIGRATION = {".xml": read_data_file, ".zip": read_archive}


@frozen(kw_only=True)
class Data:
    """A configuration with the records of data files; ``remarks`` has a line for each kind of change.

    ``places`` say where the files' records stand, by table and id.
    """

    configuration: Configuration
    remarks: tuple[str, ...]
    places: Mapping[Key, str] = field(factory=dict)

    def baseline(self) -> Baseline:
        """The start with these records; raises ``UnusableData`` for the first that the tables cannot hold."""
        try:
            return Baseline(self.configuration, places=self.places)
        except RecordError as refusal:
            raise UnusableData(refusal.message.replace("\n", " ")) from None


def files_read(files: Iterable[Path]) -> tuple[Path, ...]:
    """The data files, and those beside them that are read with them."""
    return tuple(
        each
        for file in files
        for each in ((file, schema_beside(file)) if file.suffix.lower() == ".xml" else (file,))
    )


def with_data(configuration: Configuration, files: Iterable[Path], *, strict: bool = False) -> Data:
    """A configuration with the records of data files, which take the place of those with the same id.

    References that lead outside are mended, unknown tables left out, and that is told; ``strict`` refuses
    both. Raises ``UnusableData``; whether the tables can hold the records is seen when they are loaded
    (``Data.baseline``).
    """
    reading = _Reading(configuration, strict=strict)
    for file in files:
        for _ in reading.rows_of(file):
            pass
    return reading.data()


@frozen(kw_only=True)
class Added:
    """What became of data files: how many rows came, how many of these in another's place, and remarks."""

    rows: int
    replaced: int
    remarks: tuple[str, ...]


def adding(
    baseline: Baseline, files: Sequence[Path], *, strict: bool = False
) -> Generator[Step, None, Added]:
    """Add the records of data files to those that there are now, all or none, a step at a time.

    As in ``with_data``, rows with the id of another take its place, and what is mended or left out is told.
    Tables that only ``data_schema.xml`` describes are left out: a running workspace's tables are fixed.
    Raises ``UnusableData``, ``records.RecordError``.
    """
    configuration, store = baseline.configuration, baseline.store
    reading = _Reading(configuration, strict=strict, with_tables=False)
    for number, file in enumerate(files):
        for count in reading.rows_of(file):
            if count % _ROWS_A_STEP == 0:
                yield f"Reading {file.name}: {count:,} rows", number / len(files) / 2
    rows = reading.added(store)
    if not rows and not reading.remarks:
        raise UnusableData(f"there are no records in {', '.join(file.name for file in files)}")
    replaced = [key for key in rows if store.has(*key)]
    seeds = ((row.record.table, row.record.columns(), row.place) for row in rows.values())
    for done in store.adding(seeds, replaced):
        yield f"Adding records: {done:,} of {len(rows):,}", 0.5 + done / max(1, len(rows)) / 2
    return Added(rows=len(rows), replaced=len(replaced), remarks=reading.remarks)


@frozen
class _Known:
    """The tables and ids of all rows there are, and of those to come."""

    store: Store
    rows: Container[Key]

    def __contains__(self, key: object) -> bool:
        return key in self.rows or (isinstance(key, tuple) and self.store.has(*key))


class _Reading:
    """The files read so far. ``with_tables``: tables that a file describes are made."""

    def __init__(self, configuration: Configuration, *, strict: bool, with_tables: bool = True) -> None:
        self._configuration = configuration
        self._strict = strict
        self._with_tables = with_tables
        self._tables = Tables(tables_by_name(configuration.tables).values())
        self._rows: dict[Key, DataRow] = {}
        self._remarks = Remarks()

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is told of the files."""
        return self._remarks.lines()

    def rows_of(self, file: Path) -> Iterator[int]:
        """Take the rows of a file; gives each one's number in it. Raises ``UnusableData``."""
        here: set[Key] = set()
        for number, row in enumerate(self._read(file), 1):
            key = (row.record.table, row.record.id)
            for kind in self._tables.misspelt(row.record.table, tuple(row.record.values)):
                self._remarks.tell(kind, row.place)
            if key in here and not row.pair:
                self._twice(row, self._rows[key])
            here.add(key)
            self._rows[key] = row
            yield number

    def _twice(self, row: DataRow, earlier: DataRow) -> None:
        if self._strict:
            raise UnusableData(f"{row.place}: the id {row.record.id} is that of {earlier.place} already")
        kind = "Rows that took the place of earlier ones with their id"
        self._remarks.tell(kind, f"{row.place}, of {earlier.place} ({row.record.id})")

    def _read(self, file: Path) -> Iterator[DataRow]:
        ending = file.suffix.lower()
        if ending not in {*_TEXTS, *_MIGRATION}:
            raise UnusableData(f"{file}: expected a file whose name ends with {_ENDINGS}")
        try:
            if file.stat().st_size > _LARGEST_FILE:
                raise UnusableData(f"{file} is larger than {_LARGEST_FILE // 1024**2} MB")
            yield from self._texts(file) if ending in _TEXTS else self._migration(file)
        except OSError as error:
            raise UnusableData(f"{file} cannot be read: {error.strerror or error}") from None
        except UnicodeError as error:
            where = f" (byte {error.start})" if isinstance(error, UnicodeDecodeError) else ""
            raise UnusableData(f"{file} is not UTF-8 text{where}: save it as UTF-8") from None
        except BrokenExportError as error:
            raise UnusableData(f"{file.name}: {error}") from None

    def _texts(self, file: Path) -> Iterator[DataRow]:
        yield from _TEXTS[file.suffix.lower()](file, self._tables)

    def _migration(self, file: Path) -> Iterator[DataRow]:
        data = _MIGRATION[file.suffix.lower()](file)
        reader = Reader(data, self._tables, self._remarks, strict=self._strict)
        further = reader.further_tables() if self._with_tables else ()
        if further:
            joined = joined_with(self._configuration.tables, further)
            self._configuration = attrs.evolve(self._configuration, tables=joined)
            self._tables = Tables(tables_by_name(joined).values())
        yield from reader.rows(self._tables)

    def data(self) -> Data:
        """The configuration with all rows. Raises ``UnusableData``."""
        configuration = self._configuration
        if not self._rows:
            return Data(configuration=configuration, remarks=self._remarks.lines())
        own = {(each.table, each.id): each for each in configuration.records}
        user = ("systemuser", configuration.setup.settings.user_id)
        rows = self._mended({*own, *self._rows, *made_ids(configuration), user})
        own.update((key, row.record) for key, row in rows.items())
        gone = tuple(each for each in configuration.deleted_records if (each.table, each.id) not in rows)
        found = attrs.evolve(configuration, records=tuple(own.values()), deleted_records=gone)
        places = {key: row.place for key, row in rows.items()}
        return Data(configuration=found, remarks=self._remarks.lines(), places=places)

    def added(self, store: Store) -> Mapping[Key, DataRow]:
        """All rows, for a store that has others already."""
        return self._mended(_Known(store, self._rows))

    def _mended(self, known: Container[Key]) -> Mapping[Key, DataRow]:
        if self._strict:
            return self._rows
        user = self._configuration.setup.settings.user_id
        rows = mended(self._rows.values(), self._tables, known, user, self._remarks)
        return {(row.record.table, row.record.id): row for row in rows}
