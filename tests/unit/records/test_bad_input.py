"""Hostile and broken input: refused before anything parses it, and the store works on."""

import sys
import time
from contextlib import closing, suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cif_emulator.records import QueryRefused, RecordError, RecordRefused, Store

ADA = "c0000000-0000-4000-8000-000000000001"


@pytest.fixture(autouse=True)
def the_store_works_on(store):
    yield
    assert store.query("contact", "$filter=lastname eq 'Lovelace'").rows[0]["contactid"] == ADA


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        pytest.param(
            " or ".join(["a eq 1"] * 10_000), "characters long; the Web API takes 32,768", id="10,000 terms"
        ),
        pytest.param(" or ".join(["a eq 1"] * 501), "more than 500 conditions", id="501 terms"),
        pytest.param(" and ".join(["a"] * 501), "more than 500 conditions", id="501 flags"),
        pytest.param(
            "(" * 5_000 + "a eq 1" + ")" * 5_000, "nested more than 25 levels", id="5,000 parentheses"
        ),
        pytest.param("(" * 26 + "a eq 1" + ")" * 26, "nested more than 25 levels", id="26 parentheses"),
        pytest.param("not " * 5_000 + "a", "nested more than 25 levels", id="5,000 times not"),
        pytest.param("(not " * 13 + "a" + ")" * 13, "nested more than 25 levels", id="not and parentheses"),
        pytest.param("/".join(["a"] * 5_000) + " eq 1", "path of more than 10 steps", id="5,000 steps"),
        pytest.param(
            "a/any(a:" * 5_000 + "a eq 1" + ")" * 5_000, "characters long|nested", id="5,000 lambdas"
        ),
        pytest.param("a/any(a:" * 7 + "a eq 1" + ")" * 7, "nested more than 25", id="7 lambdas"),
        pytest.param(
            "statecode in (" + ",".join("1" * 2_001) + ")", "more than 2,000 values", id="2,001 values"
        ),
        pytest.param("statecode eq " + "9" * 5_000, "number of more than 40 characters", id="5,000 digits"),
        pytest.param("contains(lastname,'" + "%a" * 101 + "')", "101 wildcards", id="101 wildcards"),
        pytest.param(
            "contains(lastname,'" + "*_" * 12_000 + "')", "wildcards in one text", id="12,000 wildcards"
        ),
        pytest.param("lastname eq '" + "x" * 40_000 + "'", "characters long", id="40,000 characters"),
        pytest.param("true eq " * 400 + "true", "condition|column", id="400 comparisons"),
        pytest.param("lastname eq '\ud800'", "half of a surrogate pair", id="lone surrogate"),
        pytest.param("lastname eq 'a\0b'", "NUL", id="NUL"),
        pytest.param("((((((", "ends too soon", id="open parentheses"),
        pytest.param("))))", "without an opening one|not expected", id="closing parentheses"),
        pytest.param("," * 30_000, "not expected", id="commas"),
        pytest.param("eq " * 10_000, "not expected|operator|500 conditions", id="operators"),
        pytest.param("a" * 30_000, "no column", id="a long name"),
        pytest.param("\U0001f600 eq 1", "neither a column nor a value", id="no name"),
    ],
)
def test_hostile_filters_are_refused_at_once(store, condition, message):
    start = time.process_time()
    with pytest.raises(QueryRefused, match=message) as refusal:
        store.query("contact", "$filter=" + condition)
    assert len(refusal.value.message) < 1_000
    # Not a measurement: what recursed or backtracked would take minutes.
    assert time.process_time() - start < 30


