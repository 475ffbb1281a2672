"""Recordings that a command reads, and how two of them differ."""

import json

import attrs
import pytest

from cif_emulator.cli.recordings import (
    Step,
    UnusableRecording,
    differences,
    differences_by_provider,
    provider_calls,
    read_recording,
)

RECORDING = {
    "format": "cif-emulator recording",
    "version": 1,
    "steps": [
        {
            "number": 1,
            "kind": "call",
            "who": "phone",
            "name": "CIFramework.getMode",
            "input": [],
            "result": 1,
        },
        {"number": 2, "kind": "call", "who": "emulator_page", "name": "CIFramework.getMode", "input": []},
        {"number": 3, "kind": "action", "who": "agent", "name": "setPresence", "input": ["p"]},
    ],
}


def written(tmp_path, data):
    file = tmp_path / "recording.json"
    file.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return file


def test_steps_are_read(tmp_path):
    steps = read_recording(written(tmp_path, RECORDING))
    assert [step.kind for step in steps] == ["call", "call", "action"]
    assert provider_calls(steps, "emulator_page") == steps[:1]


def changed(**keys):
    return {**RECORDING, **keys}


def step(**keys):
    return changed(steps=[{**RECORDING["steps"][0], **keys}])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (json.dumps(RECORDING)[:-20], "is no JSON text, or was cut off; record it again"),
        ([], "is no recording; right is a file of cifEmulator.recording()"),
        (changed(format="trace"), "is no recording"),
        (changed(version=2), "is of version 2; this cif-emulator reads version 1"),
        (changed(version=True), "is of version true; this cif-emulator reads version 1"),
        (changed(version="\ud800"), 'is of version "\\ud800"; this'),
        (changed(steps=None), "steps: expected a list of steps"),
        (changed(steps=[5]), "steps[0]: expected an object"),
        (step(number="one"), 'steps[0].number: expected a number, got "one"'),
        (step(number=[]), "steps[0].number: expected a number, got []"),
        (step(number={}), "steps[0].number: expected a number, got {}"),
        (step(number=True), "steps[0].number: expected a number, got true"),
        (step(number="n" * 999), f'steps[0].number: expected a number, got "{"n" * 199}…'),
        (step(name=None), "steps[0].name: expected a text, got null"),
        (step(kind="click"), 'steps[0].kind: expected call, event, action, got "click"'),
        (step(kind="action", input="p"), "steps[0].input: expected the list of an action's arguments"),
    ],
)
def test_what_is_no_recording_is_told(tmp_path, data, expected):
    with pytest.raises(UnusableRecording) as refused:
        read_recording(written(tmp_path, data))
    assert expected in str(refused.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UnusableRecording, match="No such file"):
        read_recording(tmp_path / "none.json")


# -- what differs ---------------------------------------------------------------------------------


def calls(*given):
    return [
        Step(number=number, kind="call", who="phone", name=name, input=list(arguments))
        for number, (name, *arguments) in enumerate(given, 1)
    ]


SESSION = {"templateName": "msdyn_chat_session", "templateParameters": {"customer": "Ada"}}
ONE = "11111111-2222-4333-8444-555555555555"
TWO = "99999999-2222-4333-8444-555555555555"


def test_the_same_is_the_same():
    given = calls(("getMode",), ("createSession", SESSION))
    assert differences(given, given) == []


def test_ids_and_times_count_by_what_they_mean():
    recorded = calls(
        ("focusSession", "session-id-1"),
        (
            "updateRecord",
            "contact",
            ONE,
            json.dumps({"seen": "2026-01-01T10:00:00Z", "at": 1_767_261_600_000}),
        ),
        ("deleteRecord", "contact", ONE),
    )
    replayed = calls(
        ("focusSession", "session-id-4"),
        (
            "updateRecord",
            "contact",
            TWO,
            json.dumps({"seen": "2027-02-02T11:30:00.5Z", "at": 1_798_797_600_000}),
        ),
        ("deleteRecord", "contact", TWO),
    )
    assert differences(recorded, replayed) == []


def test_another_record_is_another():
    recorded = calls(("updateRecord", ONE), ("deleteRecord", ONE))
    replayed = calls(("updateRecord", ONE), ("deleteRecord", TWO))
    assert differences(recorded, replayed) == [
        'other input: step 2, deleteRecord: [0]: "<id 1>" was recorded, "<id 2>" came'
    ]


def test_another_input_is_told_with_its_place():
    other = {**SESSION, "templateName": "own_template", "context": {}}
    assert differences(calls(("createSession", SESSION)), calls(("createSession", other))) == [
        'other input: step 1, createSession: [0].templateName: "msdyn_chat_session" was recorded, "own_template" came',
        "other input: step 1, createSession: [0].context {} is new",
    ]


def test_a_missing_call_leaves_the_names_of_later_ids_alone():
    recorded = calls(("deleteRecord", ONE), ("updateRecord", TWO), ("focusSession", "session-id-1"))
    replayed = calls(("updateRecord", ONE), ("focusSession", "session-id-1"))
    assert differences(recorded, replayed) == [f'missing: step 1, deleteRecord ["{ONE}"]']


def test_missing_and_extra_calls():
    recorded = calls(("getMode",), ("setMode", 1), ("createSession", SESSION))
    replayed = calls(("getMode",), ("createSession", SESSION), ("setWidth", 300))
    assert differences(recorded, replayed) == ["missing: step 2, setMode [1]", "extra: setWidth [300]"]


def test_providers_are_compared_by_themselves():
    def by(who, *given):
        return [attrs.evolve(each, who=who) for each in calls(*given)]

    recorded = [*by("phone", ("getMode",)), *by("chat", ("setMode", 1))]
    replayed = [*by("chat", ("setMode", 2)), *by("phone", ("getMode",))]
    assert differences_by_provider(recorded, replayed) == [
        "chat: other input: step 1, setMode: [0]: 1 was recorded, 2 came"
    ]
    assert differences_by_provider(by("phone", ("getMode",)), by("local_phone", ("getMode",))) == []


def test_json_texts_are_looked_into():
    recorded = calls(("createRecord", "contact", '{"lastname": "Hopper", "firstname": "Grace"}'))
    replayed = calls(("createRecord", "contact", '{"firstname":"Grace","lastname":"Hoper"}'))
    assert differences(recorded, replayed) == [
        'other input: step 1, createRecord: [1].lastname: "Hopper" was recorded, "Hoper" came'
    ]
