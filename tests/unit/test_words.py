"""What used to end in a traceback is answered in words."""

import json
import sqlite3
import zipfile

import pytest
from click.testing import CliRunner

from cif_emulator import config
from cif_emulator.cli.check import check_command
from cif_emulator.config import document
from cif_emulator.config.data.files import UnusableData, with_data
from cif_emulator.records import RecordError, Store
from cif_emulator.workspace.state.record_source import Column, Table

from .api.board import Board


def wide(number, kind="text", **more):
    columns = tuple(
        Column(name=f"new_c{place}", label=str(place), kind=kind, **more) for place in range(number)
    )
    return Table(
        name="new_wide",
        label="Wide",
        plural_label="Wide",
        entity_set="new_wides",
        primary_id="new_wideid",
        primary_name="new_name",
        columns=(
            Column(name="new_wideid", label="Id", kind="id"),
            Column(name="new_name", label="Name"),
            *columns,
        ),
    )


def test_a_table_of_1000_text_columns_works():
    store = Store([wide(1_000)])
    store.load([("new_wide", {"new_name": "One", "new_c0": "Ärger", "new_c999": "Ärger"})])
    for column in ("new_c0", "new_c999"):
        for condition in (f"{column} eq 'arger'", f"contains({column},'RGE')", f"startswith({column},'a')"):
            assert len(store.query("new_wide", f"$filter={condition}&$orderby={column}")) == 1, condition
    assert not len(store.query("new_wide", "$filter=new_c999 eq 'other'"))
    store.close()


@pytest.mark.parametrize(("number", "kind"), [(1_100, "text"), (1_000, "lookup")])
def test_a_table_that_is_too_wide_is_refused(number, kind):
    with pytest.raises((RecordError, ValueError), match="at most 1,024 columns") as refusal:
        Store([wide(number, kind, targets=("contact",) if kind == "lookup" else ())])
    assert not isinstance(refusal.value, sqlite3.Error)


@pytest.mark.parametrize("count", ["²", "١٢²", "①", "९" * 12])
def test_counts_that_are_no_numbers(count):
    phone = Board().frame()
    own = phone.session()
    phone.session()
    for method in ("notifyNewActivity", "setSessionTitle"):
        answer = phone.answer(method, own, count)
        assert "emulator itself failed" not in answer, method


@pytest.mark.parametrize(
    "data", [{"workspace": {"title": "a\ud800"}}, {"workspace": {"title": "x", "a\udfff": 1}}, {"\ud800": {}}]
)
def test_half_characters_in_a_json_configuration(tmp_path, data):
    file = tmp_path / "workspace.json"
    file.write_text(json.dumps(data))
    result = CliRunner().invoke(check_command, [str(file)])
    assert result.exit_code in (1, 2)
    assert "half of a surrogate pair" in result.output


def test_whole_characters_beyond_the_first_plane_are_right(tmp_path):
    file = tmp_path / "workspace.json"
    file.write_text(json.dumps({"workspace": {"title": "\U0001f600"}}))
    assert CliRunner().invoke(check_command, [str(file)]).exit_code == 0


def test_a_configuration_that_is_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(document, "LARGEST", 2**20)
    file = tmp_path / "workspace.toml"
    file.write_text(f'[workspace]\ntitle = "{"x" * 2**21}"\n')
    result = CliRunner().invoke(check_command, [str(file)])
    assert result.exit_code in (1, 2)
    assert "is 2 MB large; a configuration has at most 1 MB" in result.output


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_archives_that_exports_never_are(tmp_path, method):
    file = tmp_path / "data.zip"
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("data.xml", "<entities/>")
    content = bytearray(file.read_bytes())
    content[50] ^= 0xFF
    file.write_bytes(content)
    with pytest.raises(UnusableData, match="compressed in a way that exports never use"):
        with_data(config.built_in(), [file])


def test_a_csv_file_of_100000_columns(tmp_path):
    file = tmp_path / "contact.csv"
    file.write_text(",".join(f"c{number}" for number in range(100_000)) + "\n" + "1," * 99_999 + "1\n")
    with pytest.raises(UnusableData, match="names 100,000 columns; a table has at most 1,024"):
        with_data(config.built_in(), [file])


@pytest.mark.parametrize("title", ["1979-05-27", "07:32:00", "1979-05-27T07:32:00Z"])
def test_a_title_that_is_a_date_is_its_text(tmp_path, title):
    file = tmp_path / "workspace.toml"
    file.write_text(
        f'[[session_template]]\nunique_name = "own_call"\nname = "Own"\ntitle = {title}\n'
        'anchor_tab = "msdyn_entityrecord"\n'
    )
    result = CliRunner().invoke(check_command, [str(file)])
    assert result.exit_code == 0, result.output
    title_read = next(
        each.title for each in config.load(file).setup.session_templates if each.unique_name == "own_call"
    )
    assert title_read == (title,)


def test_a_query_of_a_title_that_cannot_be_read(tmp_path):
    file = tmp_path / "workspace.toml"
    file.write_text(
        '[[session_template]]\nunique_name = "own_call"\nname = "Own"\n'
        'title = "{$odata.contact.fullname.?$filter=((((}"\nanchor_tab = "msdyn_entityrecord"\n'
    )
    result = CliRunner().invoke(check_command, [str(file)])
    assert "the filter ends too soon" in result.output
