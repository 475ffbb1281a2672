"""Rows as the Web API gives them."""

import pytest

from cif_emulator.records import QueryRefused, RecordNotFound

ADA = "c0000000-0000-4000-8000-000000000001"
CONTOSO = "a0000000-0000-4000-8000-000000000001"
CASE = "f0000000-0000-4000-8000-000000000001"
FORMATTED = "@OData.Community.Display.V1.FormattedValue"
LOOKUP = "@Microsoft.Dynamics.CRM.lookuplogicalname"
NAVIGATION = "@Microsoft.Dynamics.CRM.associatednavigationproperty"


def test_a_row_has_every_column_and_null_where_it_has_no_value(store):
    row = store.retrieve("contact", ADA)
    assert row["contactid"] == ADA
    assert row["fullname"] == "Ada Lovelace"
    assert row["jobtitle"] is None
    assert "jobtitle" + FORMATTED not in row
    expected = {
        f"_{column.name}_value" if column.kind == "lookup" else column.name
        for column in store.table("contact").columns
    }
    assert {key for key in row if "@" not in key} == expected


@pytest.mark.parametrize("spelling", [ADA.upper(), "{" + ADA + "}", " {" + ADA.upper() + "} "])
def test_ids_are_found_in_any_spelling(store, spelling):
    assert store.retrieve("contact", spelling)["contactid"] == ADA


def test_a_lookup_names_its_row_its_table_and_its_navigation_property(store):
    row = store.retrieve("contact", ADA)
    assert row["_parentcustomerid_value"] == CONTOSO
    assert row["_parentcustomerid_value" + FORMATTED] == "Contoso"
    assert row["_parentcustomerid_value" + LOOKUP] == "account"
    assert row["_parentcustomerid_value" + NAVIGATION] == "parentcustomerid_account"
    assert row["_ownerid_value" + FORMATTED] == "Alex Blake"
    assert row["_ownerid_value" + NAVIGATION] == "ownerid"
    assert "parentcustomerid" not in row


def test_a_lookups_name_is_that_of_the_row_now(store):
    store.update("account", CONTOSO, {"name": "Contoso Ltd"})
    assert store.retrieve("contact", ADA)["_parentcustomerid_value" + FORMATTED] == "Contoso Ltd"


def test_formatted_values(store):
    contact = store.retrieve("contact", ADA)
    assert (contact["donotphone"], contact["donotphone" + FORMATTED]) == (True, "Do Not Allow")
    assert (contact["preferredcontactmethodcode"], contact["preferredcontactmethodcode" + FORMATTED]) == (
        3,
        "Phone",
    )
    assert (contact["birthdate"], contact["birthdate" + FORMATTED]) == ("1815-12-10", "12/10/1815")
    account = store.retrieve("account", CONTOSO)
    assert (account["revenue"], account["revenue" + FORMATTED]) == (20000, "$20,000.00")
    assert (account["numberofemployees"], account["numberofemployees" + FORMATTED]) == (1200, "1,200")
    case = store.retrieve("incident", CASE)
    assert (case["createdon"], case["createdon" + FORMATTED]) == (
        "2024-12-24T08:30:00Z",
        "12/24/2024 8:30 AM",
    )
    assert case["statuscode" + FORMATTED] == "In Progress"


def test_an_etag_changes_with_the_row(store):
    before = store.retrieve("contact", ADA)["@odata.etag"]
    assert before.startswith('W/"')
    assert store.update("contact", ADA, {"jobtitle": "Analyst"})["@odata.etag"] != before


def test_select_gives_these_columns_and_the_key(store):
    row = store.retrieve("contact", ADA, "?$select=fullname,_parentcustomerid_value")
    assert {key for key in row if "@" not in key} == {"contactid", "fullname", "_parentcustomerid_value"}
    assert row["_parentcustomerid_value" + LOOKUP] == "account"


def test_a_lookup_is_selected_by_any_of_its_names(store):
    for name in ("parentcustomerid", "_parentcustomerid_value", "parentcustomerid_account"):
        assert store.retrieve("contact", ADA, f"$select={name}")["_parentcustomerid_value"] == CONTOSO


def test_a_row_that_is_changed_by_its_reader_stays_as_it_is(store):
    store.retrieve("contact", ADA)["fullname"] = "Somebody"
    assert store.retrieve("contact", ADA)["fullname"] == "Ada Lovelace"
    store.rows("contact")[0]["fullname"] = "Somebody"
    assert store.rows("contact")[0]["fullname"] != "Somebody"


def test_read_refuses_what_retrieve_gives_none_for(store):
    missing = "00000000-0000-4000-8000-00000000dead"
    assert store.retrieve("contact", missing) is None
    with pytest.raises(RecordNotFound, match=f"“contact” with the id {missing}: it never existed here"):
        store.read("contact", missing)
    with pytest.raises(RecordNotFound, match=r"“42” is no id.*expected a GUID"):
        store.read("contact", "42")


def test_one_record_is_not_filtered(store):
    with pytest.raises(QueryRefused, match=r"“\$filter” cannot be used to read one record"):
        store.retrieve("contact", ADA, "$filter=statecode eq 0")


# -- related records ------------------------------------------------------------------------------


def test_expand_follows_a_lookup(store):
    row = store.retrieve("account", CONTOSO, "$select=name&$expand=primarycontactid($select=fullname)")
    assert row["primarycontactid"]["fullname"] == "Ada Lovelace"
    assert row["primarycontactid"]["contactid"] == ADA
    assert set(row["primarycontactid"]) == {"@odata.etag", "contactid", "fullname"}


