"""Live reload: files change behind a server, and the pages that are open follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from attrs import define
from playwright.sync_api import BrowserContext, Page, expect

from cif_emulator.cli.listening import answering
from cif_emulator.cli.service_options import Ready, Wanted, service
from cif_emulator.cli.watching import watching
from cif_emulator.testing.settings import BrowserSettings
from cif_emulator.testing.workspace_page import POLLING

TEMPLATES = """
[[application_tab_template]]
unique_name = "own_page"
name = "Own page"
page_type = "web_resource"
parameters = { webresourceName = "own/page.html", data = "" }

[[session_template]]
unique_name = "own_call"
name = "Own call"
title = "A call"
anchor_tab = "own_page"
"""
CHAT = """
[[session_template]]
unique_name = "own_chat"
name = "Own chat"
title = "A chat"
anchor_tab = "own_page"
"""
WIDGET = (
    '<!doctype html><html lang="en"><title>Widget</title><h1>{}</h1>'
    '<script>const base = new URLSearchParams(location.search).get("base");'
    'document.head.append(Object.assign(document.createElement("script"),'
    "{{ src: `${{base}}/webresources/Widget/msdyn_ciLibrary.js` }}));</script></html>"
)


@define
class Files:
    """What the server is given: a configuration, a widget of its own and one on the workspace's origin."""

    folder: Path

    def __attrs_post_init__(self) -> None:
        (self.folder / "widget").mkdir()
        (self.folder / "resources" / "own").mkdir(parents=True)
        (self.folder / "resources" / "own" / "page.html").write_text(WIDGET.format("Resource 1"))
        self.widget("Widget 1")
        self.configure()

    def configure(self, title: str = "First", more: str = TEMPLATES + CHAT) -> None:
        """Write the configuration as editors do: another file, which takes the first one's place."""
        new = self.folder / "workspace.toml.new"
        new.write_text(f'[workspace]\ntitle = "{title}"\n{more}', encoding="utf-8")
        new.replace(self.folder / "workspace.toml")

    def widget(self, heading: str) -> None:
        """Write the widget's page."""
        (self.folder / "widget" / "index.html").write_text(WIDGET.format(heading), encoding="utf-8")

    def wanted(self, port: int = 0) -> Wanted:
        """The server's options."""
        return Wanted(
            configuration=self.folder / "workspace.toml",
            provider_urls=(str(self.folder / "widget"),),
            resources=self.folder / "resources",
            port=port,
        )


@contextmanager
def running(wanted: Wanted) -> Iterator[Ready]:
    """A server that watches."""
    with service(wanted, watch=True) as ready, ExitStack() as until_the_end:
        live = ready.live_reload
        assert live is not None
        until_the_end.enter_context(watching(live, print))
        until_the_end.enter_context(answering(ready.app, ready.sockets, ready.certificate))
        until_the_end.callback(live.close)
        yield ready


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


@pytest.fixture
def ready(files: Files) -> Iterator[Ready]:
    with running(files.wanted()) as ready:
        yield ready


@pytest.fixture
def open_page(
    cif_new_context: Callable[..., BrowserContext], cif_settings: BrowserSettings
) -> Callable[[str], Page]:
    context = cif_new_context()
    context.set_default_timeout(cif_settings.boot_timeout)

    def opened(address: str) -> Page:
        page = context.new_page()
        page.goto(address, wait_until="commit")
        page.wait_for_function("() => window.cifEmulator?.version", polling=POLLING)
        page.evaluate("() => cifEmulator.ready")
        return page

    return opened


def has_title(page: Page, title: str) -> None:
    page.wait_for_function("(title) => cifEmulator.state().title === title", arg=title, polling=POLLING)


def open_session(page: Page, template: str) -> str:
    created: str = page.evaluate("(name) => cifEmulator.openSession(name)", template)
    return created


