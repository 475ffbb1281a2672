"""Records made, changed and deleted by Web API payloads (``ciframework.md`` 2.8, ``client-habits.md`` 3)."""

import re
from datetime import UTC, datetime

import pytest

from cif_emulator.records import (
    DuplicateRecord,
    QueryRefused,
    RecordNotFound,
    RecordRefused,
    Store,
    UnknownTable,
)

ADA = "c0000000-0000-4000-8000-000000000001"
JOSE = "c0000000-0000-4000-8000-000000000002"
CONTOSO = "a0000000-0000-4000-8000-000000000001"
FABRIKAM = "a0000000-0000-4000-8000-000000000002"
CASE = "f0000000-0000-4000-8000-000000000001"
USER = "aaaaaaaa-0000-4000-8000-000000000001"
MISSING = "00000000-0000-4000-8000-00000000dead"
FORMATTED = "@OData.Community.Display.V1.FormattedValue"
LOOKUP = "@Microsoft.Dynamics.CRM.lookuplogicalname"
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


# -- create ---------------------------------------------------------------------------------------


def test_what_the_product_fills_in(store):
    row = store.create("contact", {"firstname": "Grace", "middlename": "B.", "lastname": "Hopper"})
    assert GUID.fullmatch(row["contactid"])
    assert row["fullname"] == "Grace B. Hopper"
    assert row["createdon"] == row["modifiedon"] == "2025-03-01T15:04:05Z"
    for name in ("_ownerid_value", "_createdby_value", "_modifiedby_value"):
        assert row[name] == USER
        assert row[name + FORMATTED] == "Alex Blake"
    assert (row["statecode"], row["statuscode"]) == (0, 1)
    assert row["donotemail"] is False
    assert row["preferredcontactmethodcode"] == 1


def test_cases_get_numbers_that_go_on(store):
    numbers = [
        store.create("incident", {"title": "x", "customerid_account@odata.bind": f"/accounts({CONTOSO})"})[
            "ticketnumber"
        ]
        for _ in range(3)
    ]
    assert [number[:9] for number in numbers] == ["CAS-01043", "CAS-01044", "CAS-01045"]
    assert all(re.fullmatch(r"CAS-\d{5}-[A-Z0-9]{6}", number) for number in numbers)
    assert store.create("incident", {"title": "x", "ticketnumber": "T-1"})["ticketnumber"] == "T-1"
    assert store.create("knowledgearticle", {"title": "x"})["articlepublicnumber"] == "KA-01001"


def test_an_activity_knows_its_kind(store):
    row = store.create("phonecall", {"subject": "Call", "activitytypecode": "task"})
    assert (row["activitytypecode"], row["activitytypecode" + FORMATTED]) == ("phonecall", "Phone Call")
    assert row["directioncode"] is True
    assert row["directioncode" + FORMATTED] == "Outgoing"


def test_an_address_is_composed(store):
    row = store.create(
        "contact",
        {
            "lastname": "x",
            "address1_line1": "1 Main St",
            "address1_city": "Redmond",
            "address1_stateorprovince": "WA",
            "address1_postalcode": "98052",
            "address1_country": "US",
        },
    )
    assert row["address1_composite"] == "1 Main St\nRedmond, WA 98052\nUS"


def test_the_callers_id_is_taken(store):
    wanted = "12345678-1234-4123-8123-1234567890AB"
    assert (
        store.create("contact", {"contactid": "{" + wanted + "}", "lastname": "x"})["contactid"]
        == wanted.lower()
    )
    with pytest.raises(
        DuplicateRecord, match=f"record of the table “contact” with the id {wanted.lower()} already"
    ):
        store.create("contact", {"contactid": wanted, "lastname": "y"})
    assert store.read("contact", wanted)["lastname"] == "x"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("parentcustomerid_account@odata.bind", f"/accounts({CONTOSO})"),
        ("parentcustomerid_account@odata.bind", f"accounts({CONTOSO.upper()})"),
        ("parentcustomerid_account@odata.bind", f"https://org.example/api/data/v9.2/accounts({CONTOSO})"),
        ("parentcustomerid@odata.bind", f"/accounts({CONTOSO})"),
        ("parentcustomerid", {"table": "account", "id": CONTOSO}),
        (
            "parentcustomerid",
            [{"entityType": "account", "id": "{" + CONTOSO.upper() + "}", "name": "Contoso"}],
        ),
    ],
)
def test_a_lookup_is_bound_in_the_spellings_of_clients(store, key, value):
    row = store.create("contact", {"lastname": "x", key: value})
    assert row["_parentcustomerid_value"] == CONTOSO
    assert row["_parentcustomerid_value" + LOOKUP] == "account"