@pytest.mark.parametrize(
    "condition",
    [
        pytest.param(
            " or ".join(f"lastname eq '{number}'" for number in range(499)) + " or lastname eq 'Lovelace'",
            id="or",
        ),
        pytest.param(
            "not ("
            + " or ".join(f"lastname eq '{number}'" for number in range(499))
            + ") and firstname eq 'Ada'",
            id="not or",
        ),
        pytest.param(" and ".join(["lastname eq 'lovelace'"] * 500), id="and"),
        pytest.param("(" * 25 + "lastname eq 'lovelace'" + ")" * 25, id="parentheses"),
        pytest.param("not (" * 12 + "lastname eq 'lovelace'" + ")" * 12, id="not"),
        pytest.param(
            "(statecode eq 0 and (statecode eq 1 or " * 12 + "(lastname eq 'lovelace')" + "))" * 12,
            id="and or",
        ),
        pytest.param(
            "(" * 12 + "lastname eq 'lovelace'" + ") or statecode eq 7) and statecode eq 0" * 6, id="or and"
        ),
        pytest.param("lastname eq 'lovelace'" + " eq true" * 400, id="comparisons"),
        pytest.param(
            "lastname in (" + ",".join(f"'{number}'" for number in range(1_999)) + ",'Lovelace')", id="in"
        ),
        pytest.param("contains(lastname,'" + "%" * 5_000 + "lace')", id="one wildcard"),
        pytest.param("contains(lastname,'" + "lovelace%" * 1 + "')", id="trailing wildcard"),
    ],
)
def test_filters_up_to_the_limits_are_answered(names, condition):
    assert names("$select=lastname&$filter=" + condition.replace("%", "%25")) == ["Lovelace"]


def lambdas(number, before="", behind=""):
    """Lambda expressions inside one another, each with something before and behind the next."""
    condition = "c/lastname eq 'x'"
    for _ in range(number):
        condition = f"c/contact_customer_contacts/any(c:{before}{condition}{behind})"
    return condition.removeprefix("c/")


@pytest.mark.parametrize(
    "condition",
    [
        lambdas(6),
        lambdas(3, "not (c/statecode eq 1 or ", ")"),
        "(" * 20 + lambdas(1) + ")" * 20,
        "statecode eq 0 and (statecode eq 1 or (" * 5 + lambdas(3) + "))" * 5,
        " or ".join(f"{'parentcustomerid_contact/' * steps}createdby/fullname eq 'x'" for steps in range(9)),
    ],
)
def test_the_limits_stay_below_those_of_python_and_sqlite(store, condition):
    def deeper(frames):
        return deeper(frames - 1) if frames else store.query("contact", "$filter=" + condition)

    # On a stack with half of Python's frames taken.
    assert deeper(sys.getrecursionlimit() // 2).rows == []


def test_too_many_tables_are_refused(store):
    paths = [
        f"{'parentcustomerid_contact/' * steps}{end}"
        for steps in range(8)
        for end in (
            "createdby",
            "modifiedby",
            "owninguser",
            "owningteam",
            "parentcustomerid_account/createdby",
            "parentcustomerid_account/modifiedby",
            "parentcustomerid_account/owninguser",
        )
    ]
    with pytest.raises(QueryRefused, match="lookups into more than 60 tables"):
        store.query("contact", "$filter=" + " or ".join(f"{path}/createdon gt 2000-01-01" for path in paths))
    with pytest.raises(QueryRefused, match="more than 50 columns"):
        store.query("contact", "$orderby=" + ",".join(["lastname"] * 51))


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE contact; --",
        'x" OR "1"="1',
        "x' OR '1'='1",
        "%'; DELETE FROM contact WHERE '%'='",
        "\\'; SELECT 1",
        "?1 :a @a $a",
        "/* */ -- x",
    ],
)
def test_sql_in_texts_stays_text(store, text):
    written = text.replace("'", "''").replace("%", "%25")
    store.create("contact", {"lastname": text[:50], "new_note": text, "jobtitle": text})
    found = store.query("contact", f"$filter=jobtitle eq '{written}'&$select=jobtitle,new_note")
    assert [row["new_note"] for row in found] == [text]
    assert len(store.query("contact", f"$filter=new_note eq '{written}'")) == 1
    assert store.query("contact", f"$filter=startswith(fullname,'{written}x')").rows == []
    store.query("contact", "$search=" + text.replace("&", ""))
    assert store.count("contact") == 4


