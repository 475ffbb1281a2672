"""What filters find, and what they refuse."""

from contextlib import closing

import pytest
from attrs import evolve

from cif_emulator.records import BUILT_IN_TABLES, QueryRefused, Store
from cif_emulator.workspace.state.record_source import Column, Table

ADA = "c0000000-0000-4000-8000-000000000001"
CONTOSO = "a0000000-0000-4000-8000-000000000001"
EVERYBODY = ["Lovelace", "O'Brien", "100% Müller"]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        # Texts: without regard to case and accents, as in an English-language organisation.
        ("lastname eq 'LOVELACE'", ["Lovelace"]),
        ("firstname eq 'jose'", ["O'Brien"]),
        ("lastname eq 'O''Brien'", ["O'Brien"]),
        ("endswith(lastname,'muller')", ["100% Müller"]),
        ("lastname gt 'm'", ["O'Brien"]),
        ("firstname lt 'b'", ["Lovelace"]),
        # Wildcards: in text functions only.
        ("startswith(lastname,'L_v')", ["Lovelace"]),
        ("contains(lastname,'[rm]%e')", ["O'Brien", "100% Müller"]),
        ("startswith(lastname,'[^a-m]')", ["O'Brien", "100% Müller"]),
        ("contains(lastname,'0[%]')", ["100% Müller"]),
        ("lastname eq '100%'", []),
        ("lastname eq '100% müller'", ["100% Müller"]),
        ("contains(lastname,'')", EVERYBODY),
        ("contains(firstname,'')", ["Lovelace", "O'Brien"]),
        # What has no text neither contains nor lacks one (OData 4: unknown).
        ("not contains(firstname,'x')", ["Lovelace", "O'Brien"]),
        ("contains(firstname,'d') eq false", ["O'Brien"]),
        ("contains(firstname,'d') eq true", ["Lovelace"]),
        # Null.
        ("firstname eq null", ["100% Müller"]),
        ("firstname ne null", ["Lovelace", "O'Brien"]),
        ("firstname ne 'Ada'", ["O'Brien", "100% Müller"]),
        ("not (firstname eq 'Ada')", ["O'Brien", "100% Müller"]),
        ("_parentcustomerid_value eq null", ["O'Brien", "100% Müller"]),
        ("parentcustomerid_account ne null", ["Lovelace"]),
        ("birthdate gt null", []),
        # Logic.
        ("firstname eq 'Ada' or firstname eq 'José' and lastname eq 'x'", ["Lovelace"]),
        ("(firstname eq 'Ada' or firstname eq 'José') and lastname eq 'x'", []),
        ("not (firstname eq 'Ada' or statecode eq 1)", ["O'Brien"]),
        ("donotphone", ["Lovelace"]),
        ("not donotphone", ["O'Brien", "100% Müller"]),
        ("donotphone eq true and statecode eq 0", ["Lovelace"]),
        # Lists.
        ("firstname in ('ada','Grace')", ["Lovelace"]),
        ("firstname in ('ada')", ["Lovelace"]),
        ("statecode in (1,2)", ["100% Müller"]),
        (f"contactid in ({ADA.upper()},'{CONTOSO}')", ["Lovelace"]),
        ("not (firstname in ('Ada'))", ["O'Brien", "100% Müller"]),
        # Dates and times.
        ("birthdate eq 1815-12-10", ["Lovelace"]),
        ("birthdate lt 1815-12-10T00:00:01Z", ["Lovelace"]),
        ("birthdate ge 1815-12-10T00:00:01Z", []),
        ("createdon gt 2025-03-01", EVERYBODY),
        ("createdon eq 2025-03-01T15:04:05Z", EVERYBODY),
        ("createdon eq 2025-03-01T16:04:05.000+01:00", EVERYBODY),
        ("createdon lt 2025-03-01T15:04:05.5Z and createdon gt 2025-03-01T15:04:04.5Z", EVERYBODY),
        # Lookups, as values and as paths.
        (f"_parentcustomerid_value eq {CONTOSO}", ["Lovelace"]),
        (f"_parentcustomerid_value eq '{CONTOSO.upper()}'", ["Lovelace"]),
        ("parentcustomerid_account/name eq 'contoso'", ["Lovelace"]),
        (f"parentcustomerid_account/accountid eq {CONTOSO}", ["Lovelace"]),
        ("parentcustomerid_account/primarycontactid/firstname eq 'Ada'", ["Lovelace"]),
        ("parentcustomerid_contact/lastname eq null", EVERYBODY),
        ("createdby/fullname eq 'Alex Blake'", EVERYBODY),
        ("owninguser/fullname eq 'alex blake'", EVERYBODY),
        # Columns with one another.
        ("createdon eq modifiedon", EVERYBODY),
        ("firstname lt lastname", ["Lovelace", "O'Brien"]),
        ("firstname ne lastname", EVERYBODY),
    ],
)
def test_what_a_condition_finds(names, condition, found):
    assert names(f"$select=lastname&$filter={condition}") == found


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("contact_customer_accounts/any(c:c/lastname eq 'Lovelace')", ["Contoso"]),
        ("not contact_customer_accounts/any(c:c/lastname eq 'Lovelace')", ["Fabrikam"]),
        ("contact_customer_accounts/any()", ["Contoso"]),
        ("contact_customer_accounts/all(c:c/statecode eq 0)", ["Contoso", "Fabrikam"]),
        ("contact_customer_accounts/all(c:c/statecode eq 1)", ["Fabrikam"]),
        (
            "contact_customer_accounts/any(c:c/incident_customer_contacts/any(i:contains(i/title,'pri')) and c/statecode eq 0)",
            ["Contoso"],
        ),
        ("contact_customer_accounts/any(c:c/parentcustomerid_account/name eq 'Contoso')", ["Contoso"]),
    ],
)
def test_what_a_condition_on_a_collection_finds(names, condition, found):
    assert names(f"$select=name&$filter={condition}", "account", "name") == found


