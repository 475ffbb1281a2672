"""Other programs, and the signals that are meant for them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType

PASSED_ON = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT") if hasattr(signal, name)
)


def run_program(command: Sequence[str], variables: Mapping[str, str]) -> int:
    """Run a program to its end, with environment variables beside those of this process.

    Gives its exit code, or the negative number of the signal that ended it. Raises ``OSError`` where it
    cannot be run.
    """
    process = subprocess.Popen(command, env={**os.environ, **variables})  # noqa: S603 - asked for
    with passing_signals_to(process):
        return process.wait()


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