def test_a_configuration_is_taken_over_while_sessions_and_frames_stay(
    ready: Ready, files: Files, open_page: Callable[[str], Page]
) -> None:
    page = open_page(ready.address)
    has_title(page, "First")
    widget = page.frame_locator("iframe[data-provider=local_widget]")
    expect(widget.get_by_role("heading")).to_have_text("Widget 1")
    frame = next(each for each in page.frames if "base=" in each.url)
    frame.evaluate("() => void (window.isSame = true)")
    call, _ = (open_session(page, name) for name in ("own_call", "own_chat"))
    files.configure("Second", TEMPLATES)
    has_title(page, "Second")
    assert [each["id"] for each in page.evaluate("cifEmulator.state().sessions")] == ["session-id-0", call]
    expect(page.locator("[data-message-id]")).to_contain_text("“A chat”")
    assert frame.evaluate("window.isSame") is True
    # Back at the start, it is the new one's.
    page.evaluate("() => cifEmulator.reset()")
    has_title(page, "Second")


@pytest.mark.allow_page_errors
def test_a_broken_file_is_told_over_what_was_right_before(
    ready: Ready, files: Files, open_page: Callable[[str], Page]
) -> None:
    page = open_page(ready.address)
    session = open_session(page, "own_call")
    files.configure("Second", "[[session_template]]\nunique_nam = 'x'\n")
    note = page.locator(".not-used")
    expect(note).to_contain_text("workspace.toml:4: session_template[0].unique_nam")
    has_title(page, "First")
    assert page.evaluate("cifEmulator.state().sessions.at(-1).id") == session
    # One that is opened now begins with what was right, and says so, too.
    other = open_page(ready.address)
    has_title(other, "First")
    expect(other.locator(".not-used")).to_contain_text("session_template[0]")
    note.get_by_role("button", name="Hide").click()
    expect(note).to_have_count(0)
    files.configure("Third")
    has_title(page, "Third")
    has_title(other, "Third")
    expect(other.locator(".not-used")).to_have_count(0)


def test_a_change_loads_those_frames_alone_that_show_it(
    ready: Ready, files: Files, open_page: Callable[[str], Page]
) -> None:
    page = open_page(ready.address)
    open_session(page, "own_call")
    widget = page.frame_locator("iframe[data-provider=local_widget]").get_by_role("heading")
    resource = page.frame_locator("main iframe").get_by_role("heading")
    expect(widget).to_have_text("Widget 1")
    expect(resource).to_have_text("Resource 1")
    shown = next(each for each in page.frames if each.url.endswith("page.html") or "own/page" in each.url)
    shown.evaluate("() => void (window.isSame = true)")
    files.widget("Widget 2")
    expect(widget).to_have_text("Widget 2")
    assert shown.evaluate("window.isSame") is True
    page.wait_for_function("() => cifEmulator.state().panel.providers[0].state === 'ready'", polling=POLLING)
    (files.folder / "resources" / "own" / "page.html").write_text(WIDGET.format("Resource 2"))
    expect(resource).to_have_text("Resource 2")
    expect(widget).to_have_text("Widget 2")


def test_many_pages_share_one_connection_and_each_hears_of_changes(
    ready: Ready, files: Files, open_page: Callable[[str], Page]
) -> None:
    # More than the six connections that a browser opens to a server.
    pages = [open_page(ready.address) for _ in range(7)]
    live = ready.live_reload
    assert live is not None
    assert live.listeners == 1
    files.configure("Second")
    for page in pages:
        has_title(page, "Second")
    # Whichever listened: another one does, once it has gone.
    for page in pages[:4]:
        page.close()
    files.configure("Third")
    for page in pages[4:]:
        has_title(page, "Third")
    assert live.listeners == 1


@pytest.mark.allow_page_errors
def test_a_server_that_starts_again_is_followed(files: Files, open_page: Callable[[str], Page]) -> None:
    with running(files.wanted()) as ready:
        port = urlsplit(ready.address).port
        assert port is not None
        page = open_page(ready.address)
        has_title(page, "First")
    files.configure("Second")
    with running(files.wanted(port)):
        has_title(page, "Second")
