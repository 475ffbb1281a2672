"""``client-habits.md``: what real clients pass and expect, beyond the documentation, from a provider's page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from cif_emulator.testing.scripts import Scripts

from .conftest import ALPHA, CASE, CONTACT, Widget

scripts = Scripts(__file__)

CORRELATION = "0a0b0c0d-1111-2222-3333-444455556666"

# -- every method (2) -----------------------------------------------------------------------------


def test_every_method_takes_a_correlation_id_last(alpha: Widget) -> None:
    called: list[str] = alpha.run_script(
        scripts("everyMethodTakesACorrelationIdLast"), CORRELATION=CORRELATION
    )
    logged = [
        call["what"].rpartition(".")[2]
        for call in alpha.workspace.calls()
        if call["correlationId"] == CORRELATION and call["kind"] == "call" and call["caller"] == ALPHA
    ]
    assert logged == called


# -- what clients pass (3) ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["msdyn_chat_session", "msdyn_voicecall_session", "msdyn_3p_session"])
def test_session_templates_that_clients_expect(alpha: Widget, name: str) -> None:
    assert (
        alpha.run(
            "return CIF.createSession({ templateName: NAME, templateParameters: { customer: 'Ada' } });",
            NAME=name,
        )
        == "session-id-1"
    )
    assert "Ada" in alpha.workspace.focused_session.title


@pytest.mark.parametrize(
    ("name", "parameters", "kind"),
    [
        ("msdyn_entityrecord", {"entityName": "contact", "entityId": CONTACT}, "record"),
        ("msdyn_ContactList", {}, "list"),
        ("webresource", {"webresourceName": "conf_/own.html"}, "web-resource"),
    ],
)
@pytest.mark.allow_page_errors("404")
def test_tab_templates_that_clients_expect(
    alpha: Widget, name: str, parameters: dict[str, str], kind: str
) -> None:
    tab = alpha.run(
        "await open('Ada'); return CIF.createTab({ templateName: NAME, templateParameters: GIVEN });",
        NAME=name,
        GIVEN=parameters,
    )
    assert tab == alpha.workspace.tabs[1].id
    assert alpha.workspace.state()["page"]["kind"] == kind


def test_notification_template_that_clients_expect(alpha: Widget) -> None:
    """The token inside the input, too."""
    alpha.begin(
        "CIF.notifyEvent({ templateName: 'msdyn_chat_incoming_unauthenticated', templateParameters: { customer: 'Ada' }, cancellationToken: 'inside' })"
    )
    toast = alpha.workspace.page.get_by_role("region", name="Notifications").get_by_role("alertdialog")
    expect(toast).to_have_count(1)
    assert alpha.run("return CIF.cancelEvent('inside');") == "inside"
    expect(toast).to_have_count(0)


def test_templates_are_found_by_their_tag(alpha: Widget) -> None:
    alpha.run("""
      await CIF.createSession({ templateTag: "conf_tag_tabs", templateParameters: { customer: "Ada", searchQ: "first" } });
      await CIF.createTab({ templateTag: "conf_tag_site", templateParameters: { searchQ: "second" } });
    """)
    assert alpha.workspace.focused_session.title == "Tabs of Ada"
    assert [tab.title for tab in alpha.workspace.tabs] == ["Anchor", "Site first", "Pinned", "Site second"]


def test_slugs_beside_the_parameters_and_stringified_twice(alpha: Widget) -> None:
    """``customerName`` and ``custom_title`` of clients; the context keeps numbers as numbers."""
    found = alpha.run("""
      const id = await CIF.createSession({ templateName: "conf_call", customer: "beside", customerName: "Ada", custom_title: "own",
        context: { callId: 7, ratio: 0.5, open: true, nothing: null, more: { list: [1, "a"] } } });
      return (await CIF.getSession(id)).get("context");
    """)
    own = {"callId": 7, "ratio": 0.5, "open": True, "nothing": None, "more": {"list": [1, "a"]}}
    assert found == {**own, "customer": "beside", "customerName": "Ada", "custom_title": "own"}


def test_lookups_are_bound_as_clients_bind_them(alpha: Widget) -> None:
    """To contacts, cases and users; the user's id as ``getEnvironment`` gives it, with and without its braces."""
    found = alpha.run_script(scripts("lookupsAreBoundAsClientsBindThem"))
    user = found["user"]
    assert found["made"] == [
        [CONTACT, "contact", user],
        [CASE, "incident", user],
        [CONTACT, "contact", user],
        [None, None, user],
        [None, None, user],
    ]


