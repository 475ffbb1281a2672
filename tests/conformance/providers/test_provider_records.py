"""``ciframework.md`` 2.8, 2.9 and ``client-habits.md`` 3, 4: records, forms, searches and the environment."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from cif_emulator.testing.scripts import Scripts

from .conftest import ALPHA, CASE, CONTACT, OTHER, Configure, Widget, find_widget

scripts = Scripts(__file__)


def test_results_are_json_texts(alpha: Widget) -> None:
    assert alpha.run_script(scripts("resultsAreJsonTexts")) == ["string"] * 7


def test_create_record_gives_id_and_columns(alpha: Widget) -> None:
    """JSON text as documented, and the object that clients pass; a lookup by ``@odata.bind``."""
    found = alpha.run("""
      const first = JSON.parse(await CIF.createRecord("contact", JSON.stringify({ firstname: "Barbara", lastname: "Liskov" })));
      const second = JSON.parse(await CIF.createRecord("phonecall", { subject: "Toner", "regardingobjectid_incident@odata.bind": `/incidents(${CASE})` }));
      const read = JSON.parse(await CIF.retrieveRecord("phonecall", second.id, "?$select=subject,_regardingobjectid_value"));
      return { first, second, read };
    """)
    assert len(found["first"]["id"]) == 36
    assert found["first"]["fullname"] == "Barbara Liskov"
    assert found["first"]["contactid"] == found["first"]["id"]
    assert (found["read"]["subject"], found["read"]["_regardingobjectid_value"]) == ("Toner", CASE)


def test_create_record_with_parties(alpha: Widget) -> None:
    """``client-habits.md`` 3: nested activity parties of a phone call."""
    found = alpha.run_script(scripts("createRecordWithParties"))
    assert sorted(party["participationtypemask"] for party in found["phonecall_activity_parties"]) == [1, 2]
    assert CONTACT in [party["_partyid_value"] for party in found["phonecall_activity_parties"]]


def test_create_record_refusals(alpha: Widget) -> None:
    """8, #852: a wrong lookup key is refused here, with a word on what the product does."""
    found = alpha.run("""
      const calls = [() => CIF.createRecord("contct", "{}"), () => CIF.createRecord("contact", "{"), () => CIF.createRecord("contact", 5), () => CIF.createRecord(),
        () => CIF.createRecord("phonecall", { "regardingobjectid_incident@odata.bind": "/incidents(c0000000-0000-4000-8000-00000000ffff)" })];
      return Promise.all(calls.map(refused));
    """)
    assert [each["isMap"] for each in found] == [True] * 5
    assert 'Did you mean "contact"' in found[0]["message"] or "contct" in found[0]["message"]
    assert "not JSON" in found[1]["message"]
    assert "data is the number 5" in found[2]["message"]
    assert "entityLogicalName is missing" in found[3]["message"]
    assert "The product gives no answer here until the call times out" in found[4]["message"]


def test_retrieve_record_gives_columns(alpha: Widget) -> None:
    found = alpha.run("""
      return [JSON.parse(await CIF.retrieveRecord("contact", CONTACT, "?$select=fullname,telephone1")),
              JSON.parse(await CIF.retrieveRecord("incident", CASE, "$select=title&$expand=customerid_contact($select=fullname)")),
              JSON.parse(await CIF.retrieveRecord("contact", CONTACT))];
    """)
    assert (found[0]["fullname"], found[0]["telephone1"], "emailaddress1" in found[0]) == (
        "Grace Hopper",
        "+1 425 555 0161",
        False,
    )
    assert found[1]["customerid_contact"]["fullname"] == "Grace Hopper"
    assert found[2]["contactid"] == CONTACT