def test_expand_gives_null_where_a_lookup_is_empty_or_leads_elsewhere(store):
    rows = store.query("contact", "$select=lastname&$expand=parentcustomerid_account($select=name)")
    assert [row["parentcustomerid_account"] and row["parentcustomerid_account"]["name"] for row in rows] == [
        "Contoso",
        None,
        None,
    ]
    assert store.query("incident", "$expand=customerid_account").rows[0]["customerid_account"] is None


def test_expand_nests(store):
    row = store.query(
        "incident",
        "$expand=customerid_contact($select=fullname;$expand=parentcustomerid_account($select=name;"
        "$expand=primarycontactid($select=lastname)))",
    ).rows[0]
    assert row["customerid_contact"]["parentcustomerid_account"]["primarycontactid"]["lastname"] == "Lovelace"


def test_expand_gives_collections_filtered_ordered_and_cut(store):
    for name in ("Bell", "Babbage", "Boole", "Turing"):
        store.create(
            "contact", {"lastname": name, "parentcustomerid_account@odata.bind": f"/accounts({CONTOSO})"}
        )
    options = (
        "$select=name&$expand=contact_customer_accounts($select=lastname;$filter=startswith(lastname,'b') or "
        "lastname eq 'Lovelace';$orderby=lastname desc;$top=3)"
    )
    rows = store.query("account", options).rows
    found = [contact["lastname"] for contact in rows[0]["contact_customer_accounts"]]
    assert found == ["Lovelace", "Boole", "Bell"]
    assert rows[1]["contact_customer_accounts"] == []


def test_expand_of_the_owner_gives_user_or_team(store):
    team = store.create("team", {"name": "Night shift"})["teamid"]
    store.update("contact", ADA, {"ownerid@odata.bind": f"/teams({team})"})
    rows = store.query("contact", "$select=lastname&$expand=ownerid,owninguser($select=fullname)&$top=2").rows
    assert rows[0]["ownerid"]["name"] == "Night shift"
    assert rows[0]["owninguser"] is None
    assert rows[1]["ownerid"]["fullname"] == "Alex Blake"
    assert rows[1]["owninguser"]["fullname"] == "Alex Blake"


def test_expand_with_ref_gives_addresses(store):
    row = store.retrieve("account", CONTOSO, "$select=name&$expand=primarycontactid/$ref")
    assert row["primarycontactid"] == {"@odata.id": f"contacts({ADA})"}


@pytest.mark.parametrize(
    ("expand", "message"),
    [
        ("primarycontact", "no navigation property “primarycontact”. Did you mean “primarycontactid”"),
        ("name", "no navigation property “name”"),
        ("primarycontactid($selct=a)", r"“\$selct” cannot stand.*Did you mean “\$select”"),
        ("primarycontactid($count=true)", "cannot stand in an"),
        ("primarycontactid($select=fullname", "a closing parenthesis is missing"),
        ("primarycontactid)", "a closing parenthesis without an opening one"),
        ("primarycontactid($filter=a eq 1)", r"leads to one record; \$filter is for collections"),
        ("primarycontactid,,", "a name is missing"),
        ("contact_customer_accounts/$ref", r"\$ref is for lookups"),
        ("primarycontactid($select=fulname)", "no column “fulname”. Did you mean “fullname”"),
        (",".join(["primarycontactid"] * 16), "16 items; the Web API takes 15"),
    ],
)
def test_an_expand_that_is_wrong_says_what_is(store, expand, message):
    with pytest.raises(QueryRefused, match=message):
        store.query("account", "$expand=" + expand)


# -- lists ----------------------------------------------------------------------------------------


def test_a_list_shows_active_rows_by_name_with_the_lists_columns(store):
    rows = store.rows("contact")
    assert [row["fullname"] for row in rows] == ["Ada Lovelace", "José O'Brien"]
    table = store.table("contact")
    keys = {f"_{name}_value" if name == "parentcustomerid" else name for name in table.list_columns}
    assert keys <= set(rows[0])
    assert rows[0]["_parentcustomerid_value" + FORMATTED] == "Contoso"


def test_a_list_is_searched_and_cut(store):
    assert [row["fullname"] for row in store.rows("contact", "jose")] == ["José O'Brien"]
    assert len(store.rows("contact", top=1)) == 1
    assert store.rows("contact", "nobody") == []


def test_activities_are_listed_newest_first(store):
    first = store.create("phonecall", {"subject": "First"})
    second = store.create("phonecall", {"subject": "Second", "statecode": 1})
    store.load([("phonecall", {"subject": "Old", "createdon": "2020-01-01"})])
    assert [row["subject"] for row in store.rows("phonecall")] == ["First", "Second", "Old"]
    assert {row["activityid"] for row in store.rows("phonecall")} >= {
        first["activityid"],
        second["activityid"],
    }


def test_all_activities_of_a_record_are_one_query(store):
    for table in ("phonecall", "task", "email", "appointment", "msdyn_ocliveworkitem"):
        store.create(
            table, {"subject": table, f"regardingobjectid_incident_{table}@odata.bind": f"/incidents({CASE})"}
        )
    options = f"$filter=_regardingobjectid_value eq {CASE}&$orderby=subject&$select=subject,activitytypecode"
    rows = store.query("activitypointer", options)
    assert [row["activitytypecode"] for row in rows] == [
        "appointment",
        "email",
        "msdyn_ocliveworkitem",
        "phonecall",
        "task",
    ]
    assert rows[3]["activitytypecode" + FORMATTED] == "Phone Call"
    found = store.query("incident", "$expand=Incident_ActivityPointers($select=subject;$top=2)").rows[0]
    assert [each["subject"] for each in found["Incident_ActivityPointers"]] == ["phonecall", "task"]