def test_unknown_custom_columns_are_kept(alpha: Widget) -> None:
    """Under any publisher's prefix: read, selected and filtered like the table's own."""
    found = alpha.run("""
      const { id } = JSON.parse(await CIF.createRecord("phonecall", JSON.stringify({ subject: "Custom", acme_callid: "c-77", acme_seconds: 61, acme_recorded: true })));
      await CIF.updateRecord("phonecall", id, JSON.stringify({ acme_score: 4.5 }));
      const row = JSON.parse(await CIF.retrieveRecord("phonecall", id, "?$select=acme_callid,acme_seconds,acme_recorded,acme_score"));
      const hits = JSON.parse(await CIF.searchAndOpenRecords("phonecall", "?$select=subject&$filter=acme_callid eq 'c-77' and acme_seconds gt 60", true));
      return { row, hits: Object.values(hits).map((each) => each.subject) };
    """)
    row = found["row"]
    assert [row[name] for name in ("acme_callid", "acme_seconds", "acme_recorded", "acme_score")] == [
        "c-77",
        61,
        True,
        4.5,
    ]
    assert found["hits"] == ["Custom"]


TABLES = (
    "contact account lead incident phonecall systemuser msdyn_sessiontemplate msdyn_applicationtabtemplate "
    "msdyn_notificationtemplate msdyn_ocliveworkitem msdyn_ocliveworkitemcontextitem"
).split()


def test_tables_that_clients_search(alpha: Widget) -> None:
    """Each answers a query; the columns' names that clients use are known."""
    found: dict[str, Any] = alpha.run_script(
        scripts("tablesThatClientsSearch"),
        TABLES=TABLES,
    )
    assert sorted(found["counts"]) == sorted(TABLES)
    assert [table for table, count in found["counts"].items() if not count] == []
    assert found["context"] == "2"


SEARCHES: dict[str, tuple[str, list[str]]] = {
    "or": (
        "?$select=fullname&$filter=telephone1 eq '+1 425 555 0161' or telephone1 eq '+1 425 555 0162'&$orderby=lastname",
        ["Grace Hopper", "Grace Kelly"],
    ),
    "encoded as a whole": (
        "%3F%24select%3Dfullname%26%24filter%3Dlastname%20eq%20%27Hopper%27",
        ["Grace Hopper"],
    ),
    "a plus sign in a number": (
        "?$select=fullname&$filter=telephone1 eq '%2B1 425 555 0162'",
        ["Grace Kelly"],
    ),
    "wildcards between digits": (
        "?$select=fullname&$filter=contains(telephone1,'4%2%5%5%5%5%0%1%6%2')",
        ["Grace Kelly"],
    ),
    "a GUID in quotes": (f"?$select=fullname&$filter=contactid eq '{CONTACT}'", ["Grace Hopper"]),
    "search beside a filter": ("?$select=fullname&$search=Kelly&$filter=statecode eq 0", ["Grace Kelly"]),
    "search without its dollar": ("?search=Hopper&$select=fullname", ["Grace Hopper"]),
}


@pytest.mark.parametrize("shape", SEARCHES)
def test_queries_of_clients(alpha: Widget, shape: str) -> None:
    query, names = SEARCHES[shape]
    assert (
        alpha.run(
            "return Object.values(JSON.parse(await CIF.searchAndOpenRecords('contact', QUERY, true))).map((row) => row.fullname);",
            QUERY=query,
        )
        == names
    )
    assert [session.title for session in alpha.workspace.sessions] == ["Home"]


def test_expanded_lookups_in_a_search(alpha: Widget) -> None:
    found = alpha.run("""
      const val = JSON.parse(await CIF.searchAndOpenRecords("incident", `?$select=title,_customerid_value&$expand=customerid_contact($select=fullname)&$filter=_customerid_value eq ${CONTACT.toUpperCase()}`, true));
      return [val[0].title, val[0].customerid_contact.fullname, val[0]._customerid_value, val[0]["_customerid_value@OData.Community.Display.V1.FormattedValue"], val[0]["_customerid_value@Microsoft.Dynamics.CRM.lookuplogicalname"]];
    """)
    assert found == ["Ink & toner", "Grace Hopper", CONTACT, "Grace Hopper", "contact"]


PRESENCES = ["Available", "Busy", "Appear away", "Offline"]


