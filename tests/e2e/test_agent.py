"""What agents do: click, type, use the keyboard; light and dark, wide and narrow."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import POLLING, Workspace

scripts = Scripts(__file__)

OPEN = """async (names) => {
  for (const customer of names)
    await Microsoft.CIFramework.createSession({ templateName: "msdyn_chat_session", templateParameters: { customer } });
}"""


def open_sessions(workspace: Workspace, *names: str) -> None:
    workspace.page.evaluate(OPEN, list(names))
    workspace.session(names[-1])


def titles(workspace: Workspace) -> list[str]:
    return [session.title for session in workspace.sessions]


def test_clicking_sessions_moves_the_focus(workspace: Workspace) -> None:
    open_sessions(workspace, "Ada", "Grace")
    workspace.session_entry("Ada").click()
    assert workspace.focused_session.title == "Ada"
    workspace.session_entry("Home").click()
    assert workspace.focused_session.title == "Home"


def test_closing_a_session_asks_first(workspace: Workspace) -> None:
    open_sessions(workspace, "Ada", "Grace")
    page = workspace.page
    workspace.session_entry("Grace").hover()
    page.get_by_role("button", name="Close Grace").click()
    dialog = page.get_by_role("alertdialog", name="Close this session?")
    expect(dialog).to_contain_text("Grace")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)
    assert titles(workspace) == ["Home", "Ada", "Grace"]
    workspace.session_entry("Grace").hover()
    page.get_by_role("button", name="Close Grace").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Close session").click()
    expect(workspace.session_entry("Grace")).to_have_count(0)
    assert titles(workspace) == ["Home", "Ada"]
    assert workspace.focused_session.title == "Ada"


def test_home_has_no_close_button(workspace: Workspace) -> None:
    expect(workspace.session_entry("Home")).to_be_visible()
    expect(workspace.page.get_by_role("button", name="Close Home")).to_have_count(0)


def test_keyboard_alone(workspace: Workspace) -> None:
    open_sessions(workspace, "Ada", "Grace")
    page = workspace.page
    workspace.session_entry("Grace").focus()
    page.keyboard.press("ArrowUp")
    expect(workspace.session_entry("Ada")).to_be_focused()
    page.keyboard.press("Enter")
    assert workspace.focused_session.title == "Ada"
    expect(workspace.session_entry("Ada")).to_be_focused()
    page.keyboard.press("Delete")
    dialog = page.get_by_role("alertdialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.keyboard.press("Home")
    expect(workspace.session_entry("Home")).to_be_focused()


def test_tabs_open_switch_and_close(workspace: Workspace) -> None:
    open_sessions(workspace, "Ada")
    page = workspace.page
    page.evaluate(scripts("tabsOpenSwitchAndClose"))
    assert [tab.title for tab in workspace.tabs][1:] == ["First", "Second"]
    workspace.tab_entry("First").click()
    assert workspace.focused_tab.title == "First"
    page.get_by_role("button", name="Close First").click()
    expect(workspace.tab_entry("First")).to_have_count(0)
    anchor = workspace.focused_tab
    assert anchor.id == workspace.tabs[0].id
    expect(page.get_by_role("button", name=f"Close {anchor.title}")).to_have_count(0)


def test_record_from_home_opens_a_session_and_comes_forward_again(workspace: Workspace) -> None:
    page = workspace.page
    link = page.get_by_role("tabpanel").get_by_role("link").first
    name = link.inner_text()
    link.click()
    assert len(workspace.sessions) == 2
    opened = workspace.focused_session
    workspace.session_entry("Home").click()
    page.get_by_role("tabpanel").get_by_role("link", name=name).first.click()
    expect(workspace.session_entry(opened.title)).to_have_attribute("aria-selected", "true")
    assert len(workspace.sessions) == 2


def test_home_comes_back_with_its_elements_and_what_the_records_hold_now(workspace: Workspace) -> None:
    page = workspace.page
    page.set_viewport_size({"width": 700, "height": 600})
    home = page.get_by_role("tabpanel")
    link = home.get_by_role("link").first
    name = link.inner_text()
    table, record_id = (link.get_attribute(f"data-{of}") for of in ("table", "record-id"))
    scrolled = """() => {
      const lists = [...document.querySelectorAll(".table-scroll")].filter((each) => each.scrollWidth > each.clientWidth);
      for (const each of lists) each.scrollLeft = 40;
      return lists.map((each) => each.scrollLeft);
    }"""
    page.evaluate("window.first = document.querySelector('[role=tabpanel] [data-record-id]')")
    assert set(page.evaluate(scrolled)) == {40}
    open_sessions(workspace, "Ada")
    expect(home.locator(".dashboard")).to_have_count(0)
    page.evaluate(
        "([table, id]) => Microsoft.CIFramework.updateRecord(table, id, JSON.stringify({ title: 'Renamed' }))",
        [table, record_id],
    )
    workspace.session_entry("Home").click()
    expect(home.get_by_role("link", name="Renamed", exact=True).first).to_be_visible()
    is_kept = "document.querySelector('[role=tabpanel] [data-record-id]') === window.first"
    assert page.evaluate(is_kept)
    page.evaluate(scrolled)
    page.evaluate("cifEmulator.reset()")
    expect(home.get_by_role("link", name=name, exact=True).first).to_be_visible()
    assert page.evaluate(is_kept)
    expect(home.get_by_role("link", name="Renamed", exact=True)).to_have_count(0)
    assert page.evaluate(
        "[...document.querySelectorAll('.table-scroll')].every((each) => each.scrollLeft === 0)"
    )


def test_lookup_on_a_record_opens_a_tab(workspace: Workspace) -> None:
    case = "fac04293-1ab0-eb11-8236-000d3a5c49ed"
    workspace.page.evaluate(
        """async (id) => Microsoft.Apm.createSession({ templateName: "case_entity_session_default_template",
             sessionContext: { parametersStr: JSON.stringify([["entityName", "incident"], ["entityId", id]]) } })""",
        case,
    )
    panel = workspace.page.get_by_role("tabpanel")
    customer = panel.locator("[data-field=customerid]").get_by_role("link")
    name = customer.inner_text()
    customer.click()
    assert (len(workspace.sessions), workspace.focused_tab.title) == (2, name)


def test_search_from_the_banner(workspace: Workspace) -> None:
    page = workspace.page
    box = page.get_by_role("searchbox")
    box.fill("Contoso")
    box.press("Enter")
    expect(page.get_by_role("tabpanel").get_by_role("link", name=re.compile("Contoso")).first).to_be_visible()
    assert workspace.focused_tab.title == "Search"
    box.fill("nothing has this name")
    box.press("Enter")
    expect(page.get_by_role("tabpanel").get_by_role("link")).to_have_count(0)
    assert [tab.title for tab in workspace.tabs] == ["Agent dashboard", "Search"]


def test_limit_is_told_on_screen_until_there_is_room(workspace: Workspace) -> None:
    page = workspace.page
    open_sessions(workspace, *[f"S{n}" for n in range(9)])
    page.evaluate("Microsoft.Apm.createSession({ templateName: 'msdyn_chat_session' }).catch(() => {})")
    text = page.get_by_text("Maximum sessions reached. Close a session before opening another.")
    expect(text).to_be_visible()
    page.evaluate("Microsoft.Apm.getSession('session-id-3').close()")
    expect(text).to_have_count(0)


def test_sites_are_sandboxed_and_frames_stay(workspace: Workspace) -> None:
    page = workspace.page
    page.route(
        "https://site.invalid/**",
        lambda route: route.fulfill(body="<h1>Elsewhere</h1>", content_type="text/html"),
    )
    page.evaluate("""async () => {
      const appContext = new Map([["url", "https://site.invalid/a?b=c"]]);
      await Microsoft.Apm.createTab({ templateName: "msdyn_thirdparty_website", appContext });
    }""")
    frame = page.get_by_role("tabpanel").locator("iframe")
    expect(frame).to_have_attribute("sandbox", re.compile("allow-scripts"))
    expect(frame.content_frame.get_by_role("heading", name="Elsewhere")).to_be_visible()
    frame.evaluate("(element) => { element.kept = true; }")
    page.evaluate("Microsoft.Apm.getFocusedSession().getFocusedTab().title = 'Renamed'")
    expect(workspace.tab_entry("Renamed")).to_be_visible()
    assert frame.evaluate("(element) => element.kept === true")


def test_policy_refuses_inline_scripts_and_evaluation(workspace: Workspace) -> None:
    answer = workspace.page.request.get(workspace.url)
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert "'unsafe-eval'" not in policy
    assert "'unsafe-inline'" not in policy.replace("style-src-attr 'unsafe-inline'", "")


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_fits_a_narrow_and_a_wide_window_in_light_and_dark(workspace: Workspace) -> None:
    page = workspace.page
    open_sessions(workspace, "A very long customer name that cannot possibly fit into the rail", "Grace")
    try:
        backgrounds = set()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function(
                "(scheme) => matchMedia(`(prefers-color-scheme: ${scheme})`).matches", arg=scheme
            )
            backgrounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
            for width in (1024, 1920):
                page.set_viewport_size({"width": width, "height": 800})
                expect(workspace.session_entry("Grace")).to_be_in_viewport()
                expect(page.get_by_role("tabpanel")).to_be_in_viewport()
                assert overflow(page) <= 0
        assert len(backgrounds) == 2
    finally:
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 800})


def test_an_agent_whose_sessions_are_full_answers_an_alert(workspace: Workspace) -> None:
    page = workspace.page
    open_sessions(workspace, *(f"Customer {number}" for number in range(9)))
    presence = page.get_by_role("button", name="Presence:")
    before = presence.get_attribute("aria-label")
    page.evaluate("""() => {
      Microsoft.CIFramework.notifyEvent({ templateName: "msdyn_chat_incoming_unauthenticated", templateParameters: {} });
    }""")
    alert = page.get_by_role("alert").filter(has_text="You have the maximum of 10 sessions open.")
    expect(alert).to_be_visible()
    expect(presence).to_have_accessible_name(re.compile("Do not disturb|DND"))
    alert.get_by_role("button", name="Reset presence").click()
    expect(alert).to_have_count(0)
    expect(presence).to_have_accessible_name(before or "")


def test_an_icon_that_nobody_serves_is_told_in_the_call_log(workspace: Workspace) -> None:
    page = workspace.page
    row = {
        "msdyn_name": "Ring",
        "msdyn_uniquename": "own_ring",
        "msdyn_icon": "/webresources/own_missing.png",
    }
    workspace.call("CIFramework.createRecord", "msdyn_notificationtemplate", row)
    page.evaluate("""() => {
      Microsoft.CIFramework.notifyEvent({ templateName: "own_ring", templateParameters: {} });
    }""")
    expect(page.get_by_role("alertdialog")).to_be_visible()
    told = "own_missing.png, which a template names"
    page.wait_for_function(
        "(text) => cifEmulator.calls().some(({ kind, error }) => kind === 'warning' && error.includes(text))",
        arg=told,
        polling=POLLING,
    )


def test_plus_beside_the_tabs_opens_a_tab_from_a_template(workspace: Workspace) -> None:
    page = workspace.page
    open_sessions(workspace, "Ada")
    plus, menu = page.get_by_role("button", name="New tab"), page.get_by_role("menu", name="Tab templates")
    plus.click()
    menu.get_by_role("menuitem", name="Knowledge Search").click()
    expect(page.get_by_role("tablist", name="Tabs").get_by_role("tab", name="Knowledge")).to_have_attribute(
        "aria-selected", "true"
    )
    assert workspace.calls()[-1]["what"].startswith(("Agent.", "ON_"))
    # By keyboard, and refused with words where the session has all tabs that it may have.
    for _ in range(8):
        plus.press("ArrowDown")
        expect(menu).to_be_visible()
        page.keyboard.press("k")
        page.keyboard.press("Enter")
    expect(page.get_by_role("tablist", name="Tabs").get_by_role("tab")).to_have_count(10)
    plus.click()
    menu.get_by_role("menuitem", name="Knowledge Search").click()
    expect(page.get_by_role("alert")).to_contain_text("Maximum tabs reached.")


def test_plus_offers_what_is_configured_now(workspace: Workspace) -> None:
    page = workspace.page
    page.evaluate(
        """Microsoft.CIFramework.createRecord("msdyn_applicationtabtemplate", {
          msdyn_name: "Harbour map", msdyn_uniquename: "hrb_map", msdyn_pagetype: 509180004
        })"""
    )
    page.get_by_role("button", name="New tab").click()
    page.get_by_role("menuitem", name="Harbour map").click()
    expect(page.get_by_role("tab", name="Agent dashboard").last).to_have_attribute("aria-selected", "true")
