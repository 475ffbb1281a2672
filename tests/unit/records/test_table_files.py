"""The files of the built-in tables."""

from pathlib import Path

import pytest

import cif_emulator.records
from cif_emulator.records import BUILT_IN_TABLES
from cif_emulator.records.table_files import table_of

FOLDER = Path(cif_emulator.records.__file__).parent / "tables"


def test_every_file_is_listed_and_holds_the_table_of_its_name():
    assert sorted(table.name for table in BUILT_IN_TABLES) == sorted(
        file.stem for file in FOLDER.glob("*.jsonl")
    )


def test_a_file_gives_a_table_with_its_columns():
    table = table_of(
        '{"name": "pet", "label": "Pet", "plural_label": "Pets", "entity_set": "pets", "primary_id": "petid", '
        '"primary_name": "name", "form_columns": ["name"]}\n'
        '{"name": "tame", "label": "Tame", "kind": "boolean"}\n'
        '{"name": "size", "label": "Size", "kind": "choice", "choices": {"1": "Small", "2": "Big"}, "default": 2}\n'
    )
    tame, size = table.columns
    assert table.form_columns == ("name",)
    assert (tame.choices, tame.default) == ({0: "No", 1: "Yes"}, 0)
    assert (size.choices, size.default) == ({1: "Small", 2: "Big"}, 2)


@pytest.mark.parametrize("table", BUILT_IN_TABLES, ids=lambda table: table.name)
def test_no_file_names_a_column_twice(table):
    names = [column.name for column in table.columns]
    assert sorted(names) == sorted(set(names))
