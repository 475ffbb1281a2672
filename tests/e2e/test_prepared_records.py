"""Records that the host has prepared: what the page says of a damaged file, and what killing the host leaves."""

from __future__ import annotations

import random
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from cif_emulator import config
from cif_emulator.cli.prepared_records import prepare_records
from cif_emulator.records.prepared_file import content_name
from cif_emulator.testing.fixtures import EmulatorServer

PREPARE = """
import sys
from pathlib import Path
from cif_emulator import config
from cif_emulator.cli.prepared_records import prepare_records
print("begin", flush=True)
print(prepare_records(config.built_in(), folder=Path(sys.argv[1])).file, flush=True)
"""


def preparing(cache: Path) -> subprocess.Popen[str]:
    """A process that prepares the built-in records, once it has begun."""
    command = [sys.executable, "-c", PREPARE, str(cache)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "begin\n"
    return process


def test_two_processes_at_once_have_the_same_file(tmp_path: Path) -> None:
    both = [preparing(tmp_path / "cache") for _ in range(2)]
    told = {process.communicate()[0].strip() for process in both}
    assert told == {str(prepare_records(config.built_in(), folder=tmp_path / "cache").file)}
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_killing_it_leaves_nothing_broken(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for moment in [random.uniform(0.0, 0.4) for _ in range(10)]:
        process = preparing(cache)
        with suppress(subprocess.TimeoutExpired):
            process.wait(moment)
        process.kill()
        process.communicate()
        for file in cache.glob("[!m]*/records-*.sqlite"):
            assert content_name(str(file)) == file.name
    file = prepare_records(config.built_in(), folder=cache).file
    assert content_name(str(file)) == file.name


@pytest.fixture
def page_without_records(cif_new_context: Any, emulator_server: EmulatorServer) -> Any:
    """Opens the workspace with another answer in place of its records."""

    def opened(answer: Any) -> Page:
        page: Page = cif_new_context().new_page()
        page.route("**/records-*.sqlite", answer)
        page.goto(emulator_server.url)
        return page

    return opened


def cut_off(route: Route) -> None:
    body = route.fetch().body()
    route.fulfill(body=body[: len(body) // 2])


def changed(route: Route) -> None:
    body = route.fetch().body()
    route.fulfill(body=body[:50_000] + b"x" * 5_000 + body[55_000:])


@pytest.mark.parametrize("damage", [cut_off, changed])
def test_damaged_records_are_told_on_the_page(page_without_records: Any, damage: Any) -> None:
    page = page_without_records(damage)
    expect(page.get_by_role("alert")).to_contain_text("damaged or cut off")
    expect(page.get_by_role("alert")).to_contain_text("Reload the page")


def test_records_that_are_not_there_are_told_on_the_page(page_without_records: Any) -> None:
    page = page_without_records(lambda route: route.fulfill(status=404, body="nothing"))
    expect(page.get_by_role("alert")).to_contain_text("Fetching the records")
    expect(page.get_by_role("alert")).to_contain_text("404 for records-")


def test_records_too_large_for_the_browser_are_told_with_their_size(page_without_records: Any) -> None:
    size = {"content-length": "9000000000000000"}
    page = page_without_records(lambda route: route.fulfill(headers=size, body="SQLite"))
    expect(page.get_by_role("alert")).to_contain_text("no memory for the records' 9,000,000,000 MB")
    expect(page.get_by_role("alert")).to_contain_text("fewer rows")
