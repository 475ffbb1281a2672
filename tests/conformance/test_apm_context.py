"""``app-profile-manager.md`` 4, 6 and ``templates.md`` 6, 7: context, slugs, resolved pages."""

from __future__ import annotations

import pytest

from cif_emulator.testing.scripts import Scripts

from .conftest import CASE, PERSON, Caller

scripts = Scripts(__file__)


def test_update_context_then_resolve(caller: Caller) -> None:
    assert caller.run("""
      const session = Apm.getSession(await openPlain());
      const promise = session.updateContext({ k: "v", n: 5 });
      const applied = (await session.getContext()).get("k");
      return [await promise === undefined, applied, await session.resolveSlug("{k}"), await session.resolveSlug("{n}-{k}!"), session.title];
    """) == [True, "v", "v", "5-v!", "Plain"]


def test_resolve_slug_without_waiting(caller: Caller) -> None:
    """``client-habits.md`` 6: the answer is put into a text at once, or awaited."""
    assert caller.run("""
      const session = Apm.getSession(await openPlain({ k: "v" }));
      const answer = session.resolveSlug("<{k}>");
      return [`${answer}`, "" + session.resolveSlug("{k}"), await answer, await session.resolveSlug("{k}").then((text) => text)];
    """) == ["<v>", "v", "<v>", "v"]


def test_null_and_undefined_remove_keys(caller: Caller) -> None:
    assert caller.run("""
      const session = Apm.getSession(await openPlain({ a: "1", b: "2", c: "3" }));
      await session.updateContext({ a: null, b: undefined });
      const context = await session.getContext();
      return [context.get("a") === undefined, "b" in context.parameters, context.get("c")];
    """) == [True, False, "3"]


def test_context_set_and_delete(caller: Caller) -> None:
    assert caller.run_script(scripts("contextSetAndDelete")) == [
        {"b": {"deep": [1]}},
        {"a": "1"},
        {"b": {"deep": [1]}},
    ]


def test_home_context_is_empty(caller: Caller) -> None:
    assert caller.run("return (await Apm.getFocusedSession().getContext()).parameters") == {}


def test_tab_context_of_unknown_tab_and_of_tab_id_1(caller: Caller) -> None:
    found = caller.run("""
      await openPlain();
      const id = await openCase();
      const context = await Apm.getSession(id).getContext();
      return [context.getTabContext("nope") === undefined, context.getTabContext("tab-id-1").entityName];
    """)
    assert found == [True, "incident"]


def test_anchor_values_are_cached(caller: Caller) -> None:
    found = caller.run("""
      const session = Apm.getSession(await openCase());
      return [await session.resolveSlug("{anchor.title}"), await session.resolveSlug("{anchor.entityName}/{anchor.incidentid}"),
              await session.resolveSlug("{anchor._customerid_value@Microsoft.Dynamics.CRM.lookuplogicalname}")];
    """)
    assert found == ["Ink & toner", f"incident/{CASE}", "contact"]


def test_generic_session_without_record_has_no_anchor(caller: Caller) -> None:
    assert caller.run('return Apm.getSession(await openPlain()).resolveSlug("[{anchor.title}]")') == "[]"


@pytest.mark.parametrize("form", ["{k}", "${k}", "{$k}", "${$session.k}", "${$oc.k}"])
def test_dollar_forms(caller: Caller, form: str) -> None:
    assert (
        caller.run('return Apm.getSession(await openPlain({ k: "v" })).resolveSlug(FORM)', FORM=form) == "v"
    )


def test_unresolved_keys_are_empty(caller: Caller) -> None:
    assert caller.run('return Apm.getFocusedSession().resolveSlug("a{nothing}b")') == "ab"


def test_odata_slug_with_a_nested_slug(caller: Caller) -> None:
    slug = "{$odata.contact.telephone1.?$filter=contactid eq '{customerRecordId}'}"
    text = caller.run(
        "return Apm.getSession(await openPlain({ customerRecordId: PERSON })).resolveSlug(SLUG)", SLUG=slug
    )
    assert text == "+1 425 555 0161"
    same = slug.replace("$odata", "$OData").replace("eq '", "eq\n'")
    assert caller.run(
        "return Apm.getSession(await openPlain({ customerRecordId: PERSON })).resolveSlug(SLUG)", SLUG=same
    )


def test_odata_slug_that_cannot_be_run(caller: Caller) -> None:
    found = caller.run("""
      const session = Apm.getFocusedSession();
      return [(await refused(() => session.resolveSlug("{$odata.nothing.a.?$top=1}"))).message,
              (await refused(() => session.resolveSlug("{$odata.contact.a.?$filter=(}"))).message];
    """)
    assert '"nothing"' in found[0]
    assert "cannot be run" in found[1]


def test_recursive_slug_is_refused_and_changes_nothing(caller: Caller) -> None:
    failure = caller.run("""
      const session = Apm.getSession(await openPlain({ a: "{b}", b: "{a}" }));
      return refused(() => session.resolveSlug("{a}"));
    """)
    assert "a recursive slug: a → b → a" in failure["message"]


def test_substituted_values_are_not_resolved_again(caller: Caller) -> None:
    assert (
        caller.run('return Apm.getSession(await openPlain({ a: "{b}", b: "x" })).resolveSlug("{a}")') == "{b}"
    )


