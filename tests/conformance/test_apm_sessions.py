"""``app-profile-manager.md`` 2, 3.1, 3.2, 4: sessions through ``Microsoft.Apm``."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

from .conftest import CASE, PERSON, Caller

scripts = Scripts(__file__)


def ids(workspace: Workspace) -> list[str]:
    return [session.id for session in workspace.sessions]


def test_fresh_workspace_has_home_only(caller: Caller) -> None:
    assert caller.run("const all = Apm.getAllSessions(); return [all, Apm.getSession(all[0]).isDefault]") == [
        ["session-id-0"],
        True,
    ]
    assert ids(caller.workspace) == ["session-id-0"]


def test_case_session_opens_focused_on_its_record(caller: Caller) -> None:
    found = caller.run_script(scripts("caseSessionOpensFocusedOnItsRecord"))
    assert found["isPromise"]
    assert found["focused"] == found["id"]
    assert found["title"] == "Ink & toner"
    assert found["page"] == {"pageType": "entityrecord", "entityName": "incident", "entityId": CASE}
    assert found["heard"] == [{"previousSessionId": "session-id-0", "newSessionId": found["id"]}]
    shown = caller.workspace.focused_session
    assert (shown.id, shown.title) == (found["id"], "Ink & toner")
    expect(caller.workspace.page.get_by_role("heading", name="Ink & toner")).to_be_visible()


def test_unfocused_session_is_only_listed(caller: Caller) -> None:
    found = caller.run("""
      const switches = events("ON_SESSION_SWITCH");
      const id = await openPlain({}, false);
      return { id, all: Apm.getAllSessions(), focused: Apm.getFocusedSession().sessionId, heard: await switches.settled() };
    """)
    assert found["all"] == ["session-id-0", found["id"]]
    assert (found["focused"], found["heard"]) == ("session-id-0", [])
    assert caller.workspace.focused_session.id == "session-id-0"


def test_limit_of_sessions(caller: Caller) -> None:
    found = caller.run("""
      const could = [];
      for (let n = 0; n < 9; n++) { could.push(Apm.canCreateSession()); await openPlain(); }
      const promise = openPlain();
      return { could, can: Apm.canCreateSession(), failure: await refused(() => promise), count: Apm.getAllSessions().length };
    """)
    assert found["could"] == [True] * 9
    assert found["can"] is False
    text = "Maximum sessions reached. Close a session before opening another."
    assert (found["failure"]["message"], found["failure"]["native"]) == (text, True)
    assert isinstance(found["failure"]["errorCode"], int)
    assert found["count"] == len(caller.workspace.sessions) == 10
    expect(caller.workspace.page.get_by_text(text)).to_be_visible()


def test_custom_keys_are_in_the_context(caller: Caller) -> None:
    found = caller.run("""
      const id = await openCase({ extn_x: "1" });
      const context = await Apm.getSession(id).getContext();
      return [context.get("extn_x"), context.parameters.extn_x, context.parameters.entityId, context.parameters.parametersStr];
    """)
    assert found[:3] == ["1", "1", CASE]
    assert CASE in found[3]


def test_control_page_receives_objects(caller: Caller) -> None:
    found = caller.run("""
      const id = await Apm.createSession({ templateName: "conf_plain",
        sessionContext: map({ parametersStr: JSON.stringify([["controlName", "c"], ["data", { a: 1 }]]) }) });
      const session = Apm.getSession(id);
      return (await session.getContext()).getTabContext(session.getAllTabs()[0]);
    """)
    assert found == {"pageType": "control", "controlName": "c", "data": {"a": 1}}


def test_plain_object_context_and_json_text_are_accepted(caller: Caller) -> None:
    found = caller.run("""
      const first = await Apm.createSession({ templateName: "conf_plain", sessionContext: { extn_who: "A" } });
      const second = await Apm.createSession(JSON.stringify({ templateName: "conf_plain", sessionContext: { extn_who: "B" } }));
      return [Apm.getSession(first).title, Apm.getSession(second).title];
    """)
    assert found == ["Plain A", "Plain B"]


def test_missing_context_is_empty(caller: Caller) -> None:
    assert (
        caller.run("""
      const id = await Apm.createSession({ templateName: "conf_untitled" });
      return (await Apm.getSession(id).getContext()).parameters;
    """)
        == {}
    )


def test_last_pair_of_a_key_wins(caller: Caller) -> None:
    found = caller.run("""
      const text = JSON.stringify([["controlName", "first"], ["controlName", "last"]]);
      const id = await Apm.createSession({ templateName: "conf_plain", sessionContext: map({ parametersStr: text }) });
      return (await Apm.getSession(id).getContext()).parameters.controlName;
    """)
    assert found == "last"


def test_other_entries_win_over_pairs_in_the_context(caller: Caller) -> None:
    found = caller.run("""
      const sessionContext = map({ parametersStr: pairs({ extn_who: "pair" }), extn_who: "entry" });
      const id = await Apm.createSession({ templateName: "conf_plain", sessionContext });
      return [Apm.getSession(id).title, (await Apm.getSession(id).getContext()).get("extn_who")];
    """)
    assert found == ["Plain entry", "entry"]


def test_anchor_parameter_takes_entries_by_name(caller: Caller) -> None:
    found = caller.run("""
      const id = await Apm.createSession({ templateName: "conf_call", sessionContext: map({ entityId: PERSON, customer: "G" }) });
      return (await Apm.getSession(id).getContext()).getTabContext(Apm.getSession(id).getAllTabs()[0]).entityId;
    """)
    assert found == PERSON


def test_entity_template_without_id_is_a_new_record(caller: Caller) -> None:
    caller.run("""
      await Apm.createSession({ templateName: "case_entity_session_default_template",
        sessionContext: map({ parametersStr: pairs({ entityName: "incident" }) }) });
    """)
    assert caller.workspace.state()["page"]["isNew"] is True
    expect(caller.workspace.page.get_by_role("heading", name="New Case")).to_be_visible()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ('{ templateName: "case_entity_session_default_templat" }', 'Did you mean "case_entity_session_default_template"'),
        ('{ templateName: "" }', "templateName is empty"),
        ("{}", "templateName is missing"),
        ('{ templateName: "conf_plain", sessionContext: map({ parametersStr: "nope" }) }', "not JSON"),
        ('{ templateName: "conf_plain", sessionContext: map({ parametersStr: "{}" }) }', "array of pairs"),
        (
            '{ templateName: "case_entity_session_default_template", sessionContext: map({ parametersStr: pairs({ entityName: "contact", entityId: PERSON }) }) }',
            'is for "incident"',
        ),
    ],
)  # fmt: skip
def test_refusals_create_nothing(caller: Caller, given: str, says: str) -> None:
    failure = caller.run(f"return refused(() => Apm.createSession({given}))")
    assert says in failure["message"]
    assert failure["native"] is True
    assert isinstance(failure["errorCode"], int)
    assert ids(caller.workspace) == ["session-id-0"]


def test_ignored_refusal_is_not_unhandled_but_logged(caller: Caller) -> None:
    caller.run('Apm.createSession({ templateName: "nope" }); await new Promise((done) => setTimeout(done));')
    logged = [entry for entry in caller.workspace.calls() if entry["kind"] == "refusal"]
    assert [entry["what"] for entry in logged] == ["Microsoft.Apm.createSession"]
    assert "nope" in logged[0]["error"]


def test_string_like_promise_is_its_id_at_once(caller: Caller) -> None:
    found = caller.run("""
      const promise = openPlain();
      const known = [`${promise}`, String(promise), promise + "", Apm.getSession(promise).sessionId, Apm.getSession(`${promise}`).sessionId];
      return [...known, await promise, await promise.then((id) => id)];
    """)
    assert set(found) == {"session-id-1"}


def test_duplicate_record_opens_another_session(caller: Caller) -> None:
    assert caller.run("await openCase(); await openCase(); return Apm.getAllSessions()") == [
        "session-id-0",
        "session-id-1",
        "session-id-2",
    ]


def test_second_argument_is_ignored(caller: Caller) -> None:
    assert (
        caller.run('return Apm.createSession({ templateName: "conf_plain" }, "correlation", 5)')
        == "session-id-1"
    )


def test_synchronous_answers_are_plain_values(caller: Caller) -> None:
    found = caller.run("""
      await openPlain();
      const session = Apm.getFocusedSession();
      return [typeof Apm.canCreateSession(), typeof session.canCreateTab(), typeof Apm.getEventPublisherTopic("ON_TAB_SWITCH"),
              typeof session.sessionId, typeof session.getFocusedTab().tabId, Array.isArray(Apm.getAllSessions().map((id) => id))];
    """)
    assert found == ["boolean", "boolean", "string", "string", "string", True]


def test_unknown_ids_give_null(caller: Caller) -> None:
    assert (
        caller.run("""
      return [Apm.getSession("nope"), Apm.getSession(undefined), Apm.getSession(), Apm.getFocusedSession().getTab("nope"),
              Apm.getFocusedSession().getTab()];
    """)
        == [None] * 5
    )


def test_collections_are_copies(caller: Caller) -> None:
    assert caller.run("""
      await openPlain();
      Apm.getAllSessions().length = 0;
      Apm.getFocusedSession().getAllTabs().push("x");
      return [Apm.getAllSessions().length, Apm.getFocusedSession().getAllTabs().length];
    """) == [2, 1]


def test_ids_have_the_documented_form_and_are_never_reused(caller: Caller) -> None:
    found = caller.run("""
      const first = await openPlain();
      await Apm.getSession(first).close();
      const second = await openPlain();
      return [first, second, ...Apm.getSession(second).getAllTabs()];
    """)
    assert found == ["session-id-1", "session-id-2", "tab-id-2"]


def test_session_title_is_live_and_repaints(caller: Caller) -> None:
    assert (
        caller.run("""
      const session = Apm.getSession(await openPlain());
      const other = Apm.getSession(session.sessionId);
      session.title = "Renamed <b>now</b>";
      return [session.title, other.title];
    """)
        == ["Renamed <b>now</b>"] * 2
    )
    assert caller.workspace.focused_session.title == "Renamed <b>now</b>"


def test_session_can_close_hides_the_close_button(caller: Caller) -> None:
    page = caller.workspace.page
    assert (
        caller.run('const s = Apm.getSession(await openPlain({ extn_who: "Z" })); return s.canClose') is True
    )
    caller.workspace.session("Plain Z")
    assert page.get_by_role("button", name="Close Plain Z").count() == 1
    caller.run("Apm.getFocusedSession().canClose = false")
    page.get_by_role("button", name="Close Plain Z").wait_for(state="detached")
    # Code may still close it.
    caller.run("await Apm.getFocusedSession().close()")
    assert ids(caller.workspace) == ["session-id-0"]


def test_home_stays_as_it_is(caller: Caller) -> None:
    found = caller.run("""
      const home = Apm.getFocusedSession();
      home.title = "x";
      home.canClose = true;
      return [await home.close(), home.title, home.canClose, home.isDefault, Apm.getAllSessions()];
    """)
    assert found == [None, "Home", False, True, ["session-id-0"]]
    warned = [entry["error"] for entry in caller.workspace.calls() if entry["kind"] == "warning"]
    assert len(warned) == 3
    assert all("Home" in text for text in warned)


def test_title_must_be_a_text(caller: Caller) -> None:
    failure = caller.run("const s = Apm.getSession(await openPlain()); return refused(() => { s.title = 5 })")
    assert (failure["name"], "title is the number 5" in failure["message"]) == ("TypeError", True)


def test_focus_and_close_move_the_focus_and_tell(caller: Caller) -> None:
    found = caller.run_script(scripts("focusAndCloseMoveTheFocusAndTell"))
    assert (found["after"], found["last"]) == ("session-id-1", "session-id-0")
    assert found["closes"] == [{"sessionId": f"session-id-{n}"} for n in (2, 3, 1)]
    assert found["switches"] == [
        {"previousSessionId": "session-id-3", "newSessionId": "session-id-2"},
        {"previousSessionId": "session-id-2", "newSessionId": "session-id-1"},
        {"previousSessionId": "session-id-1", "newSessionId": "session-id-0"},
    ]


def test_effects_start_synchronously(caller: Caller) -> None:
    assert caller.run("""
      const session = Apm.getSession(await openPlain());
      const promise = session.close();
      return [Apm.getAllSessions().length, Apm.getFocusedSession().sessionId, await promise === undefined];
    """) == [1, "session-id-0", True]


def test_request_focus_marks_without_moving(caller: Caller) -> None:
    assert (
        caller.run("""
      const id = await openPlain({ extn_who: "B" }, false);
      await Apm.getSession(id).requestFocus();
      return Apm.getFocusedSession().sessionId;
    """)
        == "session-id-0"
    )
    entry = caller.workspace.state()["sessions"][1]
    assert entry["attention"] is True
    caller.run("await Apm.getSession('session-id-1').focus()")
    assert caller.workspace.state()["sessions"][1]["attention"] is False


def test_objects_outlive_their_session(caller: Caller) -> None:
    found = caller.run_script(scripts("objectsOutliveTheirSession"))
    assert (found["title"], found["id"], found["tab"]) == ("Last words", "session-id-1", "tab-id-1")
    assert (found["canCreateTab"], found["tabs"]) == (False, ["tab-id-1"])
    assert "has been closed" in found["failure"]


def test_session_shows_its_properties(caller: Caller) -> None:
    found = caller.run("""
      const session = Apm.getSession(await openPlain({ extn_who: "J" }));
      return { keys: Object.keys(session), json: JSON.parse(JSON.stringify(session)), copy: { ...session } };
    """)
    plain = {"sessionId": "session-id-1", "isDefault": False, "canClose": True, "title": "Plain J"}
    assert found == {"keys": list(plain), "json": plain, "copy": plain}


def test_methods_work_without_their_object(caller: Caller) -> None:
    assert caller.run("""
      const { createSession, getAllSessions } = Apm;
      const { close } = Apm.getSession(await createSession({ templateName: "conf_plain" }));
      await close();
      return getAllSessions();
    """) == ["session-id-0"]


def test_topics_are_stable_and_unknown_ones_undefined(caller: Caller) -> None:
    found = caller.run("""
      const names = ["ON_SESSION_SWITCH", "ON_SESSION_CLOSED", "ON_TAB_SWITCH"];
      const topics = names.map((name) => Apm.getEventPublisherTopic(name));
      return [new Set(topics).size, topics.every((topic, n) => topic === Apm.getEventPublisherTopic(names[n])),
              Apm.getEventPublisherTopic("ON_NOTHING") === undefined];
    """)
    assert found == [3, True, True]


def test_maps_of_another_realm_and_map_likes(caller: Caller) -> None:
    found = caller.run_script(scripts("mapsOfAnotherRealmAndMapLikes"))
    assert found == ["Plain foreign", "Plain like"]


def test_titles_fall_back(caller: Caller) -> None:
    found = caller.run("""
      const title = async (templateName, context = {}) =>
        Apm.getSession(await Apm.createSession({ templateName, sessionContext: map(context) })).title;
      return [await title("conf_list", { customerName: "A", customer: "B" }), await title("conf_list", { customer: "B" }),
              await title("conf_list", { customerName: "" }), await title("conf_untitled", { customerName: "C" }),
              await title("conf_untitled"), await title("conf_untitled")];
    """)
    assert found == ["A", "B", "Nobody", "C", "Visitor 1", "Visitor 2"]


def test_title_sync(caller: Caller) -> None:
    assert caller.run("""
      const id = await Apm.createSession({ templateName: "conf_synced", sessionContext: map({ customer: "S" }) });
      return [Apm.getSession(id).title, Apm.getSession(id).getFocusedTab().title];
    """) == ["Synced S", "Synced S"]


def test_contact_entity_session_with_additional_tab(caller: Caller) -> None:
    found = caller.run("""
      const sessionContext = map({ parametersStr: pairs({ entityName: "contact", entityId: PERSON }), bossId: PERSON });
      const session = Apm.getSession(await Apm.createSession({ templateName: "conf_contact", sessionContext }));
      return [session.title, ...session.getAllTabs().map((id) => session.getTab(id).title), session.getFocusedTab().tabId];
    """)
    assert found == ["Grace Hopper", "Grace Hopper", "Boss of Grace Hopper", "tab-id-1"]
