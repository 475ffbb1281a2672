"""Records from files: ``serve --data FILE`` reads CSV, JSON and Configuration Migration's ``data.xml``.

* ``contact.csv``: rows of the table that the file is named after; the first line names the columns.
* ``contact.json``: a list of such rows; or one object with a list for each table; or what the page downloads.
* ``data.xml``, alone or in its zip file.

Columns are named and written as in a ``[[record]]``. A row without an id gets one that is always the same.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path, PurePosixPath
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element

import attrs
from attrs import frozen

from cif_emulator.cli.importing.archive import Archive, BrokenExportError
from cif_emulator.cli.importing.xml import parsed
from cif_emulator.config import Configuration, Lookup, Record, RecordValue
from cif_emulator.records import BUILT_IN_TABLES, RecordError, Store, joined_tables
from cif_emulator.workspace.state.pages import guid
from cif_emulator.workspace.state.record_source import Table
from cif_emulator.workspace.state.refusals import nearest, quoted

# A CSV field may be as long as the longest text column.
_LONGEST_FIELD = 1_048_576
_LARGEST_FILE = 512 * 1024 * 1024
_ENDINGS = ".csv, .json, .xml (data.xml) or .zip (a Configuration Migration package)"


class UnusableData(Exception):
    """A data file that cannot be used; the text names it, the place in it, and what would be right."""


@frozen(kw_only=True)
class DataRow:
    """A record, and where it stands: ``contact.csv, line 5``."""

    record: Record
    place: str


def with_data(configuration: Configuration, files: Iterable[Path]) -> Configuration:
    """A configuration with the records of data files, which take the place of those with the same id.

    Raises ``UnusableData`` for the first record that the tables cannot hold.
    """
    tables = {table.name: table for table in joined_tables((*BUILT_IN_TABLES, *configuration.tables))}
    rows = {(row.record.table, row.record.id): row for file in files for row in _rows(file, tables)}
    if not rows:
        return configuration
    own = [
        (each.table, each.columns(), f"record {each.table} {quoted(each.id)}")
        for each in configuration.records
        if (each.table, each.id) not in rows
    ]
    _rehearse(
        configuration, [*own, *((row.record.table, row.record.columns(), row.place) for row in rows.values())]
    )
    records = {(each.table, each.id): each for each in configuration.records}
    records.update((key, row.record) for key, row in rows.items())
    gone = tuple(each for each in configuration.deleted_records if (each.table, each.id) not in rows)
    return attrs.evolve(configuration, records=tuple(records.values()), deleted_records=gone)


def _rehearse(configuration: Configuration, rows: list[tuple[str, Mapping[str, object], str]]) -> None:
    settings = configuration.setup.settings
    store = Store(
        (*BUILT_IN_TABLES, *configuration.tables), strict=settings.strict, current_user=settings.user_id
    )
    with closing(store):
        try:
            store.load(rows)
        except RecordError as refusal:
            raise UnusableData(refusal.message.replace("\n", " ")) from None


def _rows(file: Path, tables: Mapping[str, Table]) -> Iterator[DataRow]:
    readers = {".csv": _csv_rows, ".json": _json_rows, ".xml": _xml_rows, ".zip": _zip_rows}
    reader = readers.get(file.suffix.lower())
    if reader is None:
        raise UnusableData(f"{file}: expected a file whose name ends with {_ENDINGS}")
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise UnusableData(f"{file} is larger than {_LARGEST_FILE // 1024**2} MB")
        yield from reader(file, tables)
    except OSError as error:
        raise UnusableData(f"{file} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise UnusableData(f"{file} is not UTF-8 text (byte {error.start})") from None


def _table(name: object, place: str, tables: Mapping[str, Table]) -> Table:
    table = tables.get(name.strip().lower()) if isinstance(name, str) else None
    if table is None:
        near = nearest(str(name), tables)
        raise UnusableData(f"{place}: there is no table {quoted(name)}. {near}")
    return table


def _row(table: Table, columns: Mapping[str, object], place: str) -> DataRow:
    values: dict[str, RecordValue] = {}
    for name, value in columns.items():
        if value is None or name in ("table", "id", table.primary_id):
            continue
        # Most values of most files, of which there are millions.
        values[name] = value if isinstance(value, str) else _value(value, f"{place}, {name}")
    given = columns.get("id", columns.get(table.primary_id))
    record_id = guid(given) or (None if given else str(uuid5(NAMESPACE_URL, place)))
    if record_id is None:
        raise UnusableData(f"{place}: the id {quoted(given)} is not a GUID")
    return DataRow(record=Record(table=table.name, id=record_id, values=values), place=place)


def _value(value: object, place: str) -> RecordValue:
    if isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, dict) and set(value) == {"table", "id"} and guid(value["id"]):
        return Lookup(table=str(value["table"]), id=str(guid(value["id"])))
    raise UnusableData(
        f"{place}: expected text, a number, true or false, "
        'or a lookup such as {"table": "account", "id": "…"}'
    )


# -- CSV ------------------------------------------------------------------------------------------


def _csv_rows(file: Path, tables: Mapping[str, Table]) -> Iterator[DataRow]:
    table = _table(file.stem, f"{file.name} (named after its table)", tables)
    csv.field_size_limit(_LONGEST_FIELD)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.reader(lines, strict=True)
        try:
            header = [name.strip() for name in next(reader, [])]
            _check_header(header, file)
            for number, cells in enumerate(reader, 1):
                if not any(cells):
                    continue
                place = f"{file.name}, line {reader.line_num}"
                if len(cells) != len(header):
                    raise UnusableData(
                        f"{place}: has {len(cells)} fields, the first line names {len(header)}"
                    )
                row = {name: cell for name, cell in zip(header, cells, strict=True) if cell != ""}
                # The number, not the line, goes into an id: a text of several lines moves those after it.
                row.setdefault(
                    "id", row.get(table.primary_id) or str(uuid5(NAMESPACE_URL, f"{file.name}/{number}"))
                )
                yield _row(table, row, place)
        except csv.Error as error:
            raise UnusableData(f"{file.name}, line {reader.line_num}: is not valid CSV: {error}") from None


def _check_header(header: list[str], file: Path) -> None:
    if not any(header):
        raise UnusableData(f"{file.name}: is empty; its first line must name the columns")
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice is not None or "" in header:
        what = f"names the column {quoted(twice)} twice" if twice else "has a column without a name"
        raise UnusableData(f"{file.name}, line 1: {what}")


# -- JSON -----------------------------------------------------------------------------------------


def _json_rows(file: Path, tables: Mapping[str, Table]) -> Iterator[DataRow]:
    try:
        data = json.loads(file.read_text("utf-8-sig"))
    except (json.JSONDecodeError, RecursionError) as error:
        raise UnusableData(f"{file.name}: is not valid JSON: {error}") from None
    except ValueError as error:  # a number of thousands of digits; text that is no UTF-8 is told elsewhere
        if isinstance(error, UnicodeDecodeError):
            raise
        raise UnusableData(f"{file.name}: is not valid JSON: {error}") from None
    for name, rows in _json_lists(data, file).items():
        if not isinstance(rows, list):
            raise UnusableData(f"{file.name}, {name}: expected a list of rows")
        for number, row in enumerate(rows):
            place = f"{file.name}, {name}[{number}]"
            if not isinstance(row, dict):
                raise UnusableData(f"{place}: expected an object of columns and values")
            table = _table(row.get("table", name), place, tables)
            yield _row(table, {key: value for key, value in row.items() if "@odata.etag" not in key}, place)


def _json_lists(data: object, file: Path) -> Mapping[str, object]:
    """Lists of rows by the table that they belong to unless they name one."""
    if isinstance(data, dict):
        # What the page downloads, and answers of the Web API, hold their rows under a name of their own.
        for name, table in (("record", "record"), ("value", file.stem)):
            if isinstance(data.get(name), list):
                return {table: data[name]}
        return data
    return {file.stem: data}


# -- Configuration Migration ----------------------------------------------------------------------

_PARTIES = "activityparty"
# What a party is by the field that it stands in (``participationtypemask``).
_ROLES = {
    "from": 1,
    "to": 2,
    "cc": 3,
    "bcc": 4,
    "requiredattendees": 5,
    "optionalattendees": 6,
    "organizer": 7,
    "resources": 10,
    "customers": 11,
}


def _zip_rows(file: Path, tables: Mapping[str, Table]) -> Iterator[DataRow]:
    try:
        with Archive(file) as archive:
            found = [path for path in archive.paths if PurePosixPath(path).name.lower() == "data.xml"]
            if not found:
                raise UnusableData(
                    f"{file.name}: has no data.xml, so it is no Configuration Migration package"
                )
            yield from _entities(parsed(archive.read(min(found, key=len)), "data.xml"), file, tables)
    except BrokenExportError as error:
        raise UnusableData(f"{file.name}: {error}") from None


def _xml_rows(file: Path, tables: Mapping[str, Table]) -> Iterator[DataRow]:
    try:
        yield from _entities(parsed(file.read_bytes(), file.name), file, tables)
    except BrokenExportError as error:
        raise UnusableData(str(error)) from None


def _entities(root: Element, file: Path, tables: Mapping[str, Table]) -> Iterator[DataRow]:
    if root.tag != "entities":
        raise UnusableData(f"{file.name}: begins with <{root.tag}>; expected <entities>")
    for entity in root.iter("entity"):
        records = list(entity.iterfind("records/record"))
        if not records:
            continue
        table = _table(entity.get("name"), f"{file.name}, entity", tables)
        for number, record in enumerate(records, 1):
            row = _row(table, _fields(record), f"{file.name}, {table.name} record {number}")
            yield row
            if table.is_activity:
                yield from _parties(record, row, tables[_PARTIES])
        yield from _pairs(entity, table, file, tables)


def _pairs(entity: Element, table: Table, file: Path, tables: Mapping[str, Table]) -> Iterator[DataRow]:
    """The rows that join two others, where there is a table for the relationship."""
    for relationship in entity.iterfind("m2mrelationships/m2mrelationship"):
        name = (relationship.get("m2mrelationshipname") or "").lower()
        other_key = (relationship.get("targetentitynameidfield") or "").lower()
        joining = tables.get(name)
        keys = {table.primary_id, other_key}
        if joining is None or not keys <= {column.name for column in joining.columns}:
            continue
        for target in relationship.iterfind("targetids/targetid"):
            pair = {table.primary_id: relationship.get("sourceid") or "", other_key: target.text or ""}
            # A pair may be written from either side, and is one row.
            sides = "/".join(pair[key].strip(" {}").lower() for key in sorted(pair))
            record_id = str(uuid5(NAMESPACE_URL, f"{name}/{sides}"))
            yield _row(joining, {"id": record_id, **pair}, f"{file.name}, {name} {sides}")


def _parties(record: Element, activity: DataRow, table: Table) -> Iterator[DataRow]:
    """The parties of an activity, which stand as records of their own inside its fields (from, to, …)."""
    for field in record.iterfind("field"):
        name = (field.get("name") or "").lower()
        parties = [each for each in field.iter() if each is not field and each.find("field") is not None]
        for number, party in enumerate(parties, 1):
            columns = _fields(party)
            columns["activityid"] = {"table": activity.record.table, "id": activity.record.id}
            if name in _ROLES:
                columns.setdefault("participationtypemask", _ROLES[name])
            yield _row(table, columns, f"{activity.place}, {name} party {number}")


def _fields(record: Element) -> dict[str, object]:
    columns: dict[str, object] = {}
    for field in record.iterfind("field"):
        name, value = (field.get("name") or "").lower(), field.get("value") or ""
        target = field.get("lookupentity")
        if name and value.strip():
            columns[name] = {"table": target, "id": value.strip()} if target else value
    if record.get("id"):
        columns["id"] = record.get("id")
    return columns
