"""The command line: one group, one module per command."""

import io
import sys

import click

from cif_emulator import __version__
from cif_emulator.cli.build import build_command
from cif_emulator.cli.check import check_command
from cif_emulator.cli.docs import docs_command
from cif_emulator.cli.exec import exec_command
from cif_emulator.cli.export import export_command
from cif_emulator.cli.import_ import import_command
from cif_emulator.cli.init import init_command
from cif_emulator.cli.install_browser import install_browser_command
from cif_emulator.cli.recorder import recorder_command
from cif_emulator.cli.replay import replay_command
from cif_emulator.cli.schema import schema_command
from cif_emulator.cli.serve import serve_command
from cif_emulator.cli.types import types_command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cif-emulator")
def main() -> None:
    """Run a local emulator of the Dynamics 365 agent workspace.

    "cif-emulator serve --demo" shows the workspace with a sample softphone; "cif-emulator docs" shows the
    documentation.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Windows writes to pipes and files in a code page that lacks most letters.
            stream.reconfigure(errors="backslashreplace")


main.add_command(init_command)
main.add_command(serve_command)
main.add_command(exec_command)
main.add_command(recorder_command)
main.add_command(replay_command)
main.add_command(export_command)
main.add_command(build_command)
main.add_command(check_command)
main.add_command(import_command)
main.add_command(install_browser_command)
main.add_command(types_command)
main.add_command(schema_command)
main.add_command(docs_command)
