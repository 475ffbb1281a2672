"""How fast records load and answer at 1,000, 100,000 and 1,000,000 contacts.

``python tests/bench/records.py [rows …]`` measures under CPython, with ``--page`` in the real page: there the rows come
from a file of ``serve --data``, and each query is a call of ``Xrm.WebApi``. Ratios against a baseline of the same run (a
bare SQLite insert, a page without the file) hold where absolute figures drift with the machine.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import sqlite3
import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time

from measuring import Report, fresh_profile, median, percentile, playwright, ready, say, served
from playwright.sync_api import Page

from cif_emulator import config
from cif_emulator.config.data.files import with_data
from cif_emulator.records import BUILT_IN_TABLES, Store
from cif_emulator.testing.scripts import Scripts

scripts = Scripts(__file__)

SIZES = (1_000, 100_000, 1_000_000)
FIRST = (
    "Ada",
    "Grace",
    "Alan",
    "Edsger",
    "Barbara",
    "Donald",
    "Frances",
    "Ken",
    "Radia",
    "Tim",
    "José",
    "Zoë",
)
LAST = (
    "Lovelace",
    "Hopper",
    "Turing",
    "Dijkstra",
    "Liskov",
    "Knuth",
    "Allen",
    "Müller",
    "Perlman",
    "Lee",
    "Ng",
)
CITIES = ("Seattle", "Zürich", "Paris", "Osaka", "Lagos", "Lima")
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)


def contacts(number: int, dice: random.Random) -> Iterator[tuple[str, dict[str, object]]]:
    """Accounts, one for ten contacts, and contacts with phone numbers, addresses and links."""
    accounts = []
    for place in range(max(1, number // 10)):
        account = str(uuid.UUID(int=dice.getrandbits(128), version=4))
        accounts.append(account)
        yield "account", {"accountid": account, "name": f"{dice.choice(LAST)} & Co {place}"}
    for place in range(number):
        first, last = dice.choice(FIRST), dice.choice(LAST)
        yield (
            "contact",
            {
                "contactid": str(uuid.UUID(int=dice.getrandbits(128), version=4)),
                "firstname": first,
                "lastname": f"{last} {place}",
                "emailaddress1": f"{first}.{place}@example.com",
                "telephone1": f"+1 (425) {dice.randrange(1000):03}-{dice.randrange(10000):04}",
                "mobilephone": f"+44 20 {dice.randrange(10**8):08}",
                "address1_city": dice.choice(CITIES),
                "parentcustomerid": {"table": "account", "id": dice.choice(accounts)},
                "birthdate": f"19{dice.randrange(10, 99)}-0{dice.randrange(1, 9)}-1{dice.randrange(9)}",
            },
        )


# A row that is asked for: its columns as the Web API gives them.
Sample = Mapping[str, object]
SELECT = "$select=fullname,telephone1,_parentcustomerid_value"
SAMPLE = "$select=contactid,telephone1,fullname,_parentcustomerid_value&$top=200&$orderby=emailaddress1"
INTERACTIVE = 100.0
# Rows that are added to a workspace that is open.
ADDED = 20_000


def digits(row: Sample) -> str:
    """The digits of a phone number with wildcards between."""
    return "%".join(character for character in str(row["telephone1"]) if character.isdigit())


# The queries by name, made from a row that they find. "indexed" ones must not grow with the table.
QUERIES: Mapping[str, Callable[[Sample], str]] = {
    "by key": lambda row: f"{SELECT}&$filter=contactid eq {row['contactid']}",
    "indexed: phone eq": lambda row: f"{SELECT}&$filter=telephone1 eq '{row['telephone1']}'",
    "indexed: name eq": lambda row: f"{SELECT}&$filter=fullname eq '{str(row['fullname']).upper()}'",
    "indexed: lookup": lambda row: (
        f"{SELECT}&$filter=_parentcustomerid_value eq {row['_parentcustomerid_value']}"
    ),
    "indexed: startswith": lambda row: f"{SELECT}&$filter=startswith(fullname,'{row['fullname']}')",
    "indexed: path": lambda row: (
        f"{SELECT}&$filter=parentcustomerid_account/accountid eq {row['_parentcustomerid_value']}"
    ),
    "phone, wildcards": lambda row: f"{SELECT}&$filter=contains(telephone1,'{digits(row)}')",
    "phone, wildcards, or": lambda row: (
        f"{SELECT}&$filter=contains(telephone1,'{digits(row)}') or contains(mobilephone,'{digits(row)}')"
    ),
    "phone, wildcards, and": lambda row: (
        f"{SELECT}&$filter=contains(telephone1,'{digits(row)}') and statecode eq 0"
    ),
    "contains": lambda row: (
        f"{SELECT}&$filter=contains(emailaddress1,'.{str(row['fullname']).split()[-1]}@')"
    ),
    "unindexed: date": lambda row: f"{SELECT}&$filter=birthdate ge 1990-01-01&$top=50",
    "$top 50 by name": lambda row: f"{SELECT}&$orderby=fullname&$top=50",
    "$top 50, second page": lambda row: f"{SELECT}&$orderby=fullname&$top=50&$skip=50",
    "$top 50 by city": lambda row: f"{SELECT}&$orderby=address1_city&$top=50",
    "$search phone": lambda row: f"{SELECT}&$search={row['telephone1']}",
    "$search name": lambda row: f"{SELECT}&$search={row['fullname']}",
}
GOALS = {name: INTERACTIVE for name in QUERIES if name.startswith(("by key", "indexed", "phone", "$top"))}


def timed(action: Callable[[], object], seconds: float = 1.0, most: int = 200) -> list[float]:
    """How long an action takes, in milliseconds, each time."""
    taken: list[float] = []
    end = perf_counter() + seconds
    while len(taken) < most and (len(taken) < 5 or perf_counter() < end):
        start = perf_counter()
        action()
        taken.append((perf_counter() - start) * 1000)
    return taken


def bare_insert(number: int) -> float:
    """Rows a second that SQLite takes without anything of ours around it."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE contact (id TEXT PRIMARY KEY, a, b, c, d, e, f)")
    rows = [
        (str(uuid.UUID(int=place + 1)), "Ada", "Lovelace", "+1 425 555 0100", place, None, "x")
        for place in range(number)
    ]
    start = process_time()
    connection.executemany("INSERT INTO contact VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    connection.commit()
    return number / (process_time() - start)


def add(report: Report, name: str, number: int, taken: Sequence[float], goal: float | None = None) -> None:
    """Note the 95th percentile, with the middle beside it."""
    note = f"p50 {median(taken):.2f}, {len(taken)} times"
    report.add(f"{number:>7,} {name}, p95", percentile(taken, 0.95), "ms", goal, note)


# Files of contacts with so many columns of text.
COLUMNS = (
    "contactid",
    "firstname",
    "lastname",
    "emailaddress1",
    "telephone1",
    "mobilephone",
    "address1_city",
    "birthdate",
)


def write_files(folder: Path, number: int) -> tuple[Path, Path]:
    """Accounts and contacts as CSV files, as an export of them has their lookups."""
    rows: dict[str, list[dict[str, object]]] = {}
    for table, row in contacts(number, random.Random(number)):
        if isinstance(account := row.pop("parentcustomerid", None), dict):
            row["parentcustomerid_account@odata.bind"] = f"/accounts({account['id']})"
        rows.setdefault(table, []).append(row)
    for table, found in rows.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, found[0])
            writer.writeheader()
            writer.writerows(found)
    return folder / "account.csv", folder / "contact.csv"


