"""How long calls take: in the page, and from a provider on another port and on another site.

``python tests/bench/calls.py`` prints the middle and the 95th percentile of each method, at 1, 10 and 990 sessions, and
from providers beside a bare ``postMessage`` echo of the same shape in the same run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

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
from playwright.sync_api import Frame, Page
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from cif_emulator.cli.listening import serving

MANY = 990
SESSIONS = (1, 10, MANY)

# Clocks of browsers are coarse: so many calls are timed together.
TOGETHER = {"sync": 200, "async": 20}

# Name, kind, the call, and what tidies up after a batch (not timed).
METHODS = (
    ("Apm.canCreateSession", "sync", "Apm.canCreateSession()", ""),
    ("Apm.getFocusedSession", "sync", "Apm.getFocusedSession()", ""),
    ("Apm.getSession", "sync", "Apm.getSession(first)", ""),
    ("Apm.getAllSessions (lists all)", "sync", "Apm.getAllSessions()", ""),
    ("Apm.createSession", "async", "Apm.createSession(documented)", "close"),
    ("CIFramework.getTabs", "async", "CIFramework.getTabs()", ""),
    ("CIFramework.createSession", "async", "CIFramework.createSession(chat)", "close"),
    ("CIFramework.getSession", "async", "CIFramework.getSession(first)", ""),
    ("CIFramework.getAllSessions (lists all)", "async", "CIFramework.getAllSessions()", ""),
    ("CIFramework.getFocusedSession", "async", "CIFramework.getFocusedSession()", ""),
    ("CIFramework.canCreateSession", "async", "CIFramework.canCreateSession()", ""),
    ("CIFramework.getEnvironment", "async", "CIFramework.getEnvironment()", ""),
)

NAMES = """
const { Apm, CIFramework } = Microsoft;
const chat = { templateName: "msdyn_chat_session", templateParameters: { customer: "Contoso" } };
const documented = {
  templateName: "case_entity_session_default_template",
  sessionContext: new Map([["parametersStr", JSON.stringify([["entityName", "incident"], ["entityId", crypto.randomUUID()]])]]),
};
let turn = 0;
"""

FILL = (
    "async (wanted) => { "
    + NAMES
    + """
  for (let count = Apm.getAllSessions().length; count < wanted; count++) await CIFramework.createSession(chat);
  return Apm.getAllSessions().at(-1);
}"""
)

TIMED = """async ([first, batches, together]) => {{
  {names}
  const times = [];
  for (let batch = 0; batch < batches + 3; batch++) {{
    const made = [];
    const begun = performance.now();
    for (let n = 0; n < together; n++) {{ {call} }}
    const took = (performance.now() - begun) * 1000 / together;
    // The first ones are compiled while they run.
    if (batch >= 3) times.push(took);
    if ("{after}" === "close") for (const id of made) await Apm.getSession(id)?.close();
    // The page draws between two batches, not within.
    await new Promise((resolve) => setTimeout(resolve));
  }}
  return times;
}}"""

WIDGET = """<!doctype html>
<meta charset="utf-8" />
<title>widget</title>
<script src="{library}" data-crmurl="{base}" data-cifid="CIFMainLibrary"></script>
"""

# In the workspace's window: answers at once, with an object of the same shape as a call's answer.
ECHO = """() => window.addEventListener("message", ({ data, source, origin }) => {
  if (data?.benchEcho) source.postMessage({ benchAnswer: data.benchEcho, id: data.id }, origin);
})"""

FROM_WIDGET = """async (batches) => {
  const chat = { templateName: "msdyn_chat_session", templateParameters: { customer: "Contoso" } };
  const waiting = new Map();
  addEventListener("message", ({ data }) => waiting.get(data?.id)?.(data.benchAnswer));
  let id = 0;
  const echo = () => new Promise((resolve) => {
    waiting.set(++id, resolve);
    parent.postMessage({ benchEcho: JSON.stringify(chat), id }, "*");
  });
  const timed = async (call, together) => {
    const begun = performance.now();
    for (let n = 0; n < together; n++) await call();
    return (performance.now() - begun) * 1000 / together;
  };
  const found = { echo: [], call: [] };
  for (let batch = 0; batch < batches + 3; batch++) {
    const sessions = [];
    const bare = await timed(echo, 20);
    const own = await timed(async () => sessions.push(await Microsoft.CIFramework.createSession(chat)), 20);
    if (batch >= 3) { found.echo.push(bare); found.call.push(own); }
    for (const each of sessions) await Microsoft.CIFramework.closeSession?.(each);
  }
  return found;
}"""


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


def timed(page: Page, number: int, method: tuple[str, str, str, str], batches: int) -> list[float]:
    """Microseconds per call, one number for each batch, with so many sessions open."""
    _, kind, call, after = method
    first = page.evaluate(FILL, number + 1)
    statement = call if kind == "sync" else f"made.push(await {call})"
    script = TIMED.format(names=NAMES, call=f"{statement};", after=after)
    times: list[float] = page.evaluate(
        script, [first, batches, min(TOGETHER[kind], MANY + 9 - number) if after else TOGETHER[kind]]
    )
    return times


GOALS = {"Apm.canCreateSession": 2, "Apm.getFocusedSession": 10, "Apm.createSession": 100}


def in_the_page(page: Page, report: Report, batches: int) -> None:
    """Every method at each number of sessions."""
    middles: dict[tuple[str, int], float] = {}
    for number in SESSIONS:
        say(f"{number} sessions")
        page.evaluate("cifEmulator.reset()")
        for method in METHODS:
            times = timed(page, number, method, batches)
            middles[method[0], number] = median(times)
            goal = GOALS.get(method[0]) if number == 1 else None
            note = f"p95 {percentile(times, 0.95):.1f}"
            report.add(f"{method[0]}, {number} open", median(times), "µs", goal, note)
    for name, *_ in METHODS:
        goal = None if "lists all" in name else 1.2
        report.add(f"{name}, {MANY} ÷ 1 open", ratio(middles[name, MANY], middles[name, 1]), goal=goal)
    page.evaluate("cifEmulator.reset()")
    times = page.evaluate(
        """async () => {
          const times = [];
          for (let n = 0; n < 30; n++) {
            for (let k = 0; k < 5; k++) await Microsoft.Apm.createSession({ templateName: "msdyn_chat_session" });
            const begun = performance.now();
            await cifEmulator.reset();
            times.push(performance.now() - begun);
          }
          return times;
        }"""
    )
    report.add("cifEmulator.reset()", median(times), "ms", 5, f"p95 {percentile(times, 0.95):.1f}")


def widget_frame(page: Page, address: str) -> Frame:
    """The provider's frame, once its library is connected."""
    page.locator(f'iframe[src^="{address}"]').wait_for(state="attached")
    while True:
        frame = next((each for each in page.frames if each.url.startswith(address)), None)
        if frame is not None and frame.evaluate(
            "typeof window.Microsoft?.CIFramework?.createSession === 'function'"
        ):
            return frame


