"""Under which names the server answers.

A page of anybody's can have its own name resolve to this machine, and would then read what is served here as
its own origin's (DNS rebinding). So a name has to be known; with an address, or a loopback name, nobody can.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_address

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from cif_emulator.loopback import is_loopback

# RFC 9110, 7.2: a host and perhaps a port, and nothing of a user.
HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:[0-9]{0,5})?", re.IGNORECASE)
NAME = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*"
)

# Of a wrong header no more is told than fits a line.
SHOWN_CHARACTERS = 100


class NoSuchName(Exception):
    """What should be a host's name is none; the text says what would be right."""


def host_name(given: str) -> str:
    """The name of ``--allowed-host``, as it is compared. Raises ``NoSuchName``."""
    name = _compared(given.strip())
    if not NAME.fullmatch(name) and not _is_address(name):
        raise NoSuchName(
            f"--allowed-host {given}: expected a host's name alone, without scheme, port, path or *, "
            "such as emulator or workspace.example.com"
        )
    return name


class AllowedHosts:
    """Refuses requests whose ``Host`` header names the server as nobody was told to.

    Allowed are loopback names, IP addresses, and ``names``. Others get 421 (RFC 9110, 15.5.20).
    """

    def __init__(self, app: ASGIApp, names: Iterable[str] = ()) -> None:
        self._app = app
        self._names = frozenset(_compared(name) for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        hosts = [value.decode("latin-1").strip() for name, value in scope["headers"] if name == b"host"]
        if len(hosts) == 1 and self._is_allowed(hosts[0]):
            await self._app(scope, receive, send)
        else:
            await PlainTextResponse(f"{_refusal(hosts)}\n", status_code=421)(scope, receive, send)

    def _is_allowed(self, host: str) -> bool:
        found = HOST.fullmatch(host)
        if found is None:
            return False
        name = _compared(found["name"])
        return is_loopback(name) or _is_address(name) or name in self._names


def _compared(name: str) -> str:
    """Names are the same in any letter case, and with the dot that ends a full one."""
    return name.lower().removesuffix(".")


def _is_address(name: str) -> bool:
    """Whether it is an IPv4 address, or an IPv6 address in brackets."""
    bracketed = name.startswith("[")
    try:
        return ip_address(name.strip("[]") if bracketed else name).version == (6 if bracketed else 4)
    except ValueError:
        return False


def _refusal(hosts: list[str]) -> str:
    if len(hosts) != 1 or not hosts[0]:
        return "The request has no Host header, or several: it must name the host that it is for, once."
    shown = ascii(hosts[0][:SHOWN_CHARACTERS])[1:-1]
    found = HOST.fullmatch(hosts[0])
    if found is None or not NAME.fullmatch(_compared(found["name"])):
        return f"The Host header {shown} names no host: expected a name or an address, and perhaps a port."
    name = _compared(found["name"])[:SHOWN_CHARACTERS]
    return f"The workspace does not answer as {name}: if that is right, start it with --allowed-host {name}."
