"""How real widgets read errors and results, and how their handlers fail (``client-habits.md`` 4, 5)."""

from __future__ import annotations

import pytest

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import POLLING, Workspace

from .conftest import FAR, NEAR, ShowPage, Widget

scripts = Scripts(__file__)

UNSAFE = {
    "a cycle": ("const it = {}; it.self = it; return it", "input.templateParameters.a.self refers back"),
    "a function": ("return () => 1", "input.templateParameters.a is a function"),
    "a DOM node": ("return document.body", "input.templateParameters.a is a DOM node"),
    "a window": ("return window", "input.templateParameters.a is a window"),
    "half a character": (r"return '\ud83d'", "input.templateParameters.a holds half a surrogate pair"),
    "70 levels": (
        "let it = {}; for (let i = 0; i < 70; i++) it = { it }; return it",
        "is nested more than 64 levels",
    ),
    "5 MB": ("return 'x'.repeat(5e6)", "beyond 4,000,000 characters"),
    "a getter that throws": ("return { get it() { throw new Error('no') } }", "threw when it was read: no"),
}


@pytest.mark.parametrize("case", UNSAFE)
def test_what_cannot_cross_is_refused_with_its_place(widgets: tuple[Widget, Widget], case: str) -> None:
    value, reason = UNSAFE[case]
    for widget in widgets:
        message = widget.run(
            f"const a = (() => {{ {value} }})();"
            "return CIF.createSession({ templateName: 'msdyn_chat_session', templateParameters: { a } })"
            ".then(() => 'not refused', (error) => error.message)"
        )
        assert reason in message
        assert widget.run("return CIF.getAllSessions()") == []


class TestHandlers:
    """Handlers run in the order in which they were added; none stops another, nor the workspace."""

    @pytest.mark.allow_page_errors('A handler of "onclicktoact" failed')
    def test_outcomes_are_told(self, timed: tuple[Workspace, Widget, Widget]) -> None:
        workspace, near, _ = timed
        near.run(
            """
            window.heard = [];
            await CIF.addHandler("onClickToAct", (text) => void heard.push(["silent", text]));
            await CIF.addHandler("ONCLICKTOACT", (text) => { heard.push(["throws", text]); throw new Error("broken"); });
            await CIF.addHandler("onclicktoact", () => new Promise(() => {}));
            await CIF.addHandler("onclicktoact", async (text) => heard.push(["answers", text]));
            """
        )
        workspace.page.evaluate(
            "void cifEmulator.raiseEvent('onclicktoact', { value: '5' }).then((answer) => (window.answered = answer))"
        )
        near.until("heard.length === 3")
        # One of them never settles.
        workspace.page.clock.fast_forward(10_000)
        workspace.page.wait_for_function("() => window.answered === true", polling=POLLING)
        text = '{"value":"5"}'
        assert near.run("return heard") == [["silent", text], ["throws", text], ["answers", text]]
        log = [entry for entry in workspace.calls() if entry["caller"] == NEAR]
        assert {"hint", "failure", "time-out"} <= {entry["kind"] for entry in log}
        broken = next(entry["error"] for entry in log if entry["kind"] == "failure")
        assert "broken" in broken
        assert "Error: broken\n    at " in broken

    def test_events_of_ones_own_reach_all_that_listen(
        self, widgets: tuple[Widget, Widget], workspace: Workspace
    ) -> None:
        near, far = widgets
        for widget in (near, far):
            widget.run(
                "await CIF.addHandler('acme', async (map) => (window.heard = [map instanceof Map, ...map]))"
            )
        workspace.page.evaluate(
            "Microsoft.CIFramework.addHandler('ACME', async (map) => { window.heardHere = map.get('value') })"
        )
        assert near.run("return CIF.raiseEvent('Acme', { n: 1 }, 'corr-1')") is True
        expected = [True, ["value", {"n": 1}], ["correlationId", "corr-1"]]
        assert [near.run("return heard"), far.run("return heard")] == [expected, expected]
        assert workspace.page.evaluate("heardHere") == {"n": 1}

    def test_handlers_never_run_inside_a_call(self, workspace: Workspace) -> None:
        order = workspace.page.evaluate(scripts("handlersNeverRunInsideACall"))
        assert order == ["returned", "resolved", "handler"]

    def test_a_widget_has_its_answer_before_the_events_that_it_caused(
        self, widgets: tuple[Widget, Widget]
    ) -> None:
        for widget in widgets:
            assert widget.frame.evaluate(scripts("aWidgetHasItsAnswerBeforeTheEventsThatItCaused")) == [
                "resolved",
                "handler",
            ]


CONTROL = """
window.dispatchEvent(new CustomEvent("CIClickToAct", {
  detail: { value: "+1 425 555 0100", name: "acme_phone", format: "Phone", entityLogicalName: "contact", entityId: "" },
}));
"""


def test_a_custom_control_is_told_when_nobody_listens(
    widgets: tuple[Widget, Widget], workspace: Workspace
) -> None:
    with workspace.page.expect_console_message(lambda message: "CIClickToAct: nobody" in message.text):
        workspace.page.evaluate(CONTROL)


def test_a_notification_may_be_open_longer_than_calls_may_take(
    timed: tuple[Workspace, Widget, Widget],
) -> None:
    workspace, _, far = timed
    far.run(
        "window.answer = null;"
        "void CIF.notifyEvent({ templateName: 'msdyn_voicecall_consult' }).then((text) => (window.answer = text));"
        # Answered after it: so it has been taken.
        "await CIF.getMode()"
    )
    workspace.page.clock.fast_forward(30_000)
    assert far.run("await CIF.getMode(); return answer") is None
    workspace.page.get_by_role("alertdialog").get_by_role("button", name="Accept").click()
    far.until("window.answer")
    assert far.run("return JSON.parse(answer).actionName") == "Accept"


def test_a_reset_loads_the_widgets_anew(
    widgets: tuple[Widget, Widget], workspace: Workspace, show: ShowPage
) -> None:
    near, _ = widgets
    near.run("window.before = true; await CIF.createSession({ templateName: 'msdyn_chat_session' })")
    again, _ = show(WIDGET_AGAIN)
    assert again.run("return [window.before, await CIF.getAllSessions()]") == [None, []]
    assert [each["id"] for each in workspace.state()["panel"]["providers"]] == [NEAR, FAR]


WIDGET_AGAIN = """<!doctype html><script>window.inits = 0; addEventListener("CIFInitDone", () => inits++);</script>
<script src="BASE/webresources/Widget/msdyn_ciLibrary.js" data-crmurl="BASE"></script>"""
