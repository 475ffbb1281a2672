"""``cif-emulator exec``: a command, with the workspace served while it runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click

from cif_emulator.cli.listening import CannotListen, answering
from cif_emulator.cli.refusal import CommandRefused
from cif_emulator.cli.service_options import Wanted, service, service_options

# Where the command finds the workspace.
URL_VARIABLE = "CIF_EMULATOR_URL"

# As shells say it: a program that is not there, one that cannot be run, one that a signal has ended.
NOT_FOUND = 127
NOT_EXECUTABLE = 126
ENDED_BY_SIGNAL = 128

PASSED_ON = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT") if hasattr(signal, name)
)


@click.command("exec", context_settings={"allow_interspersed_args": False})
@service_options(port=0)
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
def exec_command(wanted: Wanted, *, command: tuple[str, ...]) -> None:
    """Run COMMAND while the workspace is served, and hand back its exit code.

    CIF_EMULATOR_URL is the workspace's address, with a slash at its end. Signals are passed on.

        cif-emulator exec --config workspace.toml -- npx playwright test
    """
    with service(wanted) as ready:
        try:
            with answering(ready.app, ready.sockets, ready.certificate):
                code = run(command, ready.address)
        except CannotListen as refusal:
            raise CommandRefused(str(refusal)) from refusal
    sys.exit(code)


def run(command: tuple[str, ...], address: str) -> int:
    """Run a command to its end; gives its exit code, 128 and the signal's number if a signal ended it."""
    try:
        process = subprocess.Popen(command, env={**os.environ, URL_VARIABLE: address})  # noqa: S603 - asked for
    except FileNotFoundError:
        click.echo(f"exec: there is no program {command[0]}", err=True)
        return NOT_FOUND
    except OSError as reason:
        click.echo(f"exec: {command[0]} cannot be run: {reason.strerror}", err=True)
        return NOT_EXECUTABLE
    with passing_signals_to(process):
        code = process.wait()
    return code if code >= 0 else ENDED_BY_SIGNAL - code


@contextmanager
def passing_signals_to(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """While the block runs, signals to this process go to the other one, and it alone decides to end."""

    def pass_on(number: int, _: FrameType | None) -> None:
        # A terminal gives Ctrl-C to both.
        if not (number == signal.SIGINT and _is_in_the_foreground()):
            process.send_signal(number)

    before = {number: signal.signal(number, pass_on) for number in PASSED_ON}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_in_the_foreground() -> bool:
    """Whether this process is among those to which its terminal gives signals."""
    if sys.platform == "win32":
        return True
    try:
        return os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return False
