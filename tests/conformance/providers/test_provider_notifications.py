"""``ciframework.md`` 4: notifications, shown to the agent and answered to the provider that raised them."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, expect

from cif_emulator.testing.fixtures import FreshWorkspace
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import POLLING

from .conftest import ALPHA, Configure, Widget, find_widget

scripts = Scripts(__file__)

RING = """CIF.notifyEvent({ templateName: "conf_ring", templateParameters: { number: "+1 555", customer: "Ada" }, cancellationToken: "one" })"""


def toasts(widget: Widget) -> Locator:
    return widget.workspace.page.get_by_role("alertdialog")


def outcome(action: str, reason: str) -> dict[str, Any]:
    """Flat, as clients read it, and in ``value`` as documented."""
    pair = {"actionName": action, "responseReason": reason}
    return {**pair, "value": pair}


def parsed(widget: Widget) -> Any:
    return widget.run(
        "const text = await window.begun; return typeof text === 'string' ? JSON.parse(text) : { noText: typeof text };"
    )


def ring(widget: Widget, number: int, template: str = "conf_ring", **more: object) -> None:
    """Show one more; its answer is kept under its number."""
    widget.run(
        "(window.rung ??= {})[NUMBER] = CIF.notifyEvent({ templateName: TEMPLATE, templateParameters: { number: String(NUMBER) }, ...MORE });"
        "window.rung[NUMBER].then((text) => ((window.ended ??= {})[NUMBER] = JSON.parse(text).responseReason));",
        NUMBER=number,
        TEMPLATE=template,
        MORE=more,
    )


def are_taken(widget: Widget) -> None:
    """Wait until the workspace has taken all calls before, so that the caller's own time limit is over for them."""
    widget.run("await CIF.getMode();")


def reason(widget: Widget, number: int) -> str:
    return widget.run("return JSON.parse(await window.rung[NUMBER]).responseReason;", NUMBER=number)


def ended(widget: Widget) -> dict[str, str]:
    return widget.run("return window.ended ?? {};")


def test_toast_has_title_fields_and_buttons(alpha: Widget) -> None:
    alpha.begin(RING)
    toast = toasts(alpha)
    expect(toast.get_by_role("heading")).to_have_text("Call from +1 555")
    # Fields in their configured order.
    assert toast.locator("dt").all_inner_texts() == ["Number", "Customer"]
    assert toast.locator("dd").all_inner_texts() == ["+1 555", "Ada"]
    expect(toast.get_by_role("button", name="Take it")).to_be_visible()
    expect(toast.get_by_role("button", name="Not now")).to_be_visible()
    expect(toast.get_by_role("timer")).to_be_visible()
    # It opens no session by itself.
    assert [session.title for session in alpha.workspace.sessions] == ["Home"]


def test_accepting(alpha: Widget) -> None:
    alpha.begin(RING)
    toasts(alpha).get_by_role("button", name="Take it").click()
    assert parsed(alpha) == outcome("Accept", "Accept")
    expect(toasts(alpha)).to_have_count(0)
    assert alpha.run("return open('Ada');") == "session-id-1"


def test_rejecting_resolves(alpha: Widget) -> None:
    alpha.begin(RING)
    toasts(alpha).get_by_role("button", name="Not now").click()
    assert parsed(alpha) == outcome("Reject", "DeclinedByAgent")
    expect(toasts(alpha)).to_have_count(0)


def test_the_answer_goes_to_who_asked(alpha: Widget, beta: Widget) -> None:
    ring(alpha, 1)
    ring(beta, 2)
    page = alpha.workspace.page
    page.get_by_role("alertdialog", name="Call from 2").get_by_role("button", name="Take it").click()
    assert reason(beta, 2) == "Accept"
    assert ended(alpha) == {}
    page.get_by_role("alertdialog", name="Call from 1").get_by_role("button", name="Not now").click()
    assert reason(alpha, 1) == "DeclinedByAgent"


def test_auto_accept_answers_at_once(alpha: Widget) -> None:
    alpha.begin("CIF.notifyEvent({ templateName: 'conf_taken', templateParameters: { number: 1 } })")
    assert parsed(alpha) == outcome("Accept", "AutoAccept")
    expect(toasts(alpha)).to_have_count(0)


