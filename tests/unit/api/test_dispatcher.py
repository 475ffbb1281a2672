"""The contracts under CPython: checking, answers, errors as values, the log."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cif_emulator.api import values
from cif_emulator.api.call import PAGE
from cif_emulator.api.call_log import ENTRIES, TOTAL_LENGTH, CallLog
from cif_emulator.api.description import description
from cif_emulator.api.dispatcher import Dispatcher
from cif_emulator.api.methods import METHODS, NAMESPACES
from cif_emulator.workspace.state.requests import SessionRequest
from cif_emulator.workspace.workspace import Workspace

from ..workspace.desk import CASE, Records, desk


class Page:
    """Calls as the page makes them; keeps what the outside was told."""

    def __init__(self, workspace: Workspace | None = None) -> None:
        self.told: list[tuple[str, str]] = []
        self.dispatcher = Dispatcher(
            workspace or desk(), "page", lambda kind, text: self.told.append((kind, text))
        )
        self.dispatcher.tell_listeners()

    def answer(self, method: str, *args: object) -> str:
        return self.dispatcher.answer(method, PAGE, json.dumps(list(args)))

    def call(self, method: str, *args: object) -> Any:
        answer = self.answer(method, *args)
        assert answer.startswith("="), answer
        return json.loads(answer[1:]) if len(answer) > 1 else None

    def refusal(self, method: str, *args: object) -> Any:
        answer = self.answer(method, *args)
        assert answer.startswith("!"), answer
        return json.loads(answer[1:])

    def broadcasts(self) -> list[Any]:
        return [each for kind, text in self.told if kind == "broadcasts" for each in json.loads(text)]


def session_map(**entries: object) -> dict[str, object]:
    return {f"{values.MARK}map": list(entries.items())}


PAIRS = json.dumps([["entityName", "incident"], ["entityId", CASE]])


def test_documented_call_opens_the_case() -> None:
    page = Page()
    given = {"templateName": "own_case", "sessionContext": session_map(parametersStr=PAIRS, extn_x="1")}
    assert page.call("Apm.createSession", given) == "session-id-1"
    assert page.call("Session.title", "session-id-1") == "Ink & toner"
    assert page.call("Context.get", "session-id-1", "extn_x") == "1"
    assert page.call("Context.parameters", "session-id-1")["entityId"] == CASE
    topics = [topic for topic, _ in page.broadcasts()]
    assert topics == ["cif-emulator/page/ON_SESSION_SWITCH", "cif-emulator/page/ON_TAB_SWITCH"]
    assert page.broadcasts()[0][1] == {"previousSessionId": "session-id-0", "newSessionId": "session-id-1"}


def test_broadcasts_go_where_somebody_may_listen() -> None:
    told: list[tuple[str, str]] = []
    dispatcher = Dispatcher(desk(), "page", lambda *message: told.append(message))

    def open_session() -> list[tuple[str, object]]:
        told.clear()
        assert dispatcher.answer("Apm.createSession", PAGE, '[{"templateName":"own_plain"}]')[0] == "="
        sent = [json.loads(text) for kind, text in told if kind == "broadcasts"]
        return [message for messages in sent for message in messages]

    assert open_session() == []
    topic = json.loads(dispatcher.answer("Apm.getEventPublisherTopic", PAGE, '["ON_TAB_SWITCH"]')[1:])
    assert [name for name, _ in open_session()] == [topic]
    dispatcher.restart(desk())
    assert [name for name, _ in open_session()] == [topic]
    dispatcher.tell_listeners()
    assert len(open_session()) == 2


def test_json_text_and_plain_objects_are_taken_too() -> None:
    page = Page()
    given = {"templateName": "own_case", "sessionContext": {"parametersStr": PAIRS}, "isFocused": False}
    assert page.call("Apm.createSession", json.dumps(given)) == "session-id-1"
    assert page.call("Apm.getFocusedSession") == "session-id-0"
    assert page.broadcasts() == []


def test_what_happens_outside_calls_is_logged_with_its_time() -> None:
    times = iter(range(1_000, 10_000))
    workspace = desk()
    dispatcher = Dispatcher(workspace, "page", lambda *_: None, clock=lambda: float(next(times)))
    dispatcher.open()
    before = next(times)
    template = workspace.catalog.session_template("own_case")
    workspace.open_session(SessionRequest(template=template, page_parameters={"entityId": CASE}))
    dispatcher.open()
    logged = [entry for entry in dispatcher.log.plain() if entry["what"] == "ON_SESSION_SWITCH"]
    assert [entry["time"] for entry in logged] == [before + 1]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([], "sessionInput is missing"),
        ([None], "sessionInput is null"),
        (["{not json"], "sessionInput is a text, but not JSON: Expecting property name"),
        ([[]], "sessionInput is an array; right is an object with templateName"),
        ([{}], "sessionInput.templateName is missing"),
        (
            [{"templatename": "own_case"}],
            'templateName is missing (there is "templatename", which is no property); right is the unique name',
        ),
        ([{"templateName": 5}], "sessionInput.templateName is the number 5; right is a text"),
        ([{"templateName": ""}], "templateName is empty"),
        ([{"templateName": "own_caze"}], 'Did you mean "own_case"'),
        (
            [{"templateName": "own_case", "isFocused": "yes"}],
            'isFocused is the text "yes"; right is true or false',
        ),
        (
            [{"templateName": "own_case", "sessionContext": 5}],
            "sessionContext is the number 5; right is a Map",
        ),
        (
            [{"templateName": "own_case", "sessionContext": {"parametersStr": "x"}}],
            "parametersStr is a text, but not JSON",
        ),
        (
            [{"templateName": "own_case", "sessionContext": {"parametersStr": "{}"}}],
            "right is an array of pairs",
        ),
        (
            [{"templateName": "own_case", "sessionContext": {"parametersStr": "[[1,2]]"}}],
            r"parametersStr[0] is no [key, value] pair",
        ),
        (
            [{"templateName": "own_case", "sessionContext": {"parametersStr": []}}],
            "parametersStr is an array; right is a text",
        ),
        (
            [{"templateName": "own_case", "sessionContext": {"parametersStr": "[" * 100_000}}],
            "more than 64 levels deep",
        ),
        (
            [{"templateName": "own_case", "sessionContext": {"parametersStr": '[["entityName","contact"]]'}}],
            'is for "incident"',
        ),
        (
            [{"templateName": "own_case", "sessionContext": {"parametersStr": '[["entityId","5"]]'}}],
            "is not a GUID",
        ),
    ],
)
def test_bad_input_is_explained_and_changes_nothing(given: list[object], message: str) -> None:
    page = Page()
    error = page.refusal("Apm.createSession", *given)
    assert message in error["message"]
    assert error["message"].startswith("Microsoft.Apm.createSession: ")
    assert isinstance(error["errorCode"], int)
    assert page.call("Apm.getAllSessions") == ["session-id-0"]
    assert page.broadcasts() == []


def test_what_the_decoder_refused_is_named_by_parameter() -> None:
    page = Page()
    refused = {
        f"{values.MARK}refused": {
            "path": "[0].templateParameters.a.b",
            "reason": "is a function; right is plain data",
        }
    }
    answer = page.dispatcher.answer("CIFramework.createSession", PAGE, json.dumps(refused))
    assert (
        "input.templateParameters.a.b is a function; right is plain data" in json.loads(answer[1:])["message"]
    )


def test_values_survive_the_border_both_ways() -> None:
    page = Page()
    given = {
        "templateName": "own_plain",
        "templateParameters": {"n": 1.5, "t": True, "o": {"a": [1]}},
        "beside": "b",
    }
    session_id = page.call("CIFramework.createSession", given, "corr", "surplus")
    found = page.call("CIFramework.getSession", session_id)
    assert found["context"] == {"beside": "b", "n": 1.5, "t": True, "o": {"a": [1]}}
    assert found["isFocused"] is True


def test_marked_keys_of_callers_are_only_keys() -> None:
    page = Page()
    mark = values.MARK
    given = {"templateName": "own_plain", "templateParameters": {f"{mark}{mark}map": 5, "__proto__": 1}}
    session_id = page.call("CIFramework.createSession", given)
    assert page.call("Context.parameters", session_id) == {f"{mark}map": 5, "__proto__": 1}


def test_entity_templates_are_for_apm_only() -> None:
    error = Page().refusal("CIFramework.createSession", {"templateName": "own_case"})
    assert "entity session template" in error["message"]
    assert "Microsoft.Apm.createSession" in error["message"]


def test_providers_see_their_own_sessions_only() -> None:
    page = Page()
    apm_session = page.call("Apm.createSession", {"templateName": "own_plain"})
    assert page.call("CIFramework.getAllSessions") == []
    assert page.call("CIFramework.getFocusedSession") is None
    assert (
        "was not created by a channel provider"
        in page.refusal("CIFramework.getSession", apm_session)["message"]
    )
    own = page.call("CIFramework.createSession", {"templateName": "own_plain"})
    assert page.call("CIFramework.getAllSessions") == [own]
    assert page.call("CIFramework.getFocusedSession") == own
    other = page.dispatcher.answer("CIFramework.getSession", "other_provider", json.dumps([own]))
    assert "belongs to" in other


def test_unknown_ids_are_null_at_once_and_refused_later() -> None:
    page = Page()
    for wrong in ("nonsense", None, 5, ""):
        assert page.call("Apm.getSession", wrong) is None
    assert "there is no tab" in page.refusal("Apm.closeTab", "tab-id-77")["message"]


def test_properties_are_live_and_outlast_the_session() -> None:
    page = Page()
    session_id = page.call("Apm.createSession", {"templateName": "own_plain"})
    page.call("Session.title=", session_id, "Ada")
    assert page.call("Session.title", session_id) == "Ada"
    page.call("Session.close", session_id)
    assert page.call("Session.title", session_id) == "Ada"
    assert page.call("Session.canCreateTab", session_id) is False
    assert "has been closed" in page.refusal("Session.focus", session_id)["message"]
    assert "title is the number 5" in page.refusal("Session.title=", "session-id-0", 5)["message"]


def test_faults_of_our_own_are_told_and_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page()
    monkeypatch.setattr(Workspace, "can_create_session", lambda self: 1 / 0)
    error = page.refusal("Apm.canCreateSession")
    assert "the emulator itself failed (ZeroDivisionError" in error["message"]
    (entry,) = page.dispatcher.log.plain()
    assert (entry["kind"], entry["what"]) == ("fault", "Microsoft.Apm.canCreateSession")
    assert "Traceback" in entry["error"]


def test_log_holds_calls_refusals_warnings_and_events() -> None:
    page = Page()
    page.call("Apm.createSession", {"templateName": "own_plain"})
    page.refusal("Apm.createSession", {"templateName": "nope"})
    page.call("Session.close", "session-id-0")
    logged = [(entry["kind"], entry["what"]) for entry in page.dispatcher.log.plain()]
    assert logged == [
        ("call", "Microsoft.Apm.createSession"),
        ("event", "ON_SESSION_SWITCH"),
        ("event", "ON_TAB_SWITCH"),
        ("refusal", "Microsoft.Apm.createSession"),
        ("call", "Session.close"),
        ("warning", "Session.close"),
    ]


def test_log_is_bounded() -> None:
    log = CallLog()
    for _ in range(ENTRIES + 10):
        log.add(0, "call", "c", "w", input="x" * 100)
    assert len(log) == ENTRIES
    for _ in range(1000):
        log.add(0, "call", "c", "w", input="x" * 1_000_000)
    assert sum(len(str(entry["input"])) for entry in log.plain()) <= TOTAL_LENGTH
    assert "1,000,000 characters" in str(log.plain()[-1]["input"])


def test_every_declared_method_is_described_once() -> None:
    told = description()
    named = [method["id"] for namespace in told["namespaces"] for method in namespace["methods"]]
    assert len(named) == len(set(named))
    namespaces = {contract.name for contract in NAMESPACES}
    assert {method_id for method_id in METHODS if method_id.split(".")[0] in namespaces} == set(named)
    assert all(method.source and method.function.__doc__ for method in METHODS.values())


def test_records_protocol_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page()
    records = page.dispatcher.workspace.records
    assert isinstance(records, Records)
    page.call("Agent.openRecord", "contact", next(iter(records.data["contact"])))
    assert page.call("Session.title", "session-id-1") == "Ada Lovelace"


def test_a_live_object_is_looked_at_without_a_trace() -> None:
    page = Page()
    session_id = page.call("Apm.createSession", {"templateName": "own_plain"})
    entries = len(page.dispatcher.log)
    told = json.loads(page.dispatcher.look("Session", session_id)[1:])
    assert told == {name: page.call(f"Session.{name}", session_id) for name in told}
    assert set(told) == {"sessionId", "isDefault", "canClose", "title"}
    assert len(page.dispatcher.log) == entries + len(told)
    assert page.dispatcher.look("Session", "session-id-77").startswith("!")
