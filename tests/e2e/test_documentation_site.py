"""The documentation under a path of a server that has nothing else: its examples run, axe finds nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.routing import Mount

from cif_emulator import __version__
from cif_emulator.cli.docs import documentation_application
from cif_emulator.cli.listening import serving
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import POLLING

from .test_accessibility import AXE, IS_DRAWN_IN

scripts = Scripts(__file__)

MAIN_PAGES = (
    "README", "start/widget", "guides/sessions", "reference/apm", "reference/configuration", "reference/errors",
    "reference/differences",
)  # fmt: skip
BOOT = 60_000


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    app = Starlette(routes=[Mount("/any/path", documentation_application())])
    with serving(app) as address:
        yield f"{address}any/path/"


@pytest.fixture
def page(cif_browser: Browser) -> Iterator[Page]:
    page = cif_browser.new_page()
    yield page
    page.close()


def test_its_examples_run_under_a_path_and_offline(site: str, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site)
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


def test_what_an_example_is_refused_stands_below_it(site: str, page: Page) -> None:
    page.goto(site)
    page.locator(".live pre").first.evaluate(
        "pre => { pre.textContent = 'Microsoft.Apm.closeTab(\"tab-id-99\")'; }"
    )
    page.get_by_role("button", name="Run").first.click()
    expect(page.locator(".live-outcome").first).to_contain_text("tab-id-99", timeout=BOOT)
    expect(page.locator(".live-outcome[data-refused]")).to_have_count(1)


@pytest.mark.parametrize("name", MAIN_PAGES)
def test_axe_finds_nothing(site: str, page: Page, name: str) -> None:
    found = []
    page.goto(f"{site}{name}.html")
    page.evaluate(AXE.read_text("utf-8"))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(IS_DRAWN_IN, arg=scheme, polling=POLLING)
        found += [f"{scheme}: {each}" for each in page.evaluate(scripts("violations"))]
    assert found == []
