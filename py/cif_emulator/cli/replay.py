"""``cif-emulator replay``: what the agent did once more, and whether the widget still does the same."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from cif_emulator.api.call import PAGE
from cif_emulator.cli.listening import CannotListen, answering
from cif_emulator.cli.path_names import PathName
from cif_emulator.cli.recordings import (
    Step,
    UnusableRecording,
    differences_by_provider,
    provider_calls,
    read_recording,
    steps_of,
)
from cif_emulator.cli.refusal import CommandRefused
from cif_emulator.cli.service_options import Wanted, service, service_options

if sys.platform == "emscripten":
    from cif_emulator.cli.node.replaying import ShownPage, shown_page
else:
    from cif_emulator.cli.replaying import ShownPage, shown_page

# Milliseconds. The page's start; without a further call at the end.
START = 60_000
QUIET = 500

STARTED = "() => window.cifEmulator?.version"
# Whether so many providers' pages have loaded the library.
CONNECTED = """(count) =>
  window.cifEmulator.calls().filter(({ what }) => what === "CIFInitDone").length >= count"""
# Whether providers have made so many calls.
CALLED = """([page, count]) => {
  const { steps } = JSON.parse(window.cifEmulator.recording().text);
  return steps.filter(({ kind, who }) => kind === "call" && who !== page).length >= count;
}"""
LOGGED = "() => window.cifEmulator.calls().length"
IS_MORE = "(count) => window.cifEmulator.calls().length > count"
SHOWN = "() => window.cifEmulator.state().notifications.map(({ id }) => id)"
ACT = "([name, input]) => window.cifEmulator.act(name, input)"
# Handlers may answer late, or never.
DO = """([name, input]) => {
  const [object, method] = name.split(".");
  const owner = object === "cifEmulator" ? window.cifEmulator : window.Microsoft[object];
  void owner[method](...input).catch(() => {});
}"""
RECORDING = "() => window.cifEmulator.recording().text"


@click.command("replay", short_help="Repeat a recording, and compare the widget's calls.")
@click.argument("file", type=PathName())
@service_options(port=0)
@click.option(
    "--time-out",
    default=10.0,
    show_default=True,
    type=click.FloatRange(min=0.1),
    help="Seconds to wait for the widget's calls after each thing that the agent does.",
)
@click.option("--headed", is_flag=True, help="Show the browser.")
def replay_command(wanted: Wanted, *, file: Path, time_out: float, headed: bool) -> None:
    """Do once more what the agent did in a recording FILE, and compare the widget's calls.

    The recording is that of cifEmulator.recording(), for the same configuration. A line is printed for each
    call that is missing, extra or has another input; the exit code is then 1.
    """
    try:
        recorded = read_recording(file)
    except UnusableRecording as refusal:
        raise CommandRefused(str(refusal)) from refusal
    with service(wanted) as ready:
        try:
            with (
                answering(ready.app, ready.sockets, ready.certificate),
                shown_page(ready.address, headed=headed, patience=START) as page,
            ):
                found = replayed(page, recorded, time_out * 1000)
        except CannotListen as refusal:
            raise CommandRefused(str(refusal)) from refusal
    before = provider_calls(recorded, PAGE)
    lines = differences_by_provider(before, provider_calls(found, PAGE))
    if lines:
        click.echo("\n".join(lines))
        sys.exit(1)
    count = len(before)
    click.echo(f"The same {count} calls as recorded" if count != 1 else "The same call as recorded")


def replayed(page: ShownPage, recorded: Sequence[Step], time_out: float) -> tuple[Step, ...]:
    """Do what the agent did on a page that shows the workspace; gives what was recorded of it.

    So are events that a script on the page raised. Before each of them the providers' calls that were
    recorded before it are awaited, ``time_out`` milliseconds at most.
    """
    if not page.is_true_within(STARTED, None, START):
        raise CommandRefused(f"replay: the workspace has not started within {START // 1000} seconds")
    pages = len({step.who for step in recorded if step.name == "CIFInitDone"})
    if not page.is_true_within(CONNECTED, pages, max(time_out, START)):
        raise CommandRefused(
            f"replay: {pages} channel providers' pages loaded the library when it was recorded, and fewer do "
            "now: is the widget's server running, and is it named by --provider or --config?"
        )
    count = 0
    for step in recorded:
        if step.kind == "call" and step.who != PAGE:
            count += 1
        elif step.kind == "action":
            page.is_true_within(CALLED, [PAGE, count], time_out)
            page.evaluate(ACT, [step.name, _meant_here(page, step)])
        elif step.is_done_by_the_page:
            page.is_true_within(CALLED, [PAGE, count], time_out)
            page.evaluate(DO, [step.name, step.input or []])
    page.is_true_within(CALLED, [PAGE, count], time_out)
    # Calls that are too many come late.
    while page.is_true_within(IS_MORE, page.evaluate(LOGGED), QUIET):
        pass
    text: str = page.evaluate(RECORDING)
    data: dict[str, Any] = json.loads(text)
    return steps_of(data, "the replay")


def _meant_here(page: ShownPage, step: Step) -> list[object]:
    """An action's arguments; a notification that another workspace has named is the first one."""
    given: list[object] = step.input or []
    if step.name != "answerNotification":
        return given
    shown: list[str] = page.evaluate(SHOWN)
    return given if given[0] in shown or not shown else [shown[0], *given[1:]]
