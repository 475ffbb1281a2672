"""``ciframework.md`` 1.4, 1.5, 2.1, 5.3 and ``templates.md`` 7: sessions through ``Microsoft.CIFramework``."""

from __future__ import annotations

from cif_emulator.testing.scripts import Scripts

from .conftest import PERSON, Caller

scripts = Scripts(__file__)


def test_everything_answers_with_a_promise(caller: Caller) -> None:
    assert caller.run("""
      const calls = [CIF.canCreateSession(), CIF.getFocusedSession(), CIF.getAllSessions(), CIF.createSession({ templateName: "conf_plain" })];
      const promises = calls.map((given) => Object.prototype.toString.call(given) === "[object Promise]");
      return [promises, await calls[0], await calls[1], await calls[2], await calls[3]];
    """) == [[True] * 4, True, None, [], "session-id-1"]


def test_input_as_object_and_as_json_text(caller: Caller) -> None:
    assert (
        caller.run("""
      const input = { templateName: "conf_list", templateParameters: { customer: "Contoso" } };
      const ids = [await CIF.createSession(input), await CIF.createSession(JSON.stringify(input)), await CIF.createSession(input, "corr", 1)];
      return ids.map((id) => Apm.getSession(id).title);
    """)
        == ["Contoso"] * 3
    )


def test_session_comes_to_the_front_with_its_tabs(caller: Caller) -> None:
    found = caller.run("""
      const id = await CIF.createSession({ templateName: "conf_call",
        templateParameters: { customer: "Ada", customerRecordId: PERSON, searchQ: "a b" } });
      const session = Apm.getSession(id);
      return [session.title, Apm.getFocusedSession().sessionId === id, session.getAllTabs().map((tab) => session.getTab(tab).title),
              session.getFocusedTab().tabId === session.getAllTabs()[0]];
    """)
    assert found == ["Call from Ada", True, ["Grace Hopper", "site.invalid", "Pinned Ada"], True]
    assert caller.workspace.focused_session.title == "Call from Ada"


def test_values_beside_template_parameters_have_the_lowest_rank(caller: Caller) -> None:
    assert caller.run("""
      const title = async (input) => Apm.getSession(await CIF.createSession({ templateName: "conf_list", ...input })).title;
      return [await title({ customer: "beside" }), await title({ customer: "beside", templateParameters: { customer: "inside" } })];
    """) == ["beside", "inside"]


def test_a_section_is_for_its_tab_only_and_wins(caller: Caller) -> None:
    found = caller.run_script(scripts("aSectionIsForItsTabOnlyAndWins"))
    assert found == [
        PERSON,
        "https://site.invalid/find?q=own",
        "Pinned by display name",
        "Call from C",
        ["customer", "customerRecordId", "searchQ"],
    ]


def test_global_named_like_an_anchor_parameter_fills_it(caller: Caller) -> None:
    found = caller.run("""
      const id = await CIF.createSession({ templateName: "conf_call", templateParameters: { customer: "C", entityId: PERSON } });
      const session = Apm.getSession(id);
      return [session.getFocusedTab().title, (await session.getContext()).getTabContext(session.getAllTabs()[1]).entityId === undefined];
    """)
    assert found == ["Grace Hopper", True]


def test_values_may_hold_slugs(caller: Caller) -> None:
    assert caller.run("""
      const title = async (templateParameters) => Apm.getSession(await CIF.createSession({ templateName: "conf_list", templateParameters })).title;
      return [await title({ customer: "Mr {last}", last: "Hopper" }), await title({ customer: "[{nothing}]" })];
    """) == ["Mr Hopper", "[]"]


def test_value_types_are_kept(caller: Caller) -> None:
    values = {
        "n": 5,
        "f": 1.5,
        "b": True,
        "z": None,
        "o": {"a": [1, {"x": "y"}]},
        "t": '{"json":"text"}',
        "e": "",
    }
    found = caller.run(
        """
        const id = await CIF.createSession({ templateName: "conf_plain", templateParameters: VALUES });
        return [(await CIF.getSession(id)).get("context"), (await Apm.getSession(id).getContext()).parameters];
        """,
        VALUES=values,
    )
    assert found == [values, values]


def test_own_context_comes_back(caller: Caller) -> None:
    assert caller.run("""
      const id = await CIF.createSession({ templateName: "conf_plain", templateParameters: { a: 1 }, context: { callId: "c-1", line: 2 } });
      const session = await CIF.getSession(id);
      return [session instanceof (window.parent.Map ?? Map), [...session.keys()].sort(), session.get("sessionId") === id,
              session.get("isFocused"), session.get("context")];
    """) == [
        True,
        ["context", "conversationId", "isFocused", "sessionId"],
        True,
        True,
        {"a": 1, "callId": "c-1", "line": 2},
    ]


def test_only_own_sessions_are_seen(caller: Caller) -> None:
    found = caller.run("""
      const own = await CIF.createSession({ templateName: "conf_plain" });
      const other = await openPlain();
      const failures = [await refused(() => CIF.getSession(other)), await refused(() => CIF.getSession("nope")), await refused(() => CIF.getSession())];
      return { own, all: await CIF.getAllSessions(), focused: await CIF.getFocusedSession(), failures: failures.map((one) => one.message),
               back: (await Apm.getSession(own).focus(), await CIF.getFocusedSession()) };
    """)
    assert (found["all"], found["focused"], found["back"]) == ([found["own"]], None, found["own"])
    assert "was not created by a channel provider" in found["failures"][0]
    assert 'there is no session "nope"' in found["failures"][1]
    assert "sessionId is missing" in found["failures"][2]


def test_home_is_nobodys(caller: Caller) -> None:
    assert caller.run(
        "return [await CIF.getFocusedSession(), (await refused(() => CIF.getSession('session-id-0'))).native]"
    ) == [None, True]


def test_can_create_session_says_no_at_the_limit(caller: Caller) -> None:
    assert caller.run("""
      for (let n = 0; n < 9; n++) await CIF.createSession({ templateName: "conf_plain" });
      return [await CIF.canCreateSession(), (await refused(() => CIF.createSession({ templateName: "conf_plain" }))).message];
    """) == [False, "Maximum sessions reached. Close a session before opening another."]


def test_entity_templates_are_refused(caller: Caller) -> None:
    failure = caller.run(
        'return refused(() => CIF.createSession({ templateName: "case_entity_session_default_template" }))'
    )
    assert (
        "is an entity session template; Microsoft.CIFramework opens generic ones only" in failure["message"]
    )


def test_ids_are_the_same_for_both_apis(caller: Caller) -> None:
    assert caller.run("""
      const id = await CIF.createSession({ templateName: "conf_plain" });
      return [Apm.getAllSessions().includes(id), Apm.getSession(id).sessionId === id];
    """) == [True, True]


def test_panel_takes_the_templates_state(caller: Caller) -> None:
    caller.run('await CIF.createSession({ templateName: "conf_plain" })')
    assert caller.workspace.state()["panel"]["mode"] == "minimized"


def test_an_existing_microsoft_object_is_kept(caller: Caller) -> None:
    assert caller.run("return [typeof Microsoft.Apm, typeof Microsoft.CIFramework, 'Apm' in Microsoft]") == [
        "object",
        "object",
        True,
    ]
