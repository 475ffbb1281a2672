"""The present state as a configuration that loads again."""

import json

from cif_emulator import config
from cif_emulator.config.exporting import present
from cif_emulator.config.opening import Start

CASE = "fac04293-1ab0-eb11-8236-000d3a5c49ed"
# Kept by the product: rows that every start makes anew have the time of that start.
TIMES = {"createdon", "modifiedon", "overriddencreatedon"}


def rows(start):
    found = {}
    for table, columns in start.store.export():
        key = start.store.table(table).primary_id
        found[table, columns[key]] = {name: value for name, value in columns.items() if name not in TIMES}
    return found


def test_what_was_changed_comes_back():
    start = Start(config.built_in())
    store = start.store
    firm = store.query("account", "$top=1")[0]["accountid"]
    contact = store.create(
        "contact", {"lastname": "Rhodes", "own_tier": 3, "own_firm@odata.bind": f"/accounts({firm})"}
    )["contactid"]
    store.create(
        "phonecall",
        {
            "subject": "Call",
            "phonecall_activity_parties": [
                {"partyid_contact@odata.bind": f"/contacts({contact})", "participationtypemask": 1}
            ],
        },
    )
    store.update("incident", CASE, {"title": "Changed", "statuscode": 5})
    gone = store.query("annotation", "$top=1")[0]["annotationid"]
    store.delete("annotation", gone)
    text = config.to_json(present(start))
    again = Start(config.from_json(text))
    assert rows(again) == rows(start)
    assert again.configuration.setup == start.configuration.setup
    row = again.store.read("incident", CASE)
    assert (row["title"], row["statecode"]) == ("Changed", 1)
    assert ("annotation", gone) not in rows(again)


def test_times_of_records_are_kept():
    start = Start(config.built_in())
    before = start.store.read("incident", CASE)["createdon"]
    again = Start(config.from_json(config.to_json(present(start))))
    assert again.store.read("incident", CASE)["createdon"] == before


def test_rows_made_of_templates_are_not_written_twice():
    start = Start(config.built_in())
    tables = {record["table"] for record in json.loads(config.to_json(present(start)))["record"]}
    assert "msdyn_sessiontemplate" not in tables
    assert start.store.count("msdyn_sessiontemplate") > 0


def test_configuration_file_may_be_json(tmp_path):
    path = tmp_path / "workspace.json"
    path.write_text(config.to_json(present(Start(config.built_in()))), encoding="utf-8")
    examined = config.examine_file(path)
    assert examined.errors == ()
    assert config.load(path).setup == config.built_in().setup
