"""``ciframework.md`` 1.4, 2.1, 5.3, 5.4: sessions of two channel providers, from pages on other origins."""

from __future__ import annotations

from playwright.sync_api import expect

from cif_emulator.testing.scripts import Scripts

from .conftest import ALPHA, CONTACT, Widget

scripts = Scripts(__file__)


def test_there_is_every_method_and_no_other(alpha: Widget) -> None:
    documented = """
      canCreateSession createSession getSession getFocusedSession getAllSessions requestFocusSession setSessionTitle createTab
      getTabs focusTab getFocusedTab refreshTab setTabTitle closeTab notifyEvent cancelEvent notifyKpiBreach notifyNewActivity
      updateContext updateConversation setMode getMode setWidth getWidth setPresence getPresence createRecord retrieveRecord
      updateRecord deleteRecord searchAndOpenRecords renderSearchPage openForm getEntityMetadata getEnvironment setClickToAct
      getClickToAct addHandler removeHandler raiseEvent logAnalyticsEvent initLogAnalytics showGlobalNotification
      clearGlobalNotification notifyKPIBreach""".split()
    assert alpha.run("return Object.keys(CIF).sort();") == sorted(documented)
    # 2.14: asked about, but nowhere documented.
    assert (
        alpha.run(
            "return ['closeSession', 'search', 'insertNotes', 'focusSession'].map((name) => typeof CIF[name]);"
        )
        == ["undefined"] * 4
    )


def test_all_answer_with_promises_of_the_pages_own(alpha: Widget) -> None:
    assert (
        alpha.run("""
      const calls = [CIF.canCreateSession(), CIF.getMode(), CIF.openForm(), CIF.getSession("nope"), CIF.getFocusedTab()];
      await Promise.allSettled(calls);
      return calls.map((call) => call instanceof Promise);
    """)
        == [True] * 5
    )


def test_can_create_session_is_a_boolean(alpha: Widget) -> None:
    assert alpha.run("""
      const before = await CIF.canCreateSession();
      for (let n = 1; n <= 9; n++) await open(`Caller ${n}`);
      return [before, await CIF.canCreateSession(), (await refused(() => open("Ten"))).message, (await CIF.getAllSessions()).length];
    """) == [True, False, "Maximum sessions reached. Close a session before opening another.", 9]


def test_create_session_gives_its_id_and_comes_to_the_front(alpha: Widget) -> None:
    found = alpha.run("""
      return [await open("Ada"), await CIF.createSession({ templateName: "conf_tabs", templateParameters: {
        customer: "Grace", conf_site: { searchQ: "ink" } } }, "0a0b0c0d-1111-2222-3333-444455556666")];
    """)
    assert found == ["session-id-1", "session-id-2"]
    assert [(session.id, session.title, session.focused) for session in alpha.workspace.sessions] == [
        ("session-id-0", "Home", False),
        ("session-id-1", "Call from Ada", False),
        ("session-id-2", "Tabs of Grace", True),
    ]
    assert [tab.title for tab in alpha.workspace.tabs] == ["Anchor", "Site ink", "Pinned"]
    site = alpha.workspace.page.frame_locator("iframe[src*='q=ink']")
    assert alpha.workspace.tab_entry("Site ink").click() is None
    expect(site.locator("body")).to_be_attached()


def test_ids_are_never_used_again(alpha: Widget) -> None:
    assert alpha.run("return open('Ada');") == "session-id-1"
    close_session(alpha, "Call from Ada")
    assert alpha.run("return open('Grace');") == "session-id-2"


def close_session(widget: Widget, title: str) -> None:
    workspace = widget.workspace
    workspace.session_entry(title).hover()
    workspace.page.get_by_role("button", name=f"Close {title}").click()
    expect(workspace.session_entry(title)).to_have_count(0)


def test_unknown_templates_are_refused(alpha: Widget) -> None:
    found = alpha.run("""
      const inputs = [{ templateName: "conf_cal" }, { templateName: "" }, {}, undefined, "{", { templateName: "case_entity_session_default_template" }];
      return Promise.all(inputs.map((input) => refused(() => CIF.createSession(input))));
    """)
    assert [each["isMap"] for each in found] == [True] * 6
    assert 'there is no session template "conf_cal". Did you mean "conf_call"' in found[0]["message"]
    assert "templateName is empty" in found[1]["message"]
    assert "templateName is missing" in found[2]["message"]
    assert "input is missing" in found[3]["message"]
    assert "not JSON" in found[4]["message"]
    assert "entity session template" in found[5]["message"]
    assert [session.title for session in alpha.workspace.sessions] == ["Home"]


