"""``ciframework.md`` 1.2, 1.3 and ``client-habits.md`` 1, 5: loading the library, and reading its errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Frame, Route, expect

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import POLLING, Workspace

from ...provider_pages import LIBRARY_TAG, PageServer, frame_of, page
from .conftest import ALPHA, BETA, Configure, Widget, find_widget, provider_row

scripts = Scripts(__file__)

# Tells, once it may call, where it is.
TELL = f"<script>{scripts.call('tell')}</script>"


def tag(
    path: str = "webresources/Widget/msdyn_ciLibrary.js",
    attributes: str = 'data-crmurl="BASE" data-cifid="CIFMainLibrary"',
) -> str:
    return f'<script src="BASE/{path}" {attributes}></script>'


def dynamic(
    base: str, attributes: str = "script.dataset.crmurl = base; script.dataset.cifid = 'CIFMainLibrary';"
) -> str:
    return f"""<script>
      const base = {base};
      const script = document.createElement("script");
      {attributes}
      script.src = base + "/webresources/Widget/msdyn_ciLibrary.js";
      document.head.append(script);
    </script>"""


# Each page, and what its Channel URL's query says.
LOADING: dict[str, tuple[str, str]] = {
    "static tag with both": (TELL + LIBRARY_TAG, "base={workspace}"),
    "lower case": (TELL + tag("webresources/widget/msdyn_cilibrary.js"), "base={workspace}"),
    "Webresources": (TELL + tag("Webresources/Widget/msdyn_ciLibrary.js"), "base={workspace}"),
    "WebResources": (TELL + tag("WebResources/Widget/msdyn_ciLibrary.js"), "base={workspace}"),
    "trailing slash": (TELL + tag(attributes='data-crmurl="BASE/" data-cifid="CIFMainLibrary"'), "base={workspace}"),
    "tag with neither": (TELL + tag(attributes=""), "base={workspace}"),
    "deferred": (TELL + tag(attributes='defer data-crmurl="BASE" data-cifid="CIFMainLibrary"'), "base={workspace}"),
    "dynamic tag with both": (TELL + dynamic("new URLSearchParams(location.search).get('base')"), "base={workspace}"),
    "dynamic tag with neither": (TELL + dynamic("new URLSearchParams(location.search).get('crm')", ""), "crm={workspace}"),
    "ucilib": (
        TELL + """<script>
          const script = document.createElement("script");
          script.src = new URLSearchParams(location.search).get("ucilib");
          document.head.append(script);
        </script>""",
        "ucilib={workspace}/webresources/Widget/msdyn_ciLibrary.js",
    ),
    "ancestorOrigins": (TELL + dynamic("location.ancestorOrigins[0]"), ""),
    "referrer": (TELL + dynamic("new URL(document.referrer).origin"), ""),
    "fetched text, evaluated": (
        TELL + """<script>
          fetch("BASE/webresources/Widget/msdyn_ciLibrary.js").then((answer) => answer.text()).then((text) => (0, eval)(text));
        </script><script type="text/plain" data-crmurl="BASE" data-cifid="CIFMainLibrary"></script>""",
        "base={workspace}",
    ),
}  # fmt: skip

# Calls and listeners at other moments; `order` tells what came when.
EARLY = '<script>window.order = []; addEventListener("CIFInitDone", () => order.push("announced"));</script>'
MOMENTS: dict[str, tuple[str, list[str]]] = {
    "called right after the tag": (
        EARLY + LIBRARY_TAG + "<script>order.push(typeof Microsoft.CIFramework.getMode); Microsoft.CIFramework.getMode().then(() => (window.result = order));</script>",
        ["function"],
    ),
    "called in the script's load event": (
        EARLY + dynamic("new URLSearchParams(location.search).get('base')")
        + "<script>script.onload = () => { order.push('loaded'); Microsoft.CIFramework.getMode().then(() => (window.result = order)); };</script>",
        ["loaded"],
    ),
    "called in the page's load event": (
        EARLY + LIBRARY_TAG + "<script>onload = () => { order.push('loaded'); Microsoft.CIFramework.addHandler('onclicktoact', () => Promise.resolve()).then(() => (window.result = order)); };</script>",
        ["loaded"],
    ),
    "listens in the script's load event": (
        dynamic("new URLSearchParams(location.search).get('base')")
        + "<script>script.onload = () => addEventListener('CIFInitDone', () => (window.result = ['announced']));</script>",
        ["announced"],
    ),
    "listens some tasks after the script's load event": (
        dynamic("new URLSearchParams(location.search).get('base')")
        + "<script>script.onload = () => setTimeout(() => setTimeout(() => addEventListener('CIFInitDone', () => (window.result = ['announced']))));</script>",
        ["announced"],
    ),
    "gives up after six seconds": (
        "<script>setTimeout(() => (window.result = ['gave up']), 6000); addEventListener('CIFInitDone', () => (window.result ??= ['announced']));</script>" + LIBRARY_TAG,
        ["announced"],
    ),
}  # fmt: skip


Load = Callable[..., tuple[Frame, Frame]]


@pytest.fixture
def load(workspace: Workspace, widgets: PageServer, configure: Configure) -> Load:
    """Show a page as both providers', on another origin of the workspace's site and on another site; give their frames."""

    def show(content: str, query: str = "base={workspace}", path: str = "/habit") -> tuple[Frame, Frame]:
        widgets.pages[path] = page(content)
        near, far = widgets.url(path, query=query), widgets.url(path, host="127.0.0.1", query=query)
        configure(providers=[provider_row(near), provider_row(far, name=BETA)])
        return frame_of(workspace, ALPHA), frame_of(workspace, BETA)

    return show


def result(frame: Frame) -> Any:
    return frame.wait_for_function("() => window.result", polling=POLLING).json_value()


@pytest.mark.parametrize("habit", LOADING)
def test_ways_of_loading(workspace: Workspace, load: Load, habit: str) -> None:
    content, query = LOADING[habit]
    for frame in load(content, query):
        assert result(frame) == workspace.url.rstrip("/")
        assert frame.evaluate("window.announced") == 1


@pytest.mark.parametrize("habit", MOMENTS)
def test_moments_of_calling_and_listening(load: Load, habit: str) -> None:
    content, begin = MOMENTS[habit]
    for frame in load(content):
        assert result(frame)[: len(begin)] == begin


def test_ready_is_said_once_in_a_task_of_its_own(load: Load) -> None:
    frames = load(f"<script>{scripts.call('noteReady')}</script>" + LIBRARY_TAG)
    for frame in frames:
        assert result(frame) == [["loaded", "announced"], "CIFInitDone", True]


def test_two_tags_are_one_too_many(load: Load) -> None:
    for frame in load(
        "<script>window.count = 0; addEventListener('CIFInitDone', () => count++);</script>"
        + LIBRARY_TAG
        + LIBRARY_TAG
    ):
        frame.wait_for_function("() => window.count === 1", polling=POLLING)
        assert frame.evaluate("async () => [await Microsoft.CIFramework.getMode(), count]") == [2, 1]


def test_again_after_the_widget_navigates_itself(
    load: Load, widgets: PageServer, workspace: Workspace
) -> None:
    """1.2, #1060: with ``data-crmurl`` it goes on; the referrer is the widget's own by then."""
    widgets.pages["/habit/next"] = page(TELL + LIBRARY_TAG)
    for frame in load(TELL + LIBRARY_TAG):
        result(frame)
        frame.evaluate("location.href = '/habit/next' + location.search")
        frame.wait_for_function("() => location.pathname === '/habit/next'", polling=POLLING)
        assert result(frame) == workspace.url.rstrip("/")


