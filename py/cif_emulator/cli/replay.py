"""``cif-emulator replay``: what the agent did once more, and whether the widget still does the same."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cif_emulator.api.call import PAGE
from cif_emulator.cli import browsers
from cif_emulator.cli.listening import CannotListen, answering
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

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Milliseconds. The page's start; between two looks at the call log; without a further call at the end.
START = 60_000
POLLING = 20
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
# The id of a notification is that of the workspace that made it: the first one is meant.
ACT = """([name, input]) => {
  const { notifications } = window.cifEmulator.state();
  const isAnswer = name === "answerNotification" && notifications.length > 0;
  const isHere = notifications.some(({ id }) => id === input[0]);
  window.cifEmulator.act(name, isAnswer && !isHere ? [notifications[0].id, input[1]] : input);
}"""
# Handlers may answer late, or never.
DO = """([name, input]) => {
  const [object, method] = name.split(".");
  const owner = object === "cifEmulator" ? window.cifEmulator : window.Microsoft[object];
  void owner[method](...input).catch(() => {});
}"""
RECORDING = "() => window.cifEmulator.recording().text"


@click.command("replay")
@click.argument("file", type=click.Path(path_type=Path))
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
            with answering(ready.app, ready.sockets, ready.certificate):
                found = _in_a_browser(ready.address, recorded, time_out * 1000, headed=headed)
        except CannotListen as refusal:
            raise CommandRefused(str(refusal)) from refusal
    before = provider_calls(recorded, PAGE)
    lines = differences_by_provider(before, provider_calls(found, PAGE))
    if lines:
        click.echo("\n".join(lines))
        sys.exit(1)
    count = len(before)
    click.echo(f"The same {count} calls as recorded" if count != 1 else "The same call as recorded")


def _in_a_browser(
    address: str, recorded: Sequence[Step], time_out: float, *, headed: bool
) -> tuple[Step, ...]:
    """Replay in a browser of its own; gives what was recorded of it."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ModuleNotFoundError as missing:
        raise CommandRefused(
            f"{missing}: replay needs a browser, which comes with the tests' fixtures: "
            "pip install 'cif-emulator[testing]'"
        ) from missing
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
        try:
            browser = playwright.chromium.launch(
                executable_path=browsers.executable("chromium", own, headed=headed),
                args=list(browsers.QUIET),
                chromium_sandbox=browsers.can_sandbox(),
                headless=not headed,
            )
            with browser:
                page = browser.new_context(ignore_https_errors=True).new_page()
                page.goto(address, wait_until="commit", timeout=START)
                page.wait_for_function(STARTED, polling=POLLING, timeout=START)
                return replayed(page, recorded, time_out)
        except (browsers.NoBrowser, Error) as refusal:
            raise CommandRefused(f"replay: {refusal}") from refusal


def replayed(page: Page, recorded: Sequence[Step], time_out: float) -> tuple[Step, ...]:
    """Do what the agent did on a page that shows the workspace; gives what was recorded of it.

    So are events that a script on the page raised. Before each of them the providers' calls that were
    recorded before it are awaited, ``time_out`` milliseconds at most.
    """
    from playwright.sync_api import TimeoutError as TooLate

    def wait(condition: str, argument: object, milliseconds: float) -> bool:
        try:
            page.wait_for_function(condition, arg=argument, polling=POLLING, timeout=milliseconds)
        except TooLate:
            return False
        return True

    pages = len({step.who for step in recorded if step.name == "CIFInitDone"})
    if not wait(CONNECTED, pages, max(time_out, START)):
        raise CommandRefused(
            f"replay: {pages} channel providers' pages loaded the library when it was recorded, and fewer do "
            "now: is the widget's server running, and is it named by --provider or --config?"
        )
    count = 0
    for step in recorded:
        if step.kind == "call" and step.who != PAGE:
            count += 1
        elif step.kind == "action":
            wait(CALLED, [PAGE, count], time_out)
            page.evaluate(ACT, [step.name, step.input or []])
        elif step.is_done_by_the_page:
            wait(CALLED, [PAGE, count], time_out)
            page.evaluate(DO, [step.name, step.input or []])
    wait(CALLED, [PAGE, count], time_out)
    # Calls that are too many come late.
    while wait(IS_MORE, page.evaluate(LOGGED), QUIET):
        pass
    text: str = page.evaluate(RECORDING)
    data: dict[str, Any] = json.loads(text)
    return steps_of(data, "the replay")
