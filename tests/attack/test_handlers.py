"""Hostile handlers of events, in the window and in providers' pages: who raises an event has an answer, others hear it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Frame, Page

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import POLLING, Workspace

from . import two_providers
from .two_providers import FAR, NEAR

scripts = Scripts(__file__)
WINDOW = "window"
NONE_PENDING = "() => cifEmulator.calls().every(({ kind, pending }) => kind !== 'event' || !pending)"
TIME_OUT = "Timeout occurred as no response was received from listener window"


widgets = two_providers.widgets
# Handlers that do not answer are late soon.
emulator_config = two_providers.configuration("time_out = 1")


def pages(workspace: Workspace) -> dict[str, Page | Frame]:
    """The window and the pages of both providers, ready to call."""
    far, near = two_providers.frames(workspace)
    return {WINDOW: workspace.page, FAR: far, NEAR: near}


def raised(workspace: Workspace) -> str:
    """What raising the event answers, in words that are the product's."""
    answer: str = workspace.page.evaluate(scripts("raise"))
    assert answer in {"true", "false", TIME_OUT}
    return answer


@pytest.mark.allow_page_errors('A handler of "own_event" failed')
@pytest.mark.parametrize("who", [WINDOW, NEAR, FAR])
@pytest.mark.parametrize("name", two_providers.names_in(__file__, "HANDLERS"))
def test_a_hostile_handler_stops_nobody(workspace: Workspace, name: str, who: str) -> None:
    everybody = pages(workspace)
    everybody[who].evaluate(scripts("listen"), name)
    good = FAR if who == NEAR else NEAR
    everybody[good].evaluate(scripts("listenWell"))
    assert raised(workspace) == "true"
    assert everybody[good].evaluate("window.fine") >= 1
    assert everybody[who].evaluate("window.heard") >= 1
    for each in everybody.values():
        assert each.evaluate(scripts("nextCall")) == "boolean"
    # One that was raised meanwhile may still be on its way.
    workspace.page.wait_for_function(NONE_PENDING, polling=POLLING)


@pytest.mark.allow_page_errors('A handler of "own_event" failed')
@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("removes its frame", NEAR),
        ("has its frame removed", WINDOW),
        ("goes elsewhere", NEAR),
        ("goes elsewhere", FAR),
        ("loads itself anew", NEAR),
        ("loads itself anew", FAR),
        ("writes its document anew", NEAR),
        ("writes its document anew", FAR),
    ],
)
def test_a_handler_that_ends_its_page_leaves_nobody_waiting(
    workspace: Workspace, name: str, who: str
) -> None:
    everybody = pages(workspace)
    everybody[who].evaluate(scripts("listen"), name)
    workspace.page.evaluate(scripts("listenWell"))
    assert raised(workspace) == "true"
    assert workspace.page.evaluate("window.fine") == 1
    assert workspace.page.evaluate(scripts("nextCall")) == "boolean"
    # Nobody waits for the page that has gone.
    assert raised(workspace) == "true"
    workspace.reset()
    for each in pages(workspace).values():
        assert each.evaluate(scripts("nextCall")) == "boolean"


@pytest.mark.parametrize("who", [WINDOW, NEAR])
def test_a_handler_that_resets_the_workspace_leaves_nobody_waiting(workspace: Workspace, who: str) -> None:
    pages(workspace)[who].evaluate(scripts("listen"), "resets the workspace")
    answer = workspace.page.evaluate(scripts("raise"))
    assert answer in {"true", TIME_OUT} or "reset" in answer
    for each in pages(workspace).values():
        assert each.evaluate(scripts("nextCall")) == "boolean"
