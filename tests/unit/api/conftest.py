from __future__ import annotations

from collections.abc import Iterator

import pytest

from cif_emulator.records import Store

from .board import CHAT, CHAT_PROVIDER, PHONE_PROVIDER, Board, Caller


@pytest.fixture
def board() -> Board:
    """A workspace with two channel providers."""
    return Board(PHONE_PROVIDER, CHAT_PROVIDER)


@pytest.fixture
def phone(board: Board) -> Caller:
    """The page of the first, ready."""
    return board.frame()


@pytest.fixture
def chat(board: Board) -> Caller:
    """The page of the second, ready."""
    return board.frame("own_chat", CHAT)


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
