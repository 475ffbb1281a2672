"""The page at an address that browsers do not take for secure: plain http on another machine."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, Route, expect

from cif_emulator.testing.workspace_page import Workspace

from ..provider_pages import page as html
from .console import Console
from .test_documentation_examples import FIRST_CASE, apm_call, cif_call

ELSEWHERE = "http://emulator.test"


def elsewhere(page: Page, url: str) -> None:
    """The emulator answers under a name that is not this machine's."""

    def answer(route: Route) -> None:
        route.fulfill(response=route.fetch(url=route.request.url.replace(ELSEWHERE, url.rstrip("/"))))

    page.route(f"{ELSEWHERE}/**", answer)


def test_the_documentation_examples_work(cif_new_context: Any, emulator_server: Any) -> None:
    page = cif_new_context().new_page()
    elsewhere(page, emulator_server.url)
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    workspace = Workspace(page=page, url=f"{ELSEWHERE}/")
    workspace.open(120_000)
    assert page.evaluate("isSecureContext") is False
    assert any("is no secure context" in text and "localhost" in text for text in told)
    console = Console(page)
    first = console.type(apm_call(FIRST_CASE))
    assert workspace.focused_session.id == first
    outcome, second = console.type(cif_call("msdyn_chat_session", "Contoso"))
    assert (outcome, workspace.focused_session.id) == ("success", second)
    page.get_by_role("button", name="Inspector", exact=True).click()
    page.get_by_role("row").last.click()
    page.get_by_role("button", name="Copy as JSON").click()
    expect(page.get_by_text("The browser refuses to copy.")).to_be_visible()


def test_the_workspace_inside_another_page(cif_new_context: Any, emulator_server: Any) -> None:
    page = cif_new_context().new_page()
    page.set_default_timeout(120_000)
    elsewhere(page, emulator_server.url)
    host = html('<script type="module" src="embed.js"></script>').replace(
        "<body>", '<body><agent-workspace src="./"></agent-workspace>'
    )
    page.route(f"{ELSEWHERE}/host", lambda route: route.fulfill(body=host, content_type="text/html"))
    page.goto(f"{ELSEWHERE}/host")
    assert page.evaluate("isSecureContext") is False
    page.evaluate("customElements.whenDefined('agent-workspace')")
    made = page.evaluate("document.querySelector('agent-workspace').openSession('msdyn_chat_session')")
    assert made == "session-id-1"