@pytest.mark.parametrize("function", ["substringof", "indexof", "tolower", "length", "year"])
def test_functions_that_the_product_refuses_are_refused_by_name(store, function):
    with pytest.raises(
        QueryRefused, match=f"character 5: unknown function “{function}”.*Instead,"
    ) as refusal:
        store.query("contact", f"$filter=not {function}(lastname) eq 1")
    assert refusal.value.code == "0x80060888"


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (
            "fulname eq 'x'",
            "character 1: the table “contact” has no column “fulname”. Did you mean “fullname”",
        ),
        (
            "statecode eq 0 and FullName eq 'x'",
            "character 20: .*no column “FullName”. Did you mean “fullname”",
        ),
        ("lastname eq 5", "character 13: “lastname” is compared with a text between quotes"),
        ("lastname eq true", "“lastname” is compared with a text"),
        (
            "statecode eq '0'",
            r"“statecode” is compared with the number of an option, without quotes: 0 \(Active\)",
        ),
        ("statecode eq 'Active'", "the number of an option"),
        ("donotphone eq 1", "“donotphone” is compared with true or false"),
        ("createdon gt '2024-01-01'", "“createdon” is compared with a date or time without quotes"),
        ("createdon gt 2024-13-01", "“createdon” is compared with a date or time"),
        ("contactid eq 'abc'", "“contactid” is compared with a GUID"),
        ("_parentcustomerid_value eq 'Contoso'", "is compared with a GUID"),
        (f"parentcustomerid_account eq {CONTOSO}", "compare “_parentcustomerid_value” with a GUID"),
        (f"parentcustomerid eq {CONTOSO}", "compare “_parentcustomerid_value” with a GUID"),
        ("firstname in ('a',5)", "“firstname” is compared with a text"),
        ("firstname in 'a'", "“'a'” is not expected here"),
        ("lastname", "“lastname” is no condition: compare it with a value"),
        ("'a' eq 'b'", "one side of a comparison must be a column"),
        ("lastname eq birthdate", "hold different kinds of values"),
        ("not lastname eq 'x'", r"write not \("),
        ("lastname eq 'O'Brien'", "character 16: a text ended just before this.*written twice"),
        ("lastname eq 'x", "character 13: the text that begins here has no closing quote"),
        ('lastname eq "x"', "texts stand between single quotes"),
        ("lastname = 'x'", "comparisons are written as words: eq"),
        ("lastname equals 'x'", "found “equals”. Did you mean “eq”"),
        ("lastname like 'x'", "found “like”. Did you mean “contains"),
        ("lastname eq 'x' && statecode eq 0", "is no query option"),
        ("lastname eq 'x' and", "the filter ends too soon: a value or a condition is missing"),
        ("(lastname eq 'x'", "the filter ends too soon: a closing parenthesis is missing"),
        ("lastname eq 'x')", "character 16: a closing parenthesis without an opening one"),
        ("lastname eq 'x' statecode eq 0", "expected an operator such as eq, and, or; found “statecode”"),
        ("numberofchildren add 1 eq 2", "filters cannot calculate: “add”"),
        ("createdon gt datetime'2024-01-01T00:00:00'", "is the spelling of OData 2"),
        (f"contactid eq guid'{ADA}'", "is the spelling of OData 2"),
        ("contians(lastname,'x')", "unknown function named “contians”.*Did you mean “contains”"),
        ("contains(lastname)", "character 1: contains takes two values, a column and a text.*found 1"),
        ("contains('x',lastname)", "contains takes a column and a text between quotes"),
        ("contains(lastname,5)", "contains takes a column and a text between quotes"),
        ("contains(statecode,'x')", "contains looks into text; “statecode” holds none"),
        (
            "Microsoft.Dynamics.CRM.Today(PropertyName='createdon')",
            "does not have Dataverse's query function",
        ),
        (
            "parentcustomerid_acount/name eq 'x'",
            "no navigation property “parentcustomerid_acount”. Did you mean",
        ),
        ("contact_customer_contacts/lastname eq 'x'", "is a collection: write contact_customer_contacts/any"),
        ("contact_customer_contacts/any(c:lastname eq 'x')", "columns are written c/lastname"),
        ("contact_customer_contcts/any(c:c/lastname eq 'x')", "no collection “contact_customer_contcts”"),
        ("contact_customer_contacts/all()", "all"),
        ("lastname eq ;", "“;” is neither a column nor a value"),
        ("1 eq", "ends too soon"),
    ],
)
def test_a_filter_that_is_wrong_says_what_and_where(store, condition, message):
    with pytest.raises(QueryRefused, match=message):
        store.query("contact", f"$filter={condition}")


