"""The inspector: what happened and why, read by roles. Its pictures in ``docs/`` come from here.

``pytest tests/e2e/test_inspector.py --update-picture`` puts them in their place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

from ..console_lines import ConsoleLines

scripts = Scripts(__file__)

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
LARGEST = 150_000
NAMES = [
    f"inspector-{view}-{scheme}"
    for view in ("list", "failure", "timeline", "try")
    for scheme in ("light", "dark")
]


@pytest.fixture
def page(workspace: Workspace) -> Iterator[Page]:
    page = workspace.page
    page.emulate_media(color_scheme="light")
    yield page
    page.emulate_media(color_scheme="no-preference")
    page.evaluate("history.replaceState(null, '', location.pathname); localStorage.clear()")


def opened(page: Page) -> Locator:
    page.get_by_role("button", name="Inspector", exact=True).click()
    region = page.get_by_role("region", name="Inspector")
    expect(region.get_by_role("row").first).to_be_visible()
    return region


def row(region: Locator, name: str) -> Locator:
    return region.get_by_role("row", name=re.compile(f"^{re.escape(name)}"))


def details(region: Locator) -> Locator:
    return region.get_by_role("region", name="Details")


def kept(page: Page, name: str, config: pytest.Config) -> None:
    """Draw the picture, light and dark, and put it in its place if asked."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        picture = page.screenshot(animations="disabled")
        if config.getoption("--update-picture"):
            PICTURES.mkdir(exist_ok=True)
            (PICTURES / f"inspector-{name}-{scheme}.png").write_bytes(picture)
    page.emulate_media(color_scheme="light")


@pytest.mark.allow_page_errors("Cannot read the line")
def test_what_happened_and_why(page: Page, pytestconfig: pytest.Config) -> None:
    page.evaluate(scripts("failingCall"))
    region = opened(page)
    failure = row(region, "Failure, conf_ring, a handler of conf_ring threw: Cannot read the line")
    expect(failure).to_be_visible()
    # Repeats fold; what came of a call stands under it; a search says what it found.
    expect(row(region, "Call, getFocusedSession ×35")).to_be_visible()
    expect(row(region, "Call, searchAndOpenRecords, contact: 3 rows")).to_be_visible()
    expect(row(region, "Refused, createSession, there is no session")).to_be_visible()
    kept(page, "list", pytestconfig)
    made = row(region, "Call, createSession, msdyn_chat_session: Contoso")
    # It is open because something was found about it; another one is not.
    expect(made).to_have_attribute("aria-expanded", "true")
    quiet = row(region, "Call, createRecord")
    expect(quiet).to_have_attribute("aria-expanded", "false")
    quiet.click()
    page.keyboard.press("ArrowRight")
    expect(row(region, "Record, contact, create contact Ada Lovelace")).to_have_attribute("aria-level", "2")
    page.keyboard.press("ArrowLeft")
    expect(quiet).to_have_attribute("aria-expanded", "false")
    # The message first, the stack with our own frames folded, and the way back to the cause.
    failure.click()
    error = details(region).get_by_role("region", name="Error")
    expect(error.locator("p").first).to_have_text("a handler of conf_ring threw: Cannot read the line")
    expect(error.get_by_label("Stack", exact=True)).to_contain_text("ringing")
    expect(error.get_by_text(re.compile(r"^\d+ frames of the emulator$"))).to_be_visible()
    kept(page, "failure", pytestconfig)
    details(region).get_by_role("region", name="Caused by").get_by_role("button").click()
    expect(details(region).get_by_role("heading", level=3)).to_have_text("conf_ring")
    expect(row(region, "Event, conf_ring")).to_have_attribute("aria-selected", "true")
    made.click()
    read = details(region).get_by_role("region", name="Slugs")
    expect(read.get_by_role("row").filter(has_text="{customer}")).to_contain_text(
        "from a parameter of the call"
    )
    expect(read.get_by_role("row").filter(has_text="nobody gave one").first).to_contain_text("no value")
    changed = details(region).get_by_role("region", name="What changed")
    expect(changed).to_contain_text("Session Contoso (session-id-2) opened for emulator_page")
    changed.get_by_role("button", name="session-id-1").click()
    page.wait_for_function("Microsoft.Apm.getFocusedSession().sessionId === 'session-id-1'", polling=50)


