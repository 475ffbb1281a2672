"""Looks at the providers' addresses as a browser would: pages that forbid being framed say so in headers.

The workspace's page cannot see why a frame stays empty; the server can ask.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterable, Iterator
from email.message import Message
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener

from cif_emulator.loopback import is_loopback
from cif_emulator.workspace.state.provider import WORKSPACE_PLACEHOLDER, origin_of
from cif_emulator.workspace.state.templates import ChannelProvider

# Seconds; a page that is slower than this is told of as silent, and may still come.
PATIENCE = 5


# Where a request ends after redirections, the answer's status and headers.
Answer = tuple[str, int, Message]


def looked_at(providers: Iterable[ChannelProvider], address: str) -> Iterator[tuple[str, ChannelProvider]]:
    """Active providers, and the addresses of their pages."""
    for provider in providers:
        if provider.active:
            yield provider.channel_url.replace(WORKSPACE_PLACEHOLDER, address.rstrip("/")), provider


def findings(
    providers: Iterable[ChannelProvider], address: str, look: Callable[[str], Answer] | None = None
) -> Iterator[str]:
    """One line for each active provider whose page cannot work in a frame of the workspace at ``address``.

    ``look`` asks for a page, and raises ``OSError`` where nobody answers.
    """
    for url, provider in looked_at(providers, address):
        problem = problem_at(url, provider, address, look or look_by_http)
        if problem:
            yield f"Provider {provider.label or provider.name} ({url}) {problem}"


def problem_at(url: str, provider: ChannelProvider, address: str, look: Callable[[str], Answer]) -> str:
    """What keeps the page at ``url`` from working; empty if nothing does."""
    try:
        final_url, status, headers = look(url)
    except (OSError, ValueError) as error:
        return f"does not answer ({reason_of(error)}); start its server, then reload the workspace."
    if status >= 400:
        return f"answers with status {status}: there is no page to show."
    forbidden = framing_forbidden(headers, origin_of(final_url) or "", origin_of(address) or "")
    if forbidden:
        return f"forbids being framed ({forbidden}): allow {origin_of(address)} while you develop."
    origin = origin_of(final_url) or ""
    if origin != origin_of(url) and origin.partition("://")[2] not in provider.trusted_domain:
        return f"redirects to {origin}, whose calls are refused: set the provider's trusted_domain to that."
    return ""


def look_by_http(url: str) -> Answer:
    """Ask for a page. Raises ``OSError``."""
    request = Request(url, headers={"Accept": "text/html", "Sec-Fetch-Dest": "iframe"})  # noqa: S310 - http(s) only
    try:
        with opener_for(url).open(request, timeout=PATIENCE) as response:
            return response.url, response.status, response.headers
    except HTTPError as answer:
        with answer:
            return answer.url, answer.code, answer.headers


def opener_for(url: str) -> OpenerDirector:
    """Asks this machine directly, others through the proxy that the environment names."""
    return build_opener(ProxyHandler({})) if is_loopback(urlsplit(url).hostname or "") else build_opener()


def reason_of(error: Exception) -> str:
    """Why there was no answer, in a few words."""
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {reason.verify_message}"
    if isinstance(reason, TimeoutError):
        return f"no answer within {PATIENCE} seconds"
    return str(getattr(reason, "strerror", None) or reason)


def framing_forbidden(headers: Message, page: str, workspace: str) -> str:
    """The header by which a page forbids the workspace's origin to frame it; empty if none does.

    ``frame-ancestors`` decides where both are there (CSP level 3, 6.4.2).
    """
    policies = [
        directive.split()[1:]
        for header in headers.get_all("Content-Security-Policy") or []
        for policy in header.split(",")
        for directive in policy.split(";")
        if directive.split()[:1] and directive.split()[0].lower() == "frame-ancestors"
    ]
    for sources in policies:
        if not any(is_allowed(source, page, workspace) for source in sources):
            return f"Content-Security-Policy: frame-ancestors {' '.join(sources)}"
    options = ",".join(headers.get_all("X-Frame-Options") or []).lower()
    words = {word.strip() for word in options.split(",")}
    if not policies and ("deny" in words or ("sameorigin" in words and page != workspace)):
        return f"X-Frame-Options: {headers['X-Frame-Options']}"
    return ""


def is_allowed(source: str, page: str, workspace: str) -> bool:
    """Whether a source of ``frame-ancestors`` stands for the workspace's origin."""
    source = source.lower()
    if source == "*":
        return True
    if source == "'self'":
        return page == workspace
    if source.startswith("'"):
        return False
    wanted = urlsplit(workspace)
    if source.endswith(":"):
        return source == f"{wanted.scheme}:"
    scheme, _, place = source.rpartition("://")
    host, port = re.fullmatch(r"(.*?)(?::(\d+|\*))?", place.partition("/")[0]).groups()  # type: ignore[union-attr]
    if scheme and scheme != wanted.scheme:
        return False
    default_port = 443 if wanted.scheme == "https" else 80
    if port != "*" and int(port or default_port) != (wanted.port or default_port):
        return False
    name = wanted.hostname or ""
    return host in ("*", name) or (host.startswith("*.") and name.endswith(host[1:]))
