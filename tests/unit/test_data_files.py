"""Records from files, ``serve --data FILE``."""

import gc
import json
import sqlite3
import zipfile
from contextlib import closing, suppress
from pathlib import Path
from uuid import uuid4

import pytest

from cif_emulator import config
from cif_emulator.cli import http_service, prepared_records
from cif_emulator.cli.http_service import ConfigurationDocument, Service
from cif_emulator.config.baseline import Baseline
from cif_emulator.config.data.files import UnusableData, with_data

ADA = "aaaaaaaa-1111-2222-3333-444444444444"
FIRM = "cccccccc-1111-2222-3333-444444444444"

MIGRATION = f"""<entities timestamp="2024-01-01T00:00:00.0000000Z">
  <entity name="account" displayname="Account"><records>
    <record id="{FIRM}"><field name="accountid" value="{FIRM}" /><field name="name" value="Contoso" />
      <field name="numberofemployees" value="12" /><field name="donotphone" value="True" /></record>
  </records></entity>
  <entity name="contact" displayname="Contact"><records>
    <record id="{{{ADA.upper()}}}"><field name="lastname" value="Lovelace" />
      <field name="birthdate" value="1990-12-10T00:00:00.0000000" />
      <field name="parentcustomerid" value="{FIRM}" lookupentity="account" lookupentityname="Contoso" />
      <field name="jobtitle" value="" /></record>
  </records></entity>
  <entity name="own_nothing" displayname="Nothing"><records /></entity>
</entities>"""


def loaded(*files):
    return with_data(config.built_in(), files).baseline().store


def test_csv_is_named_after_its_table(write):
    path = write(
        "contact.csv",
        "\ufefffirstname,lastname,telephone1,donotphone,parentcustomerid,own_tier,id\n"
        f'Ada,Lovelace,0100,Yes,/accounts({FIRM}),3,{ADA}\n\n"Grace ""G"" B.",Hopper,,,,,\n',
    )
    firm = write("account.csv", f"accountid,name\n{FIRM},Contoso\n")
    store = loaded(path, firm)
    row = store.read("contact", ADA)
    assert (row["fullname"], row["telephone1"], row["donotphone"]) == ("Ada Lovelace", "0100", True)
    assert (row["_parentcustomerid_value"], row["own_tier"]) == (FIRM, "3")
    assert [row["firstname"] for row in store.query("contact", "$filter=lastname eq 'Hopper'")] == [
        'Grace "G" B.'
    ]


def test_rows_without_an_id_keep_theirs(write):
    path = write("lead.csv", "subject\nOne\nTwo\n")

    def ids():
        return {row["leadid"] for row in loaded(path).query("lead", "$filter=subject eq 'Two'")}

    assert len(ids()) == 1
    assert ids() == ids()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("contact.json", [{"contactid": ADA, "lastname": "Lovelace", "donotphone": True, "jobtitle": None}]),
        ("any.json", {"contact": [{"id": ADA, "lastname": "Lovelace", "donotphone": True}]}),
        ("any.json", [{"table": "contact", "id": ADA, "lastname": "Lovelace", "donotphone": True}]),
        (
            "contact.json",
            {"value": [{"@odata.etag": "W/1", "contactid": ADA, "lastname": "Lovelace", "donotphone": True}]},
        ),
    ],
)
def test_json_in_its_forms(write, name, data):
    row = loaded(write(name, json.dumps(data))).read("contact", ADA)
    assert (row["lastname"], row["donotphone"]) == ("Lovelace", True)


def test_what_the_page_downloads_is_data_too(write):
    began = Baseline(config.built_in())
    path = write("workspace.json", config.to_json(began.configuration))
    again = with_data(config.built_in(), [path]).baseline()
    assert list(again.store.export()) == list(began.store.export())


@pytest.mark.parametrize("zipped", [False, True])
def test_configuration_migration(write, tmp_path, zipped):
    path = write("data.xml", MIGRATION)
    if zipped:
        path = tmp_path / "package.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("data.xml", MIGRATION)
            archive.writestr("data_schema.xml", "<entities />")
    store = loaded(path)
    assert store.read("account", FIRM)["numberofemployees"] == 12
    row = store.read("contact", ADA)
    assert (row["_parentcustomerid_value"], row["birthdate"], row["jobtitle"]) == (FIRM, "1990-12-10", None)


