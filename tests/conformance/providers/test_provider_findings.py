"""What only a provider's page can find out about itself (``client-habits.md`` 1, 5)."""

from __future__ import annotations

from typing import Any

import pytest

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import POLLING, Workspace

from ...provider_pages import LIBRARY_TAG, PageServer, frame_of, page
from .conftest import ALPHA, Configure, Widget, find_widget, provider_row

scripts = Scripts(__file__)
FOUND = "(rule) => window.cifEmulator.findings().find((found) => found.rule === rule)"


def found(workspace: Workspace, rule: str) -> Any:
    """The first finding of a rule, as soon as there is one."""
    return workspace.page.wait_for_function(FOUND, arg=rule, polling=POLLING).json_value()


def rules(workspace: Workspace) -> list[str]:
    return [each["rule"] for each in workspace.findings() if each["rule"] != "plain-http"]


def test_a_careful_page_has_no_findings(alpha: Widget) -> None:
    alpha.run_script(scripts("actsWithCare"))
    alpha.run("await CIF.getMode();")
    assert rules(alpha.workspace) == []


def test_a_handler_that_is_added_twice_in_a_row(alpha: Widget) -> None:
    alpha.run("""
      const handler = () => Promise.resolve();
      await Promise.all([CIF.addHandler("conf_twice", handler), CIF.addHandler("CONF_twice", handler)]);
    """)
    assert rules(alpha.workspace) == ["handler-registered-twice"]


def test_a_rejection_that_nobody_handles(alpha: Widget) -> None:
    alpha.frame.evaluate("() => { void Microsoft.CIFramework.getSession('nobody'); }")
    told = found(alpha.workspace, "unawaited-rejection")
    assert told["level"] == "error"
    assert told["message"].startswith(f"{ALPHA}: nobody has handled the rejection of getSession: ")
    assert 'no session "nobody"' in told["message"]


def test_a_call_before_the_library_is_ready(
    workspace: Workspace, widgets: PageServer, configure: Configure
) -> None:
    early = "<script>Microsoft.CIFramework.getMode().then((mode) => (window.result = [mode]));</script>"
    widgets.pages["/early"] = page(LIBRARY_TAG + early)
    configure(providers=[provider_row(widgets.url("/early"))])
    frame = frame_of(workspace, ALPHA)
    frame.wait_for_function("() => window.result", polling=POLLING)
    told = found(workspace, "call-before-init")
    assert (told["level"], ALPHA in told["message"], "getMode" in told["message"]) == ("warning", True, True)
    entry = next(each for each in workspace.calls() if each["number"] == told["call"])
    assert (entry["caller"], entry["rule"]) == (ALPHA, "call-before-init")
    assert entry["what"] == "Microsoft.CIFramework.getMode"


LOGGED = "(what) => window.cifEmulator.calls().find((entry) => entry.what === what)"


@pytest.mark.allow_page_errors("lost the line", "gave up", "wrote it itself")
def test_what_a_page_throws_uncaught_stands_in_the_log(
    workspace: Workspace, configure: Configure, widgets: PageServer
) -> None:
    configure(providers=[provider_row(widgets.url("/widget"))], console_errors=True)
    widget = find_widget(workspace, ALPHA)
    widget.frame.evaluate(scripts("fails"))
    for what, kind, message in (
        ("uncaught error", "failure", "TypeError: lost the line"),
        ("unhandled rejection", "failure", "Error: gave up"),
        ("console.error", "warning", "wrote it itself 5"),
    ):
        entry = workspace.page.wait_for_function(LOGGED, arg=what, polling=POLLING).json_value()
        assert (entry["kind"], entry["caller"], entry["summary"]) == (kind, ALPHA, message)
    assert rules(workspace) == []
