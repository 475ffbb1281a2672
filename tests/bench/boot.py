"""How fast the page starts, beside a bare interpreter in the same run.

``python tests/bench/boot.py`` loads this page and a page that does nothing but ``loadPyodide()`` from the files
of the npm package, in turns: with empty caches, with a warm HTTP cache, and over an emulated link.
"""

from __future__ import annotations

import json
import math
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from measuring import (
    PATIENCE,
    Report,
    fresh_profile,
    from_elsewhere,
    median,
    options,
    playwright,
    ratio,
    say,
    served,
)
from playwright.sync_api import BrowserContext, Playwright
from starlette.applications import Starlette
from starlette.routing import Mount

from cif_emulator.cli.listening import serving
from cif_emulator.cli.static_files import PageFiles
from cif_emulator.testing.scripts import Scripts
from page_build import build_page, commands, web

scripts = Scripts(__file__)
WEB = Path(__file__).parents[2] / "web"

BARE = """<!doctype html>
<meta charset="utf-8" />
<title>bare</title>
<script type="module" src="bare.js"></script>
"""
BARE_SCRIPT = """
import { loadPyodide } from "./pyodide.mjs";
window.cifEmulator = { ready: loadPyodide() };
"""

# 10 Mbit/s, 40 ms there and back.
LINK = {
    "offline": False,
    "latency": 40,
    "downloadThroughput": 10_000_000 / 8,
    "uploadThroughput": 10_000_000 / 8,
}

# Before any script of the page: what keeps the main thread busy, and when the interpreter has been compiled.
WATCH = scripts.call("watch")
# What it says on the console at the end begins so.
SAID = "bench "
TOGETHER = scripts("together")


@contextmanager
def bare_page() -> Iterator[tuple[str, str]]:
    """The address of a page with the interpreter as it is published; the same server, copies compressed as well.

    With another one, where it is served as to browsers of other machines.
    """
    folder = Path(tempfile.mkdtemp(prefix="cif-emulator-bare-"))
    try:
        for name in (*web.COPIED_FILES, *web.TRIMMED_FILES):
            shutil.copyfile(WEB / "node_modules" / "pyodide" / name, folder / name)
        files = [file for file in folder.iterdir() if web.is_worth_compressing(file)]
        compress: list[str | Path] = [commands.node(), "compress.mjs", "thorough", *files]
        commands.run("compressing the bare interpreter", compress, WEB)
        (folder / "index.html").write_text(BARE, encoding="utf-8")
        (folder / "bare.js").write_text(BARE_SCRIPT, encoding="utf-8")
        app = Starlette(routes=[Mount("/", PageFiles(directory=folder))])
        with serving(app) as near, serving(from_elsewhere(app)) as far:
            yield near, far
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def load(context: BrowserContext, address: str, *, slowly: bool = False) -> dict[str, float]:
    """Load a page and measure its start."""
    page = context.new_page()
    try:
        if slowly:
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            session.send("Network.emulateNetworkConditions", LINK)
        page.add_init_script(WATCH)
        said = page.expect_console_message(lambda line: line.text.startswith(SAID), timeout=PATIENCE)
        with said as line:
            page.goto(address, wait_until="commit", timeout=PATIENCE)
        found: dict[str, float | None] = json.loads(line.value.text.removeprefix(SAID))
        if "error" in found:
            raise RuntimeError(f"{address} did not start: {found['error']}")
        return {name: math.nan if value is None else value for name, value in found.items()}
    finally:
        page.close()


def together(running: Playwright, workspace: str) -> tuple[float, float]:
    """How long one ``<agent-workspace>`` takes to be ready in a warm browser, and how long three on one page do."""
    with fresh_profile(running) as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        # Any file of the workspace's origin, in which no other workspace runs.
        page.goto(f"{workspace}licences.txt", timeout=PATIENCE)
        page.evaluate(TOGETHER, 1)
        one, three = (float(page.evaluate(TOGETHER, count)) for count in (1, 3))
        return one, three