def from_providers(page: Page, report: Report, places: dict[str, str], batches: int) -> None:
    """``createSession`` from each provider, beside the echo."""
    page.evaluate(ECHO)
    for place, address in places.items():
        say(place)
        found = widget_frame(page, address).evaluate(FROM_WIDGET, batches)
        echo, call = median(found["echo"]), median(found["call"])
        report.add(
            f"postMessage echo, {place}", echo, "µs", note=f"p95 {percentile(found['echo'], 0.95):.0f}"
        )
        report.add(
            f"CIFramework.createSession, {place}",
            call,
            "µs",
            note=f"p95 {percentile(found['call'], 0.95):.0f}",
        )
        if place == "another site":
            report.add(f"createSession ÷ echo, {place}", ratio(call, echo), goal=1.35)
        else:
            report.add(f"createSession − echo, {place}", call - echo, "µs", 150)


def main() -> None:
    """Measure and print."""
    chosen = options(__doc__ or "", batches=(30, "batches per figure"))
    report = Report(title="Calls, medians")
    with playwright() as running, fresh_profile(running) as context, widgets() as widget:
        with served("max_sessions = 1000") as address:
            page = context.new_page()
            ready(page, address)
            in_the_page(page, report, chosen.batches)
            page.close()
        places = {"another port": widget, "another site": widget.replace("localhost", "127.0.0.1")}
        urls = [f"{each}?base={{workspace}}" for each in places.values()]
        with served("max_sessions = 1000", *urls) as address:
            page = context.new_page()
            ready(page, address)
            from_providers(page, report, places, chosen.batches)
    report.print(as_json=chosen.json)


if __name__ == "__main__":
    main()
