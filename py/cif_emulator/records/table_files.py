"""The built-in tables' files: one per table, one line per column.

``tables/names.txt`` lists the tables, ``tables/<name>.jsonl`` has the table in its first line and a column
in each further one; what a line leaves out has the default of ``Table`` and ``Column``. A boolean without
choices is No or Yes, and No unless its default says otherwise. Behind an empty line stand further columns,
which a table gets when something names them first.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pkgutil import get_data
from sys import intern
from typing import Any, cast

from cif_emulator.records.columns import YES_NO, named
from cif_emulator.workspace.state.record_source import Column, Table

_SEQUENCES = ("targets", "form_columns", "list_columns", "search_columns")
# Objects with numbers for keys, which JSON has as texts.
_BY_NUMBER = ("choices", "states")


def _text(name: str) -> str:
    text = cast("bytes", get_data("cif_emulator.records", f"tables/{name}")).decode()
    return text.replace("\r", "")


# The further columns of all tables, packed together because many are alike: in the page they lie in a memory
# snapshot, which has no files.
_packed: list[bytes] = []


def read_tables() -> tuple[Table, ...]:
    """The tables of all files, without their further columns."""
    names = _text("names.txt").split()
    parts = [_text(f"{name}.jsonl").partition("\n\n") for name in names]
    further = [f"\n\n{name}\n{part[2].rstrip()}" for name, part in zip(names, parts, strict=True)]
    _packed[:] = [zlib.compress("".join(further).encode())]
    return tuple(table_of(part[0]) for part in parts)


@cache
def further_columns(table: str) -> Mapping[str, Column]:
    """The further columns of a built-in table by name; none of any other."""
    _, _, text = zlib.decompress(_packed[0]).decode().partition(f"\n\n{table}\n")
    return named(columns_of(text.partition("\n\n")[0].splitlines()))


def table_of(text: str) -> Table:
    """The table that a file's text defines."""
    first, *lines = text.splitlines()
    return Table(**_values(json.loads(first)), columns=tuple(columns_of(lines)))


def columns_of(lines: Iterable[str]) -> Iterator[Column]:
    """The columns that lines define."""
    for given in json.loads(f"[{','.join(lines)}]"):
        values = _values(given)
        if values.get("kind") == "boolean":
            values = {"choices": YES_NO, "default": 0, **values}
        yield Column(**values)


def _values(given: dict[str, Any]) -> dict[str, Any]:
    """The attributes that an object gives; texts that are there many times take up room once."""
    for name, value in given.items():
        if isinstance(value, str):
            given[name] = intern(value)
        elif name in _SEQUENCES:
            given[name] = tuple(map(intern, value))
        elif isinstance(value, dict):
            key = int if name in _BY_NUMBER else intern
            given[name] = {key(each): intern(of) if isinstance(of, str) else of for each, of in value.items()}
    return given
