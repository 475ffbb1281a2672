"""The documentation under a path of a server that has nothing else: examples and playground run, axe finds nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.routing import Mount

from cif_emulator import __version__
from cif_emulator.cli.docs import documentation_application, write_documentation
from cif_emulator.cli.listening import serving
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import POLLING

from .plain_server import plain_server
from .test_accessibility import AXE, IS_DRAWN_IN

scripts = Scripts(__file__)

# With those that have links to the playground.
MAIN_PAGES = (
    "start/widget", "guides/notifications", "reference/apm", "reference/configuration", "reference/errors", "reference/differences", "reference/command_line",
)  # fmt: skip
BOOT = 60_000
# In pixels; in narrower windows the theme's navigation is a drawer.
DRAWER = 1008


PREFIX = "any/path/"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the static site below a path."""
    root = tmp_path_factory.mktemp("site")
    folder = root / PREFIX
    folder.parent.mkdir()
    write_documentation(folder)
    return root


@pytest.fixture(scope="module")
def site(root: Path) -> Iterator[str]:
    """The static site on a server that says nothing but files."""
    with plain_server(root) as origin:
        yield f"{origin}/{PREFIX}"


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """As the command serves it, without files being written."""
    app = Starlette(routes=[Mount(f"/{PREFIX.rstrip('/')}", documentation_application())])
    with serving(app) as address:
        yield f"{address}{PREFIX}"


@pytest.fixture
def page(cif_browser: Browser) -> Iterator[Page]:
    page = cif_browser.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("kind", ["site", "served"])
def test_its_examples_run_under_a_path_and_offline(
    kind: str, page: Page, request: pytest.FixtureRequest
) -> None:
    site: str = request.getfixturevalue(kind)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}README.html")
    expect(page).to_have_title(f"cif-emulator {__version__}")
    runs = page.get_by_role("button", name="Run")
    outcomes = page.locator(".live-outcome")
    for number in (0, 1):
        runs.nth(number).click()
        expect(outcomes.nth(number)).to_have_text(f"session-id-{number + 1}", timeout=BOOT)
    inside = page.frame_locator("agent-workspace iframe")
    expect(inside.get_by_role("heading", name="Contoso")).to_be_visible()
    page.get_by_role("button", name="Reset").first.click()
    expect(inside.get_by_role("heading", name="Contoso")).not_to_be_visible()
    assert [url for url in asked if not url.startswith((site, "blob:", "data:"))] == []


