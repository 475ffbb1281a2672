"""Frames that send rubbish, flood, or are nobody's: each has a visible outcome, and harms nobody else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from cif_emulator.testing.workspace_page import Workspace

from ...provider_pages import PageServer
from .conftest import NEAR, WIDGET, ShowPage, Widget

REFUSED = "Sender domain is not a recognised or is invalid and hence the message cant be processed"

LISTEN = """
window.answers ??= (addEventListener("message", ({ data }) => data.document === "forged" && answers.push(data)), []);
"""


def sent(widget: Widget, message: str) -> None:
    """Post a message that the library did not write; ``answers`` holds what comes back."""
    widget.run(f"{LISTEN} answers.length = 0; parent.postMessage({message}, '*')")


def state_of(workspace: Workspace) -> Any:
    state = workspace.state()
    return {key: value for key, value in state.items() if key != "version"}


RUBBISH = [
    "null",
    "17",
    "'text'",
    "'x'.repeat(1e7)",
    "[1, 2]",
    "{}",
    "{ cifEmulator: 'call' }",
    "{ cifEmulator: {}, document: 'forged' }",
    "{ cifEmulator: 'welcome', document: 'forged' }",
    "{ cifEmulator: 'call', document: 'forged', id: 'one', method: 'getMode', args: '[]' }",
    "{ cifEmulator: 'call', document: 'forged', id: 1, method: {}, args: '[]' }",
    "{ cifEmulator: 'call', document: 'forged', id: 1, method: 'getMode', args: [] }",
    "{ cifEmulator: 'delivered', document: 'forged', delivery: 'delivery-1', text: '{' }",
    "{ cifEmulator: 'bye', document: 'forged' }",
    "new Map([['cifEmulator', 'call']])",
]


@pytest.mark.parametrize("message", RUBBISH)
def test_rubbish_changes_nothing(widgets: tuple[Widget, Widget], workspace: Workspace, message: str) -> None:
    near, far = widgets
    before, calls = state_of(workspace), len(workspace.calls())
    sent(near, message)
    # Answered in order: what came before is done with.
    assert far.run("return CIF.getAllSessions()") == near.run("return CIF.getAllSessions()") == []
    assert near.run("return answers") == []
    assert state_of(workspace) == before
    assert len(workspace.calls()) == calls + 2


UNREADABLE = {
    "no JSON": ("getMode", "'{'"),
    "no array": ("getMode", "'{}'"),
    "100,000 levels": ("createSession", "'['.repeat(1e5) + ']'.repeat(1e5)"),
    "5,000 levels of objects, with one key twice": (
        "createSession",
        "'[{\"a\":' + '{\"a\":'.repeat(5e3) + '1' + '}'.repeat(5e3) + ',\"a\":1}]'",
    ),
    "10 MB": ("createSession", "'[\"' + 'x'.repeat(1e7) + '\"]'"),
    "half a character": ("createSession", r"'[\"\\ud83d\"]'"),
    "a number of 6,000 digits": ("setMode", "'[1' + '0'.repeat(6e3) + ']'"),
    "a mark that the library does not write": ("createSession", r"'[{\"\\u0001map\":5}]'"),
    "constructor": ("constructor", "'[]'"),
    "__proto__": ("__proto__", "'[]'"),
    "a method of another namespace": ("Apm.createSession", "'[]'"),
    "a gesture of the agent's": ("Agent.focusSession", "'[\"session-id-0\"]'"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_call_that_cannot_be_read_is_refused_with_its_reason(
    widgets: tuple[Widget, Widget], workspace: Workspace, case: str
) -> None:
    near, far = widgets
    method, args = UNREADABLE[case]
    before = state_of(workspace)
    sent(near, f"{{ cifEmulator: 'call', document: 'forged', id: 7, method: {json.dumps(method)}, args: {args} }}")
    near.until("answers.length")
    (answer,) = near.run("return answers")
    assert (answer["cifEmulator"], answer["id"], answer["answer"][0]) == ("answer", 7, "!")
    assert workspace.calls()[-1]["kind"] == "refusal"
    assert state_of(workspace) == before
    assert far.run("return CIF.getFocusedSession()") is None


def test_a_forged_correlation_id_is_a_text_like_any_other(widgets: tuple[Widget, Widget], workspace: Workspace) -> None:
    near, _ = widgets
    for forged in ("'__proto__'", "'x'.repeat(1e5)", "{ a: 1 }", "[[]]", "undefined", "-1"):
        assert near.run(f"return CIF.canCreateSession({forged})") is True
    assert workspace.calls()[-1]["kind"] == "call"


def add_frame(workspace: Workspace, url: str) -> Widget:
    """A frame that is no provider's, behind everything else."""
    workspace.page.evaluate(
        """(url) => {
          const frame = document.createElement("iframe");
          frame.id = "stranger";
          frame.src = url;
          document.body.append(frame);
        }""",
        url,
    )
    frame = workspace.page.wait_for_selector("#stranger").content_frame()
    assert frame is not None
    return Widget(frame)


