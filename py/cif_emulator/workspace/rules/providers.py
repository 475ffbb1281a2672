"""Channel providers' pages coming and going (``ciframework.md`` 1.3, 5.2)."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

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
    """Settle where the providers' pages are, and await them, once the workspace's own address is known."""
    for provider in state.providers:
        if provider.is_located or not state.address:
            continue
        provider.is_located = True
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
            state.warn("plain-http", provider=quoted(provider.provider_id), origin=origin)
        _await(state, provider)


def forget(state: State, provider: Provider) -> None:
    """The provider, or the page that it had, is no more."""
    if provider.connection is Connection.WAITING and provider.is_located:
        state.emit(TimerCleared(_timer_id(provider)))


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


def failed(state: State, provider_id: str, status: int) -> None:
    """The provider's page is none: the answer to its request had a status of 400 or more."""
    provider = state.providers.find(provider_id)
    if provider is None:
        return
    if provider.connection is Connection.WAITING:
        state.emit(TimerCleared(_timer_id(provider)))
    provider.problem = f"{provider.url} answers with status {status}: there is no page to show."
    _fall_silent(state, provider)


def handshake_missed(state: State, timer_id: str) -> bool:
    """The time for the first word is over; ``False`` if the timer is not about that."""
    for provider in state.providers:
        if timer_id == _timer_id(provider) and provider.connection is Connection.WAITING:
            provider.problem = provider.problem or _causes(state, provider)
            _fall_silent(state, provider)
            return True
    return False


def _fall_silent(state: State, provider: Provider) -> None:
    provider.connection = Connection.SILENT
    state.touch()
    label = provider.row.label or provider.provider_id
    state.warn("provider-silent", provider=label, problem=problem(state, provider))


# -- why a page is silent -------------------------------------------------------------------------


def problem(state: State, provider: Provider) -> str:
    """What keeps a provider's page from working, as far as it is known; empty if nothing does."""
    if provider.connection is Connection.READY:
        return ""
    return " ".join(each for each in (_network_access(state, provider), provider.problem) if each)


def _network_access(state: State, provider: Provider) -> str:
    """What the browser wants before a page of another machine may load the library from this one.

    Local Network Access: a secure page is asked about, once per workspace's origin; others are refused.
    """
    located = urlsplit(provider.url)
    if is_loopback(located.hostname or "") or origin_of(provider.url) == state.origin:
        return ""
    here = is_loopback(urlsplit(state.origin).hostname or "")
    match state.screen.network_access:
        case "prompt" | "denied" if here and located.scheme == "http":
            return (
                "The browser lets no page on plain http load the library from this machine: "
                "serve the widget by https."
            )
        case "denied":
            return (
                "The browser does not let the widget's page load the library from this machine (Local "
                f"Network Access). In the site settings of {state.origin}, left of its address, allow "
                "“Apps on device”, then reload the workspace."
            )
        case "prompt" if here:
            return (
                "If the browser asks whether this site may access other apps and services on this device, "
                "press Allow: the widget's page, on another machine, loads its library from this one."
            )
    return ""


def _causes(state: State, provider: Provider) -> str:
    other = _other_name(state, provider)
    if other:
        return (
            f"Its Channel URL names the workspace {other}, but the workspace is at {state.origin}: to a "
            "browser these are different origins, though one machine. Open the workspace there, or write "
            f"{WORKSPACE_PLACEHOLDER} in the Channel URL."
        )
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


_ORIGIN = re.compile(r"https?://[^/?#&\s]+", re.IGNORECASE)


def _other_name(state: State, provider: Provider) -> str:
    """The workspace's origin under another name of this machine, if the Channel URL's query has it."""
    here = urlsplit(state.origin)
    if not is_loopback(here.hostname or ""):
        return ""
    for found in _ORIGIN.findall(unquote(urlsplit(provider.url).query)):
        named = urlsplit(origin_of(found) or "")
        is_here = (named.scheme, named.port) == (here.scheme, here.port)
        if is_here and named.hostname != here.hostname and is_loopback(named.hostname or ""):
            return named.geturl()
    return ""
