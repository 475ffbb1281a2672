"""``ciframework.md`` 2.2: application tabs of the focused session, from a channel provider's page."""

from __future__ import annotations

from playwright.sync_api import expect

from .conftest import CONTACT, Widget

OPEN_TABS = """
  await CIF.createSession({ templateName: "conf_tabs", templateParameters: { customer: "Ada", conf_site: { searchQ: "ink" } } });
  const tabs = await CIF.getTabs();
"""


def test_create_tab_gives_its_id_and_focuses_it(alpha: Widget) -> None:
    found = alpha.run("""
      await open("Ada");
      const first = await CIF.createTab({ templateName: "conf_record", templateParameters: { entityName: "contact", entityId: CONTACT }, isFocused: true }, "corr");
      const second = await CIF.createTab({ templateName: "conf_site", templateParameters: { searchQ: "ink" }, isFocused: false });
      return [first, second, await CIF.getTabs()];
    """)
    assert found[0].startswith("tab-id-")
    assert found[2][1:] == found[:2]
    assert [(tab.title, tab.focused) for tab in alpha.workspace.tabs] == [
        ("Anchor", False),
        ("Grace Hopper", True),
        ("Site ink", False),
    ]


def test_create_tab_refuses_with_code_and_message(alpha: Widget) -> None:
    found = alpha.run("""
      await open("Ada");
      return Promise.all([() => CIF.createTab({ templateName: "conf_recor" }), () => CIF.createTab({}), () => CIF.createTab()].map(refused));
    """)
    assert all(isinstance(each["errorCode"], int) and each["isMap"] for each in found)
    assert 'there is no application tab template "conf_recor"' in found[0]["message"]
    assert "templateName is missing" in found[1]["message"]
    assert "input is missing" in found[2]["message"]


def test_create_tab_takes_display_names_and_json_text(alpha: Widget) -> None:
    alpha.run("""
      await open("Ada");
      await CIF.createTab({ templateName: "Conformance site", templateParameters: { searchQ: "by display name" } });
      await CIF.createTab(JSON.stringify({ templateName: "conf_site", templateParameters: { conf_site: { searchQ: "nested" } } }));
    """)
    assert [tab.title for tab in alpha.workspace.tabs] == ["Anchor", "Site by display name", "Site nested"]


def test_get_tabs_all_or_of_a_template(alpha: Widget) -> None:
    found = alpha.run(
        OPEN_TABS
        + """
      const more = await CIF.createTab({ templateName: "conf_site", templateParameters: { searchQ: "two" } });
      return { tabs, more, of: await CIF.getTabs("conf_site"), none: await CIF.getTabs("msdyn_entityrecord"), unknown: await CIF.getTabs("no_such"),
               all: await CIF.getTabs(undefined, undefined, "0a0b0c0d-1111-2222-3333-444455556666"), corr: await CIF.getTabs("conf_pinned", "0a0b0c0d-1111-2222-3333-444455556666") };
    """
    )
    tabs = found["tabs"]
    assert len(tabs) == 3
    assert found["of"] == [tabs[1], found["more"]]
    assert (found["none"], found["unknown"]) == ([], [])
    assert found["all"] == [*tabs, found["more"]]
    assert found["corr"] == [tabs[2]]


def test_focus_tab_by_id_or_by_what_get_tabs_gave(alpha: Widget) -> None:
    found = alpha.run(
        OPEN_TABS
        + """
      const answers = [await CIF.focusTab(tabs[2], "corr")];
      const focused = [await CIF.getFocusedTab()];
      answers.push(await CIF.focusTab(await CIF.getTabs("conf_site")));
      focused.push(await CIF.getFocusedTab("corr"));
      return [answers.map((answer) => answer === undefined), focused, tabs, (await refused(() => CIF.focusTab("tab-id-99"))).message];
    """
    )
    assert found[0] == [True, True]
    assert found[1] == [found[2][2], found[2][1]]
    assert 'there is no tab "tab-id-99"' in found[3]
    assert alpha.workspace.focused_tab.title == "Site ink"


def test_focused_tab_is_null_in_anothers_session(alpha: Widget, beta: Widget) -> None:
    beta.run("await open('Grace');")
    assert alpha.run("return CIF.getFocusedTab();") is None


def test_refresh_tab_loads_its_page_again(alpha: Widget) -> None:
    alpha.run(OPEN_TABS + "await CIF.focusTab(tabs[1]);")
    frame = alpha.workspace.page.locator("iframe[src*='q=ink']")
    before = frame.element_handle()
    assert before is not None
    assert (
        alpha.run("return (await CIF.refreshTab((await CIF.getTabs('conf_site'))[0])) === undefined;") is True
    )
    alpha.workspace.page.wait_for_function("(before) => !before.isConnected", arg=before)
    expect(frame).to_have_count(1)


def test_set_tab_title(alpha: Widget) -> None:
    found = alpha.run(
        OPEN_TABS
        + """
      return [typeof (await CIF.setTabTitle(tabs[0], { title: "First" }, "corr")), typeof (await CIF.setTabTitle(tabs[1], JSON.stringify({ title: "Second" })))];
    """
    )
    assert found == ["string", "string"]
    assert [tab.title for tab in alpha.workspace.tabs] == ["First", "Second", "Pinned"]


def test_set_tab_title_of_another_shape_is_null(alpha: Widget) -> None:
    """8, #1561."""
    alpha.run(
        OPEN_TABS
        + "await CIF.setTabTitle(tabs[0], 'First'); await CIF.setTabTitle(tabs[1], { name: 'Second' });"
    )
    assert [tab.title for tab in alpha.workspace.tabs] == ["Null", "Null", "Pinned"]


def test_close_tab_says_whether_it_closed(alpha: Widget) -> None:
    """Anchor tab and pinned tabs stay."""
    found = alpha.run(
        OPEN_TABS
        + "return [await CIF.closeTab(tabs[1], 'corr'), await CIF.closeTab(tabs[0]), await CIF.closeTab(tabs[2]), await refused(() => CIF.closeTab(tabs[1]))];"
    )
    assert found[:3] == [True, False, False]
    assert "has been closed" in found[3]["message"]
    assert [tab.title for tab in alpha.workspace.tabs] == ["Anchor", "Pinned"]


def test_record_tab_shows_the_record(alpha: Widget) -> None:
    """2.2: parameters of an entity record page; ``data`` fills a form without an id."""
    alpha.run(
        "await open('Ada'); await CIF.createTab({ templateName: 'conf_record', templateParameters: { entityName: 'contact', entityId: ID } });",
        ID=CONTACT,
    )
    expect(alpha.workspace.page.get_by_role("textbox", name="Business Phone")).to_have_value(
        "+1 425 555 0161"
    )