@pytest.mark.parametrize(
    "name", ['x"; DROP TABLE contact; --', "x' OR 1=1", "lastname~", "row~", "a.b", "a b", "é", "", "1a"]
)
def test_sql_in_names_is_refused(store, name):
    for action in (
        lambda: store.create("contact", {name: 1}),
        lambda: store.create("contact", {name + "@odata.bind": f"/contacts({ADA})"}),
        lambda: store.query("contact", f"$select={name}"),
        lambda: store.query("contact", f"$orderby={name}"),
        lambda: store.query("contact", f"$expand={name}"),
        lambda: store.query("contact", f"$filter={name} eq 1"),
        lambda: store.query(name),
        lambda: store.metadata("contact", [name]),
    ):
        with pytest.raises(RecordError):
            action()


def test_long_values_are_kept_up_to_the_products_limit(store):
    text = "ä" * 1_048_576
    row = store.create("email", {"subject": "x", "description": text})
    assert store.read("email", row["activityid"])["description"] == text
    assert store.create("contact", {"lastname": "x", "new_text": text})["new_text"] == text
    for payload in ({"description": text + "x"}, {"new_text": text + "x"}):
        with pytest.raises(RecordRefused, match="at most 1,048,576 characters, got 1,048,577"):
            store.create("email", payload)


def nested(depth, innermost):
    for _ in range(depth):
        innermost = {"parentcustomerid_account": {"primarycontactid": innermost}}
    return innermost


@pytest.mark.parametrize("depth", [11, 1_000, 100_000])
def test_deep_payloads_are_refused(store, contents, depth):
    before = contents(store)
    payload = {"lastname": "x"}
    for _ in range(depth):
        payload = {"lastname": "x", "contact_customer_contacts": [payload]}
    with pytest.raises(RecordRefused, match="nested more than 10 levels deep"):
        store.create("contact", payload)
    with pytest.raises(RecordRefused, match="nested more than 10 levels deep"):
        store.update("contact", ADA, {"new_x": payload})
    assert contents(store) == before
    # Taken apart level by level: freeing it at once would be a deep recursion of this test's own making.
    while payload:
        payload = payload.pop("contact_customer_contacts", [None])[0]


def test_cyclic_payloads_are_refused(store):
    payload = {"lastname": "x"}
    payload["contact_customer_contacts"] = [payload]
    with pytest.raises(RecordRefused, match="nested more than 10 levels deep"):
        store.create("contact", payload)


def test_payloads_with_too_much_in_them_are_refused(store, contents):
    before = contents(store)
    with pytest.raises(RecordRefused, match="more than 10,000 values"):
        store.create("contact", {f"new_{number}": number for number in range(10_001)})
    for number in range(5):
        store.create("contact", {"lastname": "x", **{f"new_{number}_{each}": 1 for each in range(100)}})
    with pytest.raises(RecordRefused, match="500 columns that no definition names already"):
        store.create("contact", {"lastname": "x", "new_more": 1})
    store.reset()
    assert contents(store) == before


@pytest.mark.parametrize(
    "options",
    [
        "$search=" + " ".join("abcdefghijklmnopqrstuvw"),
        "$expand=" + "primarycontactid($expand=" * 6 + "a" + ")" * 6,
    ],
)
def test_other_options_have_limits_too(store, options):
    with pytest.raises(QueryRefused, match=r"at most|nested more than 5 levels"):
        store.query("account", options)


# -- anything at all --------------------------------------------------------------------------------