def test_details_fit_beside_the_list(page: Page) -> None:
    page.evaluate(
        "Microsoft.CIFramework.searchAndOpenRecords('contact', "
        "'?$select=fullname,telephone1&$filter=telephone1 ne null&$orderby=fullname&$top=8', true)"
    )
    region = opened(page)
    row(region, "Call, searchAndOpenRecords").click()
    header = details(region).locator("header")
    for width in (1440, 1050):
        page.set_viewport_size({"width": width, "height": 800})
        outer = region.bounding_box()
        for shown in (header, details(region).get_by_role("button", name="Close details")):
            inner = shown.bounding_box()
            assert outer is not None
            assert inner is not None
            assert inner["x"] + inner["width"] <= outer["x"] + outer["width"]


def test_nothing_is_cut_off_beside_the_page_at_any_width(page: Page) -> None:
    page.evaluate("Microsoft.Apm.createSession({ templateName: 'msdyn_chat_session' })")
    region = opened(page)
    region.get_by_role("button", name="Dock beside the page").click()
    for tab in ("Timeline", "Try", "Calls"):
        region.get_by_role("tab", name=tab).click()
        assert page.evaluate(scripts("cutOff"), region.element_handle()) == {}, tab
    row(region, "Call, createSession").click()
    expect(details(region)).to_be_visible()
    assert page.evaluate(scripts("cutOff"), region.element_handle()) == {}
    details(region).get_by_role("button", name="Close details").click()
    region.get_by_role("button", name="Dock below").click()


def test_a_hint_is_no_warning_and_opens_no_group(page: Page) -> None:
    page.evaluate(scripts("hint"))
    region = opened(page)
    raised = row(region, "Call, raiseEvent, conf_quiet")
    expect(raised).to_have_attribute("aria-expanded", "false")
    # No problem is counted beside them.
    expect(region.get_by_text("4 entries", exact=True)).to_be_visible()
    raised.dblclick()
    row(region, "Event, conf_quiet").dblclick()
    hint = row(region, "Hint, conf_quiet, emulator_page: 1 of 1 handlers")
    hint.click()
    expect(details(region).get_by_role("region", name="Hint")).to_contain_text("returned nothing")


def test_the_filter_leaves_out_and_stands_in_the_address(page: Page) -> None:
    page.evaluate(
        "for (let n = 0; n < 9; n++) { Microsoft.Apm.getFocusedSession(); Microsoft.Apm.canCreateSession(); }"
    )
    page.evaluate("Microsoft.Apm.createSession({ templateName: 'nope' }).catch(() => {})")
    region = opened(page)
    box = region.get_by_role("searchbox", name="Filter calls")
    box.fill("-getFocusedSession")
    expect(row(region, "Call, canCreateSession ×9")).to_be_visible()
    expect(row(region, "Call, getFocusedSession")).to_have_count(0)
    region.get_by_role("combobox", name="Kind").select_option("problem")
    expect(region.get_by_role("row")).to_have_count(1)
    expect(box).to_have_value("-getFocusedSession kind:problem")
    assert "inspector-filter=-getFocusedSession+kind%3Aproblem" in page.url
    # A list that is shorter than its window starts at the top.
    head = region.get_by_text("Summary", exact=True).bounding_box()
    only = region.get_by_role("row").bounding_box()
    assert head is not None
    assert only is not None
    assert only["y"] - head["y"] < 40
    box.fill("session:session-id-9")
    expect(region.get_by_text("No entry matches.")).to_be_visible()


