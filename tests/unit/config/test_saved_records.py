"""Records that a reload brings back: what is saved of them, and what is refused."""

import json
from hashlib import sha256

import pytest

from cif_emulator import config
from cif_emulator.config.baseline import Baseline
from cif_emulator.config.persisted_records import PersistedRecords, UnusableRecords
from cif_emulator.records import RecordError

from ..configured import configured
from .own_records import ADA, FIRM, GRACE, RECORDS, lasting_rows


def baseline(records=RECORDS, settings="persist = true"):
    text = f"[workspace]\nsample_records = false\n{settings}\n{records}"
    start = Baseline(configured(text))
    start.workspace()
    return start


@pytest.fixture
def written():
    """A start whose records have been written, and the text of what was saved."""
    return after_writes()


@pytest.fixture(scope="module")
def shared():
    """As ``written``, for those that only read it."""
    return after_writes()


@pytest.fixture(scope="module")
def page():
    """A start that is reset before it is used again."""
    return baseline()


def after_writes():
    start = baseline()
    saved = PersistedRecords(start)
    store = start.store
    store.update("contact", ADA, {"firstname": "Ada", "new_shoe": "left", "new_size": 7})
    store.delete("contact", GRACE)
    case = store.create(
        "incident", {"title": "Émile's 100%", "customerid_contact@odata.bind": f"/contacts({ADA})"}
    )
    store.create(
        "phonecall",
        {
            "subject": "Call",
            "regardingobjectid_incident@odata.bind": f"/incidents({case['incidentid']})",
            "new_friend@odata.bind": f"/contacts({ADA})",
        },
    )
    gone = store.create("task", {"subject": "made and deleted"})
    store.delete("task", str(gone["activityid"]))
    return start, saved.all()


def test_what_was_written_comes_back(written):
    start, text = written
    again = baseline()
    saved = PersistedRecords(again)
    saved.restore_changes(text)
    assert lasting_rows(again) == lasting_rows(start)
    assert again.store.retrieve("contact", GRACE) is None
    case = again.store.query("incident").rows[0]
    assert case["ticketnumber"] == start.store.query("incident").rows[0]["ticketnumber"]
    assert again.store.query("contact", "$filter=new_size eq 7&$select=new_shoe")[0]["new_shoe"] == "left"
    assert again.store.query("phonecall", f"$filter=_new_friend_value eq {ADA}").rows
    # Versions go on from where they were, and numbers too.
    assert again.store.version > start.store.version
    following = again.store.create(
        "incident", {"title": "Next", "customerid_account@odata.bind": f"/accounts({FIRM})"}
    )
    assert following["ticketnumber"] > case["ticketnumber"]


def test_each_write_can_be_saved_alone(written):
    start, text = written
    saved = PersistedRecords(start)
    saved.newest()
    start.store.update("contact", ADA, {"firstname": "Augusta"})
    first = saved.newest()
    task = start.store.create("task", {"subject": "made later"})
    second = saved.newest()
    start.store.delete("task", str(task["activityid"]))
    third = saved.newest()
    assert "Lovelace" in first
    assert "made later" not in first
    assert "Lovelace" not in second
    assert "Contoso" not in first + second + third
    again = baseline()
    restored = PersistedRecords(again)
    for each in (text, first, second):
        restored.restore_changes(each)
    assert again.store.read("contact", ADA)["firstname"] == "Augusta"
    assert again.store.read("task", str(task["activityid"]))["subject"] == "made later"
    restored.restore_changes(third)
    assert lasting_rows(again) == lasting_rows(start)
    assert json.loads(restored.newest().partition("\n")[2])["tables"] == {}
    # All is still all, for a database that has none of it.
    third_start = baseline()
    PersistedRecords(third_start).restore_changes(restored.all())
    assert lasting_rows(third_start) == lasting_rows(again)


def test_what_was_made_and_is_deleted_is_kept_no_longer(written):
    start, _ = written
    saved = PersistedRecords(start)
    saved.newest()
    before = saved.all()

    def come_and_go():
        task = str(start.store.create("task", {"subject": "for a moment"})["activityid"])
        saved.newest()
        start.store.delete("task", task)
        # Whoever keeps the task already has to hear of it.
        assert task in saved.newest()

    for _ in range(3):
        come_and_go()
    tables = [json.loads(text.partition("\n")[2])["tables"] for text in (before, saved.all())]
    assert tables[0] == tables[1]


def loaded(text):
    """A page that goes on from a text: its store, and what it saves itself."""
    again = baseline()
    saved = PersistedRecords(again)
    saved.restore_changes(text)
    return again.store, saved


def test_a_row_of_the_start_that_is_deleted_after_a_reload_stays_away():
    first = baseline()
    first.store.update("contact", GRACE, {"firstname": "Amazing"})
    store, saved = loaded(PersistedRecords(first).all())
    store.delete("contact", GRACE)
    saved.newest()
    store, saved = loaded(saved.all())
    assert store.retrieve("contact", GRACE) is None
    # Made anew and deleted again it is still one of the start.
    store.create("contact", {"contactid": GRACE, "lastname": "Murray"})
    saved.newest()
    store.delete("contact", GRACE)
    saved.newest()
    store, _ = loaded(saved.all())
    assert store.retrieve("contact", GRACE) is None


