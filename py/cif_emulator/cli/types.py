"""``cif-emulator types``: TypeScript types of what the page has."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cif_emulator.cli.built_page import page_folder
from cif_emulator.cli.path_names import PathName
from cif_emulator.cli.refusal import CommandRefused
from cif_emulator.workspace.state.refusals import visible

if sys.platform != "emscripten":
    from cif_emulator.typescript import DOCUMENTS

FILES = ("microsoft.d.ts", "xrm.d.ts", "embed.d.ts")


@click.command("types", short_help="Write TypeScript types for your own code.")
@click.option(
    "--out",
    "folder",
    metavar="DIR",
    type=PathName(),
    help="The folder to write microsoft.d.ts, xrm.d.ts and embed.d.ts to; it is made if it is missing.",
)
@click.option("--no-xrm", is_flag=True, help="Leave xrm.d.ts out, for projects that have @types/xrm.")
def types_command(folder: Path | None, *, no_xrm: bool) -> None:
    """Give TypeScript types of Microsoft.Apm, Microsoft.CIFramework, Xrm and cifEmulator.

    Without --out microsoft.d.ts is printed. xrm.d.ts has what the emulator has of Xrm; @types/xrm declares
    the same names, so a project has one or the other. microsoft.d.ts needs neither. embed.d.ts has the
    element agent-workspace.
    """
    if folder is None:
        click.echo(_text(FILES[0]), nl=False)
        return
    for name in FILES:
        if no_xrm and name == "xrm.d.ts":
            continue
        file = folder / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file.write_text(_text(name), encoding="utf-8")
        except OSError as error:
            raise CommandRefused(
                f"--out: {file} cannot be written ({error.strerror}); right is a folder that you may write to"
            ) from error
        click.echo(f"{visible(str(file))} written")


def _text(name: str) -> str:
    if sys.platform == "emscripten":
        # The modules that it is made of have no docstrings there; the page's copy has.
        return (page_folder() / "types" / name).read_text(encoding="utf-8")
    return DOCUMENTS[name]()