def test_a_refusal_points_at_the_place(store):
    with pytest.raises(QueryRefused) as refusal:
        store.query("contact", "$filter=statecode eq 0 and lastnam eq 'x'")
    assert refusal.value.message.startswith("$filter, character 20:")
    assert refusal.value.message.endswith(" (in “statecode eq 0 and lastnam eq 'x'”)")


def test_a_refusal_shows_one_line_of_a_long_text(store):
    with pytest.raises(QueryRefused) as refusal:
        store.query("contact", f"$filter=statecode eq 0 and lastnam eq\n'{'x' * 500}'")
    assert refusal.value.message.endswith(f" (in “statecode eq 0 and lastnam eq '{'x' * 29}…”)")


def test_names_that_begin_like_words_of_the_grammar():
    words = (
        "anyone",
        "allow",
        "nullable",
        "notes",
        "order",
        "android",
        "trueish",
        "inside",
        "equal",
        "daytime",
    )
    table = Table(
        name="new_word",
        label="Word",
        plural_label="Words",
        entity_set="new_words",
        primary_id="new_wordid",
        primary_name="anyone",
        columns=tuple(Column(name=word, label=word) for word in words),
    )
    store = Store((table,))
    store.create("new_word", dict.fromkeys(words, "x"))
    condition = " and ".join(f"{word} eq 'x'" for word in words)
    assert len(store.query("new_word", f"$filter={condition} and not (notes eq null)")) == 1


# -- columns that no definition names --------------------------------------------------------------


def test_custom_columns_are_found_by_whatever_they_hold(store):
    store.update(
        "contact", ADA, {"new_number": 5, "new_text": "Straße", "new_flag": True, "new_day": "2024-05-06"}
    )

    def found(condition):
        return len(store.query("contact", f"$select=lastname,new_text&$filter={condition}"))

    for condition in (
        "new_number eq 5",
        "new_number gt 4.5 and new_number lt 6",
        "new_text eq 'STRASSE'",
        "contains(new_text,'ras')",
        "startswith(new_text,'str_s')",
        "new_flag eq true",
        "new_flag",
        "new_day ge 2024-01-01",
        "new_text in ('a','strasse')",
        "new_number ne null",
    ):
        assert found(condition) == 1, condition
    assert found("new_number eq null") == 2
    assert [row["new_number"] for row in store.query("contact", "$orderby=new_number desc")] == [
        5,
        None,
        None,
    ]


def test_a_custom_lookup_is_followed_by_its_value(store):
    store.update("contact", ADA, {"new_partner@odata.bind": f"/accounts({CONTOSO})"})
    rows = store.query("contact", f"$filter=_new_partner_value eq {CONTOSO}&$select=_new_partner_value")
    assert [row["_new_partner_value@OData.Community.Display.V1.FormattedValue"] for row in rows] == [
        "Contoso"
    ]
    store.delete("account", CONTOSO)
    assert store.query("contact", "$filter=_new_partner_value ne null").rows == []


def planned(store, options):
    """The SQL that a query of contacts becomes, and SQLite's steps."""
    asked = []
    store._connection.set_trace_callback(asked.append)
    store.query("contact", options)
    store._connection.set_trace_callback(None)
    plans = store._connection.execute(f"EXPLAIN QUERY PLAN {asked[0]}")
    return asked[0], [row[3].replace("COVERING ", "") for row in plans]