def test_input_shapes_of_clients(alpha: Widget) -> None:
    """``client-habits.md`` 3: objects, JSON text, slugs beside the parameters, numbers, null, trailing arguments."""
    assert alpha.run_script(scripts("inputShapesOfClients")) == [
        [4, 4, 4],
        {
            "callId": 7,
            "customer": "beside",
            "n": 5,
            "z": None,
            "o": {"a": [1]},
            "b": True,
            "twice": '"{\\"a\\":1}"',
        },
    ]
    assert [session.title for session in alpha.workspace.sessions][1:] == [
        "Call from text",
        "Call from beside",
        "Call from display name",
    ]


def test_get_session_is_a_map_of_the_pages_own_with_properties(alpha: Widget) -> None:
    found = alpha.run_script(scripts("getSessionIsAMapOfThePagesOwnWithProperties"))
    assert found["isMap"] is True
    assert found["keys"] == ["context", "conversationId", "isFocused", "sessionId"]
    assert found["id"] is True
    assert found["context"] == [{"customer": "Ada", "line": 2}] * 2
    assert (found["focused"], found["later"]) == ([True, True], False)
    # Analytics are on for this provider.
    assert len(found["conversation"][0]) == 36
    assert found["conversation"][0] == found["conversation"][1]


def test_conversation_is_null_without_analytics(beta: Widget) -> None:
    assert beta.run("return (await CIF.getSession(await open('Ada'))).get('conversationId');") is None


def test_sessions_of_others_are_out_of_reach(alpha: Widget, beta: Widget) -> None:
    own = alpha.run("return open('Ada');")
    others = beta.run("return open('Grace');")
    assert alpha.run("return [await CIF.getAllSessions(), await CIF.getFocusedSession()];") == [[own], None]
    assert beta.run("return [await CIF.getAllSessions(), await CIF.getFocusedSession()];") == [
        [others],
        others,
    ]
    found = alpha.run(
        """
        const calls = [() => CIF.getSession(ID), () => CIF.setSessionTitle({ sessionId: ID, customer: "X" }), () => CIF.requestFocusSession(ID),
          () => CIF.notifyKpiBreach(ID), () => CIF.notifyNewActivity(ID, 1), () => CIF.updateContext({ a: 1 }, ID),
          () => CIF.createTab({ templateName: "conf_pinned" }), () => CIF.getTabs(), () => CIF.setMode(0)];
        return Promise.all(calls.map(async (call) => (await refused(call)).message));
        """,
        ID=others,
    )
    assert all('belongs to "conf_beta"' in message for message in found), found
    session = alpha.workspace.state()["sessions"][2]
    assert (session["title"], session["marks"], session["unread"], session["urgent"]) == (
        "Call from Grace",
        "",
        0,
        False,
    )


def test_unknown_sessions_are_refused(alpha: Widget) -> None:
    found = alpha.run(
        "return Promise.all([() => CIF.getSession('session-id-7'), () => CIF.getSession(), () => CIF.getSession(5)].map(refused));"
    )
    assert [each["isMap"] for each in found] == [True] * 3
    assert 'there is no session "session-id-7"' in found[0]["message"]
    assert "sessionId is missing" in found[1]["message"]
    assert "sessionId is the number 5" in found[2]["message"]


def test_focused_session_follows_the_agent(alpha: Widget) -> None:
    first = alpha.run("const id = await open('Ada'); await open('Grace'); return id;")
    alpha.workspace.session_entry("Call from Ada").click()
    assert alpha.run("return CIF.getFocusedSession('corr');") == first
    alpha.workspace.session_entry("Home").click()
    assert alpha.run("return [await CIF.getFocusedSession(), await CIF.getAllSessions()];") == [
        None,
        ["session-id-1", "session-id-2"],
    ]


def test_all_sessions_is_empty_at_first(alpha: Widget) -> None:
    assert alpha.run("return CIF.getAllSessions();") == []


