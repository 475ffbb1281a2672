"""The command line: one group, one module per command."""

import io
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module

import click

from cif_emulator import __version__

_MODULES = {
    "init": "init",
    "serve": "serve",
    "exec": "exec",
    "recorder": "recorder",
    "replay": "replay",
    "export": "export",
    "build": "build",
    "check": "check",
    "import": "import_",
    "install-browser": "install_browser",
    "types": "types",
    "schema": "schema",
    "docs": "docs",
}


class _Commands(Mapping[str, click.Command]):
    """The commands by name, each imported when it is asked for: all of them take most of a second."""

    def __getitem__(self, name: str) -> click.Command:
        module = import_module(f"cif_emulator.cli.{_MODULES[name]}")
        command: click.Command = getattr(module, f"{_MODULES[name].rstrip('_')}_command")
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


@click.group(
    commands=_Commands(),
    context_settings={"help_option_names": ["-h", "--help"]},
)
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
