"""Arguments and results of calls into the page, as text."""

import json

import pytest

from cif_emulator.testing.calls import MARK, CallRefused, JsMap, from_text, to_text


def test_plain_arguments_are_json():
    arguments = ({"a": [1, 2.5, None, True, "ü\ud800"]}, "text", (1, 2))
    assert json.loads(to_text(arguments)) == [{"a": [1, 2.5, None, True, "ü\ud800"]}, "text", [1, 2]]


def test_maps_are_marked_wherever_they_are():
    sent = json.loads(to_text(({"context": JsMap({"a": JsMap({"b": 1})})},)))
    inner = {MARK: "map", "entries": [["b", 1]]}
    assert sent == [{"context": {MARK: "map", "entries": [["a", inner]]}}]


def test_an_object_with_the_mark_as_its_key_stays_itself():
    sent = json.loads(to_text(({MARK: "map", "entries": 1},)))
    assert sent == [{MARK: "object", "entries": [[MARK, "map"], ["entries", 1]]}]


def test_maps_in_results_are_maps():
    result = from_text(json.dumps({"result": {"m": {MARK: "map", "entries": [["a", 1]]}}}))
    assert result == {"m": {"a": 1}}
    assert isinstance(result["m"], JsMap)


def test_a_refusal_is_raised_with_all_that_the_error_says():
    refused = {"message": "no such template", "name": "Error", "errorCode": 7, "stack": "Error: …"}
    with pytest.raises(CallRefused) as refusal:
        from_text(json.dumps({"refused": refused}))
    error = refusal.value
    assert (error.message, error.name, error.error_code, error.stack) == (
        "no such template",
        "Error",
        7,
        "Error: …",
    )
    assert str(error) == "Error: no such template"