def test_without_a_reject_button(alpha: Widget) -> None:
    ring(alpha, 1, "conf_forced")
    expect(toasts(alpha).get_by_role("button")).to_have_count(1)


OUTSIDE = scripts("outside")


def test_on_the_desktop(alpha: Widget) -> None:
    """4.3: beside the toast, where the browser has granted it; it goes with the toast."""
    page = alpha.workspace.page
    page.evaluate(OUTSIDE)
    try:
        ring(alpha, 1)
        ring(alpha, 2, "conf_desktop")
        page.wait_for_function("() => outside.length === 1", polling=POLLING)
        page.get_by_role("alertdialog", name="Outside 2").get_by_role("button", name="Accept").click()
        assert reason(alpha, 2) == "Accept"
        page.wait_for_function("() => outside.length === 2", polling=POLLING)
        assert page.evaluate("outside") == ["Outside 2", "closed"]
    finally:
        page.evaluate("() => { window.Notification = window.browsersOwn; }")


def test_display_time_out(fresh_workspace: FreshWorkspace) -> None:
    """The browser's timers drive it, and so does a test's clock."""
    workspace = fresh_workspace(before=lambda page: page.clock.install())
    alpha = find_widget(workspace, ALPHA)
    alpha.begin(RING)
    expect(toasts(alpha).get_by_role("timer")).to_be_visible()
    are_taken(alpha)
    workspace.page.clock.fast_forward(119_000 - 15_000)
    expect(toasts(alpha)).to_have_count(1)
    workspace.page.clock.fast_forward(16_000)
    assert parsed(alpha) == outcome("Timeout", "DisplayTimeout")
    expect(toasts(alpha)).to_have_count(0)
    # In the same page: what waits in the queue past its time-out is rejected.
    for number in range(1, 4):
        ring(alpha, number)
    ring(alpha, 4, "conf_forced")
    are_taken(alpha)
    workspace.page.clock.fast_forward(31_000)
    assert reason(alpha, 4) == "NotificationQueueTimeLimitExceeded"
    expect(toasts(alpha)).to_have_count(3)
    # Being shown is timed apart from waiting.
    ring(alpha, 5, "conf_forced")
    are_taken(alpha)
    workspace.page.clock.fast_forward(15_000)
    workspace.page.get_by_role("alertdialog", name="Call from 1").get_by_role(
        "button", name="Not now"
    ).click()
    expect(workspace.page.get_by_role("alertdialog", name="Forced 5")).to_be_visible()
    workspace.page.clock.fast_forward(16_000)
    assert "5" not in ended(alpha)
    workspace.page.clock.fast_forward(15_000)
    assert reason(alpha, 5) == "DisplayTimeout"


def test_several_at_once_and_the_queue(alpha: Widget) -> None:
    for number in range(1, 6):
        ring(alpha, number)
    expect(toasts(alpha)).to_have_count(3)
    page = alpha.workspace.page
    page.get_by_role("alertdialog", name="Call from 2").get_by_role("button", name="Not now").click()
    assert reason(alpha, 2) == "DeclinedByAgent"
    expect(page.get_by_role("alertdialog", name="Call from 4")).to_be_visible()
    expect(toasts(alpha)).to_have_count(3)


def test_more_than_ten_are_rejected(alpha: Widget) -> None:
    for number in range(1, 12):
        ring(alpha, number)
    assert reason(alpha, 11) == "NotificationQueueLimitExceeded"
    assert ended(alpha) == {"11": "NotificationQueueLimitExceeded"}


def test_cancelling(alpha: Widget) -> None:
    """4.2: resolves with the token; the notification ends with an outcome of our own."""
    alpha.begin(RING)
    expect(toasts(alpha)).to_have_count(1)
    assert alpha.run("return CIF.cancelEvent('one', 'corr');") == "one"
    assert parsed(alpha) == outcome("Reject", "Cancelled")
    expect(toasts(alpha)).to_have_count(0)


def test_token_in_the_third_place_and_queued(alpha: Widget) -> None:
    for number in range(1, 4):
        ring(alpha, number)
    alpha.begin(
        "CIF.notifyEvent({ templateName: 'conf_ring', templateParameters: { number: 4 } }, undefined, 'third')"
    )
    assert alpha.run("return CIF.cancelEvent('third');") == "third"
    assert parsed(alpha) == outcome("Reject", "Cancelled")
    expect(toasts(alpha)).to_have_count(3)


