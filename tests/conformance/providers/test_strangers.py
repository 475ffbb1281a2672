"""Pages that are no channel provider's, and messages that are no calls: explained, without effect on anybody."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Frame, expect

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import POLLING, Workspace

from ...provider_pages import PageServer
from .conftest import ALPHA, BETA, Configure, Widget, find_widget, provider_row

scripts = Scripts(__file__)

REFUSAL = "Sender domain is not a recognised or is invalid and hence the message cant be processed"

INSERT = scripts("insert")

# What a stranger may try: the library's own messages, forged ones and rubbish. Gives what came back.
TRY = scripts("tryEverything")
METHODS: list[tuple[str, list[Any]]] = [
    ("createSession", [{"templateName": "conf_call"}]),
    ("createRecord", ["contact", {"lastname": "Stranger"}]),
    ("addHandler", ["onSessionSwitched"]),
    ("raiseEvent", ["onclicktoact", "{}"]),
    ("setPresence", ["Busy"]),
    ("getEnvironment", []),
    ("Agent.setPresence", ["x"]),
    ("constructor", []),
]


@pytest.fixture
def stranger(
    workspace: Workspace, alpha: Widget, beta: Widget, widgets: PageServer
) -> Callable[[str], Frame]:
    """Show a page in a frame that is no provider's."""

    def show(path: str) -> Frame:
        address = widgets.url(path, host="127.0.0.1", query=f"base={workspace.url.rstrip('/')}")
        workspace.page.evaluate(INSERT, address)
        frame = workspace.page.wait_for_selector("iframe[name=stranger]", state="attached").content_frame()
        assert frame is not None
        frame.wait_for_url(address)
        frame.wait_for_load_state()
        return frame

    return show


@pytest.fixture
def state(workspace: Workspace, alpha: Widget) -> Callable[[], dict[str, Any]]:
    """All that can be seen once both providers are ready, apart from how often it was drawn."""
    return lambda: {**workspace.state(), "version": 0}


def document_of(widget: Widget) -> str:
    """How a widget's page calls itself: nobody else is told in earnest."""
    widget.workspace.page.evaluate("""() => {
      const listen = ({ data }) => data?.cifEmulator === "call" && (window.overheard = data.document);
      addEventListener("message", listen, { once: true });
    }""")
    widget.run("await CIF.getMode();")
    found: str = widget.workspace.page.evaluate("window.overheard")
    return found


def test_strangers_get_the_refusal_and_nothing_else(
    workspace: Workspace,
    alpha: Widget,
    beta: Widget,
    stranger: Callable[[str], Frame],
    state: Callable[[], dict[str, Any]],
) -> None:
    for widget in (alpha, beta):
        widget.listen("onSessionSwitched", "onclicktoact", "onPresenceChange", "onpagenavigate")
    workspace.page.evaluate(scripts("strangersGetTheRefusalAndNothingElse"))
    before = state()
    documents = ["stranger", document_of(alpha)]
    answers = stranger("/plain").evaluate(TRY, [METHODS, documents])
    assert len(answers) == 1 + len(METHODS) * 2
    texts = [answer["answer"] for answer in answers]
    assert all(text.startswith("!") and REFUSAL in text for text in texts)
    assert {answer["cifEmulator"] for answer in answers} == {"refused", "answer"}
    assert state() == before
    assert [
        widget.heard_so_far(name)
        for widget in (alpha, beta)
        for name in ("onSessionSwitched", "onclicktoact", "onPresenceChange", "onpagenavigate")
    ] == [[]] * 8
    assert workspace.page.evaluate("window.broadcasts") == []
    assert (
        alpha.run(
            "return Object.keys(JSON.parse(await CIF.searchAndOpenRecords('contact', \"$filter=lastname eq 'Stranger'\", true)));"
        )
        == []
    )
    refusals = [call["error"] for call in workspace.calls() if call["kind"] == "refusal"]
    assert refusals
    assert all(REFUSAL in error for error in refusals)


