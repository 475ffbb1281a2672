"""The playground: texts that run beside a workspace in a frame without an origin, and links that hold them."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, Route, expect

from cif_emulator.testing.fixtures import EmulatorServer, ServeWorkspace
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.settings import BrowserSettings
from cif_emulator.testing.workspace_page import POLLING

from .test_accessibility import AXE

scripts = Scripts(__file__)

EXAMPLES = Path(__file__).parents[2] / "web" / "play" / "examples"
# A text that each example writes.
WRITTEN = {
    "apm-create-session": "",
    "cif-create-session": "created session-id-1",
    "own-templates": "session-id-1",
    "tabs": "opened tab-id-",
    "switch-sessions": "in front: session-id-",
    "notification": "Press a button",
    "records": "Ada Lindqvist",
    "web-api": "Grace Hopper · Rear admiral",
    "presence": "after: Busy",
    "wrong-template": "msdyn_chat_session",
    "fault": "3 worked",
    "own-table": "Laser 1 on floor 2",
}


@pytest.fixture(scope="module")
def server(serve_workspace: ServeWorkspace, tmp_path_factory: pytest.TempPathFactory) -> EmulatorServer:
    """A workspace with a configuration of its own, which no link may see."""
    file = tmp_path_factory.mktemp("play") / "workspace.toml"
    file.write_text('[workspace]\ntitle = "Secret"\n', encoding="utf-8")
    return serve_workspace(file)


@pytest.fixture
def page(cif_browser: Browser, cif_settings: BrowserSettings, server: EmulatorServer) -> Iterator[Page]:
    context = cif_browser.new_context(viewport={"width": 1024, "height": 720})
    context.set_default_timeout(cif_settings.boot_timeout)
    page = context.new_page()
    opened(page, server)
    yield page
    context.close()


def opened(page: Page, server: EmulatorServer, fragment: str = "") -> None:
    page.goto(f"{server.url}play/{fragment}")
    page.wait_for_selector("html[data-ready]")


def fragment(script: str, configuration: str = "") -> str:
    """As the page makes it."""
    text = json.dumps({"script": script, "configuration": configuration}).encode()
    packed = zlib.compressobj(wbits=-15)
    return "#1." + base64.urlsafe_b64encode(packed.compress(text) + packed.flush()).decode().rstrip("=")


def open_link(page: Page, server: EmulatorServer, link: str) -> None:
    page.goto("about:blank")
    opened(page, server, link)


def run(page: Page) -> FrameLocator:
    page.get_by_role("button", name="Run").click()
    page.wait_for_selector("iframe[data-done]")
    return page.frame_locator("iframe")


def test_each_example_of_the_menu_runs(page: Page) -> None:
    listed = json.loads((EXAMPLES / "list.json").read_text(encoding="utf-8"))
    assert [each["name"] for each in listed] == list(WRITTEN)
    for each in listed:
        page.get_by_label("Example").select_option(each["name"])
        first_line = (EXAMPLES / f"{each['name']}.js").read_text(encoding="utf-8").split("\n")[0]
        expect(page.locator("#script .cm-line").first).to_have_text(first_line)
        workspace = run(page)
        expect(page.locator("#output")).to_contain_text(WRITTEN[each["name"]])
        errors = page.locator("#output [data-kind=error]")
        expect(errors).to_have_count(1 if each["name"] == "wrong-template" else 0)
        if each["name"] == "apm-create-session":
            expect(workspace.locator("[data-session-id]")).to_have_count(2)
        if each["name"] == "wrong-template":
            # Of the one with a refusal, the margin says where.
            expect(page.locator("#script .cm-lint-marker-error")).to_have_count(1)


def test_an_example_that_is_still_fetched_is_what_runs(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/examples/*.js", hold)
    for name in ("cif-create-session", "records"):
        with page.expect_request(f"**/examples/{name}.js"):
            page.get_by_label("Example").select_option(name)
    page.get_by_role("button", name="Run").click()
    expect(page.locator("iframe")).to_have_count(0)
    # The one that was chosen first comes last.
    for route in reversed(held):
        route.continue_()
    page.wait_for_selector("iframe[data-done]")
    expect(page.locator("#output")).to_contain_text(WRITTEN["records"])
    expect(page.locator("#script")).to_contain_text("searchAndOpenRecords")


def test_what_a_link_brings_reaches_nothing_of_the_site(page: Page, server: EmulatorServer) -> None:
    attempts = f"{scripts('attempts')}({json.dumps(server.url)})"
    open_link(page, server, fragment(f"{attempts}.then((told) => console.log(JSON.stringify(told)));"))
    workspace = run(page)
    expect(page.locator("#output")).to_contain_text("{")
    text = next(each for each in page.locator("#output li").all_inner_texts() if each.startswith("{"))
    told = json.loads(text)
    assert set(told.values()) == {"refused"}, told
    assert len(told) == 10
    expect(workspace.get_by_text("Secret", exact=True)).to_have_count(0)


def test_a_link_shows_its_texts_and_runs_them_when_somebody_says_so(
    page: Page, server: EmulatorServer
) -> None:
    markup = "<img src=x onerror=\"parent.document.title='no'\"><script>parent.document.title='no'</script>"
    fields = f"[workspace]\ntitle = {json.dumps(markup)}\nuser_name = {json.dumps(markup)}\n"
    more = f"# {markup}\n{fields}"
    open_link(page, server, fragment(f"console.log({json.dumps(markup)}, document.title);", more))
    expect(page.locator("#script")).to_contain_text("onerror=")
    expect(page.locator("#configuration")).to_contain_text("onerror=")
    expect(page.locator("#note")).to_contain_text("when you press Run")
    expect(page.locator("iframe")).to_have_count(0)
    workspace = run(page)
    expect(page.locator("#output")).to_contain_text(f"{markup} {markup} (emulated)")
    expect(workspace.locator(".product")).to_have_text(markup)
    assert page.title().startswith("Playground")
    page.get_by_role("button", name="Share").click()
    page.wait_for_function("() => document.getElementById('link').value === location.href", polling=POLLING)
    assert page.get_by_label("Link").input_value().startswith(f"{server.url}play/#1.")
    page.reload()
    expect(page.locator("#script")).to_contain_text("onerror=")
    expect(page.locator("iframe")).to_have_count(0)


@pytest.mark.parametrize(
    ("link", "told"),
    [
        (fragment("x" * 500)[:-9], "cut off or damaged"),
        ("#1.", "cut off or damaged"),
        ("#1.%%%", "cut off or damaged"),
        ("#1." + "A" * 1_000_000, "cut off or damaged"),
        (fragment("x" * 5_000_000), "more text than a playground takes"),
        ("#1.q1YqTi7KLChRslIwrAUA", "does not hold two texts"),
    ],
    ids=["cut off", "empty", "no base64", "1 MB", "5 MB unpacked", "other data"],
)
def test_a_bad_link_is_told_and_shows_nothing(
    page: Page, server: EmulatorServer, link: str, told: str
) -> None:
    open_link(page, server, link)
    expect(page.locator("#note")).to_have_attribute("data-kind", "error")
    expect(page.locator("#note")).to_contain_text(told)
    expect(page.locator("#script .cm-line")).to_have_count(1)
    expect(page.locator("iframe")).to_have_count(0)


def test_a_wrong_configuration_is_told_beside_its_line(page: Page, server: EmulatorServer) -> None:
    open_link(page, server, fragment("", "[workspace]\nmax_tabbs = 3\n"))
    page.get_by_role("button", name="Run").click()
    page.wait_for_selector("#note[data-kind=error]")
    expect(page.locator("#note")).to_contain_text("max_tabbs")
    expect(page.locator("#configuration .cm-lint-marker-error")).to_have_count(1)


def test_names_are_offered_and_the_keyboard_is_enough(page: Page, server: EmulatorServer) -> None:
    open_link(page, server, fragment(""))
    page.locator("#script .cm-content").focus()
    page.keyboard.type("Microsoft.CIFramework.getPre")
    expect(page.locator(".cm-tooltip-autocomplete")).to_contain_text("Microsoft.CIFramework.getPresence")
    page.keyboard.press("Escape")
    page.keyboard.type("sence().then(console.log)")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("iframe[data-done]")
    expect(page.locator("#output")).to_contain_text("Available")
    page.locator("#configuration .cm-content").focus()
    page.keyboard.type("[works")
    expect(page.locator(".cm-tooltip-autocomplete")).to_contain_text("[workspace]")


def test_axe_finds_nothing_in_light_and_dark(page: Page) -> None:
    page.get_by_label("Example").select_option("wrong-template")
    run(page)
    page.evaluate(AXE.read_text("utf-8"))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(
            "(scheme) => matchMedia(`(prefers-color-scheme: ${scheme})`).matches", arg=scheme, polling=POLLING
        )
        assert page.evaluate(scripts("violations")) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
