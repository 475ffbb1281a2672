"""The records of a configuration as a file in the user's cache: made once, whole or not at all."""

import hashlib
import json
import os
import sqlite3
import time

import attrs
import pytest

from cif_emulator import config
from cif_emulator.cli import prepared_records
from cif_emulator.cli.prepared_records import CannotPrepare, prepare_records
from cif_emulator.config import to_json
from cif_emulator.config.baseline import Baseline
from cif_emulator.config.data import files as data_files
from cif_emulator.config.data.files import UnusableData
from cif_emulator.config.exporting import present
from cif_emulator.records.prepared_file import content_name

SMALL = config.from_json('{"workspace": {"sample_records": false}}')


@pytest.fixture
def cache(tmp_path, monkeypatch):
    # What one test could not keep in its cache, another one must not find.
    monkeypatch.setattr(prepared_records, "_made_here", {})
    return tmp_path / "cache"


@pytest.fixture
def made(monkeypatch):
    """The configurations whose records were loaded."""
    loaded = []
    monkeypatch.setattr(
        data_files, "Baseline", lambda given, **more: loaded.append(given) or Baseline(given, **more)
    )
    return loaded


def with_contact(name):
    record = config.Record(
        table="contact", id="c7a11a11-0000-4000-8000-000000000001", values={"lastname": name}
    )
    return attrs.evolve(SMALL, records=(record,))


def entries(cache):
    return {entry.name for entry in cache.iterdir()}


def test_a_configuration_is_prepared_once(cache, made):
    first = prepare_records(SMALL, folder=cache).file
    assert prepare_records(SMALL, folder=cache).file == first
    assert len(made) == 1
    assert first.name == content_name(str(first))
    assert len(entries(cache)) == 1


def test_another_one_has_another_file(cache):
    files = {prepare_records(with_contact(name), folder=cache).file for name in ("Hopper", "Lovelace")}
    assert len({file.name for file in files}) == 2


def test_small_files_have_a_compressed_copy(cache):
    file = prepare_records(SMALL, folder=cache).file
    assert file.with_name(f"{file.name}.gz").stat().st_size < file.stat().st_size / 4


@pytest.fixture
def read(monkeypatch):
    """The data files that were read."""
    files = []
    reading = prepared_records.with_data
    monkeypatch.setattr(
        prepared_records,
        "with_data",
        lambda given, them, **options: files.extend(them) or reading(given, them, **options),
    )
    return files


def test_data_files_that_are_prepared_are_not_read(tmp_path, cache, read):
    contacts = tmp_path / "contact.csv"
    contacts.write_text("lastname\nHopper\n")
    first = prepare_records(SMALL, (contacts,), folder=cache)
    second = prepare_records(SMALL, (contacts,), folder=cache)
    assert second == first
    assert read == [contacts]
    contacts.write_text("lastname\nLovelace\n")
    assert prepare_records(SMALL, (contacts,), folder=cache).file != first.file
    assert read == [contacts, contacts]


def test_the_configuration_comes_with_what_the_server_knows_and_without_records(tmp_path, cache):
    contacts = tmp_path / "contact.csv"
    contacts.write_text("lastname\nHopper\n")
    given = attrs.evolve(with_contact("Lovelace"), embed_origins=("https://portal.example",))
    for _ in range(2):
        prepared = prepare_records(given, (contacts,), folder=cache)
        assert prepared.configuration == attrs.evolve(given, records=())
        assert prepared.configuration.embed_origins == given.embed_origins
        assert prepared.configuration.prepared_records == prepared.file.name


def test_what_was_changed_in_data_files_is_told_each_time(tmp_path, cache):
    contacts = tmp_path / "contact.json"
    owner = {"table": "systemuser", "id": "cccccccc-1111-4222-8333-444444444444"}
    contacts.write_text(json.dumps([{"lastname": "Hopper", "ownerid": owner}]))
    first, second = [], []
    for told in (first, second):
        prepare_records(SMALL, (contacts,), folder=cache, tell=told.append)
    assert first == second
    assert "contact.json" in first[0]


def test_data_files_that_change_meanwhile_are_told(tmp_path, cache, monkeypatch):
    contacts = tmp_path / "contact.csv"
    contacts.write_text("lastname\nHopper\n")
    reading = prepared_records.with_data

    def grows(given, files, **options):
        contacts.write_text("lastname\nHopper\nLovelace\n")
        return reading(given, files, **options)

    monkeypatch.setattr(prepared_records, "with_data", grows)
    with pytest.raises(CannotPrepare, match="change while they are read"):
        prepare_records(SMALL, (contacts,), folder=cache)


def test_a_data_file_that_is_not_there_is_told(tmp_path, cache):
    with pytest.raises(UnusableData, match=r"contact.csv cannot be read"):
        prepare_records(SMALL, (tmp_path / "contact.csv",), folder=cache)


@pytest.mark.parametrize("damage", ["cut", "changed", "empty"])
def test_a_damaged_file_is_made_again(cache, made, damage):
    file = prepare_records(SMALL, folder=cache).file
    whole = file.read_bytes()
    file.write_bytes({"cut": whole[:5000], "changed": whole[:-1] + b"x", "empty": b""}[damage])
    assert prepare_records(SMALL, folder=cache).file.read_bytes()[:16] == b"SQLite format 3\0"
    assert len(made) == 2


