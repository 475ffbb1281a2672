"""Two channel providers on other origins than the workspace's, and scripts that run in their pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from playwright.sync_api import Frame

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import POLLING, Workspace

from ...provider_pages import PageServer, frame_of, page_server
from ..tools import Tools

# In Channel Order. The first is on another origin of the workspace's site, the second on another site.
ALPHA = "conf_alpha"
BETA = "conf_beta"

CONTACT = "c0000000-0000-4000-8000-000000000001"
CASE = "c0000000-0000-4000-8000-000000000002"
OTHER = "c0000000-0000-4000-8000-000000000003"
ARTICLE = "c0000000-0000-4000-8000-000000000004"

PROVIDERS = f"""
[[provider]]
unique_name = "{ALPHA}"
name = "Conformance alpha"
label = "Alpha"
channel_url = "ALPHA_URL"
sort_order = 1
enable_analytics = true
custom_params = '{{"queue": "alpha"}}'
sandbox = ["allow-popups-to-escape-sandbox"]

[[provider]]
unique_name = "{BETA}"
name = "Conformance beta"
label = "Beta"
channel_url = "BETA_URL"
sort_order = 2

[[provider]]
unique_name = "conf_inactive"
name = "Conformance inactive"
label = "Inactive"
channel_url = "BETA_URL"
sort_order = 0
active = false
"""


@pytest.fixture(scope="session")
def widgets() -> Iterator[PageServer]:
    """The server of the providers' pages."""
    with page_server() as served:
        yield served


@pytest.fixture(scope="session")
def emulator_config(widgets: PageServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Templates and records beside this file, and the providers at their server's port."""
    file = tmp_path_factory.mktemp("providers") / "workspace.toml"
    providers = PROVIDERS.replace("ALPHA_URL", widgets.url("/widget"))
    providers = providers.replace("BETA_URL", widgets.url("/widget", host="127.0.0.1"))
    rest = Path(__file__).with_name("providers.toml").read_text(encoding="utf-8")
    # A third party's site, too, is on that server.
    file.write_text(rest.replace("http://localhost:4281", widgets.origin()) + providers, encoding="utf-8")
    return file


scripts = Scripts(__file__)
TOOLS = Tools(
    scripts("tools"), "CIF, refused, listen, open", {"CONTACT": CONTACT, "CASE": CASE, "OTHER": OTHER}
)

IS_READY = "() => window.announced === 1"
HAS_HEARD = "([name, count]) => (window.heard?.[name]?.length ?? 0) >= count"


@frozen
class Widget:
    """A page in a provider's frame: scripts run in it."""

    workspace: Workspace
    provider: str
    frame: Frame

    def run(self, script: str, **names: object) -> Any:
        """Run the body of an async function with the tools and ``names`` in reach; give what it returns."""
        return TOOLS.run(self.frame, script, names)

    def run_script(self, function: str, **names: object) -> Any:
        """Call a function with an object of the tools and ``names``; give what it returns."""
        return TOOLS.run_script(self.frame, function, names)

    def begin(self, call: str, **names: object) -> None:
        """Begin a call that is answered later (``answer``)."""
        self.run(f"window.begun = {call}; window.begun.catch(() => {{}});", **names)

    def answer(self) -> Any:
        """What the call that was begun resolves to."""
        return self.run("return window.begun;")

    def listen(self, *names: str) -> None:
        """Keep what comes with events of these names."""
        for name in names:
            self.run("await listen(NAME);", NAME=name)

    def heard(self, name: str, count: int = 1) -> list[Any]:
        """What came with an event, as soon as there are so many; JSON texts are parsed."""
        self.frame.wait_for_function(HAS_HEARD, arg=[name, count], polling=POLLING)
        return list(self.frame.evaluate(scripts("heard"), name))

    def heard_so_far(self, name: str) -> list[Any]:
        """What has come with an event until now: an event of one's own comes after all that came before it."""
        self.run("await listen('conf_probe'); await CIF.raiseEvent('conf_probe', '{}');")
        return list(self.frame.evaluate(scripts("heard"), name))


def find_widget(workspace: Workspace, provider: str) -> Widget:
    """The page in a provider's frame, as soon as its library is ready."""
    frame = frame_of(workspace, provider)
    frame.wait_for_function(IS_READY, polling=POLLING)
    return Widget(workspace, provider, frame)


@pytest.fixture
def beta(workspace: Workspace) -> Widget:
    """The page of the second provider."""
    return find_widget(workspace, BETA)


@pytest.fixture
def alpha(workspace: Workspace, beta: Widget) -> Widget:
    """The page of the first provider. The second is ready, too: its start would show in the log and the state."""
    return find_widget(workspace, ALPHA)


Rows = list[dict[str, object]] | None
Configure = Callable[..., None]


@pytest.fixture
def configure(workspace: Workspace) -> Iterator[Configure]:
    """Start the shared page anew with other settings, providers or presences, and as it was when the test ends."""

    def change(*, providers: Rows = None, presences: Rows = None, **settings: object) -> None:
        workspace.page.evaluate(
            scripts("configure"), {"workspace": settings, "provider": providers, "presence": presences}
        )

    yield change
    change()


def provider_row(url: str, name: str = ALPHA, **more: object) -> dict[str, object]:
    """A provider's row, for ``configure``."""
    return {
        "unique_name": name,
        "name": name,
        "label": name.removeprefix("conf_").capitalize(),
        "channel_url": url,
        **more,
    }


@pytest.fixture
def only(configure: Configure, workspace: Workspace, widgets: PageServer) -> Widget:
    """The page of a provider who is the only one."""
    configure(providers=[provider_row(widgets.url("/widget"))])
    return find_widget(workspace, ALPHA)