def test_retrieve_record_refuses_with_both_messages(alpha: Widget) -> None:
    """1.5, #1009: ``errorMsg`` beside ``message``; #1008: the product would not answer an unknown column."""
    found = alpha.run("""
      const calls = [() => CIF.retrieveRecord("contact", "c0000000-0000-4000-8000-00000000ffff", "?$select=fullname"), () => CIF.retrieveRecord("contact", CONTACT, "?$select=fulname")];
      return Promise.all(calls.map(refused));
    """)
    assert all(each["isMap"] and each["errorMsg"] == each["message"] for each in found)
    assert "There is no record of the table" in found[0]["message"]
    assert "fulname" in found[1]["message"]
    assert "The product gives no answer here until the call times out" in found[1]["message"]


def test_update_record(alpha: Widget) -> None:
    found = alpha.run("""
      const answers = [JSON.parse(await CIF.updateRecord("contact", CONTACT, JSON.stringify({ jobtitle: "Admiral" }))), JSON.parse(await CIF.updateRecord("contact", CONTACT, { mobilephone: "+1" }))];
      return { ids: answers.map((answer) => answer.id), read: JSON.parse(await CIF.retrieveRecord("contact", CONTACT, "?$select=jobtitle,mobilephone")),
               unknown: await refused(() => CIF.updateRecord("contact", OTHER.replace("c0", "d0"), {})) };
    """)
    assert found["ids"] == [CONTACT, CONTACT]
    assert (found["read"]["jobtitle"], found["read"]["mobilephone"]) == ("Admiral", "+1")
    assert found["unknown"]["isMap"] is True


def test_changes_are_seen_on_the_page(alpha: Widget) -> None:
    alpha.run("await CIF.openForm({ entityName: 'contact', entityId: CONTACT });")
    alpha.run("await CIF.updateRecord('contact', CONTACT, JSON.stringify({ jobtitle: 'Admiral' }));")
    expect(alpha.workspace.page.get_by_role("textbox", name="Job Title")).to_have_value("Admiral")


def test_delete_record_gives_both_ids(alpha: Widget) -> None:
    found = alpha.run("""
      const answer = JSON.parse(await CIF.deleteRecord("contact", OTHER));
      return [answer, (await refused(() => CIF.retrieveRecord("contact", OTHER))).isMap, (await refused(() => CIF.deleteRecord("contact", OTHER))).isMap];
    """)
    assert found == [{"id": OTHER, "contactid": OTHER}, True, True]


# -- searching ------------------------------------------------------------------------------------

QUERIES: list[tuple[str, list[str]]] = [
    (
        "?$select=fullname&$filter=firstname eq 'Grace' and lastname ne 'Nakamura'&$orderby=lastname",
        ["Grace Hopper", "Grace Kelly"],
    ),
    (
        "$select=fullname&$filter=firstname eq 'Grace' and lastname ne 'Nakamura'&$orderby=lastname desc&$top=1",
        ["Grace Kelly"],
    ),
    (
        "?$select=fullname&$filter=firstname%20eq%20%27Grace%27%20and%20startswith(lastname,%27Hop%27)",
        ["Grace Hopper"],
    ),
    (
        "?$select=fullname&$filter=firstname eq 'Grace' and (contains(lastname,'ell') or endswith(lastname,'zzz'))",
        ["Grace Kelly"],
    ),
    (f"?$select=fullname&$filter=contactid eq {CONTACT.upper()}", ["Grace Hopper"]),
    ("?$select=fullname&$filter=contains(telephone1,'%425%555%0161')", ["Grace Hopper"]),
    ("?$select=fullname&$filter=lastname eq 'Nobody at all'", []),
]


@pytest.mark.parametrize(("query", "names"), QUERIES, ids=[str(number) for number in range(len(QUERIES))])
def test_search_gives_rows_by_their_numbers(alpha: Widget, query: str, names: list[str]) -> None:
    """``client-habits.md`` 3, 4: read by index, by ``Object.values``, ``Object.keys(…).length`` and ``for…in``."""
    found = alpha.run(
        """
        const val = JSON.parse(await CIF.searchAndOpenRecords("contact", QUERY, true));
        const byIndex = [];
        for (const key in val) byIndex.push(val[key].fullname);
        return [Array.isArray(val), byIndex, Object.values(val).map((row) => row.fullname), Object.keys(val).length, val[0]?.fullname ?? null];
        """,
        QUERY=query,
    )
    assert found == [False, names, names, len(names), names[0] if names else None]
    assert [session.title for session in alpha.workspace.sessions] == ["Home"]


