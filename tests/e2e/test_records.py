"""Records on the page: forms that are edited and saved, lists, searches, knowledge, timelines."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Locator, expect

from cif_emulator.testing.fixtures import FreshWorkspace
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

scripts = Scripts(__file__)

CASE = "fac04293-1ab0-eb11-8236-000d3a5c49ed"
OPEN_CASE = """(id) => Microsoft.Apm.createSession({ templateName: "case_entity_session_default_template",
  sessionContext: { parametersStr: JSON.stringify([["entityName", "incident"], ["entityId", id]]) } })"""
READ_CASE = """async (id) => JSON.parse(await Microsoft.CIFramework.retrieveRecord("incident", id))"""


def open_case(workspace: Workspace) -> None:
    workspace.page.evaluate(OPEN_CASE, CASE)
    expect(field(workspace, "Case Title")).to_be_visible()


def case(workspace: Workspace, column: str) -> object:
    return workspace.page.evaluate(READ_CASE, CASE)[column]


def panel(workspace: Workspace) -> Locator:
    return workspace.page.get_by_role("tabpanel")


def field(workspace: Workspace, label: str) -> Locator:
    return panel(workspace).get_by_label(label, exact=True)


def save_state(workspace: Workspace) -> Locator:
    return panel(workspace).get_by_role("status")


def is_dirty(workspace: Workspace) -> bool:
    found: bool = workspace.page.evaluate(
        "Microsoft.CIFramework.getEnvironment().then((text) => JSON.parse(text).isDirty)"
    )
    return found


# -- forms ----------------------------------------------------------------------------------------


def test_edits_are_saved_by_key_and_shown_as_unsaved_before(workspace: Workspace) -> None:
    open_case(workspace)
    expect(save_state(workspace)).to_have_text("Saved")
    field(workspace, "Case Title").press("End")
    field(workspace, "Case Title").press_sequentially("!")
    expect(field(workspace, "Case Title")).to_have_value("Printer jams on every second page!")
    expect(save_state(workspace)).to_have_text("Unsaved changes")
    expect(workspace.tab_entry("Printer jams on every second page")).to_have_accessible_description(
        "Printer jams on every second page. Unsaved changes."
    )
    field(workspace, "Priority").select_option("Low")
    assert is_dirty(workspace)
    workspace.page.keyboard.press("Control+s")
    expect(save_state(workspace)).to_have_text("Saved")
    assert (case(workspace, "title"), case(workspace, "prioritycode"), is_dirty(workspace)) == (
        "Printer jams on every second page!",
        3,
        False,
    )
    assert workspace.focused_tab.title == "Printer jams on every second page!"


def test_half_typed_text_survives_a_call_that_comes_in(workspace: Workspace) -> None:
    open_case(workspace)
    mine = workspace.focused_session.title
    field(workspace, "Description").fill("Half a sent")
    workspace.page.evaluate("""Microsoft.CIFramework.createSession({ templateName: "msdyn_chat_session",
      templateParameters: { customer: "Ada" } })""")
    assert workspace.focused_session.title == "Ada"
    expect(workspace.session_entry(mine)).to_have_accessible_description(f"{mine}. Unsaved changes.")
    workspace.session_entry(mine).click()
    expect(field(workspace, "Description")).to_have_value("Half a sent")
    panel(workspace).get_by_role("button", name="Discard").click()
    expect(field(workspace, "Description")).to_have_value(re.compile("second floor"))


def test_a_widgets_update_shows_at_once_beside_the_agents_edits(workspace: Workspace) -> None:
    open_case(workspace)
    field(workspace, "Case Title").fill("Mine")
    workspace.page.evaluate(
        """(id) => Microsoft.CIFramework.updateRecord("incident", id,
      JSON.stringify({ title: "Theirs", caseorigincode: 3 }))""",
        CASE,
    )
    expect(field(workspace, "Origin")).to_have_value("3")
    expect(field(workspace, "Case Title")).to_have_value("Mine")
    panel(workspace).get_by_role("button", name="Save").click()
    expect(save_state(workspace)).to_have_text("Saved")
    assert (case(workspace, "title"), case(workspace, "caseorigincode")) == ("Mine", 3)


def test_refusals_stand_at_their_fields(workspace: Workspace) -> None:
    open_case(workspace)
    field(workspace, "Case Title").fill("")
    field(workspace, "Follow Up By").fill("1700-01-01T10:00")
    panel(workspace).get_by_role("button", name="Save").click()
    expect(panel(workspace).get_by_text("Not saved. A field needs your attention.")).to_be_visible()
    expect(field(workspace, "Case Title")).to_have_accessible_description("Case Title must be filled in.")
    field(workspace, "Case Title").fill("Back")
    panel(workspace).get_by_role("button", name="Save").click()
    expect(field(workspace, "Follow Up By")).to_have_accessible_description(
        re.compile("Expected a date from 1753 on")
    )
    field(workspace, "Follow Up By").fill("2030-01-01T10:00")
    panel(workspace).get_by_role("button", name="Save").click()
    expect(save_state(workspace)).to_have_text("Saved")
    assert case(workspace, "followupby") == "2030-01-01T10:00:00Z"


def test_lookup_is_changed_by_keyboard_alone(workspace: Workspace) -> None:
    open_case(workspace)
    page = workspace.page
    panel(workspace).get_by_role("button", name="Remove Contoso from Customer").press("Enter")
    expect(field(workspace, "Customer")).to_be_focused()
    page.keyboard.type("hugo")
    expect(panel(workspace).get_by_role("listbox").get_by_role("option")).to_have_text(
        [re.compile("Hugo Petit")]
    )
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(panel(workspace).locator("[data-field=customerid]").get_by_role("link")).to_have_text("Hugo Petit")
    page.keyboard.press("Control+s")
    expect(save_state(workspace)).to_have_text("Saved")
    assert case(workspace, "_customerid_value@Microsoft.Dynamics.CRM.lookuplogicalname") == "contact"


def test_search_in_a_lookup_ends_with_escape_and_with_leaving(workspace: Workspace) -> None:
    open_case(workspace)
    box, options = field(workspace, "Parent Case"), panel(workspace).get_by_role("listbox")
    for leave in ("Escape", "Tab"):
        box.click()
        expect(options).to_be_visible()
        box.press(leave)
        expect(options).to_have_count(0)
        field(workspace, "Case Title").click()
    expect(save_state(workspace)).to_have_text("Saved")


def test_closing_by_hand_asks_where_changes_are_lost(workspace: Workspace) -> None:
    open_case(workspace)
    page = workspace.page
    panel(workspace).locator("[data-field=customerid]").get_by_role("link").click()
    field(workspace, "Main Phone").fill("1")
    workspace.tab_entry("Contoso").press("Delete")
    question = page.get_by_role("alertdialog", name="Discard changes?")
    question.get_by_role("button", name="Cancel").click()
    expect(field(workspace, "Main Phone")).to_have_value("1")
    page.get_by_role("button", name="Close Contoso").click()
    question.get_by_role("button", name="Discard").click()
    expect(workspace.tab_entry("Contoso")).to_have_count(0)


def test_create_form_becomes_the_records_form(workspace: Workspace) -> None:
    page = workspace.page
    page.evaluate("""Microsoft.CIFramework.openForm(JSON.stringify({ entityName: "contact" }),
      JSON.stringify({ firstname: "Ida", telephone1: "+1 425 555 0177" }))""")
    expect(field(workspace, "Business Phone")).to_have_value("+1 425 555 0177")
    expect(save_state(workspace)).to_have_text("Not saved")
    assert workspace.focused_session.title == "New Contact"
    panel(workspace).get_by_role("button", name="Save").click()
    expect(field(workspace, "Last Name")).to_have_accessible_description("Last Name must be filled in.")
    field(workspace, "Last Name").fill("Rhodes")
    field(workspace, "Last Name").press("Control+s")
    expect(panel(workspace).get_by_role("heading", name="Ida Rhodes")).to_be_visible()
    assert (workspace.focused_session.title, workspace.focused_tab.title) == ("Ida Rhodes", "Ida Rhodes")
    found = page.evaluate("""Microsoft.CIFramework.searchAndOpenRecords("contact",
      "$filter=lastname eq 'Rhodes'&$select=telephone1", true).then(JSON.parse)""")
    assert found["0"]["telephone1"] == "+1 425 555 0177"


def test_keys_in_a_form_do_not_fill_the_call_log(workspace: Workspace) -> None:
    open_case(workspace)
    field(workspace, "Case Title").press_sequentially("abc")
    workspace.page.keyboard.press("Control+s")
    expect(save_state(workspace)).to_have_text("Saved")
    agent_actions = [
        entry["what"]
        for entry in workspace.page.evaluate("cifEmulator.calls()")
        if entry["caller"] == "agent" and entry["kind"] == "call"
    ]
    assert agent_actions == ["Agent.saveRecord"]


# -- the timeline ---------------------------------------------------------------------------------


def test_timeline_takes_notes_and_opens_activities(workspace: Workspace) -> None:
    open_case(workspace)
    timeline = panel(workspace).get_by_role("region", name="Timeline")
    expect(timeline.get_by_role("button", name="Add note")).to_be_disabled()
    timeline.get_by_label("Write a note").fill("Customer is at the desk <b>now</b>")
    timeline.get_by_role("button", name="Add note").click()
    expect(timeline.get_by_role("listitem").first).to_contain_text("Customer is at the desk <b>now</b>")
    workspace.page.evaluate(
        """(id) => Microsoft.CIFramework.createRecord("phonecall", JSON.stringify(
      { subject: "From the widget", "regardingobjectid_incident_phonecall@odata.bind": `/incidents(${id})` }))""",
        CASE,
    )
    timeline.get_by_role("link", name="From the widget").click()
    assert (len(workspace.sessions), workspace.focused_tab.title) == (2, "From the widget")
    expect(field(workspace, "Subject")).to_have_value("From the widget")


# -- lists, searches, knowledge -------------------------------------------------------------------


def test_list_is_sorted_filtered_and_opened(workspace: Workspace) -> None:
    page = workspace.page
    page.evaluate("""Microsoft.Apm.createTab({ templateName: "msdyn_ContactList" })""")
    names = panel(workspace).get_by_role("rowheader")
    header = panel(workspace).get_by_role("columnheader", name="Full Name")
    expect(header).to_have_attribute("aria-sort", "ascending")
    first = names.first.inner_text()
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "descending")
    expect(names.last).to_have_text(first)
    panel(workspace).get_by_label("Filter Contacts").press_sequentially("hugo")
    expect(names).to_have_text(["Hugo Petit"])
    names.first.dblclick(position={"x": 150, "y": 18})
    assert workspace.focused_session.title == "Hugo Petit"


def test_relevance_search_lists_the_best_hit_first(workspace: Workspace) -> None:
    workspace.page.evaluate("Microsoft.CIFramework.renderSearchPage('contact', 'contoso', 0)")
    hits = panel(workspace).get_by_role("list", name="Results").get_by_role("listitem")
    expect(hits.first).to_contain_text("Contoso")
    hits.first.get_by_role("link").click()
    assert workspace.focused_session.title == "Contoso"


def test_knowledge_article_is_read_and_sent(workspace: Workspace) -> None:
    page = workspace.page
    page.evaluate("""async () => {
      window.sent = [];
      await Microsoft.CIFramework.addHandler("onsendkbarticle", (payload) => { window.sent.push(payload.get?.("value") ?? payload); return Promise.resolve(); });
      await Microsoft.Apm.createTab({ templateName: "msdyn_omnichannel_kbsearch" });
    }""")
    panel(workspace).get_by_label("Search knowledge").fill("password")
    panel(workspace).get_by_role("link", name="Reset a password").click()
    article = panel(workspace).get_by_role("region", name="Reset a password")
    expect(article).to_contain_text("Choose Forgotten password on the sign-in page.")
    article.get_by_role("button", name="Send Reset a password").click()
    page.wait_for_function("() => window.sent.length === 1")
    assert "Reset a password" in str(page.evaluate("JSON.stringify(window.sent)"))


# -- data in and out ------------------------------------------------------------------------------


def test_downloaded_data_load_again(fresh_workspace: FreshWorkspace) -> None:
    workspace = fresh_workspace()
    page = workspace.page
    page.evaluate(
        """(id) => Microsoft.CIFramework.updateRecord("incident", id, JSON.stringify({ title: "Downloaded" }))""",
        CASE,
    )
    page.get_by_role("button", name="Signed in as Alex Blake").click()
    with page.expect_download() as downloading:
        page.get_by_role("menu", name="User").get_by_role("menuitem", name="Download data").click()
    assert downloading.value.suggested_filename == "workspace.json"
    text = Path(downloading.value.path()).read_text(encoding="utf-8")
    page.evaluate("cifEmulator.reset()")
    assert case(workspace, "title") == "Printer jams on every second page"
    page.evaluate("(config) => cifEmulator.reset({ config })", text)
    assert case(workspace, "title") == "Downloaded"


def test_downloaded_packages_load_again(workspace: Workspace, tmp_path: Path) -> None:
    page = workspace.page
    made = page.evaluate("Microsoft.CIFramework.createRecord('contact', { lastname: 'Packaged' })")
    page.get_by_role("button", name="Signed in as Alex Blake").click()
    with page.expect_download() as downloading:
        page.get_by_role("menuitem", name="Download records as a package").click()
    assert downloading.value.suggested_filename == "records.zip"
    file = tmp_path / "records.zip"
    downloading.value.save_as(file)
    page.evaluate("cifEmulator.reset()")
    query = "() => Xrm.WebApi.retrieveMultipleRecords('contact', \"?$filter=lastname eq 'Packaged'\")"
    assert page.evaluate(query)["entities"] == []
    page.get_by_role("button", name="Signed in as Alex Blake").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("menuitem", name="Add data…").click()
    chooser.value.set_files(file)
    # A look must leave the page time to go on.
    until = f"""async () => {{
      for (;;) {{
        const [found] = (await ({query})()).entities;
        if (found) return found.contactid;
        await new Promise(requestAnimationFrame);
      }}
    }}"""
    assert page.evaluate(until) in made


# -- Xrm ------------------------------------------------------------------------------------------


def test_scripts_use_xrm_on_the_same_records(workspace: Workspace) -> None:
    found = workspace.page.evaluate(
        scripts("scriptsUseXrmOnTheSameRecords"),
        CASE,
    )
    assert found[:5] == [True, "Alex Blake", "Web", True, True]
    assert (found[5], found[6], "uniqueName" in found[7]) == (0x80040217, "createRecord", True)
    # Roles are a collection of the client API's; nobody has any.
    assert json.loads(found[8]) == [0, None, None, [], []]
    expect(field(workspace, "Subject")).to_have_value("By script")


def test_addresses_are_opened_in_windows_of_their_own(workspace: Workspace) -> None:
    page = workspace.page
    page.context.route(
        "https://site.invalid/**", lambda route: route.fulfill(body="elsewhere", content_type="text/html")
    )
    with page.context.expect_page() as opening:
        page.evaluate("Xrm.Navigation.openUrl('https://site.invalid/a')")
    opened = opening.value
    opened.wait_for_load_state()
    assert opened.evaluate("[location.href, window.opener === null]") == ["https://site.invalid/a", True]
    opened.close()


def test_web_resources_find_xrm(workspace: Workspace) -> None:
    page = workspace.page
    body = '<script src="../ClientGlobalContext.js.aspx"></script><h1>Own page</h1>'
    page.route(
        "**/webresources/acme_/own.html", lambda route: route.fulfill(body=body, content_type="text/html")
    )
    page.evaluate("Xrm.Navigation.navigateTo({ pageType: 'webresource', webresourceName: 'acme_/own.html' })")
    expect(panel(workspace).frame_locator("iframe").get_by_role("heading", name="Own page")).to_be_visible()
    frame = next(each for each in page.frames if each.url.endswith("acme_/own.html"))
    assert frame.evaluate(
        """async (id) => {
      const row = await Xrm.WebApi.retrieveRecord("incident", id, "?$select=title");
      return [row.title, Xrm === parent.Xrm, GetGlobalContext().userSettings.userName];
    }""",
        CASE,
    ) == ["Printer jams on every second page", True, "Alex Blake"]
    page.unroute("**/webresources/acme_/own.html")


# -- conversations and parties --------------------------------------------------------------------


def test_form_scripts_find_the_agents_conversations_by_their_id(workspace: Workspace) -> None:
    found, made = workspace.page.evaluate(scripts("conversations"))
    assert found == [made]


def test_a_phone_calls_parties_are_shown_changed_and_saved(workspace: Workspace) -> None:
    page = workspace.page
    call = page.evaluate(scripts("phoneCall"))
    page.evaluate("(id) => Xrm.Navigation.openForm({ entityName: 'phonecall', entityId: id })", call)
    to = panel(workspace).locator("[data-field=to]")
    chosen = to.get_by_role("list", name="Call To").get_by_role("listitem")
    expect(chosen).to_have_text(["Ada Partaker", "+1 555 0199"])
    to.get_by_role("button", name="Remove +1 555 0199 from Call To").click()
    to.get_by_role("combobox", name="Call To").fill("Grace Partaker")
    to.get_by_role("option", name="Grace Partaker").click()
    expect(chosen).to_have_text(["Ada Partaker", "Grace Partaker"])
    expect(save_state(workspace)).to_have_text("Unsaved changes")
    page.keyboard.press("Control+s")
    expect(save_state(workspace)).to_have_text("Saved")
    assert page.evaluate(scripts("partiesOf"), call) == ["1 Alex Blake", "2 Ada Partaker", "2 Grace Partaker"]
    to.get_by_role("link", name="Ada Partaker").click()
    expect(page.get_by_role("heading", name="Ada Partaker")).to_be_visible()


def test_names_that_no_public_page_describes_refuse_and_the_old_context_works(workspace: Workspace) -> None:
    found = workspace.page.evaluate(scripts("namesThatRefuse"))
    assert found["internal"].startswith("Xrm.Internal.isUci is not emulated: ")
    assert found["chat"].startswith("Microsoft.Omnichannel.LiveChatWidget.startChat is not emulated: ")
    assert found["query"].startswith("GlobalContext.getQueryStringParameters is not emulated: ")
    collapsed, refusal, after = found["panes"]
    assert (collapsed, after) == (0, 0)
    assert refusal.startswith("Xrm.App.sidePanes.state is not emulated: ")
    assert found["controls"].startswith("Xrm.Page.ui.controls.forEach is not emulated: ")
    assert found["handler"].startswith("Xrm.Internal is not emulated: ")
    assert found["process"] == "undefined"
    assert (found["replaced"], found["json"], found["awaited"]) == ("replaced", "{}", True)
    assert (found["unknown"], found["client"], found["user"]) == ("undefined", True, True)
    assert found["legacy"] == ["Alex Blake", 1033, True]
    refused = [each for each in workspace.calls() if each["kind"] == "refusal"]
    assert [each["what"] for each in refused][:2] == [
        "Xrm.Internal.*",
        "Microsoft.Omnichannel.LiveChatWidget.*",
    ]
