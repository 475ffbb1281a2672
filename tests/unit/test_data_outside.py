"""Data files of another organisation: references that lead outside, tables and columns that only they have."""

import zipfile

import pytest

from cif_emulator import config
from cif_emulator.config.baseline import Baseline
from cif_emulator.config.data.files import UnusableData, with_data
from cif_emulator.config.exporting import present

HARBOUR = "aaaaaaaa-0000-4000-8000-000000000001"
MASTER = "aaaaaaaa-0000-4000-8000-000000000002"
SHIP = "aaaaaaaa-0000-4000-8000-000000000003"
SISTER = "aaaaaaaa-0000-4000-8000-000000000004"
CALL = "aaaaaaaa-0000-4000-8000-000000000005"
STRANGER = "bbbbbbbb-0000-4000-8000-000000000001"
OTHER_STRANGER = "bbbbbbbb-0000-4000-8000-000000000002"
NOWHERE = "bbbbbbbb-0000-4000-8000-000000000003"

SHIPS = """<entities dateMode="absolute">
  <entity name="hrb_ship" displayname="Ship" etc="10112" primaryidfield="hrb_shipid"
      primarynamefield="hrb_shipname" disableplugins="false">
    <fields>
      <field displayname="Ship" name="hrb_shipid" type="guid" primaryKey="true" />
      <field displayname="Ship's name" name="hrb_shipname" type="string" customfield="true" />
      <field displayname="Tonnage" name="hrb_tonnage" type="number" customfield="true" />
      <field displayname="Draught" name="hrb_draught" type="decimal" customfield="true" />
      <field displayname="Ice class" name="hrb_iceclass" type="bool" customfield="true" />
      <field displayname="Kind" name="hrb_kind" type="optionsetvalue" customfield="true" />
      <field displayname="Cargoes" name="hrb_cargoes" type="optionsetvaluecollection" customfield="true" />
      <field displayname="Launched" name="hrb_launched" type="datetime" customfield="true" />
      <field displayname="Shipping line" name="hrb_line" type="entityreference" lookupType="account" />
      <field displayname="Owner" name="ownerid" type="owner" />
      <field displayname="Status" name="statecode" type="state" />
      <field displayname="Status Reason" name="statuscode" type="status" />
      <field displayname="Photo" name="hrb_photo" type="imagedata" />
    </fields>
    <relationships>
      <relationship name="hrb_ship_contact" manyToMany="true" isreflexive="false"
        relatedEntityName="hrb_crew" m2mTargetEntity="contact" m2mTargetEntityPrimaryKey="contactid" />
      <relationship name="hrb_sisters" manyToMany="true" isreflexive="true"
        relatedEntityName="hrb_sisters" m2mTargetEntity="hrb_ship" m2mTargetEntityPrimaryKey="hrb_shipid" />
    </relationships>
  </entity>
  <entity name="contact" displayname="Contact" primaryidfield="contactid" primarynamefield="fullname">
    <fields>
      <field displayname="Knots" name="hrb_knots" type="float" customfield="true" />
      <field displayname="Last Name" name="lastname" type="string" />
    </fields>
  </entity>
</entities>"""


def field(name, value, target="", name_of_it=""):
    lookup = f' lookupentity="{target}" lookupentityname="{name_of_it}"' if target else ""
    return f'<field name="{name}" value="{value}"{lookup} />'


def records(table, *rows, pairs=""):
    listed = "".join(f'<record id="{key}">{"".join(fields)}</record>' for key, *fields in rows)
    return (
        f'<entity name="{table}" displayname="{table}"><records>{listed}</records>'
        f"<m2mrelationships>{pairs}</m2mrelationships></entity>"
    )


def pairs(name, source, target_table, target_key, *targets):
    listed = "".join(f"<targetid>{target}</targetid>" for target in targets)
    return (
        f'<m2mrelationship sourceid="{source}" targetentityname="{target_table}" '
        f'targetentitynameidfield="{target_key}" m2mrelationshipname="{name}">'
        f"<targetids>{listed}</targetids></m2mrelationship>"
    )


@pytest.fixture
def read(tmp_path):
    def reading(*entities, schema=None, strict=False):
        path = tmp_path / "data.xml"
        path.write_text(f"<entities>{''.join(entities)}</entities>", encoding="utf-8")
        if schema is not None:
            (tmp_path / "data_schema.xml").write_text(schema, encoding="utf-8")
        found = with_data(config.built_in(), [path], strict=strict)
        return found.baseline().store, found.remarks

    return reading


