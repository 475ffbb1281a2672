"""How long calls take: each method, in the page, and from a provider on another port and on another site.

``python tests/bench/calls.py`` prints the middle and the 95th percentile of each method at 1 and 980 sessions, beside
an echo of the same shape in plain JavaScript: in the page a function that copies its arguments by way of JSON, from
providers a ``postMessage`` that the workspace's window answers. ``--only NAME`` measures methods with that in their names, ``--rounds 15`` more exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from attrs import frozen
from call_cases import CASES
from measuring import (
    Report,
    fresh_profile,
    median,
    options,
    percentile,
    playwright,
    ratio,
    ready,
    say,
    served,
)
from playwright.sync_api import BrowserContext, Error, Frame, Page
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from cif_emulator.api.contract import ReturnStyle
from cif_emulator.api.methods import METHODS
from cif_emulator.cli.listening import serving
from cif_emulator.testing.scripts import Scripts

scripts = Scripts(__file__)

MANY = 980
SESSIONS = (1, MANY)
SETTINGS = "max_sessions = 1000\nmax_tabs = 1000\nmax_notifications = 1000"

# Clocks of browsers are coarse: so many calls are timed together, from one drawn frame on and done before the next
# (`render.py` measures drawing). Sessions that they open are within the limit.
VALUES_TOGETHER, PROMISES_TOGETHER, SESSIONS_TOGETHER = 200, 40, 8

# So often each method is measured at each number of sessions, one after the other: the machine is never equally busy.
TURNS = 3
# Milliseconds for a turn, after its first batches: with many sessions the workspace draws between the calls of a
# provider, which takes longer than the calls.
LONGEST = 400
# Milliseconds before the first that counts.
WARM_UP = 200

# What the calls have in reach; the last line's names on the page alone.
REACH = (
    "CIF, handler, other, own, anchorId, tabId, conversationId, person, closeTabs, closeSessions, echo, "
    "Apm, session, sessions, tab, tabs, context, documented"
)
LOOP = "const begun = performance.now(); for (let n = 0; n < together; n++) { %s } return performance.now() - begun;"

WIDGET = """<!doctype html>
<meta charset="utf-8" />
<title>widget</title>
<script src="{library}" data-crmurl="{base}" data-cifid="CIFMainLibrary"></script>
"""


@contextmanager
def widgets() -> Iterator[str]:
    """The address of a server whose page loads the library from the workspace that ``base`` names."""

    def widget(request: Request) -> HTMLResponse:
        base = request.query_params["base"].rstrip("/")
        return HTMLResponse(
            WIDGET.format(library=f"{base}/webresources/Widget/msdyn_ciLibrary.js", base=base)
        )

    with serving(Starlette(routes=[Route("/", widget)])) as address:
        yield address


@frozen
class Times:
    """Microseconds per call, one number for each batch; of the echo, too."""

    calls: list[float]
    echoes: list[float]


def timed(place: Page | Frame, setting: str, method_id: str, batches: int, warm_up: int) -> Times:
    """Measure one method; ``setting`` is the function that gives what is in reach of its calls."""
    case, method = CASES[method_id], METHODS[method_id]
    waits = method.returns is not ReturnStyle.VALUE
    owner = {"Apm": "Apm", "CIFramework": "CIF"}.get(method.owner, "")
    call = case.call or f"{owner}.{method.name}({case.args})"
    bodies = {
        "before": f"{case.before} return ids;",
        "after": case.after,
        "call": LOOP % (f"made.push(await ({call}));" if waits else f"{call};"),
        "echo": LOOP % f"{'await ' if waits else ''}echo({case.args.replace('ids[n]', 'own')});",
    }
    functions = ", ".join(
        f"{name}: async ({{ {REACH} }}, {{ together, ids, made }}) => {{ {body} }}"
        for name, body in bodies.items()
    )
    opens_sessions = any("essions(" in text or "createSession" in text for text in (case.before, case.after))
    together = SESSIONS_TOGETHER if opens_sessions else PROMISES_TOGETHER if waits else VALUES_TOGETHER
    if isinstance(place, Frame):
        together = min(together, SESSIONS_TOGETHER)
    found = place.evaluate(
        f"(numbers) => ({scripts('time')})(numbers, {scripts(setting)}, {{ {functions} }})",
        {"batches": batches, "together": together, "warmUp": warm_up, "longest": LONGEST, "waits": waits},
    )
    return Times(found["calls"], found["echoes"])


GOALS = {"Apm.canCreateSession": 2, "Apm.getFocusedSession": 10, "Apm.createSession": 200}


@frozen
class Chosen:
    """What is measured: methods with ``only`` in their names, so many rounds each."""

    rounds: int
    only: str

    def methods(self, prefix: str = "") -> list[str]:
        """The chosen methods whose names begin so."""
        return [each for each in CASES if each.startswith(prefix) and self.only.lower() in each.lower()]


@frozen
class Workspaces:
    """Where the methods are measured, by the number of sessions that are open there."""

    where: str
    setting: str
    places: dict[int, Page | Frame]


def measured(workspaces: Workspaces, methods: list[str], chosen: Chosen, report: Report) -> None:
    """Every method at each number of sessions, in turns, and how the middles compare."""
    where, ratios = workspaces.where, []
    for method_id in methods:
        say(f"{method_id}, {where}")
        found = {number: Times([], []) for number in SESSIONS}
        try:
            for turn in range(TURNS):
                for number, place in workspaces.places.items():
                    warm_up = 0 if turn else WARM_UP
                    times = timed(place, workspaces.setting, method_id, chosen.rounds, warm_up)
                    found[number].calls.extend(times.calls)
                    found[number].echoes.extend(times.echoes)
        except Error as error:
            # The others are worth knowing all the same.
            say(f"{method_id} could not be measured: {error.message.splitlines()[0]}")
            continue
        for number, times in found.items():
            call, bare = median(times.calls), median(times.echoes)
            goal = GOALS.get(method_id) if number == 1 and where == "page" else None
            note = f"p95 {percentile(times.calls, 0.95):.1f}, echo {bare:.1f}, p95 {percentile(times.echoes, 0.95):.1f}"
            report.add(f"{method_id}, {where}, {number} open", call, "µs", goal, note)
            compare_with_echo(method_id, where, number, call, bare, report)
        change = ratio(median(found[MANY].calls), median(found[1].calls))
        at_most = None if CASES[method_id].lists_all else 1.2
        report.add(f"{method_id}, {where}, {MANY} ÷ 1 open", change, goal=at_most)
        if at_most and change:
            ratios.append(change)
    if ratios:
        above = sum(each > 1.2 for each in ratios)
        note = f"{above} of {len(ratios)} above the goal, those that list all sessions apart"
        report.add(f"the middle one of them, {where}, {MANY} ÷ 1 open", median(ratios), goal=1.2, note=note)


def compare_with_echo(
    method_id: str, where: str, number: int, call: float, echo: float, report: Report
) -> None:
    """The figures that have goals."""
    if method_id != "CIFramework.createSession" or number != 1 or where == "page":
        return
    if where == "another site":
        report.add(f"createSession ÷ echo, {where}", ratio(call, echo), goal=1.35)
    else:
        report.add(f"createSession − echo, {where}", call - echo, "µs", 250)


def resets(page: Page | Frame, report: Report) -> None:
    """How long going back to the start takes."""
    times = page.evaluate(scripts("timeResets"))
    report.add("cifEmulator.reset()", median(times), "ms", 5, f"p95 {percentile(times, 0.95):.1f}")


def widget_frame(page: Page, address: str) -> Frame:
    """The provider's frame, once its library is connected."""
    element = page.locator(f'iframe[src^="{address}"]').element_handle()
    frame = element.content_frame()
    # A handle that is not disposed keeps the element and all around it, when these have left the page, too.
    element.dispose()
    if frame is None:
        raise RuntimeError(f"the provider's iframe of {address} has left the page")
    # A frame that is not shown draws nothing: it is not asked when it draws.
    frame.wait_for_function(
        "() => typeof window.Microsoft?.CIFramework?.createSession === 'function'", polling=50
    ).dispose()
    return frame


