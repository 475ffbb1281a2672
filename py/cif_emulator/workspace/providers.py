"""The channel providers of a running workspace: where their pages live, whom to trust, who has reported.

Which rows apply says the catalog; here is what becomes of them (``ciframework.md`` 1.3, 5.1, 5.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from attrs import define

from cif_emulator.workspace.events import TimerCleared, TimerSet
from cif_emulator.workspace.refusals import Untrusted, quoted
from cif_emulator.workspace.templates import ChannelProvider

if TYPE_CHECKING:
    from cif_emulator.workspace.workspace import Workspace

# Stands in a Channel URL for the workspace's own address.
WORKSPACE_PLACEHOLDER = "{workspace}"

# The product's own text (1.3, as users report it).
UNKNOWN_SENDER = "Sender domain is not a recognised or is invalid and hence the message cant be processed"

# What every provider's frame is allowed, before its own Sandbox Configuration (1.3).
SANDBOX = (
    "allow-forms",
    "allow-popups",
    "allow-scripts",
    "allow-same-origin",
    "allow-modals",
    "allow-downloads",
)
# Calls need these; the default leaves them to the frame's own origin.
FEATURES = ("camera", "microphone", "autoplay")

_LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Connection(str, Enum):
    """Whether a provider's page has loaded the library: not yet, yes, not within ``handshake_time``."""

    WAITING = "waiting"
    READY = "ready"
    SILENT = "silent"


@define(eq=False, kw_only=True)
class Provider:
    """A channel provider and its page. ``document_id`` names the document that has loaded the library."""

    row: ChannelProvider
    url: str
    trusted_origins: tuple[str, ...]
    connection: Connection = Connection.WAITING
    problem: str = ""
    document_id: str = ""

    @property
    def provider_id(self) -> str:
        """Its unique name."""
        return self.row.unique_name

    @property
    def sandbox(self) -> str:
        """The frame's ``sandbox`` attribute."""
        return " ".join(
            dict.fromkeys((*SANDBOX, *(token.strip() for token in self.row.sandbox if token.strip())))
        )

    @property
    def allow(self) -> str:
        """The frame's ``allow`` attribute: camera and microphone, for a redirected page too."""
        origins = " ".join(("'src'", *self.trusted_origins))
        return "; ".join(f"{feature} {origins}" for feature in FEATURES)


def origin_of(address: str) -> str | None:
    """The origin of a web address as browsers write it, ``None`` for anything but http and https."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    host = parts.hostname
    if scheme not in _DEFAULT_PORTS or not host:
        return None
    shown = f"[{host.lower()}]" if ":" in host else host.lower()
    return f"{scheme}://{shown}" + ("" if port in (None, _DEFAULT_PORTS[scheme]) else f":{port}")


def _trusted_origins(row: ChannelProvider, url: str) -> tuple[str, ...]:
    """Channel URL's origin and those of Trusted Domain; a domain without a scheme is taken for https."""
    domains = re.split(r"[\s,;]+", row.trusted_domain)
    found = [origin_of(url), *(origin_of(each if "://" in each else f"https://{each}") for each in domains)]
    return tuple(dict.fromkeys(each for each in found if each))


class Providers:
    """All active providers in Channel Order, and who wants to hear of clicks on phone numbers.

    ``click_to_act`` holds, by caller, whether click-to-act is on; calls on the page itself may switch it on,
    too.
    """

    def __init__(self, rows: tuple[ChannelProvider, ...]) -> None:
        self._providers: dict[str, Provider] = {
            row.unique_name: Provider(row=row, url=row.channel_url, trusted_origins=()) for row in rows
        }
        self.click_to_act: dict[str, bool] = {row.unique_name: row.enable_outbound for row in rows}

    def __iter__(self) -> Iterator[Provider]:
        return iter(self._providers.values())

    def __len__(self) -> int:
        return len(self._providers)

    def find(self, provider_id: str) -> Provider | None:
        """The active provider of a unique name, or ``None``."""
        return self._providers.get(provider_id)

    def trusted(self, provider_id: str, origin: str) -> Provider:
        """The provider that a message is from; raises ``Untrusted`` for anybody else's (1.3)."""
        found = self._providers.get(provider_id)
        if found is None:
            raise Untrusted(
                UNKNOWN_SENDER,
                details=f"a page of {quoted(origin)} has called, but its frame is no channel provider's",
            )
        if origin not in found.trusted_origins:
            known = " and ".join(found.trusted_origins) or "none"
            raise Untrusted(
                UNKNOWN_SENDER,
                details=f"the page in the frame of {quoted(provider_id)} comes from {quoted(origin)}; "
                f"trusted: {known}. If Channel URL redirects there, set the provider's "
                f"trusted_domain to {quoted(origin)}",
            )
        return found


