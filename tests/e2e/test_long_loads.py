"""Many records: the page says how far it is, stays alive meanwhile, and finds what it has loaded."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page

from cif_emulator.cli.built_page import built_page
from cif_emulator.cli.http_service import Service, application
from cif_emulator.cli.listening import serving
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

scripts = Scripts(__file__)

NUMBER = 20_000

# What the bar has shown, from the first script on.
WATCH = scripts.call("watch")

FIND = """(number) => Xrm.WebApi.retrieveMultipleRecords("contact", `?$select=lastname&$filter=contains(telephone1,'${number}')`)
  .then(({ entities }) => entities.map(({ lastname }) => lastname))"""


def person(number: int) -> dict[str, str]:
    phone = f"+1 (425) 5{number // 100:03}-9{number % 100:02}7"
    return {"firstname": "Ada", "lastname": f"Person {number}", "telephone1": phone}


@pytest.fixture(scope="module")
def contacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("data") / "contact.csv"
    rows = [person(number) for number in range(NUMBER)]
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return file


@pytest.fixture(scope="module")
def address(contacts: Path) -> Iterator[str]:
    with serving(application(Service(page=built_page(), data_files=(contacts,)))) as url:
        yield url


def steps(page: Page, title: str) -> list[tuple[int, str]]:
    """Percentages and texts that the bar of that title has shown."""
    seen: list[str] = page.evaluate("() => window.seen")
    found = [re.fullmatch(rf"(\d+) {title}: (.*)", entry) for entry in seen]
    return [(int(each[1]), each[2]) for each in found if each]


def loaded(seen: list[tuple[int, str]]) -> list[int]:
    found = [re.fullmatch(r"Loading records: ([\d,]+) of 20,\d+", text) for _, text in seen]
    return [int(each[1].replace(",", "")) for each in found if each]


@pytest.mark.parametrize("boot", ["snapshot", "library"])
def test_a_long_load_shows_how_far_it_is(cif_new_context: Any, address: str, boot: str) -> None:
    context = cif_new_context()
    context.add_init_script(WATCH)
    page = context.new_page()
    Workspace(page=page, url=address, boot=boot).open(120_000)
    # The host has prepared them.
    assert not loaded(steps(page, "Starting the workspace"))
    count = page.evaluate(
        "() => Xrm.WebApi.retrieveMultipleRecords('contact', '?$count=true&$top=1&$filter=firstname eq \\'Ada\\'')"
    )
    assert count["entities"]
    assert page.evaluate(FIND, "5%1%2%3%9%4%5%7") == ["Person 12345"]
    assert page.evaluate(FIND, "5199-9997") == ["Person 19999"]
    # A reset of as many is quick, and one to another configuration tells how far it is.
    page.evaluate("() => cifEmulator.reset()")
    assert page.evaluate(FIND, "5199-9997") == ["Person 19999"]
    rows = [{"table": "contact", "id": str(UUID(int=number)), **person(number)} for number in range(NUMBER)]
    page.evaluate("(config) => cifEmulator.reset({ config })", json.dumps({"record": rows}))
    assert page.evaluate(FIND, "5199-9997") == ["Person 19999"]
    seen = steps(page, "Resetting the workspace")
    percentages = [share for share, _ in seen]
    assert percentages == sorted(percentages)
    assert len(set(percentages)) > 5
    numbers = loaded(seen)
    assert len(numbers) > 5
    assert numbers == sorted(numbers)
    assert page.locator("[role=progressbar]").count() == 0
