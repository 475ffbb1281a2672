"""A link into a built site runs nobody's script in its origin; and what the link is to keep working for still works."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from click.testing import CliRunner
from playwright.sync_api import BrowserContext, Page, Route, expect

from cif_emulator.cli.built_page import built_page
from cif_emulator.cli.main import main
from cif_emulator.cli.static_site import write_site
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.settings import BrowserSettings

from .plain_server import plain_server

scripts = Scripts(__file__)

EVIL = "https://evil.test"
SOFTPHONE = "providers/softphone/"
META = '<meta http-equiv="Content-Security-Policy"'
CHECKED = "script.src = library();"
UNCHECKED = "script.src = `${base}/webresources/Widget/msdyn_ciLibrary.js`;"
BASES = [
    EVIL,
    f"{EVIL}/anything",
    f"{EVIL}/canary.js?",
    f"{EVIL}/canary.js#",
    "//evil.test",
    "https:evil.test",
    r"\\evil.test",
    "https://localhost@evil.test",
    "https://localhost.evil.test",
    "https://127.0.0.1.evil.test",
    "data:text/javascript,top.canary=1//",
    "blob:https://evil.test/",
    "javascript:top.canary=1//",
]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site, and what it would be without either of its two protections, or both."""
    folder = tmp_path_factory.mktemp("sites")
    for name, has_policy, has_check in (
        ("site", True, True),
        ("policy", True, False),
        ("check", False, True),
        ("neither", False, False),
    ):
        write_site(built_page(), folder / name, "{}")
        document = folder / name / SOFTPHONE / "index.html"
        script = folder / name / SOFTPHONE / "workspace.js"
        assert META in document.read_text(encoding="utf-8")
        assert CHECKED in script.read_text(encoding="utf-8")
        if not has_policy:
            text = document.read_text(encoding="utf-8").replace(META, "<meta")
            document.write_text(text, encoding="utf-8")
        if not has_check:
            text = script.read_text(encoding="utf-8").replace(CHECKED, UNCHECKED)
            script.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def url(root: Path) -> Iterator[str]:
    """Where a plain web server has them."""
    with plain_server(root) as origin:
        yield origin


@pytest.fixture
def asked() -> list[str]:
    """What the attacker's server was asked for."""
    return []


@pytest.fixture
def page(cif_new_context: Callable[..., BrowserContext], asked: list[str]) -> Page:
    """A page whose network has the attacker's server."""
    context = cif_new_context()

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        script = "window.canary = location.origin; document.documentElement.dataset.canary = 'alive';"
        route.fulfill(body=script, content_type="text/javascript")

    context.route(lambda address: (urlsplit(address).hostname or "").endswith("evil.test"), answer)
    return context.new_page()


def follow(page: Page, url: str, name: str, base: str) -> None:
    page.goto(f"{url}/{name}/{SOFTPHONE}index.html?base={quote(base, safe='')}")


def test_the_canary_fires_where_nothing_protects(page: Page, url: str, asked: list[str]) -> None:
    follow(page, url, "neither", EVIL)
    expect(page.locator("html")).to_have_attribute("data-canary", "alive")
    assert page.evaluate("window.canary") == url
    assert asked == [f"{EVIL}/webresources/Widget/msdyn_ciLibrary.js"]


@pytest.mark.parametrize(
    ("name", "told"), [("site", "trusts"), ("check", "trusts"), ("policy", "could not be loaded")]
)
def test_a_link_runs_nobodys_script(page: Page, url: str, asked: list[str], name: str, told: str) -> None:
    for base in BASES:
        follow(page, url, name, base)
        expect(page.get_by_role("status")).to_contain_text(told)
        assert page.evaluate("window.canary") is None, base
    assert asked == []


def test_the_workspace_takes_no_script_from_its_address(page: Page, url: str, asked: list[str]) -> None:
    names = ("base", "BASE", "ucilib", "boot", "data", "id", "config", "src", "url", "crmurl", "cifid")
    values = (f"{EVIL}/canary.js", "javascript:top.canary=1", "<img src=x onerror=canary=1>")
    told = "&".join(f"{name}={quote(value, safe='')}" for value in values for name in names)
    page.goto(f"{url}/site/?{told}#{told}", wait_until="commit")
    page.wait_for_function("() => window.cifEmulator", polling=50)
    page.evaluate("() => cifEmulator.ready")
    assert page.evaluate("window.canary") is None
    assert asked == []


def test_the_policy_of_the_built_page_holds(page: Page, url: str, asked: list[str]) -> None:
    page.goto(f"{url}/site/", wait_until="commit")
    page.wait_for_function("() => window.cifEmulator", polling=50)
    broken = page.evaluate(
        scripts("thePolicyOfTheBuiltPageHolds"),
        EVIL,
    )
    assert broken == ["base-uri", "connect-src", "form-action", "object-src", "script-src-elem"]
    assert page.evaluate("window.canary") is None
    assert asked == []


def test_a_site_can_show_its_own_softphone(
    page: Page, url: str, root: Path, cif_settings: BrowserSettings
) -> None:
    provider = f"{{workspace}}/{SOFTPHONE}?base={{workspace}}"
    done = CliRunner().invoke(main, ["build", "--out", str(root / "demo"), "--provider", provider])
    assert done.exit_code == 0, done.output
    page.set_default_timeout(cif_settings.boot_timeout)
    page.goto(f"{url}/demo/", wait_until="commit")
    softphone = page.frame_locator("iframe[data-provider]")
    expect(softphone.get_by_label("Presence")).to_be_enabled(timeout=cif_settings.boot_timeout)
    expect(softphone.get_by_label("Presence")).to_have_value("Available")
