"""Whether a day's work leaves anything behind: ``python tests/bench/soak.py [--calls 200]``.

Two providers on other origins take calls, which the agent accepts, looks through and closes; records are written,
kept for a reload, and deleted; the providers' pages load anew after each tenth. What is held is counted after each
tenth, once all sessions are closed and what has a limit of its own is emptied: the log, the analytics' rows, the closed
sessions that are remembered. Then the workspace is reset, and its page loaded anew, again
and again. The exit code is 1 if anything has grown since the first tenth.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping

from attrs import define, field, frozen
from calls import provider_row, widget_frame, widgets
from measuring import Report, fresh_profile, options, playwright, ratio, ready, say, served
from playwright.sync_api import BrowserContext, CDPSession, Frame, Page, Route, expect
from playwright.sync_api import TimeoutError as Late

from cif_emulator.testing.scripts import Scripts

scripts = Scripts(__file__)

CALLS = 2_000
TENTHS = 10
# Before the first tenth: a new page compiles its code and fills its caches, and the list of findings.
WARM_UP = 260
# So many are waited for together: each wait is a script that the page's engine keeps for a while.
AT_ONCE = 50
RESETS = 20
RELOADS = 5
PERSON = "c7a11a11-0000-4000-8000-000000000001"
SETTINGS = "persist = true\nmax_notifications = 10"
RECORD = f'[[record]]\ntable = "contact"\nid = "{PERSON}"\nlastname = "Hopper"\n'

# A stand-in for the loader that keeps the interpreter where it can be asked what it holds.
KEEP_THE_INTERPRETER = """
import { loadPyodide as load } from "./pyodide.real.mjs";
export * from "./pyodide.real.mjs";
export async function loadPyodide(options) { return (window.interpreter = await load(options)); }
"""

# What may grow at most, end ÷ after the first tenth. Engines keep some of what they have compiled and collected.
MEMORY = 1.1
NODES = 1.02
# Of some 65,000: caches fill now and then.
OBJECTS = 1.003
GOALS: Mapping[str, float] = {
    "JavaScript's heap, MB": MEMORY,
    "the interpreter's memory, MB": 1,
    "Python's objects": OBJECTS,
    "DOM nodes": NODES,
    "event listeners": 1,
    "timers": 1,
    "message channels": 1,
    "Python's proxies": 1,
    "a provider's heap, MB": MEMORY,
    "a provider's DOM nodes": NODES,
    "a provider's event listeners": 1,
    "a provider's timers": 1,
}

Held = Mapping[str, float]


@frozen
class Desk:
    """A page that shows the workspace, and the addresses of its two providers; the second is on another site."""

    context: BrowserContext
    page: Page
    address: str
    providers: tuple[str, str]

    def open(self) -> None:
        """Load the workspace, or load it anew, with its providers."""
        ready(self.page, self.address)
        self.frames()

    def frames(self) -> tuple[Frame, Frame]:
        """The providers' frames, once they are connected."""
        near, far = (widget_frame(self.page, address) for address in self.providers)
        return near, far

    def work(self, first: int, count: int) -> None:
        """Take so many calls, half of them each provider; the numbers begin with ``first``."""
        frames = self.frames()
        self.page.evaluate(scripts("beginWork"))
        half = count // 2
        shares = ((first, half), (first + half, count - half))
        for frame, (begin, number) in zip(frames, shares, strict=True):
            day = {"first": begin, "count": number, "person": PERSON}
            frame.evaluate(scripts("beginDay"), day)
        for frame in frames:
            self._finish_day(frame)
        self.page.wait_for_function(scripts("isClosed")).dispose()
        self.page.evaluate(scripts("deleteAnalytics"))
        self.page.evaluate("endWork()")

    def _finish_day(self, frame: Frame) -> None:
        """Wait as long as calls are done; raises ``RuntimeError`` if one is refused, or none is any more."""
        day = frame.evaluate("day")
        while not day["isOver"]:
            try:
                done = frame.wait_for_function(
                    "(calls) => day.isOver || day.calls >= calls", arg=day["calls"] + AT_ONCE, polling=50
                )
            except Late:
                day = frame.evaluate("day")
                page = self.page.locator("body").aria_snapshot()
                raise RuntimeError(f"{frame.url} goes on no more: {day}\n{page}") from None
            done.dispose()
            day = frame.evaluate("day")
        if day["problem"]:
            raise RuntimeError(f"{frame.url}: {day['doing']}: {day['problem']}")

    def reload_providers(self) -> None:
        """Load the providers' pages anew, as their users do."""
        for frame in self.frames():
            frame.evaluate("() => { window.isOld = true; setTimeout(() => location.reload()); }")
            frame.wait_for_function(
                "() => !window.isOld && !!window.Microsoft?.CIFramework", polling=50
            ).dispose()

    def clear_log(self) -> None:
        """What somebody does in the inspector, which is closed again."""
        button = self.page.get_by_role("button", name="Inspector", exact=True)
        region = self.page.get_by_role("region", name="Inspector")
        button.click()
        region.get_by_role("button", name="Clear the log").click()
        button.click()
        expect(region).to_be_hidden()

    def held(self, timers: float = 0) -> Held:
        """What the pages hold once not more than so many timers run."""
        self.clear_log()
        _, far = self.frames()
        python = self.page.evaluate(scripts("python"))
        heap, nodes, listeners, own = _of_one(self.context.new_cdp_session(self.page), self.page, timers)
        far_heap, far_nodes, far_listeners, far_own = _of_one(self.context.new_cdp_session(far), far, 0)
        counted = (
            heap,
            python["bytes"] / 1e6,
            python["objects"],
            nodes,
            listeners,
            own["timers"],
            own["channels"],
            own["proxies"],
            far_heap,
            far_nodes,
            far_listeners,
            far_own["timers"],
        )
        return dict(zip(GOALS, counted, strict=True))


