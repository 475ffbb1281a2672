"""``app-profile-manager.md`` 3.3, 5, 8: application tabs through ``Microsoft.Apm``."""

from __future__ import annotations

from playwright.sync_api import expect

from cif_emulator.testing.scripts import Scripts

from .conftest import CASE, PERSON, Caller

scripts = Scripts(__file__)


def test_create_tab_opens_focused_in_the_focused_session(caller: Caller) -> None:
    found = caller.run_script(scripts("createTabOpensFocusedInTheFocusedSession"))
    assert (found["id"], found["focused"], found["title"]) == ("tab-id-2", "tab-id-2", "Ink & toner")
    assert found["tabs"] == ["tab-id-1", "tab-id-2"]
    assert found["page"] == {"pageType": "entityrecord", "entityName": "incident", "entityId": CASE}
    assert found["heard"] == [
        {
            "previousSessionId": "session-id-1",
            "previousTabId": "tab-id-1",
            "sessionId": "session-id-1",
            "tabId": "tab-id-2",
        }
    ]
    assert caller.workspace.focused_tab.title == "Ink & toner"


def test_create_tab_unfocused(caller: Caller) -> None:
    assert caller.run("""
      await openPlain();
      await Apm.createTab({ templateName: "conf_control", isFocused: false });
      return [Apm.getFocusedSession().getFocusedTab().tabId, Apm.getFocusedSession().getAllTabs()];
    """) == ["tab-id-1", ["tab-id-1", "tab-id-2"]]


def test_create_tab_on_a_session(caller: Caller) -> None:
    assert caller.run("""
      const id = await openPlain({}, false);
      const tab = await Apm.getSession(id).createTab({ templateName: "conf_control" });
      return [tab, Apm.getFocusedSession().sessionId, Apm.getFocusedSession().getFocusedTab().tabId];
    """) == ["tab-id-2", "session-id-1", "tab-id-2"]


def test_ten_tabs_are_the_most(caller: Caller) -> None:
    found = caller.run("""
      await openPlain();
      for (let n = 0; n < 9; n++) await Apm.createTab({ templateName: "conf_control" });
      const session = Apm.getFocusedSession();
      return { count: session.getAllTabs().length, can: session.canCreateTab(),
               failure: await refused(() => Apm.createTab({ templateName: "conf_control" })) };
    """)
    text = "Maximum tabs reached. Close a tab in this session before opening another."
    assert (found["count"], found["can"], found["failure"]["message"]) == (10, False, text)
    expect(caller.workspace.page.get_by_text(text)).to_be_visible()


def test_closing_the_focused_tab_focuses_its_left_neighbour(caller: Caller) -> None:
    assert caller.run("""
      await openPlain();
      await Apm.createTab({ templateName: "conf_control" });
      const third = await Apm.createTab({ templateName: "conf_control" });
      await Apm.closeTab(third);
      return [Apm.getFocusedSession().getFocusedTab().tabId, Apm.getFocusedSession().getAllTabs()];
    """) == ["tab-id-2", ["tab-id-1", "tab-id-2"]]


def test_anchor_tab_cannot_be_closed(caller: Caller) -> None:
    assert caller.run("""
      await openPlain();
      const anchor = Apm.getFocusedSession().getFocusedTab();
      const given = [await Apm.closeTab(anchor.tabId), await anchor.close()];
      anchor.canClose = true;
      return [given, Apm.getFocusedSession().getAllTabs(), anchor.canClose];
    """) == [[None, None], ["tab-id-1"], False]
    assert [each["rule"] for each in caller.workspace.findings()].count("anchor-tab-is-fixed") == 3


def test_closing_while_iterating(caller: Caller) -> None:
    assert caller.run("""
      await openPlain();
      for (let n = 0; n < 3; n++) await Apm.createTab({ templateName: "conf_control" });
      const session = Apm.getFocusedSession();
      session.getAllTabs().forEach((id) => Apm.closeTab(id));
      return session.getAllTabs();
    """) == ["tab-id-1"]


def test_focus_tab_and_tab_focus(caller: Caller) -> None:
    assert caller.run_script(scripts("focusTabAndTabFocus")) == ["tab-id-1", "tab-id-2"]


def test_focusing_a_tab_brings_its_session_forward(caller: Caller) -> None:
    assert (
        caller.run("""
      const session = Apm.getSession(await openPlain({}, false));
      await session.getFocusedTab().focus();
      return Apm.getFocusedSession().sessionId;
    """)
        == "session-id-1"
    )


def test_refresh_loads_the_page_again(caller: Caller) -> None:
    before = caller.workspace.state()["page"]["load"]
    caller.run("await Apm.refreshTab(Apm.getFocusedSession().getFocusedTab().tabId)")
    caller.run("await Apm.getFocusedSession().getFocusedTab().refresh()")
    assert caller.workspace.state()["page"]["load"] == before + 2


def test_tab_title_and_can_close_are_live(caller: Caller) -> None:
    assert caller.run_script(scripts("tabTitleAndCanCloseAreLive")) == [
        ["Control", True],
        "Own <i>title</i>",
        False,
        ["tabId", "canClose", "title"],
    ]
    assert caller.workspace.focused_tab.title == "Own <i>title</i>"
    assert caller.workspace.page.get_by_role("button", name="Close Own <i>title</i>").count() == 0
    # It restrains the agent, not code.
    assert caller.run("await Apm.closeTab('tab-id-2'); return Apm.getFocusedSession().getAllTabs()") == [
        "tab-id-1"
    ]


