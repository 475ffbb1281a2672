"""Most starts begin with a copy of the built-in rows: as if these were loaded with the others, and their own."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from cif_emulator import config
from cif_emulator.config.baseline import Baseline
from cif_emulator.config.beginning import Beginning, beginning
from cif_emulator.config.template_rows import template_rows
from cif_emulator.records.physical import VERSION, quoted_name

BUILT_IN = config.built_in()
ACCOUNT = next(record for record in BUILT_IN.records if record.table == "account")
LAST = BUILT_IN.records[-1]
PRESENCE = beginning().made["msdyn_presence"][0][1]["id"]
OWN = "c7a11a11-0000-4000-8000-000000000001"
MADE_ON = "2024-03-04T08:00:00Z"
CASE = {"table": "incident", "id": OWN, "title": "A leak", "createdon": MADE_ON}
OTHER_CASE = {**CASE, "id": f"{OWN[:-1]}2", "acme_own": "x"}
ROW = {"table": "msdyn_presence", "id": OWN, "createdon": MADE_ON}
VISITS = {
    "table": [{"name": "acme_visit", "label": "Visit", "primary_name": "subject", "is_activity": True}],
    "record": [{"table": "acme_visit", "id": OWN, "subject": "x", "createdon": MADE_ON}],
}

BEGUN = {
    "nothing of its own": {},
    "records": {"record": [CASE, OTHER_CASE]},
    "a template": {"presence": [{"text": "On the phone", "base_status": "busy"}]},
    "a table": VISITS,
    "kept records": {"workspace": {"persist": True}, "record": [CASE]},
    "a deleted record": {"deleted_record": [{"table": "incident", "id": OWN}]},
}
OTHERS = {
    "another user": {"workspace": {"user_id": OWN}},
    "another name": {"workspace": {"user_name": "Sam"}},
    "no records": {"workspace": {"sample_records": False}},
    "nothing built in": {"workspace": {"built_in": False}},
    "a changed record": {"record": [{"table": ACCOUNT.table, "id": ACCOUNT.id, "name": "Other"}]},
    "a record less": {"deleted_record": [{"table": LAST.table, "id": LAST.id}]},
    "a changed template": {"presence": [{"text": BUILT_IN.setup.presences[0].text, "base_status": "busy"}]},
    "a template's row less": {"deleted_record": [{"table": "msdyn_presence", "id": PRESENCE}]},
    "a row in a template's table": {"record": [{**ROW, "msdyn_name": "Own"}]},
    "a column": {"table": [{"name": "account", "column": [{"name": "acme_rank", "kind": "number"}]}]},
}


def configuration(data):
    return config.from_json(json.dumps(data))


def content(start):
    """All cells, in the order of their rows, and how the tables lie; versions count in another order."""
    ask = start.store._connection.execute
    layout = ask("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
    names = [name for kind, name, _ in layout if kind == "table"]
    cells = {}
    for name in names:
        found = ask(f"SELECT * FROM {quoted_name(name)}")
        places = [place for place, column in enumerate(found.description) if column[0] != VERSION]
        cells[name] = [[row[place] for place in places] for row in found]
    return layout, cells, start.made, start.fingerprint, start.store.version


@pytest.mark.parametrize("data", BEGUN.values(), ids=BEGUN)
def test_a_start_is_as_if_all_rows_were_loaded_for_it(data, monkeypatch):
    chosen = configuration(data)
    # The first of a process, and those that begin with its copy.
    beginning.cache_clear()
    first, _, later = [content(Baseline(each)) for each in (chosen, BUILT_IN, chosen)]
    monkeypatch.setattr(Beginning, "further", lambda *_: None)
    assert first == later == content(Baseline(chosen))


@pytest.mark.parametrize("data", BEGUN.values(), ids=BEGUN)
def test_those_that_have_all_built_in_rows_begin_with_them(data):
    chosen = configuration(data)
    made, _ = template_rows(chosen)
    number = sum(map(len, beginning().made.values()))
    assert len(beginning().further(chosen, made, ())) == len(made) - number


@pytest.mark.parametrize("data", OTHERS.values(), ids=OTHERS)
def test_others_do_not(data):
    chosen = configuration(data)
    assert beginning().further(chosen, template_rows(chosen)[0], ()) is None


def test_nor_do_those_with_rows_of_files_in_a_templates_table():
    rows = [("msdyn_presence", {"id": OWN, "msdyn_name": "Own"})]
    assert beginning().further(BUILT_IN, template_rows(BUILT_IN)[0], rows) is None


def test_what_one_start_writes_no_later_one_has():
    with closing(Baseline(BUILT_IN)) as start:
        before = content(start)
        start.store.delete("account", ACCOUNT.id)
        start.store.mark_start()
        start.store.create("contact", {"lastname": "Ada", "acme_own": "A"})
        with closing(Baseline(BUILT_IN)) as later:
            assert content(later) == before


def test_the_first_start_in_a_process_may_have_tables_of_its_own():
    beginning.cache_clear()
    Baseline(configuration(VISITS)).close()
    with closing(Baseline(BUILT_IN)) as later:
        assert later.store.table("acme_visit") is None


def test_starts_are_made_in_several_threads():
    beginning.cache_clear()

    def titles(number):
        own = {**CASE, "title": f"Case {number}"}
        with closing(Baseline(configuration({"record": [own]}))) as start:
            return start.store.read("incident", OWN)["title"]

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(titles, range(12))) == [f"Case {number}" for number in range(12)]