def test_strangers_with_the_library_are_refused(
    alpha: Widget, stranger: Callable[[str], Frame], state: Callable[[], dict[str, Any]]
) -> None:
    frame = stranger("/widget")
    before = state()
    found = frame.evaluate(scripts("strangersWithTheLibraryAreRefused"))
    assert found == [True, REFUSAL, REFUSAL, 0]
    assert state() == before
    alpha.run("await listen('conf_other'); await CIF.raiseEvent('conf_other', '{}');")
    assert set(frame.evaluate("heard")) <= {"answer", "refused"}
    assert [session.title for session in alpha.workspace.sessions] == ["Home"]
    assert alpha.run("return open('Ada');") == "session-id-1"


def test_frames_of_others_within_a_providers_page_are_refused(alpha: Widget, widgets: PageServer) -> None:
    """An advertisement in a widget is not the widget."""
    address = widgets.url("/widget", host="127.0.0.1", query=f"base={alpha.workspace.url.rstrip('/')}")
    alpha.run(
        "const frame = document.createElement('iframe'); frame.src = ADDRESS; document.body.append(frame);",
        ADDRESS=address,
    )
    alpha.frame.wait_for_selector("iframe", state="attached")
    inner = alpha.frame.child_frames[0]
    inner.wait_for_url(address)
    inner.wait_for_function("() => window.Microsoft?.CIFramework", polling=POLLING)
    assert inner.evaluate("() => Microsoft.CIFramework.getMode().catch((error) => error.message)") == REFUSAL
    assert alpha.run("return CIF.getMode();") == 2


def test_forged_answers_do_not_reach_widgets(
    alpha: Widget, beta: Widget, stranger: Callable[[str], Frame]
) -> None:
    """The library believes the workspace's window alone, whatever numbers a message bears."""
    document = document_of(alpha)
    alpha.begin("CIF.notifyEvent({ templateName: 'conf_ring', templateParameters: { number: 1 } })")
    alpha.run("window.seen = 0; addEventListener('message', ({ data }) => data?.forged && window.seen++);")
    send = """([document]) => {
      for (let id = 1; id < 100; id++)
        for (let n = 0; n < parent.length; n++) parent[n].postMessage({ cifEmulator: "answer", document, id, answer: '="forged"', forged: true }, "*");
    }"""
    stranger("/plain").evaluate(send, [document])
    beta.frame.evaluate(send, [document])
    alpha.frame.wait_for_function("() => window.seen === 198", polling=POLLING)
    alpha.workspace.page.get_by_role("alertdialog").get_by_role("button", name="Take it").click()
    assert "Accept" in alpha.answer()


def test_one_provider_cannot_answer_for_another(alpha: Widget, beta: Widget) -> None:
    """A report for somebody else's delivery counts nothing."""
    alpha.run("await listen('conf_slow', () => new Promise((resolve) => (window.release = resolve)));")
    alpha.workspace.page.evaluate("""() => {
      window.raised = "open";
      Microsoft.CIFramework.raiseEvent("conf_slow", "{}").then(() => (window.raised = "answered"));
    }""")
    alpha.heard("conf_slow")
    document = document_of(beta)
    beta.run(
        """
        for (let number = 1; number < 50; number++)
          for (const delivery of [`delivery-${number}`, String(number)])
            parent.postMessage({ cifEmulator: "delivered", document: DOCUMENT, delivery, text: '{"handlers":1,"silent":0,"timedOut":0,"errors":[]}' }, "*");
        await CIF.getMode();
        """,
        DOCUMENT=document,
    )
    assert alpha.workspace.page.evaluate("window.raised") == "open"
    alpha.run("window.release();")
    alpha.workspace.page.wait_for_function("() => window.raised === 'answered'", polling=POLLING)


def test_messages_that_are_none(alpha: Widget, beta: Widget, state: Callable[[], dict[str, Any]]) -> None:
    before, calls = state(), len(alpha.workspace.calls())
    alpha.run_script(scripts("rubbish"))
    # Answered in order: what came before is done with.
    assert (alpha.run("return CIF.getMode();"), beta.run("return CIF.getWidth();")) == (2, 340)
    assert alpha.run("return window.answers;") == []
    assert state() == before
    assert len(alpha.workspace.calls()) == calls + 2