PARTY = "eeeeeeee-1111-2222-3333-444444444444"
CALL = "dddddddd-1111-2222-3333-444444444444"
# Both ways in which tools write them: each in an element of its own, or all in one.
PARTIES = {
    "one each": f"""<field name="from" value="" lookupentity="" lookupentityname="">
        <activitypointerrecords id="{PARTY}"><field name="activitypartyid" value="{PARTY}" />
          <field name="partyid" value="{ADA}" lookupentity="contact" lookupentityname="Ada" />
          <field name="participationtypemask" value="1" /></activitypointerrecords>
        <activitypointerrecords id="{FIRM}">
          <field name="partyid" value="{FIRM}" lookupentity="account" /></activitypointerrecords></field>""",
    "all in one": f"""<field name="from" value=""><activitypointerrecords>
        <activitypointerrecord id="{PARTY}">
          <field name="partyid" value="{ADA}" lookupentity="contact" /></activitypointerrecord>
        <activitypointerrecord id="{FIRM}">
          <field name="partyid" value="{FIRM}" lookupentity="account" /></activitypointerrecord>
        </activitypointerrecords></field>""",
}


@pytest.mark.parametrize("form", PARTIES)
def test_parties_of_activities_in_a_migration_file(write, form):
    call = f"""<entity name="phonecall"><records><record id="{CALL}"><field name="subject" value="Call" />
      {PARTIES[form]}</record></records></entity></entities>"""
    store = loaded(write("data.xml", MIGRATION.replace("</entities>", call)))
    row = store.read("phonecall", CALL, "$expand=phonecall_activity_parties")
    parties = [
        (party["activitypartyid"], party["_partyid_value"], party["participationtypemask"])
        for party in row["phonecall_activity_parties"]
    ]
    assert parties == [(PARTY, ADA, 1), (FIRM, FIRM, 1)]


def test_pairs_of_a_migration_file_are_rows(write):
    exported = Path(__file__).parents[1] / "fixtures" / "exports" / "migration" / "data.xml"
    text = exported.read_text(encoding="utf-8")
    # From the other side, too; and of a relationship that has no table.
    assert "frk_schema_name_of_it" in text
    text = text.replace("frk_schema_name_of_it", "msdyn_sessiontemplate_applicationtab")
    # What the export refers to without holding it.
    store = loaded(write("data.xml", complete(text)))
    found = store.query("msdyn_sessiontemplate_applicationtab", "$orderby=msdyn_applicationtabtemplateid")
    session = "7d0c5a10-4b1e-4c55-9d3f-000000000001"
    assert [(row["msdyn_sessiontemplateid"], row["msdyn_applicationtabtemplateid"]) for row in found] == [
        (session, "7d0c5a10-4b1e-4c55-9d3f-000000000012"),
        (session, "7d0c5a10-4b1e-4c55-9d3f-000000000013"),
    ]


def complete(text):
    """An export without the lookups that lead outside of it."""
    return "\n".join(
        line
        for line in text.splitlines()
        if "lookupentity" not in line or ("000000000011" in line and "anchortab" in line)
    )


