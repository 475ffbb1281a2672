"""Many records: the page says how far it is, stays alive meanwhile, and finds what it has loaded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from cif_emulator.cli.built_page import built_page
from cif_emulator.cli.http_service import Service, application
from cif_emulator.cli.listening import serving
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

scripts = Scripts(__file__)

NUMBER = 20_000

# What the bar has shown, and the longest that the page was not alive: from the first script on, and while records load.
WATCH = scripts.call("watch")

FIND = """(number) => Xrm.WebApi.retrieveMultipleRecords("contact", `?$select=lastname&$filter=contains(telephone1,'${number}')`)
  .then(({ entities }) => entities.map(({ lastname }) => lastname))"""


@pytest.fixture(scope="module")
def contacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("data") / "contact.csv"
    rows = (
        f"Ada,Person {number},+1 (425) 5{number // 100:03}-9{number % 100:02}7\n" for number in range(NUMBER)
    )
    file.write_text("firstname,lastname,telephone1\n" + "".join(rows), encoding="utf-8")
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
    seen = steps(page, "Starting the workspace")
    percentages = [share for share, _ in seen]
    assert percentages == sorted(percentages)
    assert len(set(percentages)) > 8
    numbers = loaded(seen)
    assert len(numbers) > 5
    assert numbers == sorted(numbers)
    # In pieces, none of which is most of it, however slow the machine.
    while_loading, in_all = page.evaluate("() => window.shares")
    assert while_loading < 0.5
    assert in_all < 0.5
    count = page.evaluate(
        "() => Xrm.WebApi.retrieveMultipleRecords('contact', '?$count=true&$top=1&$filter=firstname eq \\'Ada\\'')"
    )
    assert count["entities"]
    assert page.evaluate(FIND, "5%1%2%3%9%4%5%7") == ["Person 12345"]
    assert page.evaluate(FIND, "5199-9997") == ["Person 19999"]
    # A reset of as many is quick, and one to another configuration tells how far it is.
    page.evaluate("() => cifEmulator.reset()")
    assert page.evaluate(FIND, "5199-9997") == ["Person 19999"]
    page.evaluate(
        "() => fetch('config.json').then((answer) => answer.text()).then((config) => cifEmulator.reset({ config }))"
    )
    assert page.evaluate(FIND, "5199-9997") == ["Person 19999"]
    assert len(loaded(steps(page, "Resetting the workspace"))) > 5
    assert page.locator("[role=progressbar]").count() == 0