def test_its_playground_runs_under_a_path_and_offline(root: Path, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with plain_server(root, {"Access-Control-Allow-Origin": "*"}) as origin:
        site = f"{origin}/{PREFIX}"
        page.goto(f"{site}workspace/play/")
        page.get_by_label("Example").select_option("cif-create-session")
        page.get_by_role("button", name="Run").click()
        expect(page.locator("#output")).to_contain_text("created session-id-1", timeout=BOOT)
        assert [url for url in asked if not url.startswith((site, "blob:", "data:"))] == []
        page.goto("about:blank")


@pytest.mark.parametrize(
    ("name", "number", "script", "configuration", "title"),
    [
        ("README", 1, "msdyn_chat_session", "", "Contoso"),
        (
            "guides/configuration",
            0,
            "own_call",
            '[[session_template]]\nunique_name = "own_call"',
            "Ada Lovelace",
        ),
    ],
)
def test_an_example_opens_in_the_playground_and_runs_there(
    root: Path, page: Page, name: str, number: int, script: str, configuration: str, title: str
) -> None:
    with plain_server(root, {"Access-Control-Allow-Origin": "*"}) as origin:
        page.goto(f"{origin}/{PREFIX}{name}.html")
        page.get_by_role("link", name="Open in the playground").nth(number).click()
        page.wait_for_selector("html[data-ready]")
        expect(page.locator("#script")).to_contain_text(script)
        shown = page.locator("#configuration .cm-content").inner_text()
        assert (configuration in shown) if configuration else not shown.strip()
        page.get_by_role("button", name="Run").click()
        workspace = page.frame_locator("#stage iframe")
        expect(workspace.get_by_role("heading", name=title)).to_be_visible(timeout=BOOT)
        page.goto("about:blank")


@pytest.mark.parametrize("kind", ["site", "served"])
def test_the_navigation_of_each_page_leads_to_the_playground(
    kind: str, page: Page, request: pytest.FixtureRequest
) -> None:
    site: str = request.getfixturevalue(kind)
    for name in ("README", "guides/sessions", "search"):
        page.goto(f"{site}{name}.html")
        page.get_by_role("link", name="Open the playground").click()
        expect(page).to_have_title("Playground · cif-emulator")
        assert page.url == f"{site}workspace/play/"


def test_pages_that_are_opened_as_files_lead_to_no_playground(root: Path, page: Page) -> None:
    page.goto((root / PREFIX / "guides/sessions.html").as_uri())
    expect(page.get_by_role("complementary", name="All pages")).to_be_attached()
    expect(page.get_by_role("link", name="Playground", exact=True)).to_have_count(1)
    expect(page.get_by_role("link", name=re.compile("Open (in )?the playground"))).to_have_count(0)


def test_a_playground_says_what_its_server_must_send(site: str, page: Page) -> None:
    page.clock.install()
    page.goto(f"{site}workspace/play/")
    page.wait_for_selector("html[data-ready]")
    page.get_by_role("button", name="Run").click()
    note = page.locator("#note")
    # The wait begins when the frame has loaded, which nothing shows.
    while note.get_attribute("data-kind") != "error":
        page.clock.fast_forward(20_000)
    expect(note).to_contain_text("Access-Control-Allow-Origin: *")
    expect(note).to_be_in_viewport(ratio=1)
    # Nothing says any more that it starts.
    expect(page.locator("iframe")).to_have_count(0)


def test_what_an_example_is_refused_stands_below_it(site: str, page: Page) -> None:
    page.goto(site)
    page.locator(".live pre").first.evaluate(
        "pre => { pre.textContent = 'Microsoft.Apm.closeTab(\"tab-id-99\")'; }"
    )
    page.get_by_role("button", name="Run").first.click()
    expect(page.locator(".live-outcome").first).to_contain_text("tab-id-99", timeout=BOOT)
    expect(page.locator(".live-outcome[data-refused]")).to_have_count(1)


@pytest.fixture(scope="module")
def reader(cif_browser: Browser) -> Iterator[Page]:
    """A page that goes from one page of the site to the next."""
    page = cif_browser.new_page()
    yield page
    page.close()


def violations(page: Page) -> list[str]:
    """What axe finds in a page, in both colour schemes. Of its rows, those that look alike are gone after that."""
    page.emulate_media(color_scheme="light")
    page.evaluate(AXE.read_text("utf-8"))
    found: list[str] = page.evaluate(scripts("violations"), False)
    page.evaluate(scripts("leaveRowsThatLookDifferent"))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(IS_DRAWN_IN, arg=scheme, polling=POLLING)
        found += [f"{scheme}: {each}" for each in page.evaluate(scripts("violations"), True)]
    return found


@pytest.mark.parametrize("name", MAIN_PAGES)
def test_axe_finds_nothing_and_nothing_is_cut_off(site: str, reader: Page, name: str) -> None:
    reader.goto(f"{site}{name}.html")
    for width in (1440, 1024):
        reader.set_viewport_size({"width": width, "height": 900})
        assert reader.evaluate(scripts("cutOff")) == []
    assert violations(reader) == []


@pytest.mark.parametrize("width", [1440, 1024, 390])
@pytest.mark.parametrize(
    ("name", "links"), [("README", 2), ("guides/sessions", 4), ("guides/configuration", 1)]
)
def test_links_to_the_playground_are_whole_and_axe_finds_nothing(
    site: str, reader: Page, name: str, links: int, width: int
) -> None:
    page = reader
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}{name}.html")
    opening = page.get_by_role("link", name="Open in the playground")
    expect(opening).to_have_count(links)
    assert page.evaluate(scripts("cutOff")) == []
    assert violations(page) == []
    if width < DRAWER:
        page.locator("label.nav-overlay-icon").click()
    expect(page.get_by_role("link", name="Open the playground")).to_be_in_viewport(ratio=1)
    assert page.evaluate(scripts("cutOff")) == []
