"""Records from files: CSV, JSON and Configuration Migration's ``data.xml``.

* ``contact.csv``: rows of the table that the file is named after; the first line names the columns.
* ``contact.json``: a list of such rows; or one object with a list for each table; or what the page downloads.
* ``data.xml``, alone or in its zip file, with the tables and columns that ``data_schema.xml`` describes.

Columns are named and written as in a ``[[record]]``. A row without an id gets one that is always the same.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import attrs
from attrs import field, frozen

from cif_emulator.config.baseline import Baseline, Step
from cif_emulator.config.data.archive import BrokenExportError
from cif_emulator.config.data.blocks import LOOKED_AT
from cif_emulator.config.data.migration import Reader, read_archive, read_data_file, schema_beside
from cif_emulator.config.data.migration_tables import joined_with
from cif_emulator.config.data.outside import Key, Known, mended
from cif_emulator.config.data.rows import DataRow, Remarks, Tables, UnusableData
from cif_emulator.config.data.text_files import csv_rows, json_rows
from cif_emulator.config.schema import Configuration
from cif_emulator.config.tables import tables_by_name
from cif_emulator.config.template_rows import made_ids
from cif_emulator.records import RecordError, RowBlock, SeedRow, Store
from cif_emulator.workspace.state.refusals import visible

__all__ = ["Added", "Data", "UnusableData", "adding", "files_read", "with_data"]

_ROWS_A_STEP = 1_000
_LARGEST_FILE = 512 * 1024 * 1024
_ENDINGS = ".csv, .json, .xml (data.xml) or .zip (a Configuration Migration package)"
_TEXTS = {".csv": csv_rows, ".json": json_rows}
_MIGRATION = {".xml": read_data_file, ".zip": read_archive}


@contextmanager
def _uncollected() -> Iterator[None]:
    """Looking for garbage that rows never are takes a twentieth of the time that they take."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@frozen(kw_only=True)
class Data:
    """A configuration with the records of data files; ``remarks`` has a line for each kind of change.

    ``rows`` come on top of the configuration's records; ``places`` say where these stand, by table and id.
    """

    configuration: Configuration
    remarks: tuple[str, ...]
    rows: tuple[RowBlock | SeedRow, ...] = ()
    places: Mapping[Key, str] = field(factory=dict)

    @_uncollected()
    def baseline(self) -> Baseline:
        """The start with these records; raises ``UnusableData`` for the first that the tables cannot hold."""
        try:
            return Baseline(self.configuration, places=self.places, rows=self.rows)
        except RecordError as refusal:
            raise UnusableData(refusal.message) from None


def refuse_too_large(file: Path) -> None:
    """Raises ``UnusableData`` for a file that is not read for its size; ``OSError``."""
    if file.stat().st_size > _LARGEST_FILE:
        raise UnusableData(f"{file} is larger than {_LARGEST_FILE // 1024**2} MB")


def files_read(files: Iterable[Path]) -> tuple[Path, ...]:
    """The data files, and those beside them that are read with them."""
    return tuple(
        each
        for file in files
        for each in ((file, schema_beside(file)) if file.suffix.lower() == ".xml" else (file,))
    )


@_uncollected()
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
        told = 0
        for count in reading.rows_of(file):
            if count - told >= _ROWS_A_STEP:
                told = count
                yield f"Reading {visible(file.name)}: {count:,} rows", number / len(files) / 2
    parts = reading.added(store)
    count = sum(len(part.ids) for part in parts)
    if not count and not reading.remarks:
        raise UnusableData(f"there are no records in {', '.join(file.name for file in files)}")
    replaced = [(part.table, each) for part in parts for each in store.present(part.table, part.ids)]
    for done in store.adding(map(_seed, parts), replaced):
        yield f"Adding records: {done:,} of {count:,}", 0.5 + done / max(1, count) / 2
    return Added(rows=count, replaced=len(replaced), remarks=reading.remarks)


Part = RowBlock | DataRow


def _seed(part: Part) -> RowBlock | SeedRow:
    if isinstance(part, RowBlock):
        return part
    return part.record.table, part.record.columns(), part.place


def _places_by_id(parts: Iterable[Part], table: str) -> dict[str, str]:
    """Where the rows of a table stand, those of the same id the last one."""
    return {
        record_id: place
        for part in parts
        if part.table == table
        for record_id, place in zip(part.ids, part.places, strict=True)
    }


