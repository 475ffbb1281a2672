"""``cif-emulator build``: the workspace as a static site."""

from __future__ import annotations

from pathlib import Path

import click

from cif_emulator import config
from cif_emulator.cli.built_page import PageNotBuilt, built_page
from cif_emulator.cli.refusal import CommandRefused
from cif_emulator.cli.static_site import FolderRefused, write_site


@click.command("build")
@click.option(
    "--out",
    "folder",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path),
    help="The folder to write: a new or empty one, or an earlier site.",
)
@click.option(
    "--config",
    "configuration",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The workspace's configuration (TOML). Default: the built-in one.",
)
def build_command(folder: Path, configuration: Path | None) -> None:
    """Write the workspace as a static site, which any web server can carry under any path.

    Beside large files lie compressed copies (.br, .gz, .zst) for servers that send them. WebAssembly must be
    served as application/wasm, and .mjs files as JavaScript.
    """
    try:
        text = config.to_json(config.load(configuration))
        size = write_site(built_page(), folder, text)
    except (FolderRefused, PageNotBuilt, config.ConfigurationError) as refusal:
        raise CommandRefused(str(refusal)) from refusal
    click.echo(f"Workspace written to {folder} ({size / 1_000_000:.0f} MB with compressed copies)")