def test_request_focus_marks_and_never_moves(alpha: Widget) -> None:
    ids = alpha.run(
        "return [await open('Ada'), await open('Grace'), await open('Linus'), await open('Dennis')];"
    )
    answers = alpha.run(
        "return [await CIF.requestFocusSession(IDS[0]), await CIF.requestFocusSession(IDS[1], '4', '0a0b0c0d-1111-2222-3333-444455556666'),"
        " await CIF.requestFocusSession(IDS[2], '0a0b0c0d-1111-2222-3333-444455556666')].map((given) => given === undefined);",
        IDS=ids,
    )
    assert answers == [True, True, True]
    sessions = alpha.workspace.state()["sessions"][1:]
    assert [(each["attention"], each["unread"], each["focused"]) for each in sessions] == [
        (True, 0, False),
        (True, 4, False),
        (True, 0, False),
        (False, 0, True),
    ]
    entry = alpha.workspace.session_entry("Call from Grace")
    expect(entry).to_contain_text("4")
    entry.click()
    assert alpha.workspace.state()["sessions"][2]["attention"] is False


def test_set_session_title_fills_the_templates_slugs(alpha: Widget) -> None:
    assert alpha.run("""
      const first = await open("Ada");
      await open("Grace");
      const answers = [await CIF.setSessionTitle({ sessionId: first, customer: "Ada Lovelace" }), await CIF.setSessionTitle({ customer: "the focused one" }, "corr")];
      return answers.map((answer) => answer === undefined);
    """) == [True, True]
    assert [session.title for session in alpha.workspace.sessions][1:] == [
        "Call from Ada Lovelace",
        "Call from the focused one",
    ]
    alpha.run(
        "await CIF.setSessionTitle({ sessionId: undefined, customer: 'undefined id', title: 'no slug' });"
    )
    assert alpha.workspace.focused_session.title == "Call from undefined id"
    assert "sessionId is undefined" in " ".join(warnings_of(alpha))


def warnings_of(widget: Widget) -> list[str]:
    return [call["error"] for call in widget.workspace.calls() if call["kind"] == "warning"]


def test_a_display_name_for_a_unique_name_is_a_warning(alpha: Widget) -> None:
    alpha.run(
        "await CIF.createSession({ templateName: 'Conformance call', templateParameters: { customer: 'Ada' } });"
    )
    assert any("display name" in text and '"conf_call"' in text for text in warnings_of(alpha))


def test_calls_stand_in_the_log_with_provider_and_correlation(alpha: Widget, beta: Widget) -> None:
    alpha.run(
        "await CIF.getMode('0a0b0c0d-1111-2222-3333-444455556666'); await refused(() => CIF.getSession('nope'));"
    )
    beta.run("await CIF.getWidth();")
    calls = [call for call in alpha.workspace.calls() if call["kind"] in ("call", "refusal")]
    assert [(call["caller"], call["what"].split(".")[-1], call["kind"]) for call in calls] == [
        (ALPHA, "getMode", "call"),
        (ALPHA, "getSession", "refusal"),
        ("conf_beta", "getWidth", "call"),
    ]
    assert calls[0]["correlationId"] == "0a0b0c0d-1111-2222-3333-444455556666"
    assert "nope" in calls[1]["input"]
    assert "nope" in calls[1]["error"]
    assert calls[2]["result"] == "340"


def test_update_context_gives_the_context(alpha: Widget) -> None:
    """2.5: the object that a client reads; also without a session id, and to remove keys."""
    assert alpha.run_script(scripts("updateContextGivesTheContext")) == [
        {"customer": "Ada", "callId": "c-1", "caseId": "C-7", "n": 2},
        {"customer": "Ada", "callId": "c-1", "caseId": "C-7"},
        {"customer": "Grace", "here": True},
        {"customer": "Ada", "callId": "c-1", "caseId": "C-7"},
    ]


def test_update_context_changes_what_is_rendered_later(alpha: Widget) -> None:
    alpha.run("await open('Ada'); await CIF.updateContext({ customer: 'Grace', searchQ: 'later' });")
    assert alpha.workspace.focused_session.title == "Call from Ada"
    alpha.run("await CIF.createTab({ templateName: 'conf_site' });")
    assert alpha.workspace.focused_tab.title == "Site later"


def test_update_context_refuses_what_it_cannot_use(alpha: Widget) -> None:
    found = alpha.run("""
      await open("Ada");
      return Promise.all([() => CIF.updateContext("{"), () => CIF.updateContext(5), () => CIF.updateContext({ a: 1 }, 5),
                          () => CIF.updateContext({ a: 1 }, "session-id-1", "yes")].map(async (call) => (await refused(call)).message));
    """)
    assert "not JSON" in found[0]
    assert "input is the number 5" in found[1]
    assert "sessionId is the number 5" in found[2]
    assert "isDelete is the text" in found[3]


