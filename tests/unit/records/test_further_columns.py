"""Columns of the public reference beyond those that a table begins with."""

import json
import tomllib
from pathlib import Path

import pytest

import entity_reference
from cif_emulator.records import BUILT_IN_TABLES, QueryRefused, RecordRefused, Store
from cif_emulator.records.table_files import further_columns

ADA = "0fd1a3c4-0000-4000-8000-000000000001"
BOB = "0fd1a3c4-0000-4000-8000-000000000002"
DOOR = "0fd1a3c4-0000-4000-8000-000000000003"


@pytest.fixture
def store():
    made = Store()
    made.load(
        [
            ("contact", {"contactid": ADA, "lastname": "Ada"}),
            ("contact", {"contactid": BOB, "lastname": "Bob"}),
            (
                "incident",
                {"incidentid": DOOR, "title": "Door", "customerid": {"table": "contact", "id": ADA}},
            ),
        ]
    )
    made.mark_start()
    return made


def column_names(store, table):
    return {column.name for column in store.table(table).columns}


def test_every_documented_column_is_there():
    kept = tomllib.loads(entity_reference.KEPT.read_text(encoding="utf-8"))
    left_out = kept.pop("left_out")["tables"]
    tables = {table.name: table for table in BUILT_IN_TABLES}
    whole = Store()
    unread = [name for name, entry in kept.items() if not (entry.get("columns") or entry.get("note"))]
    missing = [
        f"{name}.{column}"
        for name, entry in kept.items()
        for column in entry.get("columns", ())
        if column not in {*column_names(whole, name), *further_columns(name)}
    ]
    assert (missing, unread) == ([], [])
    assert sorted(set(tables) - set(kept)) == []
    assert left_out == entity_reference.left_out()


def test_a_table_begins_without_its_further_columns(store):
    assert "managerphone" in further_columns("contact")
    assert "managerphone" not in column_names(store, "contact")
    assert "managerphone" not in store.read("contact", ADA)


def test_what_is_written_into_one_can_be_read_filtered_and_sorted(store):
    store.update("contact", ADA, {"managerphone": "E-7", "numberofchildren": 2})
    store.update("contact", BOB, {"managerphone": "e-3"})
    found = store.query(
        "contact",
        "?$select=managerphone&$filter=contains(managerphone,'E-')&$orderby=managerphone",
    )
    assert [row["managerphone"] for row in found.rows] == ["e-3", "E-7"]
    assert store.read("contact", ADA)["numberofchildren"] == 2


def test_rows_that_were_there_before_have_its_default(store):
    found = store.query("contact", "?$select=followemail,creditonhold&$filter=followemail eq true")
    assert [(row["followemail"], row["creditonhold"]) for row in found.rows] == [(True, False)] * 2


def test_values_are_checked_by_its_definition(store):
    with pytest.raises(RecordRefused, match="numberofchildren"):
        store.update("contact", ADA, {"numberofchildren": "many"})
    with pytest.raises(RecordRefused, match="managerphone"):
        store.update("contact", ADA, {"managerphone": "E" * 51})


def test_a_lookup_is_bound_expanded_and_released(store):
    child = store.create("incident", {"title": "Lock", "existingcase@odata.bind": f"/incidents({DOOR})"})
    options = "?$select=title&$expand=existingcase($select=title)"
    assert store.read("incident", child["incidentid"], options)["existingcase"]["title"] == "Door"
    store.delete("incident", DOOR)
    left = store.read("incident", child["incidentid"], "?$select=_existingcase_value")
    assert left["_existingcase_value"] is None


def test_a_lookup_has_the_documented_navigation_property(store):
    found = store.query("incident", "?$select=title&$filter=slaid_sla/slaid eq null")
    assert [row["title"] for row in found.rows] == ["Door"]


def test_metadata_describes_it(store):
    described = store.metadata("contact", ["gendercode"])["Attributes"]["gendercode"]
    assert (described["DisplayName"], described["OptionSet"]) == ("Gender", {"1": "Male", "2": "Female"})


def test_files_may_name_it_in_any_row():
    store = Store()
    rows = [("contact", {"lastname": str(number)}) for number in range(700)]
    rows[650][1]["managerphone"] = "E-650"
    store.load(rows)
    found = store.query("contact", "?$select=lastname&$filter=managerphone eq 'e-650'")
    assert [row["lastname"] for row in found.rows] == ["650"]


def test_the_view_of_all_activities_has_its_further_columns_too(store):
    store.create("phonecall", {"subject": "Call", "sortdate": "2026-01-01T00:00:00Z"})
    store.create("task", {"subject": "Task"})
    options = "?$select=subject,sortdate&$orderby=subject&$filter=isregularactivity eq false"
    found = store.query("activitypointer", options)
    assert [(row["subject"], row["sortdate"]) for row in found.rows] == [
        ("Call", "2026-01-01T00:00:00Z"),
        ("Task", None),
    ]


