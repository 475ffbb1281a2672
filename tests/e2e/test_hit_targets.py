"""Where things lie: nothing makes the document scroll, and a click on a control's text lands in that control.

Also text that only assistive technology is meant to read: tests find and click it, too.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

scripts = Scripts(__file__)

CONTACT = """async () => {
  const found = JSON.parse(await Microsoft.CIFramework.searchAndOpenRecords("contact", "?$top=1&$filter=telephone1 ne null", true));
  return found[0];
}"""
OPEN = """async ([template, entries]) => {
  await Microsoft.CIFramework.setClickToAct(true);
  await Microsoft.Apm.createTab({ templateName: template, appContext: new Map(entries) });
}"""

PAGES = {
    "a record": ("msdyn_entityrecord", [["entityName", "contact"], ["entityId", "ID"]]),
    "a new record": ("msdyn_entityrecord", [["entityName", "incident"]]),
    "a list": ("msdyn_ContactList", []),
    "knowledge": ("msdyn_omnichannel_kbsearch", []),
}


@pytest.fixture(params=[1280, 1024, 720])
def page(workspace: Workspace, request: pytest.FixtureRequest) -> Iterator[Page]:
    page = workspace.page
    before = page.viewport_size
    page.set_viewport_size({"width": request.param, "height": 720})
    yield page
    if before is not None:
        page.set_viewport_size(before)


def faults(page: Page) -> list[str]:
    found: list[str] = page.evaluate(scripts("misplaced"))
    return found


def test_home_menus_and_the_inspector(page: Page, workspace: Workspace) -> None:
    assert faults(page) == []
    page.get_by_role("button", name="Available").click()
    expect(page.get_by_role("menu")).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("Escape")
    inspector = page.get_by_role("button", name="Inspector", exact=True)
    inspector.click()
    expect(page.get_by_role("region", name="Inspector")).to_be_visible()
    assert faults(page) == []
    inspector.click()


@pytest.mark.parametrize("shown", PAGES)
def test_pages(page: Page, workspace: Workspace, shown: str) -> None:
    template, entries = PAGES[shown]
    contact = page.evaluate(CONTACT)
    given = [[name, contact["contactid"] if value == "ID" else value] for name, value in entries]
    page.evaluate(OPEN, [template, given])
    workspace.tab_entry(workspace.tabs[-1].title)
    assert faults(page) == []
    if shown == "a record":
        page.get_by_text(contact["telephone1"], exact=True).first.click(trial=True)


def test_search_sessions_a_toast_and_a_question(page: Page, workspace: Workspace) -> None:
    page.evaluate("Microsoft.CIFramework.renderSearchPage('contact', 'a')")
    page.evaluate(scripts("openSessionsAndAToast"))
    expect(page.get_by_role("alertdialog")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("alertdialog").get_by_role("button", name="Accept").click()
    workspace.session_entry("Ada").hover()
    page.get_by_role("button", name="Close Ada").click()
    expect(page.get_by_role("alertdialog", name="Close this session?")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("alertdialog").get_by_role("button", name="Cancel").click()
