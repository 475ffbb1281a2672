"""`<agent-workspace>` in a page of another origin, which the workspace's configuration names."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, JSHandle, Page, expect

from cif_emulator.cli.built_page import built_page
from cif_emulator.testing.fixtures import EmulatorServer, ServeWorkspace
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.settings import BrowserSettings
from cif_emulator.testing.workspace_page import POLLING

from ..provider_pages import PageServer, embeddable, page, page_server

scripts = Scripts(__file__)

HOST = page('<script type="module" src="BASEembed.js"></script>', title="Host").replace(
    "<body>", '<body><agent-workspace src="BASE"></agent-workspace>'
)
# The same page without an element.
EMPTY = page('<script type="module" src="BASEembed.js"></script>', title="Host")

HEARD = "([element, name]) => element.heard.filter(([each]) => each === name).map(([, detail]) => detail)"


@pytest.fixture(scope="module")
def hosts() -> Iterator[PageServer]:
    """Pages around workspaces: ``127.0.0.1`` is named, ``localhost`` is not."""
    with page_server() as served:
        served.pages = {"/host": HOST, "/empty": EMPTY}
        yield served


@pytest.fixture(scope="module")
def server(
    hosts: PageServer, serve_workspace: ServeWorkspace, tmp_path_factory: pytest.TempPathFactory
) -> EmulatorServer:
    """A workspace that the hosts on ``127.0.0.1`` may show and drive."""
    return serve_workspace(embeddable(hosts, tmp_path_factory.mktemp("embedding")))


@pytest.fixture(scope="module")
def host(
    hosts: PageServer,
    server: EmulatorServer,
    cif_browser: Browser,
    cif_context_args: dict[str, Any],
    cif_settings: BrowserSettings,
) -> Iterator[Page]:
    """A page of the named origin that shows the workspace; all tests share it."""
    context = cif_browser.new_context(**cif_context_args)
    context.set_default_timeout(cif_settings.boot_timeout)
    host = context.new_page()
    host.goto(hosts.url("/host", host="127.0.0.1", query=f"base={server.url}"))
    host.evaluate("() => customElements.whenDefined('agent-workspace')")
    host.evaluate("document.querySelector('agent-workspace').ready")
    yield host
    context.close()


@pytest.fixture
def element(host: Page) -> JSHandle:
    """The element, its workspace at the start, from now on with the events that it has ``heard``."""
    found = host.query_selector("agent-workspace")
    assert found is not None
    found.evaluate("(element) => element.reset()")
    found.evaluate(scripts("hear"))
    return found


def heard(element: JSHandle, name: str, count: int) -> list[Any]:
    """The details of the element's events of a name, as soon as there are so many."""
    page = element.as_element().owner_frame().page
    page.wait_for_function(
        f"([element, name, count]) => ({HEARD})([element, name]).length >= count",
        arg=[element, name, count],
        polling=POLLING,
    )
    return page.evaluate(HEARD, [element, name])


def test_both_documentation_examples_work_and_their_events_are_heard(host: Page, element: JSHandle) -> None:
    first, second = element.evaluate(scripts("examples"))
    assert heard(element, "session-created", 2) == [{"sessionId": first}, {"sessionId": second}]
    assert [each["newSessionId"] for each in heard(element, "session-switched", 2)] == [first, second]
    assert [each["what"] for each in heard(element, "call", 2)] == [
        "Microsoft.Apm.createSession",
        "Microsoft.CIFramework.createSession",
    ]
    state = element.evaluate("(element) => element.state()")
    assert [session["id"] for session in state["sessions"]] == ["session-id-0", first, second]
    shown = host.frame_locator("agent-workspace iframe")
    expect(shown.get_by_role("tab", name="Contoso")).to_be_visible()


def test_values_arrive_as_they_are(element: JSHandle) -> None:
    assert element.evaluate(scripts("values")) == {
        "map": ["[object Map]", "1", "1"],
        "context": "Contoso",
        "undefined": "undefined",
        "snapshot": ["session-id-1", "object"],
    }


