"""Two channel providers, on another origin of the workspace's site and on another site, that show the same page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from playwright.sync_api import Frame

from cif_emulator.testing.fixtures import FreshWorkspace
from cif_emulator.testing.workspace_page import POLLING, Workspace

from ...provider_pages import PageServer, frame_of, page_server

NEAR = "test_near"
FAR = "test_far"

CONFIGURATION = """
[workspace]
web_resources = "resources"

[[provider]]
unique_name = "test_near"
name = "Near"
label = "Near"
channel_url = "NEAR/widget?base={workspace}"
sort_order = 1

[[provider]]
unique_name = "test_far"
name = "Far"
label = "Far"
channel_url = "FAR/widget?base={workspace}"
sort_order = 2
"""

# The usual tag; `inits` counts how often the library has said that it is ready.
WIDGET = """<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<script>window.inits = 0; addEventListener("CIFInitDone", () => inits++);</script>
<script src="BASE/webresources/Widget/msdyn_ciLibrary.js" data-crmurl="BASE" data-cifid="CIFMainLibrary"></script>"""


@pytest.fixture(scope="session")
def page_host() -> Iterator[PageServer]:
    """The server of the providers' pages."""
    with page_server() as served:
        yield served


@pytest.fixture(scope="session")
def emulator_config(page_host: PageServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two providers, and a folder of web resources beside their configuration."""
    folder = tmp_path_factory.mktemp("providers")
    (folder / "resources").mkdir()
    file = folder / "workspace.toml"
    text = CONFIGURATION.replace("NEAR", page_host.origin()).replace("FAR", page_host.origin("127.0.0.1"))
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def web_resources(emulator_config: Path) -> Path:
    """The folder of web resources."""
    return emulator_config.parent / "resources"


@frozen
class Widget:
    """A provider's page."""

    frame: Frame

    def until(self, condition: str) -> None:
        """Wait until a JavaScript expression is true there."""
        self.frame.wait_for_function(f"Boolean({condition})", polling=POLLING)

    def run(self, script: str, argument: object = None) -> Any:
        """Run the body of an async function with ``CIF`` and ``argument`` in reach; give what it returns."""
        text = f"async (argument) => {{ const CIF = window.Microsoft?.CIFramework; {script} }}"
        return self.frame.evaluate(text, argument)


ShowPage = Callable[..., tuple[Widget, Widget]]


@pytest.fixture
def show(workspace: Workspace, page_host: PageServer) -> ShowPage:
    """Has both providers show a page; gives the near and the far one."""

    def show_page(html: str, *, until: str = "window.inits === 1", **others: str) -> tuple[Widget, Widget]:
        page_host.pages = {"/widget": html, **{f"/{name}": text for name, text in others.items()}}
        workspace.reset()
        near, far = (Widget(frame_of(workspace, provider)) for provider in (NEAR, FAR))
        for widget in (near, far):
            widget.until(until)
        return near, far

    return show_page


@pytest.fixture
def timed(fresh_workspace: FreshWorkspace, page_host: PageServer) -> tuple[Workspace, Widget, Widget]:
    """A workspace whose clock the test moves, and both providers with the usual page."""
    page_host.pages = {"/widget": WIDGET}
    workspace = fresh_workspace(before=lambda page: page.clock.install())
    near, far = (Widget(frame_of(workspace, provider)) for provider in (NEAR, FAR))
    for widget in (near, far):
        widget.until("window.inits === 1")
    return workspace, near, far


@pytest.fixture
def widgets(show: ShowPage) -> tuple[Widget, Widget]:
    """Both providers with the usual page, ready to call."""
    return show(WIDGET)
