"""Channel providers: where their pages are, whom to trust, who has reported (``ciframework.md`` 1.3, 5.1).

Which rows apply says the catalog.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from urllib.parse import urlsplit

from attrs import define

from cif_emulator.workspace.state.refusals import Untrusted, quoted
from cif_emulator.workspace.state.templates import ChannelProvider

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
# Calls need the first three, a page on a public address the others to load the library from this machine; the
# default leaves them all to the frame's own origin. `local-network-access` was split into the last two.
FEATURES = (
    "camera",
    "microphone",
    "autoplay",
    "local-network-access",
    "local-network",
    "loopback-network",
)
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Connection(str, Enum):
    """Whether a provider's page has loaded the library: not yet, yes, not within ``handshake_time``."""

    WAITING = "waiting"
    READY = "ready"
    SILENT = "silent"


@define(eq=False, kw_only=True)
class Provider:
    """A channel provider and its page."""

    row: ChannelProvider
    url: str
    trusted_origins: tuple[str, ...]
    is_located: bool = False
    connection: Connection = Connection.WAITING
    problem: str = ""

    @property
    def provider_id(self) -> str:
        """Its unique name."""
        return self.row.unique_name

    def has_page_of(self, row: ChannelProvider) -> bool:
        """Whether a row's page is the one that is here, with the same rights."""
        return all(
            getattr(self.row, name) == getattr(row, name)
            for name in ("channel_url", "trusted_domain", "sandbox")
        )

    @property
    def sandbox(self) -> str:
        """The frame's ``sandbox`` attribute."""
        return " ".join(
            dict.fromkeys((*SANDBOX, *(token.strip() for token in self.row.sandbox if token.strip())))
        )

    @property
    def allow(self) -> str:
        """The frame's ``allow`` attribute: ``FEATURES``, for a redirected page too."""
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


class Providers:
    """All active providers in Channel Order, and who wants to hear of clicks on phone numbers.

    ``click_to_act`` holds, by caller, whether click-to-act is on; calls on the page itself may switch it on,
    too.
    """

    def __init__(self, rows: tuple[ChannelProvider, ...]) -> None:
        self._providers: dict[str, Provider] = {}
        self.click_to_act: dict[str, bool] = {}
        self.configure(rows)

    def configure(self, rows: tuple[ChannelProvider, ...]) -> list[Provider]:
        """Hold the providers of these rows; gives those that are gone, or whose page is another one now."""
        before, self._providers = self._providers, {}
        for row in rows:
            held = before.get(row.unique_name)
            if held is not None and held.has_page_of(row):
                held.row = row
                self._providers[row.unique_name] = before.pop(row.unique_name)
            else:
                self._providers[row.unique_name] = Provider(row=row, url=row.channel_url, trusted_origins=())
        own = {name: on for name, on in self.click_to_act.items() if name not in before}
        self.click_to_act = {**own, **{row.unique_name: row.enable_outbound for row in rows}}
        return list(before.values())

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
