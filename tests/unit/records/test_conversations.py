"""Conversations: all documented columns, and an id that code asks for in several ways."""

import pytest

from cif_emulator.config import Configuration
from cif_emulator.config.baseline import Baseline
from cif_emulator.records import QueryRefused, Store

TABLE = "msdyn_ocliveworkitem"


@pytest.fixture
def store() -> Store:
    return Store()


def test_a_conversations_id_is_its_key_as_a_text(store: Store) -> None:
    row = store.create(TABLE, {"subject": "Toner", "msdyn_ocliveworkitemid": "another"})
    assert row["msdyn_ocliveworkitemid"] == row["activityid"]
    changed = store.update(TABLE, str(row["activityid"]), {"msdyn_ocliveworkitemid": "another"})
    assert changed["msdyn_ocliveworkitemid"] == row["activityid"]


def test_the_id_is_found_with_and_without_quotes(store: Store) -> None:
    told: list[str] = []
    store.on_warning = told.append
    key = store.create(TABLE, {"subject": "Toner"})["activityid"]
    quoted = store.query(TABLE, f"$filter=msdyn_ocliveworkitemid eq '{key}'")
    assert (len(quoted), told) == (1, [])
    assert len(store.query(TABLE, f"$filter=msdyn_ocliveworkitemid eq {key}")) == 1
    (warning,) = told
    assert f"right is msdyn_ocliveworkitemid eq '{key}'" in warning


def test_a_workspace_tells_the_warning() -> None:
    workspace = Baseline(Configuration()).workspace()
    workspace.records.query(TABLE, "$filter=subject eq 0a0b0c0d-1111-2222-3333-444455556666")
    assert any("compared with a GUID without quotes" in str(event) for event in workspace.drain())


@pytest.mark.parametrize(("table", "guess"), [("phonecall", "phonecallid"), ("task", "id"), (TABLE, "id")])
def test_a_wrong_guess_for_a_key_hears_its_name(store: Store, table: str, guess: str) -> None:
    with pytest.raises(QueryRefused, match="Its key is “activityid”"):
        store.query(table, f"$select={guess}")


def test_the_tables_that_its_lookups_name_exist(store: Store) -> None:
    conversation = store.table(TABLE)
    assert conversation is not None
    named = {target for column in conversation.columns for target in column.targets}
    assert {target for target in named if store.table(target) is None} == set()
    session = store.create("msdyn_ocsession", {"subject": "First"})
    row = store.create(
        TABLE,
        {
            "subject": "Toner",
            "msdyn_lastsessionid@odata.bind": f"/msdyn_ocsessions({session['activityid']})",
        },
    )
    assert row["_msdyn_lastsessionid_value"] == session["activityid"]


def test_the_questions_that_scripts_ask_first(store: Store) -> None:
    store.create(TABLE, {"subject": "Toner", "statuscode": 5, "msdyn_statuschangereason": 192_350_005})
    (row,) = store.query(TABLE, "$select=msdyn_ocliveworkitemid,msdyn_isagentsession&$filter=statuscode eq 5")
    assert row["msdyn_isagentsession"] is True


@pytest.mark.parametrize("printed", ["msdyn_casefieldsupdatedbyAI", "msdyn_channelproviderName"])
def test_names_that_the_reference_prints_with_capitals_are_taken(store: Store, printed: str) -> None:
    row = store.create(TABLE, {"subject": "Toner", printed: "x"})
    assert row[printed.lower()] == "x"
    store.update(TABLE, str(row["activityid"]), {printed: "y"})
    (found,) = store.query(TABLE, f"$select={printed}&$filter={printed} eq 'y'&$orderby={printed}")
    assert found[printed.lower()] == "y"
    assert store.metadata(TABLE, [printed])["Attributes"]
    with pytest.raises(QueryRefused):
        store.query(TABLE, "$select=SUBJECT")
