"""Records that the host has prepared: what the page says of a damaged file, and what killing the host leaves."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from anyio import to_thread
from playwright.sync_api import APIResponse, Page, expect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cif_emulator import config
from cif_emulator.cli.built_page import built_page
from cif_emulator.cli.http_service import Service, application
from cif_emulator.cli.listening import serving
from cif_emulator.cli.prepared_records import prepare_records
from cif_emulator.records.prepared_file import content_name
from cif_emulator.testing.fixtures import EmulatorServer

from .answers import answering, changing, cut_off, without_waiting_requests

NUMBER = 4_500
# With so many bytes of them a page opens its records.
ENOUGH = 10 << 20
RECORDS = "**/records-*.sqlite"

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
    """Opens the workspace with something else in place of its records."""

    def opened(replace: Callable[[Page], None]) -> Page:
        page: Page = cif_new_context().new_page()
        replace(page)
        page.goto(emulator_server.url)
        return page

    return opened


def changed(answer: APIResponse) -> dict[str, Any]:
    body = answer.body()
    return {"body": body[:50_000] + b"x" * 5_000 + body[55_000:]}


@pytest.mark.parametrize("damage", [cut_off, changed])
def test_damaged_records_are_told_on_the_page(page_without_records: Any, damage: Any) -> None:
    page = page_without_records(changing(RECORDS, damage))
    expect(page.get_by_role("alert")).to_contain_text("damaged or cut off")
    expect(page.get_by_role("alert")).to_contain_text("Reload the page")


def test_records_that_are_not_there_are_told_on_the_page(page_without_records: Any) -> None:
    page = page_without_records(answering(RECORDS, status=404, body="nothing"))
    expect(page.get_by_role("alert")).to_contain_text("Fetching the records")
    expect(page.get_by_role("alert")).to_contain_text("404 for records-")


def test_records_too_large_for_the_browser_are_told_with_their_size(page_without_records: Any) -> None:
    size = {"content-length": "9000000000000000"}
    page = page_without_records(answering(RECORDS, headers=size, body="SQLite"))
    expect(page.get_by_role("alert")).to_contain_text("no memory for the records' 9,000,000,000 MB")
    expect(page.get_by_role("alert")).to_contain_text("fewer rows")


class Interrupted:
    """A server that sends the first part of a file of records and the rest when it is told to.

    ``rest`` changes what comes then, or raises; ``parts`` answers requests for parts.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.goes_on = Event()
        self.rest: Callable[[bytes], bytes] = lambda body: body
        self.parts = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not scope.get("path", "").endswith(".sqlite"):
            return await self.app(scope, receive, send)
        if scope["query_string"]:
            return await self.parts(scope, receive, send)
        sent = 0

        async def interrupted(message: Message) -> None:
            nonlocal sent
            body = message.get("body", b"")
            if sent > ENOUGH:
                await to_thread.run_sync(self.goes_on.wait)
                message["body"] = self.rest(body)
            sent += len(body)
            await send(message)

        return await self.app(scope, receive, interrupted)


@pytest.fixture(scope="module")
def long_texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Contacts that make a file of some 20 MB."""
    file = tmp_path_factory.mktemp("data") / "contact.csv"
    rows = [f"Person {number},{random.randbytes(990).hex()}\n" for number in range(NUMBER)]
    file.write_text("lastname,description\n" + "".join(rows), encoding="utf-8")
    return file


@pytest.fixture
def interrupted(long_texts: Path) -> Iterator[tuple[Interrupted, str]]:
    server = Interrupted(application(Service(page=built_page(), data_files=(long_texts,))))
    with serving(server) as address:
        yield server, address
        server.goes_on.set()


@pytest.fixture
def begun(cif_new_context: Any, interrupted: tuple[Interrupted, str]) -> tuple[Interrupted, Page]:
    """A workspace that is ready, with what its server does next."""
    server, address = interrupted
    page = cif_new_context().new_page()
    page.goto(address)
    page.evaluate("() => cifEmulator.ready")
    return server, page


FIND = """(name) => Xrm.WebApi.retrieveMultipleRecords("contact", `?$select=lastname&$filter=lastname eq '${name}'`)
  .then(({ entities }) => entities.map(({ lastname }) => lastname))"""
ARRIVED = (
    r"() => performance.getEntriesByType('resource').some(({ name }) => /records-\w+\.sqlite$/.test(name))"
)


def test_many_records_are_used_before_all_have_arrived(begun: tuple[Interrupted, Page]) -> None:
    server, page = begun
    assert not page.evaluate(ARRIVED)
    last = f"Person {NUMBER - 1}"
    assert page.evaluate(FIND, last) == [last]
    # What nobody has asked for is looked through.
    assert page.evaluate(FIND.replace("lastname eq '${name}'", "endswith(description,'${name}')"), "~") == []
    server.goes_on.set()
    page.wait_for_function(ARRIVED)
    assert page.evaluate(FIND, last) == [last]
    assert "error" not in {line.type for line in page.console_messages()}


def test_a_page_that_may_not_stand_still_waits_for_all_records(
    cif_new_context: Any, interrupted: tuple[Interrupted, str]
) -> None:
    server, address = interrupted
    page = cif_new_context().new_page()
    without_waiting_requests(page)
    page.goto(address)
    expect(page.get_by_role("progressbar")).to_be_visible()
    server.goes_on.set()
    page.evaluate("() => cifEmulator.ready")
    assert page.evaluate(ARRIVED)
    assert page.evaluate(FIND, "Person 0") == ["Person 0"]
    assert "error" not in {line.type for line in page.console_messages()}


def test_damage_of_what_arrives_later_is_told_on_the_page(
    begun: tuple[Interrupted, Page],
) -> None:
    server, page = begun
    server.rest = lambda body: body[:-5] + b"wrong"
    server.goes_on.set()
    # It starts anew, with all of the file, which is no better.
    expect(page.get_by_role("alert")).to_contain_text("damaged or cut off")
    expect(page.get_by_role("alert")).to_contain_text("Reload the page")


def test_the_workspace_starts_anew_when_the_rest_does_not_arrive(
    begun: tuple[Interrupted, Page],
) -> None:
    server, page = begun

    def fails_once(body: bytes) -> bytes:
        server.rest = lambda body: body
        raise OSError("the network is down")

    server.rest = fails_once
    with page.expect_console_message(lambda message: "The workspace restarts" in message.text):
        server.goes_on.set()
    page.wait_for_function("() => cifEmulator.ready.then(() => true)")
    assert page.evaluate(FIND, "Person 0") == ["Person 0"]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Response(status_code=503), "the server answered 503 for records-"),
        (Response(b"few", status_code=206), "the server sent 3 bytes of records-"),
    ],
    ids=["refused", "cut off"],
)
def test_why_what_is_not_yet_there_cannot_be_read_is_told(
    cif_new_context: Any, interrupted: tuple[Interrupted, str], answer: Response, why: str
) -> None:
    server, address = interrupted
    server.parts = answer
    page = cif_new_context().new_page()
    with page.expect_console_message(lambda message: why in message.text):
        page.goto(address)
    expect(page.get_by_role("alert")).to_contain_text(why)