def once(
    running: Playwright, addresses: dict[str, str], far: dict[str, str]
) -> Iterator[tuple[str, str, dict[str, float]]]:
    """One round: each page in a browser of its own, cold, then warm; then each over the link."""
    for name, address in addresses.items():
        with fresh_profile(running) as context:
            yield name, "cold", load(context, address)
            load(context, address)
            yield name, "warm", load(context, address)
    for name, address in far.items():
        with fresh_profile(running) as context:
            yield name, "10 Mbit/s", load(context, address, slowly=True)


def main() -> None:
    """Measure and print."""
    # A checkout's own copies are made quickly, and are larger than those that a package carries.
    build_page(Path(__file__).parents[2], lambda _: None, for_networks=True)
    chosen = options(__doc__ or "", rounds=(5, "how often each page is loaded"))
    found: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    elements: list[tuple[float, float]] = []
    with (
        playwright() as running,
        served() as workspace,
        served(is_near=False) as remote,
        bare_page() as (bare, far_bare),
    ):
        addresses = {"bare": bare}
        addresses |= {way: f"{workspace}?boot={way}" for way in ("snapshot", "library", "ordinary")}
        far = {"bare": far_bare} | {way: f"{remote}?boot={way}" for way in ("library", "snapshot")}
        for number in range(chosen.rounds):
            say(f"round {number + 1} of {chosen.rounds}")
            for name, kind, figures in once(running, addresses, far):
                for figure, value in figures.items():
                    found[name, kind, figure].append(value)
            elements.append(together(running, workspace))
    middle = {key: median(values) for key, values in found.items()}
    report = Report(title=f"Start of the page, medians of {chosen.rounds} rounds")
    for name, kind in dict.fromkeys((name, kind) for name, kind, _ in middle):
        downloaded, compiled = middle[name, kind, "downloaded"], middle[name, kind, "compiled"]
        note = f"downloaded at {downloaded:.0f}, compiled at {compiled:.0f}; "
        block, began = middle[name, kind, "block"], middle[name, kind, "blockBegan"]
        note += (
            f"{middle[name, kind, 'bytes'] / 1e6:.2f} MB; longest block {block:.0f} ms, from {began:.0f} on"
        )
        if kind == "10 Mbit/s":
            own, others = middle[name, kind, "own"], middle[name, kind, "others"]
            note += f"; the interpreter's own start {own:.0f} ms, the longest beside it {others:.0f} ms"
        report.add(f"ready: {name}, {kind}", middle[name, kind, "ready"], "ms", note=note)

    def by_bare(
        title: str, name: str, kind: str, figure: str, goal: float | None, other: str | None = None
    ) -> None:
        report.add(title, ratio(middle[name, kind, figure], middle["bare", kind, other or figure]), goal=goal)

    by_bare("ready, cold, snapshot ÷ bare", "snapshot", "cold", "ready", 0.28)
    by_bare("ready, warm, snapshot ÷ bare", "snapshot", "warm", "ready", 0.20)
    by_bare("ready, 10 Mbit/s, library ÷ bare", "library", "10 Mbit/s", "ready", 0.66)
    by_bare("bytes, library ÷ bare", "library", "10 Mbit/s", "bytes", 0.75)
    by_bare("longest block, cold, snapshot ÷ bare", "snapshot", "cold", "block", 0.15)
    by_bare("the interpreter's own start, 10 Mbit/s, library ÷ bare", "library", "10 Mbit/s", "own", None)
    title = "longest block beside it, 10 Mbit/s, library ÷ bare's longest"
    by_bare(title, "library", "10 Mbit/s", "others", 0.15, "block")
    for name, kind in (("snapshot", "cold"), ("snapshot", "warm"), ("library", "10 Mbit/s")):
        title = f"first paint after the document has arrived: {name}, {kind}"
        report.add(title, middle[name, kind, "painted"], "ms", 100)
    one, three = (median(list(each)) for each in zip(*elements, strict=True))
    note = f"on one page, ready after {three:.0f} ms; one after {one:.0f} ms"
    report.add("three workspaces ÷ one", ratio(three, one), goal=2.0, note=note)
    report.print(as_json=chosen.json)


if __name__ == "__main__":
    main()
