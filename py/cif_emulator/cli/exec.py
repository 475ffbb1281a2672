"""``cif-emulator exec``: a command, with the workspace served while it runs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cif_emulator.cli.listening import answering
from cif_emulator.cli.path_names import PathName
from cif_emulator.cli.recorded_pages import CannotRecord, RecordedPages
from cif_emulator.cli.refusal import CommandRefused
from cif_emulator.cli.service_options import Wanted, service, service_options
from cif_emulator.workspace.state.refusals import visible

if sys.platform == "emscripten":
    from cif_emulator.cli.node.programs import run_program
else:
    from cif_emulator.cli.programs import run_program

# Where the command finds the workspace.
URL_VARIABLE = "CIF_EMULATOR_URL"

# As shells say it: a program that is not there, one that cannot be run, one that a signal has ended.
NOT_FOUND = 127
NOT_EXECUTABLE = 126
ENDED_BY_SIGNAL = 128


@click.command(
    "exec",
    short_help="Run a command while the workspace is served.",
    context_settings={"allow_interspersed_args": False},
)
@service_options(port=0)
@click.option(
    "--record",
    "folder",
    metavar="FOLDER",
    type=PathName(),
    help="Write a recording of each page load into this folder; it is made if it is missing.",
)
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
def exec_command(wanted: Wanted, *, folder: Path | None, command: tuple[str, ...]) -> None:
    """Run COMMAND while the workspace is served, and hand back its exit code.

    CIF_EMULATOR_URL is the workspace's address, with a slash at its end. Signals are passed on.

        cif-emulator exec --config workspace.toml -- npx playwright test
    """
    try:
        recorded = RecordedPages(folder) if folder else None
        try:
            with (
                service(wanted, recorded=recorded) as ready,
                answering(ready.app, ready.sockets, ready.certificate),
            ):
                code = run(command, ready.address)
        finally:
            if recorded:
                tell_of(recorded)
    except CannotRecord as refusal:
        raise CommandRefused(str(refusal)) from refusal
    sys.exit(code)


def tell_of(recorded: RecordedPages) -> None:
    """Write the recordings, and say on standard error where they are. Raises ``CannotRecord``."""
    files = recorded.write()
    click.echo("\n".join(f"Recorded: {file}" for file in files) or "Recorded: no page did anything", err=True)


def run(command: tuple[str, ...], address: str) -> int:
    """Run a command to its end; gives its exit code, 128 and the signal's number if a signal ended it."""
    try:
        code = run_program(command, {URL_VARIABLE: address})
    except FileNotFoundError:
        click.echo(f"exec: there is no program {visible(command[0])}", err=True)
        return NOT_FOUND
    except OSError as reason:
        click.echo(f"exec: {visible(command[0])} cannot be run: {reason.strerror}", err=True)
        return NOT_EXECUTABLE
    return code if code >= 0 else ENDED_BY_SIGNAL - code
