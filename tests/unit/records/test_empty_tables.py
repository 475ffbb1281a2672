"""A store begins with a copy of the built-in tables: as if they were made for it, and its own."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from cif_emulator.records import BUILT_IN_TABLES, Store
from cif_emulator.records import database as databases
from cif_emulator.workspace.state.record_source import Table

from .test_tables import CONTACT

VISIT = Table(
    name="acme_visit",
    label="Visit",
    plural_label="Visits",
    entity_set="acme_visits",
    primary_id="activityid",
    primary_name="subject",
    is_activity=True,
)
ADA = {"lastname": "Ada", "managerphone": "E-7", "acme_own": "A"}


def layout(connection):
    return sorted(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"))


@pytest.mark.parametrize(
    "own", [(), (VISIT,), (CONTACT,), (VISIT, CONTACT)], ids=["none", "activity", "column", "both"]
)
def test_the_tables_lie_as_if_they_were_made_for_the_store(own):
    tables = (*BUILT_IN_TABLES, *own)
    schema = databases.schema_of(tables)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made, closing(Store(tables)) as store:
        databases._create_tables(made, schema, schema.definitions())
        assert layout(store._connection) == layout(made)


def test_some_of_the_built_in_tables_are_these_alone():
    few = [table for table in BUILT_IN_TABLES if table.name in ("account", "systemuser")]
    with closing(Store(few)) as store:
        tables = {name for kind, name, *_ in layout(store._connection) if kind == "table"}
    assert tables == {"account", "systemuser"}


def test_what_one_store_writes_no_other_has():
    with closing(Store()) as writer, closing(Store()) as earlier:
        writer.load([("contact", ADA)])
        writer.mark_start()
        writer.create("contact", ADA)
        with closing(Store()) as later:
            for other in (earlier, later):
                assert other.count("contact") == 0
                assert layout(other._connection) != layout(writer._connection)
                assert "managerphone" not in {column.name for column in other.table("contact").columns}
            assert layout(earlier._connection) == layout(later._connection)


def test_an_activity_of_ones_own_is_in_the_view_of_all_of_them():
    with closing(Store((*BUILT_IN_TABLES, VISIT))) as store, closing(Store()) as other:
        store.create("acme_visit", {"subject": "Visit"})
        assert [row["subject"] for row in store.query("activitypointer", "$select=subject").rows] == ["Visit"]
        assert other.query("activitypointer", "").rows == []


def test_stores_are_made_in_several_threads():
    def written(name):
        with closing(Store()) as store:
            store.load([("account", {"name": name})])
            return [row["name"] for row in store.query("account", "$select=name").rows]

    names = [str(number) for number in range(24)]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(written, names)) == [[name] for name in names]
