"""Windows around the page, and those that have opened it: who may show it, and that none of them gets a message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page, expect

from cif_emulator import config
from cif_emulator.cli.built_page import built_page
from cif_emulator.cli.static_site import write_site
from cif_emulator.testing.fixtures import EmulatorServer, ServeWorkspace
from cif_emulator.testing.scripts import Scripts

from ..provider_pages import PageServer, embeddable, page, page_server
from .plain_server import plain_server

scripts = Scripts(__file__)

# Says everything that the library says, and more, to the workspace in its frame or in the window that it has opened.
EMBEDDER = page(
    f"<script>{scripts.call('embed')}</script>",
    title="Embedder",
)


@pytest.fixture(scope="module")
def host() -> Iterator[PageServer]:
    """The embedder's pages: ``localhost`` and ``127.0.0.1`` are two origins."""
    with page_server() as served:
        served.pages = {"/embedder": EMBEDDER, "/inner": EMBEDDER}
        yield served


@pytest.fixture(scope="module")
def server(
    host: PageServer,
    serve_workspace: ServeWorkspace,
    tmp_path_factory: pytest.TempPathFactory,
) -> EmulatorServer:
    """A workspace that the origin on ``127.0.0.1`` may show."""
    return serve_workspace(embeddable(host, tmp_path_factory.mktemp("embedded")))


@pytest.fixture
def browser_page(patient_page: Page) -> Page:
    return patient_page


def embed(browser_page: Page, url: str) -> Frame:
    """The frame in which the embedder's page shows an address."""
    browser_page.evaluate(
        "(url) => document.body.append(Object.assign(document.createElement('iframe'), { src: url, id: 'shown' }))",
        url,
    )
    frame = browser_page.wait_for_selector("#shown").content_frame()
    assert frame is not None
    return frame


def started(frame: Frame | Page) -> None:
    frame.wait_for_function("() => window.cifEmulator?.version", polling=50)
    frame.evaluate("() => cifEmulator.ready")


def answered_inside(workspace: Frame | Page, host: PageServer) -> None:
    """Wait until a stranger in a frame of the workspace has its answer: what was said before is dealt with."""
    workspace.evaluate(
        """(url) => document.body.append(Object.assign(document.createElement('iframe'), { src: url, id: 'inner' }))""",
        host.url("/inner", query=""),
    )
    inner = workspace.wait_for_selector("#inner").content_frame()
    assert inner is not None
    inner.wait_for_function("() => window.say", polling=50)
    inner.evaluate("() => say(parent)")
    inner.wait_for_function("() => heard.some(({ cifEmulator }) => cifEmulator === 'refused')", polling=50)


def test_only_listed_origins_show_the_page(
    host: PageServer, server: EmulatorServer, browser_page: Page
) -> None:
    browser_page.goto(host.url("/embedder", query=""))
    with browser_page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        shown = embed(browser_page, server.url)
    shown.wait_for_load_state()
    assert shown.url == "chrome-error://chromewebdata/"
    browser_page.goto(host.url("/embedder", host="127.0.0.1", query=""))
    started(embed(browser_page, server.url))


def test_a_listed_embedder_gets_no_message(
    host: PageServer, server: EmulatorServer, browser_page: Page
) -> None:
    browser_page.goto(host.url("/embedder", host="127.0.0.1", query=""))
    workspace = embed(browser_page, server.url)
    workspace.wait_for_function("() => window.cifEmulator", polling=50)
    browser_page.evaluate("say(document.getElementById('shown').contentWindow)")
    started(workspace)
    browser_page.evaluate("say(document.getElementById('shown').contentWindow)")
    answered_inside(workspace, host)
    assert browser_page.evaluate("heard") == []


def test_an_embedder_that_is_not_listed_gets_no_message_where_the_server_lets_it_show_the_page(
    host: PageServer, browser_page: Page, tmp_path: Path
) -> None:
    write_site(built_page(), tmp_path, config.to_json(config.built_in()))
    with plain_server(tmp_path) as origin:
        browser_page.goto(host.url("/embedder", host="127.0.0.1", query=""))
        workspace = embed(browser_page, f"{origin}/")
        workspace.wait_for_function("() => window.cifEmulator", polling=50)
        browser_page.evaluate("say(document.getElementById('shown').contentWindow)")
        started(workspace)
        browser_page.evaluate("say(document.getElementById('shown').contentWindow)")
        answered_inside(workspace, host)
        assert browser_page.evaluate("heard") == []
        browser_page.goto("about:blank")


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_an_opener_gets_no_message(
    host: PageServer, server: EmulatorServer, browser_page: Page, name: str
) -> None:
    browser_page.goto(host.url("/embedder", host=name, query=""))
    with browser_page.expect_popup() as opened:
        browser_page.evaluate("(url) => { window.target = open(url); }", server.url)
    workspace = opened.value
    workspace.wait_for_function("() => window.cifEmulator", polling=50)
    browser_page.evaluate("say(target)")
    started(workspace)
    browser_page.evaluate("say(target)")
    answered_inside(workspace, host)
    assert browser_page.evaluate("heard") == []


def test_a_window_that_the_page_has_opened_gets_no_message(
    host: PageServer, server: EmulatorServer, browser_page: Page
) -> None:
    browser_page.goto(server.url, wait_until="commit")
    started(browser_page)
    with browser_page.expect_popup() as opened:
        browser_page.evaluate("(url) => { open(url); }", host.url("/embedder", query=""))
    opened.value.wait_for_function("() => window.say", polling=50)
    opened.value.evaluate("say(opener)")
    answered_inside(browser_page, host)
    assert opened.value.evaluate("heard") == []


def test_an_embedded_workspace_opens_its_inspectors_window(
    host: PageServer, server: EmulatorServer, browser_page: Page
) -> None:
    browser_page.goto(host.url("/embedder", host="127.0.0.1", query=""))
    workspace = embed(browser_page, server.url)
    browser_page.evaluate("document.getElementById('shown').style = 'width: 1000px; height: 600px'")
    started(workspace)
    workspace.evaluate("() => Microsoft.Apm.canCreateSession()")
    workspace.get_by_role("button", name="Inspector", exact=True).click()
    with browser_page.expect_popup() as opened:
        workspace.get_by_role("button", name="Open in a window of its own").click()
    window = opened.value
    expect(window.get_by_role("row", name=re.compile("^Call, canCreateSession"))).to_be_visible()
    workspace.evaluate("() => { Microsoft.Apm.getFocusedSession(); }")
    expect(window.get_by_role("row", name=re.compile("^Call, getFocusedSession"))).to_be_visible()