def test_a_strict_workspace_has_it_too():
    store = Store(strict=True)
    assert store.create("contact", {"lastname": "Ada", "managerphone": "E-7"})["managerphone"] == "E-7"
    with pytest.raises(RecordRefused, match=r"managerphon_.*Did you mean “managerphone”"):
        store.create("contact", {"lastname": "Ada", "managerphon_": "E-7"})


def test_an_unknown_name_hears_those_nearest_to_it(store):
    with pytest.raises(QueryRefused, match="Did you mean “managerphone”"):
        store.query("contact", "?$select=manager_phone")


def test_a_reset_takes_it_away_again(store):
    store.update("contact", ADA, {"managerphone": "E-7"})
    store.reset()
    assert "managerphone" not in column_names(store, "contact")
    assert store.query("contact", "?$filter=managerphone eq 'E-7'").rows == []


def test_a_refused_write_leaves_the_rest_usable(store):
    with pytest.raises(RecordRefused):
        store.create("contact", {"lastname": "Eve", "managerphone": "E-1", "numberofchildren": "many"})
    assert store.create("contact", {"lastname": "Eve", "managerphone": "E-1"})["managerphone"] == "E-1"


def test_a_state_that_is_a_further_column_decides_the_status(store):
    row = store.create("entitlement", {"name": "Gold"})
    assert "statecode" not in row
    store.update("entitlement", row["entitlementid"], {"statecode": 4})
    other = store.create("entitlement", {"name": "Silver", "statuscode": 2})
    found = store.query("entitlement", "?$select=name,statecode,statuscode&$orderby=name")
    assert [(each["name"], each["statecode"], each["statuscode"]) for each in found.rows] == [
        ("Gold", 4, 1200),
        ("Silver", 2, 2),
    ]
    with pytest.raises(RecordRefused, match="no status of the state"):
        store.update("entitlement", other["entitlementid"], {"statecode": 1, "statuscode": 3})


@pytest.mark.parametrize(
    ("table", "row", "column"),
    [
        ("lead", {"lastname": "Ada", "subject": "Toner", "budgetstatus": 2}, "budgetstatus"),
        ("knowledgearticle", {"title": "Toner", "review": 1}, "review"),
        ("queueitem", {"title": "Toner", "priority": 3}, "priority"),
        ("transactioncurrency", {"currencyname": "Euro", "isocurrencycode": "EUR"}, "isocurrencycode"),
        ("msdyn_ocsession", {"subject": "First", "msdyn_channel": 192350000}, "msdyn_channel"),
        ("msdyn_liveworkstream", {"msdyn_name": "Chat", "msdyn_direction": 2}, "msdyn_direction"),
    ],
)
def test_columns_of_the_smaller_tables_are_written_and_read(store, table, row, column):
    created = store.create(table, row)
    key = store.table(table).primary_id
    assert store.read(table, created[key], f"?$select={column}")[column] == row[column]


def test_an_item_of_a_queue_leads_to_its_row(store):
    queue = store.create("queue", {"name": "Service"})
    call = store.create("phonecall", {"subject": "Toner"})
    item = store.create(
        "queueitem",
        {
            "queueid@odata.bind": f"/queues({queue['queueid']})",
            "objectid_phonecall@odata.bind": f"/phonecalls({call['activityid']})",
        },
    )
    options = "?$expand=queueid($select=name),objectid_phonecall($select=subject)"
    read = store.read("queueitem", item["queueitemid"], options)
    assert (read["queueid"]["name"], read["objectid_phonecall"]["subject"]) == ("Service", "Toner")


def test_it_is_exported_and_loaded_again(store):
    store.update("contact", ADA, {"managerphone": "E-7"})
    other = Store()
    other.load(store.export())
    assert other.read("contact", ADA, "?$select=managerphone")["managerphone"] == "E-7"


def test_changes_of_it_come_back_after_a_reload():
    def started():
        store = Store()
        store.load([("contact", {"contactid": ADA, "lastname": "Ada"})])
        store.follow_changes()
        store.mark_start()
        return store

    store, later = started(), started()
    store.update("contact", ADA, {"managerphone": "E-7"})
    later.restore_changes(json.loads(json.dumps(store.changes())))
    assert later.query("contact", "?$filter=managerphone eq 'e-7'").rows[0]["managerphone"] == "E-7"


def test_a_prepared_file_holds_it(tmp_path):
    store = Store()
    store.load([("contact", {"contactid": ADA, "lastname": "Ada", "managerphone": "E-7"})])
    store.mark_start()
    store.save_start(tmp_path / "start.sqlite", {})
    prepared = Store(prepared=str(tmp_path / "start.sqlite"))
    assert prepared.query("contact", "?$filter=managerphone eq 'e-7'").rows[0]["contactid"] == ADA
    prepared.close()


