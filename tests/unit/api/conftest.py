from __future__ import annotations

from collections.abc import Iterator

import pytest

from cif_emulator.records import Store


@pytest.fixture(scope="session")
def _loaded_store() -> Store:
    store = Store()
    store.load(
        [
            (
                "contact",
                {"id": CONTACT, "firstname": "Ada", "lastname": "Lovelace", "telephone1": "+1 425 555 0100"},
            ),
            (
                "contact",
                {"id": OTHER_CONTACT, "firstname": "Grace", "lastname": "Hopper", "telephone1": "555 0199"},
            ),
            ("msdyn_kpieventdefinition", {"id": DEFINITION, "msdyn_name": "CallStarted"}),
            *(("msdyn_kpieventdefinition", {"msdyn_name": name}) for name in PLATFORM_EVENTS),
        ]
    )
    store.mark_start()
    return store


CONTACT = "aaaaaaaa-1111-2222-3333-444444444444"
OTHER_CONTACT = "bbbbbbbb-1111-2222-3333-444444444444"
DEFINITION = "cccccccc-1111-2222-3333-444444444444"
PLATFORM_EVENTS = ("NotificationDisplayed", "NotificationResponse", "SessionStarted", "SessionSwitched")


@pytest.fixture
def store(_loaded_store: Store) -> Iterator[Store]:
    _loaded_store.reset()
    yield _loaded_store
    _loaded_store.reset()
