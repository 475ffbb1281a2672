"""Rows of a file are read together by column: that gives what each of them gives alone."""

import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cif_emulator.records import RecordError, Store
from cif_emulator.records.writing import Insertion

NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
KEYS = [str(uuid.UUID(int=number + 1, version=4)) for number in range(6)]
TEXTS = (
    st.sampled_from(["", "Ada", "José", "ﬁn", "İ", "Å", "a\u0301b", "x\0y", "\ud800", "1 Main St."])
    | st.none()
)
MOMENTS = st.sampled_from(
    ["2024-02-29", "2024-W01-1", "20240101T1", "1752-12-31", "2024-01-01T10:00+02:00", "", None]
)
LOOKUPS = st.none() | st.builds(
    lambda table, number: {"table": table, "id": KEYS[number].upper()},
    st.sampled_from(["account", "contact", "team"]),
    st.integers(0, 1),
)
OWNERS = st.none() | st.just({"table": "systemuser", "id": "5b1f3a52-9c1e-4f0c-8a55-0d7b3c1e2f40"})
CONTACT = {
    "firstname": TEXTS,
    "lastname": TEXTS,
    "address1_line1": TEXTS,
    "address1_city": TEXTS,
    "telephone1": TEXTS | st.just(5550100),
    "birthdate": MOMENTS,
    "createdon": MOMENTS,
    "modifiedon": MOMENTS,
    "statecode": st.sampled_from([0, 1, "Inactive", None]),
    "statuscode": st.sampled_from([1, 2, "2", None]),
    "donotphone": st.sampled_from([True, "No", 1, None]),
    "parentcustomerid": LOOKUPS,
    "ownerid": OWNERS,
    "new_own": TEXTS,
}
INCIDENT = {
    "title": TEXTS,
    "ticketnumber": st.sampled_from(["CAS-02000-A", "", None]),
    "prioritycode": st.just("High"),
}
CALL = {"subject": TEXTS, "actualdurationminutes": st.sampled_from(["5", 5.0, None])}


def rows_of(table, columns):
    return st.tuples(
        st.just(table),
        st.builds(
            lambda key, values: {"id": key, **values},
            st.sampled_from(KEYS),
            st.fixed_dictionaries({}, optional=columns),
        ),
    )


ROWS = st.lists(
    rows_of("contact", CONTACT) | rows_of("incident", INCIDENT) | rows_of("phonecall", CALL),
    min_size=1,
    max_size=8,
    unique_by=lambda row: (row[0], row[1]["id"]),
)
ACCOUNTS = [("account", {"id": key, "name": "Contoso"}) for key in KEYS[:2]]


# Made once: a reset brings back its start, without rows and without the columns that came with some.
STORE = Store(clock=lambda: NOW)


def loaded(rows, *, alone):
    """What the database holds of the tables, or the refusal's words."""
    STORE.reset()
    # Rows bear the number of the change that made them.
    STORE.version = 0
    with pytest.MonkeyPatch.context() as patch:
        if alone:
            patch.setattr(Insertion, "_add_together", lambda *_: False)
        try:
            STORE.load([*ACCOUNTS, *rows])
        except RecordError as refusal:
            return type(refusal), refusal.message
    return [
        dict(zip([each[0] for each in found.description], cells, strict=True))
        for table in ("account", "contact", "incident", "phonecall")
        for found in [STORE._connection.execute(f'SELECT * FROM "{table}"')]
        for cells in found
    ]


@settings(max_examples=150, deadline=None)
@given(ROWS)
def test_rows_that_are_read_together_are_those_read_alone(rows):
    assert loaded(rows, alone=False) == loaded(rows, alone=True)


def test_rows_of_one_shape_are_read_together(monkeypatch):
    store = Store()
    monkeypatch.setattr(Insertion, "add", None)
    account = {"table": "account", "id": KEYS[0]}
    contacts = [
        ("contact", {"id": key, "firstname": "Zoë", "telephone1": "555", "parentcustomerid": account})
        for key in KEYS
    ]
    other = ("contact", {"id": str(uuid.UUID(int=99, version=4))})
    assert store.load([*ACCOUNTS, *contacts, other]) == 9


def test_a_refusal_names_the_first_row_in_the_file():
    rows = [
        ("contact", {"id": KEYS[0], "firstname": "Ada"}),
        ("contact", {"id": KEYS[1], "donotphone": "maybe"}),
        ("contact", {"id": KEYS[2], "birthdate": "soon"}),
        ("contact", {"id": KEYS[3], "donotphone": "perhaps"}),
    ]
    with pytest.raises(RecordError, match=r"Record 2: .*“maybe”"):
        Store().load(rows)


def test_an_id_that_is_there_twice_is_told_whatever_the_shapes():
    rows = [
        ("contact", {"id": KEYS[0], "firstname": "Ada"}, "a.csv, line 2"),
        ("contact", {"id": KEYS[1]}, "a.csv, line 3"),
        ("contact", {"id": KEYS[0]}, "a.csv, line 4"),
    ]
    with pytest.raises(RecordError, match=r"a\.csv, line 4: .* already \(a\.csv, line 2\)"):
        Store().load(rows)


def test_an_id_that_is_there_twice_in_a_long_load_is_told():
    rows = [("contact", {"id": str(uuid.UUID(int=number + 1, version=4))}) for number in range(5_000)]
    rows[4_500] = ("contact", {"id": rows[4_000][1]["id"]})
    store = Store()
    before = store.count("contact")
    with pytest.raises(RecordError, match=r"Record 4501: .* already \(Record 4001\)"):
        store.load(rows)
    assert store.count("contact") == before


def test_an_id_that_is_taken_is_told_by_a_long_load():
    rows = [("contact", {"id": str(uuid.UUID(int=number + 1, version=4))}) for number in range(5_000)]
    store = Store()
    store.load(rows[4_999:])
    with pytest.raises(RecordError, match=r"^Record 5000: There is a record .* already\.$"):
        store.load(rows)
