"""Widgets that load the library by an unusual way, or cannot reach the workspace by it; on both origins."""

from __future__ import annotations

from pathlib import Path

import pytest

from cif_emulator.testing.fixtures import FreshWorkspace
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

from ...console_lines import ConsoleLines
from ...provider_pages import PageServer
from .conftest import FAR, NEAR, WIDGET, ShowPage, Widget, frame_of

scripts = Scripts(__file__)

HEAD = f"""<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<script>{scripts.call("begin")}</script>"""


def test_the_whole_librarys_address_in_the_parameter_ucilib(show: ShowPage, workspace: Workspace) -> None:
    # The page goes on by itself: its referrer is its own origin then, and no tag names the workspace.
    first = HEAD + (
        "<script>location.replace('/second?ucilib=' + encodeURIComponent(parameter('base') "
        "+ '/webresources/Widget/msdyn_ciLibrary.js'))</script>"
    )
    second = HEAD + (
        "<script>whenReady(); const script = document.createElement('script');"
        "script.src = parameter('ucilib'); document.head.append(script)</script>"
    )
    for widget in show(first, until="told.done", second=second):
        assert widget.run("return told.environment.clientUrl") == workspace.url.rstrip("/")


def test_the_object_is_there_while_the_script_evaluates_with_every_method(show: ShowPage) -> None:
    page = WIDGET + "<script>window.early = typeof Microsoft.CIFramework.createSession + inits</script>"
    for widget in show(page):
        assert widget.run("return early") == "function0"
        named = widget.run("return Object.keys(CIF).sort()")
        assert set(named) == set(widget.frame.page.evaluate("Object.keys(Microsoft.CIFramework)"))
        assert widget.run("return [CIF.getMode.name, CIF.closeSession]") == ["getMode", None]


def test_a_web_resource_in_a_tab_calls_as_the_page_itself(
    workspace: Workspace, show: ShowPage, web_resources: Path
) -> None:
    show(WIDGET)
    (web_resources / "acme_").mkdir(exist_ok=True)
    (web_resources / "acme_" / "panel.html").write_text(WIDGET.replace("BASE", ""), encoding="utf-8")
    workspace.page.evaluate(scripts("aWebResourceInATabCallsAsThePageItself"))
    frame = workspace.page.wait_for_selector("#resource").content_frame()
    assert frame is not None
    resource = Widget(frame)
    resource.until("window.inits === 1")
    session_id = resource.run("return CIF.createSession({ templateName: 'msdyn_chat_session' })")
    assert session_id in workspace.call("CIFramework.getAllSessions")
    assert workspace.calls()[-1]["caller"] == "emulator_page"
    resource.run("await CIF.addHandler('mine', async (map) => (window.heard = map.get('value')))")
    workspace.page.evaluate("Microsoft.CIFramework.raiseEvent('mine', 5)")
    resource.until("window.heard === 5")
    workspace.page.evaluate("document.getElementById('resource').remove()")


CALL = "window.answer = null; CIF.getMode().catch((error) => (window.answer = { ...error, message: error.message }))"
TIMED_OUT = "Timeout occurred as no response was received from listener window"


def timed_out(widget: Widget) -> str:
    """Have a call time out, and give what explains it."""
    widget.run(CALL + "; return null")
    widget.frame.page.clock.fast_forward(10_000)
    widget.until("window.answer")
    answer = widget.run("return answer")
    assert (answer["message"], answer["errorMsg"], answer["n"]) == (TIMED_OUT, TIMED_OUT, "getmode")
    return str(answer["details"])


UNREACHABLE = {
    "another origin": (
        WIDGET.replace('data-crmurl="BASE"', 'data-crmurl="https://org.example"'),
        "https://org.example, but",
    ),
    "no address": (
        WIDGET.replace('data-crmurl="BASE"', 'data-crmurl="localhost:4280"'),
        "is no address; right is",
    ),
}