def test_search_refuses_functions_that_the_server_refuses(alpha: Widget) -> None:
    """8, #2142."""
    found = alpha.run("""
      const queries = ["$filter=substringof('a',fullname)", "$filter=indexof(fullname,'a') eq 1", "$filter=fulname eq 'a'", "$filter=(("];
      return Promise.all(queries.map((query) => refused(() => CIF.searchAndOpenRecords("contact", query, true))));
    """)
    assert [each["isMap"] for each in found] == [True] * 4
    assert "substringof" in found[0]["message"].lower()
    assert found[0]["n"] == "searchandopenrecords"
    assert "fulname" in found[2]["message"]


def test_one_hit_opens_its_form(alpha: Widget) -> None:
    alpha.run(
        "await open('Ada'); await CIF.searchAndOpenRecords('contact', `?$filter=contactid eq ${CONTACT}`, false);"
    )
    assert alpha.workspace.focused_tab.title == "Grace Hopper"


def test_several_hits_open_the_search_page(alpha: Widget) -> None:
    alpha.run(
        "await open('Ada'); await CIF.searchAndOpenRecords('contact', \"?$filter=firstname eq 'Grace'\", false);"
    )
    page = alpha.workspace.page.locator("#page-content")
    expect(page).to_contain_text("Grace Hopper")
    expect(page).to_contain_text("Grace Kelly")
    expect(page).to_have_attribute("role", "tabpanel")
    assert alpha.workspace.state()["page"]["kind"] == "search"


def test_search_option_opens_the_search_page(alpha: Widget) -> None:
    """2.8: ``$search`` always; also written without its ``$``, and the search type behind the correlation id."""
    for query in ("?$search=Hopper&$select=fullname", "?search=Hopper"):
        alpha.run("await CIF.searchAndOpenRecords('contact', QUERY, false, 'corr', 0);", QUERY=query)
        page = alpha.workspace.state()["page"]
        assert (page["kind"], page["searchText"], page["searchType"]) == ("search", "Hopper", 0)


def test_no_hit_opens_nothing(alpha: Widget) -> None:
    assert (
        alpha.run(
            "await open('Ada'); return CIF.searchAndOpenRecords('contact', \"?$filter=lastname eq 'Nobody at all'\", false);"
        )
        == "{}"
    )
    assert [tab.title for tab in alpha.workspace.tabs] == ["Anchor"]
    assert any(
        "no contact was found" in call["error"]
        for call in alpha.workspace.calls()
        if call["kind"] == "warning"
    )


def test_search_gives_5000_rows_at_most(alpha: Widget) -> None:
    """2.8; also where more are asked for."""
    alpha.workspace.page.evaluate("""async () => {
      const payload = JSON.stringify({ subject: "One of many" });
      for (let n = 0; n < 5_010; n++) await Microsoft.CIFramework.createRecord("task", payload);
    }""")
    query = "$select=subject&$filter=subject eq 'One of many'"
    counts = alpha.run(
        "return Promise.all([QUERY, QUERY + '&$top=5005', QUERY + '&$top=4999'].map(async (query) => Object.keys(JSON.parse(await CIF.searchAndOpenRecords('task', query, true))).length));",
        QUERY=query,
    )
    assert counts == [5000, 5000, 4999]