def test_same_origin_pages_need_no_library(workspace: Workspace, configure: Configure) -> None:
    early = "<script>window.early = typeof window.Microsoft?.CIFramework?.getEnvironment;</script>"

    def answer(route: Route) -> None:
        route.fulfill(body=page(early + TELL), content_type="text/html")

    workspace.page.route("**/own-page.html", answer)
    configure(providers=[provider_row("{workspace}/own-page.html")])
    frame = frame_of(workspace, ALPHA)
    assert result(frame) == workspace.url.rstrip("/")
    assert frame.evaluate("early") == "function"
    assert frame.evaluate(scripts("callAsAProvider")) == [True, True, "session-id-1"]
    heard = frame.evaluate(scripts("hearOwnEvent"))
    assert heard == [True, {"n": 1}]
    assert workspace.state()["panel"]["providers"][0]["state"] == "ready"
    workspace.page.unroute("**/own-page.html", answer)


def test_without_a_workspace_it_says_so_once(
    cif_new_context: Callable[..., BrowserContext], emulator_server: Any, widgets: PageServer
) -> None:
    """Stand-alone: the object is there, one line on the console, and calls are refused when their time is over."""
    alone = cif_new_context().new_page()
    said: list[str] = []
    alone.on("console", lambda message: said.append(message.text))
    alone.clock.install()
    alone.goto(widgets.url("/widget", query=f"base={emulator_server.url.rstrip('/')}"))
    begun = "window.begun = Microsoft.CIFramework.getMode().then(() => 'answered', (error) => [error instanceof Map, error.n, error.message, error.errorMsg, error.details])"
    alone.evaluate(f"() => {{ {begun}; }}")
    alone.clock.fast_forward(11_000)
    is_map, method, message, error_message, details = alone.evaluate("window.begun")
    assert (is_map, method) == (True, "getmode")
    assert message == error_message == "Timeout occurred as no response was received from listener window"
    assert "this page is in no frame" in details
    told = [text for text in said if "there is no workspace" in text]
    assert len(told) == 1
    assert alone.evaluate("window.announced") == 0