def _of_one(
    session: CDPSession, place: Page | Frame, timers: float
) -> tuple[float, float, float, dict[str, float]]:
    """Megabytes of a document's heap, its nodes and listeners, and what it counts itself."""
    session.send("HeapProfiler.enable")
    place.evaluate(scripts("settle"), timers)
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    heap = session.send("Runtime.getHeapUsage")["usedSize"] / 1e6
    found = session.send("Memory.getDOMCounters")
    own: dict[str, float] = place.evaluate("held()")
    session.detach()
    return heap, found["nodes"], found["jsEventListeners"], own


@define
class Looks:
    """What was held, again and again."""

    report: Report
    grown: list[str] = field(factory=list)

    def add(self, what: str, looks: list[Held]) -> None:
        """Compare the last of some looks with the first."""
        for name, goal in GOALS.items():
            values = [look[name] for look in looks]
            growth = ratio(values[-1], values[0]) or 1.0
            if growth > goal and values[-1] - values[0] >= 1:
                self.grown.append(f"{name}, {what}: {values[0]:,.1f} became {values[-1]:,.1f}")
            note = " ".join(f"{value:,.1f}".removesuffix(".0") for value in values)
            self.report.add(f"{name}, {what}", round(growth, 3), "", goal, note)


def keep_the_interpreter(route: Route) -> None:
    """Answer a request for the loader, or for what stands behind it."""
    if ".real" in route.request.url:
        route.fulfill(response=route.fetch(url=route.request.url.replace(".real", "")))
    else:
        route.fulfill(body=KEEP_THE_INTERPRETER, content_type="text/javascript")


def a_day(desk: Desk, calls: int, looks: Looks) -> None:
    """The day's tenths, then resets, then reloads."""
    desk.open()
    desk.work(0, WARM_UP)
    tenth = max(2, calls // TENTHS)
    found: list[Held] = []
    for number in range(TENTHS):
        desk.work(WARM_UP + number * tenth, tenth)
        desk.reload_providers()
        found.append(desk.held(found[0]["timers"] if found else 0))
        say(f"{(number + 1) * tenth} calls: {json.dumps(found[-1])}")
    looks.add("a tenth of the day after the other", found)
    after: list[Held] = []
    for number in range(2 * RESETS):
        desk.page.evaluate("cifEmulator.reset()")
        desk.work(0, 2)
        if number % RESETS == RESETS - 1:
            after.append(desk.held(found[0]["timers"]))
    looks.add(f"{RESETS} resets after the other", after)
    reloaded: list[Held] = []
    for _ in range(RELOADS):
        desk.open()
        # Enough for each part of the view to have been drawn: what it is made from stays.
        desk.work(0, 100)
        reloaded.append(desk.held(found[0]["timers"]))
    looks.add("a reload after the other", reloaded)


def main() -> None:
    """Work, count, compare and print."""
    chosen = options(__doc__ or "", calls=(CALLS, "phone calls of the day"))
    report = Report(title="A day's work")
    looks = Looks(report)
    # Sites apart, as in the browsers that people use: a provider's page on another site counts for itself.
    with playwright() as running, fresh_profile(running, "--site-per-process") as context, widgets() as near:
        far = near.replace("localhost", "127.0.0.1")
        rows = provider_row(1, near, analytics=False) + provider_row(2, far, analytics=True)
        context.add_init_script(f"({scripts('watch')})()")
        context.route(re.compile(r"/pyodide/[^/]+/pyodide(\.real)?\.mjs"), keep_the_interpreter)
        with served(f"{SETTINGS}\n{rows}\n{RECORD}") as address:
            try:
                a_day(Desk(context, context.new_page(), address, (near, far)), chosen.calls, looks)
            finally:
                report.print(as_json=chosen.json)
    if looks.grown:
        sys.exit("\n".join(("not flat:", *looks.grown)))


if __name__ == "__main__":
    main()
