"""Begins a command of the Node package; the other side calls it with what was typed."""

from __future__ import annotations

import atexit
import json
import sys
import traceback

from cif_emulator.cli.main import main


def run(words: str) -> int:
    """Run the command with these words (JSON); gives the exit code."""
    try:
        main(args=json.loads(words), prog_name="cif-emulator")
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