def test_a_row_that_was_read_can_be_written(store):
    row = store.read("contact", ADA)
    copy = store.create("contact", {**row, "contactid": None})
    assert copy["contactid"] != ADA
    changing = ("contactid", "@odata.etag", "createdon", "modifiedon")
    assert {k: v for k, v in copy.items() if not k.startswith(changing)} == {
        k: v for k, v in row.items() if not k.startswith(changing)
    }


def test_the_owner_may_be_a_team(store):
    team = store.create("team", {"name": "Night shift"})["teamid"]
    row = store.create("contact", {"lastname": "x", "ownerid@odata.bind": f"/teams({team})"})
    assert row["_ownerid_value" + LOOKUP] == "team"


def test_a_conversation_is_bound_as_in_the_samples(store):
    row = store.create(
        "msdyn_ocliveworkitem",
        {
            "subject": "Call",
            "regardingobjectid_incident@odata.bind": f"/incidents({CASE})",
            "msdyn_customer_msdyn_ocliveworkitem_contact@odata.bind": f"/contacts({ADA})",
        },
    )
    assert row["_regardingobjectid_value" + LOOKUP] == "incident"
    assert row["_msdyn_customer_value" + FORMATTED] == "Ada Lovelace"


def test_the_parties_of_an_activity_come_with_it(store):
    row = store.create(
        "phonecall",
        {
            "subject": "Call",
            "phonecall_activity_parties": [
                {"partyid_systemuser@odata.bind": f"/systemusers({USER})", "participationtypemask": 1},
                {"partyid_contact@odata.bind": f"/contacts({ADA})", "participationtypemask": 2},
                {"unresolvedpartyname": "+1 555", "addressused": "+1 555", "participationtypemask": "11"},
            ],
        },
    )
    options = "$select=subject&$expand=phonecall_activity_parties($orderby=participationtypemask)"
    parties = store.read("phonecall", row["activityid"], options)["phonecall_activity_parties"]
    assert [party["_partyid_value" + FORMATTED] for party in parties[:2]] == ["Alex Blake", "Ada Lovelace"]
    assert [party["participationtypemask" + FORMATTED] for party in parties] == [
        "Sender",
        "To Recipient",
        "Customer",
    ]
    assert {party["_activityid_value"] for party in parties} == {row["activityid"]}


def test_related_records_are_made_with_the_record(store):
    row = store.create(
        "account",
        {
            "name": "Northwind",
            "primarycontactid": {
                "firstname": "Nancy",
                "lastname": "Davolio",
                "parentcustomerid_account": {"name": "Holding", "parentaccountid": {"name": "Trust"}},
            },
            "contact_customer_accounts": [
                {"lastname": "Fuller", "Contact_Tasks": [{"subject": "Call him"}]},
                {"lastname": "King"},
            ],
        },
    )
    assert row["_primarycontactid_value" + FORMATTED] == "Nancy Davolio"
    options = "$select=name&$expand=contact_customer_accounts($select=lastname;$expand=Contact_Tasks($select=subject))"
    found = store.read("account", row["accountid"], options)["contact_customer_accounts"]
    assert [(each["lastname"], [task["subject"] for task in each["Contact_Tasks"]]) for each in found] == [
        ("Fuller", ["Call him"]),
        ("King", []),
    ]
    nancy = store.query("contact", "$filter=lastname eq 'Davolio'&$expand=parentcustomerid_account").rows[0]
    assert nancy["parentcustomerid_account"]["_parentaccountid_value" + FORMATTED] == "Trust"


def test_state_and_status_decide_each_other(store):
    resolved = store.create("incident", {"title": "x", "statecode": 1})
    assert (resolved["statecode"], resolved["statuscode"]) == (1, 5)
    held = store.create("incident", {"title": "x", "statuscode": 2})
    assert (held["statecode"], held["statuscode"]) == (0, 2)
    assert store.update("incident", held["incidentid"], {"statuscode": 1000})["statecode"] == 1
    assert store.update("incident", held["incidentid"], {"statecode": 0})["statuscode"] == 1
    with pytest.raises(
        RecordRefused, match=r"5 \(Problem Solved\) is no status of the state 0 \(Active\).*1 \(In"
    ):
        store.create("incident", {"title": "x", "statecode": 0, "statuscode": 5})