@pytest.mark.parametrize("case", UNREACHABLE)
def test_a_widget_that_cannot_reach_the_workspace_says_why_once_and_times_out(
    fresh_workspace: FreshWorkspace, page_host: PageServer, case: str
) -> None:
    page_host.pages = {
        "/widget": UNREACHABLE[case][0].replace("window.inits = 0", "window.inits = 0, window.up = 1")
    }
    consoles: list[ConsoleLines] = []
    workspace = fresh_workspace(
        before=lambda page: (page.clock.install(), consoles.append(ConsoleLines(page)))
    )
    widget = Widget(frame_of(workspace, NEAR))
    widget.until("window.up && window.Microsoft")
    assert UNREACHABLE[case][1] in timed_out(widget)
    assert widget.run("return inits") == 0
    said = consoles[0].containing("msdyn_ciLibrary.js: there is no workspace", count=2)
    assert len(said) == len({NEAR, FAR})
    assert all(UNREACHABLE[case][1] in text and "\n" not in text for text in said)


def test_each_call_times_out_in_its_own_time(fresh_workspace: FreshWorkspace, page_host: PageServer) -> None:
    page_host.pages = {
        "/widget": UNREACHABLE["another origin"][0].replace("window.inits = 0", "window.up = 1")
    }
    workspace = fresh_workspace(before=lambda page: page.clock.install())
    widget = Widget(frame_of(workspace, NEAR))
    widget.until("window.up && window.Microsoft")
    # From now on time goes by for the test alone, however slow the machine is.
    workspace.page.clock.pause_at(widget.run("return Date.now() / 1000 + 60"))
    widget.run("window.ended = ''; return null")
    for name in ("a", "b", "c"):
        widget.run(f"CIF.getMode().catch(() => (window.ended += '{name}')); return null")
        workspace.page.clock.run_for(4_000)
    widget.until("ended === 'a'")
    workspace.page.clock.run_for(1_900)
    assert widget.run("return ended") == "a"
    workspace.page.clock.run_for(4_200)
    widget.until("ended === 'abc'")


# A page that hears of nothing any more once it is deaf.
DEAF = "addEventListener('message', (event) => window.isDeaf && event.stopImmediatePropagation())"


def test_a_call_times_out_in_time_also_where_an_earlier_one_had_more(
    fresh_workspace: FreshWorkspace, page_host: PageServer
) -> None:
    # Before the workspace has told its time-out, ten seconds are given.
    page_host.pages = {"/widget": WIDGET + "<script>window.early = Microsoft.CIFramework.getMode()</script>"}
    workspace = fresh_workspace(before=lambda page: (page.clock.install(), page.add_init_script(DEAF)))
    provider = {"unique_name": NEAR, "name": NEAR, "channel_url": page_host.url("/widget")}
    config = {"workspace": {"time_out": 1}, "provider": [provider]}
    workspace.page.evaluate("(config) => window.cifEmulator.reset({ config })", config)
    widget = Widget(frame_of(workspace, NEAR))
    widget.until("window.inits === 1")
    assert widget.run("return early") == 0
    workspace.page.evaluate("() => (window.isDeaf = true)")
    widget.run(CALL + "; return null")
    workspace.page.clock.run_for(1_100)
    assert widget.run("return answer?.message") == TIMED_OUT


def test_a_widget_that_relies_on_the_referrer_is_told_what_the_product_would_do(
    show: ShowPage, workspace: Workspace
) -> None:
    console = ConsoleLines(workspace.page)
    bare = WIDGET.replace(' data-crmurl="BASE" data-cifid="CIFMainLibrary"', "")
    first = "<script>location.replace('/second' + location.search)</script>"
    show(first, until="window.inits === 1", second=bare)
    advice = console.containing("without data-crmurl", count=2)
    assert len(advice) == len({NEAR, FAR})
    assert f'data-crmurl="{workspace.url.rstrip("/")}"' in advice[0]