@pytest.fixture
def stranger(widgets: tuple[Widget, Widget], workspace: Workspace, page_host: PageServer) -> Any:
    """A page that loads the library in a frame of its own."""
    yield add_frame(workspace, f"{page_host.origin('127.0.0.1')}/widget?base={workspace.url.rstrip('/')}")
    workspace.page.evaluate("document.getElementById('stranger')?.remove()")


class TestStranger:
    """``ciframework.md`` 1.3: whoever is no provider is answered with the refusal and nothing else."""

    def test_its_calls_are_refused_and_it_is_never_ready(self, stranger: Widget, workspace: Workspace) -> None:
        stranger.until("window.Microsoft")
        before = state_of(workspace)
        for script in ("CIF.createSession({ templateName: 'msdyn_chat_session' })", "CIF.addHandler('acme', () => {})"):
            assert stranger.run(f"return {script}.catch((error) => error.message)") == REFUSED
        assert stranger.run("return inits") == 0
        assert state_of(workspace) == before
        refusals = [entry for entry in workspace.calls() if entry["kind"] == "refusal"]
        assert refusals
        assert all(REFUSED in entry["error"] for entry in refusals)

    def test_it_hears_no_events(self, stranger: Widget, widgets: tuple[Widget, Widget]) -> None:
        near, _ = widgets
        stranger.until("window.Microsoft")
        stranger.run(
            "window.heard = []; addEventListener('message', ({ data }) => heard.push(data.cifEmulator));"
            "await CIF.addHandler('acme', () => heard.push('acme')).catch(() => {})"
        )
        near.run("await CIF.addHandler('acme', async () => {}); await CIF.raiseEvent('acme', 1)")
        assert set(stranger.run("return heard")) <= {"answer", "refused"}

    def test_a_flood_of_its_is_refused_without_filling_the_log(
        self, stranger: Widget, widgets: tuple[Widget, Widget], workspace: Workspace
    ) -> None:
        near, _ = widgets
        stranger.until("window.Microsoft")
        messages = stranger.run(
            "console.warn = () => {};"
            "const all = Array.from({ length: 2000 }, () => CIF.getMode().catch((error) => error.message));"
            "return [...new Set(await Promise.all(all))]"
        )
        assert messages == [REFUSED]
        assert near.run("return CIF.canCreateSession()") is True
        assert len([entry for entry in workspace.calls() if entry["kind"] == "refusal"]) < 1000

    def test_a_page_without_an_origin_of_its_own_is_refused(
        self, widgets: tuple[Widget, Widget], workspace: Workspace
    ) -> None:
        near, _ = widgets
        source = near.frame.url
        workspace.page.evaluate(
            """(source) => {
              const frame = document.createElement("iframe");
              frame.id = "stranger";
              frame.setAttribute("sandbox", "allow-scripts");
              frame.src = source;
              document.body.append(frame);
            }""",
            source,
        )
        frame = workspace.page.wait_for_selector("#stranger").content_frame()
        assert frame is not None
        opaque = Widget(frame)
        opaque.until("window.Microsoft")
        assert opaque.run("return CIF.getMode().catch((error) => error.message)") == REFUSED
        workspace.page.evaluate("document.getElementById('stranger').remove()")


