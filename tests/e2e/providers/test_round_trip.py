"""Data files in, edits by a widget, the page's file out, and that file in a fresh workspace: the same records."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from cif_emulator.cli.built_page import built_page
from cif_emulator.cli.http_service import Service, application
from cif_emulator.cli.listening import serving
from cif_emulator.records import BUILT_IN_TABLES
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

from ...provider_pages import PageServer
from .conftest import CONFIGURATION, NEAR, WIDGET, Widget, frame_of

scripts = Scripts(__file__)

DATA = Path(__file__).parents[2] / "fixtures" / "data"
ACCOUNT = "0a000000-0000-4000-8000-000000000001"
CONTACT = "0a000000-0000-4000-8000-000000000002"
CALL = "0a000000-0000-4000-8000-000000000003"
LEAD = "0a000000-0000-4000-8000-000000000005"

READ_ALL = scripts("readAll")

Open = Callable[..., Workspace]


@pytest.fixture
def open_workspace(cif_new_context: Callable[..., BrowserContext]) -> Iterator[Open]:
    """Opens a page, each from a server of its own."""
    with ExitStack() as running:

        def open_page(configuration: Path, *data_files: Path) -> Workspace:
            service = Service(page=built_page(), configuration=configuration, data_files=data_files)
            url = running.enter_context(serving(application(service)))
            workspace = Workspace(page=cif_new_context().new_page(), url=url)
            workspace.open(60_000)
            return workspace

        yield open_page


def all_rows(page: Page) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = page.evaluate(READ_ALL, [table.name for table in BUILT_IN_TABLES])
    return found


def download(page: Page, target: Path) -> Path:
    page.get_by_role("button", name="Signed in as").click()
    with page.expect_download() as downloading:
        page.get_by_role("menu", name="User").get_by_role("menuitem", name="Download data").click()
    downloading.value.save_as(target)
    return target


def records_of(file: Path) -> dict[tuple[str, str], dict[str, Any]]:
    data = json.loads(file.read_text(encoding="utf-8"))
    return {(record["table"], record["id"]): record for record in data["record"]}


def test_records_survive_import_edits_export_and_import(
    open_workspace: Open, page_host: PageServer, tmp_path: Path
) -> None:
    page_host.pages = {"/widget": WIDGET}
    configuration = tmp_path / "workspace.toml"
    text = CONFIGURATION.replace('web_resources = "resources"', 'title = "Harbour desk"')
    configuration.write_text(
        text.replace("NEAR", page_host.origin()).replace("FAR", page_host.origin("127.0.0.1")),
        encoding="utf-8",
    )

    first = open_workspace(configuration, DATA / "data.xml", DATA / "lead.csv")
    read = all_rows(first.page)
    account, contact, lead = read[f"account {ACCOUNT}"], read[f"contact {CONTACT}"], read[f"lead {LEAD}"]
    assert (account["name"], account["creditlimit"], account["creditonhold"]) == (
        "Harbour & Sons",
        12500.5,
        True,
    )
    assert account["description"] == 'First line\nsecond line\n\n  indented <b> "quoted"'
    assert (account["createdon"], account["_primarycontactid_value"]) == ("2023-04-05T06:07:08Z", CONTACT)
    assert (contact["birthdate"], contact["statecode"], contact["donotphone"]) == ("1900-05-15", 1, False)
    assert (lead["subject"], lead["description"], lead["budgetamount"]) == (
        'Quay, "north"',
        "Two\nlines",
        1250.75,
    )
    parties = [row for row in read.values() if row.get("_activityid_value") == CALL]
    assert sorted((row["participationtypemask"], row["_partyid_value"]) for row in parties) == [
        (1, CONTACT),
        (2, "38a35cb5-b350-57dd-9e8b-b4e2e119a4df"),
    ]

    widget = Widget(frame_of(first, NEAR))
    widget.until("window.inits === 1")
    edited = widget.frame.evaluate(
        scripts("edit"), {"ACCOUNT": ACCOUNT, "CONTACT": CONTACT, "CALL": CALL, "LEAD": LEAD}
    )
    before = all_rows(first.page)
    assert before != read
    assert {f"email {edited['made']}", f"annotation {edited['note']}"} <= set(before)
    assert not set(edited["gone"]) & set(before)
    exported = download(first.page, tmp_path / "workspace.json")

    second = open_workspace(exported)
    after = all_rows(second.page)
    assert sorted(after) == sorted(before)
    different = {
        key: [name for name in row if row[name] != after[key].get(name)]
        for key, row in before.items()
        if row != after[key]
    }
    assert different == {}
    assert second.page.title() == first.page.title()
    assert records_of(download(second.page, tmp_path / "again.json")) == records_of(exported)
