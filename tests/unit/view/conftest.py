"""Records in a database, for the tests that write them: each module's ``records``, as loaded, in every test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from cif_emulator.records import SeedRow, Store
from cif_emulator.view.snapshot import snapshot
from cif_emulator.workspace.workspace import Workspace


def loaded(rows: Iterable[SeedRow]) -> Store:
    """A store that begins with these rows."""
    store = Store()
    store.load(rows)
    store.mark_start()
    return store


@pytest.fixture
def store(records: Store) -> Iterator[Store]:
    records.reset()
    yield records
    records.reset()


def shown(desk: Workspace) -> Any:
    """The page of the selected tab, as the view draws it."""
    return snapshot(desk)["page"]
