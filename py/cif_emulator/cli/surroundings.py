"""What a server does beside its answers: it looks at providers' pages, and opens a browser."""

from __future__ import annotations

import os
import threading
import webbrowser
from collections.abc import Iterable

import click

from cif_emulator.cli.probing import findings
from cif_emulator.workspace.state.templates import ChannelProvider


def process_number() -> int:
    """The number by which the system knows this process."""
    return os.getpid()


def open_in_browser(address: str) -> None:
    """Open an address in the user's browser."""
    webbrowser.open(address)


def tell_of_providers(providers: Iterable[ChannelProvider], address: str) -> None:
    """Print what keeps providers from working, one line each, while the server goes on."""

    def tell() -> None:
        for line in findings(providers, address):
            click.echo(line, err=True)

    threading.Thread(target=tell, daemon=True).start()
