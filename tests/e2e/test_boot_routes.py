"""The three ways to start the page: they behave the same, and what does not fit together is not used.

The conformance tests take ``--cif-boot``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from playwright.sync_api import APIResponse, Browser, Page, Request, expect

from cif_emulator.testing.fixtures import FreshWorkspace, ServeWorkspace
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.settings import BrowserSettings
from cif_emulator.testing.workspace_page import Workspace

from ..console_lines import ConsoleLines
from ..provider_pages import PageServer, frame_of
from .answers import DOCUMENT, changing, without_waiting_requests
from .console import Console
from .providers import conftest as providers
from .test_documentation_examples import FIRST_CASE, apm_call, cif_call

scripts = Scripts(__file__)

page_host = providers.page_host
with_providers = providers.emulator_config

WAYS = ("snapshot", "library", "ordinary")
ORDINARY = "**/python_stdlib.zip"

# Calls of every kind: synchronous and not, with records, with templates, refused by page and by contract.
SCRIPT = scripts("script")
# A file is read, and one is written.
FILES = scripts("filesInAndOut")

# Ids and times are fresh in each page; everything else must be equal.
FRESH = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z?|\b1[5-9]\d{11}\b"
)


def behaviour(workspace: Workspace) -> Any:
    return json.loads(FRESH.sub("…", json.dumps(workspace.page.evaluate(SCRIPT))))


def requested(workspace_page: Page, into: list[str]) -> None:
    def note(request: Request) -> None:
        if request.method == "GET":
            into.append(request.url)

    workspace_page.on("request", note)


def held_at_the_ordinary_route(page: Page, asked: list[str]) -> None:
    """Note what the page asks for, and do not answer what no other route needs: the start goes no further."""
    requested(page, asked)
    page.route(ORDINARY, lambda route: None)


def begins_by_the_ordinary_route(page: Page, asked: list[str]) -> None:
    """Wait until it does; from there on all such starts are alike."""
    while not any(url.endswith("/python_stdlib.zip") for url in asked):
        page.wait_for_event("request", timeout=60_000)


@frozen
class Started:
    """A page that was started in one of the ways: what it asked the server for, told the console and the reader, and does."""

    workspace: Workspace
    asked: list[str]
    told: list[str]
    steps: list[str]
    behaviour: Any


@pytest.fixture(scope="module")
def started(
    cif_browser: Browser,
    cif_context_args: dict[str, Any],
    cif_settings: BrowserSettings,
    serve_workspace: ServeWorkspace,
    with_providers: Path,
    page_host: PageServer,
) -> Iterator[Callable[[str], Started]]:
    """Starts a page in a way, once for all tests; its two providers show nothing yet."""
    page_host.pages = {"/widget": '<!doctype html><link rel="icon" href="data:,">'}
    pages: dict[str, Started] = {}

    def start(way: str) -> Started:
        if way not in pages:
            context = cif_browser.new_context(**cif_context_args)
            until_the_end.callback(context.close)
            asked: list[str] = []
            told: list[str] = []
            steps: list[str] = []
            page = context.new_page()
            requested(page, asked)
            page.expose_function("noteStep", lambda text: steps.append(text) if text not in steps else None)
            page.add_init_script(scripts.call("noteSteps"))
            page.on("console", lambda message: told.append(message.text))
            workspace = Workspace(page=page, url=serve_workspace(with_providers).url, boot=way)
            workspace.watch()
            workspace.open(cif_settings.boot_timeout)
            pages[way] = Started(workspace, [*asked], [*told], steps, behaviour(workspace))
            assert workspace.errors == []
        return pages[way]

    with ExitStack() as until_the_end:
        yield start


def test_every_way_behaves_the_same(started: Callable[[str], Started]) -> None:
    found = {way: started(way).behaviour for way in WAYS}
    seen = found["ordinary"]["seen"]
    assert [entry["value"] for entry in seen if "value" in entry]
    assert len([entry for entry in seen if entry.get("native")]) >= 3
    assert found["snapshot"] == found["ordinary"]
    assert found["library"] == found["ordinary"]


@pytest.mark.parametrize(
    ("way", "uses", "never"),
    [
        (
            "snapshot",
            "/prepared/snapshot-",
            ("/wheels/", "/prepared/library-", "python_stdlib.zip", "pyodide-lock.json"),
        ),
        (
            "library",
            "/prepared/library-",
            ("/wheels/", "/prepared/snapshot-", "python_stdlib.zip", "pyodide-lock.json"),
        ),
        ("ordinary", "/wheels/cif_emulator_page-", ("/prepared/",)),
    ],
)
def test_a_way_loads_what_it_needs_once(
    started: Callable[[str], Started], way: str, uses: str, never: tuple[str, ...]
) -> None:
    asked = started(way).asked
    assert any(uses in url for url in asked)
    assert [url for url in asked if any(part in url for part in never)] == []
    assert sorted(asked) == sorted(set(asked))


@pytest.mark.parametrize("way", WAYS)
def test_the_examples_and_a_providers_round(
    started: Callable[[str], Started], page_host: PageServer, way: str
) -> None:
    workspace = started(way).workspace
    page_host.pages = {"/widget": providers.WIDGET}
    workspace.reset()
    console = Console(workspace.page)
    first = console.type(apm_call(FIRST_CASE))
    assert workspace.state()["page"]["recordId"] == FIRST_CASE
    assert console.type(cif_call("msdyn_chat_session", "Contoso")) == ["success", "session-id-2"]
    near, far = (
        providers.Widget(frame_of(workspace, provider)) for provider in (providers.NEAR, providers.FAR)
    )
    titles = ["Home", workspace.sessions[1].title, "Contoso"]
    for number, widget in enumerate((near, far), 3):
        widget.until("window.inits === 1")
        done = widget.frame.evaluate(scripts("round"), f"Customer {number}")
        assert done["session"] == f"session-id-{number}"
        assert 'Did you mean "msdyn_chat_session"' in done["refused"]
        assert done["rows"] > 0
        widget.until("heard.length > 0")
        titles.append(f"Customer {number}")
    assert [session.title for session in workspace.sessions] == titles
    assert workspace.sessions[1].id == first


def test_progress_is_told_and_then_gone(started: Callable[[str], Started]) -> None:
    ordinary = started("ordinary")
    expect(ordinary.workspace.page.locator(".boot")).to_have_count(0)
    for step in (
        "Reading the configuration",
        "Loading the Python interpreter",
        "Installing the emulator",
        "Opening the workspace",
    ):
        assert step in ordinary.steps


def test_imports_use_the_compile_cache_over_networks(started: Callable[[str], Started]) -> None:
    # The page would name what the build has not foreseen. Of the providers it says that they have no certificate.
    told = [text for text in started("library").told if text.startswith("[cif-emulator]")]
    assert [text for text in told if not text.endswith("(plain-http)")] == []


LATER = "**/prepared/later-*"


def needed(page: Page, into: list[str]) -> None:
    """Note what the interpreter stands still for; what is fetched ahead is not among it."""
    page.on("request", lambda request: into.append(request.url) if request.resource_type == "xhr" else None)


def test_over_networks_no_start_waits_for_what_comes_at_need(fresh_workspace: FreshWorkspace) -> None:
    asked: list[str] = []

    def before(page: Page) -> None:
        requested(page, asked)
        page.route(LATER, lambda route: None)

    page = fresh_workspace(boot="library", before=before).page
    assert page.evaluate(scripts("aSession")) == "session-id-1"
    while not any("/prepared/later-" in url for url in asked):
        page.wait_for_event("request")


def test_over_networks_what_reads_and_writes_files_comes_at_need(fresh_workspace: FreshWorkspace) -> None:
    asked: list[str] = []
    page = fresh_workspace(boot="library", before=lambda page: needed(page, asked)).page
    assert not asked
    for _ in range(2):
        found = page.evaluate(FILES)
        assert found["loaded"]["rows"] == 2
        assert "Hopper" in found["written"]["text"]
    assert len([url for url in asked if "/prepared/later-" in url]) == 1


def test_what_comes_at_need_comes_with_the_start_where_the_page_may_not_stand_still(
    fresh_workspace: FreshWorkspace,
) -> None:
    asked: list[str] = []

    def before(page: Page) -> None:
        needed(page, asked)
        without_waiting_requests(page)

    page = fresh_workspace(boot="library", before=before).page
    assert page.evaluate(FILES)["loaded"]["rows"] == 2
    assert not asked


def test_over_networks_what_reads_html_comes_with_the_first_article_in_it(
    started: Callable[[str], Started],
) -> None:
    asked: list[str] = []
    page = started("library").workspace.page
    needed(page, asked)
    for content, times in (("One\nTwo", 0), ("<p>One</p><p>Two</p>", 1)):
        assert page.evaluate(scripts("anArticleIsFound"), content) == "One Two"
        assert len([url for url in asked if "/prepared/later-" in url]) == times


@pytest.mark.allow_page_errors
def test_what_comes_at_need_and_cannot_is_told_and_tried_again(fresh_workspace: FreshWorkspace) -> None:
    page = fresh_workspace(boot="library").page
    page.route(LATER, lambda route: route.fulfill(status=503, body="busy"))
    found = page.evaluate(FILES)
    why = (
        r"a part of the page that is needed only now is missing: the server answered 503 for prepared/later-"
    )
    assert re.match(f"cifEmulator.load: {why}", found["loaded"])
    assert re.match(f"cifEmulator.data: {why}", found["written"])
    page.unroute(LATER)
    page.route(LATER, lambda route: route.abort())
    found = page.evaluate(FILES)
    assert re.search(r"missing: prepared/later-[^ ]* could not be fetched$", found["loaded"])
    page.unroute(LATER)
    assert page.evaluate(FILES)["loaded"]["rows"] == 2


def test_by_itself_the_page_takes_the_snapshot_on_this_machine(fresh_workspace: FreshWorkspace) -> None:
    asked: list[str] = []
    fresh_workspace(boot=None, before=lambda page: requested(page, asked))
    assert any("/prepared/snapshot-" in url for url in asked)


def changed_parts(change: Callable[[dict[str, Any]], None]) -> Callable[[Page], None]:
    """The document with other parts than the build wrote."""

    def rewrite(answer: APIResponse) -> dict[str, Any]:
        opening, text, closing = re.split(
            r"(?<=id=\"boot-parts\">)(.*?)(?=</script>)", answer.text(), maxsplit=1
        )
        parts = json.loads(text)
        change(parts)
        return {"body": opening + json.dumps(parts) + closing}

    return changing(DOCUMENT, rewrite)


def another_interpreter(parts: dict[str, Any]) -> None:
    parts["prepared"]["interpreter"]["version"] = "0.0.1"


def another_wheel(parts: dict[str, Any]) -> None:
    name = next(name for name in parts["wheels"] if name.startswith("cif_emulator_page"))
    parts["prepared"]["wheels"][name] = "0" * 64


def nothing_prepared(parts: dict[str, Any]) -> None:
    parts["prepared"] = None


def broken_manifest(parts: dict[str, Any]) -> None:
    del parts["prepared"]["snapshot"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (another_interpreter, "prepared for Pyodide 0.0.1"),
        (another_wheel, "prepared from another cif_emulator_page"),
        (nothing_prepared, "nothing is prepared"),
        (broken_manifest, "the list of its files is not complete"),
    ],
)
def test_what_does_not_fit_is_not_used(
    fresh_workspace: FreshWorkspace, change: Callable[[dict[str, Any]], None], says: str
) -> None:
    consoles: list[ConsoleLines] = []
    asked: list[str] = []

    def before(page: Page) -> None:
        consoles.append(ConsoleLines(page))
        held_at_the_ordinary_route(page, asked)
        changed_parts(change)(page)

    page = fresh_workspace(boot=None, before=before, wait=False).page
    (line,) = consoles[0].containing(says)
    assert "ordinary route" in line
    begins_by_the_ordinary_route(page, asked)


def replaced(page: Page, address: str, body: bytes | None) -> ConsoleLines:
    """Another file than the build's, or none, in the page; gives what the page says."""
    answer = {"body": body} if body is not None else {"status": 404, "body": "gone"}
    page.route(address, lambda route: route.fulfill(**answer))
    return ConsoleLines(page)


