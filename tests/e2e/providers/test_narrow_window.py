"""A narrow window: a docked panel lies over the page instead of beside it."""

from __future__ import annotations

from playwright.sync_api import expect

from cif_emulator.testing.workspace_page import Workspace

from .conftest import Widget


def test_the_panel_lies_over_the_page(workspace: Workspace, widgets: tuple[Widget, Widget]) -> None:
    page = workspace.page
    widgets[0].run("await CIF.createSession({ templateName: 'msdyn_chat_session' }); await CIF.setMode(1);")
    panel = page.get_by_role("region", name="Communication panel")
    expect(panel).to_have_attribute("data-mode", "docked")
    before = page.viewport_size
    assert before is not None
    try:
        page.set_viewport_size({"width": 400, "height": 800})
        over, under = panel.bounding_box(), page.get_by_role("main").bounding_box()
        assert over is not None
        assert under is not None
        assert (under["x"] + under["width"], over["x"]) == (400, under["x"])
        assert over["width"] < under["width"]
        assert page.evaluate("document.documentElement.scrollWidth") == 400
        page.get_by_role("button", name="App launcher").click()
        expect(page.get_by_role("menuitem", name="Contacts")).to_be_in_viewport(ratio=1)
        page.keyboard.press("Escape")
    finally:
        page.set_viewport_size(before)
