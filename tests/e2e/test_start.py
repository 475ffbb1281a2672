"""Starting, failing to start, starting anew, and going back to the start."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from cif_emulator.testing.calls import CallRefused
from cif_emulator.testing.fixtures import FreshWorkspace
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import POLLING, Workspace
from cif_emulator.typescript import DOCUMENTS
from cif_emulator.typescript.handle import Handle

from .answers import DOCUMENT, answering, changing, cut_off, routing

scripts = Scripts(__file__)


def failure(workspace: Workspace) -> str:
    alert = workspace.page.get_by_role("alert")
    expect(alert).to_be_visible(timeout=60_000)
    rejection = workspace.page.evaluate("cifEmulator.ready.then(() => 'ready', (error) => error.message)")
    assert "The workspace did not start" in rejection
    # The interpreter may still be on its way, and leaves the page no time.
    return alert.inner_text(timeout=60_000)


@pytest.mark.allow_page_errors
def test_wrong_configuration_is_explained_on_the_page(
    fresh_workspace: FreshWorkspace, tmp_path: Path
) -> None:
    file = tmp_path / "workspace.toml"
    file.write_text("[workspace]\nmax_tabs = 7\n", encoding="utf-8")
    workspace = fresh_workspace(configuration=file)
    assert workspace.state()["canCreateTab"] is True
    # Broken while the server runs: the next load says so.
    file.write_text("[workspace]\nmax_tabbs = 7\n", encoding="utf-8")
    workspace.page.reload(wait_until="commit")
    text = failure(workspace)
    assert "Reading the configuration" in text
    assert "max_tabbs" in text
    assert "max_tabs" in text


@pytest.mark.allow_page_errors
@pytest.mark.parametrize(
    ("boot", "address", "step"),
    [
        (None, "**/config.json", "Reading the configuration"),
        (None, "**/pyodide/*/pyodide.asm.wasm", "Loading the Python interpreter"),
        ("library", "**/pyodide/*/pyodide.asm.wasm", "Loading the Python interpreter"),
        ("ordinary", "**/pyodide/*/pyodide.asm.wasm", "Loading the Python interpreter"),
        ("ordinary", "**/wheels/micropip*", "Installing the emulator"),
        ("ordinary", "**/wheels/cif_emulator_page*", "Installing the emulator"),
    ],
)
def test_missing_part_is_named(
    fresh_workspace: FreshWorkspace, boot: str | None, address: str, step: str
) -> None:
    gone = answering(address, status=404, body="gone")
    assert step in failure(fresh_workspace(before=gone, wait=False, boot=boot))


@pytest.mark.allow_page_errors
@pytest.mark.parametrize("boot", [None, "library", "ordinary"])
def test_a_module_of_another_type_is_named(fresh_workspace: FreshWorkspace, boot: str | None) -> None:
    as_text = changing("**/pyodide.asm.wasm", lambda _: {"content_type": "text/plain"})
    text = failure(fresh_workspace(before=as_text, wait=False, boot=boot))
    assert "pyodide.asm.wasm is served as text/plain; right is application/wasm" in text


@pytest.mark.allow_page_errors
@pytest.mark.parametrize("boot", [None, "library", "ordinary"])
def test_a_damaged_module_is_named(fresh_workspace: FreshWorkspace, boot: str | None) -> None:
    half = changing("**/pyodide.asm.wasm", cut_off)
    text = failure(fresh_workspace(before=half, wait=False, boot=boot))
    assert "pyodide.asm.wasm could not be compiled (" in text


@pytest.mark.allow_page_errors
@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"status": 404}, r"boot-[A-Z2-7]{8}\.js could not be fetched"),
        (
            {"body": "(", "content_type": "text/javascript"},
            r"boot-.*\.js could not be run \(Uncaught SyntaxError",
        ),
    ],
)
def test_a_page_without_its_main_script_says_so(
    fresh_workspace: FreshWorkspace, answer: dict[str, Any], why: str
) -> None:
    without = answering(re.compile(r"/boot-[A-Z2-7]{8}\.js$"), **answer)
    page = fresh_workspace(before=without, wait=False).page
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The workspace did not start")
    expect(alert).to_contain_text(re.compile(why))
    expect(alert).to_contain_text("Check that the server is still running")
    page.unroute_all()
    alert.get_by_role("link", name="Try again").click()
    page.wait_for_function("() => window.cifEmulator", polling=POLLING)
    page.evaluate("cifEmulator.ready")


@pytest.mark.allow_page_errors
@pytest.mark.parametrize("name", ["pyodide.mjs", "pyodide.asm.mjs"])
def test_a_missing_script_of_the_interpreter_is_named(fresh_workspace: FreshWorkspace, name: str) -> None:
    gone = answering(f"**/{name}", status=404)
    assert f"/{name} could not be fetched" in failure(fresh_workspace(before=gone, wait=False))


@pytest.mark.allow_page_errors
def test_an_interpreter_of_which_nothing_comes_is_told_once(fresh_workspace: FreshWorkspace) -> None:
    thrown: list[str] = []

    def remove(page: Page) -> None:
        answering("**/pyodide/*/*", status=404)(page)
        page.on("pageerror", lambda error: thrown.append(error.message))

    assert "could not be fetched" in failure(fresh_workspace(before=remove, wait=False))
    assert thrown == []


@pytest.mark.allow_page_errors
@pytest.mark.parametrize("name", ["pyodide.mjs", "pyodide.asm.mjs"])
def test_a_damaged_script_of_the_interpreter_is_named(fresh_workspace: FreshWorkspace, name: str) -> None:
    text = failure(fresh_workspace(before=changing(f"**/{name}", cut_off), wait=False))
    assert f"/{name} could not be run (Uncaught SyntaxError" in text


@pytest.mark.parametrize("boot", [None, "library", "ordinary"])
def test_the_module_is_asked_for_and_compiled_once_by_the_page(
    fresh_workspace: FreshWorkspace, boot: str | None
) -> None:
    asked: list[str] = []

    def watch(page: Page) -> None:
        page.on("request", lambda request: asked.append(request.url))
        page.add_init_script(scripts.call("noteCompilations"))

    workspace = fresh_workspace(before=watch, boot=boot)
    assert len([url for url in asked if url.endswith("pyodide.asm.wasm")]) == 1
    # The interpreter's loader, which would ask for it after all scripts, gets it.
    assert workspace.page.evaluate("window.compilations") == ["compileStreaming"]


def test_the_page_is_drawn_before_all_styles_have_arrived(fresh_workspace: FreshWorkspace) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page = fresh_workspace(before=routing("**/app-*.css", hold), wait=False).page
    page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length > 0")
    expect(page.get_by_role("progressbar")).to_have_css("height", "4px")
    expect(page.get_by_role("status")).to_have_text("Loading the page")
    held.pop().continue_()
    page.wait_for_function("() => window.cifEmulator?.ready.then(() => true)")
    assert page.evaluate("document.styleSheets.length") == 2


def test_a_start_formats_no_number_in_a_language(fresh_workspace: FreshWorkspace) -> None:
    # The first one takes a browser 15 ms: it reads what it knows of languages.
    watch = scripts.call("noteFormatters")
    workspace = fresh_workspace(before=lambda page: page.add_init_script(watch))
    assert workspace.page.evaluate("window.formatters") == []
    assert workspace.page.evaluate("(1234).toLocaleString('en') && window.formatters.length") == 1


@pytest.mark.allow_page_errors
def test_refused_webassembly_is_explained(fresh_workspace: FreshWorkspace) -> None:
    def without_wasm(answer: APIResponse) -> dict[str, Any]:
        policy = answer.headers["content-security-policy"].replace(" 'wasm-unsafe-eval'", "")
        return {"headers": {**answer.headers, "content-security-policy": policy}}

    forbid = changing(DOCUMENT, without_wasm)
    text = failure(fresh_workspace(before=forbid, wait=False))
    assert "WebAssembly is refused" in text
    assert "wasm-unsafe-eval" in text


# At the loader's end: keeps the interpreter where the test reaches it.
KEEP_THE_INTERPRETER = """;{
  const load = pyodideScripts.loadPyodide;
  pyodideScripts.loadPyodide = async (options) => (window.interpreter = await load(options));
}"""


keep_the_interpreter = changing(
    "**/pyodide/*/pyodide.mjs", lambda answer: {"body": answer.text() + KEEP_THE_INTERPRETER}
)


@pytest.mark.allow_page_errors
def test_ended_interpreter_is_explained_and_started_anew(fresh_workspace: FreshWorkspace) -> None:
    workspace = fresh_workspace(before=keep_the_interpreter)
    page = workspace.page
    page.evaluate(scripts("countSwitches"))
    page.evaluate('Microsoft.CIFramework.createSession({ templateName: "msdyn_chat_session" })')
    assert len(workspace.sessions) == 2
    page.wait_for_function("() => window.switched === 1", polling=POLLING)
    found = page.evaluate(scripts("endedInterpreterIsExplainedAndStartedAnew"))
    for outcome, text in (found["first"], found["second"]):
        assert outcome == "rejected"
        assert "the Python interpreter ended" in text
        assert "starting anew" in text
    assert "starting anew" in found["thrown"]
    assert found["all"] == ["session-id-0"]
    assert [session.title for session in workspace.sessions] == ["Home"]
    assert (
        page.evaluate('Microsoft.CIFramework.createSession({ templateName: "msdyn_chat_session" })')
        == "session-id-1"
    )
    assert workspace.focused_session.id == "session-id-1"
    # Who has listened before hears the new interpreter's broadcasts.
    page.wait_for_function("() => window.switched === 2", polling=POLLING)


@pytest.mark.allow_page_errors
def test_an_interpreter_that_has_grown_too_large_ends_before_its_answers_are_wrong(
    fresh_workspace: FreshWorkspace,
) -> None:
    workspace = fresh_workspace(before=keep_the_interpreter)
    page = workspace.page
    page.evaluate("interpreter.runPython('held = bytearray(1_000_000_000)')")
    assert page.evaluate('Microsoft.CIFramework.createSession({ templateName: "msdyn_chat_session" })')
    message = page.evaluate("""async () => {
      interpreter.runPython("more = bytearray(600_000_000)");
      return Microsoft.CIFramework.createSession({ templateName: "msdyn_chat_session" }).catch((error) => error.message);
    }""")
    assert "its memory has grown to 1," in message
    assert "beyond 1,536 MB" in message
    assert "starting anew" in message
    page.evaluate("cifEmulator.ready")
    assert [session.title for session in workspace.sessions] == ["Home"]
    assert (
        page.evaluate('Microsoft.Apm.createSession({ templateName: "msdyn_chat_session" })') == "session-id-1"
    )


def test_reset_brings_back_the_start(workspace: Workspace) -> None:
    page = workspace.page
    page.evaluate(scripts("resetBringsBackTheStart"))
    assert [session.title for session in workspace.sessions] == ["Home"]
    state = workspace.state()
    assert (state["messages"], state["dialog"], workspace.calls()) == ([], None, [])
    assert page.evaluate("window.before === document.querySelector('#workspace')")
    assert (
        page.evaluate("Microsoft.Apm.createSession({ templateName: 'msdyn_chat_session' })") == "session-id-1"
    )


def test_reset_with_another_configuration(fresh_workspace: FreshWorkspace) -> None:
    workspace = fresh_workspace()
    page = workspace.page
    page.evaluate("cifEmulator.reset({ config: { workspace: { title: 'Own desk', max_sessions: 2 } } })")
    expect(page.get_by_text("Own desk")).to_be_visible()
    page.evaluate("Microsoft.Apm.createSession({ templateName: 'msdyn_chat_session' })")
    assert page.evaluate("Microsoft.Apm.canCreateSession()") is False
    page.evaluate("cifEmulator.reset()")
    assert workspace.state()["title"] == "Own desk"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("5", "options is the number 5"),
        ("{ configuration: {} }", 'there is no option "configuration"'),
        ("{ config: { workspace: { max_tabbs: 1 } } }", "max_tabbs"),
        (
            "{ config: { session_template: [{ unique_name: 'own_x', name: 'x', anchor_tab: 'nope' }] } }",
            "nope",
        ),
        ("{ config: '{' }", "config"),
        ("{ config: () => 1 }", "is a function"),
    ],
)
def test_wrong_reset_changes_nothing(workspace: Workspace, options: str, says: str) -> None:
    page = workspace.page
    page.evaluate("Microsoft.Apm.createSession({ templateName: 'msdyn_chat_session' })")
    message = page.evaluate(f"cifEmulator.reset({options}).then(() => 'done', (error) => error.message)")
    assert says in message
    assert len(workspace.sessions) == 2


def test_handle_says_what_it_is(workspace: Workspace) -> None:
    page = workspace.page
    assert page.evaluate("[typeof cifEmulator.version, cifEmulator.ready instanceof Promise]") == [
        "string",
        True,
    ]
    assert page.evaluate("cifEmulator.version") == __import__("cif_emulator").__version__
    assert workspace.state()["focusedSessionId"] == "session-id-0"
    declared = {*Handle.__annotations__, *(name for name in vars(Handle) if not name.startswith("_"))}
    assert set(page.evaluate("Object.keys(cifEmulator)")) == declared


@pytest.mark.parametrize("name", DOCUMENTS)
def test_types_are_in_the_page(workspace: Workspace, name: str) -> None:
    answer = workspace.page.request.get(f"{workspace.url}types/{name}")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text() == DOCUMENTS[name]()


def test_page_object_tells_refusals(workspace: Workspace) -> None:
    with pytest.raises(CallRefused, match="Did you mean") as caught:
        workspace.call("Apm.createSession", {"templateName": "msdyn_chat_sesion"})
    assert isinstance(caught.value.error_code, int)


def test_nothing_is_asked_of_another_host(fresh_workspace: FreshWorkspace) -> None:
    asked: list[str] = []
    workspace = fresh_workspace(
        before=lambda page: page.on("request", lambda request: asked.append(request.url))
    )
    foreign = [url for url in asked if not url.startswith((workspace.url, "data:", "blob:"))]
    assert foreign == []
    assert any(url.endswith("pyodide.asm.wasm") for url in asked)


def test_the_app_launcher_leads_to_lists_dashboards_and_the_search(workspace: Workspace) -> None:
    page = workspace.page

    def choose(name: str) -> None:
        launcher, menu = (
            page.get_by_role("button", name="App launcher"),
            page.get_by_role("menu", name="Site map"),
        )
        launcher.click()
        below, above = menu.bounding_box(), launcher.bounding_box()
        assert below is not None
        assert above is not None
        assert below["x"] <= above["x"] < below["x"] + below["width"]
        menu.get_by_role("menuitem", name=name, exact=True).click()

    choose("Contacts")
    expect(page.get_by_role("heading", name="Contacts", level=1)).to_be_visible()
    choose("Agent dashboard")
    expect(page.get_by_role("heading", name="Agent dashboard", level=1)).to_be_visible()
    choose("Search")
    expect(page.get_by_role("searchbox", name="Search records")).to_be_focused()
