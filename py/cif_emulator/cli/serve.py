"""``cif-emulator serve``: the workspace at a local address."""

from __future__ import annotations

import json
import sys
from contextlib import AbstractContextManager, nullcontext

import click

from cif_emulator import __version__
from cif_emulator.cli.http_service import tell_on_terminal
from cif_emulator.cli.listening import serve_until_interrupted
from cif_emulator.cli.live_reload import LiveReload
from cif_emulator.cli.service_options import Wanted, service, service_options

if sys.platform == "emscripten":
    from cif_emulator.cli.node.surroundings import open_in_browser, process_number, tell_of_providers
    from cif_emulator.cli.node.watching import watching
else:
    from cif_emulator.cli.surroundings import open_in_browser, process_number, tell_of_providers
    from cif_emulator.cli.watching import watching

MADE_FOR_THIS_RUN = (
    "Its certificate was made for this run, so the browser warns: choose Advanced, then Proceed. "
    "One that your browser trusts is named with --certificate and --key."
)


@click.command("serve", short_help="Serve the workspace page until Ctrl-C.")
@service_options(port=4280)
@click.option("--open", "open_browser", is_flag=True, help="Open the page in a browser.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print one line of JSON when ready: url, pid and version."
)
@click.option(
    "--no-watch",
    is_flag=True,
    help="Leave open pages as they are when files change.",
)
def serve_command(wanted: Wanted, *, open_browser: bool, as_json: bool, no_watch: bool) -> None:
    """Serve the workspace page until Ctrl-C."""
    with service(wanted, watch=not no_watch) as ready, watched(ready.live_reload):
        address = ready.address

        def tell() -> None:
            line = {"url": address, "pid": process_number(), "version": __version__}
            click.echo(json.dumps(line) if as_json else f"Workspace ready at {address}")
            if ready.made_certificate:
                click.echo(MADE_FOR_THIS_RUN, err=True)
            tell_of_providers(ready.providers, address)
            if open_browser:
                open_in_browser(address)

        ending = ready.live_reload.close if ready.live_reload else lambda: None
        serve_until_interrupted(ready.app, ready.sockets, tell, ready.certificate, ending)


def watched(live: LiveReload | None) -> AbstractContextManager[None]:
    """Watches the files behind the pages, if that is wanted."""
    return nullcontext() if live is None else watching(live, tell_on_terminal)
