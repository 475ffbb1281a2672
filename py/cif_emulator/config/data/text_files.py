"""Rows from CSV and JSON files."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, cast
from uuid import NAMESPACE_URL, uuid5

from cif_emulator.config.data.blocks import ROWS, row_block
from cif_emulator.config.data.rows import DataRow, Tables, UnusableData, data_row
from cif_emulator.config.document import DEEPEST, is_deep
from cif_emulator.records import RowBlock
from cif_emulator.records.limits import COLUMNS
from cif_emulator.workspace.state.record_source import Table
from cif_emulator.workspace.state.refusals import quoted

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

# A CSV field may be as long as the longest text column.
_LONGEST_FIELD = 1_048_576
# What spreadsheets write between fields, by language; and how some of them say so in a line of its own.
_DELIMITERS = ",;\t"
_SAYS_DELIMITER = re.compile(r"sep=(.)\s*\Z")
_QUOTED = re.compile(r'"[^"]*"')


def encoding_of(file: Path) -> str:
    """UTF-16 where the file begins with its mark, as Excel's "Unicode Text" does, else UTF-8."""
    with file.open("rb") as content:
        return "utf-16" if content.read(2) in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


def csv_rows(file: Path, tables: Tables) -> Iterator[RowBlock | DataRow]:
    """The rows of the table that a CSV file is named after; its first line names the columns."""
    table = tables.get(file.stem, f"{file.name} (named after its table)")
    csv.field_size_limit(_LONGEST_FIELD)
    with file.open(encoding=encoding_of(file), newline="") as lines:
        first = lines.readline()
        said = _SAYS_DELIMITER.match(first)
        offset = 1 if said else 0
        if not said:
            lines.seek(0)
        file_name = file.name
        reader = csv.reader(lines, strict=True, delimiter=said[1] if said else _delimiter(first))
        header: list[str] = []
        number = 0
        try:
            header = [name.strip() for name in next(reader, [])]
            _check_header(header, f"{file.name}, line {1 + offset}")
        except csv.Error as error:
            raise _broken(file, reader, offset, error) from None
        while True:
            rows: list[list[str]] = []
            places: list[str] = []
            broken: UnusableData | None = None
            try:
                for cells in islice(reader, ROWS):
                    rows.append(cells)
                    places.append(f"{file_name}, line {reader.line_num + offset}")
            except csv.Error as error:
                broken = _broken(file, reader, offset, error)
            if rows:
                yield from _csv_block(tables, table, header, rows, places, (file.name, number))
            if broken:
                raise broken
            if len(rows) < ROWS:
                return
            number += len(rows)


def _broken(file: Path, reader: CsvReader, offset: int, error: csv.Error) -> UnusableData:
    return UnusableData(f"{file.name}, line {reader.line_num + offset}: is not valid CSV: {error}")


def _csv_block(
    tables: Tables,
    table: Table,
    header: list[str],
    rows: list[list[str]],
    places: list[str],
    before: tuple[str, int],
) -> Iterator[RowBlock | DataRow]:
    """Some rows of a file; ``before`` are its name and how many were before them."""
    # Not the line's number: a text of several lines moves those after it.
    name, first = before[0], before[1] + 1
    has_ids = "id" in header or table.primary_id in header
    if set(map(len, rows)) == {len(header)} and (has_ids or all(map(any, rows))):
        columns = {
            column: [cell or None for cell in cells] if "" in cells else cells
            for column, cells in zip(header, zip(*rows, strict=True), strict=True)
        }
        new = None if has_ids else [_new_id(f"{name}/{first + place}") for place in range(len(rows))]
        block = row_block(tables, table, columns, places, new)
        if block is not None:
            yield block
            return
    for number, (cells, place) in enumerate(zip(rows, places, strict=True), first):
        if len(cells) != len(header) and any(cells):
            raise UnusableData(f"{place}: has {len(cells)} fields, the first line names {len(header)}")
        row = {column: cell for column, cell in zip(header, cells, strict=False) if cell}
        if not row:
            continue
        if "id" not in row and table.primary_id not in row:
            row["id"] = _new_id(f"{name}/{number}")
        yield data_row(tables, table, row, place)