class _Reading:
    """The files read so far. ``with_tables``: tables that a file describes are made."""

    def __init__(self, configuration: Configuration, *, strict: bool, with_tables: bool = True) -> None:
        self._configuration = configuration
        self._strict = strict
        self._with_tables = with_tables
        self._tables = Tables(tables_by_name(configuration.tables).values())
        self._parts: list[Part] = []
        self._ids: defaultdict[str, set[str]] = defaultdict(set)
        self._is_any_twice = False
        self._remarks = Remarks()

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is told of the files."""
        return self._remarks.lines()

    def rows_of(self, file: Path) -> Iterator[int]:
        """Take the rows of a file; tells how many, as they come. Raises ``UnusableData``."""
        here: dict[str, dict[str, str]] = {}
        first = len(self._parts)
        count = 0
        for part in self._read(file):
            self._tell_misspelt(part)
            known = self._ids[part.table]
            before = len(known)
            known.update(part.ids)
            if len(known) < before + len(part.ids):
                self._is_any_twice = True
                if part.table not in here:
                    here[part.table] = _places_by_id(self._parts[first:], part.table)
                self._tell_twice(part, here[part.table])
            if part.table in here:
                here[part.table].update(zip(part.ids, part.places, strict=True))
            self._parts.append(part)
            count += len(part.ids)
            yield count

    def _tell_misspelt(self, part: Part) -> None:
        columns = part.columns
        for name, kind in self._tables.misspelt(part.table, columns).items():
            for place, value in zip(part.places, columns[name], strict=True):
                if value is not None:
                    self._remarks.tell(kind, place)

    def _tell_twice(self, part: Part, earlier: Mapping[str, str]) -> None:
        """Tell of rows with the id of others in their file; ``earlier`` are the places of those by id."""
        if isinstance(part, DataRow) and part.pair:
            return
        within: dict[str, str] = {}
        for record_id, place in zip(part.ids, part.places, strict=True):
            other = within.get(record_id) or earlier.get(record_id)
            if other is not None:
                if self._strict:
                    raise UnusableData(f"{place}: the id {record_id} is that of {other} already")
                kind = "Rows that took the place of earlier ones with their id"
                self._remarks.tell(kind, f"{place}, of {other} ({record_id})")
            within[record_id] = place

    def _read(self, file: Path) -> Iterator[Part]:
        ending = file.suffix.lower()
        if ending not in {*_TEXTS, *_MIGRATION}:
            raise UnusableData(f"{file}: expected a file whose name ends with {_ENDINGS}")
        try:
            refuse_too_large(file)
            yield from self._texts(file) if ending in _TEXTS else self._migration(file)
        except OSError as error:
            raise UnusableData(f"{file} cannot be read: {error.strerror or error}") from None
        except UnicodeError as error:
            where = f" (byte {error.start})" if isinstance(error, UnicodeDecodeError) else ""
            raise UnusableData(f"{file} is not UTF-8 text{where}: save it as UTF-8") from None
        except BrokenExportError as error:
            raise UnusableData(f"{file.name}: {error}") from None

    def _texts(self, file: Path) -> Iterator[Part]:
        yield from _TEXTS[file.suffix.lower()](file, self._tables)

    def _migration(self, file: Path) -> Iterator[Part]:
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
        if not self._parts:
            return Data(configuration=configuration, remarks=self._remarks.lines())
        own = [each for each in configuration.records if each.id not in self._ids[each.table]]
        known = defaultdict(set, {table: set(ids) for table, ids in self._ids.items()})
        user = ("systemuser", configuration.setup.settings.user_id)
        for table, record_id in (*((each.table, each.id) for each in own), *made_ids(configuration), user):
            known[table].add(record_id)
        rows: list[RowBlock | SeedRow] = []
        places: dict[Key, str] = {}
        for part in self._mended(Known(known)):
            if isinstance(part, RowBlock) or part.table not in LOOKED_AT:
                rows.append(_seed(part))
            else:
                own.append(part.record)
                places[part.table, part.record.id] = part.place
        gone = tuple(each for each in configuration.deleted_records if each.id not in self._ids[each.table])
        found = attrs.evolve(configuration, records=tuple(own), deleted_records=gone)
        return Data(configuration=found, remarks=self._remarks.lines(), rows=tuple(rows), places=places)

    def added(self, store: Store) -> Sequence[Part]:
        """All rows, for a store that has others already."""
        return list(self._mended(Known(self._ids, store)))

    def _mended(self, known: Known) -> Iterable[Part]:
        parts = self._last_of_each() if self._is_any_twice else self._parts
        if self._strict:
            return parts
        user = self._configuration.setup.settings.user_id
        return mended(parts, self._tables, known, user, self._remarks)

    def _last_of_each(self) -> list[Part]:
        """Of several rows with an id the last one."""
        seen: defaultdict[str, set[str]] = defaultdict(set)
        kept: list[Part] = []
        for part in reversed(self._parts):
            later = seen[part.table]
            if isinstance(part, RowBlock):
                last = part.last_of_each(later)
                kept += [last] if last.ids else []
            elif part.record.id not in later:
                kept.append(part)
            later.update(part.ids)
        return kept[::-1]
