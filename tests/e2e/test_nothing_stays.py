"""What was shown and is closed leaves nothing in the browser; ``tests/bench/soak.py`` has a whole day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from attrs import frozen
from playwright.sync_api import CDPSession

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

scripts = Scripts(__file__)

CALLS = 6
RESETS = 4


@frozen
class Held:
    """What the page holds; of nodes and listeners, those in use alone."""

    nodes: int
    listeners: int
    channels: int


@pytest.fixture
def inside(workspace: Workspace) -> Iterator[CDPSession]:
    """A session with the shared page's engine."""
    session = workspace.page.context.new_cdp_session(workspace.page)
    yield session
    session.detach()


def held(inside: CDPSession) -> Held:
    """Counted after garbage is collected."""
    for _ in range(3):
        inside.send("HeapProfiler.collectGarbage")
    found = inside.send("Memory.getDOMCounters")
    kind = inside.send(
        "Runtime.evaluate", {"expression": "BroadcastChannel.prototype", "objectGroup": "channels"}
    )
    prototype = kind["result"]["objectId"]
    alive = inside.send("Runtime.queryObjects", {"prototypeObjectId": prototype, "objectGroup": "channels"})[
        "objects"
    ]
    count = inside.send(
        "Runtime.callFunctionOn",
        {
            "objectId": alive["objectId"],
            "functionDeclaration": "function () { return this.length }",
            "returnByValue": True,
        },
    )["result"]["value"]
    inside.send("Runtime.releaseObjectGroup", {"objectGroup": "channels"})
    return Held(found["nodes"], found["jsEventListeners"], count)


def test_calls_that_are_over_leave_no_nodes_and_no_listeners(
    workspace: Workspace, inside: CDPSession
) -> None:
    def take_calls(count: int) -> Held:
        for _ in range(count):
            workspace.page.evaluate(scripts("takeCall"))
        return held(inside)

    before = take_calls(3)
    after = take_calls(CALLS)
    assert after.listeners <= before.listeners
    # Less than one of each call.
    assert after.nodes - before.nodes < CALLS


def test_a_reset_leaves_nothing_of_the_view_that_it_replaces(
    workspace: Workspace, inside: CDPSession
) -> None:
    def reset(count: int) -> Held:
        for _ in range(count):
            workspace.page.evaluate("cifEmulator.reset()")
            workspace.page.evaluate(scripts("drawn"))
        return held(inside)

    before = reset(RESETS)
    after = reset(RESETS)
    assert after.channels <= before.channels
    assert after.listeners <= before.listeners
    # Less than one of each reset.
    assert after.nodes - before.nodes < RESETS
