"""The measurement of calls leaves no method out."""

import pytest

from cif_emulator.api.methods import NAMESPACES, OBJECTS

from ..bench.call_cases import CASES

DECLARED = {
    method.method_id
    for contract in (*NAMESPACES, *OBJECTS)
    if contract.name != "GlobalContext"
    for method in contract.methods.values()
    if not method.is_missing
}


@pytest.mark.parametrize("method_id", sorted(DECLARED))
def test_every_method_is_measured(method_id):
    assert method_id in CASES, f"tests/bench/call_cases.py says nothing of {method_id}"


def test_nothing_else_is_measured():
    assert set(CASES) == DECLARED