def test_quoted_numbers_are_taken_for_options(store):
    assert store.create("incident", {"title": "x", "prioritycode": "3"})["prioritycode"] == 3


def test_what_the_product_keeps_is_not_the_callers_to_set(store):
    row = store.create("contact", {"lastname": "x", "createdon": "2001-01-01", "createdby@odata.bind": None})
    assert row["createdon"] == "2025-03-01T15:04:05Z"
    assert row["_createdby_value"] == USER


def test_custom_columns_are_kept_as_they_came(store):
    values = {"new_text": "Grüße", "new_number": 5, "new_fraction": 1.5, "new_yes": True, "new_nothing": None}
    row = store.create("contact", {"lastname": "x", **values})
    assert {name: row[name] for name in values} == values
    assert store.read("contact", ADA)["new_text"] is None
    assert set(values) <= {column.name for column in store.table("contact").columns}
    # Another type in the same column is kept as well.
    assert store.create("contact", {"lastname": "y", "new_number": "six"})["new_number"] == "six"
    assert store.read("contact", row["contactid"])["new_number"] == 5
    store.reset()
    assert "new_text" not in {column.name for column in store.table("contact").columns}


# -- update and delete ----------------------------------------------------------------------------


def test_an_update_changes_what_it_names():
    times = iter(datetime(2025, 1, day, tzinfo=UTC) for day in range(1, 28))
    store = Store(clock=lambda: next(times))
    row = store.create("contact", {"firstname": "Grace", "lastname": "Hopper", "telephone1": "1", "new_a": 1})
    changed = store.update(
        "contact", row["contactid"].upper(), {"lastname": "Murray", "telephone1": None, "new_b": 2}
    )
    assert (changed["fullname"], changed["telephone1"]) == ("Grace Murray", None)
    assert (changed["new_a"], changed["new_b"]) == (1, 2)
    assert changed["createdon"] == row["createdon"] < changed["modifiedon"]
    assert len(store.query("contact", "$filter=lastname eq 'murray'")) == 1
    assert len(store.query("contact", "$filter=lastname eq 'hopper' or telephone1 ne null")) == 0


def test_links_are_set_and_emptied(store):
    row = store.update("contact", JOSE, {"parentcustomerid_account@odata.bind": f"/accounts({FABRIKAM})"})
    assert row["_parentcustomerid_value" + FORMATTED] == "Fabrikam"
    for emptied in (
        {"parentcustomerid_account@odata.bind": None},
        {"_parentcustomerid_value": None},
        {"parentcustomerid": None},
    ):
        store.update("contact", JOSE, {"parentcustomerid_account@odata.bind": f"/accounts({FABRIKAM})"})
        assert store.update("contact", JOSE, emptied)["_parentcustomerid_value"] is None


def test_an_update_replaces_the_parties(store):
    call = store.create(
        "phonecall",
        {"phonecall_activity_parties": [{"unresolvedpartyname": "a"}, {"unresolvedpartyname": "b"}]},
    )["activityid"]
    store.update("phonecall", call, {"phonecall_activity_parties": [{"unresolvedpartyname": "c"}]})
    assert [row["unresolvedpartyname"] for row in store.query("activityparty")] == ["c"]
    store.update("phonecall", call, {"subject": "later"})
    assert len(store.query("activityparty")) == 1


def test_the_version_grows_with_every_change(store):
    versions = [store.version]
    store.update("contact", ADA, {"jobtitle": "x"})
    versions.append(store.version)
    store.delete("contact", ADA)
    versions.append(store.version)
    store.reset()
    versions.append(store.version)
    assert versions == sorted(set(versions))
    store.query("contact")
    assert store.version == versions[-1]


def test_a_deleted_record_is_gone(store):
    assert store.delete("incident", "{" + CASE.upper() + "}") == CASE
    assert store.retrieve("incident", CASE) is None
    for action in (
        lambda: store.delete("incident", CASE),
        lambda: store.update("incident", CASE, {"title": "x"}),
        lambda: store.read("incident", CASE),
    ):
        with pytest.raises(RecordNotFound, match=f"“incident” with the id {CASE}.*was deleted"):
            action()
    with pytest.raises(RecordRefused, match="which does not exist"):
        store.create("phonecall", {"regardingobjectid_incident@odata.bind": f"/incidents({CASE})"})


