from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

import pytest

from cif_emulator.records import Store

NOW = datetime(2025, 3, 1, 15, 4, 5, tzinfo=UTC)
USER = "aaaaaaaa-0000-4000-8000-000000000001"
ROWS: list[tuple[str, Mapping[str, object]]] = [
    # Rows name rows that come later: the order does not matter.
    (
        "account",
        {
            "accountid": "a0000000-0000-4000-8000-000000000001",
            "name": "Contoso",
            "telephone1": "+1 (425) 555-0100",
            "primarycontactid": {"table": "contact", "id": "c0000000-0000-4000-8000-000000000001"},
            "revenue": 20000,
            "numberofemployees": 1200,
        },
    ),
    ("account", {"id": "a0000000-0000-4000-8000-000000000002", "name": "Fabrikam"}),
    (
        "contact",
        {
            "contactid": "c0000000-0000-4000-8000-000000000001",
            "firstname": "Ada",
            "lastname": "Lovelace",
            "emailaddress1": "Ada@contoso.example",
            "telephone1": "+1 425-555-0123",
            "mobilephone": "0171 2345678",
            "birthdate": "1815-12-10",
            "parentcustomerid_account@odata.bind": "/accounts(a0000000-0000-4000-8000-000000000001)",
            "donotphone": True,
            "preferredcontactmethodcode": 3,
        },
    ),
    (
        "contact",
        {
            "contactid": "c0000000-0000-4000-8000-000000000002",
            "firstname": "José",
            "lastname": "O'Brien",
            "telephone1": "+44 20 7946 0999",
        },
    ),
    (
        "contact",
        {"contactid": "c0000000-0000-4000-8000-000000000003", "lastname": "100% Müller", "statecode": 1},
    ),
    (
        "incident",
        {
            "incidentid": "f0000000-0000-4000-8000-000000000001",
            "title": "Printer jams",
            "ticketnumber": "CAS-01042-A1B2C3",
            "customerid": {"table": "contact", "id": "c0000000-0000-4000-8000-000000000001"},
            "prioritycode": 1,
            "createdon": "2024-12-24T08:30:00Z",
        },
    ),
]


@pytest.fixture(scope="session")
def loaded() -> Iterator[Store]:
    store = Store(clock=lambda: NOW, current_user=USER, current_user_name="Alex Blake")
    store.load(ROWS)
    store.mark_start()
    yield store
    store.close()


@pytest.fixture
def store(loaded: Store) -> Store:
    loaded.reset()
    return loaded


@pytest.fixture
def strict() -> Iterator[Store]:
    strict = Store(strict=True, clock=lambda: NOW, current_user=USER)
    strict.load(ROWS)
    strict.mark_start()
    yield strict
    strict.close()


@pytest.fixture
def names(store: Store) -> Callable[..., list[object]]:
    """Asks for contacts; gives the last names found."""

    def ask(options: str, table: str = "contact", column: str = "lastname") -> list[object]:
        return [row[column] for row in store.query(table, options)]

    return ask


@pytest.fixture
def contents() -> Callable[[Store], tuple[list[object], list[object]]]:
    """All that a store holds, to tell whether something was left behind."""

    def read(store: Store) -> tuple[list[object], list[object]]:
        return [(table, dict(row)) for table, row in store.export()], [
            table.columns for table in store.tables()
        ]

    return read
