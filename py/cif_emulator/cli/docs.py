"""``cif-emulator docs``: the documentation, with a workspace beside it in which its examples run."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount

from cif_emulator import config
from cif_emulator.cli.built_page import PageNotBuilt, built_documentation, built_page
from cif_emulator.cli.hosts import AllowedHosts
from cif_emulator.cli.http_headers import EVERYWHERE, FixedHeaders
from cif_emulator.cli.http_service import Service, routes, tell_in_one_line, tell_on_terminal
from cif_emulator.cli.listening import CannotListen, address_of, listen, serve_until_interrupted
from cif_emulator.cli.path_names import PathName
from cif_emulator.cli.prepared_records import CannotPrepare, prepare_records
from cif_emulator.cli.refusal import CommandRefused
from cif_emulator.cli.static_files import PageFiles
from cif_emulator.cli.static_site import FolderRefused, note_files, take_folder, unpack, write_site

if sys.platform == "emscripten":
    from cif_emulator.cli.node.surroundings import open_in_browser
else:
    from cif_emulator.cli.surroundings import open_in_browser

# Where the documentation's pages look for it, from the site's own folder.
WORKSPACE = "workspace"


@click.command("docs", short_help="Show the documentation; it needs no network.")
@click.option(
    "--out",
    "folder",
    metavar="DIR",
    type=PathName(),
    help="Write the site there instead: into a new or empty folder, or an earlier site, which is replaced.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open it in a browser.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=4281,
    show_default=True,
    help="The port to listen at; 0 for any free one.",
)
def docs_command(folder: Path | None, port: int, *, open_browser: bool) -> None:
    """Show the documentation until Ctrl-C; it needs no network.

    Its examples run in a workspace that is served with it. With --out the same is written as a static site,
    which any web server can carry under any path.
    """
    try:
        if folder:
            size = write_documentation(folder)
            click.echo(f"Documentation written to {folder} ({size / 1_000_000:.0f} MB with its workspace)")
            if open_browser:
                open_in_browser((folder / "index.html").resolve().as_uri())
            return
        app = documentation_application()
        sockets = listen("localhost", port)
    except (CannotListen, CannotPrepare, FolderRefused, PageNotBuilt) as refusal:
        raise CommandRefused(str(refusal)) from refusal
    address = address_of("localhost", sockets)

    def tell() -> None:
        click.echo(f"Documentation at {address}")
        if open_browser:
            open_in_browser(address)

    serve_until_interrupted(app, sockets, tell)


def documentation_application() -> Starlette:
    """The documentation, and the built-in workspace below it. Raises ``PageNotBuilt``."""
    return Starlette(
        routes=[
            Mount(f"/{WORKSPACE}", routes=routes(Service(page=built_page()))),
            Mount("/", PageFiles(directory=built_documentation(), html=True)),
        ],
        exception_handlers={HTTPException: tell_in_one_line},
        middleware=[Middleware(FixedHeaders, headers=EVERYWHERE), Middleware(AllowedHosts, names=())],
    )


def write_documentation(folder: Path) -> int:
    """Write the documentation and its workspace as a static site; gives the bytes written.

    Raises ``CannotPrepare``, ``FolderRefused`` and ``PageNotBuilt``.
    """
    documentation, page = built_documentation(), built_page()
    prepared = prepare_records(config.load(None), (), strict_data=False, tell=tell_on_terminal)
    text = config.to_json(prepared.configuration, prepared_records=prepared.file.name)
    take_folder(folder)
    try:
        shutil.copytree(documentation, folder, dirs_exist_ok=True)
        for copy in unpack(folder):
            copy.unlink()
    except OSError as error:
        raise FolderRefused(f"--out {folder}: cannot be written ({error.strerror})") from error
    write_site(page, folder / WORKSPACE, text, records=prepared.file)
    note_files(folder)
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
