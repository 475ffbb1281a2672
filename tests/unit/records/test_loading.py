"""Rows from configurations and files; the start that a reset brings back; export."""

import random
import uuid
from datetime import UTC, date, datetime

import pytest

from cif_emulator.records import DuplicateRecord, RecordRefused, Store, UnknownTable

ADA = "c0000000-0000-4000-8000-000000000001"
MISSING = "00000000-0000-4000-8000-00000000dead"


def key(number):
    return str(uuid.UUID(int=number, version=4))


def test_values_from_files_may_be_texts():
    store = Store()
    store.load(
        [
            (
                "account",
                {
                    "id": key(1),
                    "name": "X",
                    "revenue": "12.5",
                    "numberofemployees": "7",
                    "creditonhold": "Yes",
                },
            ),
            (
                "contact",
                {
                    "contactid": "{" + key(2).upper() + "}",
                    "lastname": 42,
                    "telephone1": 5550100,
                    "donotphone": "Do Not Allow",
                    "donotemail": "0",
                    "preferredcontactmethodcode": "Phone",
                    "gendercode": "2",
                    "birthdate": date(1815, 12, 10),
                    "anniversary": "",
                    "createdon": datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC),
                    "parentcustomerid_account@odata.bind": f"/accounts({key(1)})",
                },
            ),
            (
                "account",
                {
                    "id": key(3),
                    "name": "Y",
                    "primarycontactid": key(2),
                    "parentaccountid": f"/accounts({key(1)})",
                },
            ),
        ]
    )
    account = store.read("account", key(1))
    assert (account["revenue"], account["numberofemployees"], account["creditonhold"]) == (12.5, 7, True)
    contact = store.read("contact", key(2))
    assert (contact["lastname"], contact["telephone1"]) == ("42", "5550100")
    assert (contact["donotphone"], contact["donotemail"]) == (True, False)
    assert (contact["preferredcontactmethodcode"], contact["gendercode"]) == (3, 2)
    assert (contact["birthdate"], contact["anniversary"]) == ("1815-12-10", None)
    assert contact["createdon"] == contact["modifiedon"] == "2020-01-02T03:04:05Z"
    assert store.read("account", key(3))["_primarycontactid_value"] == key(2)
    assert store.read("account", key(3))["_parentaccountid_value"] == key(1)


def test_the_current_users_row_may_be_among_the_rows():
    store = Store(current_user=key(1), current_user_name="Nobody")
    assert store.read("systemuser", key(1))["fullname"] == "Nobody"
    store.load(
        [("systemuser", {"id": key(1), "firstname": "Alex", "lastname": "Blake"}), ("queue", {"name": "Q"})]
    )
    assert store.count("systemuser") == 1
    assert (
        store.query("queue").rows[0]["_ownerid_value@OData.Community.Display.V1.FormattedValue"]
        == "Alex Blake"
    )
    with pytest.raises(DuplicateRecord):
        store.load([("systemuser", {"id": key(1), "lastname": "Other"})])


def test_dangling_lookups_are_told_with_their_places(store, contents):
    before = contents(store)
    with pytest.raises(RecordRefused) as refusal:
        store.load(
            [
                ("account", {"name": "ok"}),
                (
                    "contact",
                    {"lastname": "x", "parentcustomerid": {"table": "account", "id": MISSING}},
                    "people.csv, line 7",
                ),
                ("task", {"subject": "x", "regardingobjectid": {"table": "incident", "id": MISSING}}),
                ("contact", {"lastname": "x", "new_x": {"table": "account", "id": MISSING}}),
            ]
        )
    assert (
        f"people.csv, line 7: “parentcustomerid” of the table “contact” names the “account” {MISSING}"
        in str(refusal.value)
    )
    assert f"Record 3: “regardingobjectid” of the table “task” names the “incident” {MISSING}" in str(
        refusal.value
    )
    assert f"Record 4: “new_x” of the table “contact” names the “account” {MISSING}" in str(refusal.value)
    assert contents(store) == before


def test_a_dangling_lookup_is_told_wherever_it_stands_in_a_long_load(store, contents):
    before = contents(store)
    account = store.query("account", "$top=1")[0]["accountid"]
    for wrong in (0, 3_100, 4_999):
        rows = [("contact", {"id": key(number), "lastname": "A"}) for number in range(5_000)]
        rows[2_000][1]["parentcustomerid"] = {"table": "account", "id": account}
        rows[wrong][1]["parentcustomerid"] = {"table": "account", "id": MISSING}
        told = f"Record {wrong + 1}: “parentcustomerid” of the table “contact” names the “account” {MISSING}"
        with pytest.raises(RecordRefused, match=f"^{told}, which does not exist"):
            store.load(rows)
        assert contents(store) == before