def test_pinned_template_has_no_close_button(caller: Caller) -> None:
    found = caller.run("""
      const session = Apm.getSession(await Apm.createSession({ templateName: "conf_call",
        sessionContext: map({ customer: "P", customerRecordId: PERSON }) }));
      return session.getAllTabs().map((id) => [session.getTab(id).title, session.getTab(id).canClose]);
    """)
    assert found == [["Grace Hopper", False], ["site.invalid", True], ["Pinned P", False]]


def test_tab_values_override_and_serve_as_slugs_of_this_tab_only(caller: Caller) -> None:
    found = caller.run_script(scripts("tabValuesOverrideAndServeAsSlugsOfThisTabOnly"))
    assert found == [
        "https://site.invalid/find?q=session",
        "https://site.invalid/find?q=a%20b%26c",
        "https://other.invalid/?x={y}",
        "session",
    ]


def test_new_record_form_takes_defaults_with_a_lookup_triplet(caller: Caller) -> None:
    caller.run("""
      await openPlain();
      const data = JSON.stringify({ title: "From script", customerid: PERSON, customeridname: "Grace Hopper", customeridtype: "contact" });
      await Apm.createTab({ templateName: "msdyn_entityrecord", appContext: map({ entityName: "incident", formId: "f", data }) });
    """)
    page = caller.workspace.state()["page"]
    fields = {field["name"]: field for field in page["fields"]}
    assert page["isNew"] is True
    assert fields["title"]["value"] == "From script"
    assert fields["customerid"]["value"] == "Grace Hopper"
    assert fields["customerid"]["link"] == {"table": "contact", "recordId": PERSON}


def test_legacy_parameter_names(caller: Caller) -> None:
    found = caller.run("""
      await openPlain();
      const id = await Apm.createTab({ templateName: "msdyn_entityrecord", appContext: map({ etn: "contact", recordId: PERSON }) });
      return Apm.getFocusedSession().getTab(id).title;
    """)
    assert found == "Grace Hopper"


def test_blanks_around_names_and_ids(caller: Caller) -> None:
    """As in the documentation's own examples; what ``data`` holds stays as it is."""
    found = caller.run("""
      await openPlain();
      const id = await Apm.createTab({ templateName: " msdyn_entityrecord", appContext: map({ entityName: "contact", entityId: ` ${PERSON}`, data: " kept" }) });
      const { entityId, data } = (await Apm.getFocusedSession().getContext()).getTabContext(id);
      return [Apm.getFocusedSession().getTab(id).title, entityId, data];
    """)
    assert found == ["Grace Hopper", PERSON, " kept"]
    warned = [each["message"] for each in caller.workspace.findings() if each["rule"] == "blank-in-name"]
    assert warned == ['the name " msdyn_entityrecord" has blanks at its ends; "msdyn_entityrecord" was taken']


def test_display_name_finds_the_template_too(caller: Caller) -> None:
    assert caller.run('return Apm.createTab({ templateName: "Conformance control" })') == "tab-id-1"


def test_tabs_of_a_template(caller: Caller) -> None:
    tabs, failure = caller.run("""
      await openPlain();
      await Apm.createTab({ templateName: "conf_contacts" });
      await Apm.createTab({ templateName: "conf_contacts" });
      const session = Apm.getFocusedSession();
      return [await session.getAllTabsForTemplate("conf_contacts"), (await refused(() => session.getAllTabsForTemplate("conf_contact"))).message];
    """)
    assert tabs == ["tab-id-2", "tab-id-3"]
    assert 'Did you mean "conf_contacts"' in failure


def test_refused_tabs_change_nothing(caller: Caller) -> None:
    found = caller.run("""
      const wrong = [undefined, {}, { templateName: "" }, { templateName: "nope" }, { templateName: "conf_control", appContext: 5 },
                     { templateName: "conf_control", isFocused: 1 }, "{"];
      const failures = [];
      for (const input of wrong) failures.push((await refused(() => Apm.createTab(input))).message);
      return { failures, tabs: Apm.getFocusedSession().getAllTabs() };
    """)
    assert found["tabs"] == ["tab-id-0"]
    expected = [
        "is missing",
        "templateName is missing",
        "templateName is empty",
        '"nope"',
        "right is a Map",
        "right is true or false",
        "not JSON",
    ]
    assert all(text in failure for text, failure in zip(expected, found["failures"], strict=True))


def test_unknown_tabs_are_refused(caller: Caller) -> None:
    found = caller.run("""
      return [await refused(() => Apm.closeTab("nope")), await refused(() => Apm.focusTab(undefined)), await refused(() => Apm.refreshTab(5))];
    """)
    assert [failure["native"] for failure in found] == [True] * 3
    assert 'there is no tab "nope"' in found[0]["message"]
    assert "tabId is missing" in found[1]["message"]
    assert "tabId is the number 5" in found[2]["message"]


def test_tab_close_obeys_the_same_rules(caller: Caller) -> None:
    assert caller.run_script(scripts("tabCloseObeysTheSameRules")) == [["tab-id-1"], True, "Control"]
