"""``cifEmulator.load`` and files that are dropped on the page: records in while the workspace runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from cif_emulator.testing.fixtures import FreshWorkspace
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

scripts = Scripts(__file__)

ADA = "aaaaaaaa-1111-2222-3333-444444444444"
TESTERS = "() => Xrm.WebApi.retrieveMultipleRecords('contact', \"?$filter=jobtitle eq 'Tester'&$orderby=firstname\").then(({ entities }) => entities.map((row) => row.firstname))"
LOAD = "(data) => cifEmulator.load(data)"


def names_of_testers(workspace: Workspace) -> list[str]:
    found: list[str] = workspace.page.evaluate(TESTERS)
    return found


@pytest.mark.parametrize(
    "data",
    [
        [{"table": "contact", "firstname": "Ada", "jobtitle": "Tester"}],
        {"contact": [{"firstname": "Ada", "jobtitle": "Tester"}]},
        {"name": "contact.csv", "text": "firstname;jobtitle\nAda;Tester\n"},
        {"name": "contact.csv", "text": "\ufefffirstname\tjobtitle\nAda\tTester\n"},
        {
            "name": "data.xml",
            "text": f'<entities><entity name="contact"><records><record id="{ADA}"><field name="firstname" value="Ada" />'
            '<field name="jobtitle" value="Tester" /></record></records></entity></entities>',
        },
    ],
    ids=["rows", "rows by table", "CSV", "CSV of a spreadsheet", "data.xml"],
)
def test_data_comes_in_and_goes_with_a_reset(workspace: Workspace, data: Any) -> None:
    assert workspace.page.evaluate(LOAD, data) == {"rows": 1, "replaced": 0, "remarks": []}
    assert names_of_testers(workspace) == ["Ada"]
    workspace.reset()
    assert names_of_testers(workspace) == []


def test_a_list_that_is_shown_has_the_new_rows(workspace: Workspace) -> None:
    page = workspace.page
    page.evaluate("() => Xrm.Navigation.navigateTo({ pageType: 'entitylist', entityName: 'contact' })")
    page.evaluate(LOAD, [{"table": "contact", "firstname": "Ada", "lastname": "Aardvark"}])
    expect(page.get_by_role("link", name="Ada Aardvark")).to_be_visible()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (None, "null holds no records; right is a File"),
        (7, "a number holds no records; right is a File"),
        ("contact.csv", "a string holds no records; right is a File"),
        ("function", "a function holds no records; right is a File"),
        ("cyclic", "the rows cannot be written as JSON: Converting circular structure"),
        ("throwing", "the rows cannot be written as JSON: out of order"),
        ("blob", "a Blob has no name, which says what it holds; right is a File"),
        (
            "large",
            "contact.csv has 50 MB; while the workspace runs, 48 MB can be added. Start with it: cif-emulator serve",
        ),
        (
            "long",
            "the rows have more than 48 MB as JSON, which is what can be added while the workspace runs",
        ),
        ("longInside", "the rows have more than 48 MB as JSON"),
        ("longFromJson", "the rows have more than 48 MB as JSON"),
        ("repeated", "the rows have more than 48 MB as JSON"),
        ("deep", "contact.json: is nested more than 64 levels deep"),
        ("deepXml", "data.xml: it is nested more than 50 levels deep"),
        (
            {"name": "data.xml", "text": '<?xml version="1.0" encoding="cp1251"?><entities/>'},
            "data.xml: it is not valid XML",
        ),
        ([], "there are no records in rows.json"),
        ({}, "there are no records in rows.json"),
        (
            [{"firstname": "Ada"}],
            'rows[0] (without a key "table", so its list names the table): there is no table "rows"',
        ),
        ([{"table": "kontakt"}], 'rows.json, rows[0]: there is no table "kontakt". Did you mean "contact"?'),
        ([7], "rows.json, rows[0]: expected an object of columns and values"),
        ({"contact": {"firstname": "Ada"}}, "rows.json, contact: expected a list of rows"),
        ({"name": "../../contact.csv", "text": "birthdate\nlong ago\n"}, "contact.csv, line 2: "),
        ({"name": "contact.exe", "text": "MZ"}, "expected a file whose name ends with .csv"),
        ({"name": "\ud800/", "text": ""}, '"" is no file\'s name; right is one like contact.csv'),
        ({"name": "..", "text": ""}, '".." is no file\'s name'),
        ({"name": "a\0.csv", "text": ""}, "is no file's name"),
        ({"name": "x" * 5_000 + ".csv", "text": ""}, "is no file's name"),
        ("twice", "two files are called account.csv; add them one after the other"),
    ],
)
def test_what_is_no_data_is_refused_and_leaves_nothing(workspace: Workspace, data: Any, says: str) -> None:
    is_type_error, message = workspace.page.evaluate(scripts("refusal"), data)
    assert is_type_error
    assert message.startswith("cifEmulator.load: ")
    assert says in message
    assert names_of_testers(workspace) == []
    assert workspace.page.evaluate("() => Microsoft.Apm.canCreateSession()") is True


def test_other_writes_and_resets_are_refused_meanwhile(workspace: Workspace) -> None:
    found = workspace.page.evaluate(scripts("whileACallWrites"), 4_000)
    assert found["result"] == {"rows": 4_000, "replaced": 0, "remarks": []}
    assert "Records are being loaded; wait until that is done." in found["refused"]
    assert "Records are being loaded; wait until that is done." in found["reset"]


def test_files_are_dropped_on_the_page(workspace: Workspace) -> None:
    page = workspace.page
    assert page.evaluate(
        scripts("drop"),
        [["contact.csv", "firstname,jobtitle\nAda,Tester\n"], ["account.csv", "name\nContoso\n"]],
    )
    expect(page.get_by_text("Records added: 2.")).to_be_visible()
    expect(page.locator(".drop-files")).to_be_hidden()
    assert names_of_testers(workspace) == ["Ada"]


@pytest.mark.allow_page_errors
def test_files_that_are_wrong_are_told_on_the_page(workspace: Workspace) -> None:
    page = workspace.page
    page.evaluate(scripts("drop"), [["contact.csv", "birthdate\nlong ago\n"]])
    expect(page.get_by_text("No record was added. contact.csv, line 2: ")).to_be_visible()


def test_files_are_chosen_in_the_user_menu(workspace: Workspace, tmp_path: Path) -> None:
    page = workspace.page
    file = tmp_path / "contact.csv"
    file.write_text(f"id,firstname,jobtitle\n{ADA},Ada,Tester\n", encoding="utf-8")
    for told in ("Records added: 1.", "Records added: 1, 1 of them in place of others."):
        page.locator("#user-button").click()
        with page.expect_file_chooser() as chosen:
            page.get_by_role("menuitem", name="Add data…").click()
        chosen.value.set_files(file)
        expect(page.get_by_text(told, exact=True)).to_be_visible()
    assert names_of_testers(workspace) == ["Ada"]


def test_a_reset_takes_what_was_downloaded_however_long(fresh_workspace: FreshWorkspace) -> None:
    """Longer than a call's arguments may be."""
    # Its configuration stays in force.
    workspace = fresh_workspace()
    rows = workspace.page.evaluate(scripts("downloadAndResetWith"), 6_000_000)
    assert rows == ["Ada"]
    workspace.page.evaluate("() => cifEmulator.reset()")
    assert names_of_testers(workspace) == ["Ada"]