OWNED = records(
    "account",
    (HARBOUR, field("name", "Harbour"), field("ownerid", STRANGER, "systemuser", "Somebody")),
    (MASTER, field("name", "Line"), field("ownerid", OTHER_STRANGER, "systemuser")),
)


def test_users_of_another_organisation_become_the_current_user(read):
    store, remarks = read(OWNED)
    user = config.built_in().setup.settings.user_id
    assert store.read("account", HARBOUR)["_ownerid_value"] == user
    assert remarks == (
        (
            "References to unknown users, which name the current user now: 2, such as data.xml, "
            f"account record 1, ownerid ({STRANGER})"
        ),
    )


def test_users_in_party_lists_too_and_parties_that_are_not_there_have_no_name(read):
    parties = "".join(
        f'<activitypointerrecords id="{SHIP[:-1]}{number}">{partyid}</activitypointerrecords>'
        for number, partyid in enumerate(
            (field("partyid", STRANGER, "systemuser"), field("partyid", NOWHERE, "contact")), 7
        )
    )
    call = records(
        "phonecall", (CALL, field("subject", "Call"), f'<field name="to" value="">{parties}</field>')
    )
    store, remarks = read(call)
    found = store.read("phonecall", CALL, "$expand=phonecall_activity_parties")["phonecall_activity_parties"]
    user = config.built_in().setup.settings.user_id
    assert [party["_partyid_value"] for party in found] == [user, None]
    assert [line.partition(":")[0] for line in remarks] == [
        "References to unknown users, which name the current user now",
        "Lookups left empty, as the contact is not there (activityparty.partyid)",
    ]


def test_users_and_teams_that_are_known_stay(read):
    colleague = "38a35cb5-b350-57dd-9e8b-b4e2e119a4df"
    store, remarks = read(
        records("account", (HARBOUR, field("name", "Harbour"), field("ownerid", colleague, "systemuser")))
    )
    assert (store.read("account", HARBOUR)["_ownerid_value"], remarks) == (colleague, ())


def test_other_lookups_are_left_empty_each_kind_told_once(read):
    contacts = [
        (
            f"{SHIP[:-1]}{number}",
            field("lastname", "X"),
            field("parentcustomerid", NOWHERE, "account"),
            field("hrb_port", NOWHERE, "hrb_port"),
        )
        for number in (1, 2, 3)
    ]
    store, remarks = read(records("contact", *contacts))
    assert store.read("contact", contacts[0][0])["_parentcustomerid_value"] is None
    assert remarks == (
        (
            "Lookups left empty, as the account is not there (contact.parentcustomerid): 3, such as "
            f"data.xml, contact record 1, parentcustomerid ({NOWHERE})"
        ),
        (
            "Lookups left empty, as there is no table hrb_port (contact.hrb_port): 3, such as "
            f"data.xml, contact record 1, hrb_port ({NOWHERE})"
        ),
    )


def test_a_cycle_of_lookups_is_kept(read):
    store, remarks = read(
        records(
            "account",
            (HARBOUR, field("name", "Harbour"), field("primarycontactid", MASTER, "contact")),
        ),
        records("contact", (MASTER, field("lastname", "M"), field("parentcustomerid", HARBOUR, "account"))),
    )
    assert store.read("account", HARBOUR)["_primarycontactid_value"] == MASTER
    assert store.read("contact", MASTER)["_parentcustomerid_value"] == HARBOUR
    assert remarks == ()


@pytest.mark.parametrize(
    ("entities", "words"),
    [
        ((OWNED,), f"names the “systemuser” {STRANGER}, which does not exist"),
        ((records("hrb_dock", (SHIP,)),), 'there is no table "hrb_dock"'),
        (
            (records("account", (SHIP,), (SHIP,)),),
            f"the id {SHIP} is that of data.xml, account record 1 already",
        ),
    ],
)
def test_strict_data_is_refused(read, entities, words):
    with pytest.raises(UnusableData) as told:
        read(*entities, strict=True)
    assert words in str(told.value)