OLDER_PAGE = """
## Writable columns/attributes

- [Size](#BKMK_Size)

### <a name="BKMK_Size"></a> Size

|Property|Value|
|--------|-----|
|DisplayName|Size|
|IsValidForRead|True|
|LogicalName|size|
|Type|Picklist|

#### Size Choices/Options

|Value|Label|Description|
|-----|-----|--------|
|1|Small||
|2|Big||


### <a name="BKMK_Tame"></a> Tame

|Property|Value|
|--------|-----|
|DisplayName|Tame|
|IsValidForRead|True|
|LogicalName|tame|
|Type|Boolean|

#### Tame Choices/Options

|Value|Label|
|-----|-----|
|1|Tame|
|0|Wild|

**DefaultValue**: True

## Read-only columns/attributes

### <a name="BKMK_KeeperName"></a> KeeperName

|Property|Value|
|--------|-----|
|DisplayName||
|IsValidForRead|True|
|LogicalName|keepername|
|MaxLength|100|
|Type|String|
"""
NEWER_PAGE = """
## Writable columns/attributes

### <a name="BKMK_msdyn_Keeper"></a> msdyn_Keeper

|Property|Value|
|---|---|
|DisplayName|**Keeper**|
|IsValidForRead|True|
|LogicalName|`msdyn_keeper`|
|Type|Lookup|
|Targets|contact|

### <a name="BKMK_Mood"></a> Mood

|Property|Value|
|---|---|
|DisplayName|**Mood**|
|IsValidForRead|True|
|LogicalName|`mood`|
|Type|Status|
|DefaultFormValue|2|

#### Mood Choices/Options

|Value|Details|
|---|---|
|1|Label: **Calm**<br />State:0<br />TransitionData: None|
|2|Label: **Wild**<br />State:1<br />TransitionData: None|

## Read-only columns/attributes

### <a name="BKMK_Weight"></a> Weight

|Property|Value|
|---|---|
|DisplayName|**Weight**|
|IsValidForRead|True|
|LogicalName|`weight`|
|Type|Integer|
|MaxValue|900|
|MinValue|-2147483648|

## Many-to-One relationships

### <a name="BKMK_keeper_pets"></a> keeper_pets

|Property|Value|
|---|---|
|ReferencedEntity|`contact`|
|ReferencingAttribute|`msdyn_keeper`|
|ReferencingEntityNavigationPropertyName|`msdyn_Keeper`|
"""


def columns_of(page):
    entries = list(entity_reference.entries_of(page))
    navigation = entity_reference.navigation_of(entries)
    columns = [entry for entry in entries if "LogicalName" in entry and entity_reference.is_property(entry)]
    return [entity_reference.column_of(entry, navigation) for entry in columns]


def test_the_reference_is_read_in_its_older_form():
    assert columns_of(OLDER_PAGE) == [
        {"name": "size", "label": "Size", "kind": "choice", "choices": {"1": "Small", "2": "Big"}},
        {
            "name": "tame",
            "label": "Tame",
            "kind": "boolean",
            "choices": {"0": "Wild", "1": "Tame"},
            "default": 1,
        },
    ]


def test_the_reference_is_read_in_its_newer_form():
    assert columns_of(NEWER_PAGE) == [
        {
            "name": "msdyn_keeper",
            "label": "Keeper",
            "kind": "lookup",
            "targets": ["contact"],
            "navigation": {"contact": "msdyn_Keeper"},
        },
        {
            "name": "mood",
            "label": "Mood",
            "kind": "choice",
            "format": "status",
            "choices": {"1": "Calm", "2": "Wild"},
            "states": {"1": 0, "2": 1},
            "default": 2,
        },
        {
            "name": "weight",
            "label": "Weight",
            "kind": "number",
            "format": "integer",
            "maximum": 900,
            "read_only": True,
        },
    ]


def test_pages_of_a_folder_go_into_the_kept_list_and_the_tables(tmp_path, monkeypatch):
    kept, tables, pages = tmp_path / "kept.toml", tmp_path / "tables", tmp_path / "pages"
    monkeypatch.setattr(entity_reference, "KEPT", kept)
    monkeypatch.setattr(entity_reference, "TABLES", tables)
    for folder, page in (("older", OLDER_PAGE), ("newer", NEWER_PAGE)):
        Path(pages / folder).mkdir(parents=True)
        (pages / folder / "pet").with_suffix(".md").write_text(page, encoding="utf-8")
    tables.mkdir()
    (tables / "pet.jsonl").write_text('{"name": "pet"}\n{"name": "size", "label": "Own"}\n', encoding="utf-8")
    entity_reference.main(pages)
    entity_reference.main(pages)
    told = tomllib.loads(kept.read_text(encoding="utf-8"))["pet"]
    assert [Path(page).parent.name for page in told["pages"]] == ["newer", "older"]
    assert sorted(told["columns"]) == ["mood", "msdyn_keeper", "size", "tame", "weight"]
    head, further = (tables / "pet.jsonl").read_text(encoding="utf-8").split("\n\n")
    assert head.splitlines()[1] == '{"name": "size", "label": "Own"}'
    assert [json.loads(line)["name"] for line in further.splitlines()] == [
        "msdyn_keeper",
        "mood",
        "weight",
        "tame",
    ]