def test_wrong_searches_are_refused(alpha: Widget) -> None:
    found = alpha.run("""
      const calls = [() => CIF.searchAndOpenRecords(), () => CIF.searchAndOpenRecords("contct", "", true), () => CIF.searchAndOpenRecords("contact", 5, true), () => CIF.searchAndOpenRecords("contact", "", "yes"),
        () => CIF.searchAndOpenRecords("contact", "", true, "corr", 2), () => CIF.renderSearchPage("contct", "x"), () => CIF.renderSearchPage("contact"), () => CIF.renderSearchPage("contact", "x", "corr", 7)];
      return Promise.all(calls.map(refused));
    """)
    assert [each["isMap"] for each in found] == [True] * 8
    says = [
        "entityLogicalName is missing",
        'no table "contct". Did you mean "contact"',
        "queryParameters is the number 5",
        "searchOnly is the text",
        "searchType is the number 2",
        'no table "contct"',
        "searchString is missing",
        "searchType is the number 7",
    ]
    assert [text for text, each in zip(says, found, strict=True) if text not in each["message"]] == []
    assert [session.title for session in alpha.workspace.sessions] == ["Home"]


def test_one_argument_is_enough_for_a_search(alpha: Widget) -> None:
    assert (
        alpha.run("return Object.keys(JSON.parse(await CIF.searchAndOpenRecords('contact'))).length > 1;")
        is True
    )


def test_render_search_page(alpha: Widget) -> None:
    assert (
        alpha.run("return (await CIF.renderSearchPage('contact', 'Hopper', 'corr', 1)) === undefined;")
        is True
    )
    page = alpha.workspace.state()["page"]
    assert (page["kind"], page["searchText"], page["searchType"]) == ("search", "Hopper", 1)
    expect(alpha.workspace.page.locator("#page-content")).to_contain_text("Grace Hopper")
    # v1's order: the search type in the third place.
    alpha.run("await CIF.renderSearchPage('contact', 'Kelly', 0);")
    page = alpha.workspace.state()["page"]
    assert (page["searchText"], page["searchType"]) == ("Kelly", 0)


@pytest.mark.parametrize(
    ("table", "query", "column"),
    [
        (
            "msdyn_sessiontemplate",
            "?$filter=msdyn_sessiontype eq 0 and componentstate eq 0 and msdyn_uniquename eq 'conf_call'",
            "msdyn_uniquename",
        ),
        ("msdyn_applicationtabtemplate", "?$filter=msdyn_uniquename eq 'conf_site'", "msdyn_uniquename"),
        ("msdyn_notificationtemplate", "?$filter=msdyn_uniquename eq 'conf_ring'", "msdyn_uniquename"),
        ("msdyn_channelprovider", "?$filter=msdyn_uniquename eq 'conf_alpha'", "msdyn_uniquename"),
        ("msdyn_presence", "?$filter=msdyn_presencestatustext eq 'Busy'", "msdyn_presencestatustext"),
        (
            "msdyn_appconfiguration",
            "?$filter=statecode eq 0 and msdyn_uniquename eq 'msdyn_csw_channels_default_profile'",
            "msdyn_uniquename",
        ),
        ("msdyn_templateparameter", "?$filter=msdyn_uniquename eq 'conf_site_url'", "msdyn_uniquename"),
        ("msdyn_notificationfield", "?$filter=msdyn_uniquename eq 'conf_ring_customer'", "msdyn_uniquename"),
    ],
)
def test_configuration_is_queryable(alpha: Widget, table: str, query: str, column: str) -> None:
    """``client-habits.md`` 3: templates, providers and presences are rows."""
    found: list[dict[str, Any]] = alpha.run(
        "return Object.values(JSON.parse(await CIF.searchAndOpenRecords(TABLE, QUERY, true)));",
        TABLE=table,
        QUERY=query,
    )
    assert len(found) == 1
    assert found[0][column] in query


def test_relationships_of_templates_are_queryable(alpha: Widget) -> None:
    """``templates.md`` 10: a row for each pair, from the session template to its additional tabs."""
    found = alpha.run_script(scripts("relationshipsOfTemplatesAreQueryable"))
    assert sorted(found) == ["conf_pinned", "conf_site"]