def test_records_take_the_place_of_those_with_their_id(write):
    first = write("contact.json", json.dumps([{"id": ADA, "lastname": "First", "jobtitle": "x"}]))
    second = write("contact.csv", f"id,lastname\n{ADA},Second\n")
    row = loaded(first, second).read("contact", ADA)
    assert (row["lastname"], row["jobtitle"]) == ("Second", None)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("notes.txt", "", "expected a file whose name ends with .csv, .json, .xml"),
        ("contacts.csv", "lastname\nA\n", 'there is no table "contacts". Did you mean "contact"'),
        ("contact.csv", "", "contact.csv, line 1: is empty; the first line must name the columns"),
        ("contact.csv", "a,a\n1,2\n", 'line 1: names the column "a" twice'),
        ("contact.csv", "lastname,\nx,y\n", "line 1: has a column without a name"),
        ("contact.csv", "lastname,jobtitle\nA\n", "line 2: has 1 fields, the first line names 2"),
        ("contact.csv", 'lastname\n"A"x\n', "contact.csv, line 2: is not valid CSV"),
        ("contact.csv", "id,lastname\n7,A\n", 'line 2: the id "7" is not a GUID'),
        (
            "account.csv",
            "name,numberofemployees\nA,many\n",
            "account.csv, line 2: The column “numberofemployees”",
        ),
        ("contact.csv", f"lastname,ownerid\nA,/contacts({ADA})\n", "contact.csv, line 2"),
        ("contact.json", "{", "contact.json: is not valid JSON"),
        ("contact.json", "[" * 100_000, "contact.json: is nested more than 64 levels deep"),
        ("contact.json", "[1]", "contact.json, contact[0]: expected an object"),
        ("contact.json", '{"contact": {}}', "contact.json, contact: expected a list of rows"),
        ("any.json", '{"contacts": [{}]}', 'there is no table "contacts"'),
        ("contact.json", '[{"lastname": ["x"]}]', "contact[0], lastname: expected text, a number"),
        ("data.xml", "<a/>", "data.xml: begins with <a>; expected <entities>"),
        ("data.xml", "<entities>", "is not valid XML"),
        ("data.xml", '<!DOCTYPE a [<!ENTITY b "c">]><entities/>', "document type declaration"),
        (
            "data.xml",
            '<entities><entity name="acount"><records><record id="1"/></records></entity></entities>',
            'there is no table "acount". Did you mean "account"',
        ),
        ("package.zip", "no zip", "is not a zip file"),
    ],
)
def test_unusable_files_are_told_with_their_place(write, name, text, message):
    with pytest.raises(UnusableData) as told:
        with_data(config.built_in(), [write(name, text)], strict=True).baseline()
    assert message in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    "text", ["lastname\nHopper\n", "lastname\na,b\n", "lastname,donotphone\na,perhaps\n"]
)
def test_garbage_is_collected_again_whatever_became_of_the_files(write, text):
    with suppress(UnusableData):
        loaded(write("contact.csv", text)).close()
    assert gc.isenabled()


def test_missing_and_binary_files(tmp_path, write):
    with pytest.raises(UnusableData, match=r"none\.csv"):
        with_data(config.built_in(), [tmp_path / "contact" / "none.csv"])
    (tmp_path / "contact.csv").write_bytes(b"lastname\n\xff\xfe\n")
    with pytest.raises(UnusableData, match="is not UTF-8 text"):
        with_data(config.built_in(), [tmp_path / "contact.csv"])


def last_names(document):
    """Those of the served contacts that have no first name."""
    with closing(sqlite3.connect(document.records())) as records:
        found = records.execute("SELECT lastname FROM contact WHERE firstname IS NULL ORDER BY lastname")
        return [name for (name,) in found]


def test_the_server_reads_changed_files_again(write, tmp_path):
    path = write("contact.csv", f"id,lastname\n{ADA},Before\n")
    document = ConfigurationDocument(Service(page=tmp_path, data_files=(path,)))
    assert last_names(document) == ["Before"]
    path.write_text(f"id,lastname\n{ADA},Afterwards\n")
    assert last_names(document) == ["Afterwards"]


def test_what_was_checked_is_not_read_again_until_it_changes(write, monkeypatch):
    # An id of its own: what another run has prepared is not read either.
    path = write("contact.csv", f"id,lastname\n{uuid4()},One\n")
    read = []
    reading = prepared_records.with_data
    monkeypatch.setattr(
        prepared_records,
        "with_data",
        lambda *given, **options: read.append(given) or reading(*given, **options),
    )
    known = http_service.checked(None, None, (path,))
    service = Service(page=path.parent, data_files=(path,), checked=known)
    document = ConfigurationDocument(service)
    assert last_names(document) == ["One"]
    assert document.text() is document.text()
    assert len(read) == 1
    path.write_text(f"id,lastname\n{uuid4()},One\n{uuid4()},Two\n", encoding="utf-8")
    assert last_names(document) == ["One", "Two"]
    assert len(read) == 2
    path.write_text("lastname\nOne,Two\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(UnusableData):
            document.text()
