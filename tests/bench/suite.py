"""How many end-to-end tests run in a minute, with a reset and with a reload between them: ``python tests/bench/suite.py``."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from measuring import Report, fresh_profile, median, options, playwright, ready, served
from playwright.sync_api import expect

from cif_emulator.testing.workspace_page import Workspace


def a_test(workspace: Workspace) -> None:
    """A person's flow: a conversation comes in, its session is on the rail, a call is made on it."""
    session = workspace.call("CIFramework.createSession", {"templateName": "msdyn_chat_session"})
    assert workspace.focused_session.id == session
    assert workspace.call("Apm.canCreateSession") is True
    expect(workspace.page.get_by_role("tablist", name="Sessions").get_by_role("tab")).to_have_count(2)


def timed(rounds: int, before: Callable[[], object], test: Callable[[], object]) -> float:
    """Milliseconds per test, the middle of all."""
    times = []
    for _ in range(rounds):
        begun = perf_counter()
        before()
        test()
        times.append((perf_counter() - begun) * 1000)
    return float(median(times))


def main() -> None:
    """Measure and print."""
    chosen = options(__doc__ or "", rounds=(20, "tests per figure"))
    report = Report(title="End-to-end tests")
    with playwright() as running, fresh_profile(running) as context, served() as address:
        workspace = Workspace(page=context.new_page(), url=address)
        ready(workspace.page, address)
        for name, before in (
            ("reset", workspace.reset),
            ("reload", lambda: ready(workspace.page, address)),
        ):
            took = timed(chosen.rounds, before, lambda: a_test(workspace))
            report.add(f"with a {name} before each: one test", took, "ms")
            report.add(f"with a {name} before each: tests in a minute", 60_000 / took)
    report.print(as_json=chosen.json)


if __name__ == "__main__":
    main()
