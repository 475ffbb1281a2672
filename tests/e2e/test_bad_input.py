"""Bad input in the page itself: explained, without effect, with the interpreter alive afterwards."""

from __future__ import annotations

import json

import pytest

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

scripts = Scripts(__file__)

# Expression for the argument, and what the message says of it.
APM = [
    ("undefined", "sessionInput is missing"),
    ("null", "sessionInput is null"),
    ("5", "sessionInput is the number 5; right is an object with templateName"),
    ('"{"', "sessionInput is a text, but not JSON"),
    ('"[".repeat(100000)', "nested more than 64 levels deep"),
    ("[]", "sessionInput is an array"),
    ("{}", "sessionInput.templateName is missing"),
    ('{ templateName: "" }', "templateName is empty"),
    ('{ templateName: "   " }', "templateName is empty"),
    ("{ templateName: 5 }", "templateName is the number 5; right is a text"),
    ("{ templateName: {} }", "templateName is an object; right is a text"),
    ('{ templateName: "constructor" }', 'there is no session template "constructor"'),
    ('{ templateName: "__proto__" }', 'there is no session template "__proto__"'),
    ('{ templateName: "msdyn_chat_sesion" }', 'Did you mean "msdyn_chat_session"'),
    ('{ templateName: "x".repeat(1_000_000) }', "(1000000 characters)"),
    ('{ templateName: "msdyn_chat_session", isFocused: "true" }', "isFocused is the text"),
    ('{ templateName: "msdyn_chat_session", sessionContext: "x" }', "right is a Map or an object"),
    ("context({ parametersStr: 'x' })", "parametersStr is a text, but not JSON: Expecting value at line 1, column 1"),
    ("context({ parametersStr: '{}' })", "right is an array of pairs"),
    ("context({ parametersStr: '[5]' })", "parametersStr[0] is no [key, value] pair"),
    ("context({ parametersStr: '[[\"a\"]]' })", "parametersStr[0] is no [key, value] pair"),
    ("context({ parametersStr: [['a', 'b']] })", "parametersStr is an array; right is a text"),
    ("context({ parametersStr: '['.repeat(100_000) + ']'.repeat(100_000) })", "nested more than 64 levels deep"),
    ("context({ parametersStr: '[[\"a\",' + '9'.repeat(10_000) + ']]' })", "parametersStr is a text, but not JSON"),
    ("context({ parametersStr: '[[\"a\",NaN]]' })", "NaN is not JSON"),
    (
        "({ ...context({ parametersStr: '[[\"entityName\",\"contact\"]]' }), templateName: caseTemplate })",
        'parametersStr names the table "contact"',
    ),
    ("context({ a: cyclic })", 'sessionContext.a.self refers back to an object'),
    ("context({ a: cyclicMap })", "refers back to an object"),
    ("context({ a: () => 1 })", "sessionContext.a is a function"),
    ("context({ a: document.body })", "sessionContext.a is a DOM node"),
    ("context({ a: window })", "sessionContext.a is a window"),
    ("context({ a: { get deep() { throw new Error('no entry') } } })", "sessionContext.a.deep threw when it was read: no entry"),
    ("context({ a: { get deep() { throw Symbol('x') } } })", "a.deep threw when it was read"),
    ("context({ a: new Proxy({}, { ownKeys() { throw new Error('trap') } }) })", "threw when it was read: trap"),
    ("context({ a: nested(70) })", "is nested more than 64 levels deep"),
    ("context({ a: nested(100_000) })", "is nested more than 64 levels deep"),
    ("context({ a: nestedMaps(100) })", "is nested more than 64 levels deep"),
    ("context({ a: 'x'.repeat(5_000_000) })", "beyond 4,000,000 characters"),
    ("context({ a: new Array(200_000).fill(0) })", "the limit is 100000"),
    ("context({ a: new Array(1e9) })", "the limit is 100000"),
    ("context({ a: Array.from({ length: 400 }, () => new Array(400).fill(0)) })", "beyond 100,000 values"),
    ("context({ a: 'half \\ud83d pair' })", "sessionContext.a holds half a surrogate pair"),
    ("context({ ['\\ude00']: 1 })", "holds half a surrogate pair"),
    ("context({ a: 10n })", "is a BigInt"),
    ("context({ a: Symbol('s') })", "is a symbol"),
    ("context({ a: NaN })", "is NaN; right is a finite number"),
    ("context({ a: new Date(NaN) })", "is an invalid Date"),
    ("context({ a: Promise.resolve(1) })", "is a Promise; await it"),
    ("context({ a: new Uint8Array(3) })", "holds bytes"),
    ("context({ a: /x/ })", "is a RegExp"),
    ("context(new Map([[{}, 1]]))", "has a key that is no text"),
    ("{ get templateName() { throw new TypeError('mine') } }", "sessionInput.templateName threw when it was read: mine"),
]  # fmt: skip