def _new_id(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))


def _delimiter(first_line: str) -> str:
    """What stands between the columns' names: a comma unless there is more of something else."""
    outside = _QUOTED.sub("", first_line)
    return max(_DELIMITERS, key=outside.count)


def _check_header(header: list[str], place: str) -> None:
    if not any(header):
        raise UnusableData(f"{place}: is empty; the first line must name the columns")
    if len(header) > COLUMNS:
        raise UnusableData(f"{place}: names {len(header):,} columns; a table has at most {COLUMNS:,}")
    twice = next((name for name, number in Counter(header).items() if number > 1), None)
    if twice is not None or "" in header:
        what = f"names the column {quoted(twice)} twice" if twice else "has a column without a name"
        raise UnusableData(f"{place}: {what}")


def json_rows(file: Path, tables: Tables) -> Iterator[RowBlock | DataRow]:
    """The rows of a JSON file: a list, a list for each table, an answer of the Web API, or a download."""
    try:
        text = file.read_text(encoding_of(file))
        if is_deep(text):
            raise UnusableData(f"{file.name}: is nested more than {DEEPEST} levels deep")
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnusableData(f"{file.name}: is not valid JSON: {error}") from None
    except ValueError as error:  # a number of thousands of digits; what is no text is told elsewhere
        if isinstance(error, UnicodeError):
            raise
        raise UnusableData(f"{file.name}: is not valid JSON: {error}") from None
    for name, rows in _json_lists(data, file).items():
        if not isinstance(rows, list):
            raise UnusableData(f"{file.name}, {name}: expected a list of rows")
        for start in range(0, len(rows), ROWS):
            some = rows[start : start + ROWS]
            # Asking a path for its name takes longer than the rest of a place.
            list_name = f"{file.name}, {name}"
            places = [f"{list_name}[{number}]" for number in range(start, start + len(some))]
            yield from _json_block(tables, name, some, places)


def _json_block(
    tables: Tables, name: str, rows: list[object], places: list[str]
) -> Iterator[RowBlock | DataRow]:
    """Some rows of a list for the table ``name``."""
    table = tables.find(name)
    if table is not None and set(map(type, rows)) == {dict}:
        objects = cast("list[dict[str, object]]", rows)
        shapes = dict.fromkeys(map(tuple, objects))
        names = dict.fromkeys(each for shape in shapes for each in shape)
        # Rows that have hardly a column in common would make a large block of nothing.
        if len(names) <= COLUMNS:
            if len(shapes) == 1:
                alike = zip(*map(dict.values, objects), strict=True)
                columns = dict(zip(names, map(list, alike), strict=True))
            else:
                columns = {each: [row.get(each) for row in objects] for each in names}
            has_ids = "id" in columns or table.primary_id in columns
            new = None if has_ids else [_new_id(place) for place in places]
            block = row_block(tables, table, columns, places, new)
            if block is not None:
                yield block
                return
    for row, place in zip(rows, places, strict=True):
        if not isinstance(row, dict):
            raise UnusableData(f"{place}: expected an object of columns and values")
        named = "" if "table" in row else ' (without a key "table", so its list names the table)'
        yield data_row(tables, tables.get(row.get("table", name), f"{place}{named}"), row, place)


def _json_lists(data: object, file: Path) -> Mapping[str, object]:
    """Lists of rows by the table that they belong to unless they name one."""
    if isinstance(data, dict):
        # What the page downloads, and answers of the Web API, hold their rows under a name of their own.
        for name, table in (("record", "record"), ("value", file.stem)):
            if isinstance(data.get(name), list):
                return {table: data[name]}
        return data
    return {file.stem: data}
