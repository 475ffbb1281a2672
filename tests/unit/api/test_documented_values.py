"""Values that JSON lacks, as the call log gives them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cif_emulator.api import values
from cif_emulator.api.call import PAGE
from cif_emulator.api.call_log import CallLog

MARK = values.MARK


def logged(value: object) -> Any:
    log = CallLog()
    log.add(0, "call", PAGE, "w", input=json.dumps(value))
    return json.loads(log.plain()[0]["input"])


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ([{f"{MARK}undefined": 0}], [{"$type": "undefined"}]),
        ([{f"{MARK}map": [["a", [1]]]}], [{"$type": "Map", "entries": [["a", [1]]]}]),
        (
            [{f"{MARK}date": "2026-01-02T00:00:00.000Z"}],
            [{"$type": "Date", "value": "2026-01-02T00:00:00.000Z"}],
        ),
        (
            {f"{MARK}refused": {"path": "[0]", "reason": "is NaN"}},
            {"$type": "refused", "path": "[0]", "reason": "is NaN"},
        ),
        (
            {
                f"{MARK}refused": {
                    "path": "[0]",
                    "reason": "is NaN",
                    "given": [{"$type": "number", "value": "NaN"}],
                }
            },
            [{"$type": "number", "value": "NaN"}],
        ),
        ([{f"{MARK}{MARK}map": 1}], [{f"{MARK}map": 1}]),
        ([{"a": f"{MARK}map", "$type": 1}], [{"a": f"{MARK}map", "$$type": 1}]),
        ([{"a": 1}], [{"a": 1}]),
    ],
)
def test_what_json_lacks_has_one_form(value: object, form: object) -> None:
    assert logged(value) == form


def test_a_cut_input_holds_nothing_of_the_border() -> None:
    log = CallLog()
    log.add(0, "call", PAGE, "w", input=json.dumps([{f"{MARK}map": [["a", "x" * 100_000]]}]))
    assert "u0001" not in log.plain()[0]["input"]


def test_dates_are_read_as_texts() -> None:
    text = json.dumps([{f"{MARK}date": "2026-01-02"}, {"a": {f"{MARK}date": "2026-01-03"}}])
    assert values.read(text) == ["2026-01-02", {"a": "2026-01-03"}]