@pytest.mark.parametrize("wrong", ["5", "undefined", "null", '"text"', "[]"])
def test_update_context_with_no_object(caller: Caller, wrong: str) -> None:
    failure = caller.run(f"return refused(() => Apm.getFocusedSession().updateContext({wrong}))")
    assert failure["name"] == "TypeError"
    assert "contextInput" in failure["message"]


@pytest.mark.parametrize("wrong", ["5", "undefined", "{}"])
def test_resolve_slug_with_no_text(caller: Caller, wrong: str) -> None:
    assert (
        caller.run(f"return refused(() => Apm.getFocusedSession().resolveSlug({wrong}))")["name"]
        == "TypeError"
    )


def page_of(caller: Caller, template: str, values: dict[str, object]) -> object:
    return caller.run(
        """
        const session = Apm.getSession(await openPlain(VALUES));
        const id = await Apm.createTab({ templateName: TEMPLATE });
        return (await session.getContext()).getTabContext(id);
        """,
        TEMPLATE=template,
        VALUES=values,
    )


def test_site_url_encodes_values(caller: Caller) -> None:
    assert page_of(caller, "conf_site", {"searchQ": "a b"}) == {
        "pageType": "thirdpartywebsite",
        "url": "https://site.invalid/find?q=a%20b",
    }


def test_site_data_is_appended_encoded(caller: Caller) -> None:
    found = page_of(caller, "conf_site_data", {"subject": "Ink & toner"})
    assert found == {
        "pageType": "thirdpartywebsite",
        "url": "https://site.invalid/?q=",
        "data": "Ink%20%26%20toner",
    }
    assert caller.workspace.state()["page"]["url"] == "https://site.invalid/?q=Ink%20%26%20toner"


def test_json_data_stays_json(caller: Caller) -> None:
    found = page_of(caller, "conf_new", {"extn_subject": 'He said "hi"\\'})
    assert found["data"] == '{"title":"He said \\"hi\\"\\\\"}'
    fields = {field["name"]: field["value"] for field in caller.workspace.state()["page"]["fields"]}
    assert fields["title"] == 'He said "hi"\\'


def test_unresolved_entity_id_is_a_new_form(caller: Caller) -> None:
    page_of(caller, "conf_record", {})
    assert caller.workspace.state()["page"]["isNew"] is True


NOBODY = "d0000000-0000-4000-8000-00000000dead"


def test_record_that_does_not_exist_is_a_create_form(caller: Caller) -> None:
    page_of(caller, "conf_record", {"customerRecordId": NOBODY, "data": '{"lastname": "Known"}'})
    page = caller.workspace.state()["page"]
    assert (page["kind"], page["isNew"]) == ("record", True)


def test_validated_record_that_does_not_exist_is_explained(caller: Caller) -> None:
    page_of(caller, "conf_validated", {"customerRecordId": NOBODY})
    page = caller.workspace.state()["page"]
    assert (page["kind"], NOBODY in page["text"]) == ("explanation", True)


def test_validated_record_that_exists_is_loaded(caller: Caller) -> None:
    page_of(caller, "conf_validated", {"customerRecordId": PERSON})
    assert caller.workspace.state()["page"]["recordId"] == PERSON


def test_validation_is_the_same_for_channel_providers_calls(caller: Caller) -> None:
    """A form with the values that the call gives; with ``validateRecord`` the reason in its place."""
    shown = []
    for template in ("conf_record", "conf_validated"):
        parameters = {"entityId": NOBODY, "data": {"lastname": "Known"}}
        given = {"templateName": template, "templateParameters": parameters}
        caller.run("await CIF.createTab(GIVEN);", GIVEN=given)
        shown.append(caller.workspace.state()["page"])
    assert [page["kind"] for page in shown] == ["record", "explanation"]
    values = {field["name"]: field["value"] for field in shown[0]["fields"]}
    assert values["lastname"] == "Known"
    assert any("is a create form" in str(call) for call in caller.workspace.calls())


def test_missing_required_parameter_is_explained(caller: Caller) -> None:
    page_of(caller, "conf_nothing", {})
    assert "needs webresourceName" in caller.workspace.state()["page"]["text"]


def test_list_dashboard_search_and_custom_page(caller: Caller) -> None:
    page_of(caller, "conf_contacts", {})
    listed = caller.workspace.state()["page"]
    assert (listed["kind"], PERSON in [row["recordId"] for row in listed["grid"]["rows"]]) == ("list", True)
    page_of(caller, "conf_dashboard", {})
    assert caller.workspace.state()["page"]["kind"] == "dashboard"
    page_of(caller, "conf_search", {"searchQ": "Hopper"})
    found = caller.workspace.state()["page"]
    assert (found["kind"], found["searchText"], found["searchType"]) == ("search", "Hopper", 0)
    assert [hit["recordId"] for hit in found["hits"] if hit["table"] == "contact"] == [PERSON]
    page_of(caller, "conf_custom", {"customerRecordId": PERSON})
    custom = caller.workspace.state()["page"]
    assert (custom["kind"], {"label": "recordId", "value": PERSON} in custom["details"]) == (
        "explanation",
        True,
    )
