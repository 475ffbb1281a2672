"""``cif-emulator build``: a site on a plain web server, under a path, with and without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from attrs import frozen
from click.testing import CliRunner
from playwright.sync_api import BrowserContext, Page, expect

from cif_emulator.cli.main import main
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.settings import BrowserSettings

from ..provider_pages import page_server
from ..wheel_files import write_wheel
from .plain_server import plain_server

scripts = Scripts(__file__)

PREFIX = "team/desk/"


@frozen
class Site:
    """A static site below a path; ``close`` takes it off the network."""

    url: str
    folder: Path
    close: Callable[[], None]

    @property
    def sources(self) -> Path:
        """Where the configuration is that the site is made from."""
        return self.folder.parents[2]

    def write(self, title: str, *options: str, wheels: str = "") -> None:
        """Write the site anew."""
        file = self.sources / "workspace.toml"
        file.write_text(f"[workspace]\ntitle = '{title}'\nwheels = [{wheels}]\n", encoding="utf-8")
        command = ["build", "--out", str(self.folder), "--config", str(file), *options]
        done = CliRunner().invoke(main, command)
        assert done.exit_code == 0, done.output


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    root = tmp_path / "root"
    (root / PREFIX).mkdir(parents=True)
    with ExitStack() as running:
        origin = running.enter_context(plain_server(root))
        yield Site(f"{origin}/{PREFIX}", root / PREFIX, running.close)


@pytest.fixture
def page(cif_new_context: Callable[..., BrowserContext], cif_settings: BrowserSettings) -> Page:
    context = cif_new_context()
    context.set_default_timeout(cif_settings.boot_timeout)
    return context.new_page()


def started(page: Page) -> str:
    """Wait until the workspace is ready; gives its title."""
    # A page that is loaded once more, from a version that takes over, has another document in between.
    page.wait_for_function(
        "() => window.cifEmulator?.version && cifEmulator.ready.then(() => true)", polling=50
    )
    title: str = page.evaluate("() => cifEmulator.state().title")
    return title


def kept(page: Page) -> None:
    """Wait until the site is kept for the next visit; one that cannot be kept is never ready."""
    page.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)", timeout=60_000)


def begin_from_cache(site: Site, page: Page, *options: str) -> None:
    """Write the site "First desk", and have the page show it as its service worker keeps it."""
    site.write("First desk", *options)
    page.goto(site.url)
    assert started(page) == "First desk"
    kept(page)
    page.reload()
    assert started(page) == "First desk"


def next_version(page: Page) -> None:
    """Have the browser look for another version, and wait until it is kept."""
    assert page.evaluate(scripts("lookForNextVersion")) in {"installed", "activating", "activated"}


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
    next_version(page)
    # The old version's page is still open, and still whole.
    assert "First desk" in page.evaluate(scripts("configuration"))
    page.reload()
    expect(page).to_have_title("Second desk (emulated)", timeout=60_000)
    names = page.evaluate("() => caches.keys()")
    assert len(names) == 1


NOTE = """<!doctype html><script src="../ClientGlobalContext.js.aspx"></script>
<script>document.title = `${GetGlobalContext().client.getClient()} ${parent.Microsoft.Apm.getAllSessions().length}`;</script>"""

WIDGET = """<!doctype html><link rel="icon" href="data:,"><script>
addEventListener("CIFInitDone", async () => { document.title = await Microsoft.CIFramework.createSession({ templateName: "msdyn_chat_session" }); });
</script><script src="BASE/WebResources/widget/msdyn_ciLibrary.js" data-crmurl="BASE" data-cifid="CIFMainLibrary"></script>"""


@pytest.fixture
def resources(tmp_path: Path) -> Path:
    (tmp_path / "resources" / "Acme_").mkdir(parents=True)
    (tmp_path / "resources" / "Acme_" / "Note.html").write_text(NOTE, encoding="utf-8")
    return tmp_path / "resources"


def show_note(page: Page, name: str) -> str:
    """Show the web resource in a tab; gives its title once its scripts have run."""
    page.evaluate(
        """async (name) => {
          await Microsoft.Apm.createSession({ templateName: "msdyn_chat_session" });
          const input = { pageType: "webresource", webresourceName: name };
          await Xrm.Navigation.navigateTo(input);
        }""",
        name,
    )
    frame = page.frame_locator("iframe[src*='webresources/']")
    frame.locator("html").wait_for(state="attached")
    found = next(each for each in page.frames if "/webresources/" in each.url)
    found.wait_for_function("() => document.title !== ''", polling=20)
    return found.title()


def test_what_is_baked_into_a_site_works_under_its_path(site: Site, page: Page, resources: Path) -> None:
    with page_server() as host:
        host.pages = {"/widget": WIDGET}
        widget = f"{host.origin('127.0.0.1')}/widget?base={{workspace}}"
        site.write("Baked desk", "--web-resources", str(resources), "--provider", widget)
        page.goto(site.url)
        assert started(page) == "Baked desk"
        shown = page.wait_for_selector("iframe[data-provider]", state="attached").content_frame()
        assert shown is not None
        shown.wait_for_function("() => document.title === 'session-id-1'", polling=20)
        assert show_note(page, "acme_/note.html") == "Web 3"
        # Icons are named from the organisation's root, which is the site's folder.
        page.evaluate(
            "() => void Microsoft.CIFramework.notifyEvent({ templateName: 'msdyn_chat_incoming_authenticated' })"
        )
        icon = page.get_by_role("alertdialog").locator("img.icon")
        expect(icon).to_have_attribute("src", f"{site.url}webresources/msdyn_chat_icon_zfp.svg")
        assert icon.evaluate("(image) => image.decode().then(() => image.naturalWidth > 0)")


def test_a_page_in_a_frame_leaves_the_version_as_it_is(site: Site, page: Page, resources: Path) -> None:
    begin_from_cache(site, page, "--web-resources", str(resources))
    site.write("Second desk")
    next_version(page)
    # The only page is open, and what is shown in it is of its own version, which is gone from the server.
    assert show_note(page, "Acme_/Note.html") == "Web 2"
    assert "First desk" in page.evaluate(scripts("configuration"))
    page.reload()
    expect(page).to_have_title("Second desk (emulated)", timeout=60_000)


def test_a_new_version_waits_for_nothing_that_the_old_page_asked_for(site: Site, page: Page) -> None:
    begin_from_cache(site, page)
    site.write("Second desk")
    next_version(page)
    with page.expect_request("**/never"):
        page.evaluate("() => void fetch('never').catch(() => {})")
    page.reload()
    expect(page).to_have_title("Second desk (emulated)", timeout=60_000)
    assert started(page) == "Second desk"
    assert len(page.evaluate("() => caches.keys()")) == 1


@pytest.mark.allow_page_errors
def test_files_of_another_version_are_not_taken(site: Site, page: Page) -> None:
    begin_from_cache(site, page)
    wheel = next((site.folder / "wheels").glob("cattrs-*.whl"))
    asked = f"() => fetch('wheels/{wheel.name}', {{ cache: 'no-store' }}).then((answer) => answer.status)"
    assert page.evaluate(asked) == 200
    wheel.write_bytes(b"of another version")
    assert page.evaluate(asked) == 409
    # Half of a version is not kept: one of the files is not what its worker says.
    site.write("Second desk")
    (site.folder / "config.json").write_text("{}", encoding="utf-8")
    assert page.evaluate(scripts("lookForNextVersion")) == "redundant"
    page.reload()
    assert started(page) == "First desk"


EXTENSION = """
import xml.etree.ElementTree as ElementTree
from importlib.metadata import version


def begin(workspace):
    workspace.screen.show_message("info", ElementTree.fromstring(f"<p>attrs {version('attrs')}</p>").text)
"""


def test_a_sites_own_packages_need_no_network(site: Site, page: Page) -> None:
    wheel = write_wheel(site.sources, "own_part", EXTENSION, extensions={"own": "own_part:begin"})
    site.write("Own desk", wheels=f"'{wheel.name}'")
    page.goto(site.url)
    assert started(page) == "Own desk"
    message = page.get_by_role("status").filter(has_text="attrs 26")
    expect(message).to_be_visible()
    kept(page)
    site.close()
    page.reload()
    assert started(page) == "Own desk"
    expect(message).to_be_visible()
