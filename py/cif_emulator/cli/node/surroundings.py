"""What a server does beside its answers, with Node's help."""

from __future__ import annotations

from collections.abc import Iterable
from email.message import Message

import click

from cif_emulator.cli.node import border
from cif_emulator.cli.node.loop import in_background, node_loop
from cif_emulator.cli.probing import Answer, findings, looked_at
from cif_emulator.workspace.state.templates import ChannelProvider


def process_number() -> int:
    """The number by which the system knows this process."""
    return int(border.abilities().process)


def open_in_browser(address: str) -> None:
    """Open an address in the user's browser."""
    border.tell("openBrowser", address)


def tell_of_providers(providers: Iterable[ChannelProvider], address: str) -> None:
    """Print what keeps providers from working, one line each, while the server goes on."""
    in_background(_tell(tuple(providers), address))


async def _tell(providers: tuple[ChannelProvider, ...], address: str) -> None:
    answers: dict[str, Answer | OSError] = {}
    for url, _ in looked_at(providers, address):
        try:
            answers[url] = await _look(url)
        except OSError as error:
            answers[url] = error

    def answer(url: str) -> Answer:
        found = answers[url]
        if isinstance(found, OSError):
            raise found
        return found

    for line in findings(providers, address, answer):
        click.echo(line, err=True)


async def _look(url: str) -> Answer:
    found = await node_loop().ask("lookAt", url)
    headers = Message()
    for name, value in found["headers"]:
        headers[name] = value
    return found["url"], found["status"], headers
