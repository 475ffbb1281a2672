"""Query options in the spellings that clients use (``client-habits.md`` 3)."""

from urllib.parse import quote, urlencode

import pytest

from cif_emulator.records import QueryRefused

ADA = "c0000000-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    "options",
    [
        "?$select=lastname&$filter=firstname eq 'Ada'&$top=1",
        "$select=lastname&$filter=firstname eq 'Ada'&$top=1",
        "&$select=lastname&$filter=firstname eq 'Ada'",
        "?$select=lastname&$filter=" + quote("firstname eq 'Ada'"),
        "?$select=lastname&$filter=" + quote("firstname eq 'Ada'", safe="'"),
        "?" + urlencode({"$select": "lastname", "$filter": "firstname eq 'Ada'"}),
        quote("?$select=lastname&$filter=firstname eq 'Ada'", safe=""),
        "  ?$select = lastname & $filter = firstname   eq\n 'Ada' ",
        "$SELECT=lastname&$Filter=firstname EQ 'Ada'",
        "$select=lastname&$filter=firstname eq'Ada'",
        "$select=lastname&$filter=(firstname eq 'Ada')",
        "$select=lastname&$filter='Ada' eq firstname",
        f"$select=lastname&$filter=contactid eq {ADA}",
        f"$select=lastname&$filter=contactid eq {ADA.upper()}",
        f"$select=lastname&$filter=contactid eq '{ADA.upper()}'",
        f"$select=lastname&$filter=contactid eq {{{ADA}}}",
        f"$select=lastname&$filter=contactid eq\n'{ADA}'",
    ],
)
def test_one_question_in_many_spellings(names, options):
    assert names(options) == ["Lovelace"]


def test_no_options_give_all_rows(store):
    for options in ("", "?", "  "):
        assert len(store.query("contact", options)) == 3


def test_an_ampersand_inside_a_text(store):
    store.create("account", {"name": "Smith & Sons"})
    for options in (
        "$filter=name eq 'Smith & Sons'&$top=1",
        "$filter=" + quote("name eq 'Smith & Sons'") + "&$top=1",
        "$filter=contains(name,'h & s')",
    ):
        assert [row["name"] for row in store.query("account", options)] == ["Smith & Sons"]


def test_an_apostrophe_in_a_search_does_not_swallow_the_next_option(store):
    result = store.query("contact", "$search=O'Brien&$top=5&$select=lastname")
    assert [row["lastname"] for row in result] == ["O'Brien"]


def test_a_plus_sign_stays_unless_the_text_is_form_encoded(names):
    assert names("$filter=startswith(telephone1,'+44')") == ["O'Brien"]
    assert names("$filter=startswith(telephone1,'%2B44')") == ["O'Brien"]
    assert names("$filter=startswith(telephone1,'%2B44')+and+statecode+eq+0") == ["O'Brien"]
    assert names("$search=+44 20 7946 0999") == ["O'Brien"]


@pytest.mark.parametrize(
    "pattern",
    [
        "%4%2%5%5%5%5%0%1%2%3%",
        "4%2%5%5%5%5%0%1%2%3",
        "425%555%0123",
        "%425%555%",
        "%42%55%01%23%",
        "%25425%25555%25",
        "425_555_0123",
    ],
)
def test_wildcards_between_the_digits_are_not_taken_for_escapes(names, pattern):
    assert names(f"$filter=contains(telephone1,'{pattern}')") == ["Lovelace"]
    assert names(f"?$filter=contains(telephone1,'{pattern}') and statecode eq 0") == ["Lovelace"]


def test_escapes_beside_a_wildcard_are_decoded(names):
    assert names("$filter=contains(fullname,'Ada%20L%') and statecode eq 0") == ["Lovelace"]


def test_search_goes_without_a_dollar_sign(store):
    result = store.query("contact", "?search=ada&$select=lastname")
    assert [row["lastname"] for row in result] == ["Lovelace"]
    assert result.searched
    assert not store.query("contact", "$filter=statecode eq 0").searched


def test_top_skip_and_count(store):
    result = store.query("contact", "$select=lastname&$orderby=lastname&$top=1&$skip=1&$count=true")
    assert [row["lastname"] for row in result] == ["Lovelace"]
    assert result.total == 3
    assert store.query("contact").total is None
    assert len(store.query("contact", "$top=0")) == 0
    assert len(store.query("contact", "$top=999999999")) == 3


def test_a_result_is_a_sequence_of_rows(store):
    result = store.query("contact", "$select=lastname")
    assert len(result) == 3
    assert result[0]["lastname"] == "Lovelace"
    assert [row["lastname"] for row in result[1:]] == ["O'Brien", "100% Müller"]
    assert result.table == "contact"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("$filtr=a eq 1", r"no query option “\$filtr”. Did you mean “\$filter”"),
        ("filter=a eq 1", r"no query option “filter”. Did you mean “\$filter”"),
        ("$top=1&$top=2", r"“\$top” is there twice"),
        ("$top=٣", r"\$top must be a whole number from 0 on, got “٣”"),
        ("$filter=numberofchildren eq ٣", "٣"),
        ("$top=many", r"\$top must be a whole number from 0 on, got “many”"),
        ("$top=-1", r"\$top must be a whole number"),
        ("$top=1.5", r"\$top must be a whole number"),
        ("$top", r"“\$top” has no value"),
        ("$skip=x", r"\$skip must be a whole number"),
        ("$count=yes", r"\$count must be true or false, got “yes”"),
        ("$apply=aggregate(x)", r"emulator does not have the query option “\$apply”"),
        ("fetchXml=<fetch/>", "emulator does not have the query option “fetchXml”"),
        ("lastname eq 'x'", r"“lastname eq 'x'” is no query option: expected \$filter="),
        ("$select=", "a name is missing"),
        ("$select=fullname,,lastname", "a name is missing"),
        ("$select=full name", "expected columns' names joined by commas, found “full name”"),
        ("$select=fulname", "no column “fulname”. Did you mean “fullname”"),
        ("$select=FullName", "no column “FullName”. Did you mean “fullname”"),
        ("$orderby=lastnam", "character 1: the table “contact” has no column “lastnam”"),
        ("$orderby=lastname up", "expected a column, then asc or desc; found “lastname up”"),
        ("$orderby=lastname,firstnam desc", "character 10: the table"),
        ("$filter=", r"\$filter is empty"),
    ],
)
def test_options_that_are_wrong_say_what_is(store, options, message):
    with pytest.raises(QueryRefused, match=message):
        store.query("contact", options)


def test_rows_sort_by_the_name_of_a_lookup_and_the_number_of_a_choice(store):
    store.create(
        "contact",
        {
            "lastname": "Zuse",
            "parentcustomerid_account@odata.bind": "/accounts(a0000000-0000-4000-8000-000000000002)",
            "preferredcontactmethodcode": 5,
        },
    )

    def ordered(options):
        return [
            row["lastname"]
            for row in store.query("contact", options + "&$select=lastname&$filter=statecode eq 0")
        ]

    assert ordered("$orderby=_parentcustomerid_value desc") == ["Zuse", "Lovelace", "O'Brien"]
    assert ordered("$orderby=preferredcontactmethodcode desc,lastname") == ["Zuse", "Lovelace", "O'Brien"]
    assert ordered("$orderby=parentcustomerid_account/name,lastname desc") == ["O'Brien", "Lovelace", "Zuse"]
