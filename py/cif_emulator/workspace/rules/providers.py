"""Channel providers' pages coming and going (``ciframework.md`` 1.3, 5.2)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from cif_emulator.loopback import is_loopback
from cif_emulator.workspace.state.events import TimerCleared, TimerSet
from cif_emulator.workspace.state.provider import WORKSPACE_PLACEHOLDER, Connection, Provider, origin_of
from cif_emulator.workspace.state.refusals import quoted
from cif_emulator.workspace.state.state import State
from cif_emulator.workspace.state.templates import ChannelProvider


def _trusted_origins(row: ChannelProvider, url: str) -> tuple[str, ...]:
    """Channel URL's origin and those of Trusted Domain; a domain without a scheme is taken for https."""
    domains = re.split(r"[\s,;]+", row.trusted_domain)
    found = [origin_of(url), *(origin_of(each if "://" in each else f"https://{each}") for each in domains)]
    return tuple(dict.fromkeys(each for each in found if each))


# -- coming and going -----------------------------------------------------------------------------


def locate(state: State) -> None:
    """Settle where the providers' pages are, and await them; the workspace's own address is known."""
    for provider in state.providers:
        provider.url = provider.row.channel_url.replace(WORKSPACE_PLACEHOLDER, state.address)
        provider.trusted_origins = _trusted_origins(provider.row, provider.url)
        origin = origin_of(provider.url)
        if origin is None:
            provider.connection = Connection.SILENT
            provider.problem = f"Its Channel URL is no web address: {quoted(provider.row.channel_url)}."
            provider.url = ""
            continue
        located = urlsplit(origin)
        if located.scheme == "http" and is_loopback(located.hostname or "") and origin != state.origin:
            state.warn(
                f"the channel provider {quoted(provider.provider_id)} is on plain http ({origin}): the "
                "emulator takes "
                "it, the product wants https"
            )
        _await(state, provider)


def _await(state: State, provider: Provider) -> None:
    provider.connection = Connection.WAITING
    state.emit(TimerSet(_timer_id(provider), round(state.settings.handshake_time * 1000)))


def _timer_id(provider: Provider) -> str:
    return f"handshake-{provider.provider_id}"


def arrived(state: State, provider: Provider) -> None:
    """A document of the provider's has loaded the library."""
    if provider.connection is Connection.WAITING:
        state.emit(TimerCleared(_timer_id(provider)))
    provider.connection = Connection.READY
    provider.problem = ""
    state.touch()


def refused(state: State, provider_id: str, details: str) -> None:
    """A page in the provider's frame was not trusted: its panel says why it does not work."""
    provider = state.providers.find(provider_id)
    if provider is not None and provider.connection is not Connection.READY and provider.problem != details:
        provider.problem = details
        state.touch()


def left(state: State, provider: Provider) -> None:
    """The provider's last document is gone: closed, reloading, or on its way to another page."""
    if provider.connection is Connection.READY:
        _await(state, provider)


def handshake_missed(state: State, timer_id: str) -> bool:
    """The time for the first word is over; ``False`` if the timer is not about that."""
    for provider in state.providers:
        if timer_id == _timer_id(provider) and provider.connection is Connection.WAITING:
            provider.connection = Connection.SILENT
            provider.problem = provider.problem or _causes(state, provider)
            state.touch()
            state.warn(f"{provider.row.label or provider.provider_id}: {provider.problem}")
            return True
    return False


def _causes(state: State, provider: Provider) -> str:
    seconds = f"{state.settings.handshake_time:g}"
    return (
        f"No page at {provider.url} has loaded the library within {seconds} seconds. Either the address does "
        "not "
        "answer; or the page forbids framing (X-Frame-Options, or frame-ancestors in its "
        "Content-Security-Policy); or "
        f"it does not load {state.address}/webresources/Widget/msdyn_ciLibrary.js; or it has gone on to "
        "another "
        "origin, which trusted_domain must name."
    )