def test_wrong_crmurl_is_explained(workspace: Workspace, load: Load) -> None:
    """8, #603: the target origin does not match the workspace's."""
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        said.append(message.text)

    workspace.page.on("console", note)
    frame, _ = load(
        '<script src="BASE/webresources/Widget/msdyn_ciLibrary.js" data-crmurl="http://localhost:9" data-cifid="CIFMainLibrary"></script><script>window.result = typeof Microsoft.CIFramework</script>'
    )
    assert result(frame) == "object"
    workspace.page.remove_listener("console", note)
    assert any(
        'data-crmurl="http://localhost:9" names http://localhost:9, but this page is inside' in text
        for text in said
    )


def test_redirected_pages_need_a_trusted_domain(
    workspace: Workspace, widgets: PageServer, configure: Configure
) -> None:
    """1.3: the origin after a redirection is refused unless Trusted Domain names it."""
    widgets.redirections["/landing"] = widgets.url("/elsewhere", host="127.0.0.1", query="")
    widgets.pages["/elsewhere"] = page(
        TELL
        + LIBRARY_TAG
        + "<script>Microsoft.CIFramework.getMode().catch((error) => (window.refusal = [error instanceof Map, error.message, error.details]));</script>"
    )
    configure(providers=[provider_row(widgets.url("/landing"))])
    frame = frame_of(workspace, ALPHA)
    is_map, message, details = frame.wait_for_function("() => window.refusal", polling=POLLING).json_value()
    assert (is_map, message) == (
        True,
        "Sender domain is not a recognised or is invalid and hence the message cant be processed",
    )
    assert f'trusted_domain to "{widgets.origin("127.0.0.1")}"' in details
    assert frame.evaluate("window.result === undefined") is True
    assert any(
        call["kind"] == "refusal" and call["caller"].startswith(f"{ALPHA} (") for call in workspace.calls()
    )
    configure(providers=[provider_row(widgets.url("/landing"), trusted_domain=widgets.origin("127.0.0.1"))])
    assert result(frame_of(workspace, ALPHA)) == workspace.url.rstrip("/")


# -- errors ---------------------------------------------------------------------------------------

