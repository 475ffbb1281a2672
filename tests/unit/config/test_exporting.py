"""The present state as a configuration that loads again."""

import json
from base64 import b64decode
from zipfile import ZipFile

from cif_emulator import config
from cif_emulator.config.baseline import Baseline
from cif_emulator.config.data.files import with_data
from cif_emulator.config.exporting import PACKAGE, exported, present

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


ODD = 'O\'N & <S> "&amp;quot;" ?a=1&copy=2\n\ts\rl \x01'


def migrated(start, folder, configuration):
    for name in ("data.xml", "data_schema.xml"):
        (folder / name).write_text(exported(start, name), encoding="utf-8", newline="")
    return with_data(configuration, [folder / "data.xml"])


def test_a_migration_package_brings_the_same_records(tmp_path):
    start = Baseline(config.built_in())
    store = start.store
    firm = store.query("account", "$top=1")[0]["accountid"]
    contact = store.create(
        "contact",
        {
            "lastname": ODD,
            "own_tier": 3,
            "own_firm@odata.bind": f"/accounts({firm})",
            "donotfax": True,
            "creditlimit": 12.5,
        },
    )["contactid"]
    parties = [
        {"partyid_contact@odata.bind": f"/contacts({contact})", "participationtypemask": role}
        for role in (1, 2, 8)
    ]
    call = store.create("phonecall", {"subject": "Call", "phonecall_activity_parties": parties})["activityid"]
    store.update("incident", CASE, {"title": "Changed", "statuscode": 5})
    found = migrated(start, tmp_path, config.built_in())
    again = found.baseline()
    assert found.remarks == ()
    there, here = rows(start), rows(again)
    assert here.keys() == there.keys()
    assert there["contact", contact].pop("lastname") == ODD
    assert here["contact", contact].pop("lastname") == ODD.replace("\x01", "\ufffd")
    assert [here[key] for key in there if key[0] != "contact"] == [
        there[key] for key in there if key[0] != "contact"
    ]
    assert str(here["contact", contact]["own_tier"]) == "3"
    assert again.store.read("contact", contact)["creditlimit"] == 12.5
    assert again.store.read("phonecall", call)["subject"] == "Call"


def test_only_there_are_the_files_that_are_named():
    assert exported(Baseline(config.built_in()), "data.json") is None


def test_pairs_of_a_package_are_relationships(tmp_path):
    start = Baseline(config.built_in())
    store = start.store
    session = store.create("msdyn_sessiontemplate", {"msdyn_name": "Own", "msdyn_uniquename": "own_session"})
    tab = store.query("msdyn_applicationtabtemplate", "$top=1")[0]["msdyn_applicationtabtemplateid"]
    pair = {
        "msdyn_sessiontemplateid": session["msdyn_sessiontemplateid"],
        "msdyn_applicationtabtemplateid": tab,
    }
    store.create("msdyn_sessiontemplate_applicationtab", pair)
    text = exported(start, "data.xml")
    assert 'm2mrelationshipname="msdyn_sessiontemplate_applicationtab"' in text
    assert 'manyToMany="true"' in exported(start, "data_schema.xml")
    again = migrated(start, tmp_path, config.built_in()).baseline().store
    found = again.query(
        "msdyn_sessiontemplate_applicationtab",
        f"$filter=msdyn_sessiontemplateid eq {session['msdyn_sessiontemplateid']}",
    )
    assert [row["msdyn_applicationtabtemplateid"] for row in found] == [tab]


def test_the_schema_describes_tables_of_ones_own(tmp_path):
    own = config.from_json(
        json.dumps(
            {
                "table": [
                    {
                        "name": "own_ship",
                        "label": "Ship",
                        "column": [
                            {"name": "own_port", "label": "Port", "kind": "lookup", "targets": ["account"]},
                            {"name": "own_tons", "label": "Tons", "kind": "number", "format": "decimal"},
                        ],
                    }
                ]
            }
        )
    )
    start = Baseline(own)
    firm = start.store.query("account", "$top=1")[0]["accountid"]
    row = start.store.create("own_ship", {"own_tons": 7.5, "own_port@odata.bind": f"/accounts({firm})"})
    again = migrated(start, tmp_path, config.built_in()).baseline().store
    found = again.read("own_ship", row["own_shipid"])
    assert (found["own_tons"], found["_own_port_value"]) == (7.5, firm)


def test_the_package_holds_the_tools_three_files_and_brings_the_same_records(tmp_path):
    start = Baseline(config.built_in())
    made = start.store.create("contact", {"lastname": ODD, "own_tier": 3})["contactid"]
    first, second = exported(start, PACKAGE), exported(start, PACKAGE)
    assert first == second
    package = tmp_path / PACKAGE
    package.write_bytes(b64decode(first))
    with ZipFile(package) as files:
        assert files.namelist() == ["data.xml", "data_schema.xml", "[Content_Types].xml"]
        assert files.read("data.xml").decode() == exported(start, "data.xml")
        assert b'Extension="xml"' in files.read("[Content_Types].xml")
    again = with_data(config.built_in(), [package]).baseline()
    assert rows(again) == rows(migrated(start, tmp_path, config.built_in()).baseline())
    assert again.store.read("contact", made)["own_tier"] == 3
