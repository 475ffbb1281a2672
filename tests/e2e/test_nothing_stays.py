"""What was shown and is closed leaves nothing in the browser; ``tests/bench/soak.py`` has a whole day."""

from __future__ import annotations

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

scripts = Scripts(__file__)

CALLS = 6


def test_calls_that_are_over_leave_no_nodes_and_no_listeners(workspace: Workspace) -> None:
    page = workspace.page
    session = page.context.new_cdp_session(page)

    def held() -> tuple[int, int]:
        """Nodes and listeners, those in use alone."""
        for _ in range(3):
            session.send("HeapProfiler.collectGarbage")
        found = session.send("Memory.getDOMCounters")
        return found["nodes"], found["jsEventListeners"]

    def take_calls(count: int) -> tuple[int, int]:
        for _ in range(count):
            page.evaluate(scripts("takeCall"))
        return held()

    nodes, listeners = take_calls(3)
    later_nodes, later_listeners = take_calls(CALLS)
    session.detach()
    assert later_listeners <= listeners
    # Less than one of each call.
    assert later_nodes - nodes < CALLS