def people_files(folder: Path, number: int) -> tuple[Path, Path]:
    """Contacts with eight columns, the same ones as CSV and as JSON."""
    people = (row for table, row in contacts(number, random.Random(number)) if table == "contact")
    rows = [{name: row[name] for name in COLUMNS} for row in people]
    table, objects = folder / "contact.csv", folder / "contact.json"
    objects.write_text(json.dumps(rows), encoding="utf-8")
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return table, objects


def from_files(report: Report, number: int) -> None:
    """Read and load contacts with eight columns, in processor time."""
    with tempfile.TemporaryDirectory(prefix="cif-emulator-bench-") as folder:
        for file_of_rows in people_files(Path(folder), number):
            begun = process_time()
            data = with_data(config.built_in(), (file_of_rows,))
            read = process_time() - begun
            data.baseline().close()
            rate = number / (process_time() - begun)
            name = f"{number:>7,} rows of {file_of_rows.suffix[1:].upper()} read and loaded per second"
            report.add(name, rate, note=f"read in {read:.2f} s")


def added_in_the_page(report: Report, page: Page) -> None:
    """Add contacts to the workspace that is open, three times each."""
    with tempfile.TemporaryDirectory(prefix="cif-emulator-bench-") as folder:
        for file_of_rows in people_files(Path(folder), ADDED):
            given = {"name": file_of_rows.name, "text": file_of_rows.read_text(encoding="utf-8")}
            rate = ADDED / median([page.evaluate(scripts("load"), given) for _ in range(3)]) * 1000
            report.add(f"{ADDED:>7,} rows of {file_of_rows.suffix[1:].upper()} added per second", rate)


