"""``cif-emulator export``: a recording as a test."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from cif_emulator.api.call import PAGE
from cif_emulator.cli.export_forms import FORMS, Form
from cif_emulator.cli.path_names import PathName
from cif_emulator.cli.recordings import ID, Step, UnusableRecording, read_recording
from cif_emulator.cli.refusal import CommandRefused

# What a client asks is no behaviour of its own.
_ASKING = re.compile(r"CIFramework\.(?:get|can|search|retrieve|addHandler|removeHandler|initLog|log)")
_READY = "CIFInitDone"


class CannotExport(Exception):
    """A step cannot be written as a person would write it; the text says which."""


@click.command("export", short_help="Write a recording as a test.")
@click.argument("file", type=PathName())
@click.option("--as", "form", type=click.Choice(list(FORMS)), required=True, help="The kind of test.")
@click.option("--out", metavar="FILE", type=PathName(), help="The file to write. Default: print it.")
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
    folder, in TypeScript to that of playwright.config.ts.
    """
    try:
        text = exported(FORMS[form], read_recording(file), file.stem, configuration, providers)
        if out is None:
            click.echo(text, nl=False)
        else:
            out.write_text(text, encoding="utf-8")
    except (CannotExport, UnusableRecording) as refusal:
        raise CommandRefused(str(refusal)) from refusal
    except OSError as reason:
        raise CommandRefused(f"--out {out}: cannot be written: {reason.strerror}") from reason


def exported(
    form: Form,
    steps: Sequence[Step],
    name: str,
    configuration: str | None = None,
    providers: Sequence[str] = (),
) -> str:
    """The text of a file with one test; raises ``CannotExport``."""
    return form.whole(list(_body(form, steps)), name, configuration, providers)


def _body(form: Form, steps: Sequence[Step]) -> Iterator[str]:
    """The test's lines: what the agent does, and after each the calls that come of it."""
    seen: Counter[str] = Counter()
    known: set[str] = set()
    told: list[Step] = []
    pages = len({step.who for step in steps if step.name == _READY})
    if pages:
        yield form.waiting(_READY, pages)
    for step in steps:
        if step.kind == "call" and step.who != PAGE:
            told.append(step)
        elif step.kind == "action" or step.is_done_by_the_page:
            yield from _expected(form, told, seen, known)
            told.clear()
            known |= set(ID.findall(json.dumps(step.input)))
            yield from _done(form, step)
        elif step.kind == "event":
            known |= set(ID.findall(json.dumps(step.input)))
    yield from _expected(form, told, seen, known)
    if not steps:
        yield from form.done("nothing")


def _expected(form: Form, calls: Sequence[Step], seen: Counter[str], known: set[str]) -> Iterator[str]:
    """The lines that wait for calls, and look at what those that do something were given."""
    for name, number in Counter(step.name for step in calls).items():
        first = seen[name]
        seen[name] += number
        yield form.waiting(name, seen[name])
        if _ASKING.match(name):
            continue
        for place, step in enumerate((step for step in calls if step.name == name), first):
            if not step.is_cut:
                yield form.given(name, place, form.literal(step.input, known))


def _done(form: Form, step: Step) -> Iterator[str]:
    """What the agent does, by roles and names."""
    given = step.input if isinstance(step.input, list) else []
    match step.name, given:
        case ("setPresence" | "focusSession" | "focusTab") as action, _ if step.target:
            yield from form.done(action, form.text(step.target))
        case "requestCloseSession", _ if step.target:
            yield from form.done("hover", form.text(step.target))
            yield from form.done("press", form.text(f"Close {step.target}"))
        case "answerNotification", [_, accepted]:
            yield from form.done("accept" if accepted else "reject")
        case "clickToAct", [_, _, _, str(number)]:
            yield from form.done("clickToAct", form.text(f"Call {number}"))
        case "dispatchClickToAct", [{"value": str(number)}]:
            yield from form.done("dispatchClickToAct", form.text(number))
        case "togglePanel", _:
            yield from form.done("togglePanel")
        case "search", [str(text)]:
            yield from form.done("search", form.text(text))
        case _ if step.is_done_by_the_page:
            yield from _done_by_the_page(form, step, given)
        case _:
            raise _no_form_for(step)


def _done_by_the_page(form: Form, step: Step, given: Sequence[object]) -> Iterator[str]:
    """What scripts on the page did in the place of an agent or a caller."""
    match step.name, given:
        case "cifEmulator.setPresence", [str(text)]:
            yield from form.done("setPresence", form.text(text))
        case "cifEmulator.clickToAct", [str(number)]:
            yield from form.done("dispatchClickToAct", form.text(number))
        case "cifEmulator.openSession", [str(template), *values]:
            yield from form.done("openSession", form.text(template), form.literal((values or [{}])[0]))
        case "cifEmulator.raiseEvent", [str(event), payload, {"provider": str(provider)}]:
            yield from form.done(
                "raiseEventFor", form.text(event), form.literal(payload), form.text(provider)
            )
        case "CIFramework.raiseEvent", [str(event), *rest]:
            written = [form.text(event), *(form.literal(each) for each in rest[:1])]
            yield from form.done("raiseEvent", ", ".join(written))
        case _:
            raise _no_form_for(step)


def _no_form_for(step: Step) -> CannotExport:
    return CannotExport(
        f"step {step.number}: what the agent did ({step.name}) cannot be written as a test; record "
        "without it, or replay the recording"
    )
