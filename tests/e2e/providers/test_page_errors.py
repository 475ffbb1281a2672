"""Which errors fail a test: the emulator's own, also in a provider's frame; not those of a provider's scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from cif_emulator.testing.workspace_page import POLLING, Workspace

from .conftest import WIDGET, ShowPage, Widget

BREAKS = (
    '<script>console.error("mine"); setTimeout(() => { setTimeout(() => (window.done = true)); throw Error("too"); });'
    "</script>"
)


def test_what_a_providers_scripts_complain_of_is_theirs(workspace: Workspace, show: ShowPage) -> None:
    show(WIDGET + BREAKS, until="window.inits === 1 && window.done")
    workspace.page.evaluate("0")
    assert workspace.errors == []


def test_refusals_that_a_provider_does_not_handle_are_theirs(workspace: Workspace, show: ShowPage) -> None:
    near, _ = show(WIDGET)
    near.frame.evaluate("() => { Microsoft.CIFramework.getSession('nope'); }")
    near.run("await CIF.getMode()")
    workspace.page.evaluate("0")
    assert workspace.errors == []


@pytest.mark.allow_page_errors('A handler of "onclicktoact" failed')
def test_what_the_library_says_of_a_provider_counts(
    workspace: Workspace, widgets: tuple[Widget, Widget]
) -> None:
    near, _ = widgets
    near.run("await CIF.addHandler('onclicktoact', () => { throw Error('broken'); });")
    workspace.page.evaluate("cifEmulator.raiseEvent('onclicktoact', { value: '5' })")
    assert ["A handler of" in text for text in workspace.errors] == [True]


def test_what_a_web_resources_scripts_complain_of_is_theirs(
    workspace: Workspace, web_resources: Path
) -> None:
    (web_resources / "breaks.html").write_text(f"<!doctype html>{BREAKS}", encoding="utf-8")
    workspace.page.evaluate(
        """() => {
          const frame = Object.assign(document.createElement("iframe"), { src: "WebResources/breaks.html", id: "breaks" });
          document.body.append(frame);
        }"""
    )
    workspace.page.wait_for_function("() => window.breaks.contentWindow?.done", polling=POLLING)
    workspace.page.evaluate("window.breaks.remove()")
    assert workspace.errors == []


def test_what_the_page_complains_of_counts(workspace: Workspace) -> None:
    workspace.page.evaluate("setTimeout(() => { throw Error('late'); })")
    workspace.page.evaluate("console.error('broken')")
    workspace.page.evaluate("new Promise((resolve) => setTimeout(resolve))")
    assert len(workspace.errors) == 2
    workspace.errors.clear()
