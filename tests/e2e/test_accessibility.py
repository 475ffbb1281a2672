"""What axe finds in the main states of the page, in light and dark; forced colours, right to left, narrow windows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import POLLING, Workspace

scripts = Scripts(__file__)

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
IS_DRAWN_IN = scripts("isDrawnIn")
CASE = "fac04293-1ab0-eb11-8236-000d3a5c49ed"
OPEN_RECORD = """([table, id]) => Microsoft.Apm.createTab({ templateName: "msdyn_entityrecord",
  appContext: new Map([["entityName", table], ["entityId", id]]) })"""
FIRST = """async (table) => JSON.parse(
  await Microsoft.CIFramework.searchAndOpenRecords(table, "?$top=1&$filter=telephone1 ne null", true))[0][`${table}id`]"""


@pytest.fixture
def page(workspace: Workspace) -> Iterator[Page]:
    page = workspace.page
    before = page.viewport_size
    yield page
    page.emulate_media(color_scheme="null", forced_colors="null")
    page.evaluate("document.documentElement.removeAttribute('dir')")
    if before is not None:
        page.set_viewport_size(before)


def violations(page: Page, state: str) -> list[str]:
    """What axe finds in a state of the page, in both colour schemes."""
    found: list[str] = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(IS_DRAWN_IN, arg=scheme, polling=POLLING)
        found += [f"{state}, {scheme}: {each}" for each in page.evaluate(scripts("violations"))]
    return found


def open_record(page: Page, table: str, record_id: str) -> None:
    page.evaluate(OPEN_RECORD, [table, record_id])
    expect(page.locator(f".record[data-table={table}]")).to_be_visible()


def test_axe_finds_nothing_in_any_main_state(page: Page) -> None:
    page.evaluate(AXE.read_text("utf-8"))
    page.locator("tbody tr").first.hover()
    found = violations(page, "Home, a row under the pointer")
    for menu in ("Presence", "Signed in as", "App launcher"):
        page.get_by_role("button", name=menu).click()
        expect(page.get_by_role("menu")).to_be_visible()
        found += violations(page, menu)
        page.keyboard.press("Escape")
    page.evaluate(scripts("openSession"))
    expect(page.get_by_role("heading", name="Ada Lovelace")).to_be_visible()
    expect(page.get_by_text("No customer record is linked")).to_be_visible()
    found += violations(page, "a conversation")
    open_record(page, "contact", page.evaluate(FIRST, "contact"))
    found += violations(page, "a contact")
    open_record(page, "incident", CASE)
    page.get_by_label("Case Title", exact=True).fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".form-problem")).to_be_visible()
    found += violations(page, "a case that cannot be saved")
    for template, kind in (("msdyn_ContactList", "list"), ("msdyn_omnichannel_kbsearch", "knowledge")):
        page.evaluate("(templateName) => Microsoft.Apm.createTab({ templateName })", template)
        expect(page.locator(f"[data-page-kind={kind}]")).to_be_visible()
        found += violations(page, kind)
    page.evaluate("Microsoft.CIFramework.renderSearchPage('contact', 'a')")
    page.evaluate(scripts("notify"))
    expect(page.get_by_role("alertdialog")).to_be_visible()
    found += violations(page, "a search, messages, a toast")
    page.get_by_role("button", name="Inspector", exact=True).click()
    for tab in ("Calls", "Timeline", "Try"):
        page.get_by_role("tab", name=tab, exact=True).click()
        found += violations(page, f"the inspector's tab {tab}")
    assert found == []


def test_incoming_calls_have_a_phone_not_the_picture_of_a_chat(page: Page) -> None:
    page.evaluate(scripts("notify"))
    toast = page.get_by_role("alertdialog", name="Incoming call")
    expect(toast).to_be_visible()
    expect(toast.locator("img")).to_have_count(0)


def test_a_page_that_opens_by_itself_draws_no_frame(page: Page) -> None:
    open_session_by_key(page)
    content = page.locator("#page-content")
    expect(content).to_be_focused()
    expect(content).to_have_css("outline-style", "none")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(content).to_be_focused()
    expect(content).to_have_css("outline-style", "solid")


def open_session_by_key(page: Page) -> None:
    """Press a link of a list that the session takes the place of."""
    link = page.get_by_role("tabpanel").get_by_role("link").first
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".record")).to_be_visible()


def test_forced_colours_underline_links_and_leave_arrows_to_the_browser(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    page.evaluate(scripts("openSession"))
    open_record(page, "incident", CASE)
    expect(page.get_by_label("Priority", exact=True)).to_have_css("appearance", "auto")
    expect(page.get_by_role("tabpanel").get_by_role("link").first).to_have_css(
        "text-decoration-line", "underline"
    )


def test_from_right_to_left_everything_stands_on_the_other_side(page: Page) -> None:
    page.evaluate(scripts("openSession"))
    open_record(page, "incident", CASE)
    page.evaluate(scripts("notify"))
    expect(page.get_by_role("alertdialog")).to_be_visible()
    page.evaluate(scripts("standStill"))
    before = page.evaluate(scripts("places"))
    page.evaluate("document.documentElement.setAttribute('dir', 'rtl')")
    mirrored = {name: [1280 - right, 1280 - left] for name, (left, right) in before.items()}
    page.set_viewport_size({"width": 1280, "height": 720})
    assert page.evaluate(scripts("places")) == mirrored