@pytest.mark.parametrize(
    ("row", "error", "message"),
    [
        (
            ("contact", {"lastname": "x", "birthdate": "soon"}),
            RecordRefused,
            "Record 1001: The column “birthdate”",
        ),
        (
            ("contcat", {"lastname": "x"}),
            UnknownTable,
            "Record 1001: There is no table “contcat”. Did you mean",
        ),
        (
            ("contact", {"contactid": ADA}),
            DuplicateRecord,
            f"Record 1001: .*“contact” with the id {ADA} already",
        ),
        (("contact", {"contactid": key(7)}), DuplicateRecord, r"Record 1001: .* already \(Record 7\)"),
        (("contact", {"contactid": key(999)}), DuplicateRecord, r"Record 1001: .* already \(Record 999\)"),
        (("contact", {"id": "7"}, "f.csv, line 3"), RecordRefused, "f.csv, line 3: “id” of the table"),
        (("activitypointer", {"subject": "x"}), RecordRefused, "cannot be written"),
        (("contact", "x"), RecordRefused, "Record 1001: A record must be an object"),
    ],
)
def test_one_bad_row_and_none_is_loaded(store, contents, row, error, message):
    before = contents(store)
    rows = [
        ("contact", {"id": key(number), "lastname": f"L{number}", "new_c": number})
        for number in range(1, 1001)
    ]
    with pytest.raises(error, match=message):
        store.load([*rows, row, ("account", {"name": "after"})])
    assert contents(store) == before


def test_progress_is_told(store):
    told = []
    rows = (("contact", {"lastname": f"L{number}"}) for number in range(1, 2101))
    assert store.load(rows, told.append) == 2100
    assert told == [500, 1000, 1500, 2000, 2100]
    assert store.count("contact") == 2103


def test_a_load_that_is_given_up_leaves_nothing(store, contents):
    before = contents(store)
    steps = store.loading(("contact", {"lastname": "x"}) for _ in range(2_000))
    next(steps)
    with pytest.raises(RecordRefused, match="Records are being loaded"):
        store.create("contact", {"lastname": "y"})
    with pytest.raises(RecordRefused, match="Records are being loaded"):
        store.reset()
    steps.close()
    assert contents(store) == before
    store.create("contact", {"lastname": "y"})


def test_indexes_are_there_after_a_long_load(store):
    store.load(("contact", {"lastname": f"L{number}", "telephone1": str(number)}) for number in range(9_000))
    store.load(("contact", {"lastname": f"M{number}"}) for number in range(100))
    found = store._connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'contact'"
    )
    assert {"contact/contactid", "contact/telephone1", "contact/fullname"} <= {row[0] for row in found}
    assert len(store.query("contact", "$filter=telephone1 eq '8999'")) == 1


# -- reset ----------------------------------------------------------------------------------------


def test_reset_brings_back_the_start(store, contents):
    before = contents(store)
    store.create("contact", {"lastname": "x", "new_custom": 1})
    store.update("contact", ADA, {"lastname": "y"})
    store.delete("account", "a0000000-0000-4000-8000-000000000002")
    store.load([("lead", {"lastname": "z"})])
    assert contents(store) != before
    store.reset()
    assert contents(store) == before
    store.reset()
    assert contents(store) == before


def test_the_start_is_where_it_was_marked():
    store = Store()
    store.create("contact", {"lastname": "a"})
    store.mark_start()
    store.create("contact", {"lastname": "b"})
    store.reset()
    assert [row["lastname"] for row in store.query("contact")] == ["a"]


# -- export ---------------------------------------------------------------------------------------


def test_what_is_exported_loads_again_into_the_same(store):
    store.create("contact", {"lastname": "New", "new_text": "ä", "new_yes": True, "new_none": None})
    store.update(
        "contact", ADA, {"new_partner@odata.bind": "/accounts(a0000000-0000-4000-8000-000000000002)"}
    )
    store.create(
        "phonecall",
        {"subject": "x", "phonecall_activity_parties": [{"partyid_contact@odata.bind": f"/contacts({ADA})"}]},
    )
    exported = list(store.export())
    copy = Store(current_user="aaaaaaaa-0000-4000-8000-000000000001", current_user_name="Alex Blake")
    shuffled = list(exported)
    random.Random(5).shuffle(shuffled)
    copy.load(shuffled)
    by_key = {(table, str(row)) for table, row in exported}
    assert {(table, str(row)) for table, row in copy.export()} == by_key
    for table in ("contact", "phonecall", "activityparty", "incident"):
        primary = store.table(table).primary_id
        for row in store.query(table):
            other = copy.read(table, row[primary])
            assert {k: v for k, v in other.items() if k != "@odata.etag"} == {
                k: v for k, v in row.items() if k != "@odata.etag"
            }


def test_the_users_own_row_is_exported_once_it_was_changed(store):
    assert "systemuser" not in {table for table, _ in store.export()}
    store.update("systemuser", "aaaaaaaa-0000-4000-8000-000000000001", {"title": "Agent"})
    assert [row["title"] for table, row in store.export() if table == "systemuser"] == ["Agent"]


def test_texts_are_looked_into_while_many_rows_are_loaded(store):
    rows = [("contact", {"lastname": f"New {number}", "telephone1": "+99 1"}) for number in range(5_000)]
    found = []
    for done in store.loading(rows):
        by_phone, by_word = (
            store.query("contact", f"{option}&$count=true&$top=1&$select=lastname").total
            for option in ("$filter=contains(telephone1,'%9%9')", "$search=new")
        )
        found.append((done, by_phone, by_word))
    assert found[0] == (500, 501, 500)
    assert {each[0] for each in found[1:]} == set(range(1_000, 5_001, 500))
    assert all(searched == done for done, _, searched in found)
