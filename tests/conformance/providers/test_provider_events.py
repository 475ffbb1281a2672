"""``ciframework.md`` 2.10, 2.11, 3, 5.3: handlers and events, each provider in its own page."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from cif_emulator.testing.scripts import Scripts

from .conftest import ALPHA, ARTICLE, BETA, CONTACT, Configure, Widget, find_widget

scripts = Scripts(__file__)


def close_session(widget: Widget, title: str) -> None:
    workspace = widget.workspace
    workspace.session_entry(title).hover()
    workspace.page.get_by_role("button", name=f"Close {title}").click()
    expect(workspace.session_entry(title)).to_have_count(0)


# -- handlers -------------------------------------------------------------------------------------


def test_add_handler_gives_true(alpha: Widget) -> None:
    assert alpha.run("return CIF.addHandler('onclicktoact', () => Promise.resolve());") is True


def test_built_in_handlers_get_one_json_text(alpha: Widget) -> None:
    alpha.run("""
      window.given = [];
      await CIF.addHandler("onSessionSwitched", (...given) => { window.given.push(given); return Promise.resolve(); });
      await listen("onSessionSwitched");
      await open("Ada");
    """)
    alpha.heard("onSessionSwitched")
    assert alpha.run("return window.given.map((given) => [given.length, typeof given[0]]);") == [
        [1, "string"]
    ]


def test_names_count_in_any_letter_case(alpha: Widget) -> None:
    alpha.listen("ONSESSIONSWITCHED", "onsessionswitched", "onSessionSwitched")
    alpha.run("await open('Ada');")
    for name in ("ONSESSIONSWITCHED", "onsessionswitched", "onSessionSwitched"):
        assert [each["sessionId"] for each in alpha.heard(name)] == ["session-id-1"]


def test_handlers_are_called_in_their_order(alpha: Widget) -> None:
    assert alpha.run("""
      const order = [];
      for (const name of ["first", "second", "third"]) await CIF.addHandler("conf_order", () => { order.push(name); return Promise.resolve(); });
      await CIF.raiseEvent("conf_order", "{}");
      return order;
    """) == ["first", "second", "third"]


def test_the_same_handler_twice_is_called_twice(alpha: Widget) -> None:
    assert alpha.run_script(scripts("theSameHandlerTwiceIsCalledTwice")) == [True, 3]


def test_remove_handler_takes_that_very_function(alpha: Widget) -> None:
    assert alpha.run_script(scripts("removeHandlerTakesThatVeryFunction")) == [
        [False, True, False],
        ["stays"],
    ]


def test_wrong_handlers_are_refused(alpha: Widget) -> None:
    found = alpha.run("""
      const calls = [() => CIF.addHandler("onclicktoact"), () => CIF.addHandler("onclicktoact", null), () => CIF.addHandler("onclicktoact", {}),
        () => CIF.addHandler("", () => 1), () => CIF.addHandler(5, () => 1), () => CIF.addHandler(), () => CIF.removeHandler("onclicktoact"), () => CIF.addHandler("onclicktoact", "text")];
      return Promise.all(calls.map(async (call) => (await refused(call)).message));
    """)
    assert [each.partition(": ")[2] for each in found[:3]] == [
        "handlerFunction is missing; right is the function that handles the event",
        "handlerFunction is null; right is the function that handles the event",
        "handlerFunction is an object; right is the function that handles the event",
    ]
    assert "eventName is empty" in found[3]
    assert "eventName is the number 5" in found[4]
    assert "eventName" in found[5] or "handlerFunction" in found[5]
    assert "handlerFunction is missing" in found[6]
    assert "handlerFunction is a string" in found[7]


@pytest.mark.allow_page_errors('A handler of "onPresenceChange" failed')
def test_a_handler_that_throws_stops_no_other(alpha: Widget, beta: Widget) -> None:
    """``client-habits.md`` 5: shown with handler, payload and stack; the others and the workspace carry on."""
    alpha.run("""
      await CIF.addHandler("onPresenceChange", function breaks() { throw new TypeError("no such call"); });
      await CIF.addHandler("onPresenceChange", () => Promise.reject(new Error("rejected")));
      await CIF.addHandler("onPresenceChange", () => { throw null; });
    """)
    alpha.listen("onPresenceChange")
    beta.listen("onPresenceChange")
    assert alpha.run("return CIF.setPresence('Busy');") is True
    assert len(alpha.heard("onPresenceChange")) == len(beta.heard("onPresenceChange")) == 1
    alpha.heard_so_far("onPresenceChange")
    failures = [call for call in alpha.workspace.calls() if call["kind"] == "failure"]
    assert [call["caller"] for call in failures] == [ALPHA] * 3
    thrown = next(call for call in failures if "no such call" in call["error"])
    assert "breaks" in thrown["error"]
    assert "Busy" in thrown["input"]
    assert any("rejected" in call["error"] for call in failures)
    assert any(call["error"].endswith("threw: null") for call in failures)


def test_a_silent_handler_is_a_hint(alpha: Widget) -> None:
    """3: the product reports a time-out."""
    alpha.run("await listen('onPresenceChange', () => undefined); await CIF.setPresence('Busy');")
    alpha.heard("onPresenceChange")
    alpha.heard_so_far("onPresenceChange")
    hints = [call["error"] for call in alpha.workspace.calls() if call["kind"] == "hint"]
    assert any(
        "returned nothing" in text
        and "Timeout occurred as no response was received from listener window" in text
        for text in hints
    )


def test_a_handler_that_never_settles_times_out(alpha: Widget, configure: Configure) -> None:
    configure(time_out=0.2)
    widget = find_widget(alpha.workspace, ALPHA)
    found = widget.run("""
      await listen("conf_never", () => new Promise(() => {}));
      const refusal = await refused(() => CIF.raiseEvent("conf_never", "{}"));
      return { ...refusal, alive: await CIF.getPresence() };
    """)
    assert found["message"] == "Timeout occurred as no response was received from listener window"
    assert found["n"] == "conf_never - raiseEvent"
    assert found["alive"] == "Available"
    assert any(
        call["kind"] == "time-out" and call["what"] == "conf_never" for call in widget.workspace.calls()
    )


def test_a_handler_that_settles_twice_counts_once(alpha: Widget) -> None:
    assert alpha.run("""
      await CIF.addHandler("conf_settles", () => new Promise((resolve, reject) => { resolve(1); resolve(2); reject(new Error("late")); }));
      return [await CIF.raiseEvent("conf_settles", "{}"), await CIF.raiseEvent("conf_settles", "{}")];
    """) == [True, True]


def test_a_handler_may_call(alpha: Widget) -> None:
    """Handlers run in a later task, never inside the call that caused them."""
    assert alpha.run_script(scripts("aHandlerMayCall")) == [False, "Busy", "session-id-1"]


def test_handlers_go_with_their_document(alpha: Widget, beta: Widget) -> None:
    """3: a widget that was reloaded has to add its handlers again."""
    alpha.listen("onPresenceChange", "conf_reloaded")
    alpha.frame.evaluate("location.reload()")
    alpha.frame.wait_for_function("() => window.announced === 1 && window.heard === undefined", polling=20)
    alpha.run("await CIF.setPresence('Busy');")
    assert alpha.heard_so_far("onPresenceChange") == []
    assert (
        "nobody has a handler"
        in beta.run("return refused(() => CIF.raiseEvent('conf_reloaded', '{}'));")["details"]
    )
    alpha.listen("onPresenceChange", "conf_reloaded")
    alpha.run("await CIF.setPresence('Available');")
    assert len(alpha.heard("onPresenceChange")) == 1
    assert beta.run("return CIF.raiseEvent('conf_reloaded', '{}');") is True


# -- raiseEvent -----------------------------------------------------------------------------------


def test_custom_handlers_get_a_map(alpha: Widget, beta: Widget) -> None:
    beta.listen("conf_custom")
    assert (
        alpha.run(
            "return CIF.raiseEvent('conf_custom', JSON.stringify({ a: 1 }), '0a0b0c0d-1111-2222-3333-444455556666');"
        )
        is True
    )
    assert beta.heard("conf_custom") == [
        {"map": [["value", '{"a":1}'], ["correlationId", "0a0b0c0d-1111-2222-3333-444455556666"]]}
    ]
    assert beta.run(
        "const [map] = window.heard.conf_custom; return [map instanceof Map, map.get('value') === map.value];"
    ) == [True, True]


def test_raise_event_takes_what_clients_pass(alpha: Widget) -> None:
    """``client-habits.md`` 3: a JSON text, an object that holds a Date, nothing."""
    alpha.listen("conf_shapes")
    assert alpha.run("""
      return [await CIF.raiseEvent("conf_shapes", "{}"), await CIF.raiseEvent("conf_shapes", { at: new Date(0) }), await CIF.raiseEvent("conf_shapes")];
    """) == [True, True, True]
    values = [dict(each["map"])["value"] for each in alpha.heard("conf_shapes", 3)]
    assert values == ["{}", {"at": "1970-01-01T00:00:00.000Z"}, None]


def test_events_from_the_host_page_to_widgets(alpha: Widget, beta: Widget) -> None:
    alpha.listen("conf_down")
    beta.listen("conf_down")
    assert alpha.workspace.call("CIFramework.raiseEvent", "conf_down", '{"from":"page"}') is True
    for widget in (alpha, beta):
        assert dict(widget.heard("conf_down")[0]["map"])["value"] == '{"from":"page"}'


def test_events_from_a_widget_to_the_host_page(alpha: Widget) -> None:
    alpha.workspace.page.evaluate("""() => Microsoft.CIFramework.addHandler("conf_up", (given) => {
      window.given = [given instanceof Map, given.get("value")];
      return Promise.resolve();
    })""")
    assert alpha.run("return CIF.raiseEvent('conf_up', '{}');") is True
    assert alpha.workspace.page.evaluate("window.given") == [True, "{}"]


def test_built_in_names_imitate_the_event(alpha: Widget, beta: Widget) -> None:
    """2.11: custom controls raise onclicktoact; the handler gets what the raiser supplied."""
    alpha.listen("onclicktoact")
    alpha.workspace.call("CIFramework.raiseEvent", "onClickToAct", '{"value":"+1 555"}')
    assert alpha.heard("onclicktoact") == [{"value": "+1 555"}]
    assert alpha.run("return typeof window.heard.onclicktoact[0];") == "string"


def test_an_event_that_nobody_hears_is_refused(alpha: Widget) -> None:
    found = alpha.run("return refused(() => CIF.raiseEvent('conf_unheard', '{}'));")
    assert found["isMap"] is True
    assert found["message"] == "Timeout occurred as no response was received from listener window"
    assert found["n"] == "conf_unheard - raiseEvent"
    assert "nobody has a handler" in found["details"]


# -- sessions -------------------------------------------------------------------------------------


def test_two_events_per_switch_the_old_session_first(alpha: Widget) -> None:
    alpha.run("await open('Ada', { context: { callId: 1 } }); await open('Grace');")
    alpha.listen("onSessionSwitched")
    alpha.workspace.session_entry("Call from Ada").click()
    heard = alpha.heard("onSessionSwitched", 2)
    assert [(each["sessionId"], each["focused"], each["focussed"]) for each in heard] == [
        ("session-id-2", False, False),
        ("session-id-1", True, True),
    ]
    assert heard[1]["context"] == {"customer": "Ada", "callId": 1}


def test_session_events_go_to_the_owner_only(alpha: Widget, beta: Widget) -> None:
    alpha.listen("onSessionSwitched", "onSessionClosed")
    beta.listen("onSessionSwitched", "onSessionClosed")
    alpha.run("await open('Ada');")
    beta.run("await open('Grace');")
    heard = [(each["sessionId"], each["focused"]) for each in alpha.heard("onSessionSwitched", 2)]
    assert heard == [("session-id-1", True), ("session-id-1", False)]
    assert [(each["sessionId"], each["focused"]) for each in beta.heard("onSessionSwitched")] == [
        ("session-id-2", True)
    ]
    close_session(beta, "Call from Grace")
    assert [each["sessionId"] for each in beta.heard("onSessionClosed")] == ["session-id-2"]
    assert alpha.heard_so_far("onSessionClosed") == []


def test_session_closed_gives_id_and_context(alpha: Widget) -> None:
    alpha.listen("onSessionClosed")
    alpha.run("await open('Ada', { context: { callId: 7 } });")
    close_session(alpha, "Call from Ada")
    heard = alpha.heard("onSessionClosed")
    assert heard[0]["sessionId"] == "session-id-1"
    assert (heard[0]["context"]["callId"], heard[0]["context"]["customer"]) == (7, "Ada")
    assert alpha.run("return CIF.getAllSessions();") == []


# -- pages, presence, articles --------------------------------------------------------------------


def test_page_navigate_gives_an_absolute_address(alpha: Widget, beta: Widget) -> None:
    alpha.listen("onpagenavigate")
    beta.listen("onPageNavigate")
    alpha.run("await CIF.openForm(JSON.stringify({ entityName: 'contact', entityId: CONTACT }));")
    for widget, name in ((alpha, "onpagenavigate"), (beta, "onPageNavigate")):
        address = urlsplit(widget.heard(name)[-1]["value"])
        query = parse_qs(address.query)
        assert f"{address.scheme}://{address.netloc}/" == widget.workspace.url
        assert (query["pagetype"], query["etn"], query["id"]) == (["entityrecord"], ["contact"], [CONTACT])
        assert query["appid"]


def test_send_article(alpha: Widget, beta: Widget) -> None:
    """3: title and link, when the agent presses Send."""
    alpha.listen("onsendkbarticle")
    alpha.run("await CIF.openForm({ entityName: 'knowledgearticle', entityId: ARTICLE });", ARTICLE=ARTICLE)
    alpha.workspace.page.get_by_role("button", name="Send article").click()
    heard = alpha.heard("onsendkbarticle")
    assert heard[0]["title"] == "How to change the toner"
    assert parse_qs(urlsplit(heard[0]["link"]).query)["id"] == [ARTICLE]


# -- click to act ---------------------------------------------------------------------------------


def open_contact(widget: Widget) -> None:
    widget.run("await CIF.openForm({ entityName: 'contact', entityId: CONTACT });")


def test_click_to_act_is_switched_by_code(alpha: Widget) -> None:
    assert alpha.run(
        "return [await CIF.getClickToAct(), await CIF.setClickToAct(true, 'corr'), await CIF.getClickToAct('corr')];"
    ) == [False, None, True]
    open_contact(alpha)
    number = alpha.workspace.page.get_by_role("button", name="Call +1 425 555 0161")
    expect(number).to_be_visible()
    alpha.run("await CIF.setClickToAct(false);")
    expect(number).to_have_count(0)
    expect(alpha.workspace.page.get_by_role("textbox", name="Business Phone")).to_have_value(
        "+1 425 555 0161"
    )


def test_click_to_act_is_kept_in_enable_outbound(alpha: Widget) -> None:
    assert alpha.run("""
      await CIF.setClickToAct(true);
      const rows = JSON.parse(await CIF.searchAndOpenRecords("msdyn_channelprovider", "?$select=msdyn_enableoutbound,msdyn_uniquename&$filter=msdyn_enableoutbound eq true", true));
      return Object.values(rows).map((row) => row.msdyn_uniquename);
    """) == [ALPHA]


def test_click_to_act_gives_number_and_record(alpha: Widget) -> None:
    alpha.listen("onClickToAct")
    alpha.run("await CIF.setClickToAct(true);")
    open_contact(alpha)
    alpha.workspace.page.get_by_role("button", name="Call +1 425 555 0161").click()
    assert alpha.heard("onClickToAct") == [
        {
            "value": "+1 425 555 0161",
            "name": "telephone1",
            "format": "phone",
            "entityLogicalName": "contact",
            "entityId": CONTACT,
            "recordTitle": "Grace Hopper",
        }
    ]


def test_click_to_act_in_lists(alpha: Widget) -> None:
    alpha.listen("onclicktoact")
    alpha.run("await CIF.setClickToAct(true); await CIF.createTab({ templateName: 'msdyn_ContactList' });")
    alpha.workspace.page.get_by_role("button", name="Call +1 425 555 0162").first.click()
    assert alpha.heard("onclicktoact")[0]["recordTitle"] == "Grace Kelly"


def test_click_to_act_goes_to_the_focused_sessions_provider(alpha: Widget, beta: Widget) -> None:
    """5.3, our decision: the owner of the focused session, else the first in Channel Order."""
    alpha.run("await listen('onclicktoact'); await CIF.setClickToAct(true);")
    beta.run("await listen('onclicktoact'); await CIF.setClickToAct(true); await open('Grace');")
    open_contact(beta)
    number = alpha.workspace.page.get_by_role("button", name="Call +1 425 555 0161")
    number.click()
    beta.heard("onclicktoact")
    alpha.workspace.session_entry("Home").click()
    alpha.run(
        "await CIF.createTab({ templateName: 'conf_record', templateParameters: { entityName: 'contact', entityId: CONTACT } });"
    )
    number.click()
    alpha.heard("onclicktoact")
    assert (len(alpha.heard_so_far("onclicktoact")), len(beta.heard_so_far("onclicktoact"))) == (1, 1)


def test_click_to_act_may_go_to_all(alpha: Widget, configure: Configure) -> None:
    configure(click_to_act_target="all_providers")
    widgets = [find_widget(alpha.workspace, name) for name in (ALPHA, BETA)]
    for widget in widgets:
        widget.run("await listen('onclicktoact'); await CIF.setClickToAct(true);")
    open_contact(widgets[0])
    alpha.workspace.page.get_by_role("button", name="Call +1 425 555 0161").click()
    assert [len(widget.heard("onclicktoact")) for widget in widgets] == [1, 1]


def test_custom_controls_dispatch_click_to_act(alpha: Widget, beta: Widget) -> None:
    """``CIClickToAct`` on the workspace's window."""
    beta.listen("onclicktoact")
    alpha.run("await listen('onclicktoact'); await CIF.setClickToAct(true);")
    alpha.workspace.page.evaluate(
        """() => window.dispatchEvent(new CustomEvent("CIClickToAct", { detail: { value: "+1 555", name: "acme_hotline", format: "phone" } }))"""
    )
    assert alpha.heard("onclicktoact") == [{"value": "+1 555", "name": "acme_hotline", "format": "phone"}]
    assert beta.heard_so_far("onclicktoact") == []


def test_click_without_a_handler_is_a_warning(alpha: Widget) -> None:
    alpha.run("await CIF.setClickToAct(true);")
    open_contact(alpha)
    alpha.workspace.page.get_by_role("button", name="Call +1 425 555 0161").click()
    alpha.workspace.page.wait_for_function(
        "() => cifEmulator.calls().some((call) => call.kind === 'warning' && call.error.includes('no handler of onclicktoact'))"
    )


def test_wrong_click_to_act_values_are_refused(alpha: Widget) -> None:
    found = alpha.run(
        "return [await Promise.all([() => CIF.setClickToAct('true'), () => CIF.setClickToAct()].map(refused)), await CIF.getClickToAct()];"
    )
    assert ["value is the text" in found[0][0]["message"], "value is missing" in found[0][1]["message"]] == [
        True,
        True,
    ]
    assert found[1] is False
