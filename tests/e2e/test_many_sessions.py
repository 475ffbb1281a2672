"""What is drawn for one session costs the same, however many others are open."""

from __future__ import annotations

import json

import pytest

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
