"""Answers about the records are remembered as long as the records stay as they are."""

from __future__ import annotations

from cif_emulator.records import Store

PERSON = {"lastname": "Hopper"}


def test_an_answer_is_made_once_until_a_record_changes() -> None:
    store = Store()
    made: list[int] = []

    def count() -> int:
        made.append(store.count("contact"))
        return made[-1]

    assert [store.remembered("contacts", count) for _ in range(3)] == [0, 0, 0]
    person = str(store.create("contact", PERSON)["contactid"])
    assert [store.remembered("contacts", count) for _ in range(2)] == [1, 1]
    store.delete("contact", person)
    assert store.remembered("contacts", count) == 0
    assert made == [0, 1, 0]


def test_answers_of_the_start_come_back_with_it() -> None:
    store = Store()
    store.create("contact", PERSON)
    store.mark_start()
    made: list[int] = []

    def count() -> int:
        made.append(store.count("contact"))
        return made[-1]

    store.remembered("contacts", count)
    store.create("contact", PERSON)
    assert store.remembered("contacts", count) == 2
    store.reset()
    assert store.remembered("contacts", count) == 1
    assert made == [1, 2]
    store.reset()
    assert store.remembered("contacts", count) == 1
    assert made == [1, 2]


def test_while_records_are_loaded_nothing_is_remembered() -> None:
    store = Store()
    steps = store.loading([("contact", PERSON)] * 5_000)
    next(steps)
    before = store.remembered("contacts", lambda: store.count("contact"))
    assert 0 < before < 5_000
    for _ in steps:
        pass
    assert store.remembered("contacts", lambda: store.count("contact")) == 5_000


def test_rows_that_were_given_out_may_be_changed() -> None:
    store = Store()
    person = str(store.create("contact", PERSON)["contactid"])
    row = store.retrieve("contact", person)
    assert row is not None
    row["lastname"] = "changed by hand"
    store.rows("contact")[0]["fullname"] = "changed by hand"
    assert (store.retrieve("contact", person) or {})["lastname"] == "Hopper"
    assert store.rows("contact")[0]["fullname"] == "Hopper"