def test_what_belongs_to_a_deleted_record_goes_with_it(store):
    call = store.create(
        "phonecall",
        {
            "subject": "x",
            "regardingobjectid_incident@odata.bind": f"/incidents({CASE})",
            "phonecall_activity_parties": [{"unresolvedpartyname": "a"}],
        },
    )["activityid"]
    store.create("annotation", {"notetext": "n", "objectid_phonecall@odata.bind": f"/phonecalls({call})"})
    store.delete("contact", ADA)
    # The contact's case, the call about the case, the call's parties and notes.
    assert [store.count(table) for table in ("incident", "phonecall", "activityparty", "annotation")] == [
        0,
        0,
        0,
        0,
    ]
    assert store.read("account", CONTOSO)["_primarycontactid_value"] is None


def test_the_current_user_stays(store):
    with pytest.raises(RecordRefused, match="current user cannot be deleted"):
        store.delete("systemuser", USER)


# -- refusals: a failing write leaves nothing behind ------------------------------------------------


@pytest.mark.parametrize(
    ("table", "payload", "message"),
    [
        ("contact", {"lastname": 5}, "“lastname” of the table “contact”: expected text, got 5"),
        ("contact", {"lastname": ["x"]}, "expected text, got a list"),
        ("contact", {"lastname": "x" * 51}, "“lastname”.*expected at most 50 characters, got 51"),
        ("contact", {"lastname": "a\0b"}, "without NUL"),
        ("contact", {"lastname": "a\ud800b"}, "character 2 is half of a surrogate pair"),
        ("contact", {"new_text": "\udc00"}, "“new_text”.*half of a surrogate pair"),
        ("contact", {"donotphone": "yes"}, "“donotphone”.*expected true or false, got “yes”"),
        ("contact", {"donotphone": 1}, "expected true or false, got 1"),
        ("contact", {"preferredcontactmethodcode": 9}, r"one of the options 1 \(Any\), 2 \(Email\).*got 9"),
        ("contact", {"preferredcontactmethodcode": "Phone"}, "got “Phone”"),
        ("contact", {"preferredcontactmethodcode": True}, "got true"),
        ("contact", {"birthdate": "12/10/1815"}, "expected a date such as 1999-12-31, got “12/10/1815”"),
        ("contact", {"birthdate": "1492-10-12"}, "from 1753 on"),
        ("phonecall", {"actualend": 5}, "expected a date and time such as"),
        ("account", {"numberofemployees": 1.5}, "expected a whole number, got 1.5"),
        ("account", {"numberofemployees": -1}, "from 0 to 1,000,000,000, got -1"),
        ("account", {"numberofemployees": "12"}, r"expected a number, got “12” \(write it without quotes\)"),
        ("account", {"revenue": 1e300}, "expected a number from"),
        ("account", {"revenue": float("nan")}, "expected a number from .* got nan"),
        ("msdyn_notificationtemplate", {"msdyn_timeout": 501}, "from 0 to 500, got 501"),
        ("contact", {"contactid": "42"}, "“contactid”.*expected a GUID"),
        (
            "contact",
            {"new_list": [1, 2]},
            "“new_list”.*expected text, a number, true, false or null, got a list",
        ),
        ("contact", {"new_object": {"a": 1}}, "got an object"),
        ("contact", {"new_big": 2**63}, "64 bits"),
        ("contact", {"FirstName": "x"}, "names are case-sensitive. Did you mean “firstname”"),
        ("contact", {"bad name": "x"}, "no column “bad name”"),
        ("contact", {"parentcustomerid": CONTOSO}, '"parentcustomerid_account@odata.bind": "/accounts'),
        (
            "contact",
            {"parentcustomerid_account@odata.bind": f"/accounts({MISSING})"},
            f"“account” {MISSING}, which",
        ),
        (
            "contact",
            {"parentcustomerid_account@odata.bind": f"/contacts({ADA})"},
            "leads to the table “account”, but",
        ),
        (
            "contact",
            {"parentcustomerid_account@odata.bind": f"/acounts({CONTOSO})"},
            "set “acounts”. Did you mean “acc",
        ),
        (
            "contact",
            {"parentcustomerid_account@odata.bind": f"/account({CONTOSO})"},
            "no entity set “account”",
        ),
        ("contact", {"parentcustomerid_account@odata.bind": CONTOSO}, r'such as "/accounts\(<GUID>\)"'),
        ("contact", {"parentcustomerid_account@odata.bind": 5}, "got 5"),
        ("contact", {"lastname@odata.bind": f"/accounts({CONTOSO})"}, "it is no lookup"),
        ("contact", {"new_x@odata.bind": f"/accounts({MISSING})"}, "which does not exist"),
        ("contact", {"new_x@odata.bind": "Contoso"}, 'a reference such as "/contacts'),
        (
            "contact",
            {"contact_customer_contacts": {"lastname": "x"}},
            "expected a list of records, got an object",
        ),
        (
            "contact",
            {"contact_customer_contacts": ["x"]},
            r"contact_customer_contacts\[0\].*expected a record",
        ),
        (
            "contact",
            {"contact_customer_contacts": [{"lastname": "ok"}, {"lastname": 5}]},
            "expected text, got 5",
        ),
        (
            "contact",
            {"parentcustomerid_account": {"name": "New", "telephone1": 5}},
            "“telephone1” of the table “account”",
        ),
        (
            "contact",
            {"parentcustomerid_account": "x"},
            "expected a record, or parentcustomerid_account@odata.bind",
        ),
        ("activitypointer", {"subject": "x"}, "cannot be written: write to phonecall"),
    ],
)
def test_a_record_that_is_refused_leaves_nothing_behind(store, contents, table, payload, message):
    before = contents(store)
    with pytest.raises(RecordRefused, match=message):
        store.create(table, {"lastname": "x", "new_left": 1, **payload} if table == "contact" else payload)
    assert contents(store) == before


