"""The softphone in the agent workspace."""

from playwright.sync_api import expect


def softphone(workspace):
    """The widget's page, as soon as it is ready."""
    page = workspace.provider("acme_softphone")
    expect(page.get_by_role("status")).to_have_text("Ready")
    return page


def test_an_accepted_call_shows_the_customer(workspace):
    softphone(workspace).get_by_role("button", name="Simulate a call").click()
    workspace.notifications["Incoming call"].accept()
    expect(workspace.session_entry("Call with Ada Lindgren")).to_have_attribute("aria-selected", "true")
    expect(workspace.tab_entry("Ada Lindgren")).to_be_visible()


def test_a_clicked_number_is_called(workspace):
    page = softphone(workspace)
    workspace.click_to_act("+46 8 555 0100")
    expect(page.get_by_role("status")).to_have_text("Talking to Ada Lindgren")
    assert len(workspace.wait_for_calls("CIFramework.createSession")) == 1


def test_an_accepted_toast_is_gone_and_the_call_begins(workspace):
    page = softphone(workspace)
    page.get_by_role("button", name="Simulate a call").click()
    expect(workspace.notifications.toasts).to_contain_text("Ada Lindgren")
    workspace.notifications[0].accept()
    expect(workspace.notifications.toasts).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("Talking to Ada Lindgren")
