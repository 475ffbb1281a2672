"""The inspector where channel providers on other origins are: events by hand, and widgets that log in a loop."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from cif_emulator.api.provider_events import BUILT_IN_EVENTS
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import POLLING, Workspace

from .conftest import FAR, Widget

scripts = Scripts(__file__)

OWN_EVENT = "an event of your own"


@pytest.fixture
def region(widgets: tuple[Widget, Widget], workspace: Workspace) -> Locator:
    page = workspace.page
    page.get_by_role("button", name="Inspector", exact=True).click()
    return page.get_by_role("region", name="Inspector")


def test_each_event_arrives_at_the_chosen_provider_on_another_origin(
    region: Locator, widgets: tuple[Widget, Widget]
) -> None:
    near, far = widgets
    events = [*BUILT_IN_EVENTS, "own_event"]
    for widget in widgets:
        widget.run(
            """window.heard = [];
            for (const name of argument) await CIF.addHandler(name, () => { window.heard.push(name); return Promise.resolve(); });""",
            events,
        )
    region.get_by_role("tab", name="Try").click()
    region.get_by_label("What", exact=True).select_option(label="Raise an event")
    form = region.get_by_role("form", name="Raise an event")
    for count, event in enumerate(events, 1):
        form.get_by_label("Event", exact=True).select_option(event if event in BUILT_IN_EVENTS else OWN_EVENT)
        form.get_by_label("For", exact=True).select_option(FAR)
        if event not in BUILT_IN_EVENTS:
            form.get_by_label("eventName").fill(event)
        form.get_by_role("button", name="Run").press("Enter")
        far.until(f"window.heard.length === {count}")
        expect(form.get_by_role("status")).to_contain_text("Result: true")
    assert far.run("return window.heard") == events
    assert near.run("return window.heard") == []


# What a widget does wrong, as the inspector's list says it: kind and method, and a part of the text.
MISTAKES = [
    ("Warning, createSession", "got no value; passed: customername. Did you mean {customername}?"),
    ("Warning, createSession", "is a template's display name; the unique name is"),
    ("Warning, createSession", "has blanks at its ends"),
    ("Warning, setWidth", "the least width is 300 pixels"),
    ("Warning, setPresence", "there is no presence"),
    ("Warning, addHandler", "has added the same function as a handler"),
    ("Warning, addHandler", "did you mean"),
    ("Warning, createTab", "nobody has handled the rejection"),
    ("Warning, getFocusedSession", "asks"),
    ("Refused, requestFocusSession", "sessionId is missing"),
    ("Hint, onclicktoact", "2 of 2 handlers of onclicktoact returned nothing"),
]


def test_a_widget_that_makes_every_mistake(region: Locator, widgets: tuple[Widget, Widget]) -> None:
    near, _ = widgets
    near.frame.evaluate(scripts("everyMistake"))
    box = region.get_by_role("searchbox", name="Filter calls")
    for begins, says in MISTAKES:
        words = " ".join(word for word in re.findall(r"[A-Za-z]{4,}", says) if word.islower())
        box.fill(words)
        name = re.compile(f"^{re.escape(begins)}, .*{re.escape(says)}")
        expect(region.get_by_role("row", name=name).first).to_be_visible()
    # The page is another test's next.
    box.fill("")


@pytest.mark.allow_page_errors("the line is down")
def test_a_widget_that_fails_in_a_loop_is_throttled_and_said_so(
    region: Locator, widgets: tuple[Widget, Widget], workspace: Workspace
) -> None:
    near, _ = widgets
    near.run(
        """for (let n = 0; n < 500; n++) setTimeout(() => { throw new Error("the line is down"); });
        // One more when a second has gone by.
        const begun = performance.now();
        const again = () => { if (performance.now() - begun > 1500) throw new Error("the line is down"); setTimeout(again, 50); };
        setTimeout(again, 50);"""
    )
    counted = workspace.page.wait_for_function(
        "() => cifEmulator.calls().find(({ what, error }) => what === 'uncaught error' && error.includes('times before'))",
        polling=POLLING,
    ).json_value()
    assert re.search(r"and \d{2,3} times before that", counted["error"])
    assert len([each for each in workspace.calls() if each["what"] == "uncaught error"]) < 10
    expect(region.get_by_role("row", name=re.compile("^Failure, uncaught error")).last).to_be_visible()