def test_unknown_tokens_and_those_of_others_are_refused(alpha: Widget, beta: Widget) -> None:
    alpha.begin(RING)
    expect(toasts(alpha)).to_have_count(1)
    for widget, call in (
        (alpha, "CIF.cancelEvent('two')"),
        (alpha, "CIF.cancelEvent()"),
        (beta, "CIF.cancelEvent('one')"),
    ):
        refusal = widget.run(f"return refused(() => {call});")
        assert (refusal["isMap"], refusal["message"], refusal["msdyn_name"]) == (
            True,
            "RejectAfterClientError",
            "CancelEvent",
        )
        assert refusal["details"]
    expect(toasts(alpha)).to_have_count(1)


def test_refusals_of_notify_event(alpha: Widget) -> None:
    found = alpha.run("""
      const inputs = [{ templateName: "conf_rin" }, undefined, {}, { templateName: 5 }, "{", { templateName: "conf_ring", templateParameters: 5 }];
      return Promise.all(inputs.map((input) => refused(() => CIF.notifyEvent(input))));
    """)
    assert [(each["isMap"], each["msdyn_name"]) for each in found] == [(True, "NotifyEvent")] * 6
    assert [each["message"] for each in found] == ["NotificationTemplateNotFoundError"] + [
        "RejectAfterClientError"
    ] * 5
    assert 'Did you mean "conf_ring"' in found[0]["details"]
    assert "templateName is missing" in found[2]["details"]
    expect(toasts(alpha)).to_have_count(0)


def test_input_of_clients(alpha: Widget) -> None:
    """``client-habits.md`` 3: JSON text; ``timeout`` and ``cancelAutomatically`` inside, with a warning."""
    alpha.begin(
        "CIF.notifyEvent(JSON.stringify({ templateName: 'conf_ring', templateParameters: { number: 7 }, timeout: 30, cancelAutomatically: true }), 'corr')"
    )
    expect(toasts(alpha).get_by_role("heading")).to_have_text("Call from 7")
    warnings = " ".join(call["error"] for call in alpha.workspace.calls() if call["kind"] == "warning")
    assert '"timeout" is not documented' in warnings
    assert '"cancelAutomatically" is not documented' in warnings


def test_keyboard_alone(alpha: Widget) -> None:
    """F8 goes to the toast, not to a button of it; Escape goes back."""
    ring(alpha, 1)
    page = alpha.workspace.page
    expect(toasts(alpha)).to_be_visible()
    alpha.workspace.session_entry("Home").focus()
    page.keyboard.press("F8")
    expect(toasts(alpha)).to_be_focused()
    page.keyboard.press("Escape")
    expect(alpha.workspace.session_entry("Home")).to_be_focused()
    page.keyboard.press("F8")
    page.keyboard.press("Tab")
    expect(toasts(alpha).get_by_role("button", name="Take it")).to_be_focused()
    page.keyboard.press("Enter")
    assert reason(alpha, 1) == "Accept"
    expect(alpha.workspace.session_entry("Home")).to_be_focused()


def test_toasts_of_a_page_that_is_left_go(alpha: Widget) -> None:
    ring(alpha, 1)
    expect(toasts(alpha)).to_have_count(1)
    alpha.frame.evaluate("location.reload()")
    expect(toasts(alpha)).to_have_count(0)


def test_it_outlives_the_time_out_of_calls(alpha: Widget, configure: Configure) -> None:
    """1.3: notifyEvent stays open for the template's own time, whatever the calls' time-out is."""
    configure(time_out=0.05)
    widget = find_widget(alpha.workspace, ALPHA)
    widget.begin(RING)
    late = widget.run("return refused(() => CIF.raiseEvent('conf_nobody', '{}'));")
    assert late["message"].startswith("Timeout occurred")
    widget.run(
        "await listen('conf_slow', () => new Promise(() => {})); await refused(() => CIF.raiseEvent('conf_slow'));"
    )
    toasts(widget).get_by_role("button", name="Take it").click()
    assert parsed(widget) == outcome("Accept", "Accept")
