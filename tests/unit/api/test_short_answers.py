"""The short way of look-ups without arguments: the same answers, log and faults as the long one."""

from __future__ import annotations

import json

import pytest

from cif_emulator.api.dispatcher import NUMBERED, Dispatcher
from cif_emulator.api.methods import METHODS

from ..workspace.desk import desk

CALL = json.dumps([{"templateName": "own_call"}])


def number_of(method_id: str) -> int:
    return NUMBERED.index(METHODS[method_id])


@pytest.fixture
def dispatcher() -> Dispatcher:
    return Dispatcher(desk(), "page", lambda *_: None)


def open_session(dispatcher: Dispatcher) -> str:
    answer = dispatcher.call(number_of("Apm.createSession"), CALL)
    assert isinstance(answer, str)
    assert answer[0] == "=", answer
    return str(json.loads(answer[1:]))


def test_look_ups_without_arguments_take_a_short_way(dispatcher: Dispatcher) -> None:
    short = dispatcher.call
    assert short(number_of("Apm.canCreateSession")) is True
    assert short(number_of("Apm.getFocusedSession")) == '="session-id-0"'
    session = open_session(dispatcher)
    assert short(number_of("Apm.getAllSessions")) == f'=["session-id-0","{session}"]'
    shown = [(each["kind"], each["what"], each["result"]) for each in dispatcher.log.plain()]
    assert ("call", "Microsoft.Apm.canCreateSession", "true") in shown
    assert ("call", "Microsoft.Apm.getFocusedSession", '"session-id-0"') in shown


def test_the_short_way_answers_as_the_long_one(dispatcher: Dispatcher) -> None:
    open_session(dispatcher)
    for number, method in enumerate(NUMBERED):
        if method.is_short:
            answer = dispatcher.call(number)
            text = f"={json.dumps(answer)}" if isinstance(answer, bool) else answer
            assert text == dispatcher.call(number, "[]"), method.method_id


def test_a_fault_on_the_short_way_is_told_and_logged(
    dispatcher: Dispatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> bool:
        raise RuntimeError("broken inside")

    monkeypatch.setattr(dispatcher.workspace, "can_create_session", broken)
    answer = dispatcher.call(number_of("Apm.canCreateSession"))
    assert isinstance(answer, str)
    assert "broken inside" in answer
    (entry,) = dispatcher.log.plain()
    assert (entry["kind"], entry["what"]) == ("fault", "Microsoft.Apm.canCreateSession")


def test_what_a_failed_look_up_leaves_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, str]] = []
    workspace = desk()
    dispatcher = Dispatcher(workspace, "page", lambda kind, text: told.append((kind, text)))

    def broken() -> bool:
        workspace.warn("panel-hidden")
        raise RuntimeError("broken inside")

    monkeypatch.setattr(workspace, "can_create_session", broken)
    dispatcher.call(number_of("Apm.canCreateSession"))
    assert [kind for kind, text in told if text.endswith("(panel-hidden)")] == ["warning"]
