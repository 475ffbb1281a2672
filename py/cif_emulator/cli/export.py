"""``cif-emulator export``: a recording as a test."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from cif_emulator import __version__
from cif_emulator.api.call import PAGE
from cif_emulator.cli.recordings import ID, TIME, Step, UnusableRecording, is_time, read_recording
from cif_emulator.cli.refusal import CommandRefused

# What a client asks is no behaviour of its own.
_ASKING = re.compile(r"CIFramework\.(?:get|can|search|retrieve|addHandler|removeHandler|initLog|log)")
_READY = "CIFInitDone"


class CannotExport(Exception):
    """A step cannot be written as a person would write it; the text says which."""


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "form", type=click.Choice(["pytest"]), required=True, help="The kind of test.")
@click.option(
    "--out", metavar="FILE", type=click.Path(path_type=Path), help="The file to write. Default: print it."
)
@click.option(
    "--config", "configuration", metavar="FILE", help="The configuration that the test starts from."
)
@click.option(
    "--provider", "providers", metavar="URL", multiple=True, help="A widget's page; may be repeated."
)
def export_command(
    file: Path, *, form: str, out: Path | None, configuration: str | None, providers: tuple[str, ...]
) -> None:
    """Write a recording FILE as a test of what the agent does and the widget's calls.

    The recording is that of cifEmulator.recording(). The configuration's name is relative to the test's
    folder.
    """
    del form  # There is one.
    try:
        text = pytest_test(read_recording(file), file.stem, configuration, providers)
        if out is None:
            click.echo(text, nl=False)
        else:
            out.write_text(text, encoding="utf-8")
    except (CannotExport, UnusableRecording) as refusal:
        raise CommandRefused(str(refusal)) from refusal
    except OSError as reason:
        raise CommandRefused(f"--out {out}: cannot be written: {reason.strerror}") from reason


def pytest_test(
    steps: Sequence[Step], name: str, configuration: str | None = None, providers: Sequence[str] = ()
) -> str:
    """The text of a module with one test; raises ``CannotExport``."""
    body = list(_body(steps))
    needs_json = any("json.loads" in line for line in body)
    needs_any = any("ANY" in line for line in body)
    given = [f"config={_text(configuration)}"] if configuration else []
    given += [f"providers=[{', '.join(map(_text, providers))}]"] if providers else []
    lines = [f'"""Recorded with cif-emulator {__version__}."""', ""]
    lines += ["import json"] * needs_json + ["from unittest.mock import ANY"] * needs_any
    lines += ["", "import pytest"] * bool(given) + ["", ""]
    lines += [f"@pytest.mark.cif_emulator({', '.join(given)})"] * bool(given)
    function = re.sub(r"\W+", "_", name.lower()).strip("_") or "recording"
    lines += [f"def test_{function}(workspace):", *(f"    {line}" for line in body)]
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines)) + "\n"


def _body(steps: Sequence[Step]) -> Iterator[str]:
    """The test's lines: what the agent does, and after each the calls that come of it."""
    seen: Counter[str] = Counter()
    known: set[str] = set()
    told: list[Step] = []
    pages = len({step.who for step in steps if step.name == _READY})
    if pages:
        yield _waiting(_READY, pages)
    for step in steps:
        if step.kind == "call" and step.who != PAGE:
            told.append(step)
        elif step.kind == "action" or step.name == "CIFramework.raiseEvent":
            yield from _expected(told, seen, known)
            told.clear()
            known |= set(ID.findall(json.dumps(step.input)))
            yield from _done(step)
        elif step.kind == "event":
            known |= set(ID.findall(json.dumps(step.input)))
    yield from _expected(told, seen, known)
    if not steps:
        yield "assert workspace.sessions"


def _expected(calls: Sequence[Step], seen: Counter[str], known: set[str]) -> Iterator[str]:
    """The lines that wait for calls, and look at what those that do something were given."""
    for name, number in Counter(step.name for step in calls).items():
        first = seen[name]
        seen[name] += number
        yield _waiting(name, seen[name])
        if _ASKING.match(name):
            continue
        for place, step in enumerate((step for step in calls if step.name == name), first):
            if not step.is_cut:
                told = f'json.loads(workspace.calls({_text(name)})[{place}]["input"])'
                yield f"assert {told} == {_literal(step.input, known)}"


def _waiting(name: str, count: int) -> str:
    return f"workspace.wait_for_calls({_text(name)}{f', {count}' if count > 1 else ''})"


def _done(step: Step) -> Iterator[str]:
    """What the agent does, by roles and names."""
    given = step.input if isinstance(step.input, list) else []
    match step.name, given:
        case "setPresence", _ if step.target:
            yield f"workspace.set_presence({_text(step.target)})"
        case "focusSession", _ if step.target:
            yield f"workspace.session_entry({_text(step.target)}).click()"
        case "focusTab", _ if step.target:
            yield f"workspace.tab_entry({_text(step.target)}).click()"
        case "requestCloseSession", _ if step.target:
            yield f"workspace.session_entry({_text(step.target)}).hover()"
            yield f"workspace.page.get_by_role('button', name={_text(f'Close {step.target}')}).click()"
        case "answerNotification", [_, accepted]:
            yield f"workspace.notifications[0].{'accept' if accepted else 'reject'}()"
        case "clickToAct", [_, _, _, str(number)]:
            yield f"workspace.page.get_by_role('button', name={_text(f'Call {number}')}).first.click()"
        case "dispatchClickToAct", [{"value": str(number)}]:
            yield f"workspace.click_to_act({_text(number)})"
        case "togglePanel", _:
            yield "workspace.panel.toggle.click()"
        case "search", [str(text)]:
            yield f"workspace.page.get_by_role('searchbox', name='Search records').fill({_text(text)})"
            yield "workspace.page.get_by_role('searchbox', name='Search records').press('Enter')"
        case "CIFramework.raiseEvent", [str(event), *rest]:
            payload = f", {_literal(rest[0], set())}" if rest else ""
            yield f"workspace.call('CIFramework.raiseEvent', {_text(event)}{payload})"
        case _:
            raise CannotExport(
                f"step {step.number}: what the agent did ({step.name}) cannot be written as a test; record "
                "without it, or replay the recording"
            )


def _literal(value: object, known: set[str]) -> str:
    """A value as Python; ANY for times, and for ids that were made while it was recorded."""
    if isinstance(value, str):
        is_made = TIME.search(value) or any(found not in known for found in ID.findall(value))
        return "ANY" if is_made else _text(value)
    if isinstance(value, list):
        return f"[{', '.join(_literal(each, known) for each in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_text(key)}: {_literal(each, known)}' for key, each in value.items())}}}"
    return "ANY" if is_time(value) else repr(value)


def _text(text: str) -> str:
    """A text as Python, with double quotes."""
    quoted = json.dumps(text, ensure_ascii=False)
    return quoted if "\\u" not in quoted else repr(text)