MESSAGE = 'there is no session "nope"'
READINGS: dict[str, str] = {
    "message": "error.message",
    "Map or message": "error instanceof Map ? error.get('message') : error.message",
    "Map's get": "error.get('message')",
    "Map's get of errorMsg": "error.get('errorMsg')",
    "Map's forEach": "(() => { const told = []; error.forEach((value, key) => told.push(key + value)); return told.join(); })()",
    "Map's pairs": "Object.fromEntries([...error]).message",
    "for of": "(() => { for (const [key, value] of error) if (key === 'message') return value; })()",
    "JSON": "JSON.parse(JSON.stringify(error)).message",
    "a copy of its properties": "({ ...error }).errorMsg",
    "errorMsg": "error.errorMsg",
    "value.errorMsg": "error.value.errorMsg",
    "toString": "error.toString()",
    "text in a template": "`${error}`",
    "added to a text": "'Failed: ' + error",
}


@pytest.mark.parametrize("reading", READINGS)
def test_ways_of_reading_errors(alpha: Widget, beta: Widget, reading: str) -> None:
    for widget in (alpha, beta):
        found = widget.run(
            f"try {{ await CIF.getSession('nope'); }} catch (error) {{ return {READINGS[reading]}; }}"
        )
        assert MESSAGE in found


REALMS = """
const [plain, wrong] = await Promise.all([() => CIF.getSession("nope"), () => CIF.getSession(5)].map((call) => call().catch((error) => error)));
return [plain instanceof Map, plain instanceof Error, wrong instanceof Map, wrong instanceof TypeError, plain.n, typeof plain.errorCode, typeof plain.stack];
"""


def test_errors_are_maps_of_the_callers_realm(alpha: Widget, beta: Widget) -> None:
    for widget in (alpha, beta):
        assert widget.run(REALMS) == [True, False, True, False, "getsession", "number", "undefined"]
        assert widget.run("""
          const map = await CIF.getSession(await open("Ada"));
          return [map instanceof Map, map.get("isFocused") === map.isFocused, CIF.getMode() instanceof Promise];
        """) == [True, True, True]
    # On the workspace's own page they are native errors.
    script = f"async () => {{ const CIF = Microsoft.CIFramework; {REALMS} }}"
    assert alpha.workspace.page.evaluate(script)[:4] == [False, True, False, True]


def test_errors_may_be_native_everywhere(
    workspace: Workspace, widgets: PageServer, configure: Configure
) -> None:
    configure(providers=[provider_row(widgets.url("/widget"))], rejections="error")
    widget = find_widget(workspace, ALPHA)
    assert widget.run(REALMS) == [False, True, False, True, "getsession", "number", "string"]
    reading = "CIF.getSession('nope').catch((error) => [error.errorMsg, error.get('message'), error.value.errorMsg])"
    assert all(MESSAGE in text for text in widget.run(f"return {reading};"))


def test_refusals_that_nobody_handles(alpha: Widget, beta: Widget) -> None:
    """An empty handler, or none: the console says why, and everything goes on."""
    page = alpha.workspace.page
    for call in ('getSession("nope").then(() => {}, () => {})', 'getSession("nope, too")'):
        with page.expect_console_message(lambda message: "there is no session" in message.text) as said:
            alpha.frame.evaluate(f"() => {{ Microsoft.CIFramework.{call}; }}")
        assert said.value.type == "warning"
    assert (alpha.run("return CIF.getMode();"), beta.run("return CIF.getMode();")) == (2, 2)


def test_a_new_page_of_a_provider_is_a_new_widget(alpha: Widget) -> None:
    """Answers of before do not come to it; its sessions are still its own."""
    alpha.run("await open('Ada'); window.isLeft = true;")
    alpha.frame.evaluate("() => { location.reload(); }")
    alpha.frame.wait_for_function("() => window.announced === 1 && !window.isLeft", polling=POLLING)
    again = find_widget(alpha.workspace, ALPHA)
    assert again.run("return [await CIF.getAllSessions(), await CIF.getFocusedSession()];") == [
        ["session-id-1"],
        "session-id-1",
    ]
    expect(alpha.workspace.session_entry("Call from Ada")).to_be_visible()
    assert alpha.workspace.state()["panel"]["providers"][0]["state"] == "ready"
