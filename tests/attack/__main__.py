"""What strangers may try, as one command: ``python -m tests.attack``.

It runs the hostile tests by kind and prints how many cases there were, held and broke, and for how many seconds calls
that cause much work kept the page busy. ``--calls N`` makes N calls of all
declared methods with right and wrong arguments instead, and shows the shortest series of calls that breaks something.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from .contract_calls import Attempt, shortest, store_with_records

TESTS = Path(__file__).parents[1]
KINDS: dict[str, tuple[str, ...]] = {
    "origins and messages": (
        "conformance/providers/test_strangers.py",
        "e2e/providers/test_hostile_frames.py",
        "e2e/test_embedders.py",
        "unit/api/test_frames.py",
        "unit/api/test_ownership.py",
    ),
    "values and handlers": (
        "attack/test_values.py",
        "attack/test_handlers.py",
        "attack/test_realms.py",
        "attack/test_channel.py",
        "e2e/test_bad_input.py",
        "e2e/providers/test_errors_and_handlers.py",
    ),
    "text as text": ("attack/test_text.py", "e2e/test_attack_links.py"),
    "server": (
        "attack/test_server.py",
        "unit/test_hosts.py",
        "unit/test_http_service.py",
        "unit/test_static_files.py",
        "unit/test_web_resources.py",
        "e2e/test_host_names.py",
        "integration/test_protection.py",
    ),
    "work": (
        "attack/test_work.py",
        "attack/test_work_in_page.py",
        "unit/records/test_bad_input.py",
    ),
    "contracts": ("attack/test_contracts.py", "unit/api/test_refused_calls.py"),
    "persistence": (
        "attack/test_persistence.py",
        "unit/config/test_saved_records.py",
        "e2e/test_kept_records.py",
        "e2e/test_last_moment_records.py",
    ),
    "files": (
        "attack/test_files.py",
        "attack/test_imports.py",
        "attack/test_drops.py",
        "attack/test_readers.py",
        "attack/test_literals.py",
        "attack/test_prepared.py",
        "attack/test_command_line.py",
        "unit/test_words.py",
        "unit/test_bad_files.py",
        "unit/config/test_any_input.py",
    ),
}  # fmt: skip
# Calls on one workspace, before a fresh one.
SERIES = 100


class Outcomes:
    """Counts the tests of one kind; a pytest plugin."""

    def __init__(self) -> None:
        self.held = 0
        self.broken: list[str] = []
        self.seconds: dict[str, float] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called by pytest after each step of a test."""
        if report.failed:
            self.broken.append(report.nodeid)
        elif report.when == "call" and report.passed:
            self.held += 1
        for what, value in report.user_properties:
            if what == "seconds in the page" and isinstance(value, float):
                self.seconds[report.nodeid.partition("[")[2].removesuffix("]")] = value


def run_kinds(wanted: list[str], further: list[str]) -> bool:
    """Run the tests of these kinds and print the table; whether all held."""
    lines = []
    for kind in wanted:
        outcomes = Outcomes()
        files = [str(TESTS / file) for file in KINDS[kind]]
        # A collection that fails, or a test that is not run, must not look as if all had held.
        # This command has imported the package before pytest, which would say so.
        quiet = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
        code = pytest.main(["-q", "-p", "no:cacheprovider", *quiet, *further, *files], plugins=[outcomes])
        if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            outcomes.broken.append(f"pytest ended with {code!r}")
        lines.append((kind, outcomes))
    print(f"\n{'kind':24}{'cases':>8}{'held':>8}{'broken':>8}")
    for kind, outcomes in lines:
        broken = len(outcomes.broken)
        print(f"{kind:24}{outcomes.held + broken:>8}{outcomes.held:>8}{broken:>8}")
        for name in outcomes.broken:
            print(f"    {name}")
    seconds = [each for _, outcomes in lines for each in outcomes.seconds.items()]
    if seconds:
        print(f"\n{'seconds that the page was busy':40}")
    for name, value in seconds:
        print(f"{name:40}{value:>8.2f}")
    return not any(outcomes.broken for _, outcomes in lines)


def broken_by(first: int, seeds: int) -> tuple[int, list[Attempt], str] | None:
    """The first of some series of calls that breaks something, as short as possible."""
    store = store_with_records()
    for seed in range(first, first + seeds):
        found = shortest(store, seed, SERIES)
        if found is not None:
            return seed, *found
    return None


def run_calls(calls: int, first: int, processes: int) -> bool:
    """Make so many calls and tell what breaks; whether all held."""
    began = time.perf_counter()
    at_once = 50
    starts = range(first, first + max(1, calls // SERIES), at_once)
    is_whole = True
    with ProcessPoolExecutor(processes) as pool:
        for number, found in enumerate(pool.map(partial(broken_by, seeds=at_once), starts), 1):
            done = number * at_once * SERIES
            print(f"\r{done:,} calls, {time.perf_counter() - began:.0f} s", end="", file=sys.stderr)
            if found is not None:
                seed, attempts, why = found
                is_whole = False
                print(f"\nseed {seed}:", *attempts, why, sep="\n")
    print(f"\n{len(starts) * at_once * SERIES:,} calls: {'all held' if is_whole else 'some broke'}")
    return is_whole


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.attack", description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--calls", type=int, metavar="N", help="make so many calls of the contracts instead")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="the first series' number (0)")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, metavar="N")
    chosen = parser.parse_args()
    unknown = [kind for kind in chosen.kinds if kind not in KINDS]
    if unknown:
        parser.error(f"there is no kind {unknown[0]!r}; there are {', '.join(KINDS)}")
    if chosen.calls:
        is_whole = run_calls(chosen.calls, chosen.seed, chosen.processes)
    else:
        is_whole = run_kinds(chosen.kinds or list(KINDS), [])
    sys.exit(0 if is_whole else 1)


if __name__ == "__main__":
    main()
