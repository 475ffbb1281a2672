"""From a configuration to a workspace, by way of records that were prepared before."""

import sqlite3
from contextlib import closing

import pytest

from cif_emulator import config
from cif_emulator.config.baseline import Baseline
from cif_emulator.config.exporting import present
from cif_emulator.records import Store
from cif_emulator.records.prepared_file import PreparedFileRefused, check_content, content_name, read

from ..configured import configured
from .own_records import ADA, FIRM, GRACE, RECORDS, rows

OWN = f"""
[[session_template]]
unique_name = "own_chat"
name = "Own chat"
anchor_tab = "msdyn_activeconversation"
{RECORDS}own_size = 42
"""

TICKETS = '[[table]]\nname = "own_ticket"\nlabel = "Ticket"\nprimary_name = "own_name"\n'


def prepared(text, tmp_path, name="records.sqlite"):
    """The start of a configuration, as the host has it, and as a page has it that gets the prepared records."""
    whole = configured(text)
    host = Baseline(whole)
    file = tmp_path / name
    host.save_records(file, {"made by": "a test"})
    sent = config.from_json(config.to_json(whole, prepared_records=content_name(str(file))), checked=True)
    return host, Baseline(sent, str(file))


@pytest.mark.parametrize(
    "text",
    [
        "",
        OWN,
        f"[workspace]\npersist = true\n{OWN}",
        "[workspace]\nbuilt_in = false\n",
        TICKETS + f'[[record]]\ntable = "own_ticket"\nid = "{ADA}"\nown_name = "Jam"\n',
    ],
    ids=["built in", "own", "persist", "nothing", "table"],
)
def test_a_start_from_prepared_records_is_the_same(text, tmp_path):
    host, page = prepared(text, tmp_path)
    assert rows(page) == rows(host)
    assert page.made == host.made
    assert page.keys == host.keys
    assert page.fingerprint == host.fingerprint
    assert page.store.version == host.store.version
    assert present(page) == present(host)


def test_a_reset_returns_to_all_of_it_and_the_file_stays_as_it_is(tmp_path):
    _, page = prepared(OWN, tmp_path)
    before, name = rows(page), content_name(str(tmp_path / "records.sqlite"))
    for table, record_id in (("contact", ADA), ("contact", GRACE), ("account", FIRM)):
        page.store.delete(table, record_id)
    page.store.create("contact", {"lastname": "Turing", "own_colour": "blue"})
    page.workspace()
    assert rows(page) == before
    assert content_name(str(tmp_path / "records.sqlite")) == name


def test_a_whole_file_is_looked_at_in_pieces(tmp_path):
    file = tmp_path / "records.sqlite"
    Baseline(config.built_in()).save_records(file, {})
    shares = list(check_content(str(file), content_name(str(file))))
    assert shares[-1] == 1
    assert shares == sorted(shares)
    assert len(shares) > 1


def test_large_tables_come_last_so_that_the_first_part_is_enough_to_begin_with(tmp_path):
    with closing(Store()) as store:
        store.load([("account", {"name": f"Firm {number}"}) for number in range(1_001)])
        store.mark_start()
        store.save_start(tmp_path / "records.sqlite", {})
    with closing(sqlite3.connect(tmp_path / "records.sqlite")) as file:
        tables = file.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rootpage"
        ).fetchall()
        assert tables[-1] == ("account",)
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_column_that_came_with_a_record_is_there(tmp_path):
    _, page = prepared(OWN, tmp_path)
    assert (
        page.store.query("contact", "$select=lastname&$filter=own_size eq 42").rows[0]["lastname"] == "Hopper"
    )


def test_what_was_written_is_kept_as_from_any_other_start(tmp_path):
    host, page = prepared(f"[workspace]\npersist = true\n{OWN}", tmp_path)
    page.store.update("contact", ADA, {"firstname": "Ada"})
    host.store.restore_changes(page.store.changes())
    assert host.store.read("contact", ADA)["firstname"] == "Ada"


def test_notes_stay_with_the_file(tmp_path):
    prepared(OWN, tmp_path)
    assert read(tmp_path / "records.sqlite")["made by"] == "a test"


def test_a_file_is_not_written_over(tmp_path):
    (tmp_path / "records.sqlite").write_bytes(b"mine")
    with pytest.raises(sqlite3.Error):
        Baseline(config.built_in()).save_records(tmp_path / "records.sqlite", {})
    assert (tmp_path / "records.sqlite").read_bytes() == b"mine"


def test_the_records_of_other_tables_are_refused(tmp_path):
    prepared("", tmp_path)
    other = configured(TICKETS)
    with pytest.raises(PreparedFileRefused, match=r"made for other tables.*prepared anew"):
        Baseline(other, str(tmp_path / "records.sqlite"))


@pytest.mark.parametrize("damage", ["cut", "empty", "wrong page", "no database", "no notes"])
def test_a_damaged_file_is_told(tmp_path, damage):
    file = tmp_path / "records.sqlite"
    Baseline(configured(OWN)).save_records(file, {})
    whole, name = file.read_bytes(), content_name(str(file))
    half = len(whole) // 2
    content = {
        "cut": whole[:half],
        "empty": b"",
        "wrong page": whole[:half] + b"\xff" * 4096 + whole[half + 4096 :],
        "no database": b"<!doctype html>" * 1000,
    }
    file.write_bytes(content.get(damage, whole))
    if damage == "no notes":
        with sqlite3.connect(file) as connection:
            connection.execute('DELETE FROM "prepared~"')
    size = file.stat().st_size
    with pytest.raises(PreparedFileRefused, match=f"damaged or cut off.* {size:,} bytes.*Reload"):
        list(check_content(str(file), name))
    if damage != "wrong page":
        with pytest.raises(PreparedFileRefused, match=r"cannot be used: .*prepared anew"):
            Baseline(config.built_in(), str(file))


def test_the_start_can_be_had_once_more_beside_what_was_written(tmp_path):
    host, page = prepared(OWN, tmp_path)
    page.store.delete("contact", ADA)
    again = page.again()
    assert rows(again) == rows(host)
    assert present(again) == present(host)
    again.close()
    assert ("contact", ADA) not in rows(page)
