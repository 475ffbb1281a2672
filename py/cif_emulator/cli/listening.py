"""Addresses to listen at, in words where one is refused, and the server that answers there."""

from __future__ import annotations

import contextlib
import errno
import sys
from collections.abc import Iterator, Sequence

from starlette.types import ASGIApp

from cif_emulator.cli.certificates import Certificate

if sys.platform == "emscripten":
    from cif_emulator.cli.node.server import answering, serve_until_interrupted
    from cif_emulator.cli.node.sockets import Socket, first_address, listening_socket
else:
    from cif_emulator.cli.server import answering, serve_until_interrupted
    from cif_emulator.cli.sockets import Socket, first_address, listening_socket

__all__ = [
    "CannotListen",
    "Socket",
    "address_of",
    "answering",
    "listen",
    "serve_until_interrupted",
    "serving",
]

# Names of the machine itself that stand for an IPv4 and an IPv6 address; 127.0.0.2 is one alone.
BOTH_FAMILIES = {"localhost", "127.0.0.1", "::1"}

# A free port on IPv4 can be taken on IPv6: then another one is tried.
TRIES_FOR_A_COMMON_PORT = 20

# What the system says where there is no IPv6.
NO_SUCH_FAMILY = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT}


class CannotListen(Exception):
    """The address cannot be listened on; the text says which and why."""


def listen(host: str, port: int) -> list[Socket]:
    """Bind ``host`` and ``port`` (0: a free one), loopback on IPv4 and IPv6 with the same port.

    Raises ``CannotListen``.
    """
    if host not in BOTH_FAMILIES:
        return [bind(resolve(host, port), host, port)]
    for _ in range(TRIES_FOR_A_COMMON_PORT):
        first = bind("127.0.0.1", host, port)
        taken = first.getsockname()[1]
        try:
            return [first, bind("::1", host, taken)]
        except CannotListen as refusal:
            reason = refusal.__cause__
            if isinstance(reason, OSError) and reason.errno in NO_SUCH_FAMILY:
                return [first]
            first.close()
            if port != 0:
                raise
    raise CannotListen(f"no port is free on both 127.0.0.1 and ::1 (tried {TRIES_FOR_A_COMMON_PORT})")


def resolve(host: str, port: int) -> str:
    """The first address of a host name."""
    try:
        return first_address(host, port)
    except OSError as error:
        raise CannotListen(
            f"--host {host}: this machine has no such address; right is 127.0.0.1 (for this machine alone), "
            "0.0.0.0 (for its networks), or one of its own addresses"
        ) from error


def bind(address: str, host: str, port: int) -> Socket:
    """A socket that listens at an address; ``host`` and ``port`` are named if that is refused."""
    try:
        return listening_socket(address, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = f"port {port} is in use at {address}: choose another with --port (0: any free one)"
        elif error.errno == errno.EACCES:
            # Windows keeps ranges of high ports for itself, and has none that are for administrators alone.
            other = "another" if sys.platform == "win32" else "one above 1023"
            message = (
                f"port {port} may not be used by this user: choose {other} with --port (0: any free one)"
            )
        elif error.errno == errno.EADDRNOTAVAIL:
            message = f"--host {host}: {address} is no address of this machine"
        else:
            reason = errno.errorcode.get(error.errno or 0, "for no known reason")
            message = f"cannot listen at {address}, port {port}: {reason}"
        raise CannotListen(message) from error


def address_of(host: str, sockets: Sequence[Socket], scheme: str = "http") -> str:
    """The page's URL, with a name that a browser on this machine can use."""
    port = sockets[0].getsockname()[1]
    if host in BOTH_FAMILIES | {"0.0.0.0", "::", ""}:  # noqa: S104 - compared, not bound
        host = "localhost"
    return f"{scheme}://[{host}]:{port}/" if ":" in host else f"{scheme}://{host}:{port}/"


@contextlib.contextmanager
def serving(
    app: ASGIApp, host: str = "localhost", port: int = 0, certificate: Certificate | None = None
) -> Iterator[str]:
    """Answer requests in a thread while the block runs; gives the URL. Raises ``CannotListen``."""
    sockets = listen(host, port)
    with answering(app, sockets, certificate):
        yield address_of(host, sockets, "https" if certificate else "http")
