"""The sample channel provider: a softphone page, served on a port, and so on an origin, of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount

from cif_emulator.cli.hosts import AllowedHosts
from cif_emulator.cli.http_headers import EVERYWHERE, FixedHeaders
from cif_emulator.cli.provider_folders import on_next_port
from cif_emulator.cli.static_files import PageFiles
from cif_emulator.workspace.state.provider import WORKSPACE_PLACEHOLDER
from cif_emulator.workspace.state.templates import ChannelProvider

# Below the built page's folder.
FOLDER = "providers/softphone"


def demonstration(page: Path, allowed_hosts: Iterable[str] = ()) -> Starlette:
    """The application that serves the softphone from the built page's folder.

    ``allowed_hosts`` are names that it answers under, beside loopback names and addresses.
    """
    return Starlette(
        routes=[Mount("/", PageFiles(directory=page / FOLDER))],
        middleware=[
            Middleware(FixedHeaders, headers=EVERYWHERE),
            Middleware(AllowedHosts, names=allowed_hosts),
        ],
    )


@contextmanager
def serving_softphone(
    page: Path, host: str, workspace_port: int, allowed_hosts: Iterable[str]
) -> Iterator[str]:
    """Serve the softphone while the block runs; gives its URL.

    Its port is as ``on_next_port`` says.
    """
    app = demonstration(page, allowed_hosts)
    with on_next_port(app, host, workspace_port) as address:
        yield address


def softphone_at(address: str) -> ChannelProvider:
    """The provider whose page is served at ``address``."""
    return ChannelProvider(
        unique_name="demo_softphone",
        name="Sample softphone",
        label="Softphone (sample)",
        channel_url=f"{address}?base={WORKSPACE_PLACEHOLDER}",
        enable_outbound=True,
        custom_params='{"greeting":"Thank you for calling Contoso."}',
    )