WORDS = [
    "lastname",
    "firstname",
    "statecode",
    "contactid",
    "birthdate",
    "donotphone",
    "_parentcustomerid_value",
    "createdon",
    "parentcustomerid_account/name",
    "parentcustomerid_account",
    "contact_customer_contacts/any(",
    "contact_customer_contacts/all(",
    "c:",
    "c/lastname",
    "new_x",
    "eq",
    "ne",
    "gt",
    "in",
    "and",
    "or",
    "not",
    "(",
    ")",
    ",",
    "/",
    "null",
    "true",
    "false",
    "1",
    "-2.5",
    "2024-01-01",
    "2024-01-01T00:00:00Z",
    "'x'",
    "''",
    "'%'",
    "'a''b'",
    "contains(",
    "startswith(",
    "endswith(",
    "a0000000-0000-4000-8000-000000000001",
    "any",
    "all",
    ":",
    "=",
    "{",
    "}",
    ";",
    "%",
    "%20",
    "+",
    "&",
]
fragments = st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=14)


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["$filter=", "$filter=not (", "$select=", "$orderby=", "$expand=", "$search=", ""]),
    fragments,
    st.booleans(),
)
def test_any_options_are_answered_or_refused(loaded, option, words, spaced):
    with suppress(QueryRefused):
        assert len(loaded.query("contact", option + (" " if spaced else "").join(words))) <= 3


KEYS = [
    "lastname",
    "firstname",
    "contactid",
    "statecode",
    "statuscode",
    "donotphone",
    "birthdate",
    "createdon",
    "fullname",
    "parentcustomerid",
    "parentcustomerid_account",
    "parentcustomerid_account@odata.bind",
    "parentcustomerid@odata.bind",
    "_parentcustomerid_value",
    "contact_customer_contacts",
    "ownerid",
    "ownerid@odata.bind",
    "new_x",
    "new_y@odata.bind",
    "new_x@odata.bind",
    "id",
    "@odata.etag",
    "account_primary_contact",
    "Contact_Tasks",
    "address1_city",
    "owninguser",
]
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(
        [ADA, f"/contacts({ADA})", "/accounts(a0000000-0000-4000-8000-000000000001)", "2024-01-01", "1", 1]
    )
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from([*KEYS, "table"]), inner, max_size=3)
    ),
    max_leaves=4,
)
payloads = st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), values, max_size=6)


@pytest.fixture
def before(store, contents):
    return contents(store)


@pytest.fixture
def copy():
    with closing(Store(current_user="aaaaaaaa-0000-4000-8000-000000000001")) as store:
        yield store


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(payloads, st.sampled_from(["create", "update", "load"]))
def test_any_payload_is_written_whole_or_refused(loaded, before, contents, copy, payload, way):
    loaded.reset()
    try:
        if way == "create":
            row = loaded.create("contact", payload)
            assert loaded.read("contact", row["contactid"]) == row
        elif way == "update":
            loaded.update("contact", ADA, payload)
        else:
            loaded.load([("contact", payload)])
    except RecordRefused:
        assert contents(loaded) == before
    else:
        # What was written can be read, exported and loaded again.
        copy.reset()
        copy.load(loaded.export())
        assert copy.count("contact") == loaded.count("contact")


def test_records_grow_within_a_budget():
    small = Store(budget=2**20)
    columns = {"lastname": "Lovelace", "new_note": "x" * 200_000}
    rows = [small.create("contact", columns) for _ in range(2)]
    with pytest.raises(RecordRefused, match=r"more than 1 MB.*raise records_budget"):
        small.create("contact", {"lastname": "Hopper", "new_note": "z" * 900_000})
    count = small.count("contact")
    with pytest.raises(RecordRefused, match="more than 1 MB"):
        small.update("contact", str(rows[0]["contactid"]), {"new_other": "y" * 900_000})
    assert small.count("contact") == count == len(rows)
    # What is deleted makes room, and so does a reset.
    large = {"lastname": "Hopper", "new_note": "z" * 300_000}
    for row in rows:
        small.delete("contact", str(row["contactid"]))
    small.create("contact", large)
    small.reset()
    small.create("contact", large)
