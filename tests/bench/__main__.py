"""All measurements, one after the other, as one table: ``python -m tests.bench [NAME …] [--write]``.

``--write`` puts the table, with its date and machine, into ``docs/benchmarks.md``. Let nothing else run meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "benchmarks.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
MEASUREMENTS: dict[str, tuple[str, ...]] = {
    "boot": (),
    "engines": (),
    "calls": (),
    "render": (),
    "memory": (),
    "suite": (),
    "floods": (),
    "records": ("--page", "1000", "100000", "1000000"),
}

Line = tuple[str, str, str, str]


def measured(name: str) -> dict[str, object]:
    """The report of one measurement, in a process of its own; raises CalledProcessError if it fails."""
    command = [sys.executable, str(HERE / f"{name}.py"), *MEASUREMENTS[name], "--json"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    report: dict[str, object] = json.loads(done.stdout)
    return report


def number(value: float | None, unit: str) -> str:
    """A figure with three digits that count, and its unit."""
    return "" if value is None else f"{float(f'{value:.3g}'):,g} {unit}".strip()


def lines(report: dict[str, object]) -> Iterator[Line]:
    """The figures of a report; of one with more than fifty those alone that have a goal."""
    figures: list[dict[str, object]] = report["figures"]  # type: ignore[assignment]
    for each in figures:
        if len(figures) <= 50 or each["goal"] is not None:
            unit = str(each["unit"])
            value, goal = (number(each[key], unit) for key in ("value", "goal"))  # type: ignore[arg-type]
            yield str(each["name"]).strip(), value, goal, str(each["note"])


def machine() -> str:
    """The machine in a few words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB of memory"


def table(reports: Iterable[tuple[str, dict[str, object]]]) -> str:
    """All figures as Markdown."""
    text = [
        f"{datetime.now(UTC):%d %B %Y}, {machine()}.",
        "",
        "| Figure | Measured | At most | |",
        "|---|---|---|---|",
    ]
    for name, report in reports:
        text.append(f"| **{report['title']}** (`{' '.join((f'{name}.py', *MEASUREMENTS[name]))}`) | | | |")
        text += [f"| {' | '.join(line)} |" for line in lines(report)]
    return "\n".join(text)


def write(text: str) -> None:
    """Put the table in the place of the last one."""
    page = PAGE.read_text(encoding="utf-8")
    between = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    PAGE.write_text(between.sub(lambda _: f"{BEGIN}\n{text}\n{END}", page), encoding="utf-8")


def main() -> None:
    """Measure, print, and write where that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", choices=[*MEASUREMENTS, []], metavar="NAME", help=", ".join(MEASUREMENTS)
    )
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    chosen = parser.parse_args()
    reports = []
    failed = []
    for name in chosen.names or MEASUREMENTS:
        print(f"measuring {name}", file=sys.stderr)
        try:
            reports.append((name, measured(name)))
        except subprocess.CalledProcessError as error:
            failed.append(f"{name}.py ended with {error.returncode}; its own output is above")
    print(table(reports))
    if failed:
        sys.exit("\n".join(failed))
    if chosen.write:
        write(table(reports))


if __name__ == "__main__":
    main()
