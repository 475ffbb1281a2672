"""Reports of what a delivery's handlers did (``ciframework.md`` 2.11)."""

from __future__ import annotations

from attrs import define, field

from cif_emulator.workspace import json_text

# A longer report is cut.
REPORT_LENGTH = 200_000
REPORTED_ERRORS = 20
STACK_LENGTH = 4_000


@define(eq=False)
class Report:
    """What the handlers of a delivery did."""

    handlers: int = 0
    silent: int = 0
    timed_out: int = 0
    errors: list[tuple[str, str]] = field(factory=list)


def read_report(text: str) -> Report | None:
    """A listener's report, ``None`` if malformed: any page may have sent it."""
    if len(text) > REPORT_LENGTH:
        return None
    try:
        told = json_text.parse(text)
    except json_text.JsonTextError:
        return None
    if not isinstance(told, dict):
        return None
    errors = told.get("errors")
    return Report(
        handlers=_number(told.get("handlers")),
        silent=_number(told.get("silent")),
        timed_out=_number(told.get("timedOut")),
        errors=[
            (str(each.get("message", "")), str(each.get("stack", "")))
            for each in (errors if isinstance(errors, list) else [])[:REPORTED_ERRORS]
            if isinstance(each, dict)
        ],
    )


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1_000_000 else 0
