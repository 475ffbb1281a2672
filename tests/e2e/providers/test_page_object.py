"""The page object's nouns: what a test says of the panel, toasts, providers' pages, records, faults and calls."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error, expect

from cif_emulator.testing import CallRefused
from cif_emulator.testing.parts import call_lines
from cif_emulator.testing.workspace_page import Workspace

from .conftest import FAR, NEAR, WIDGET, ShowPage, Widget

RING = {"templateName": "msdyn_chat_consult", "templateParameters": {"customer": "Ada"}}
BUTTON = WIDGET + "<button onclick=\"this.textContent = 'Pressed'\">Press</button>"


def ring(widget: Widget) -> None:
    widget.run("window.answered = CIF.notifyEvent(argument); window.answered.catch(() => {})", RING)


def answer(widget: Widget) -> object:
    return widget.run("const told = await window.answered; return JSON.parse(told).actionName")


def test_toasts_are_answered(widgets: tuple[Widget, Widget], workspace: Workspace) -> None:
    near, far = widgets
    ring(near)
    workspace.notifications[0].accept()
    assert answer(near) == "Accept"
    ring(far)
    title = workspace.notifications[-1].title
    workspace.notifications[title].reject()
    assert answer(far) == "Reject"
    assert (len(workspace.notifications), list(workspace.notifications)) == (0, [])


def test_the_panel_and_the_pages_in_it(show: ShowPage, workspace: Workspace) -> None:
    near, _ = show(BUTTON)
    near.run("await CIF.createSession({ templateName: 'msdyn_chat_session' })")
    expect(workspace.panel.region).to_have_attribute("data-mode", "docked")
    assert workspace.panel.mode == "docked"
    workspace.provider(NEAR).get_by_role("button", name="Press").click()
    expect(workspace.provider(NEAR).get_by_role("button", name="Pressed")).to_be_visible()
    workspace.panel.toggle.click()
    expect(workspace.panel.region).to_have_attribute("data-mode", "minimized")


def test_a_minimized_panel_is_explained_once(widgets: tuple[Widget, Widget], workspace: Workspace) -> None:
    page = workspace.page
    page.evaluate("localStorage.removeItem('cif-emulator.panel-hint-read')")
    hint = page.get_by_role("note").filter(has_text="The panel of Near is minimized.")
    near, _ = widgets
    near.run("await CIF.createSession({ templateName: 'msdyn_chat_session' })")
    expect(workspace.panel.region).to_have_attribute("data-mode", "docked")
    expect(hint).to_have_count(0)
    near.run("await CIF.setMode(0)")
    expect(hint).to_contain_text("docks it with setMode(1)")
    hint.get_by_role("button", name="Dock the panel").click()
    expect(workspace.panel.region).to_have_attribute("data-mode", "docked")
    # It has been read.
    near.run("await CIF.setMode(0)")
    expect(workspace.panel.region).to_have_attribute("data-mode", "minimized")
    expect(hint).to_have_count(0)


def test_presence_and_click_to_act_reach_widgets(
    widgets: tuple[Widget, Widget], workspace: Workspace
) -> None:
    near, _ = widgets
    near.run("""
      window.heard = [];
      for (const name of ["onPresenceChange", "onclicktoact"])
        await CIF.addHandler(name, (text) => { window.heard.push(JSON.parse(text)); return Promise.resolve(); });
      await CIF.setClickToAct(true);
    """)
    workspace.set_presence("Busy")
    near.until("window.heard.length === 1")
    workspace.click_to_act("+1 555 0100")
    near.until("window.heard.length === 2")
    presence, click = near.run("return window.heard")
    assert (presence["presenceInfo"]["presenceText"], click["value"]) == ("Busy", "+1 555 0100")


def test_records_and_calls(widgets: tuple[Widget, Widget], workspace: Workspace) -> None:
    near, _ = widgets
    before = len(workspace.records("contact"))
    near.run("await CIF.createRecord('contact', JSON.stringify({ lastname: 'Hopper' }))")
    assert len(workspace.records("contact")) == before + 1
    assert "Hopper" in [row.get("lastname") for row in workspace.records("contact")]
    [call] = workspace.wait_for_calls("CIFramework.createRecord")
    step = next(each for each in workspace.recording()["steps"] if each["kind"] == "call")
    assert (step["who"], step["name"]) == (NEAR, "CIFramework.createRecord")
    assert step["input"] == ["contact", '{"lastname":"Hopper"}']
    assert (call["caller"], workspace.calls("CIFramework.getMode")) == (NEAR, [])
    workspace.page.set_default_timeout(200)
    try:
        with pytest.raises(
            AssertionError, match=r"(?s)getMode: 0 calls, expected 1\. The call log:\n.*createRecord"
        ):
            workspace.wait_for_calls("CIFramework.getMode")
    finally:
        workspace.page.set_default_timeout(10_000)


def test_faults(workspace: Workspace) -> None:
    workspace.faults.add(method="CIFramework.getMode", reject="Sorry", first=1)
    assert workspace.faults.list() == [{"method": "CIFramework.getMode", "reject": "Sorry", "first": 1}]
    with pytest.raises(CallRefused, match="Sorry"):
        workspace.call("CIFramework.getMode")
    workspace.call("CIFramework.getMode")
    first, second = call_lines(workspace.calls("CIFramework.getMode")).splitlines()
    assert first.endswith('[fault: reject "Sorry"]')
    assert "fault" not in second
    with pytest.raises(Error, match=r'no method "CIFramework.getMod"'):
        workspace.faults.add(method="CIFramework.getMod", reject="Sorry")
    workspace.faults.clear()
    assert workspace.faults.list() == []


def test_a_page_far_away_has_no_locator(workspace: Workspace) -> None:
    expect(workspace.provider("test_nobody").locator("body")).to_have_count(0)
    expect(workspace.provider(FAR).locator("body")).to_have_count(1)
