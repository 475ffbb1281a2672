"""``cif-emulator serve``: the workspace at a local address."""

from __future__ import annotations

import json
import sys

import click

from cif_emulator import __version__
from cif_emulator.cli.listening import serve_until_interrupted
from cif_emulator.cli.service_options import Wanted, service, service_options

if sys.platform == "emscripten":
    from cif_emulator.cli.node.surroundings import open_in_browser, process_number, tell_of_providers
else:
    from cif_emulator.cli.surroundings import open_in_browser, process_number, tell_of_providers

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
def serve_command(wanted: Wanted, *, open_browser: bool, as_json: bool) -> None:
    """Serve the workspace page until Ctrl-C."""
    with service(wanted) as ready:
        address = ready.address

        def tell() -> None:
            line = {"url": address, "pid": process_number(), "version": __version__}
            click.echo(json.dumps(line) if as_json else f"Workspace ready at {address}")
            if ready.made_certificate:
                click.echo(MADE_FOR_THIS_RUN, err=True)
            tell_of_providers(ready.providers, address)
            if open_browser:
                open_in_browser(address)

        serve_until_interrupted(ready.app, ready.sockets, tell, ready.certificate)
