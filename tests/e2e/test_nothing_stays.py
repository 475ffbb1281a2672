"""What was shown and is closed leaves nothing in the browser; ``tests/bench/soak.py`` has a whole day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import CDPSession

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

scripts = Scripts(__file__)

CALLS = 6
RESETS = 4


@pytest.fixture
def inside(workspace: Workspace) -> Iterator[CDPSession]:
    """A session with the shared page's engine."""
    session = workspace.page.context.new_cdp_session(workspace.page)
    yield session
    session.detach()


def held(inside: CDPSession) -> tuple[int, int]:
    """Nodes and listeners, those in use alone."""
    for _ in range(3):
        inside.send("HeapProfiler.collectGarbage")
    found = inside.send("Memory.getDOMCounters")
    return found["nodes"], found["jsEventListeners"]


def test_calls_that_are_over_leave_no_nodes_and_no_listeners(
    workspace: Workspace, inside: CDPSession
) -> None:
    def take_calls(count: int) -> tuple[int, int]:
        for _ in range(count):
            workspace.page.evaluate(scripts("takeCall"))
        return held(inside)

    nodes, listeners = take_calls(3)
    later_nodes, later_listeners = take_calls(CALLS)
    assert later_listeners <= listeners
    # Less than one of each call.
    assert later_nodes - nodes < CALLS


def test_a_reset_leaves_no_nodes_and_no_listeners(workspace: Workspace, inside: CDPSession) -> None:
    def reset() -> tuple[int, int]:
        workspace.page.evaluate(scripts("resetAndDraw"), RESETS)
        return held(inside)

    nodes, listeners = reset()
    later_nodes, later_listeners = reset()
    assert later_listeners <= listeners
    # Less than one of each reset.
    assert later_nodes - nodes < RESETS


def test_a_reset_closes_the_channels_of_the_view_that_it_replaces(workspace: Workspace) -> None:
    opened, still_open = workspace.page.evaluate(scripts("channelsOfResets"), RESETS)
    assert (opened, still_open) == (RESETS, 1)
