"""Other programs, which Node runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cif_emulator.cli.node.loop import finished, node_loop


def run_program(command: Sequence[str], variables: Mapping[str, str]) -> int:
    """Run a program to its end, with environment variables beside those of this process.

    Gives its exit code, or the negative number of the signal that ended it. Raises ``OSError`` where it
    cannot be run.
    """
    return int(finished(node_loop().ask("runProgram", list(command), dict(variables))))
