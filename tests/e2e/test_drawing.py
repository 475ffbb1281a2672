"""A drawing that fails is told on the page and in the log; the last good picture stays, the next change is drawn."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from cif_emulator.testing.fixtures import FreshWorkspace
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

from .test_start import keep_the_interpreter

# Both ways in which a drawing can fail, for a session with a certain title: in Python, and in the view.
IN_PYTHON = """
from cif_emulator.page import snapshot_text
write = snapshot_text.session_view
def failing(session, look):
    if session.title == "Unspeakable":
        raise KeyError("no such picture")
    return write(session, look)
snapshot_text.session_view = failing
"""
IN_THE_VIEW = """
from cif_emulator.page import snapshot_text
write = snapshot_text.session_view
def failing(session, look):
    return 5 if session.title == "Unspeakable" else write(session, look)
snapshot_text.session_view = failing
snapshot_text.without_sessions = (lambda inner: lambda workspace: {
    **inner(workspace),
    **({"tabs": 7} if any(each.title == "Unspeakable" for each in workspace.sessions.values()) else {}),
})(snapshot_text.without_sessions)
"""
scripts = Scripts(__file__)
RENAMED = scripts("renamed")
TITLE = "(title) => { Microsoft.Apm.getFocusedSession().title = title; }"


def entitle(page: Page, title: str) -> None:
    page.evaluate(TITLE, title)


@pytest.mark.allow_page_errors
@pytest.mark.parametrize(
    ("breaking", "says", "traceback"),
    [
        (IN_PYTHON, "KeyError: 'no such picture'", "snapshot_text.py"),
        (IN_THE_VIEW, "TypeError", "boot-"),
    ],
    ids=["in Python", "in the view"],
)
def test_a_failed_drawing_is_told_and_the_next_one_drawn(
    fresh_workspace: FreshWorkspace, breaking: str, says: str, traceback: str
) -> None:
    workspace = fresh_workspace(before=keep_the_interpreter)
    page = workspace.page
    page.evaluate("(code) => interpreter.runPython(code)", breaking)
    page.evaluate("Microsoft.Apm.createSession({ templateName: 'msdyn_chat_session' })")
    entitle(page, "Before")
    expect(workspace.session_entry("Before")).to_be_visible()
    entitle(page, "Unspeakable")
    alert = page.get_by_role("alert").filter(has_text="could not be drawn")
    expect(alert).to_contain_text(says)
    expect(workspace.session_entry("Before")).to_be_visible()
    # Whatever else changes is drawn, too, and fails as long as the title is there.
    entries = faults(workspace)
    assert entries
    assert all(traceback in entry for entry in entries)
    entitle(page, "After")
    expect(workspace.session_entry("After")).to_be_visible()
    expect(alert).to_have_count(0)


def faults(workspace: Workspace) -> list[str]:
    return [entry["error"] for entry in workspace.calls() if entry["kind"] == "fault"]


@pytest.mark.parametrize(
    "call",
    [
        "CIF.createSession({ templateName: 'msdyn_chat_session', templateParameters: { customer: 'c', x: { a: undefined } } })",
        "CIF.createSession({ templateName: 'msdyn_chat_session', templateParameters: { customer: 'c', x: [undefined] } })",
        "CIF.createSession({ templateName: 'msdyn_chat_session', x: { a: undefined }, templateParameters: { customer: 'c' } })",
        "Apm.createSession({ templateName: 'msdyn_chat_session', sessionContext: new Map([['x', { a: undefined }]]) })",
        "CIF.createSession({ templateName: 'msdyn_chat_session' }).then(() => CIF.updateContext({ x: { a: undefined } }))",
        "CIF.createSession({ templateName: 'msdyn_chat_session' }).then(() => CIF.createTab({ templateName: 'msdyn_search', data: { a: undefined } }))",
        "CIF.createSession({ templateName: 'msdyn_chat_session' }).then(() => CIF.setSessionTitle({ customer: { a: undefined } }))",
    ],
)
def test_undefined_inside_values_keeps_nothing_from_being_drawn(workspace: Workspace, call: str) -> None:
    page = workspace.page
    page.evaluate(f"() => {{ const {{ Apm, CIFramework: CIF }} = Microsoft; return {call}; }}")
    entitle(page, "Still drawn")
    expect(workspace.session_entry("Still drawn")).to_be_visible()
    assert faults(workspace) == []


def test_sessions_that_did_not_change_keep_their_elements_untouched(workspace: Workspace) -> None:
    first, second, third = (
        workspace.page.evaluate("Microsoft.Apm.createSession({ templateName: 'msdyn_chat_session' })")
        for _ in range(3)
    )
    expect(workspace.page.locator(f"[data-session-id={third}][aria-selected=true]")).to_be_visible()
    assert workspace.page.evaluate(RENAMED, [second, "Printer jams"]) == [second]
    workspace.page.evaluate("(id) => Microsoft.Apm.getSession(id).close()", first)
    expect(workspace.page.locator(f"[data-session-id={first}]")).to_have_count(0)
    expect(workspace.session_entry("Printer jams")).to_be_visible()