def under_cpython(report: Report, number: int) -> None:
    """Load and ask a store."""
    from_files(report, number)
    dice = random.Random(number)
    store = Store(BUILT_IN_TABLES, clock=lambda: NOW)
    rows = list(contacts(number, dice))
    start = process_time()
    store.load(rows)
    rate = len(rows) / (process_time() - start)
    store.mark_start()
    report.add(f"{number:>7,} rows loaded per second", rate)
    report.add(f"{number:>7,} bare SQLite inserts ÷ that", bare_insert(len(rows)) / rate)
    sample = list(store.query("contact", SAMPLE))
    for name, options in QUERIES.items():

        def ask(options: Callable[[Sample], str] = options) -> object:
            return store.query("contact", options(dice.choice(sample)))

        asked = timed(ask)
        add(report, name, number, asked, GOALS.get(name))
    person = str(dice.choice(sample)["contactid"])
    add(
        report,
        "update",
        number,
        timed(lambda: store.update("contact", person, {"jobtitle": str(dice.random())})),
    )
    add(report, "create", number, timed(lambda: store.create("contact", {"lastname": str(dice.random())})))
    start = perf_counter()
    store.reset()
    report.add(f"{number:>7,} reset after these writes", (perf_counter() - start) * 1000, "ms")
    store.close()


# The longest that the page was not alive while it started.
WATCH = """
window.longest = 0;
let last = performance.now();
const watch = setInterval(() => { const now = performance.now(); longest = Math.max(longest, now - last); last = now; }, 5);
addEventListener("started", () => clearInterval(watch));
"""

ASK = scripts("ask")


def prepared(report: Report, page: Page, data: tuple[Path, ...], number: int, state: str) -> None:
    """Note how long a new server takes until it can send the configuration: the records are prepared then."""
    with served(data=data) as address:
        begun = perf_counter()
        page.request.get(f"{address}config.json", timeout=0)
        report.add(f"{number:>7,} {state}", perf_counter() - begun, "s")


def resident(page: Page) -> float | None:
    """The memory that the largest page's process holds, in megabytes; only Linux tells."""
    browser = page.context.browser
    session = browser.new_browser_cdp_session() if browser else page.context.new_cdp_session(page)
    found = session.send("SystemInfo.getProcessInfo")["processInfo"]
    sizes = [
        int(line.split()[1]) / 1000
        for process in found
        if process["type"] == "renderer" and (status := Path(f"/proc/{process['id']}/status")).is_file()
        for line in status.read_text(encoding="utf-8").splitlines()
        if line.startswith("VmRSS:")
    ]
    return max(sizes, default=None)


def in_the_page(report: Report, page: Page, bare: float, number: int) -> None:
    """Start the page with a file of so many contacts and ask it; ``bare`` is how long it takes without."""
    dice = random.Random(number)
    with tempfile.TemporaryDirectory(prefix="cif-emulator-bench-") as folder:
        data = write_files(Path(folder), number)
        prepared(report, page, data, number, "prepared")
        prepared(report, page, data, number, "found prepared")
        with served(data=data) as address:
            took = min(ready(page, address) for _ in range(3))
            note = f"{took / 1000:.2f} s, and {bare / 1000:.2f} s"
            report.add(f"{number:>7,} start ÷ the built-in workspace's", took / bare, goal=1.3, note=note)
            # Nobody has asked for that column, and nothing has it.
            (at_once,) = page.evaluate(ASK, ["$filter=endswith(mobilephone,'none')&$top=1"])
            report.add(f"{number:>7,} looked through at once, while they arrive", at_once, "ms")
            report.add(f"{number:>7,} records have arrived", page.evaluate(scripts("arrived")), "ms")
            report.add(f"{number:>7,} memory of the page's process", resident(page), "MB")
            report.add(f"{number:>7,} longest piece of work in it", page.evaluate("longest"), "ms")
            page.evaluate("dispatchEvent(new Event('started'))")
            found = page.evaluate(
                f'Xrm.WebApi.retrieveMultipleRecords("contact", "?{SAMPLE}").then((answer) => answer.entities)'
            )
            for name, options in QUERIES.items():
                say(f"{number:,}: {name}")
                taken = page.evaluate(ASK, [options(dice.choice(found)) for _ in range(100)])
                add(report, name, number, taken, GOALS.get(name))
            begun = perf_counter()
            page.evaluate("cifEmulator.reset()")
            report.add(f"{number:>7,} reset", (perf_counter() - begun) * 1000, "ms")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", type=int, default=SIZES, help="numbers of contacts")
    parser.add_argument("--page", action="store_true", help="measure in the real page")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    chosen = parser.parse_args()
    if not chosen.page:
        report = Report(title=f"Records under CPython, SQLite {sqlite3.sqlite_version}")
        for number in chosen.rows:
            under_cpython(report, number)
    else:
        report = Report(title="Records in the page")
        with playwright() as running, fresh_profile(running) as context:
            context.add_init_script(WATCH)
            page = context.new_page()
            with served() as address:
                ready(page, address)
            with served() as address:
                bare = min(ready(page, address) for _ in range(3))
                added_in_the_page(report, page)
            for number in chosen.rows:
                in_the_page(report, page, bare, number)
    report.print(as_json=chosen.json)


if __name__ == "__main__":
    main()