def test_an_update_that_is_refused_changes_nothing(store, contents):
    before = contents(store)
    for payload, message in (
        ({"jobtitle": "ok", "lastname": 5}, "expected text"),
        (
            {"jobtitle": "ok", "new_left": 1, "parentcustomerid_account@odata.bind": f"/accounts({MISSING})"},
            "not exist",
        ),
        ({"contactid": JOSE}, "cannot be changed"),
        ({"parentcustomerid_account": {"name": "x"}}, "cannot make the record it links"),
        ({"contact_customer_contacts": [{"lastname": "x"}]}, "cannot make related records"),
    ):
        with pytest.raises(RecordRefused, match=message):
            store.update("contact", ADA, payload)
    assert contents(store) == before


def test_unknown_tables_are_refused_by_name(store):
    for action in (
        lambda: store.create("contcat", {}),
        lambda: store.update("contcat", ADA, {}),
        lambda: store.delete("contcat", ADA),
    ):
        with pytest.raises(UnknownTable, match=r"no table “contcat”. Did you mean “contact”"):
            action()


@pytest.mark.parametrize("payload", [None, "x", 5, ["x"]])
def test_what_is_no_record_is_refused(store, payload):
    with pytest.raises(RecordRefused, match="must be an object of columns and values"):
        store.create("contact", payload)


# -- strict mode ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        ({"lastname": "x", "lastnme": "y"}, "no column “lastnme”. Did you mean “lastname”"),
        ({"lastname": "x", "new_x@odata.bind": f"/accounts({CONTOSO})"}, "no navigation property “new_x”"),
        (
            {"lastname": "x", "parentcustomerid@odata.bind": f"/accounts({CONTOSO})"},
            "one navigation property per",
        ),
        (
            {
                "lastname": "x",
                "_parentcustomerid_value": CONTOSO,
                "_parentcustomerid_value" + LOOKUP: "account",
            },
            "a lookup is set by",
        ),
        ({"firstname": "x"}, "“lastname” of the table “contact” is required"),
    ],
)
def test_strict_mode_refuses(strict, contents, payload, message):
    before = contents(strict)
    with pytest.raises(RecordRefused, match=message):
        strict.create("contact", payload)
    assert contents(strict) == before


def test_strict_mode_takes_what_the_product_takes(strict):
    row = strict.create(
        "incident",
        {
            "title": "x",
            "customerid_contact@odata.bind": f"/contacts({ADA})",
            "ownerid@odata.bind": f"/systemusers({USER})",
            "description@odata.type": "Edm.String",
        },
    )
    assert row["_customerid_value"] == ADA
    with pytest.raises(QueryRefused, match="no column “new_x”"):
        strict.query("incident", "$select=new_x")
