"""Begins a command of the Node package; the other side calls it with what was typed."""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import random
import sys
import traceback
from pathlib import PureWindowsPath

import click

from cif_emulator import api, config, records, workspace
from cif_emulator.cli.main import main
from cif_emulator.cli.node.exceptions import NOT_IN_NODE
from cif_emulator.cli.node.windows_paths import use_windows_paths
from cif_emulator.cli.prepared_records import source_hash
from cif_emulator.cli.refusal import CommandRefused

HELP = {"-h", "--help"}


def run(words: str, environment: str, folder: str) -> int:
    """Run the command with these words (JSON), in this environment (JSON) and folder; gives the exit code."""
    _awake(json.loads(environment))
    if PureWindowsPath(folder).drive:
        use_windows_paths(folder)
    given = json.loads(words)
    if given and given[0] in NOT_IN_NODE and not HELP.intersection(given):
        click.echo(f"{given[0]}: {NOT_IN_NODE[given[0]]}", err=True)
        return CommandRefused.exit_code
    try:
        main(args=given, prog_name="cif-emulator")
    except SystemExit as end:
        code = end.code
        if isinstance(code, str):
            print(code, file=sys.stderr)  # noqa: T201 - what Python does with it
            code = 1
    except BaseException:  # noqa: BLE001 - what Python does with it
        traceback.print_exc()
        code = 1
    else:
        code = 0
    # The interpreter itself does not end.
    atexit._run_exitfuncs()  # noqa: SLF001 - there is no public way
    sys.stdout.flush()
    sys.stderr.flush()
    return int(code or 0) & 0xFF


def prepare() -> str:
    """Do before a snapshot what the first command would; gives the names of all modules (JSON)."""
    for room in (api, config, records, workspace):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            importlib.import_module(module.name)
    # Each is imported when it is asked for.
    list(main.commands.values())
    # Otherwise the first request would.
    importlib.import_module("anyio._backends._asyncio")
    source_hash()
    # The archives that modules are found in will have other contents. Forgetting that at the start would
    # import modules of its own.
    importlib.invalidate_caches()
    gc.collect()
    gc.freeze()
    return json.dumps(sorted(sys.modules))


def _awake(environment: dict[str, str]) -> None:
    """The interpreter starts from a memory that was made elsewhere: what was true there is forgotten."""
    random.seed()
    os.environ.clear()
    os.environ.update(environment)