def test_metadata_is_json_text(alpha: Widget) -> None:
    found = alpha.run("""
      const text = await CIF.getEntityMetadata("contact");
      const [bare, named] = [JSON.parse(text), JSON.parse(await CIF.getEntityMetadata("contact", ["telephone1", "preferredcontactmethodcode"], "corr"))];
      return { kind: typeof text, bare: [bare.LogicalName, bare.EntitySetName, bare.PrimaryIdAttribute, bare.PrimaryNameAttribute, bare.ObjectTypeCode],
               attributes: Object.keys(bare.Attributes ?? {}).length, named: named.Attributes };
    """)
    assert (found["kind"], found["bare"]) == (
        "string",
        ["contact", "contacts", "contactid", "fullname", 2],
    )
    assert found["attributes"] == 0
    attributes = found["named"].values() if isinstance(found["named"], dict) else found["named"]
    assert sorted(each["LogicalName"] for each in attributes) == ["preferredcontactmethodcode", "telephone1"]
    refusals = alpha.run(
        "return Promise.all([() => CIF.getEntityMetadata('contct'), () => CIF.getEntityMetadata('contact', 'fullname')].map(async (call) => (await refused(call)).message));"
    )
    assert 'there is no table "contct"' in refusals[0]
    assert "attributes is the text" in refusals[1]


TABLE_KEYS = (
    "ActivityTypeMask AutoRouteToOwnerQueue CanEnableSyncToExternalSearchIndex CanTriggerWorkflow Description DisplayCollectionName DisplayName EnforceStateTransitions EntityColor "
    "EntitySetName HasActivities IsActivity IsActivityParty IsBusinessProcessEnabled IsBPFEntity IsChildEntity IsConnectionsEnabled IsCustomEntity IsCustomizable IsDocumentManagementEnabled "
    "IsDocumentRecommendationsEnabled IsDuplicateDetectionEnabled IsEnabledForCharts IsImportable IsInteractionCentricEnabled IsKnowledgeManagementEnabled IsMailMergeEnabled IsManaged "
    "IsOneNoteIntegrationEnabled IsOptimisticConcurrencyEnabled IsQuickCreateEnabled IsStateModelAware IsValidForAdvancedFind IsVisibleInMobileClient IsEnabledInUnifiedInterface "
    "LogicalCollectionName LogicalName ObjectTypeCode OwnershipType PrimaryIdAttribute PrimaryImageAttribute PrimaryNameAttribute Privileges"
).split()
PRIVILEGE_KEYS = [
    "CanBeBasic",
    "CanBeDeep",
    "CanBeEntityReference",
    "CanBeGlobal",
    "CanBeLocal",
    "CanBeParentEntityReference",
    "Name",
    "PrivilegeId",
    "PrivilegeType",
]


def test_metadata_has_the_documented_keys(alpha: Widget) -> None:
    found = alpha.run("""
      const given = JSON.parse(await CIF.getEntityMetadata("phonecall", ["directioncode", "prioritycode", "subject", "statecode"]));
      return { keys: Object.keys(given), privileges: given.Privileges, attributes: given.Attributes };
    """)
    assert sorted(set(TABLE_KEYS) - set(found["keys"])) == []
    assert len(found["privileges"]) > 0
    assert all(sorted(each) == PRIVILEGE_KEYS for each in found["privileges"])
    assert {each["PrivilegeType"] for each in found["privileges"]} <= set(range(9))
    attributes = found["attributes"]
    assert sorted(attributes) == ["directioncode", "prioritycode", "statecode", "subject"]
    assert all(
        {"AttributeType", "DisplayName", "EntityLogicalName", "LogicalName"} <= set(each)
        for each in attributes.values()
    )
    assert {"DefaultFormValue", "OptionSet"} <= set(attributes["directioncode"]) & set(
        attributes["prioritycode"]
    )
    assert not {"DefaultFormValue", "OptionSet"} & set(attributes["subject"])