@pytest.mark.parametrize(
    "method",
    [
        "constructor",
        "__proto__",
        "toString",
        "getMod",
        "Agent.setPresence",
        "Agent.focusSession",
        "Apm.createSession",
        "",
    ],
)
def test_methods_that_do_not_exist(alpha: Widget, state: Callable[[], dict[str, Any]], method: str) -> None:
    before = state()
    document = document_of(alpha)
    alpha.run(
        """
        window.answered = null;
        addEventListener("message", ({ data }) => data?.id === 4711 && (window.answered = data.answer));
        parent.postMessage({ cifEmulator: "call", document: DOCUMENT, id: 4711, method: METHOD, args: "[]" }, "*");
        await CIF.getMode();
        """,
        DOCUMENT=document,
        METHOD=method,
    )
    answer = alpha.run("return window.answered;")
    # What names no method is no call, and nobody is there to be answered.
    assert answer is None if not method else f'there is no method \\"{method}\\"' in answer
    assert [call["kind"] for call in alpha.workspace.calls()[-2:]] == (
        ["refusal", "call"] if method else ["call", "call"]
    )
    assert state() == before


@pytest.mark.parametrize(
    "arguments", ["", "[", "5", "{}", "null", '["a"', "[1e999]", "[NaN]", "[" * 1000 + "]" * 1000]
)
def test_arguments_that_are_no_array(alpha: Widget, arguments: str) -> None:
    document = document_of(alpha)
    alpha.run(
        """
        addEventListener("message", ({ data }) => data?.id === 4711 && (window.answered = data.answer));
        parent.postMessage({ cifEmulator: "call", document: DOCUMENT, id: 4711, method: "createSession", args: ARGUMENTS }, "*");
        await CIF.getMode();
        """,
        DOCUMENT=document,
        ARGUMENTS=arguments,
    )
    answer = alpha.run("return window.answered;")
    assert answer.startswith("!")
    assert "the emulator itself failed" not in answer
    assert alpha.workspace.calls()[-2]["kind"] == "refusal"
    assert [session.title for session in alpha.workspace.sessions] == ["Home"]


def test_ten_megabytes_are_refused(alpha: Widget, beta: Widget) -> None:
    found = alpha.run(
        "return refused(() => CIF.createRecord('contact', JSON.stringify({ lastname: 'x'.repeat(10_000_000) })));"
    )
    assert found["isMap"] is True
    assert "4,000,000 characters" in found["message"]
    assert (alpha.run("return CIF.getMode();"), beta.run("return CIF.getMode();")) == (2, 2)
    assert max(len(call["input"]) for call in alpha.workspace.calls()) < 100_000


def test_ten_thousand_calls_at_once(alpha: Widget, beta: Widget) -> None:
    """All are answered, if with a refusal; another provider's call does not wait for them."""
    beta.begin(
        "(async () => { while (!window.enough) { await CIF.getWidth(); (window.answered ??= []).push(Date.now()); } })()"
    )
    beta.frame.wait_for_function("() => window.answered", polling=POLLING)
    # The other provider's page has a process of its own: on a busy machine it may have no turn during a flood.
    for _ in range(5):
        alpha.run("window.over = null;")
        alpha.begin(f"({scripts('tenThousandCallsAtOnce')})(CIF)")
        alpha.frame.wait_for_function("() => window.over", polling=POLLING, timeout=60_000)
        started, over = alpha.run("return [window.started, window.over];")
        answered = beta.run("return window.answered;")
        # One may have been under way when the others came; whoever waits for them gets no more.
        if len([time for time in answered if started < time < over]) > 1:
            break
    else:
        pytest.fail("the other provider's calls waited for those of the flood, five times")
    beta.run("window.enough = true; await window.begun;")
    found = alpha.run("""
      const all = await window.begun;
      const messages = new Set(all.filter(({ reason }) => reason).map(({ reason }) => reason.message));
      return { count: all.length, values: [...new Set(all.map(({ value }) => value))], messages: [...messages] };
    """)
    assert found["count"] == 10_000
    assert 2 in found["values"]
    assert [message for message in found["messages"] if "cannot keep up with this page" not in message] == []
    assert alpha.run("return CIF.getMode();") == 2


