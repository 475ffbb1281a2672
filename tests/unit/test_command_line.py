"""The ways to the command line."""

import subprocess
import sys

import pytest

from cif_emulator import __version__


@pytest.mark.parametrize(
    ("options", "told"),
    [(["--version"], f"cif-emulator, version {__version__}"), (["--help"], "Usage: cif-emulator [OPTIONS]")],
)
def test_the_package_is_a_command(options, told):
    command = [sys.executable, "-m", "cif_emulator", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(told)