def test_a_flood_is_bounded_explained_and_harms_no_other_provider(
    widgets: tuple[Widget, Widget], workspace: Workspace
) -> None:
    near, far = widgets
    near.run(
        """
        console.warn = () => {};
        window.outcome = { done: 0, refused: 0, text: "" };
        const all = Array.from({ length: 10000 }, () => CIF.getFocusedSession().then(
          () => outcome.done++,
          (error) => { outcome.refused++; outcome.text = error.message; },
        ));
        Promise.all(all).then(() => (outcome.over = true));
        """
    )
    # Answered while the flood is under way: the far one does not wait for its end.
    session_id = far.run("return CIF.createSession({ templateName: 'msdyn_chat_session' })")
    expect(workspace.page.locator(f"[data-session-id={session_id}]")).to_be_visible()
    near.until("window.outcome.over")
    outcome = near.run("return outcome")
    assert outcome["done"] + outcome["refused"] == 10_000
    assert outcome["done"] > 0
    assert outcome["refused"] == 0 or "the workspace cannot keep up with this page" in outcome["text"]


def test_a_provider_that_reloads_begins_anew(widgets: tuple[Widget, Widget], workspace: Workspace) -> None:
    near, far = widgets
    near.run("await CIF.addHandler('acme', async () => {}); window.before = true")
    near.run("location.reload()")
    near.until("!window.before && window.inits === 1")
    assert far.run("return CIF.raiseEvent('acme', 1).catch((error) => error.message)") != True  # noqa: E712
    near.run("await CIF.addHandler('acme', async () => (window.heard = true))")
    assert far.run("return CIF.raiseEvent('acme', 1)") is True
    assert near.run("return heard") is True
    assert workspace.state()["panel"]["providers"][0]["state"] == "ready"


def test_a_provider_that_goes_elsewhere_is_refused_there(
    show: ShowPage, workspace: Workspace, page_host: PageServer
) -> None:
    near, far = show(WIDGET)
    # Another site: not the Channel URL's origin, and no trusted domain.
    near.frame.goto(f"{page_host.origin('127.0.0.1')}/widget?base={workspace.url.rstrip('/')}")
    near.until("window.Microsoft")
    assert near.run("return CIF.getMode().catch((error) => error.message)") == REFUSED
    assert far.run("return CIF.canCreateSession()") is True
    (entry,) = [each for each in workspace.state()["panel"]["providers"] if each["id"] == NEAR]
    assert page_host.origin("127.0.0.1") in entry["problem"]


def test_a_provider_whose_frame_is_removed_harms_nobody(widgets: tuple[Widget, Widget], workspace: Workspace) -> None:
    near, far = widgets
    for widget in widgets:
        widget.run("await CIF.addHandler('acme', async () => {})")
    near.run("CIF.notifyEvent({ templateName: 'msdyn_voicecall_consult' })")
    workspace.page.evaluate("(name) => document.querySelector(`[data-provider=${name}]`).remove()", NEAR)
    assert far.run("return CIF.raiseEvent('acme', 1)") is True
    assert far.run("return CIF.createSession({ templateName: 'msdyn_chat_session' })") == "session-id-1"


def test_frames_within_a_providers_frame_are_its_own(show: ShowPage, workspace: Workspace) -> None:
    outer = WIDGET + '<iframe src="/inner?base=BASE"></iframe>'
    near, far = show(outer, until="window.inits === 1 && frames[0].inits === 1", inner=WIDGET)
    near.run("await CIF.addHandler('acme', async () => (window.heard = true))")
    near.run(
        "const own = frames[0].Microsoft.CIFramework; await own.addHandler('acme', async () => (frames[0].heard = true))"
    )
    assert far.run("return CIF.raiseEvent('acme')") is True
    assert near.run("return [heard, frames[0].heard]") == [True, True]
    near.run("frames[0].location.replace('/gone')")
    near.until("!frames[0].inits")
    near.run("window.heard = false")
    assert far.run("return CIF.raiseEvent('acme')") is True
    assert near.run("return heard") is True