def test_ten_thousand_calls_of_a_stranger(
    alpha: Widget, stranger: Callable[[str], Frame], state: Callable[[], dict[str, Any]]
) -> None:
    before = state()
    frame = stranger("/plain")
    frame.evaluate(scripts("tenThousandCallsOfAStranger"))
    assert alpha.run("return CIF.getMode();") == 2
    frame.wait_for_function("() => window.count === 10_000", polling=POLLING, timeout=60_000)
    (answer,) = frame.evaluate("[...window.answers]")
    assert REFUSAL in answer
    assert state() == before
    assert len(alpha.workspace.calls()) < 2_000


# -- Channel URLs ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "", "nowhere"]
)
def test_channel_urls_that_are_no_web_addresses(
    alpha: Widget, url: str, state: Callable[[], dict[str, Any]]
) -> None:
    before = state()
    found = alpha.workspace.page.evaluate(
        """(url) => cifEmulator.reset({ config: { provider: [{ unique_name: "conf_bad", name: "Bad", channel_url: url }] } }).then(() => "taken", (error) => error.message)""",
        url,
    )
    assert "provider[0].channel_url" in found
    assert "expected an http or https address" in found
    assert state() == before
    assert alpha.run("return CIF.getMode();") == 2


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.allow_page_errors("Refused to display", "ERR_", "Failed to load resource")
@pytest.mark.parametrize("cause", ["does not answer", "forbids frames", "loads no library"])
def test_pages_that_do_not_report_are_explained(
    workspace: Workspace, widgets: PageServer, configure: Configure, cause: str
) -> None:
    """After some seconds without a word the page says so, with the possible causes; others go on."""
    widgets.headers["/forbidden"] = {"X-Frame-Options": "DENY"}
    widgets.pages["/forbidden"] = widgets.pages["/widget"]
    urls = {
        "does not answer": f"http://localhost:{free_port()}/",
        "forbids frames": widgets.url("/forbidden"),
        "loads no library": widgets.url("/plain"),
    }
    configure(
        providers=[
            provider_row(urls[cause], name=BETA, sort_order=1),
            provider_row(widgets.url("/widget"), sort_order=2),
        ],
        handshake_time=0.5,
    )
    workspace.page.wait_for_function(
        "() => cifEmulator.state().panel.providers[0].state === 'silent'", polling=POLLING
    )
    silent, other = workspace.state()["panel"]["providers"]
    assert (silent["id"], other["id"]) == (BETA, ALPHA)
    for text in (
        "within 0.5 seconds",
        "does not answer",
        "forbids framing",
        "does not load",
        "trusted_domain",
    ):
        assert text in silent["problem"]
    assert find_widget(workspace, ALPHA).run("return open('Ada');") == "session-id-1"


def test_the_explanation_stands_in_the_panel(
    workspace: Workspace, widgets: PageServer, configure: Configure
) -> None:
    configure(providers=[provider_row(widgets.url("/plain"))], handshake_time=0.5)
    panel = workspace.page.get_by_role("region", name="Communication panel")
    panel.get_by_role("button", name="Restore communication panel").click()
    expect(panel.get_by_role("status")).to_contain_text("has loaded the library within 0.5 seconds")
    expect(panel.get_by_role("img", name="Not connected")).to_be_visible()


def test_a_provider_that_is_removed_harms_nobody(workspace: Workspace, alpha: Widget, beta: Widget) -> None:
    """Its frame goes while its toast and its event wait."""
    alpha.begin("CIF.notifyEvent({ templateName: 'conf_ring', templateParameters: { number: 1 } })")
    expect(workspace.page.get_by_role("alertdialog")).to_have_count(1)
    alpha.run("await listen('conf_wait', () => new Promise(() => {}));")
    for widget in (alpha, beta):
        widget.listen("conf_both")
    beta.begin("CIF.raiseEvent('conf_wait', '{}').catch((error) => error.message)")
    alpha.heard("conf_wait")
    workspace.page.evaluate("""() => document.querySelector("iframe[data-provider=conf_alpha]").remove()""")
    assert beta.run("return CIF.raiseEvent('conf_both', '{}');") is True
    assert beta.run("return open('Grace');") == "session-id-1"
    expect(workspace.page.get_by_role("alertdialog")).to_have_count(0)
    assert beta.answer() == "Timeout occurred as no response was received from listener window"