def test_what_csv_and_json_name_is_mended_too(tmp_path):
    csv = tmp_path / "contact.csv"
    csv.write_text(
        f"id,lastname,parentcustomerid,ownerid\n{MASTER},M,/accounts({NOWHERE}),/systemusers({STRANGER})\n"
    )
    answer = tmp_path / "account.json"
    answer.write_text(
        f'{{"value": [{{"accountid": "{HARBOUR}", "name": "Harbour", "_ownerid_value": "{STRANGER}",'
        f'"_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname": "systemuser",'
        f'"_primarycontactid_value": "{MASTER}"}}]}}'
    )
    found = with_data(config.built_in(), [csv, answer])
    store = found.baseline().store
    assert store.read("contact", MASTER)["_parentcustomerid_value"] is None
    assert store.read("account", HARBOUR)["_primarycontactid_value"] == MASTER
    assert len(found.remarks) == 2


def test_documented_lookups_that_a_table_does_not_begin_with_are_mended_too(tmp_path):
    csv = tmp_path / "contact.csv"
    csv.write_text(
        f"id,lastname,masterid,preferredequipmentid\n{MASTER},M,{NOWHERE},/equipments({NOWHERE})\n"
    )
    found = with_data(config.built_in(), [csv])
    row = found.baseline().store.read("contact", MASTER, "?$select=masterid,preferredequipmentid")
    assert (row["_masterid_value"], row["_preferredequipmentid_value"]) == (None, None)
    assert len(found.remarks) == 2


def test_documented_columns_keep_their_definition_whatever_a_schema_says(read):
    schema = """<entities><entity name="contact" primaryidfield="contactid" primarynamefield="fullname"><fields>
      <field displayname="Beeper" name="pager" type="string" />
      <field displayname="Pay" name="paymenttermscode" type="optionsetvalue" /></fields></entity></entities>"""
    contact = (MASTER, field("lastname", "M"), field("pager", "555"), field("paymenttermscode", "3"))
    store, remarks = read(records("contact", contact), schema=schema)
    row = store.read("contact", MASTER, "?$select=pager,paymenttermscode")
    assert (row["pager"], row["paymenttermscode"], remarks) == ("555", 3, ())
    assert store.metadata("contact", ["pager"])["Attributes"]["pager"]["DisplayName"] == "Pager"


SHIP_ROWS = records(
    "hrb_ship",
    (
        SHIP,
        field("hrb_shipname", "&amp;#197;lesund"),
        field("hrb_tonnage", "12000"),
        field("hrb_draught", "7.5"),
        field("hrb_iceclass", "True"),
        field("hrb_kind", "100000001"),
        field("hrb_cargoes", "[-1,100000001,100000002,-1]"),
        field("hrb_launched", "1999-05-06T00:00:00.0000000"),
        field("hrb_line", HARBOUR, "account", "Line"),
        field("statecode", "1"),
        field("statuscode", "100000007"),
        '<field name="hrb_photo" value="f1" filename="ship.png" />',
    ),
    (SISTER, field("hrb_shipname", "Molde")),
    pairs=pairs("hrb_ship_contact", SHIP, "contact", "contactid", MASTER)
    + pairs("hrb_sisters", SHIP, "hrb_ship", "hrb_shipid", SISTER, NOWHERE),
)
COMPANIONS = records("account", (HARBOUR, field("name", "Line"))) + records(
    "contact", (MASTER, field("lastname", "Master"), field("hrb_knots", "12.5"))
)


def test_a_table_is_made_as_the_schema_describes_it(read):
    store, remarks = read(SHIP_ROWS, COMPANIONS, schema=SHIPS)
    table = store.table("hrb_ship")
    assert (table.label, table.primary_id, table.primary_name) == ("Ship", "hrb_shipid", "hrb_shipname")
    kinds = {column.name: (column.kind, column.format, column.label) for column in table.columns}
    assert kinds["hrb_tonnage"] == ("number", "", "Tonnage")
    assert kinds["hrb_draught"] == ("number", "decimal", "Draught")
    assert kinds["hrb_kind"] == ("choice", "", "Kind")
    row = store.read("hrb_ship", SHIP)
    assert row["hrb_shipname"] == "Ålesund"
    assert (row["hrb_tonnage"], row["hrb_draught"], row["hrb_iceclass"]) == (12000, 7.5, True)
    assert (row["hrb_kind"], row["hrb_cargoes"]) == (100000001, "100000001,100000002")
    assert (row["hrb_launched"], row["_hrb_line_value"]) == ("1999-05-06T00:00:00Z", HARBOUR)
    assert (row["statecode"], row["statuscode"]) == (1, 100000007)
    assert store.read("contact", MASTER)["hrb_knots"] == 12.5
    assert {column.kind for column in store.table("contact").columns if column.name == "hrb_knots"} == {
        "number"
    }
    assert [line.partition(":")[0] for line in remarks] == [
        "Tables made as data_schema.xml describes them",
        "Files and pictures left out (hrb_ship.hrb_photo)",
        "Pairs of hrb_sisters left out, as a hrb_ship of theirs is not there",
    ]