def test_values_as_their_caller_wrote_them(page: Page, workspace: Workspace) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate(scripts("unusualValues"))
    calls = [entry for entry in workspace.calls() if entry["kind"] in ("call", "refusal")]
    inputs: list[Any] = [json.loads(entry["input"]) for entry in calls][-3:]
    assert inputs[0][2] == {"$type": "Date", "value": "1970-01-01T00:00:00.000Z"}
    assert inputs[1][0]["sessionContext"]["$type"] == "Map"
    assert inputs[1][0]["isFocused"] == {"$type": "undefined"}
    assert inputs[2][0] == {
        "templateName": {"$type": "number", "value": "NaN"},
        "made": {"$type": "function", "value": "made"},
    }
    region = opened(page)
    row(region, "Refused, createSession").first.click()
    given = details(region).get_by_role("region", name="Input")
    expect(given).to_contain_text("Map(1) {parametersStr → ")
    expect(given).to_contain_text("isFocused: undefined")
    details(region).get_by_role("button", name="Copy as JavaScript").click()
    expect(region.get_by_role("status")).to_have_text("Copied as JavaScript.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("await Microsoft.Apm.createSession({")
    assert "new Map([" in copied
    assert "isFocused: undefined" in copied
    row(region, "Refused, createSession").last.click()
    expect(given).to_contain_text("templateName: NaN")
    expect(given).to_contain_text("made: ƒ made()")


def test_the_button_counts_what_nobody_has_looked_at(page: Page) -> None:
    button = page.get_by_role("button", name="Inspector", exact=True)
    page.evaluate("Microsoft.Apm.createSession({ templateName: 'nope' }).catch(() => {})")
    expect(button).to_have_accessible_description("1 refusal or failure")
    opened(page)
    expect(button).not_to_have_accessible_description("1 refusal or failure")
    button.click()
    expect(page.get_by_role("region", name="Inspector")).to_have_count(0)


def test_a_long_log_is_read_to_its_beginning(page: Page) -> None:
    page.evaluate(
        "for (let n = 0; n < 400; n++) { Microsoft.Apm.getFocusedSession(); Microsoft.Apm.canCreateSession(); }"
    )
    region = opened(page)
    expect(region.get_by_text("800 entries")).to_be_visible()
    region.get_by_role("treegrid").press("Home")
    expect(row(region, "Call, getFocusedSession").first).to_have_attribute("data-number", "1")
    # Only what is seen is there.
    assert region.get_by_role("row").count() < 60


def test_the_newest_are_in_sight_unless_somebody_reads_elsewhere(page: Page) -> None:
    page.evaluate(
        "for (let n = 0; n < 20; n++) { Microsoft.Apm.getFocusedSession(); Microsoft.Apm.canCreateSession(); }"
    )
    region = opened(page)
    expect(row(region, "Call, canCreateSession").last).to_have_attribute("data-number", "40")
    expect(row(region, "Call, canCreateSession").last).to_be_in_viewport()
    page.evaluate("Microsoft.CIFramework.getMode()")
    expect(row(region, "Call, getMode")).to_be_in_viewport()
    region.get_by_role("treegrid").press("Home")
    page.evaluate("Microsoft.CIFramework.getClickToAct()")
    expect(region.get_by_text("42 entries")).to_be_visible()
    expect(row(region, "Call, getFocusedSession").first).to_be_in_viewport()


def test_ten_thousand_entries_in_a_second(page: Page, workspace: Workspace) -> None:
    page.evaluate("Microsoft.Apm.canCreateSession()")
    region = opened(page)
    page.evaluate(
        "for (let n = 0; n < 5000; n++) { Microsoft.Apm.getFocusedSession(); Microsoft.Apm.getSession('a'); }"
    )
    # The newest are kept, shown, and can be worked with.
    expect(region.get_by_text("5,000 entries")).to_be_visible()
    expect(row(region, "Call, getSession").last).to_have_attribute("data-number", "10001")
    region.get_by_role("searchbox", name="Filter calls").fill("-getSession")
    expect(row(region, "Call, getFocusedSession ×2500")).to_be_visible()


def test_an_entry_of_a_megabyte(page: Page, workspace: Workspace) -> None:
    page.evaluate(
        "Microsoft.CIFramework.createRecord('contact', { lastname: 'Long', description: 'x'.repeat(1_000_000) })"
        ".catch(() => {})"
    )
    region = opened(page)
    row(region, "Call, createRecord").or_(row(region, "Refused, createRecord")).first.click()
    given = details(region).get_by_role("region", name="Input")
    expect(given).to_contain_text(re.compile(r"x… \(1,000,\d+ characters\)$"))
    entry = workspace.calls()[0]
    assert len(entry["input"]) < 70_000
    details(region).get_by_role("button", name="Close details").click()
    expect(region.get_by_role("treegrid")).to_be_visible()


def test_it_docks_resizes_and_has_a_window_of_its_own(page: Page) -> None:
    page.evaluate("Microsoft.Apm.canCreateSession()")
    region = opened(page)
    edge = region.get_by_role("separator", name="Size of the inspector")
    before = region.bounding_box()
    edge.press("ArrowUp")
    after = region.bounding_box()
    assert before is not None
    assert after is not None
    assert after["height"] == before["height"] + 24
    region.get_by_role("button", name="Dock beside the page").click()
    expect(edge).to_have_attribute("aria-orientation", "vertical")
    beside = region.bounding_box()
    assert beside is not None
    assert beside["y"] < 60
    with page.expect_popup() as popup:
        region.get_by_role("button", name="Open in a window of its own").click()
    expect(region).to_have_count(0)
    window = popup.value
    expect(window.get_by_role("row", name=re.compile("^Call, canCreateSession"))).to_be_visible()
    page.evaluate("Microsoft.Apm.getFocusedSession()")
    expect(window.get_by_role("row", name=re.compile("^Call, getFocusedSession"))).to_be_visible()
    window.close()


def open_a_session(shown: Page | Locator) -> None:
    """By the form of the tab "Try"."""
    form = shown.get_by_role("form", name="Open a session from a template")
    form.get_by_label("Template", exact=True).select_option("msdyn_voicecall_session")
    form.get_by_label("customerName", exact=True).fill("Ada Lovelace")
    form.get_by_role("button", name="Run").click()
    expect(form.get_by_role("status")).to_have_text('Result: "session-id-1"')


def test_a_window_without_an_opener_finds_the_workspace(page: Page, workspace: Workspace) -> None:
    page.evaluate("Microsoft.Apm.canCreateSession()")
    window = page.context.new_page()
    window.goto(f"{workspace.url}?inspector=window")
    expect(window.get_by_role("row", name=re.compile("^Call, canCreateSession"))).to_be_visible()
    page.evaluate("Microsoft.Apm.getFocusedSession()")
    expect(window.get_by_role("row", name=re.compile("^Call, getFocusedSession"))).to_be_visible()
    # It acts, too.
    window.get_by_role("tab", name="Try").click()
    open_a_session(window)
    window.get_by_role("tab", name="Calls").click()
    window.get_by_role("button", name="Clear the log").click()
    expect(window.get_by_text("No calls yet.")).to_be_visible()
    assert workspace.calls() == []
    window.close()


def test_a_window_asks_which_of_several_workspaces(page: Page, workspace: Workspace) -> None:
    other = page.context.new_page()
    other.goto(f"{workspace.url}?second")
    expect(other.get_by_role("tab", name="Home")).to_be_visible()
    page.evaluate("Microsoft.Apm.canCreateSession()")
    other.evaluate("Microsoft.Apm.getFocusedSession()")
    window = page.context.new_page()
    window.goto(f"{workspace.url}?inspector=window")
    expect(window.get_by_text("Several workspaces are open. Which one?")).to_be_visible()
    # In an order of their own, whoever answers first: nobody presses another one than the one that was seen.
    expect(window.get_by_role("button")).to_have_text([re.compile(r"[^d]$"), re.compile(r"\?second$")])
    window.get_by_role("button", name=re.compile(r"\?second$")).click()
    expect(row(window, "Call, getFocusedSession")).to_be_visible()
    # It stays with the one that was chosen, also over its reset.
    expect(row(window, "Call, canCreateSession")).to_have_count(0)
    other.evaluate("cifEmulator.reset()")
    page.evaluate("Microsoft.Apm.canCreateSession()")
    other.evaluate("Microsoft.CIFramework.getMode()")
    expect(row(window, "Call, getMode")).to_be_visible()
    expect(row(window, "Call, canCreateSession")).to_have_count(0)
    # Where the chosen one goes, the one that is left takes its place.
    other.close()
    expect(row(window, "Call, canCreateSession").first).to_be_visible()
    expect(row(window, "Call, getMode")).to_have_count(0)
    window.close()


def test_a_window_without_any_workspace_says_what_to_do(page: Page, workspace: Workspace) -> None:
    context = page.context.browser.new_context()
    window = context.new_page()
    window.goto(f"{workspace.url}?inspector=window")
    expect(window.get_by_text("no workspace is open at this address")).to_be_visible()
    context.close()


def chosen(page: Page, region: Locator, file: Any) -> None:
    with page.expect_file_chooser() as chooser:
        region.get_by_role("button", name="Load a log").click()
    chooser.value.set_files(file)


def test_a_log_is_saved_and_loaded(page: Page, tmp_path: Path) -> None:
    page.evaluate("Microsoft.Apm.createSession({ templateName: 'nope' }).catch(() => {})")
    region = opened(page)
    with page.expect_download() as download:
        region.get_by_role("button", name="Save the log").click()
    saved = tmp_path / "log.json"
    download.value.save_as(saved)
    region.get_by_role("button", name="Clear the log").click()
    expect(region.get_by_text("No calls yet.")).to_be_visible()
    said = region.get_by_role("status")
    held = json.loads(saved.read_text(encoding="utf-8"))
    for text, word in (
        ('{"cifEmulatorLog": 1, "entr', "is damaged or no saved log"),
        ("[]", "is no saved log; right is a file"),
        ('{"cifEmulatorLog": 9, "entries": []}', "is of version 9; this inspector reads version 1"),
        ('{"cifEmulatorLog": 1, "entries": [{}]}', "is damaged: entry 1 is not one of a log"),
    ):
        chosen(page, region, {"name": "bad.json", "mimeType": "application/json", "buffer": text.encode()})
        expect(said).to_contain_text(word)
    large = tmp_path / "large.json"
    large.write_bytes(b" " * 50_000_000)
    chosen(page, region, large)
    expect(said).to_contain_text("large.json has 50 MB, a saved log at most 40 MB")
    chosen(page, region, saved)
    expect(row(region, "Refused, createSession")).to_be_visible()
    assert len(held["entries"]) == 1
    region.get_by_role("button", name="Back to the workspace's log").click()
    expect(region.get_by_text("No calls yet.")).to_be_visible()


def test_timeline_of_a_call(page: Page, pytestconfig: pytest.Config) -> None:
    page.evaluate(scripts("ring"))
    page.get_by_role("alertdialog").get_by_role("button", name="Accept").click()
    session = page.evaluate(scripts("talk"))
    expect(page.get_by_role("tab", name="Ada Lovelace")).to_have_attribute("aria-selected", "true")
    page.get_by_role("tab", name="Home").click()
    page.get_by_role("tab", name="Ada Lovelace").click()
    page.evaluate(scripts("wrapUp"), session)
    region = opened(page)
    region.get_by_role("tab", name="Timeline").click()
    view = region.get_by_role("listbox", name="Timeline")
    rung = view.get_by_role("option", name=re.compile("^Call, notifyEvent"))
    expect(rung).to_be_visible()
    expect(view.get_by_role("group", name="Agent").get_by_role("option")).to_have_count(3)
    expect(view.get_by_role("group", name="Presence").get_by_role("option")).to_have_count(2)
    expect(view.get_by_role("group", name="Ada Lovelace")).to_be_visible()
    kept(page, "timeline", pytestconfig)
    rung.click()
    expect(details(region).get_by_role("heading", level=3)).to_contain_text("notifyEvent")
    # The list and the timeline select the same.
    region.get_by_role("tab", name="Calls").click()
    expect(row(region, "Call, notifyEvent")).to_have_attribute("aria-selected", "true")


def test_forced_colours_and_right_to_left(page: Page) -> None:
    page.evaluate("Microsoft.Apm.createSession({ templateName: 'nope' }).catch(() => {})")
    page.emulate_media(forced_colors="active")
    region = opened(page)
    chosen_row = row(region, "Refused, createSession")
    chosen_row.click()
    expect(chosen_row).to_have_attribute("aria-selected", "true")
    color = "(element) => getComputedStyle(element).color"
    told = chosen_row.get_by_role("gridcell").nth(2)
    assert told.evaluate(color) == chosen_row.evaluate(color)
    page.emulate_media(forced_colors="none")
    page.evaluate("document.documentElement.dir = 'rtl'")
    # English texts keep their beginning where they are cut.
    assert told.evaluate("(element) => getComputedStyle(element).direction") == "ltr"
    assert chosen_row.evaluate("(element) => getComputedStyle(element).direction") == "rtl"
    page.evaluate("document.documentElement.removeAttribute('dir')")


def test_a_session_is_opened_by_hand(page: Page, pytestconfig: pytest.Config) -> None:
    page.evaluate("Microsoft.Apm.canCreateSession()")
    region = opened(page)
    region.get_by_role("tab", name="Try").click()
    open_a_session(region)
    expect(page.get_by_role("tab", name="Ada Lovelace")).to_have_attribute("aria-selected", "true")
    kept(page, "try", pytestconfig)


def test_the_pictures_are_there() -> None:
    for name in NAMES:
        picture = PICTURES / f"{name}.png"
        assert picture.is_file(), f"{name}: run these tests with --update-picture"
        assert picture.stat().st_size < LARGEST


def test_a_finding_in_a_loop_is_one_line_on_the_console(page: Page, workspace: Workspace) -> None:
    console = ConsoleLines(page)
    page.evaluate("for (let n = 0; n < 200; n++) Microsoft.Apm.getSession(undefined); console.log('looped')")
    console.containing("looped")
    lines = [text for text in console.texts if "undefined-session-id" in text]
    assert 1 <= len(lines) < 20
    found = [each for each in workspace.findings() if each["rule"] == "undefined-session-id"]
    assert len(found) == 200