# -- forms ----------------------------------------------------------------------------------------


def test_open_form_of_a_record(alpha: Widget) -> None:
    """JSON text twice, JSON text, an object; in a session as a tab, a second time the same one."""
    alpha.run("""
      await open("Ada");
      await CIF.openForm(JSON.stringify({ entityName: "contact", entityId: CONTACT }), JSON.stringify({}));
      await CIF.openForm(JSON.stringify({ entityName: "incident", entityId: CASE }));
      await CIF.openForm({ entityName: "contact", entityId: CONTACT, cmdBar: false, navBar: "off" });
    """)
    assert [(tab.title, tab.focused) for tab in alpha.workspace.tabs] == [
        ("Anchor", False),
        ("Grace Hopper", True),
        ("Ink & toner", False),
    ]


def test_open_form_to_create(alpha: Widget) -> None:
    alpha.run("""
      await open("Ada");
      await CIF.openForm({ entityName: "phonecall", createFromEntity: { entityType: "incident", id: CASE, name: "Ink & toner" } }, { subject: "Call back", phonenumber: "+1 555" });
    """)
    page = alpha.workspace.page.locator("article.record")
    expect(page).to_contain_text("Not saved")
    expect(page.get_by_role("textbox", name="Subject")).to_have_value("Call back")


def test_wrong_forms_are_refused(alpha: Widget) -> None:
    found = alpha.run("""
      const calls = [() => CIF.openForm(), () => CIF.openForm({}), () => CIF.openForm({ entityName: "contct" }), () => CIF.openForm({ entityName: "contact", entityId: "5" }),
        () => CIF.openForm({ entityName: "contact" }, { fulname: "x" })];
      return Promise.all(calls.map(async (call) => (await refused(call)).message));
    """)
    assert "entityFormOptions is missing" in found[0]
    assert "entityName is missing" in found[1]
    assert 'there is no table "contct"' in found[2]
    assert "right is a GUID" in found[3]
    assert "formParameters.fulname is no column" in found[4]
    assert [session.title for session in alpha.workspace.sessions] == ["Home"]


# -- environment ----------------------------------------------------------------------------------


def test_environment(alpha: Widget, beta: Widget) -> None:
    found = alpha.run("return JSON.parse(await CIF.getEnvironment());")
    address = alpha.workspace.url.rstrip("/")
    assert found["clientUrl"] == address
    assert found["appUrl"].startswith(address)
    assert found["username"] == "Rosa Diaz"
    assert found["orgUniqueName"] == "conformance"
    assert found["userId"][0] + found["userId"][-1] == "{}"
    assert found["userId"] == found["userId"].upper()
    assert found["customParams"] == '{"queue": "alpha"}'
    assert {
        "appid",
        "orgId",
        "orgLcid",
        "orgGeo",
        "userLcid",
        "crmVersion",
        "cifVersion",
        "pagetype",
        "isDirty",
        "navigationType",
    } <= set(found)
    assert not {"etn", "id"} & set(found)
    assert beta.run("return JSON.parse(await CIF.getEnvironment()).customParams;") is None


def test_environment_tells_of_the_record_that_is_shown(alpha: Widget) -> None:
    found = alpha.run(
        "await CIF.openForm({ entityName: 'contact', entityId: CONTACT }); return JSON.parse(await CIF.getEnvironment());"
    )
    assert (found["pagetype"], found["etn"], found["id"]) == ("entityrecord", "contact", CONTACT)


def test_is_dirty_is_missing_by_switch(alpha: Widget, configure: Configure) -> None:
    """8, #2057."""
    configure(environment_has_is_dirty=False)
    assert (
        find_widget(alpha.workspace, ALPHA).run("return 'isDirty' in JSON.parse(await CIF.getEnvironment());")
        is False
    )
