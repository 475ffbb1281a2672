"""Other programs that the build runs: pip, Node, npm."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

OLDEST_NODE = 20

# Enough of a failed program's output to see the reason, not its whole log.
TAIL_LINES = 15

# Seconds: what takes longer has stopped for good.
LONGEST = 900


class BuildFailed(Exception):
    """The page cannot be built; the text says why and what to do."""


def run(purpose: str, command: Sequence[str | Path], folder: Path) -> str:
    """Run ``command`` in ``folder`` and give its standard output.

    Raises ``BuildFailed`` with ``purpose`` ("installing the web packages") and the end of what it wrote.
    """
    try:
        done = subprocess.run(  # noqa: S603 - the build's own commands
            [str(part) for part in command],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BuildFailed(f"{purpose} failed: it was not done after {LONGEST} seconds") from error
    except OSError as error:
        raise BuildFailed(f"{purpose} failed: {command[0]} cannot be run ({error.strerror})") from error
    if done.returncode != 0:
        written = (done.stdout + done.stderr).strip().splitlines()[-TAIL_LINES:]
        tail = "\n".join(f"    {line}" for line in written)
        raise BuildFailed(f"{purpose} failed with exit code {done.returncode}:\n{tail}")
    return done.stdout


def node() -> Path:
    """Where Node is; ``BuildFailed`` if there is none, or too old a one."""
    found = shutil.which("node")
    needed = f"cif-emulator's page is built with Node {OLDEST_NODE} or newer"
    if found is None:
        raise BuildFailed(f"{needed}, and there is no node on PATH: install Node and run this again.")
    version = run("asking Node for its version", [found, "--version"], Path.cwd()).strip()
    if int(version.removeprefix("v").split(".")[0]) < OLDEST_NODE:
        raise BuildFailed(f"{needed}, and {found} is {version}: install a newer Node and run this again.")
    return Path(found)


def npm() -> Path:
    """Where npm is, which comes with Node."""
    node()
    found = shutil.which("npm")
    if found is None:
        raise BuildFailed(
            "cif-emulator's page is built with npm, and there is no npm on PATH: install it and run again."
        )
    return Path(found)
