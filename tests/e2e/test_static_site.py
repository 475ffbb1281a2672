"""``cif-emulator build``: a site on a plain web server, under a path, with and without a network."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from playwright.sync_api import BrowserContext, Page, expect

from cif_emulator import config
from cif_emulator.cli.built_page import built_page
from cif_emulator.cli.static_site import write_site
from cif_emulator.testing.settings import BrowserSettings

PREFIX = "team/desk/"


class Quiet(SimpleHTTPRequestHandler):
    """Files as they lie, without a log."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as it is called
        """Say nothing."""


@frozen
class Site:
    """A static site below a path; ``close`` takes it off the network."""

    url: str
    folder: Path
    close: Callable[[], None]

    def write(self, title: str) -> None:
        """Write the site anew."""
        text = f"[workspace]\ntitle = '{title}'\n"
        file = self.folder.parents[2] / "workspace.toml"
        file.write_text(text, encoding="utf-8")
        write_site(built_page(), self.folder, config.to_json(config.load(file)))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    root = tmp_path / "root"
    (root / PREFIX).mkdir(parents=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root)))
    thread = threading.Thread(target=server.serve_forever, args=[0.05])
    thread.start()
    closed = threading.Event()

    def close() -> None:
        if not closed.is_set():
            closed.set()
            server.shutdown()
            server.server_close()
            thread.join()

    yield Site(f"http://localhost:{server.server_port}/{PREFIX}", root / PREFIX, close)
    close()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext], browser_settings: BrowserSettings) -> Page:
    context = new_context()
    context.set_default_timeout(browser_settings.boot_timeout)
    return context.new_page()


def started(page: Page) -> str:
    """Wait until the workspace is ready; gives its title."""
    # A page that is loaded once more, from a version that takes over, has another document in between.
    page.wait_for_function("() => window.cifEmulator?.version", polling=50)
    page.evaluate("() => cifEmulator.ready")
    title: str = page.evaluate("() => cifEmulator.state().title")
    return title


def kept(page: Page) -> None:
    """Wait until the site is kept for the next visit."""
    page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")


def test_a_static_site_starts_under_a_path_and_without_a_network(site: Site, page: Page) -> None:
    site.write("Printed desk")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.url)
    assert started(page) == "Printed desk"
    assert [url for url in asked if not url.startswith(site.url)] == []
    assert page.evaluate("() => Microsoft.Apm.canCreateSession()") is True
    kept(page)
    site.close()
    page.reload()
    assert started(page) == "Printed desk"
    session = page.evaluate("() => Microsoft.Apm.createSession({ templateName: 'msdyn_chat_session' })")
    assert session == "session-id-1"


def test_a_new_version_takes_over_as_a_whole(site: Site, page: Page) -> None:
    site.write("First desk")
    page.goto(site.url)
    assert started(page) == "First desk"
    kept(page)
    page.reload()
    assert page.evaluate("() => Boolean(navigator.serviceWorker.controller)")
    site.write("Second desk")
    assert started(page) == "First desk"
    page.evaluate(
        """async () => {
          const registration = await navigator.serviceWorker.getRegistration();
          await registration.update();
          const next = registration.installing ?? registration.waiting;
          await new Promise((resolve, reject) => {
            const look = () => {
              if (next.state === "installed") resolve();
              if (next.state === "redundant") reject(new Error("the new version could not be kept"));
            };
            next.addEventListener("statechange", look);
            look();
          });
        }"""
    )
    # The old version's page is still open, and still whole.
    assert (
        page.evaluate("() => fetch('config.json').then((answer) => answer.text())").count("First desk") == 1
    )
    page.reload()
    expect(page).to_have_title("Second desk (emulated)", timeout=60_000)
    names = page.evaluate("() => caches.keys()")
    assert len(names) == 1
