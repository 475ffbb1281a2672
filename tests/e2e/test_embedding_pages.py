"""Pages with `<agent-workspace>`: several on one, under a strict policy, the guide's examples, and pages that may not."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Frame, JSHandle, Page, Route, expect

from cif_emulator import config
from cif_emulator.cli.built_page import built_page
from cif_emulator.cli.static_site import write_site
from cif_emulator.testing.fixtures import EmulatorServer, ServeWorkspace
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.settings import BrowserSettings
from cif_emulator.testing.workspace_page import POLLING

from ..console_lines import ConsoleLines
from ..provider_pages import PageServer, embeddable, page, page_server
from .plain_server import plain_server

scripts = Scripts(__file__)

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/guides/embedding.md").read_text(encoding="utf-8")
MODULE = '<script type="module" src="BASEembed.js"></script>'


def example(language: str) -> str:
    """The guide's example in a language."""
    found = re.search(rf"^```{language}\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def hosts() -> Iterator[PageServer]:
    """Pages around workspaces: ``127.0.0.1`` is named, ``localhost`` is not."""
    with page_server() as served:
        served.pages = {"/empty": page(MODULE), "/strict": page(MODULE), "/plain": page("")}
        yield served


@pytest.fixture(scope="module")
def server(
    hosts: PageServer, serve_workspace: ServeWorkspace, tmp_path_factory: pytest.TempPathFactory
) -> EmulatorServer:
    """A workspace that keeps its records, and that the hosts on ``127.0.0.1`` may show and drive."""
    return serve_workspace(embeddable(hosts, tmp_path_factory.mktemp("embedding"), "persist = true"))


@pytest.fixture
def host(patient_page: Page) -> Page:
    return patient_page


def open_host(host: Page, hosts: PageServer, server: EmulatorServer, path: str) -> None:
    host.goto(hosts.url(path, host="127.0.0.1", query=f"base={server.url}"))
    host.evaluate("() => customElements.whenDefined('agent-workspace')")


def add(host: Page | Frame, toml: str = "", **attributes: str) -> JSHandle:
    return host.evaluate_handle(
        f"([attributes, toml]) => ({scripts('add')})(attributes, toml)", [attributes, toml]
    )


def shown_in(around: Page | Frame, address: str) -> Frame:
    """A page in a frame of another one."""
    frame = around.evaluate_handle(scripts("show"), address).as_element()
    assert frame is not None
    shown = frame.content_frame()
    assert shown is not None
    return shown


def rules(element: JSHandle) -> list[str]:
    return [each["rule"] for each in element.evaluate("(element) => element.findings()")]


def test_several_under_a_strict_policy_are_separate(
    host: Page, hosts: PageServer, server: EmulatorServer
) -> None:
    origin = server.url.rstrip("/")
    hosts.headers["/strict"] = {
        "Content-Security-Policy": f"default-src 'none'; script-src {origin}; frame-src {origin}"
    }
    open_host(host, hosts, server, "/strict")
    lines = ConsoleLines(host)
    first = add(host, name="first")
    second = add(host, "[workspace]\ntitle = 'Second'\n", hide="rail", theme="dark")
    # Before it is ready.
    session_id = first.evaluate(
        "(element) => element.openSession('msdyn_chat_session', { customer: 'Contoso' })"
    )
    assert session_id == "session-id-1"
    state = second.evaluate("(element) => element.state()")
    assert state["title"] == "Second"
    assert [each["id"] for each in state["sessions"]] == ["session-id-0"]
    # The first one is named, the other has a configuration of its own, which keeps nothing.
    assert "records-not-kept" not in rules(first)
    shown = host.frame_locator("agent-workspace:nth-of-type(2) iframe")
    expect(shown.locator(".banner")).to_be_visible()
    expect(shown.locator(".rail")).to_be_hidden()
    assert shown.locator("main").evaluate("(element) => element.getBoundingClientRect().left") == 0
    expect(shown.locator("html")).to_have_css("color-scheme", "dark")
    second.evaluate("(element) => { element.hide = ''; element.setAttribute('hide', 'banner inspector'); }")
    expect(shown.locator(".rail")).to_be_visible()
    expect(shown.locator(".banner")).to_be_hidden()
    expect(shown.locator("#inspector-button")).to_be_hidden()
    for part, what in ((".body", "top"), (".rail", "left")):
        # What is left has its room.
        assert shown.locator(part).evaluate(f"(element) => element.getBoundingClientRect().{what}") == 0
    height = "(element) => element.getBoundingClientRect().height"
    assert shown.locator(".body").evaluate(height) == shown.locator("html").evaluate(height)
    complaints = ("Content Security Policy", "postMessage")
    assert [line for line in lines.texts if any(word in line for word in complaints)] == []
    waiting = first.evaluate_handle(
        """(element) => {
          const waiting = element.call("Apm.getFocusedSession").catch((error) => error.message);
          element.remove();
          return { waiting };
        }"""
    )
    assert waiting.evaluate("({ waiting }) => waiting") == "the element was removed from its page"
    late = first.evaluate("(element) => element.state().catch((error) => error.message)")
    assert late == "the element was removed from its page"


def test_a_page_that_is_loaded_anew_is_driven_on(
    host: Page, hosts: PageServer, server: EmulatorServer
) -> None:
    open_host(host, hosts, server, "/empty")
    element = add(host, "[workspace]\ntitle = 'Loaded twice'\n")
    assert element.evaluate("(element) => element.openSession('msdyn_chat_session')") == "session-id-1"
    frame = host.frames[-1]
    heard = element.evaluate_handle(scripts("asItIsLoadedAnew"))
    frame.evaluate("location.reload()")
    told = heard.evaluate("async (heard) => ({ waiting: await heard.waiting, ready: await heard.ready })")
    assert told["waiting"] == "the workspace's page was loaded anew"
    assert told["ready"] == ["version"]
    state = element.evaluate("(element) => element.state()")
    assert [each["id"] for each in state["sessions"]] == ["session-id-0"]
    assert state["title"] == "Loaded twice"


def test_a_workspace_that_is_slow_to_start_is_waited_for(
    host: Page, hosts: PageServer, server: EmulatorServer
) -> None:
    """Until it has read who may drive it, it can only say that it is there."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    host.route("**/config.json", hold)
    host.clock.install()
    open_host(host, hosts, server, "/empty")
    with host.expect_request("**/config.json"):
        element = add(host)
    host.frames[-1].wait_for_load_state("load")
    host.evaluate(scripts("heardThatItStarts"))
    host.clock.fast_forward(20_000)
    (route,) = held
    route.continue_()
    assert element.evaluate("(element) => element.ready.then(() => 'ready', (why) => why.message)") == "ready"


def test_a_wrong_configuration_is_told_in_place(
    host: Page, hosts: PageServer, server: EmulatorServer
) -> None:
    """Also where the workspace has said something already, so that it is due to be drawn."""
    host.add_init_script(scripts.call("hearAfterTheNextFrame"))
    open_host(host, hosts, server, "/empty")
    element = add(host, "[workspace]\nwheels = ['own.whl']\n", title="Lesson")
    says = "inline configuration:2: workspace.wheels: is left to the configuration that"
    assert f"configuration of the embedding page: {says}" in element.evaluate(scripts("failure"))
    told = host.frame_locator("iframe[title=Lesson]").get_by_role("alert")
    expect(told).to_contain_text(says)
    expect(told).to_contain_text("Correct the configuration in the page that embeds the workspace")
    expect(host.locator("agent-workspace").get_by_role("alert")).to_contain_text(says)


def test_a_linked_configuration_is_used_or_told(
    host: Page, hosts: PageServer, server: EmulatorServer
) -> None:
    hosts.pages["/right.toml"] = "[workspace]\ntitle = 'Linked'\n"
    hosts.pages["/wrong.toml"] = "[workspace]\npersist = true\n"
    open_host(host, hosts, server, "/empty")
    linked = add(host, config="/right.toml")
    assert linked.evaluate("(element) => element.state().then(({ title }) => title)") == "Linked"
    linked.evaluate("(element) => element.setAttribute('config', '/wrong.toml')")
    says = "/wrong.toml:2: workspace.persist: is left to the configuration that"
    assert says in linked.evaluate(scripts("failure"))
    cut_off = add(host, "[workspace\n")
    assert "inline configuration:1: is not valid TOML" in cut_off.evaluate(scripts("failure"))


@pytest.mark.parametrize("line", ['web_resources = "/srv/resources"', 'wheels = ["/srv/own.whl"]'])
def test_a_configuration_that_names_a_path_on_the_servers_disk_is_refused(
    host: Page, hosts: PageServer, server: EmulatorServer, line: str
) -> None:
    hosts.pages["/disk.toml"] = text = f"[workspace]\ntitle = 'Lesson'\n{line}\n"
    open_host(host, hosts, server, "/empty")
    says = (
        f"workspace.{line.partition(' ')[0]}: is left to the configuration that the workspace is served with"
    )
    for element, name in (
        (add(host, text), "inline configuration"),
        (add(host, config="/disk.toml"), "/disk.toml"),
    ):
        refusal = element.evaluate(scripts("failure"))
        assert f"{name}:3: {says}: leave it out here, and name " in refusal


def test_a_lazy_one_waits_for_the_button_and_says_what_is_not_kept(
    host: Page, hosts: PageServer, server: EmulatorServer
) -> None:
    # As browsers do in frames of other sites whose storage the reader has blocked.
    host.add_init_script(
        """if (parent !== window) for (const name of ["localStorage", "indexedDB"])
          Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });"""
    )
    open_host(host, hosts, server, "/empty")
    element = add(host, loading="lazy", name="lesson")
    run = host.get_by_role("button", name="Run")
    expect(run).to_be_visible()
    assert host.frames == [host.main_frame]
    run.click()
    element.evaluate("(element) => element.ready")
    assert rules(element) == ["records-not-kept"]


def test_a_source_that_is_no_workspace_is_told(host: Page, hosts: PageServer, server: EmulatorServer) -> None:
    host.clock.install()
    open_host(host, hosts, server, "/empty")
    lines = ConsoleLines(host)
    other, nobody = (
        host.evaluate_handle(scripts("addLoaded"), {"src": address})
        for address in (hosts.url("/plain", query=""), "http://localhost:9/")
    )
    no_address = add(host, src="http://")
    no_configuration = add(host, config="/nothing.toml")
    # As long as a page may be silent once it has loaded.
    host.clock.fast_forward(10_000)
    for element, says in (
        (other, "/plain does not answer: no workspace is there"),
        (nobody, "http://localhost:9/ does not answer"),
        (no_address, "Invalid URL"),
        (no_configuration, "/nothing.toml could not be fetched (404)"),
    ):
        assert says in element.evaluate(scripts("failure"))
        assert says in lines.containing(says)[0]
    expect(host.get_by_role("alert")).to_have_count(4)


def test_a_page_that_is_not_named_cannot_read_or_change_anything(
    host: Page, hosts: PageServer, server: EmulatorServer, tmp_path: Path
) -> None:
    named = ["http://named.example.com"]
    write_site(built_page(), tmp_path, config.to_json(config.built_in(), embed_origins=named))
    with plain_server(tmp_path) as origin:
        # The module of another workspace: this one's server lets nobody import its own.
        host.goto(hosts.url("/empty", query=f"base={server.url}"))
        host.evaluate("() => customElements.whenDefined('agent-workspace')")
        lines = ConsoleLines(host)
        element = add(host, src=f"{origin}/")
        assert "does not let pages of" in element.evaluate(scripts("failure"))
        remedy = f"right is to name it: cif-emulator serve --embed-origin {hosts.origin()}"
        assert len(lines.containing(remedy)) == 1
        element.evaluate("(element) => element.remove()")
        outcomes = host.evaluate(scripts("attempts"), f"{origin}/")
        assert outcomes == {
            "handle": "SecurityError",
            "namespace": "SecurityError",
            "document": "SecurityError",
            "document domain": "SecurityError",
            "event": "SecurityError",
            "configuration": "TypeError",
            "databases": "0",
            "broadcasts": "undefined",
            "heard": ["refused own"],
        }
        (workspace,) = [frame for frame in host.frames if frame.url.startswith(origin)]
        workspace.wait_for_function("() => window.cifEmulator?.version", polling=POLLING)
        assert workspace.evaluate("cifEmulator.state().sessions.length") == 1
        calls = workspace.evaluate("cifEmulator.calls().filter(({ kind }) => kind !== 'warning')")
        assert calls == []
        workspace.wait_for_function(
            "() => cifEmulator.findings().some(({ rule }) => rule === 'embedder-refused')", polling=POLLING
        )
        host.goto("about:blank")


@pytest.mark.parametrize("name", ["outer.localhost", "localhost"])
def test_of_two_pages_around_a_workspace_each_that_is_named_drives_it_and_the_inner_one_configures_it(
    host: Page, hosts: PageServer, tmp_path: Path, name: str
) -> None:
    """``outer.localhost`` is named, ``localhost`` is not."""
    named = [hosts.origin(each) for each in ("127.0.0.1", "outer.localhost")]
    write_site(built_page(), tmp_path, config.to_json(config.built_in(), embed_origins=named))
    with plain_server(tmp_path) as origin:
        host.goto(hosts.url("/plain", host=name, query=""))
        between = shown_in(host, hosts.url("/plain", host="127.0.0.1", query=""))
        workspace = shown_in(between, f"{origin}/?embedded=&configured=1")
        outer = host.evaluate_handle(scripts("drive"), [2, origin, "[workspace]\ntitle = 'Outer'\n"])
        # The outer one has its answer before the inner one says anything.
        answer = outer.evaluate("(outer) => outer.welcomed.then(() => 'welcome', (why) => why.message)")
        inner = between.evaluate_handle(scripts("drive"), [1, origin, "[workspace]\ntitle = 'Inner'\n"])
        assert inner.evaluate("(inner) => inner.openSession()") == "session-id-1"
        assert workspace.evaluate("cifEmulator.state().title") == "Inner"
        if name == "localhost":
            assert answer == (
                f"the workspace at {origin} does not let pages of {hosts.origin()} drive it; right is to name it: "
                f"cif-emulator serve --embed-origin {hosts.origin()}, or [workspace] embed_origins"
            )
            found = workspace.evaluate("cifEmulator.findings().map(({ rule }) => rule)")
            assert "embedder-refused" in found
        else:
            assert answer == "welcome"
            assert outer.evaluate("(outer) => outer.openSession()") == "session-id-2"
            for around, each in ((host, outer), (between, inner)):
                around.wait_for_function(
                    "(each) => each.opened.join() === 'session-id-1,session-id-2'", arg=each, polling=POLLING
                )
        host.goto("about:blank")


def test_a_page_around_drives_by_the_element_of_a_page_of_its_own_origin(
    host: Page, hosts: PageServer, server: EmulatorServer
) -> None:
    """Of another origin it cannot reach the frame in the element."""
    address = hosts.url("/empty", host="127.0.0.1", query=f"base={server.url}")
    host.goto(hosts.url("/plain", host="127.0.0.1", query=""))
    between = shown_in(host, address)
    between.evaluate("() => customElements.whenDefined('agent-workspace')")
    inner = add(between, "[workspace]\ntitle = 'Inner'\n")
    element = "frames[0].document.querySelector('agent-workspace')"
    inner.evaluate("(element) => element.ready")
    host.evaluate(
        f"{element}.addEventListener('session-created', ({{ detail }}) => window.opened = detail.sessionId)"
    )
    assert inner.evaluate("(element) => element.openSession('msdyn_chat_session')") == "session-id-1"
    host.wait_for_function("() => window.opened === 'session-id-1'", polling=POLLING)
    assert host.evaluate(f"{element}.openSession('msdyn_chat_session')") == "session-id-2"
    assert host.evaluate("frames[0].length") == 0


def test_the_guides_page_works_as_it_stands(host: Page, hosts: PageServer, server: EmulatorServer) -> None:
    hosts.pages["/html"] = page("").replace(
        "<body>", "<body>" + example("html").replace("http://localhost:4280/", server.url)
    )
    host.goto(hosts.url("/html", host="127.0.0.1", query=""))
    lines = ConsoleLines(host)
    host.get_by_role("button", name="Open a chat").click()
    assert lines.containing("opened session-id-1")
    shown = host.frame_locator("agent-workspace iframe")
    expect(shown.locator(".product")).to_have_text("First lesson")
    expect(shown.get_by_role("tab", name="Contoso")).to_be_visible()


def test_the_guides_component_works_in_react(
    host: Page,
    hosts: PageServer,
    server: EmulatorServer,
    tmp_path: Path,
    cif_settings: BrowserSettings,
) -> None:
    (tmp_path / "lesson.jsx").write_text(example("jsx"), encoding="utf-8")
    (tmp_path / "main.jsx").write_text(
        'import { createRoot } from "react-dom/client";\nimport { StrictMode } from "react";\n'
        'import { Lesson } from "./lesson.jsx";\n'
        f'createRoot(document.body).render(<StrictMode><Lesson address="{server.url}" /></StrictMode>);\n',
        encoding="utf-8",
    )
    bundled = subprocess.run(
        [
            *("node", ROOT / "web/node_modules/esbuild/bin/esbuild", tmp_path / "main.jsx"),
            *("--bundle", "--format=esm", "--jsx=automatic", "--log-level=error"),
            f"--alias:cif-emulator/embed={ROOT / 'web/embed/embed.js'}",
        ],
        env={"NODE_PATH": str(ROOT / "web/node_modules"), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    hosts.pages["/react"] = page("").replace("<body>", f'<body><script type="module">{bundled}</script>')
    host.goto(hosts.url("/react", host="127.0.0.1", query=""))
    host.get_by_role("button", name="Open a chat").click()
    opened = host.get_by_role("status")
    expect(opened).to_have_text("session-id-1", timeout=cif_settings.boot_timeout)
