"""The ledger of facts: one line per fact of the contracts, the tests that show it, the functions that they need.

    python tests/conformance/ledger.py            what is covered and what is not yet
    python tests/conformance/ledger.py --prove    shows that each line's tests fail without its functions

The lines stand in ``ledger/*.md``: a table per document with section, fact, tests (``file::name``, several separated by
blanks; ``-`` for a fact that has none yet) and functions (as in ``cif_emulator.api``, or ``-``). Tests are found in
subfolders, too; files have names of their own.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
ROW = re.compile(r"^\| (?P<section>[^|]+) \| (?P<fact>[^|]+) \| (?P<tests>[^|]+) \| (?P<functions>[^|]+) \|$")


@dataclass(frozen=True)
class Fact:
    """One line of the ledger."""

    document: str
    section: str
    text: str
    tests: tuple[str, ...]
    functions: tuple[str, ...]

    @property
    def place(self) -> str:
        """Document and section."""
        return f"{self.document} {self.section}"


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word.strip("`") for word in cell.split() if word != "-")


def read_file(file: Path) -> Iterator[Fact]:
    """The facts of one document's ledger."""
    for line in file.read_text(encoding="utf-8").splitlines():
        row = ROW.match(line)
        if row is None or row["section"].strip() in ("§", "---") or set(row["section"].strip()) <= set("-:"):
            continue
        yield Fact(
            file.name,
            row["section"].strip(),
            row["fact"].strip(),
            _words(row["tests"]),
            _words(row["functions"]),
        )


def files_with_tests() -> dict[str, Path]:
    """The files of conformance tests by their names, those in subfolders included."""
    return {file.name: file for file in sorted(FOLDER.rglob("test_*.py")) if file.name != "test_ledger.py"}


def facts() -> list[Fact]:
    """All facts of all documents."""
    return [fact for file in sorted((FOLDER / "ledger").glob("*.md")) for fact in read_file(file)]


def print_coverage() -> None:
    """Print, per document, what is covered, and every fact that is not yet."""
    by_document: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts():
        by_document[fact.document].append(fact)
    for document, found in by_document.items():
        missing = [fact for fact in found if not fact.tests]
        print(f"{document}: {len(found) - len(missing)} of {len(found)} facts have tests")
        for fact in missing:
            print(f"  not yet: {fact.section}  {fact.text}")


def prove() -> int:
    """Run each function's tests while the page has a stub in its place; tell which lines still pass."""
    by_function: dict[str, set[str]] = defaultdict(set)
    for fact in facts():
        for function in fact.functions:
            by_function[function].update(fact.tests)
    idle: list[str] = []
    for function, tests in sorted(by_function.items()):
        passed = passing_without(function, sorted(tests))
        # A line is shown if one of its tests fails: several may look at one fact from several sides.
        idle += [
            f"{fact.place}  {fact.text}: passes without {function}"
            for fact in facts()
            if function in fact.functions and fact.tests and all(test in passed for test in fact.tests)
        ]
        print(
            f"{function}: {len(tests) - len(passed & tests)} of {len(tests)} tests fail without it",
            flush=True,
        )
    for line in idle:
        print(f"NOT PROVEN  {line}")
    print(f"{len(idle)} lines not proven")
    return 1 if idle else 0


def _node(test: str) -> str:
    """``test_x.py::test_y`` as pytest is told of it."""
    file, _, name = test.partition("::")
    return f"{files_with_tests()[file]}::{name}"


def passing_without(function: str, tests: list[str]) -> set[str]:
    """Those of the tests that pass with a stub in the function's place."""
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rfE", "--no-header", "-p", "no:xdist", "-o", "addopts=--import-mode=importlib",
         f"--without={function}", "--tracing=off", *map(_node, tests)],
        capture_output=True, text=True, check=False, cwd=FOLDER.parents[1],
    )  # fmt: skip
    if run.returncode not in (0, 1):
        raise SystemExit(f"{function}: pytest could not run:\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
    # A parametrised test passes if all its cases do.
    failed = {_named(line) for line in run.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))}
    return {test for test in tests if test not in failed}


def _named(line: str) -> str:
    """``FAILED tests/conformance/test_x.py::test_y[case] - …`` as the ledger writes it."""
    node = line.split(" ", 1)[1].split(" - ", maxsplit=1)[0]
    file, _, name = node.partition("::")
    return f"{Path(file).name}::{name.split('[')[0]}"


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="The ledger of facts")
    parser.add_argument("--prove", action="store_true", help="stub each function and see its lines fail")
    if parser.parse_args().prove:
        return prove()
    print_coverage()
    return 0


if __name__ == "__main__":
    sys.exit(main())