def test_records_come_back_from_a_migration_package(workspace: Workspace) -> None:
    found, refused = workspace.page.evaluate(scripts.call("migrateAndReset"))
    assert found == ["Ada & <Co>"]
    assert refused == (
        'cifEmulator.data: the name is the text "data.json"; '
        "right are workspace.json, data.xml, data_schema.xml, records.zip"
    )


def test_texts_of_configuration_migration_are_decoded_once(workspace: Workspace) -> None:
    """The tool encodes texts as HTML inside the attribute; the page shows what was meant."""
    page = workspace.page
    fields = {"firstname": "Ren&amp;#233;", "lastname": "O&amp;#39;Neil", "description": "A &amp;amp;amp; B"}
    columns = "".join(f'<field name="{name}" value="{value}" />' for name, value in fields.items())
    record = f'<record id="{ADA}">{columns}</record>'
    text = f'<entities><entity name="contact"><records>{record}</records></entity></entities>'
    page.evaluate(LOAD, {"name": "data.xml", "text": text})
    query = "?$select=fullname,description&$filter=lastname eq 'O''Neil'"
    found = page.evaluate("(query) => Xrm.WebApi.retrieveMultipleRecords('contact', query)", query)[
        "entities"
    ]
    assert [(row["fullname"], row["description"]) for row in found] == [("René O'Neil", "A &amp; B")]
    page.evaluate("(id) => Xrm.Navigation.openForm({ entityName: 'contact', entityId: id })", ADA)
    expect(page.get_by_role("heading", name="René O'Neil")).to_be_visible()


def test_owners_of_another_organisation_become_the_current_user(workspace: Workspace) -> None:
    page = workspace.page
    owner = '<field name="ownerid" value="0ff0de1d-0000-4000-8000-000000000001" lookupentity="systemuser" />'
    record = f'<record id="{ADA}"><field name="name" value="Lab" />{owner}</record>'
    text = f'<entities><entity name="account"><records>{record}</records></entity></entities>'
    added = page.evaluate(LOAD, {"name": "data.xml", "text": text})
    assert added["rows"] == 1
    assert len(added["remarks"]) == 1
    page.evaluate("(id) => Xrm.Navigation.openForm({ entityName: 'account', entityId: id })", ADA)
    expect(page.get_by_role("heading", name="Lab")).to_be_visible()
    expect(page.locator("[data-field=ownerid]").get_by_role("link", name="Alex Blake")).to_be_visible()
