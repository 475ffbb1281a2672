"""The conformance tests' own configuration, and callers in the main window and in a same-origin frame."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from playwright.sync_api import Browser, BrowserContext, Frame, Page, Route

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

from .tools import Tools

CASE = "c0000000-0000-4000-8000-000000000002"
PERSON = "c0000000-0000-4000-8000-000000000001"


@pytest.fixture(scope="session")
def emulator_config() -> Path:
    """Templates and records of these tests' own."""
    return Path(__file__).with_name("conformance.toml")


scripts = Scripts(__file__)
TOOLS = Tools(
    scripts("tools"),
    "Microsoft, Apm, CIF, map, pairs, caseContext, openCase, openPlain, refused, events",
    {"CASE": CASE, "PERSON": PERSON},
)


@frozen
class Caller:
    """Somebody who calls the APIs: scripts run in ``place``."""

    workspace: Workspace
    place: Page | Frame

    def run(self, script: str, **names: object) -> Any:
        """Run the body of an async function with the tools and ``names`` in reach; give what it returns."""
        return TOOLS.run(self.place, script, names)

    def run_script(self, function: str, **names: object) -> Any:
        """Call a function with an object of the tools and ``names``; give what it returns."""
        return TOOLS.run_script(self.place, function, names)


@pytest.fixture
def page_caller(workspace: Workspace) -> Caller:
    """A script in the workspace's own window."""
    return Caller(workspace, workspace.page)


@pytest.fixture(params=["window", "frame"])
def caller(workspace: Workspace, request: pytest.FixtureRequest) -> Caller:
    """A script in the workspace's own window, then one in a same-origin frame that reaches through the parent."""
    if request.param == "window":
        return Caller(workspace, workspace.page)
    workspace.page.evaluate(scripts("addFrame"))
    frame = workspace.page.frame("conformance")
    assert frame is not None
    return Caller(workspace, frame)


STUB = """
import attrs as _attrs
METHODS[{name!r}] = _attrs.evolve(METHODS[{name!r}], function=lambda call, *arguments: None)
NUMBERED = tuple(METHODS.values())
"""


def _with_stub(wheel: bytes, function: str) -> bytes:
    """The page's own wheel, in which a function of the contracts does nothing."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(wheel)) as old, zipfile.ZipFile(changed, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "cif_emulator/api/dispatcher.py":
                content += STUB.format(name=function).encode()
            new.writestr(entry, content)
    return changed.getvalue()


@pytest.fixture(scope="session")
def cif_context_args(cif_context_args: dict[str, Any]) -> dict[str, Any]:
    """Nothing may be kept that answers in a stub's place."""
    return {**cif_context_args, "service_workers": "block"}


@pytest.fixture(scope="session")
def cif_boot(cif_boot: str | None, pytestconfig: pytest.Config) -> str | None:
    """A stub is in a wheel: only the ordinary route installs wheels."""
    return "ordinary" if pytestconfig.getoption("--without") else cif_boot


@pytest.fixture(scope="session")
def cif_browser(cif_browser: Browser, pytestconfig: pytest.Config) -> Browser:
    """The browser; with ``--without`` its pages get a wheel with a stub."""
    function = pytestconfig.getoption("--without")
    if function:
        open_context = cif_browser.new_context

        def new_context(**options: Any) -> BrowserContext:
            context = open_context(**options)

            def answer(route: Route) -> None:
                route.fulfill(
                    body=_with_stub(route.fetch().body(), function), content_type="application/octet-stream"
                )

            context.route("**/wheels/cif_emulator_page*", answer)
            return context

        cif_browser.new_context = new_context  # type: ignore[method-assign]
    return cif_browser