def test_presences_that_clients_set(alpha: Widget) -> None:
    assert alpha.run(
        "const answers = []; for (const name of NAMES) answers.push(await CIF.setPresence(name), await CIF.getPresence()); return answers;",
        NAMES=PRESENCES,
    ) == [answer for name in PRESENCES for answer in (True, name)]
    assert alpha.run(
        "return [await CIF.setPresence('onVoiceCall'), await CIF.setPresence('OnVoicecall'), await CIF.getPresence()];"
    ) == [False, False, "Offline"]


# -- how results are read (4) ---------------------------------------------------------------------


def test_ids_are_read_without_braces(alpha: Widget) -> None:
    found = alpha.run("""
      const { id } = JSON.parse(await CIF.createRecord("contact", JSON.stringify({ lastname: "Rhodes" })));
      const changed = JSON.parse(await CIF.updateRecord("contact", `{${id.toUpperCase()}}`, JSON.stringify({ firstname: "Ida" })));
      const read = JSON.parse(await CIF.retrieveRecord("contact", `{${id.toUpperCase()}}`, "?$select=fullname"));
      const val = JSON.parse(await CIF.searchAndOpenRecords("contact", `?$filter=contactid eq {${id}}`, true));
      return [id, changed.id, read.contactid, val[0].contactid, read.fullname];
    """)
    assert len(found[0]) == 36
    assert found == [found[0]] * 4 + ["Ida Rhodes"]
    assert found[0] == found[0].lower()


def test_ids_have_the_products_form(alpha: Widget) -> None:
    found = alpha.run("""
      const ids = [await open("Ada"), await CIF.createTab({ templateName: "conf_site", templateParameters: { searchQ: "a" } })];
      return [...ids, await CIF.getFocusedSession(), await CIF.getFocusedTab(), ...(await CIF.getAllSessions()), ...(await CIF.getTabs())];
    """)
    session, tab, focused_session, focused_tab, only_session, anchor, second = found
    assert re.fullmatch(r"session-id-\d+", session)
    assert re.fullmatch(r"tab-id-\d+", tab)
    assert re.fullmatch(r"tab-id-\d+", anchor)
    assert (focused_session, only_session, focused_tab, second) == (session, session, tab, tab)


def test_environment_as_clients_read_it(alpha: Widget) -> None:
    found = alpha.run("""
      const environment = JSON.parse(await CIF.getEnvironment());
      const user = environment.userId.replace("{", "").replace("}", "");
      const row = JSON.parse(await CIF.retrieveRecord("systemuser", user, "?$select=fullname"));
      return [environment.userId, user.length, row.fullname === environment.username, JSON.parse(environment.customParams).queue];
    """)
    assert found[0].startswith("{")
    assert found[0].endswith("}")
    assert found[1:] == [36, True, "alpha"]


def test_focused_session_is_polled(alpha: Widget, beta: Widget) -> None:
    """Compared with the id that the client remembers, while others work."""
    found = alpha.run("""
      const own = await open("Ada");
      const seen = [];
      for (let n = 0; n < 50; n++) seen.push((await CIF.getFocusedSession()) === own);
      return seen.every(Boolean);
    """)
    assert found is True
    beta.run("await open('Grace');")
    assert alpha.run("return CIF.getFocusedSession();") is None


def test_notification_answers_as_clients_read_them(alpha: Widget) -> None:
    """``actionName`` is compared with Accept and Reject; a click is what decides."""
    for button, name in (("Take it", "Accept"), ("Not now", "Reject")):
        alpha.begin(
            "CIF.notifyEvent({ templateName: 'conf_ring', templateParameters: { number: 1 }, cancellationToken: TOKEN }).then((text) => JSON.parse(text))",
            TOKEN=name,
        )
        toast = alpha.workspace.page.get_by_role("alertdialog", name="Call from 1")
        toast.get_by_role("button", name=button).click()
        answer = alpha.answer()
        assert answer["actionName"] == name
        assert answer["responseReason"]
        # The next one has the same buttons.
        expect(toast).to_have_count(0)


def test_a_record_that_does_not_exist_is_a_rejection(alpha: Widget) -> None:
    """Relied on to find out whether there is one; a deleted one, too."""
    found = alpha.run("""
      await CIF.deleteRecord("contact", OTHER);
      const tell = (id) => CIF.retrieveRecord("contact", id, "?$select=fullname").then(() => "there", (error) => [error instanceof Map, error.message.includes(id), error.errorMsg === error.message]);
      return [await tell(CONTACT), await tell(OTHER), await tell("c0000000-0000-4000-8000-00000000ffff")];
    """)
    assert found == ["there", [True, True, True], [True, True, True]]