def test_kpi_breach_shows_a_mark(alpha: Widget) -> None:
    """2.4: omitted or true raises, false takes away; both spellings."""
    alpha.run(
        "await open('Ada'); await open('Grace'); await CIF.notifyKpiBreach('session-id-1', true, 'waits too long');"
    )
    expect(alpha.workspace.session_entry("Call from Ada")).to_have_accessible_description(
        "Call from Ada. Urgent attention is needed in your conversation. waits too long"
    )
    answers = alpha.run(
        "return [await CIF.notifyKpiBreach('session-id-1', false), await CIF.notifyKPIBreach('session-id-2')].map((given) => given === undefined);"
    )
    assert answers == [True, True]
    assert [each["urgent"] for each in alpha.workspace.state()["sessions"]] == [False, False, True]


def test_new_activity_counts_on_background_sessions(alpha: Widget) -> None:
    found = alpha.run("""
      await open("Ada");
      await open("Grace");
      const given = await CIF.notifyNewActivity("session-id-1", 3, "corr");
      return [given === undefined, await refused(() => CIF.notifyNewActivity("session-id-1", -1)), await refused(() => CIF.notifyNewActivity("session-id-1", "many"))];
    """)
    assert found[0] is True
    assert "right is a whole number, not negative" in found[1]["message"]
    assert "right is a whole number, not negative" in found[2]["message"]
    expect(alpha.workspace.session_entry("Call from Ada")).to_contain_text("3")
    alpha.workspace.session_entry("Call from Ada").click()
    assert alpha.workspace.state()["sessions"][1]["unread"] == 0


def test_update_conversation_writes_its_row(alpha: Widget) -> None:
    """2.5: data as JSON text (samples) or an object (documentation); gives JSON text with the id."""
    found = alpha.run("""
      const id = (await CIF.getSession(await open("Ada"))).get("conversationId");
      const text = await CIF.updateConversation(id, JSON.stringify({ subject: "Toner", "msdyn_customer_msdyn_ocliveworkitem_contact@odata.bind": `/contacts(${CONTACT})` }), "corr");
      const again = JSON.parse(await CIF.updateConversation(id, { prioritycode: 2, "regardingobjectid_incident@odata.bind": `/incidents(${CASE})` }));
      const row = JSON.parse(await CIF.retrieveRecord("msdyn_ocliveworkitem", id, "?$select=subject,prioritycode,_msdyn_customer_value,_regardingobjectid_value"));
      return { isText: typeof text, same: JSON.parse(text).id === id && again.id === id, row };
    """)
    assert (found["isText"], found["same"]) == ("string", True)
    assert found["row"]["subject"] == "Toner"
    assert found["row"]["prioritycode"] == 2
    assert found["row"]["_msdyn_customer_value"] == CONTACT


def test_home_with_several_providers_belongs_to_nobody(alpha: Widget) -> None:
    """5.4: setMode is not supported there; a default session makes it possible."""
    found = alpha.run(
        "return [await refused(() => CIF.setMode(1)), await CIF.getMode(), await open('nobody yet'), await CIF.setMode(1)];"
    )
    assert "not supported on Home where several channel providers are configured" in found[0]["message"]
    assert found[1:] == [2, "session-id-1", 1]


def test_tabs_on_home_are_allowed(alpha: Widget) -> None:
    found = alpha.run("return [await CIF.createTab({ templateName: 'conf_pinned' }), await CIF.getTabs()];")
    assert len(found[1]) == 2
    assert found[1][1] == found[0]
    assert alpha.workspace.focused_tab.title == "Pinned"


def test_inactive_providers_have_no_frame(alpha: Widget) -> None:
    providers = alpha.workspace.page.locator("iframe[data-provider]")
    assert [frame.get_attribute("data-provider") for frame in providers.all()] == ["conf_alpha", "conf_beta"]


def test_frames_have_the_documented_sandbox(alpha: Widget) -> None:
    frame = alpha.workspace.page.locator("iframe[data-provider=conf_alpha]")
    tokens = (frame.get_attribute("sandbox") or "").split()
    assert tokens == [
        *(
            "allow-forms",
            "allow-popups",
            "allow-scripts",
            "allow-same-origin",
            "allow-modals",
            "allow-downloads",
        ),
        "allow-popups-to-escape-sandbox",
    ]
    allowed = alpha.run(
        "return ['camera', 'microphone'].map((feature) => document.featurePolicy.allowsFeature(feature));"
    )
    assert allowed == [True, True]
