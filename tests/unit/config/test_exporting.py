"""The present state as a configuration that loads again."""

import json

from cif_emulator import config
from cif_emulator.config.baseline import Baseline
from cif_emulator.config.exporting import present

from .own_records import rows

CASE = "fac04293-1ab0-eb11-8236-000d3a5c49ed"


def test_what_was_changed_comes_back():
    start = Baseline(config.built_in())
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
    again = Baseline(config.from_json(text))
    assert rows(again) == rows(start)
    assert again.configuration.setup == start.configuration.setup
    row = again.store.read("incident", CASE)
    assert (row["title"], row["statecode"]) == ("Changed", 1)
    assert ("annotation", gone) not in rows(again)


def test_times_of_records_are_kept():
    start = Baseline(config.built_in())
    before = start.store.read("incident", CASE)["createdon"]
    again = Baseline(config.from_json(config.to_json(present(start))))
    assert again.store.read("incident", CASE)["createdon"] == before


def test_rows_made_of_templates_are_not_written_twice():
    start = Baseline(config.built_in())
    tables = {record["table"] for record in json.loads(config.to_json(present(start)))["record"]}
    assert "msdyn_sessiontemplate" not in tables
    assert start.store.count("msdyn_sessiontemplate") > 0


def presence(store, text):
    return store.query("msdyn_presence", f"$filter=msdyn_presencestatustext eq '{text}'")[0][
        "msdyn_presenceid"
    ]


def test_rows_made_of_templates_that_were_changed_or_deleted_stay_so():
    start = Baseline(config.built_in())
    busy, offline = presence(start.store, "Busy"), presence(start.store, "Offline")
    start.store.update("msdyn_presence", busy, {"msdyn_name": "Own", "own_level": 3})
    start.store.delete("msdyn_presence", offline)
    again = Baseline(config.from_json(config.to_json(present(start))))
    assert rows(again) == rows(start)
    assert again.store.read("msdyn_presence", busy)["msdyn_name"] == "Own"
    assert [(each.table, each.id) for each in again.configuration.deleted_records] == [
        ("msdyn_presence", offline)
    ]
    # And once more; a row that is made again under that id is no deleted one.
    third = Baseline(config.from_json(config.to_json(present(again))))
    assert rows(third) == rows(start)
    third.store.create("msdyn_presence", {"msdyn_presenceid": offline, "msdyn_name": "Back"})
    fourth = present(third)
    assert fourth.deleted_records == ()
    assert rows(Baseline(config.from_json(config.to_json(fourth)))) == rows(third)


def test_a_changed_row_that_is_named_like_another_hides_none():
    start = Baseline(config.built_in())
    start.store.update("msdyn_presence", presence(start.store, "Busy"), {"msdyn_name": "Offline"})
    again = Baseline(config.from_json(config.to_json(present(start))))
    assert rows(again) == rows(start)


def test_providers_keep_their_click_to_act():
    provider = {"unique_name": "own_phone", "name": "Phone", "channel_url": "https://phone.example"}
    start = Baseline(config.from_json(json.dumps({"provider": [provider]})))
    row = start.store.query("msdyn_channelprovider", "$filter=msdyn_uniquename eq 'own_phone'")[0]
    start.store.update(
        "msdyn_channelprovider", row["msdyn_channelproviderid"], {"msdyn_enableoutbound": True}
    )
    again = Baseline(config.from_json(config.to_json(present(start))))
    assert rows(again) == rows(start)
    assert again.workspace().providers.click_to_act == {"own_phone": True}


def test_deleted_records_of_a_configuration_are_not_there(tmp_path):
    note = Baseline(config.built_in()).store.query("annotation", "$top=1")[0]["annotationid"]
    text = f'[[deleted_record]]\ntable = "Annotation"\nid = "{{{note.upper()}}}"\n'
    path = tmp_path / "workspace.toml"
    path.write_text(text, encoding="utf-8")
    start = Baseline(config.load(path))
    assert start.store.retrieve("annotation", note) is None
    for wrong, said in (
        (f'table = 5\nid = "{note}"', "deleted_record[0].table: expected a table's logical name"),
        ('table = "contact"', "deleted_record[0].id: is missing"),
        (f'table = "contact"\nid = "{note}"\ntitle = "x"', "the keys table and id, and no other"),
    ):
        path.write_text(f"[[deleted_record]]\n{wrong}\n", encoding="utf-8")
        assert said in "\n".join(map(str, config.examine_file(path).errors))


def test_configuration_file_may_be_json(tmp_path):
    path = tmp_path / "workspace.json"
    path.write_text(config.to_json(present(Baseline(config.built_in()))), encoding="utf-8")
    examined = config.examine_file(path)
    assert examined.errors == ()
    assert config.load(path).setup == config.built_in().setup
