"""A channel provider's page from a folder (``--provider FOLDER``), served on an origin of its own."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

from attrs import frozen
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount

from cif_emulator.cli.hosts import AllowedHosts
from cif_emulator.cli.http_headers import EVERYWHERE, FixedHeaders
from cif_emulator.cli.listening import CannotListen, serving
from cif_emulator.cli.providers import NoSuchAddress
from cif_emulator.cli.static_files import ASK_AGAIN, PageFiles
from cif_emulator.workspace.state.provider import WORKSPACE_PLACEHOLDER, origin_of
from cif_emulator.workspace.state.templates import ChannelProvider

INDEX = "index.html"
# What a page of the product is usually told in its Channel URL, and so where no query is given.
USUAL_QUERY = f"base={WORKSPACE_PLACEHOLDER}"


@frozen(kw_only=True)
class ProviderFolder:
    """A folder with a widget's files; ``page`` is the name of the one that is shown."""

    folder: Path
    page: str
    query: str

    def provider(self, address: str) -> ChannelProvider:
        """The provider whose page is served at ``address``, which ends with a slash."""
        name = self.folder.resolve().name or "folder"
        return ChannelProvider(
            unique_name=f"local_{re.sub(r'[^a-z0-9]+', '_', name.lower()).strip('_') or 'folder'}",
            name=name,
            label=name,
            channel_url=f"{address}{'' if self.page == INDEX else quote(self.page)}?{self.query}",
        )


def provider_folder(given: str) -> ProviderFolder | None:
    """What ``--provider`` names, if that is a folder or a page in it: perhaps with a query; else ``None``.

    Raises ``NoSuchAddress`` for a folder without a page.
    """
    text = given.strip()
    if origin_of(text.replace(WORKSPACE_PLACEHOLDER, "http://localhost")) is not None:
        return None
    name, _, query = text.partition("?")
    place = Path(name)
    page = INDEX
    if name and place.is_file():
        place, page = place.parent, place.name
    if not name or not place.is_dir():
        return None
    if not (place / page).is_file():
        raise NoSuchAddress(
            f"--provider {given}: the folder has no {INDEX}; name the page itself, such as "
            f"{place / 'widget.html'}"
        )
    return ProviderFolder(folder=place, page=page, query=query or USUAL_QUERY)


class WidgetFiles(PageFiles):
    """A developer's files: none that is hidden, and each asked for again, whatever its name."""

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Where a file is."""
        if any(part.startswith(".") for part in Path(path).parts):
            return "", None
        found, state = super().lookup_path(path)
        if state is not None and stat.S_ISDIR(state.st_mode):
            return super().lookup_path(os.path.join(path, INDEX))  # noqa: PTH118 - as Starlette has it
        return found, state

    def caching_of(self, file: Path) -> str:  # noqa: ARG002 - the same for all
        """How long a browser may keep a file."""
        return ASK_AGAIN


@contextmanager
def serving_folder(
    found: ProviderFolder, host: str, workspace_port: int, allowed_hosts: Iterable[str]
) -> Iterator[str]:
    """Serve a widget's files while the block runs; gives the folder's URL.

    Its port is one of the next after the workspace's, so that browsers know it again; another if all of these
    are taken.
    """
    app = Starlette(
        routes=[Mount("/", WidgetFiles(directory=found.folder))],
        middleware=[
            Middleware(FixedHeaders, headers=EVERYWHERE),
            Middleware(AllowedHosts, names=allowed_hosts),
        ],
    )
    with on_next_port(app, host, workspace_port) as address:
        yield address


@contextmanager
def on_next_port(app: Starlette, host: str, workspace_port: int) -> Iterator[str]:
    """Serve on the first free one of the ports after the workspace's while the block runs; gives the URL."""
    nearby = range(workspace_port + 1, min(workspace_port + 10, 65536)) if workspace_port else ()
    with ExitStack() as running:
        for port in (*nearby, 0):
            try:
                address = running.enter_context(serving(app, host, port))
                break
            except CannotListen:
                if port == 0:
                    raise
        yield address
