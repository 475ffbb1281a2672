"""Every method of every contract, with right and wrong arguments, by three callers and the agent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cif_emulator.records import Store

from .contract_calls import shortest, store_with_records

CALLS, EXAMPLES = 100, 100


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    store = store_with_records()
    yield store
    store.close()


@settings(max_examples=EXAMPLES, deadline=None)
@given(seed=st.integers(0, 2**64))
def test_whatever_is_called_the_workspace_stays_in_order(store: Store, seed: int) -> None:
    """``python -m tests.attack --calls 1000000`` makes as many as you like."""
    found = shortest(store, seed, CALLS)
    assert found is None, f"seed {seed}: {found}"
