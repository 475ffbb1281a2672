"""Slugs: ``templates.md`` 6.2-6.7 and the worked vectors of 7."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cif_emulator.workspace import slugs
from cif_emulator.workspace.slugs.rendering import Scope
from cif_emulator.workspace.state.refusals import WrongArgument
from cif_emulator.workspace.state.values import MISSING


def scope(**values: object) -> Scope:
    return Scope(
        lookup=lambda key: values.get(key.replace("anchor.", "anchor_"), MISSING),
        query=lambda table, column, options: f"{table}/{column}?{options}",
    )


def test_text_and_slug_mix() -> None:
    assert slugs.render("Call from {customer}", scope(customer="4255550100")) == "Call from 4255550100"


def test_url_values_are_encoded_static_text_is_not() -> None:
    written = slugs.render_url("https://www.example.com/find?q={searchQ}&x=a b", scope(searchQ="a b"))
    assert written == "https://www.example.com/find?q=a%20b&x=a b"


def test_url_that_is_one_slug_stays() -> None:
    assert slugs.render_url("{url}", scope(url="https://x.example/?q=a&b")) == "https://x.example/?q=a&b"


def test_url_data_is_encoded_even_as_one_slug() -> None:
    assert slugs.render_url_data("{anchor.title}", scope(anchor_title="Ink & toner")) == "Ink%20%26%20toner"


@given(st.text())
def test_json_texts_stay_json(value: str) -> None:
    text = slugs.render_json('{"title":"{extn_subject}","n":{n}}', scope(extn_subject=value, n=5))
    assert json.loads(text) == {"title": value, "n": 5}


def test_json_in_json_is_escaped_inside_a_string_and_raw_outside() -> None:
    values = scope(o={"a": 'b"'})
    assert json.loads(json.loads(slugs.render_json('{"x":"{o}"}', values))["x"]) == {"a": 'b"'}
    assert json.loads(slugs.render_json('{"x":{o}}', values)) == {"x": {"a": 'b"'}}


@pytest.mark.parametrize("text", ['{"a":1}', "{}", "{ a}", "{1x}", "{a", "a}", "}{", '{"a":{"b":{}}}'])
def test_braces_that_are_no_slugs_stay(text: str) -> None:
    assert slugs.render(text, scope(a="no")) == text


@pytest.mark.parametrize("text", ["${name}", "{$name}", "${$session.name}", "${$oc.name}", "{name}"])
def test_dollar_forms(text: str) -> None:
    assert slugs.render(text, scope(name="Ada")) == "Ada"


def test_keys_hold_dots_at_signs_blanks_and_hyphens() -> None:
    asked: list[str] = []

    def lookup(key: str) -> object:
        asked.append(key)
        return "x"

    text = "{anchor._customerid_value@Microsoft.Dynamics.CRM.lookuplogicalname}{How can we help}{pre-chat}"
    slugs.render(text, Scope(lookup=lookup, query=lambda *_: ""))
    assert asked == [
        "anchor._customerid_value@Microsoft.Dynamics.CRM.lookuplogicalname",
        "How can we help",
        "pre-chat",
    ]


def test_whole_slug_gives_the_raw_value() -> None:
    assert slugs.value_of("{data}", scope(data={"a": 1})) == {"a": 1}
    assert slugs.value_of("{nothing}", scope()) is MISSING


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "true"), (5, "5"), (5.0, "5"), (1.5, "1.5"), (None, ""), ({"a": [1]}, '{"a":[1]}')],
)
def test_values_as_text(value: object, text: str) -> None:
    assert slugs.render("{v}", scope(v=value)) == text


def test_values_are_not_resolved_again() -> None:
    assert slugs.render("{a}", scope(a="{b}", b="no")) == "{b}"


def test_odata_slug_with_nested_slug_quotes_and_line_breaks() -> None:
    text = "{$Odata.contact.emailaddress1.?$filter=contactid eq\n '{id}'}"
    assert slugs.render(text, scope(id="O'Neil")) == "contact/emailaddress1?$filter=contactid eq 'O''Neil'"


def test_first_complete_title() -> None:
    titles = ("{customerName}", "{customer}", "Visitor")
    assert slugs.first_complete(titles, scope(customer="Contoso")) == "Contoso"
    assert slugs.first_complete(titles, scope(customerName=" ")) == "Visitor"
    assert slugs.first_complete(("Call from {who}",), scope()) == "Call from"
    assert slugs.first_complete(("{who}",), scope()) == ""


def test_parameterised_values_and_rounds() -> None:
    def own(lookup: slugs.Lookup) -> Scope:
        return Scope(lookup=lookup, query=lambda *_: "")

    assert slugs.expand_values({"a": "1{b}", "b": "2{c}", "c": 3}, own) == {"a": "123", "b": "23", "c": 3}
    with pytest.raises(WrongArgument, match="a → b → a"):
        slugs.expand_values({"a": "{b}", "b": "{a}"}, own)


def test_long_chains_of_references_are_refused_not_fatal() -> None:
    values = {f"k{n}": f"{{k{n + 1}}}" for n in range(5000)}
    with pytest.raises(WrongArgument, match="50 deep"):
        slugs.expand_values(values, lambda own: Scope(lookup=own, query=lambda *_: ""))
    slugs.refuse_recursion("{k0}", values)


@given(st.text(alphabet="{}$ab.\"'", max_size=300))
def test_any_text_is_read_in_parts_that_make_it_up(text: str) -> None:
    static = "".join(part for part in slugs.read(text) if isinstance(part, str))
    assert len(static) <= len(text)


def test_hostile_braces_take_no_time() -> None:
    period = "{" * 2000 + "}" * 2000
    assert slugs.render(period * 100, scope()) == period * 100
