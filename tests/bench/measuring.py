"""What the measurements share: a served workspace, a browser, medians, tables beside the figures to reach.

Nothing here asserts: figures drift with the machine, so each is compared with one of the same run.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from attrs import asdict, field, frozen
from playwright.sync_api import BrowserContext, Page, Playwright, ViewportSize, sync_playwright
from starlette.types import ASGIApp, Receive, Scope, Send

from cif_emulator.cli import browsers
from cif_emulator.cli.built_page import built_page
from cif_emulator.cli.http_service import Service, application
from cif_emulator.cli.listening import serving
from cif_emulator.cli.providers import provider_at

VIEWPORT: ViewportSize = {"width": 1280, "height": 800}
# The host name of a workspace that is served from another machine.
ELSEWHERE = "workspace.test"
# Milliseconds: a slow machine under load still gets there.
PATIENCE = 120_000


@frozen(kw_only=True)
class Figure:
    """One line of a table; ``goal`` is what it must reach at most, in the figure's own unit."""

    name: str
    value: float | None
    unit: str = ""
    goal: float | None = None
    note: str = ""


@frozen(kw_only=True)
class Report:
    """What a measurement prints."""

    title: str
    figures: list[Figure] = field(factory=list)

    def add(
        self, name: str, value: float | None, unit: str = "", goal: float | None = None, note: str = ""
    ) -> None:
        """Note a figure."""
        self.figures.append(Figure(name=name, value=value, unit=unit, goal=goal, note=note))

    def print(self, *, as_json: bool) -> None:
        """Print the table, or the same as JSON."""
        if as_json:
            print(
                json.dumps(
                    {"title": self.title, "figures": [asdict(each) for each in self.figures]}, indent=1
                )
            )
            return
        rows = [("", "measured", "at most", "")]
        rows += [
            (each.name, _number(each.value, each.unit), _number(each.goal, each.unit), each.note)
            for each in self.figures
        ]
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        print(f"{self.title}\n")
        for name, value, goal, note in rows:
            line = f"{name:<{widths[0]}}  {value:>{widths[1]}}  {goal:>{widths[2]}}  {note}"
            print(line.rstrip())


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:.{digits}f} {unit}".strip()


def median(values: Sequence[float]) -> float:
    """The middle of the values."""
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share (0 to 1) of them is."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def ratio(one: float, other: float) -> float | None:
    """One by the other; ``None`` where there is no other."""
    return one / other if other else None


def options(
    description: str, *, texts: Mapping[str, tuple[str, str]] | None = None, **numbers: tuple[int, str]
) -> argparse.Namespace:
    """The command line: ``--json``, and numbers and texts with a default and an explanation."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    for name, (default, text) in numbers.items():
        parser.add_argument(f"--{name}", type=int, default=default, help=f"{text} (default: {default})")
    for name, (text, explanation) in (texts or {}).items():
        parser.add_argument(f"--{name}", default=text, help=explanation)
    return parser.parse_args()


def from_elsewhere(app: ASGIApp) -> ASGIApp:
    """The application as browsers of other machines reach it: to those of its own it sends files as they are."""

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            others = [(name, value) for name, value in scope["headers"] if name != b"host"]
            scope = {**scope, "headers": [(b"host", ELSEWHERE.encode()), *others]}
        await app(scope, receive, send)

    return served


@contextmanager
def served(
    settings: str = "", *provider_urls: str, data: tuple[Path, ...] = (), is_near: bool = True
) -> Iterator[str]:
    """The address of a workspace with those settings (lines below ``[workspace]``), providers, data files.

    Unless it ``is_near``, it is served as to browsers of other machines.
    """
    with tempfile.TemporaryDirectory(prefix="cif-emulator-bench-") as folder:
        file = Path(folder, "workspace.toml")
        file.write_text(f"[workspace]\n{settings}\n", encoding="utf-8")
        providers = tuple(provider_at(url) for url in provider_urls)
        service = Service(
            page=built_page(),
            configuration=file,
            providers=providers,
            data_files=data,
            allowed_hosts=(ELSEWHERE,),
        )
        app = application(service)
        with serving(app if is_near else from_elsewhere(app)) as address:
            yield address


@contextmanager
def playwright() -> Iterator[Playwright]:
    """Playwright, for one measurement."""
    with sync_playwright() as running:
        yield running


@contextmanager
def fresh_profile(running: Playwright, *arguments: str) -> Iterator[BrowserContext]:
    """A browser with empty caches, kept as a person's browser keeps them."""
    with ExitStack() as done:
        folder = tempfile.mkdtemp(prefix="cif-emulator-bench-")
        done.callback(shutil.rmtree, folder, ignore_errors=True)
        found = browsers.executable("chromium", Path(running.chromium.executable_path))
        context = running.chromium.launch_persistent_context(
            folder,
            executable_path=found,
            chromium_sandbox=browsers.can_sandbox(),
            args=[*browsers.QUIET, *arguments],
            viewport=VIEWPORT,
        )
        done.callback(context.close)
        context.set_default_timeout(PATIENCE)
        yield context


def ready(page: Page, address: str) -> float:
    """Load a workspace and wait until it is ready; milliseconds since the navigation began."""
    page.goto(address, wait_until="commit")
    page.wait_for_function("() => window.cifEmulator !== undefined").dispose()
    return float(page.evaluate("cifEmulator.ready.then(() => performance.now())"))


def say(text: str) -> None:
    """Tell progress where it does not get into the table."""
    print(text, file=sys.stderr)
