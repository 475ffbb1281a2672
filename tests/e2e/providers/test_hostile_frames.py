"""Frames that send rubbish, flood, or are nobody's: each has a visible outcome, and harms nobody else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

from ...provider_pages import PageServer
from .conftest import NEAR, WIDGET, ShowPage, Widget

scripts = Scripts(__file__)

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


UNREADABLE = {
    "100,000 levels": ("createSession", "'['.repeat(1e5) + ']'.repeat(1e5)"),
    "5,000 levels of objects, with one key twice": (
        "createSession",
        "'[{\"a\":' + '{\"a\":'.repeat(5e3) + '1' + '}'.repeat(5e3) + ',\"a\":1}]'",
    ),
    "10 MB": ("createSession", "'[\"' + 'x'.repeat(1e7) + '\"]'"),
    "half a character": ("createSession", r"'[\"\\ud83d\"]'"),
    "a number of 6,000 digits": ("setMode", "'[1' + '0'.repeat(6e3) + ']'"),
    "a mark that the library does not write": ("createSession", r"'[{\"\\u0001map\":5}]'"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_call_that_cannot_be_read_is_refused_with_its_reason(
    widgets: tuple[Widget, Widget], workspace: Workspace, case: str
) -> None:
    near, far = widgets
    method, args = UNREADABLE[case]
    before = state_of(workspace)
    sent(
        near,
        f"{{ cifEmulator: 'call', document: 'forged', id: 7, method: {json.dumps(method)}, args: {args} }}",
    )
    near.until("answers.length")
    (answer,) = near.run("return answers")
    assert (answer["cifEmulator"], answer["id"], answer["answer"][0]) == ("answer", 7, "!")
    assert workspace.calls()[-1]["kind"] == "refusal"
    assert state_of(workspace) == before
    assert far.run("return CIF.getFocusedSession()") is None


def test_a_forged_correlation_id_is_a_text_like_any_other(
    widgets: tuple[Widget, Widget], workspace: Workspace
) -> None:
    near, _ = widgets
    for forged in ("'__proto__'", "'x'.repeat(1e5)", "{ a: 1 }", "[[]]", "undefined", "-1"):
        assert near.run(f"return CIF.canCreateSession({forged})") is True
    assert workspace.calls()[-1]["kind"] == "call"


def test_a_page_without_an_origin_of_its_own_is_refused(
    widgets: tuple[Widget, Widget], workspace: Workspace
) -> None:
    """``ciframework.md`` 1.3: whoever is no provider is answered with the refusal and nothing else."""
    near, _ = widgets
    source = near.frame.url
    workspace.page.evaluate(
        scripts("aPageWithoutAnOriginOfItsOwnIsRefused"),
        source,
    )
    frame = workspace.page.wait_for_selector("#stranger").content_frame()
    assert frame is not None
    opaque = Widget(frame)
    opaque.until("window.Microsoft")
    assert opaque.run("return CIF.getMode().catch((error) => error.message)") == REFUSED
    workspace.page.evaluate("document.getElementById('stranger').remove()")


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


def test_a_call_of_a_flood_costs_no_texts_and_no_searches(
    widgets: tuple[Widget, Widget], workspace: Workspace
) -> None:
    """An answer to rubbish costs less than the rubbish; the other provider is answered meanwhile."""
    near, far = widgets
    workspace.page.evaluate(scripts("countWork"))
    near.frame.evaluate(scripts("flood"))
    assert far.run("return CIF.canCreateSession()") is True
    near.until("window.answered === 20_000")
    made = workspace.page.evaluate("() => { stopCounting(); return made; }")
    assert made < 5_000