@pytest.mark.parametrize(
    ("options", "plan"),
    [
        ("$filter=telephone1 eq '1'", "SEARCH t0 USING INDEX contact/telephone1"),
        ("$filter=startswith(fullname,'ada')", "SEARCH t0 USING INDEX contact/fullname"),
        (
            f"$filter=_parentcustomerid_value eq {ADA}",
            "SEARCH t0 USING INDEX contact/parentcustomerid",
        ),
        ("$filter=contains(telephone1,'1%2')", "SCAN x USING INDEX contact/telephone1"),
        (
            "$filter=contains(telephone1,'1%2') or endswith(mobilephone,'9')",
            "SCAN x USING INDEX contact/mobilephone",
        ),
        ("$orderby=fullname&$top=50", "SCAN t0 USING INDEX contact/fullname"),
        ("$search=ada love", "SCAN t0 USING INDEX contact/search~"),
    ],
    ids=["equal", "begins", "lookup", "wildcards", "wildcards or", "page", "search"],
)
def test_an_index_spares_reading_the_table(store, options, plan):
    asked, steps = planned(store, options)
    assert any(step.startswith(plan) for step in steps), steps
    assert "SCAN t0" not in steps
    # What is compared comes from the index: of the table only the numbers of its rows are read.
    code = list(store._connection.execute(f"EXPLAIN {asked}"))
    tables = {row[2] for row in code if row[1] == "OpenRead" and not str(row[5]).startswith("k(")}
    assert not [row for row in code if row[1] == "Column" and row[2] in tables]


@pytest.mark.parametrize(
    ("options", "plan"),
    [
        (
            "$filter=contains(telephone1,'1%2') and statecode eq 0",
            ["SEARCH t0 USING INTEGER PRIMARY KEY (rowid=?)", "SCAN x USING INDEX contact/telephone1"],
        ),
        (
            "$filter=(contains(telephone1,'1%2') or contains(mobilephone,'1%2')) and _ownerid_value ne null",
            ["SCAN x USING INDEX contact/telephone1", "SCAN x USING INDEX contact/mobilephone"],
        ),
        (
            "$search=+1 (425) 555-0123&$orderby=fullname",
            ["SCAN t0 USING INDEX contact/search~"],
        ),
        # What many rows may hold: the table is read until there are enough.
        ("$filter=contains(emailaddress1,'com') and statecode eq 0&$top=9", ["SCAN t0"]),
        # What finds few rows by an index comes before what reads all.
        (
            f"$filter=contains(telephone1,'1%2') and _parentcustomerid_value eq {ADA}",
            ["SEARCH t0 USING INDEX contact/parentcustomerid"],
        ),
        (
            "$filter=startswith(fullname,'Ada') and contains(telephone1,'1%2')",
            ["SEARCH t0 USING INDEX contact/fullname"],
        ),
        (f"$filter=contactid eq {ADA} and contains(telephone1,'1%2')", ["SEARCH t0 USING INDEX contact/"]),
    ],
    ids=[
        "and",
        "or in and",
        "phone",
        "and without wildcards",
        "and a lookup",
        "and a beginning",
        "and a key",
    ],
)
def test_conditions_beside_texts(store, options, plan):
    _, steps = planned(store, options)
    read = [step for step in steps if step.startswith(("SCAN", "SEARCH"))]
    assert len(read) >= len(plan)
    assert all(any(step.startswith(each) for step in read) for each in plan), steps
    assert sum("SCAN x" in step for step in read) == sum("SCAN x" in each for each in plan)


def test_texts_that_cannot_be_long_are_not_measured(store):
    for options in ("$filter=contains(telephone1,'1%2')", "$search=1*2"):
        asked, _ = planned(store, options)
        assert "GLOB" in asked
        assert "length(" not in asked
    asked, _ = planned(store, f"$filter=contains(telephone1,'{'1_' * 50}{'2' * 2_000}')")
    assert "length(" in asked


def test_what_is_made_of_long_texts_is_measured(store):
    contact = store.table("contact")
    last_name = next(column for column in contact.columns if column.name == "lastname")
    unlimited = evolve(contact, columns=(evolve(last_name, max_length=None),))
    with closing(Store((*BUILT_IN_TABLES, unlimited))) as own:
        for options in ("$filter=contains(fullname,'1%2')", "$search=1*2"):
            asked, _ = planned(own, options)
            assert "length(" in asked
        asked, _ = planned(own, "$filter=contains(firstname,'1%2')")
        assert "length(" not in asked