def test_writes_are_told_and_restoring_is_not(shared):
    _, text = shared
    again = baseline()
    saved = PersistedRecords(again)
    told = []
    again.store.on_write = lambda: told.append(saved.newest())
    saved.restore_changes(text)
    assert told == []
    again.store.update("contact", ADA, {"firstname": "Ada King"})
    (newest,) = told
    assert "Ada King" in newest


def test_a_refused_write_is_no_change(written):
    start, _ = written
    saved = PersistedRecords(start)
    saved.newest()
    with pytest.raises(RecordError):
        start.store.create("incident", {"title": "x", "customerid_contact@odata.bind": f"/contacts({GRACE})"})
    assert json.loads(saved.newest().partition("\n")[2])["tables"] == {}


def test_a_reset_brings_back_the_seed(shared):
    _, text = shared
    again = baseline()
    seed = lasting_rows(again)
    saved = PersistedRecords(again)
    saved.restore_changes(text)
    again.workspace()
    assert lasting_rows(again) == seed
    again.store.update("contact", ADA, {"firstname": "Ada"})
    for each in (saved.newest(), saved.all()):
        tables = json.loads(each.partition("\n")[2])["tables"]
        assert {name: len(table["rows"]) for name, table in tables.items()} == {"contact": 1}


def changed_body(text, change):
    """The text with another body, and the checksum that belongs to it."""
    data = json.loads(text.partition("\n")[2])
    change(data)
    return with_body(text, json.dumps(data))


def with_body(text, body):
    """The text with a body that stands for anything, and the checksum that belongs to it."""
    line = text.partition("\n")[0]
    return json.dumps({**json.loads(line), "checksum": sha256(body.encode()).hexdigest()}) + "\n" + body


def no_version(data):
    del data["version"]


def dangling(data):
    data["tables"]["account"] = {"names": ["accountid"], "rows": [], "deleted": [FIRM]}


def other_column(data):
    data["tables"]["contact"]["names"][-1] = "no_such_column"


def other_table(data):
    data["tables"]["no_such_table"] = data["tables"]["contact"]


def no_value(data):
    data["tables"]["contact"]["rows"][0][-1] = {"a": 1}


def no_id(data):
    table = data["tables"]["contact"]
    table["rows"][0][table["names"].index("contactid")] = None


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda text: "", "not what this page has saved"),
        (lambda text: "SQLite format 3\0", "not what this page has saved"),
        (lambda text: "[" * 900, "not what this page has saved"),
        (lambda text: text[:-20], "damaged or cut off"),
        (lambda text: text[: len(text) // 2], "damaged or cut off"),
        (lambda text: text.replace("Lovelace", "Lovelaca"), "damaged or cut off"),
        (lambda text: text.replace('"format": 2', '"format": 99'), "format 99, and this version reads 2"),
        (lambda text: text.replace('"fingerprint": "', '"fingerprint": "0'), "another configuration"),
        (lambda text: with_body(text, "[" * 20_000 + "]" * 20_000), "nested more than 8 levels deep"),
        (lambda text: with_body(text, "{"), "line 1, column 2"),
        (lambda text: changed_body(text, no_version), "not an object with version"),
        (lambda text: changed_body(text, dangling), "which does not exist"),
        (lambda text: changed_body(text, other_column), "no column “no_such_column”"),
        (lambda text: changed_body(text, other_table), "no table “no_such_table”"),
        (lambda text: changed_body(text, no_value), "do not fit these tables"),
        (lambda text: changed_body(text, no_id), "has no id"),
    ],
    ids=(
        "empty database deep cut half changed format configuration nested json version link column table value id"
    ).split(),
)
def test_what_cannot_be_used_is_refused_and_leaves_nothing(shared, page, spoil, says):
    _, text = shared
    page.workspace()
    before = lasting_rows(page)
    saved = PersistedRecords(page)
    spoilt = spoil(text)
    assert spoilt != text
    with pytest.raises(UnusableRecords) as refusal:
        saved.restore_changes(spoilt)
    assert says in str(refusal.value)
    assert lasting_rows(page) == before
    saved.restore_changes(text)
    assert lasting_rows(page) != before


@pytest.mark.parametrize(
    ("other", "settings"),
    [
        (RECORDS.replace("Contoso", "Fabrikam"), "persist = true"),
        (RECORDS + '[[table]]\nname = "own_order"\n[[table.column]]\nname = "own_name"\n', "persist = true"),
        (RECORDS, f'persist = true\nuser_id = "{GRACE}"'),
    ],
)
def test_another_configuration_has_another_fingerprint(shared, other, settings):
    start, text = shared
    again = PersistedRecords(baseline(other, settings))
    assert again.fingerprint != PersistedRecords(start).fingerprint
    with pytest.raises(UnusableRecords):
        again.restore_changes(text)


def test_templates_and_titles_leave_the_fingerprint(shared):
    start, text = shared
    own = '[[session_template]]\nunique_name = "own"\nname = "Own"\nanchor_tab = "own_tab"\n'
    own += '[[application_tab_template]]\nunique_name = "own_tab"\nname = "Own"\npage_type = "search"\nparameters = { searchText = "x" }\n'
    again = baseline(RECORDS + own, 'persist = true\ntitle = "Elsewhere"')
    PersistedRecords(again).restore_changes(text)
    assert again.store.read("contact", ADA)["firstname"] == "Ada"
    # As in a text of the page: what is configured goes there and comes from there.
    copy = Baseline(config.from_json(config.to_json(again.configuration), checked=True))
    assert PersistedRecords(copy).fingerprint == PersistedRecords(start).fingerprint