def test_what_is_refused_rejects_with_an_error_and_is_an_event(element: JSHandle) -> None:
    refused = element.evaluate(
        f"(element) => ({scripts('refusal')})(element, 'CIFramework.createSession', {{ templateName: 'nothing' }})"
    )
    assert refused["isError"]
    assert "nothing" in refused["message"]
    assert refused["errorCode"] == 2
    assert refused["errorMsg"] == refused["got"] == refused["message"]
    (entry,) = heard(element, "refused", 1)
    assert (entry["what"], entry["kind"]) == ("Microsoft.CIFramework.createSession", "refusal")


@pytest.mark.parametrize(
    ("name", "argument", "says"),
    [
        ("Apm.creatSession", "{}", "the workspace has no function Apm.creatSession"),
        ("Apm.createSession.call", "{}", "the workspace has no function"),
        ("constructor.constructor", "'return 1'", "the workspace has no function"),
        ("Apm.createSession", "{ sessionContext: () => 1 }", "cannot be sent to the workspace"),
        ("Apm.createSession", "document.body", "cannot be sent to the workspace"),
        ("Apm.createSession", "Promise.resolve()", "cannot be sent to the workspace"),
        (
            "cifEmulator.reset",
            "{ config: 'workspace = {wheels = [\"a.whl\"]}' }",
            "workspace.wheels: is left to",
        ),
        (
            "cifEmulator.reset",
            "{ config: { workspace: { persist: true } } }",
            "workspace.persist: is left to",
        ),
    ],
)
def test_a_wrong_call_says_what_is_wrong(element: JSHandle, name: str, argument: str, says: str) -> None:
    refused = element.evaluate(f"(element, name) => ({scripts('refusal')})(element, name, {argument})", name)
    assert refused["isTypeError"]
    assert says in refused["message"]
    assert len(element.evaluate("(element) => element.state()")["sessions"]) == 1


def test_a_handler_of_the_page_is_called_and_removed(element: JSHandle) -> None:
    assert element.evaluate(scripts("handlers")) == [[5, 5]]


def test_the_members_of_the_handle_work(element: JSHandle) -> None:
    assert element.evaluate(scripts("members")) == {
        "faults": [1, 0],
        "rows": 1,
        "file": "workspace.json",
        "title": "Lesson",
        "presence": "Busy",
        "recording": "recording.json",
        "findings": [],
        "scenario": "Error",
        "event": "Timeout occurred as no response was received from listener window",
        "call": "Microsoft.CIFramework.raiseEvent",
    }


def test_the_panel_is_hidden_as_long_as_the_page_says_so(
    host: Page, element: JSHandle, hosts: PageServer
) -> None:
    provider = f"""
        [[provider]]
        unique_name = "own_phone"
        name = "Phone"
        label = "Phone"
        channel_url = "{hosts.url("/empty")}"
    """
    element.evaluate("(element, config) => element.reset({ config })", provider)
    panel = host.frame_locator("agent-workspace iframe").locator(".communication-panel")
    expect(panel).to_be_visible()
    element.evaluate("(element) => element.setAttribute('hide', 'panel')")
    expect(panel).to_be_hidden()
    element.evaluate("(element) => element.removeAttribute('hide')")
    expect(panel).to_be_visible()


def test_the_module_is_small(server: EmulatorServer) -> None:
    assert len(gzip.compress((built_page() / "embed.js").read_bytes())) <= 5_000


def test_closed_sessions_and_notifications_are_events(element: JSHandle) -> None:
    element.evaluate(scripts("closing"))
    assert heard(element, "session-closed", 1) == [{"sessionId": "session-id-1"}]
    shown, gone = heard(element, "notification", 2)
    assert (shown["provider"], shown["outcome"]) == ("emulator_page", None)
    assert (gone["notificationId"], gone["outcome"]) == (shown["notificationId"], "declined")


def test_two_hosts_drive_one_workspace(element: JSHandle) -> None:
    """Whoever is around the workspace and named has a channel of its own, and hears what others do."""
    assert element.evaluate(scripts("second")) == "session-id-1"
    assert heard(element, "session-created", 1) == [{"sessionId": "session-id-1"}]
