"""The inspector's tab "Try": each form is filled, and its call is seen in the log."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from cif_emulator.api.methods import NAMESPACES
from cif_emulator.api.trials import MethodTrial, TrialField
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import POLLING, Workspace

scripts = Scripts(__file__)

METHODS = [
    method.title
    for contract in NAMESPACES
    for method in contract.methods.values()
    if not method.title.endswith("*")
]
# What is typed into a field of each kind, and what it stands for in the call; no window is opened by "false".
TYPED: dict[str, tuple[str, object]] = {
    "text": ("some text", "some text"),
    "number": ("1", 1),
    "boolean": ("false", False),
    "json": ('{ "a": [1, null] }', {"a": [1, None]}),
}


@pytest.fixture
def tab(workspace: Workspace) -> Locator:
    page = workspace.page
    page.get_by_role("button", name="Inspector", exact=True).click()
    region = page.get_by_role("region", name="Inspector")
    region.get_by_role("tab", name="Try").click()
    return region.get_by_role("tabpanel")


def chosen(tab: Locator, what: str, kind: str, name: str) -> Locator:
    """The form of something, after choosing it."""
    tab.get_by_label("What", exact=True).select_option(label=what)
    form = tab.get_by_role("form", name=what)
    form.get_by_label(kind, exact=True).select_option(name)
    # It is drawn at the next frame: fields of the form before, empty now, would not let it run.
    form.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))")
    return form


def ran(form: Locator, outcome: str) -> str:
    """Run a form; gives its JavaScript."""
    form.get_by_role("button", name="Run").click()
    expect(form.get_by_role("status")).to_contain_text(outcome)
    return form.get_by_label("JavaScript").inner_text()


def last(page: Page, what: str) -> dict[str, Any]:
    entry: dict[str, Any] = page.evaluate(
        "(what) => cifEmulator.calls().findLast((each) => each.what === what && !['warning', 'hint'].includes(each.kind))",
        what,
    )
    return entry


def test_a_session_from_a_template_with_its_slugs(workspace: Workspace, tab: Locator) -> None:
    form = chosen(tab, "Open a session from a template", "Template", "msdyn_voicecall_session")
    form.get_by_label("customerName", exact=True).fill("Ada Lovelace")
    code = ran(form, 'Result: "session-id-1"')
    assert "cifEmulator.openSession(" in code
    assert workspace.session("Ada Lovelace").focused
    # What is shown can be pasted.
    workspace.page.evaluate(f"async () => {{ {code} }}")
    assert len(workspace.sessions) == 3


def test_a_method_with_its_parameters(workspace: Workspace, tab: Locator) -> None:
    form = chosen(tab, "Call a method", "Method", "Microsoft.CIFramework.createSession")
    form.get_by_label("input.templateName").fill("msdyn_chat_session")
    parameters = form.get_by_label("input.templateParameters")
    parameters.fill("{ customer: Ada }")
    form.get_by_role("button", name="Run").click()
    expect(parameters).to_have_attribute("aria-invalid", "true")
    expect(form.get_by_text("This is no JSON")).to_be_visible()
    parameters.fill('{ "customer": "Ada" }')
    ran(form, 'Result: "session-id-1"')
    assert last(workspace.page, "Microsoft.CIFramework.createSession")["kind"] == "call"
    form = chosen(tab, "Call a method", "Method", "Microsoft.Apm.focusTab")
    form.get_by_label("tabId").fill("tab-id-77")
    ran(form, "Refused: ")
    assert last(workspace.page, "Microsoft.Apm.focusTab")["kind"] == "refusal"


def test_events_and_handlers(workspace: Workspace, tab: Locator) -> None:
    form = chosen(tab, "Call a method", "Method", "Microsoft.CIFramework.addHandler")
    form.get_by_label("eventName").fill("onmodechanged")
    ran(form, "Result: true")
    form = chosen(tab, "Raise an event", "Event", "onmodechanged")
    ran(form, "Result: true")
    assert last(workspace.page, "onmodechanged")["kind"] == "event"


def test_a_scenario(workspace: Workspace, tab: Locator) -> None:
    form = chosen(tab, "Play a scenario", "Scenario", "missed_chat")
    ran(form, '"outcome":"timed out"')
    assert last(workspace.page, "cifEmulator.scenario")["kind"] == "call"


def test_the_user_menu_opens_the_form_of_a_session_and_resets(workspace: Workspace) -> None:
    page = workspace.page
    page.locator("#user-button").click()
    page.get_by_role("menuitem", name="Open a session from a template").click()
    expect(page.get_by_role("tab", name="Try", selected=True)).to_be_visible()
    workspace.call("CIFramework.createSession", {"templateName": "msdyn_chat_session"})
    page.locator("#user-button").click()
    page.get_by_role("menuitem", name="Reset", exact=True).click()
    expect(page.get_by_role("tablist", name="Sessions").get_by_role("tab")).to_have_count(1)
    expect(page.get_by_role("region", name="Inspector")).to_be_hidden()


def filled(form: Locator, fields: list[TrialField]) -> list[object]:
    """Fill a form's fields by their kinds; gives the arguments that they stand for."""
    arguments: dict[str, Any] = {}
    for field in fields:
        parameter, *member = field["path"]
        if field["kind"] == "function":
            # Handlers stay where they are.
            continue
        text, value = TYPED[field["kind"]]
        form.get_by_label(".".join(field["path"]), exact=True).fill(text)
        if member:
            arguments.setdefault(parameter, {})[member[0]] = value
        else:
            arguments[parameter] = value
    return list(arguments.values())


def test_what_runs_is_what_is_chosen_though_its_form_is_not_drawn_yet(
    workspace: Workspace, tab: Locator
) -> None:
    form = chosen(tab, "Call a method", "Method", "Microsoft.CIFramework.getMode")
    form.evaluate(scripts("chooseAndSubmit"))
    expect(form.get_by_role("status")).to_contain_text("Result: ")
    assert last(workspace.page, "Microsoft.CIFramework.getWidth")["kind"] == "call"


def test_each_method_has_a_form_whose_call_is_in_the_log(workspace: Workspace, tab: Locator) -> None:
    page = workspace.page
    declared: list[MethodTrial] = page.evaluate(
        "cifEmulator.calls() && window[Symbol.for('cif-emulator.inspected')].source.trials().methods"
    )
    assert [each["name"] for each in declared] == METHODS
    for method in declared:
        form = chosen(tab, "Call a method", "Method", method["name"])
        arguments = filled(form, method["fields"])
        before = page.evaluate("cifEmulator.calls().length")
        # A notification may lie over the button.
        form.get_by_role("button", name="Run").press("Enter")
        page.wait_for_function(
            "([what, before]) => cifEmulator.calls().slice(before).some((each) => each.what === what)",
            arg=[method["name"], before],
            polling=POLLING,
        )
        entry = last(page, method["name"])
        assert entry["kind"] in ("call", "refusal"), entry
        assert json.loads(entry["input"])[: len(arguments)] == arguments, method["name"]