CIF = [
    ("undefined", "input is missing"),
    ("{}", "input.templateName is missing"),
    ('{ templateName: "" }', "templateName is empty"),
    ('"not json"', "input is a text, but not JSON"),
    ("{ templateName: caseTemplate }", "entity session template"),
    ('{ templateTag: "nothing" }', 'there is no session template with the tag "nothing"'),
    ('{ templateName: "msdyn_chat_session", templateParameters: 5 }', "input.templateParameters is the number 5"),
    ('{ templateName: "msdyn_chat_session", templateParameters: [] }', "input.templateParameters is an array"),
    ('{ templateName: "msdyn_chat_session", context: "x" }', "input.context is a text, but not JSON"),
    ('{ templateName: "msdyn_chat_session", templateParameters: { a: { b: cyclic } } }', "templateParameters.a.b.self refers back"),
    ('{ templateName: "msdyn_chat_session", templateParameters: { a: () => 1 } }', "input.templateParameters.a is a function"),
    ('{ templateName: "msdyn_chat_session", templateParameters: { a: "{b}", b: "{a}" } }', "a recursive slug: a → b → a"),
    ('{ templateName: "msdyn_chat_session", customer: nested(70) }', "is nested more than 64 levels deep"),
]  # fmt: skip

VALUES = "caseTemplate, context, cyclic, cyclicMap, nested, nestedMaps"


def outcome(workspace: Workspace, call: str) -> dict[str, object]:
    found: dict[str, object] = workspace.page.evaluate(
        f"() => ({scripts('outcome')})(({{ {VALUES} }}) => {call})"
    )
    return found


@pytest.mark.parametrize(("given", "says"), APM)
def test_apm_create_session(workspace: Workspace, given: str, says: str) -> None:
    found = outcome(workspace, f"Microsoft.Apm.createSession({given})")
    assert says in str(found.get("message"))
    assert str(found["message"]).startswith("Microsoft.Apm.createSession: ")
    assert (found["native"], isinstance(found["errorCode"], int)) == (True, True)
    assert (found["all"], found["focused"], found["alive"]) == (["session-id-0"], "session-id-0", "ok")


@pytest.mark.parametrize(("given", "says"), CIF)
def test_cif_create_session(workspace: Workspace, given: str, says: str) -> None:
    found = outcome(workspace, f"Microsoft.CIFramework.createSession({given})")
    assert says in str(found.get("message"))
    assert (found["native"], found["all"], found["alive"]) == (True, ["session-id-0"], "ok")
    refusals = [entry for entry in workspace.calls() if entry["kind"] == "refusal"]
    assert [entry["what"] for entry in refusals] == ["Microsoft.CIFramework.createSession"]


def test_eleventh_session(workspace: Workspace) -> None:
    page = workspace.page
    page.evaluate("""async () => {
      for (let n = 0; n < 9; n++) await Microsoft.CIFramework.createSession({ templateName: "msdyn_chat_session" });
    }""")
    found = outcome(workspace, 'Microsoft.CIFramework.createSession({ templateName: "msdyn_chat_session" })')
    assert found["message"] == "Maximum sessions reached. Close a session before opening another."
    assert len(workspace.sessions) == 10


def test_long_text_and_strange_keys_are_kept_as_they_are(workspace: Workspace) -> None:
    found = workspace.page.evaluate(scripts("longTextAndStrangeKeysAreKeptAsTheyAre"))
    assert found == ["p", "c", "t", 1_000_000, "marked", True, None]


def test_dates_sets_and_nested_maps_become_plain_data(workspace: Workspace) -> None:
    found = workspace.page.evaluate(scripts("datesSetsAndNestedMapsBecomePlainData"))
    assert found == {
        "when": "1970-01-01T00:00:00.000Z",
        "set": [1, "a"],
        "map": {"k": {"1": 2}},
        "url": "https://a.invalid/x",
        "error": {"name": "RangeError", "message": "r"},
    }


HOSTILE = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'


def test_text_of_callers_never_becomes_markup(workspace: Workspace) -> None:
    workspace.page.evaluate(
        scripts("textOfCallersNeverBecomesMarkup"),
        HOSTILE,
    )
    assert workspace.focused_session.title == HOSTILE
    assert workspace.tabs[0].title == HOSTILE
    assert workspace.page.evaluate("window.hacked === undefined")
    assert workspace.page.locator("img[src=x]").count() == 0


def test_log_shows_what_was_refused_and_why(workspace: Workspace) -> None:
    outcome(workspace, 'Microsoft.Apm.createSession({ templateName: "nope" })')
    logged = workspace.calls()[0]
    assert (logged["kind"], logged["caller"], logged["what"]) == (
        "refusal",
        "emulator_page",
        "Microsoft.Apm.createSession",
    )
    assert json.loads(logged["input"]) == [{"templateName": "nope"}]
    assert "there is no session template" in json.loads(logged["error"])["message"]