def test_what_the_code_decides_is_part_of_the_name(cache, made, monkeypatch):
    prepare_records(SMALL, folder=cache)
    monkeypatch.setattr(prepared_records, "source_hash", lambda: b"another version")
    prepare_records(SMALL, folder=cache)
    assert len(made) == 2


def test_a_cache_that_cannot_be_written_is_told_and_done_without(cache, made):
    cache.write_text("in the way")
    told = []
    file = prepare_records(SMALL, folder=cache, tell=told.append).file
    assert file.is_file()
    assert str(cache) in told[0]
    assert "for this run alone" in told[0]
    # And it is not made for every page.
    assert prepare_records(SMALL, folder=cache).file == file
    assert len(made) == 1


def test_a_full_disk_is_told(cache, monkeypatch):
    def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Baseline, "save_records", full)
    with pytest.raises(CannotPrepare, match=r"disk is full.*make room"):
        prepare_records(SMALL, folder=cache)
    assert entries(cache) == set()


def test_records_that_do_not_fit_are_told(cache):
    record = config.Record(
        table="contact", id="c7a11a11-0000-4000-8000-000000000001", values={"createdon": "soon"}
    )
    with pytest.raises(UnusableData, match="createdon"):
        prepare_records(attrs.evolve(SMALL, records=(record,)), folder=cache)
    assert entries(cache) == set()


def test_the_least_recently_used_go_when_there_are_too_many(cache, monkeypatch):
    monkeypatch.setattr(prepared_records, "MOST_ENTRIES", 2)
    old = [
        prepare_records(with_contact(name), folder=cache).file.parent for name in ("First", "Second", "Third")
    ]
    for place, entry in enumerate(old):
        os.utime(entry, (time.time() - 9000 + place, time.time() - 9000 + place))
    prepare_records(with_contact("First"), folder=cache)
    prepare_records(with_contact("Fourth"), folder=cache)
    assert [entry.is_dir() for entry in old] == [True, False, False]


def test_what_was_left_unfinished_long_ago_is_removed(cache):
    for name, age in (("making-old", 9000), ("making-new", 10)):
        (cache / name).mkdir(parents=True)
        os.utime(cache / name, (time.time() - age, time.time() - age))
    prepare_records(SMALL, folder=cache)
    assert {name for name in entries(cache) if name.startswith("making")} == {"making-new"}


def test_what_is_exported_after_edits_prepares_the_same_records(tmp_path, cache):
    contacts = tmp_path / "contact.csv"
    key = "c7a11a11-0000-4000-8000-00000000000{}".format
    contacts.write_text(
        f"contactid,lastname,birthdate,new_shoe\n{key(1)},Hopper,1906-12-09,39\n{key(2)},Müller,,\n{key(3)},Ng,,\n"
    )
    prepared = prepare_records(config.built_in(), (contacts,), folder=cache)
    before = Baseline(prepared.configuration, str(prepared.file))
    before.store.update("contact", key(1), {"lastname": "Murray", "new_hat": "bowler"})
    before.store.delete("contact", key(2))
    account = before.store.create(
        "account", {"name": "Navy", "primarycontactid@odata.bind": f"/contacts({key(1)})"}
    )
    before.store.create(
        "phonecall",
        {"subject": "On COBOL", "regardingobjectid_account@odata.bind": f"/accounts({account['accountid']})"},
    )
    exported = tmp_path / "workspace.json"
    exported.write_text(to_json(present(before)))
    again = prepare_records(config.load(exported), folder=cache)
    after = Baseline(again.configuration, str(again.file))
    assert sorted(after.store.export(), key=repr) == sorted(before.store.export(), key=repr)
    assert after.store.count("contact") > 2


@pytest.mark.parametrize("foreign", ["a text", "a folder"])
def test_what_else_lies_in_the_cache_is_left_alone(cache, foreign):
    cache.mkdir()
    other = cache / "mine"
    other.write_text("mine") if foreign == "a text" else other.mkdir()
    assert prepare_records(SMALL, folder=cache).file.is_file()
    assert other.exists()


def test_a_half_written_file_of_another_process_is_not_taken(cache, made):
    file = prepare_records(SMALL, folder=cache).file
    half = file.parent.rename(cache / "making-other")
    (half / file.name).write_bytes(file.name.encode())
    assert prepare_records(SMALL, folder=cache).file.stat().st_size > 1000
    assert len(made) == 2


def test_a_folder_that_is_read_only_is_told(cache, monkeypatch):
    def refused(*_, **__):
        raise PermissionError(13, "Permission denied")

    # Root writes everywhere, whatever the folder's mode says.
    monkeypatch.setattr(prepared_records.tempfile, "mkdtemp", refused)
    with pytest.raises(CannotPrepare, match=r"Permission denied.*TMPDIR"):
        prepare_records(SMALL, folder=cache)


def test_a_data_file_of_a_gigabyte_is_refused_before_it_is_read(tmp_path, cache, monkeypatch):
    contacts = tmp_path / "contact.csv"
    monkeypatch.setattr(hashlib, "file_digest", None)
    with contacts.open("wb") as file:
        file.truncate(2**30)
    with pytest.raises(UnusableData, match=r"contact\.csv is larger than 512 MB"):
        prepare_records(SMALL, (contacts,), folder=cache)
