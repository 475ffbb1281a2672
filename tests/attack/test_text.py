"""Texts of callers and records are text wherever the page shows them, never markup."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

scripts = Scripts(__file__)

# Those that run when they are taken for markup.
RUNNING = [
    '<img src=x onerror="top.canary=1">',
    '"><img src=x onerror=top.canary=1>',
    "<svg><image href=x onerror=top.canary=1></svg>",
    "<details open ontoggle=top.canary=1>x</details>",
]
OTHERS = [
    "<script>top.canary=1</script>",
    "javascript:top.canary=1",
    "${top.canary=1}",
    "{{constructor.constructor('top.canary=1')()}}",
    "]]><img src=x onerror=top.canary=1>",
    "<marquee>x",
    "&lt;img src=x onerror=top.canary=1&gt;",
    "\u202e<b>reversed",
]


@pytest.mark.allow_page_errors
def test_the_canary_sings_where_payloads_are_markup(workspace: Workspace) -> None:
    """The control. The workspace's own policy stops the canary, not the markup that would bring it."""
    without_policy = workspace.page.context.new_page()
    for payload in RUNNING:
        assert without_policy.evaluate(scripts("takeForMarkup"), [payload, False])["canary"] == 1
        assert workspace.page.evaluate(scripts("takeForMarkup"), [payload, True])["found"] > 0
    without_policy.close()


@pytest.mark.allow_page_errors
@pytest.mark.parametrize("payloads", [RUNNING, OTHERS], ids=["running", "others"])
def test_payloads_are_shown_as_they_are(workspace: Workspace, payloads: list[str]) -> None:
    page = workspace.page
    inspector = page.get_by_role("button", name="Inspector", exact=True)
    for payload in payloads:
        workspace.reset()
        found = page.evaluate(scripts("showEverywhere"), payload)
        assert found["markup"] == []
        assert found["places"]["session"], payload
        assert found["places"]["form"], payload
        inspector.click()
        expect(page.get_by_text("createRecord").first).to_be_visible()
        assert page.evaluate("window.canary") is None
        assert not page.evaluate("document.querySelectorAll('[onerror], [src=x]').length")
        inspector.click()
