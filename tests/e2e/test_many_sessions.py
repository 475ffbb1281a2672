"""Many sessions: what is drawn for one costs the same, however many others are open, and each stays within reach."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from cif_emulator.testing.fixtures import FreshWorkspace
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

scripts = Scripts(__file__)


def styled_elements(workspace: Workspace, what: str) -> int:
    """For how many elements the browser works out the style anew when that is drawn."""
    browser = workspace.page.context.browser
    assert browser is not None
    browser.start_tracing(page=workspace.page, categories=["blink,devtools.timeline"])
    try:
        workspace.page.evaluate(scripts("see"), what)
    finally:
        trace = json.loads(browser.stop_tracing())
    counts = [
        event["args"]["elementCount"] for event in trace["traceEvents"] if event["name"] == "UpdateLayoutTree"
    ]
    assert counts, "nothing was drawn, or the browser's trace names it otherwise"
    return sum(counts)


@pytest.mark.parametrize(
    "what", ["a tab is opened", "a tab is named", "the panel is minimized", "a message is shown"]
)
def test_other_sessions_are_not_styled_anew(workspace: Workspace, what: str) -> None:
    counts = []
    for sessions in (2, 8):
        workspace.reset()
        workspace.page.evaluate(scripts("openSessions"), sessions)
        counts.append(styled_elements(workspace, what))
    assert counts[0] == counts[1]


@pytest.fixture
def desk(fresh_workspace: FreshWorkspace) -> Workspace:
    """A workspace with 110 sessions beside Home, which the page holds in three groups."""
    workspace = fresh_workspace()
    workspace.page.evaluate("cifEmulator.reset({ config: { workspace: { max_sessions: 200 } } })")
    workspace.page.evaluate(scripts("openSessions"), 110)
    return workspace


def test_the_browser_watches_groups_in_place_of_sessions(desk: Workspace) -> None:
    assert desk.page.evaluate(scripts("watched")) == 6


def test_entries_stand_in_order_below_their_close_buttons(desk: Workspace) -> None:
    page = desk.page
    for place in ("last", "middle", "first"):
        page.evaluate(scripts("scrollTo"), place)
        assert page.evaluate(scripts("misplaced")) == []
    page.evaluate(scripts("scrollTo"), "last")
    expect(desk.session_entry("Home")).to_be_in_viewport(ratio=1)
    page.evaluate(scripts("closeSome"))
    page.evaluate(scripts("openSessions"), 60)
    assert page.evaluate(scripts("misplaced")) == []
    assert page.evaluate("Microsoft.Apm.getAllSessions().length") == 143


def test_ids_that_come_again_after_a_reset_stand_in_order(desk: Workspace) -> None:
    # Session 3, 6, 9... are closed; all of them are open again at the next drawing.
    desk.page.evaluate(scripts("closeSome"))
    desk.page.evaluate(scripts("resetAndOpen"), 100)
    assert desk.page.evaluate(scripts("misplaced")) == []


def test_the_focus_stays_when_sessions_before_it_are_closed(desk: Workspace) -> None:
    page = desk.page
    entry = page.locator("#session-session-id-85")
    entry.focus()
    page.evaluate(scripts("closeSome"))
    expect(entry).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#session-session-id-83")).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator("#session-session-id-110")).to_be_focused()
