"""The present state as files: what ``workspace.toml`` said, with the records as they are now."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import attrs

from cif_emulator.config.baseline import Baseline
from cif_emulator.config.data.migration_format import DATA, SCHEMA
from cif_emulator.config.data.migration_writing import MigrationFiles
from cif_emulator.config.loading import to_json
from cif_emulator.config.schema import Configuration, DeletedRecord, Lookup, Record, RecordValue

WORKSPACE: Final = "workspace.json"
PACKAGE: Final = "records.zip"
EXPORTED: Final = (WORKSPACE, DATA, SCHEMA, PACKAGE)

# What the tool's packages say of their files.
_CONTENT_TYPES = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/octet-stream" /></Types>'
)


def exported(start: Baseline, name: str) -> str | None:
    """The text of a file with the present state, by its name; ``None`` if there is none of that name.

    The files of the Configuration Migration tool hold the records alone, and do not tell of deleted ones; its
    package, a zip file, is in Base64.
    """
    if name not in EXPORTED:
        return None
    configuration = present(start)
    if name == WORKSPACE:
        return to_json(configuration)
    files = MigrationFiles(start.store.tables(), configuration.records)
    if name == PACKAGE:
        return b64encode(_package(files)).decode("ascii")
    return files.data() if name == DATA else files.schema()


def _package(files: MigrationFiles) -> bytes:
    """The zip file that the Configuration Migration tool writes and reads."""
    whole = BytesIO()
    contents = {DATA: files.data(), SCHEMA: files.schema(), "[Content_Types].xml": _CONTENT_TYPES}
    with ZipFile(whole, "w", ZIP_DEFLATED) as package:
        for name, text in contents.items():
            # The same records make the same file.
            entry = ZipInfo(name)
            entry.compress_type = ZIP_DEFLATED
            package.writestr(entry, text.encode())
    return whole.getvalue()


def present(start: Baseline) -> Configuration:
    """The configuration that begins with the records of now; ``to_json`` makes a text of it that loads again.

    Rows that every start makes of the templates are left out, for they are in the configuration as templates;
    those that were changed since are records like any other, those that were deleted are named as such: both
    take effect in every start.
    """
    records: list[Record] = []
    missing = dict.fromkeys(start.made)
    for table, columns in start.store.export():
        key = start.key_of(table, columns)
        missing.pop(key, None)
        if start.made.get(key) != columns:
            records.append(Record(table=table, id=key[1], values=_values(columns, start.keys[table])))
    gone = {(each.table, each.id): each for each in start.configuration.deleted_records}
    gone.update((key, DeletedRecord(table=key[0], id=key[1])) for key in missing)
    return attrs.evolve(
        start.configuration,
        records=tuple(records),
        deleted_records=tuple(_still(gone, records)),
    )


def _still(gone: Mapping[tuple[str, str], DeletedRecord], records: list[Record]) -> Iterator[DeletedRecord]:
    """Those that were not made again under the same id."""
    there = {(record.table, record.id) for record in records}
    yield from (record for key, record in gone.items() if key not in there)


def _values(columns: Mapping[str, object], key: str) -> dict[str, RecordValue]:
    found: dict[str, RecordValue] = {}
    for name, value in columns.items():
        if isinstance(value, dict):
            found[name] = Lookup(table=str(value["table"]), id=str(value["id"]))
        elif isinstance(value, (str, int, float, bool)) and name != key:
            found[name] = value
    return found
