"""The forms of what can be tried by hand are made from the declarations."""

from __future__ import annotations

import json

import pytest

from cif_emulator.api.methods import NAMESPACES
from cif_emulator.api.provider_events import BUILT_IN_EVENTS
from cif_emulator.api.trials import Trials, trials

from .board import Board


@pytest.fixture
def found() -> Trials:
    return trials(Board().workspace)


def test_every_method_of_both_namespaces_has_a_form(found: Trials) -> None:
    declared = [method for contract in NAMESPACES for method in contract.methods.values()]
    # Where every name is refused, there is none to choose.
    assert [each["id"] for each in found["methods"]] == [
        method.method_id for method in declared if not method.title.endswith("*")
    ]
    assert "correlationId" not in json.dumps(found["methods"])


def test_members_are_fields_with_choices(found: Trials) -> None:
    form = next(each for each in found["methods"] if each["id"] == "CIFramework.createSession")
    fields = {".".join(field["path"]): field for field in form["fields"]}
    name = fields["input.templateName"]
    assert (name["kind"], name["choices"]) == ("text", "sessionTemplates")
    assert fields["input.templateParameters"]["kind"] == "json"
    assert "own_call" in found["choices"]["sessionTemplates"]
    handler = next(each for each in found["methods"] if each["id"] == "CIFramework.addHandler")
    assert [field["kind"] for field in handler["fields"]] == ["text", "function"]


def test_a_template_tells_its_slugs_and_what_they_fill(found: Trials) -> None:
    call, case = (
        next(each for each in found["templates"] if each["name"] == name) for name in ("own_call", "own_case")
    )
    assert call["slugs"] == [{"name": "customer", "fills": "title “Call from {customer}”"}]
    assert case["slugs"] == [{"name": "entityId", "fills": "the id of the record that opens"}]


def test_every_event_has_a_payload_to_begin_with(found: Trials) -> None:
    assert [each["name"] for each in found["events"]] == list(BUILT_IN_EVENTS)
    assert all(each["payload"] for each in found["events"])


def test_a_call_by_hand_is_the_chosen_callers() -> None:
    board = Board()
    board.dispatcher.try_call("own_phone", "CIFramework.createSession", '[{"templateName":"own_call"}]')
    assert board.workspace.focused_session.owner == "own_phone"