# -- coming and going -----------------------------------------------------------------------------


def locate(workspace: Workspace) -> None:
    """Settle where the providers' pages are, and await them; the workspace's own address is known."""
    for provider in workspace.providers:
        provider.url = provider.row.channel_url.replace(WORKSPACE_PLACEHOLDER, workspace.address)
        provider.trusted_origins = _trusted_origins(provider.row, provider.url)
        origin = origin_of(provider.url)
        if origin is None:
            provider.connection = Connection.SILENT
            provider.problem = f"Its Channel URL is no web address: {quoted(provider.row.channel_url)}."
            provider.url = ""
            continue
        host = origin.split("://")[1]
        if (
            origin.startswith("http:")
            and host.rsplit(":", 1)[0] in _LOCAL_HOSTS
            and origin != workspace.origin
        ):
            workspace.warn(
                f"the channel provider {quoted(provider.provider_id)} is on plain http ({origin}): the "
                "emulator takes "
                "it, the product wants https"
            )
        _await(workspace, provider)


def _await(workspace: Workspace, provider: Provider) -> None:
    provider.connection = Connection.WAITING
    workspace.emit(TimerSet(_timer_id(provider), round(workspace.settings.handshake_time * 1000)))


def _timer_id(provider: Provider) -> str:
    return f"handshake-{provider.provider_id}"


def arrived(workspace: Workspace, provider: Provider, document_id: str) -> None:
    """A document of the provider's has loaded the library."""
    if provider.connection is Connection.WAITING:
        workspace.emit(TimerCleared(_timer_id(provider)))
    provider.connection = Connection.READY
    provider.problem = ""
    provider.document_id = document_id
    workspace.touch()


def refused(workspace: Workspace, provider_id: str, details: str) -> None:
    """A page in the provider's frame was not trusted: its panel says why it does not work."""
    provider = workspace.providers.find(provider_id)
    if provider is not None and provider.connection is not Connection.READY and provider.problem != details:
        provider.problem = details
        workspace.touch()


def left(workspace: Workspace, provider: Provider) -> None:
    """The provider's document is gone: closed, reloading, or on its way to another page."""
    if provider.connection is Connection.READY:
        _await(workspace, provider)
    provider.document_id = ""


def handshake_missed(workspace: Workspace, timer_id: str) -> bool:
    """The time for the first word is over; ``False`` if the timer is not about that."""
    for provider in workspace.providers:
        if timer_id == _timer_id(provider) and provider.connection is Connection.WAITING:
            provider.connection = Connection.SILENT
            provider.problem = provider.problem or _causes(workspace, provider)
            workspace.warn(f"{provider.row.label or provider.provider_id}: {provider.problem}")
            return True
    return False


def _causes(workspace: Workspace, provider: Provider) -> str:
    seconds = f"{workspace.settings.handshake_time:g}"
    return (
        f"No page at {provider.url} has loaded the library within {seconds} seconds. Either the address does "
        "not "
        "answer; or the page forbids framing (X-Frame-Options, or frame-ancestors in its "
        "Content-Security-Policy); or "
        f"it does not load {workspace.address}/webresources/Widget/msdyn_ciLibrary.js; or it has gone on to "
        "another "
        "origin, which trusted_domain must name."
    )