def test_pairs_of_described_relationships_are_rows(read):
    store, _ = read(SHIP_ROWS, COMPANIONS, schema=SHIPS)
    assert [(row["hrb_shipid"], row["contactid"]) for row in store.query("hrb_crew")] == [(SHIP, MASTER)]
    assert [(row["hrb_shipidone"], row["hrb_shipidtwo"]) for row in store.query("hrb_sisters")] == [
        (SHIP, SISTER)
    ]


def test_what_was_made_is_a_configuration_that_loads_and_passes(read, tmp_path):
    read(SHIP_ROWS, COMPANIONS, schema=SHIPS)
    found = with_data(config.built_in(), [tmp_path / "data.xml"])
    again = config.from_json(config.to_json(present(found.baseline())))
    assert again.tables == found.configuration.tables
    assert Baseline(again).store.read("hrb_ship", SHIP)["hrb_kind"] == 100000001


def test_a_package_has_its_schema_with_it(tmp_path):
    path = tmp_path / "package.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data.xml", f"<entities>{SHIP_ROWS}{COMPANIONS}</entities>")
        archive.writestr("data_schema.xml", SHIPS)
    store = with_data(config.built_in(), [path]).baseline().store
    assert store.read("hrb_ship", SHIP)["hrb_tonnage"] == 12000


def test_a_table_that_nothing_describes_is_left_out_and_told(read):
    _, remarks = read(records("hrb_dock", (SHIP,), (SISTER,)), records("acount", (HARBOUR,)))
    assert remarks == (
        (
            "Rows of hrb_dock left out, as there is no such table, nor does data_schema.xml describe it: 2, "
            "such as data.xml, hrb_dock record 1"
        ),
        (
            "Rows of acount left out, as there is no such table, nor does data_schema.xml describe it "
            '(Did you mean "account" or "contact"?): 1, such as data.xml, acount record 1'
        ),
    )


def test_pairs_that_no_table_joins_are_told(read):
    _, remarks = read(
        records("account", (HARBOUR,), pairs=pairs("accountleads", HARBOUR, "lead", "leadid", NOWHERE, SHIP))
    )
    assert remarks == (
        (f"Pairs of accountleads left out, as no table joins them: 2, such as data.xml, account {HARBOUR}"),
    )


# --- texts, which the tool encodes twice ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Ren&amp;#233; O&amp;#39;Hara", "René O'Hara"),
        ("Oak &amp;amp; Elm &amp;lt;VIP&amp;gt; &amp;quot;x&amp;quot;", 'Oak & Elm <VIP> "x"'),
        ("&amp;amp;amp;", "&amp;"),
        ("&amp;amp;#233;", "&#233;"),
        ("&amp;#128674; &amp;#x41;", "🚢 A"),
        ("https://x.example/?a=1&amp;copy=2&amp;lt=3", "https://x.example/?a=1&copy=2&lt=3"),
        ("Oak &amp; Elm; &amp;nosuch;", "Oak & Elm; &nosuch;"),
    ],
)
def test_texts_are_decoded_once(read, written, text):
    store, _ = read(records("account", (HARBOUR, field("name", written), field("description", written))))
    row = store.read("account", HARBOUR)
    assert (row["name"], row["description"]) == (text, text)


def test_texts_of_columns_without_a_definition_and_of_parties_are_decoded_too(read):
    party = (
        f'<activitypointerrecords id="{SHIP}">{field("addressused", "a&amp;amp;b")}</activitypointerrecords>'
    )
    store, _ = read(
        records("account", (HARBOUR, field("hrb_note", "a&amp;amp;b"))),
        records("phonecall", (CALL, f'<field name="to" value="">{party}</field>')),
    )
    assert store.read("account", HARBOUR)["hrb_note"] == "a&b"
    found = store.read("phonecall", CALL, "$expand=phonecall_activity_parties")["phonecall_activity_parties"]
    assert found[0]["addressused"] == "a&b"