def provider_row(number: int, address: str, *, analytics: bool) -> str:
    """A provider's entry in the configuration; with analytics, each of its calls writes rows."""
    return f"""
[[provider]]
unique_name = "bench_{number}"
name = "Bench {number}"
channel_url = "{address}?base={{workspace}}"
enable_analytics = {str(analytics).lower()}
"""


def main() -> None:
    """Measure and print."""
    only = {"only": ("", "measure the methods with this in their names")}
    given = options(__doc__ or "", texts=only, rounds=(5, "batches per figure"))
    chosen = Chosen(given.rounds, given.only)
    report = Report(title="Calls, medians")
    try:
        measure_all(chosen, report)
    finally:
        # What was measured before an interruption is worth having.
        report.print(as_json=given.json)


@contextmanager
def opened(
    context: BrowserContext, settings: str, place: Callable[[Page], Page | Frame]
) -> Iterator[dict[int, Page | Frame]]:
    """A place on a page of its own for each number of sessions."""
    with served(settings) as address:
        pages = {number: context.new_page() for number in SESSIONS}
        found = {}
        for number, page in pages.items():
            ready(page, address)
            found[number] = place(page)
            page.evaluate(scripts("use"), SESSIONS_TOGETHER)
            page.evaluate(scripts("openSessions"), number + 1)
        yield found
        for page in pages.values():
            page.close()


def measure_all(chosen: Chosen, report: Report) -> None:
    """On the page, then from each provider."""
    with playwright() as running, fresh_profile(running) as context, widgets() as widget:
        with opened(context, SETTINGS, lambda page: page) as places:
            measured(Workspaces("page", "onThePage", places), chosen.methods(), chosen, report)
            resets(places[1], report)
        ways = {"another port": widget, "another site": widget.replace("localhost", "127.0.0.1")}
        methods = chosen.methods("CIFramework.")
        writing = [each for each in methods if "Analytics" in each]
        for where, address in ways.items():
            for analytics, some in (
                (False, [each for each in methods if each not in writing]),
                (True, writing),
            ):
                if not some:
                    continue
                row = provider_row(1, address, analytics=analytics)
                with opened(context, SETTINGS + row, partial(providers_frame, address=address)) as places:
                    measured(Workspaces(where, "onAProvidersPage", places), some, chosen, report)


def providers_frame(page: Page, address: str) -> Frame:
    """The frame of the provider at an address, which has an echo in the workspace's window."""
    page.evaluate(scripts("answerProviders"))
    return widget_frame(page, address)


if __name__ == "__main__":
    main()
