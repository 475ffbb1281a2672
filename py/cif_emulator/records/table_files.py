"""The built-in tables' files: one per table, one line per column.

``tables/names.txt`` lists the tables, ``tables/<name>.jsonl`` has the table in its first line and a column
in each further one; what a line leaves out has the default of ``Table`` and ``Column``. A boolean without
choices is No or Yes, and No unless its default says otherwise. Behind an empty line stand further columns,
which a table gets when something names them first; their text is kept and read when it comes to that.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pkgutil import get_data
from typing import Any, cast

from cif_emulator.records.columns import YES_NO, named
from cif_emulator.workspace.state.record_source import Column, Table

_SEQUENCES = ("targets", "form_columns", "list_columns", "search_columns")
# Objects with numbers for keys, which JSON has as texts.
_BY_NUMBER = ("choices", "states")


def _text(name: str) -> str:
    return cast("bytes", get_data("cif_emulator.records", f"tables/{name}")).decode()


# Read at import: where the page starts from a memory snapshot there are no files any more.
_TEXTS = {
    name: _text(f"{name}.jsonl").replace("\r", "").partition("\n\n") for name in _text("names.txt").split()
}


def read_tables() -> tuple[Table, ...]:
    """The tables of all files, without their further columns."""
    return tuple(table_of(text) for text, _, _ in _TEXTS.values())


@cache
def further_columns(table: str) -> Mapping[str, Column]:
    """The further columns of a built-in table by name; none of any other."""
    _, _, text = _TEXTS.get(table, ("", "", ""))
    return named(columns_of(text.splitlines()))


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
    for name in _SEQUENCES:
        if name in given:
            given[name] = tuple(given[name])
    for name in _BY_NUMBER:
        if name in given:
            given[name] = {int(value): of for value, of in given[name].items()}
    return given
