"""The built-in tables' files: one per table, one line per column.

``tables/names.txt`` lists the tables, ``tables/<name>.jsonl`` has the table in its first line and a column
in each further one; what a line leaves out has the default of ``Table`` and ``Column``. A boolean without
choices is No or Yes, and No unless its default says otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pkgutil import get_data
from typing import Any, cast

from cif_emulator.records.columns import YES_NO
from cif_emulator.workspace.state.record_source import Column, Table

_SEQUENCES = ("targets", "form_columns", "list_columns", "search_columns")
# Objects with numbers for keys, which JSON has as texts.
_BY_NUMBER = ("choices", "states")


def read_tables() -> tuple[Table, ...]:
    """The tables of all files."""
    return tuple(table_of(_text(f"{name}.jsonl")) for name in _text("names.txt").split())


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


def _text(name: str) -> str:
    return cast("bytes", get_data("cif_emulator.records", f"tables/{name}")).decode()


def _values(given: dict[str, Any]) -> dict[str, Any]:
    for name in _SEQUENCES:
        if name in given:
            given[name] = tuple(given[name])
    for name in _BY_NUMBER:
        if name in given:
            given[name] = {int(value): of for value, of in given[name].items()}
    return given
