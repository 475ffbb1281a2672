"""Bad input for records, from the page's own APIs and from a provider's page: refused with a text that tells, without effect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Frame, Page

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

from .conftest import WIDGET, ShowPage

scripts = Scripts(__file__)

CONTACT = "88d3ca72-dfc2-5955-98d6-ec2757a2f67a"
ACCOUNT = "b3b1d3b3-ac68-5fa5-a793-5d2189948ea3"
NOBODY = "c0000000-0000-4000-8000-00000000ffff"

TOOLS = "create, read, change, remove, find, nested, repeated, party, parties, CONTACT, ACCOUNT, NOBODY"

# A call, and what its refusal says. Those that are no columns stand with the nearest that are.
CASES: dict[str, tuple[str, str]] = {
    "filter that ends too soon": ('find("contact", "$filter=lastname eq")', "$filter, character 12: the filter ends too soon"),
    "filter with an open parenthesis": ("""find("contact", "?$filter=(lastname eq 'a'")""", "character 17: the filter ends too soon: a closing parenthesis is missing"),
    "filter with an apostrophe": ("""find("contact", "$filter=lastname eq 'O'Neil'")""", "An apostrophe inside a text is written twice"),
    "filter with another language's and": ("""find("contact", "$filter=lastname eq 'a' && firstname eq 'b'")""", 'inside a text is written %26'),
    "filter, encoded": ('find("contact", "%24filter%3Dlastname%20eq")', "the filter ends too soon"),
    "unknown table": ('find("contct", "")', 'there is no table "contct". Did you mean "contact"'),
    "entity set for a table": ('find("contacts", "")', 'Did you mean "contact"?'),
    "unknown table in a create": ('create("incidnt", {})', "incident"),
    "unknown column in a filter": ("""find("contact", "$filter=fulname eq 'a'")""", "has no column “fulname”. Did you mean “fullname”"),
    "unknown column in a select": ('find("contact", "$select=fulname")', "Did you mean “fullname”"),
    "unknown column in an order": ('find("contact", "$orderby=lastnam")', "Did you mean “lastname”"),
    "unknown column of a record": ('read("contact", CONTACT, "?$select=fulname")', "Did you mean “fullname”"),
    "unknown navigation property": ('find("contact", "$expand=parentcustomerid_acount")', "Did you mean “parentcustomerid_account”"),
    "unknown option": ('find("contact", "$foo=1")', "There is no query option “$foo”"),
    "number for a text in a filter": ('find("contact", "$filter=lastname eq 5")', "is compared with a text between quotes"),
    "text for an option in a filter": ("""find("contact", "$filter=statecode eq 'x'")""", "0 (Active), 1 (Inactive)"),
    "text for a GUID in a filter": ("""find("contact", "$filter=contactid eq 'x'")""", "is compared with a GUID"),
    "text for a time in a filter": ("""find("contact", "$filter=createdon gt 'yesterday'")""", "2024-01-31T13:00:00Z"),
    "number for a text": ('create("contact", { lastname: 5 })', "expected text, got 5"),
    "text for a date": ('create("contact", { lastname: "x", birthdate: "yesterday" })', "expected a date such as 1999-12-31"),
    "text for a boolean": ('change("contact", CONTACT, { donotphone: "maybe" })', "expected true or false"),
    "option that is none": ('change("contact", CONTACT, { preferredcontactmethodcode: 99 })', "1 (Any), 2 (Email)"),
    "no record": ('create("contact", [1])', "data is an array; right is an object or its JSON text"),
    "no JSON": ('create("contact", "{")', "not JSON"),
    "no id": ('read("contact", "5")', "“5” is no id of a record of the table “contact”: expected a GUID"),
    "dangling lookup": ('create("contact", { lastname: "x", "parentcustomerid_account@odata.bind": `/accounts(${NOBODY})` })', f"names the “account” {NOBODY}, which does not exist"),
    "dangling lookup in an update": ('change("contact", CONTACT, { jobtitle: "lost", "parentcustomerid_account@odata.bind": `/accounts(${NOBODY})` })', "which does not exist"),
    "lookup to an unknown entity set": ('create("contact", { "parentcustomerid_account@odata.bind": `/acounts(${ACCOUNT})` })', "there is no entity set “acounts”. Did you mean “accounts”"),
    "lookup as a bare id": ('create("contact", { parentcustomerid: ACCOUNT })', "a lookup is set by \"parentcustomerid_account@odata.bind\""),
    "duplicate id": ('create("contact", { contactid: CONTACT, lastname: "x" })', f"with the id {CONTACT} already"),
    "another id": ('change("contact", CONTACT, { contactid: NOBODY })', "The id of a record cannot be changed"),
    "record that never was, read": ('read("contact", NOBODY)', "it never existed here, or was deleted"),
    "record that never was, changed": ('change("contact", NOBODY, { lastname: "x" })', "it never existed here, or was deleted"),
    "record that never was, deleted": ('remove("contact", NOBODY)', "it never existed here, or was deleted"),
    "last party dangles": ('create("phonecall", parties(party(NOBODY, 2)))', f"“partyid” of the table “activityparty” names the “contact” {NOBODY}"),
    "last party's role is none": ('create("phonecall", parties(party(CONTACT, 99)))', "“participationtypemask” of the table “activityparty”: expected one of the options"),
    "last party is no object": ('create("phonecall", parties(5))', "phonecall_activity_parties"),
    "parties of an update": ('change("phonecall", CALL, parties(party(NOBODY, 2)))', "which does not exist"),
    "SQL for a column": ("""create("contact", { 'x"; DROP TABLE contact; --': 1 })""", "DROP TABLE"),
    "SQL for a table": ("""find('contact"; DROP TABLE contact; --', "")""", "there is no table"),
    "SQL in an order": ('find("contact", "$orderby=lastname; DROP TABLE contact")', "$orderby"),
    "10,000 terms": ("""find("contact", "$filter=" + repeated("lastname eq 'a'", 10_000, " or "))""", "the Web API takes 32,768"),
    "501 terms": ("""find("contact", "$filter=" + repeated("statecode eq 1", 501, " or "))""", "more than 500 conditions"),
    "5,000 parentheses": ("""find("contact", "$filter=" + "(".repeat(5_000) + "lastname eq 'a'" + ")".repeat(5_000))""", "nested more than 25 levels deep"),
    "5,000 times not": ("""find("contact", "$filter=" + "not (".repeat(5_000) + "lastname eq 'a'" + ")".repeat(5_000))""", "nested more than 25 levels deep"),
    "5,000 lambda expressions": ("""find("contact", "$filter=" + "a/any(a:".repeat(3_000) + "a/b eq 1" + ")".repeat(3_000))""", "nested more than"),
    "1 MB in a short column": ('create("contact", { lastname: "x".repeat(1_000_000) })', "expected at most 50 characters, got 1,000,000"),
    "more than 1 MB in a long column": ('create("email", { subject: "x", description: "ä".repeat(1_048_577) })', "at most 1,048,576 characters, got 1,048,577"),
    "6 MB": ('create("email", { description: "x".repeat(6_000_000) })', "4,000,000 characters"),
    "JSON of 70 levels": ('create("contact", { lastname: "x", own_more: nested(70) })', "nested more than"),
    "JSON of 100,000 levels": ('create("contact", { lastname: "x", own_more: nested(100_000) })', "nested more than"),
    "JSON text of 100,000 levels": ("""create("contact", '{"own_more":' + "[".repeat(100_000) + "]".repeat(100_000) + "}")""", "nested more than"),
    "records inside one another": (
        'create("contact", (() => { let one = { lastname: "x" }; for (let n = 0; n < 12; n++) one = { lastname: "x", contact_customer_contacts: [one] }; return one; })())',
        "nested more than 10 levels deep",
    ),
    "20,000 columns": ('create("contact", Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`own_${n}`, n])))', "more than 10,000 values"),
    "substringof": ("""find("contact", "$filter=substringof('a',fullname)")""", "unknown function “substringof”"),
    "indexof": ("""find("contact", "$filter=indexof(fullname,'a') eq 1")""", "unknown function “indexof”"),
    "tolower": ("""find("contact", "$filter=tolower(lastname) eq 'a'")""", "without regard to case anyway"),
    "top that is no number": ('find("contact", "$top=x")', "$top must be a whole number from 0 on, got “x”"),
    "skip that is no number": ('find("contact", "$skip=x")', "$skip must be a whole number from 0 on, got “x”"),
    "count that is no boolean": ('find("contact", "$count=maybe")', "$count must be true or false, got “maybe”"),
}  # fmt: skip

Run = Callable[..., Any]


@pytest.fixture(params=["CIFramework", "Xrm", "CIFramework of a provider"])
def run(request: pytest.FixtureRequest, workspace: Workspace) -> Run:
    """Runs a function with the five actions and more, in the place that the parameter says."""
    place: Page | Frame = workspace.page
    if request.param.endswith("provider"):
        show: ShowPage = request.getfixturevalue("show")
        place = show(WIDGET)[0].frame
    names = {"CONTACT": CONTACT, "ACCOUNT": ACCOUNT, "NOBODY": NOBODY, "api": request.param}

    def run_script(function: str, **more: object) -> Any:
        return place.evaluate(
            f"(given) => ({function})({{ ...{scripts('tools')}(given), ...given }})", {**names, **more}
        )

    return run_script


def records(workspace: Workspace) -> object:
    """All records there are, as the page exports them."""
    return workspace.page.evaluate("() => JSON.parse(cifEmulator.data().text).record")


def test_bad_input_is_refused_and_changes_nothing(run: Run, workspace: Workspace) -> None:
    before = records(workspace)
    calls = ", ".join(f"() => {call}" for call, _ in CASES.values())
    answers = run(f"(tools) => ({scripts('refusals')})(tools, ({{ {TOOLS}, CALL }}) => [{calls}])")
    told = dict(zip(CASES, answers, strict=True))
    wrong = {name: message for name, (_, message, _) in told.items() if CASES[name][1] not in message}
    assert wrong == {}
    assert {(native, alive) for native, _, alive in told.values()} == {(True, "Ada Lindqvist")}
    assert records(workspace) == before


def test_a_deleted_records_id_is_refused(run: Run) -> None:
    found = run(scripts("useADeletedRecordsId"))
    assert ["ID: it never existed here, or was deleted" in message for message in found[:3]] == [True] * 3
    assert "names the “task” ID, which does not exist" in found[3]


HOSTILE = [
    "'; DROP TABLE contact; --",
    'x" OR "1"="1',
    "%'; DELETE FROM contact WHERE '%'='",
    "\\'; SELECT 1",
    "?1 :a @a $a",
    "/* */ -- x",
]


def test_sql_in_texts_stays_text(run: Run) -> None:
    found = run(scripts("writeAndFind"), texts=HOSTILE)
    assert found == [[[True, True, True]]] * len(HOSTILE)


def test_long_texts_are_kept_whole(run: Run) -> None:
    assert run(scripts("writeALongText")) is True
