"""``cif-emulator serve``: the workspace at a local address."""

from __future__ import annotations

import json
import os
import threading
import webbrowser
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext

import click

from cif_emulator import __version__
from cif_emulator.cli.http_service import tell_on_terminal
from cif_emulator.cli.listening import serve_until_interrupted
from cif_emulator.cli.live_reload import LiveReload
from cif_emulator.cli.probing import findings
from cif_emulator.cli.service_options import Wanted, service, service_options
from cif_emulator.cli.watching import watching
from cif_emulator.workspace.state.templates import ChannelProvider

MADE_FOR_THIS_RUN = (
    "Its certificate was made for this run, so the browser warns: choose Advanced, then Proceed. "
    "One that your browser trusts is named with --certificate and --key."
)


@click.command("serve")
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
            line = {"url": address, "pid": os.getpid(), "version": __version__}
            click.echo(json.dumps(line) if as_json else f"Workspace ready at {address}")
            if ready.made_certificate:
                click.echo(MADE_FOR_THIS_RUN, err=True)
            threading.Thread(target=tell_of_providers, args=[ready.providers, address], daemon=True).start()
            if open_browser:
                webbrowser.open(address)

        ending = ready.live_reload.close if ready.live_reload else lambda: None
        serve_until_interrupted(ready.app, ready.sockets, tell, ready.certificate, ending)


def watched(live: LiveReload | None) -> AbstractContextManager[None]:
    """Watches the files behind the pages, if that is wanted."""
    return nullcontext() if live is None else watching(live, tell_on_terminal)


def tell_of_providers(providers: Iterable[ChannelProvider], address: str) -> None:
    """Print what keeps providers from working, one line each."""
    for line in findings(providers, address):
        click.echo(line, err=True)
