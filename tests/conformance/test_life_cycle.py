"""``app-profile-manager.md`` 8: what the agent sees and does over a session's life."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import pytest
from playwright.sync_api import expect

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

from .conftest import PERSON, Caller

scripts = Scripts(__file__)

CONFIGURE = scripts("configure")

Configure = Callable[..., None]


@pytest.fixture
def configure(workspace: Workspace) -> Iterator[Configure]:
    """Start the shared page anew with further settings and rows, and as it was when the test ends."""

    def change(rows: Mapping[str, list[dict[str, object]]] = {}, **settings: object) -> None:
        workspace.page.evaluate(CONFIGURE, [settings, rows])

    yield change
    change()


def close_button(workspace: Workspace, title: str) -> None:
    workspace.session_entry(title).hover()
    workspace.page.get_by_role("button", name=f"Close {title}").click()


def test_closing_by_hand_asks_by_code_does_not(page_caller: Caller) -> None:
    workspace = page_caller.workspace
    page_caller.run('await openPlain({ extn_who: "A" }); await openPlain({ extn_who: "B" });')
    close_button(workspace, "Plain A")
    question = workspace.page.get_by_role("alertdialog")
    expect(question).to_contain_text("Plain A")
    assert len(workspace.state()["sessions"]) == 3
    # Code closes it meanwhile: the question goes with it.
    page_caller.run("await Apm.getSession('session-id-1').close()")
    expect(question).to_have_count(0)
    assert [session.title for session in workspace.sessions] == ["Home", "Plain B"]


def test_question_can_be_suppressed(page_caller: Caller, configure: Configure) -> None:
    workspace = page_caller.workspace
    configure(suppress_session_close_warning=True)
    page_caller.run('await openPlain({ extn_who: "A" })')
    workspace.session("Plain A")
    close_button(workspace, "Plain A")
    expect(workspace.session_entry("Plain A")).to_have_count(0)
    expect(workspace.page.get_by_role("alertdialog")).to_have_count(0)


def test_session_panel_folds(page_caller: Caller) -> None:
    """Icons alone; the names are tooltips. A fresh workspace has it unfolded."""
    workspace = page_caller.workspace
    page = workspace.page
    page_caller.run('await openPlain({ extn_who: "A" })')
    sessions = page.get_by_role("tablist", name="Sessions")
    name = sessions.get_by_text("Plain A")
    burger = page.get_by_role("button", name="Collapse the session panel")
    expect(burger).to_have_attribute("aria-expanded", "true")
    whole = sessions.bounding_box()
    burger.click()
    expect(page.get_by_role("button", name="Expand the session panel")).to_be_focused()
    folded = sessions.bounding_box()
    assert whole is not None
    assert folded is not None
    assert folded["width"] <= 56
    assert whole["width"] > 150
    expect(name).to_have_css("clip-path", "inset(50%)")
    entry = workspace.session_entry("Plain A")
    expect(entry).to_have_attribute("title", "Plain A")
    expect(entry.locator(".icon")).to_be_visible()
    workspace.session_entry("Home").click()
    expect(workspace.session_entry("Home")).to_have_attribute("aria-selected", "true")
    workspace.reset()
    expect(burger).to_be_visible()


def test_attention_badge_and_tooltip(page_caller: Caller) -> None:
    workspace = page_caller.workspace
    page_caller.run_script(scripts("attentionBadgeAndTooltip"))
    entries = {entry["title"]: entry for entry in workspace.state()["sessions"]}
    assert [entries[f"Plain {who}"]["unread"] for who in "AB"] == [9, 10]
    page = workspace.page
    for who, text in (
        ("A", "9 new updates in your conversation."),
        ("B", "10 new updates in your conversation."),
        ("C", "Urgent attention is needed in your conversation."),
    ):
        entry = workspace.session_entry(f"Plain {who}")
        expect(entry).to_have_accessible_description(f"Plain {who}. {text}")
        expect(entry).to_have_attribute("title", f"Plain {who}. {text}")
    expect(page.locator("[data-mark=unread]").nth(0)).to_have_text("9")
    expect(page.locator("[data-mark=unread]").nth(1)).to_have_text("9+")
    expect(page.locator("[data-mark=urgent]")).to_have_count(1)
    workspace.session_entry("Plain B").click()
    expect(page.locator("[data-mark=unread]")).to_have_count(1)


def test_icon_from_the_template(page_caller: Caller, configure: Configure) -> None:
    page = page_caller.workspace.page
    address = "**/webresources/acme_/phone.png"
    page.route(address, lambda route: route.fulfill(body=b"", content_type="image/png"))
    template = {
        "unique_name": "conf_icon",
        "name": "Conformance icon",
        "title": "With icon",
        "anchor_tab": "conf_control",
        "session_icon": "acme_/phone.png",
    }
    configure({"session_template": [template]})
    page_caller.run('await Apm.createSession({ templateName: "conf_icon" })')
    expect(page_caller.workspace.session_entry("With icon").locator("img")).to_have_attribute(
        "src", re.compile("acme_/phone.png")
    )
    page.unroute(address)


def test_records_open_where_they_should(page_caller: Caller) -> None:
    workspace = page_caller.workspace
    page = workspace.page
    panel = page.get_by_role("tabpanel")
    # From Home's dashboard: a session.
    panel.get_by_role("link").first.click()
    assert len(workspace.sessions) == 2
    # A lookup on its form: a tab of this session.
    panel.get_by_role("link").first.click()
    assert (len(workspace.sessions), len(workspace.tabs)) == (2, 2)
    # From a list inside a session: a tab.
    page_caller.run('await Apm.createTab({ templateName: "conf_contacts" })')
    panel.get_by_role("link", name="Grace Hopper").click()
    assert (len(workspace.sessions), workspace.focused_tab.title) == (2, "Grace Hopper")
    # From the global search: a session.
    box = page.get_by_role("searchbox")
    box.fill("Hopper")
    box.press("Enter")
    panel.get_by_role("link", name="Grace Hopper").first.click()
    assert (len(workspace.sessions), workspace.focused_session.title) == (3, "Grace Hopper")


def test_anchor_values_survive_an_edit(page_caller: Caller) -> None:
    found = page_caller.run("""
      const session = Apm.getSession(await openCase());
      const before = await session.resolveSlug("{anchor.title}");
      await CIF.updateRecord("incident", CASE, JSON.stringify({ title: "Edited" }));
      return [before, await session.resolveSlug("{anchor.title}"), session.title];
    """)
    assert found == ["Ink & toner", "Ink & toner", "Ink & toner"]
    expect(page_caller.workspace.page.locator("[data-field=title] input")).to_have_value("Edited")


def test_sites_and_web_resources_load_again_on_return(page_caller: Caller) -> None:
    workspace = page_caller.workspace
    workspace.page.route(
        "https://site.invalid/**", lambda route: route.fulfill(body="site", content_type="text/html")
    )
    page_caller.run('await openPlain({ searchQ: "x" }); await Apm.createTab({ templateName: "conf_site" })')
    first = workspace.state()["page"]["load"]
    page_caller.run('await Apm.focusTab("tab-id-1"); await Apm.focusTab("tab-id-2")')
    assert workspace.state()["page"]["load"] == first + 1
    page_caller.run(
        'await Apm.getSession("session-id-0").focus(); await Apm.getSession("session-id-1").focus()'
    )
    assert workspace.state()["page"]["load"] == first + 2


def reload(workspace: Workspace) -> None:
    workspace.page.reload(wait_until="commit")
    workspace.page.wait_for_function("() => window.cifEmulator?.ready.then(() => true)", timeout=60_000)


OPEN_SOME = """
const id = await openCase({ extn_note: "kept" });
await Apm.createTab({ templateName: "msdyn_entityrecord", appContext: map({ entityName: "contact", entityId: PERSON }) });
await openPlain({ extn_who: "G" });
await CIF.createSession({ templateName: "conf_plain", templateParameters: { extn_who: "provider" } });
await Apm.getSession(id).focus();
"""


def test_reload_leaves_only_home(page_caller: Caller) -> None:
    page_caller.run(OPEN_SOME)
    reload(page_caller.workspace)
    assert [session.title for session in page_caller.workspace.sessions] == ["Home"]


def test_template_outside_the_profile(page_caller: Caller, configure: Configure) -> None:
    caller = page_caller
    narrow = {"unique_name": "conf_narrow", "name": "Narrow", "session_templates": ["conf_plain"]}
    configure({"app_profile": [narrow]}, profile="conf_narrow")
    failure = caller.run('return refused(() => Apm.createSession({ templateName: "conf_list" }))')
    assert 'is not in the app profile "conf_narrow"' in failure["message"]
    assert caller.run('return Apm.createSession({ templateName: "conf_plain" })') == "session-id-1"


def test_generic_templates_need_the_framework(page_caller: Caller, configure: Configure) -> None:
    caller = page_caller
    configure(channel_integration_framework=False)
    failure = caller.run('return refused(() => Apm.createSession({ templateName: "conf_plain" }))')
    assert "Channel Integration Framework" in failure["message"]
    assert caller.run("return openCase()") == "session-id-1"


def test_workspace_is_reached_from_the_person(page_caller: Caller) -> None:
    """The anchor's lookup leads to the customer, by name and by id."""
    page_caller.run("await openCase()")
    link = page_caller.workspace.page.locator("[data-field=customerid]").get_by_role("link")
    link.click()
    assert page_caller.workspace.state()["page"]["recordId"] == PERSON


def test_unsaved_data_is_kept_and_asked_about(page_caller: Caller) -> None:
    workspace = page_caller.workspace
    page = workspace.page
    page_caller.run('await openCase(); await openPlain({ extn_who: "B" })')
    workspace.session_entry("Ink & toner").click()
    title = page.locator("[data-field=title] input")
    title.fill("Half a change")
    workspace.session_entry("Plain B").click()
    expect(workspace.session_entry("Plain B")).to_have_attribute("aria-selected", "true")
    workspace.session_entry("Ink & toner").click()
    expect(title).to_have_value("Half a change")
    close_button(workspace, "Ink & toner")
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("Unsaved changes")
    question.get_by_role("button", name="Cancel").click()
    expect(title).to_have_value("Half a change")
    # Code is not asked.
    page_caller.run("await Apm.getFocusedSession().close()")
    assert [session.title for session in workspace.sessions] == ["Home", "Plain B"]