@pytest.mark.allow_page_errors
def test_an_interpreter_that_has_begun_in_vain_is_followed_by_another(
    fresh_workspace: FreshWorkspace,
) -> None:
    consoles: list[ConsoleLines] = []
    workspace = fresh_workspace(
        boot="library",
        before=lambda page: consoles.append(replaced(page, "**/prepared/application-*", None)),
    )
    assert consoles[0].containing("The prepared runtime (library) cannot be used")
    assert workspace.call("Apm.canCreateSession") is True


@pytest.mark.allow_page_errors
@pytest.mark.parametrize(
    ("way", "body"), [("snapshot", b"not a memory"), ("snapshot", None), ("library", None)]
)
def test_a_damaged_or_missing_part_is_not_used(
    fresh_workspace: FreshWorkspace, way: str, body: bytes | None
) -> None:
    consoles: list[ConsoleLines] = []
    asked: list[str] = []

    def before(page: Page) -> None:
        consoles.append(replaced(page, f"**/prepared/{way}-*", body))
        held_at_the_ordinary_route(page, asked)

    begins_by_the_ordinary_route(fresh_workspace(boot=way, before=before, wait=False).page, asked)
    assert consoles[0].containing(f"The prepared runtime ({way}) cannot be used")


def test_an_unknown_way_is_told(fresh_workspace: FreshWorkspace) -> None:
    told: list[str] = []
    fresh_workspace(
        boot="rocket", before=lambda page: page.on("console", lambda message: told.append(message.text))
    )
    assert [text for text in told if "?boot=rocket" in text and "snapshot, library, ordinary" in text]


def test_a_snapshot_takes_no_way_through_javascript_to_c_functions(
    started: Callable[[str], Started],
) -> None:
    page = started("snapshot").workspace.page
    profiler = page.context.new_cdp_session(page)
    for command, given in (("enable", {}), ("setSamplingInterval", {"interval": 100}), ("start", {})):
        profiler.send(f"Profiler.{command}", given)
    page.evaluate(scripts("aSnapshotTakesNoWayThroughJavascriptToCFunctions"))
    nodes = profiler.send("Profiler.stop")["profile"]["nodes"]
    functions = {node["callFrame"]["functionName"] for node in nodes}
    assert "Module.callPyObject" in functions
    assert not [name for name in functions if "Trampoline" in name]
