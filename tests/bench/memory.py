"""What calls leave behind in memory: ``python tests/bench/memory.py``."""

from __future__ import annotations

from measuring import Report, fresh_profile, options, playwright, ready, say, served
from playwright.sync_api import CDPSession, Page

from cif_emulator.testing.scripts import Scripts

scripts = Scripts(__file__)

# Python's proxies are the objects that the interpreter watches with a registry of its own.
COUNT_PROXIES = scripts.call("countProxies")

# The calls of a day: sessions that come and go, tabs, looks at the state, refusals.
WORK = scripts("work")
CALLS_PER_ROUND = 10


def in_use(session: CDPSession, page: Page) -> tuple[float, float, int]:
    """Megabytes of JavaScript's heap, megabytes of buffers (the interpreter's memory), watched objects."""
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
    usage = session.send("Runtime.getHeapUsage")
    return usage["usedSize"] / 1e6, usage.get("backingStorageSize", 0) / 1e6, page.evaluate("bench.watched")


def main() -> None:
    """Measure and print."""
    chosen = options(__doc__ or "", calls=(100_000, "how many calls are made"))
    report = Report(title="Memory")
    with playwright() as running, fresh_profile(running) as context, served() as address:
        page = context.new_page()
        page.add_init_script(COUNT_PROXIES)
        ready(page, address)
        session = context.new_cdp_session(page)
        session.send("HeapProfiler.enable")
        found: list[tuple[float, float, int]] = []
        made = 0
        for wanted in (0, chosen.calls // 10, chosen.calls):
            while made < wanted:
                rounds = min(200, (wanted - made) // CALLS_PER_ROUND)
                page.evaluate(WORK, rounds)
                made += rounds * CALLS_PER_ROUND
            say(f"{made} calls")
            found.append(in_use(session, page))
            heap, buffers, proxies = found[-1]
            report.add(f"after {made} calls: JavaScript's heap", heap, "MB")
            report.add(f"after {made} calls: the interpreter's memory and other buffers", buffers, "MB")
            report.add(f"after {made} calls: proxies alive", proxies)
        _, early, late = found
        report.add("growth of both after the first tenth", late[0] + late[1] - early[0] - early[1], "MB", 1)
        report.add("growth of the proxies after the first tenth", late[2] - early[2], goal=0)
    report.print(as_json=chosen.json)


if __name__ == "__main__":
    main()
