"""How fast records load and answer at 1,000, 10,000 and 100,000 contacts.

Run it with ``python tests/bench/records.py [rows …]``; it prints figures and asserts nothing. ``report``
gives the same text line by line, so that it can run in the page as well. Ratios against a baseline of the
same run (a bare SQLite insert, a bare primary-key look-up) hold where absolute figures drift with the
machine.
"""

from __future__ import annotations

import itertools
import random
import sqlite3
import statistics
import sys
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from time import perf_counter

from cif_emulator.records import BUILT_IN_TABLES, Store

SIZES = (1_000, 10_000, 100_000)
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


def queries(store: Store, number: int, dice: random.Random) -> dict[str, Callable[[], object]]:
    """The queries by name; each call asks for another value."""
    sample = [
        (
            str(row["contactid"]),
            str(row["telephone1"]),
            str(row["_parentcustomerid_value"]),
            str(row["fullname"]),
        )
        for row in store.query(
            "contact",
            "$select=contactid,telephone1,fullname,_parentcustomerid_value&$top=200&$orderby=emailaddress1",
        )
    ]

    def ask(options: Callable[[tuple[str, str, str, str]], str]) -> Callable[[], object]:
        return lambda: store.query("contact", options(dice.choice(sample)))

    def digits(phone: str) -> str:
        return "%".join(character for character in phone if character.isdigit())

    # A list that was asked for before is remembered until something changes.
    numbers = itertools.count()
    select = "$select=fullname,telephone1,_parentcustomerid_value"
    return {
        "by key": ask(lambda row: f"{select}&$filter=contactid eq {row[0]}"),
        "retrieve, all columns": lambda: store.retrieve("contact", dice.choice(sample)[0]),
        "indexed: phone eq": ask(lambda row: f"{select}&$filter=telephone1 eq '{row[1]}'"),
        "indexed: name eq": ask(lambda row: f"{select}&$filter=fullname eq '{row[3].upper()}'"),
        "indexed: lookup": ask(lambda row: f"{select}&$filter=_parentcustomerid_value eq {row[2]}"),
        "indexed: startswith": ask(lambda row: f"{select}&$filter=startswith(fullname,'{row[3]}')"),
        "indexed: path": ask(lambda row: f"{select}&$filter=parentcustomerid_account/accountid eq {row[2]}"),
        "phone, wildcards": ask(lambda row: f"{select}&$filter=contains(telephone1,'{digits(row[1])}')"),
        "phone, wildcards, or": ask(
            lambda row: (
                f"{select}&$filter=contains(telephone1,'{digits(row[1])}') or "
                f"contains(mobilephone,'{digits(row[1])}')"
            )
        ),
        "contains": ask(lambda row: f"{select}&$filter=contains(emailaddress1,'.{row[3].split()[-1]}@')"),
        "unindexed: date": ask(lambda row: f"{select}&$filter=birthdate ge 1990-01-01&$top=50"),
        "$top 50 by name": ask(lambda row: f"{select}&$orderby=fullname&$top=50"),
        "$top 50, second page": ask(lambda row: f"{select}&$orderby=fullname&$top=50&$skip=50"),
        "$top 50 by city": ask(lambda row: f"{select}&$orderby=address1_city&$top=50"),
        "$search phone": ask(lambda row: f"{select}&$search={row[1]}"),
        "$search name": ask(lambda row: f"{select}&$search={row[3]}"),
        "list page": lambda: store.rows("contact", top=50 + next(numbers) % 100),
        "list page, again": lambda: store.rows("contact"),
        "list page, search": lambda: store.rows("contact", dice.choice(sample)[3]),
        "update": lambda: store.update("contact", dice.choice(sample)[0], {"jobtitle": str(dice.random())}),
        "create": lambda: store.create("contact", {"firstname": "New", "lastname": str(dice.random())}),
    }


def timed(action: Callable[[], object], seconds: float = 1.0, most: int = 200) -> tuple[float, float]:
    """Median and 95th percentile of an action, in milliseconds."""
    taken: list[float] = []
    end = perf_counter() + seconds
    while len(taken) < most and (len(taken) < 5 or perf_counter() < end):
        start = perf_counter()
        action()
        taken.append((perf_counter() - start) * 1000)
    taken.sort()
    return statistics.median(taken), taken[min(len(taken) - 1, int(len(taken) * 0.95))]


def bare_insert(number: int) -> float:
    """Rows a second that SQLite takes without anything of ours around it."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE contact (id TEXT PRIMARY KEY, a, b, c, d, e, f)")
    rows = [
        (str(uuid.UUID(int=place + 1)), "Ada", "Lovelace", "+1 425 555 0100", place, None, "x")
        for place in range(number)
    ]
    start = perf_counter()
    connection.executemany("INSERT INTO contact VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    connection.commit()
    return number / (perf_counter() - start)


def report(sizes: tuple[int, ...] = SIZES) -> Iterator[str]:
    """The figures, line by line."""
    yield f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
    start = perf_counter()
    for _ in range(5):
        Store(BUILT_IN_TABLES).close()
    yield f"empty store with the built-in tables: {(perf_counter() - start) * 200:.1f} ms"
    medians: dict[str, list[str]] = {}
    for number in sizes:
        dice = random.Random(number)
        store = Store(BUILT_IN_TABLES, clock=lambda: NOW)
        rows = list(contacts(number, dice))
        start = perf_counter()
        store.load(rows)
        taken = perf_counter() - start
        store.mark_start()
        baseline = bare_insert(len(rows))
        yield (
            f"{number:>7,} contacts: {len(rows) / taken:,.0f} rows/s loaded ({taken:.2f} s); "
            f"bare SQLite inserts {baseline / (len(rows) / taken):.1f} times as many"
        )
        for name, action in queries(store, number, dice).items():
            median, slow = timed(action)
            medians.setdefault(name, []).append(f"{median:9.2f} /{slow:9.2f}")
        start = perf_counter()
        store.reset()
        taken = (perf_counter() - start) * 1000
        yield f"{number:>7,} contacts: reset after the queries' writes {taken:.2f} ms"
        store.close()
    yield ""
    heading = "".join(f"{number:>21,}" for number in sizes)
    yield f"{'p50 / p95, ms':<24}{heading}"
    for name, figures in medians.items():
        yield f"{name:<24}" + "".join(f"{figure:>21}" for figure in figures)


def main() -> None:
    """Prints the report."""
    sizes = tuple(int(argument.replace(",", "")) for argument in sys.argv[1:]) or SIZES
    for line in report(sizes):
        print(line, flush=True)


if __name__ == "__main__":
    main()
