"""Sockets and the server that answers on them, in the foreground or in a thread."""

from __future__ import annotations

import contextlib
import errno
import socket
import sys
import threading
from collections.abc import Callable, Iterator

import uvicorn
from starlette.types import ASGIApp

from cif_emulator.cli.certificates import Certificate

# Names of the machine itself that stand for an IPv4 and an IPv6 address; 127.0.0.2 is one alone.
BOTH_FAMILIES = {"localhost", "127.0.0.1", "::1"}

# A free port on IPv4 can be taken on IPv6: then another one is tried.
TRIES_FOR_A_COMMON_PORT = 20

# What the system says where there is no IPv6.
NO_SUCH_FAMILY = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT}


class CannotListen(Exception):
    """The address cannot be listened on; the text says which and why."""


def listen(host: str, port: int) -> list[socket.socket]:
    """Bind ``host`` and ``port`` (0: a free one), loopback on IPv4 and IPv6 with the same port.

    Raises ``CannotListen``.
    """
    if host not in BOTH_FAMILIES:
        return [bind(*resolve(host, port), host, port)]
    for _ in range(TRIES_FOR_A_COMMON_PORT):
        first = bind(socket.AF_INET, "127.0.0.1", host, port)
        taken = first.getsockname()[1]
        try:
            return [first, bind(socket.AF_INET6, "::1", host, taken)]
        except CannotListen as refusal:
            reason = refusal.__cause__
            if isinstance(reason, OSError) and reason.errno in NO_SUCH_FAMILY:
                return [first]
            first.close()
            if port != 0:
                raise
    raise CannotListen(f"no port is free on both 127.0.0.1 and ::1 (tried {TRIES_FOR_A_COMMON_PORT})")


def resolve(host: str, port: int) -> tuple[socket.AddressFamily, str]:
    """The first address of a host name."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise CannotListen(f"--host {host}: no such address on this machine ({error.strerror})") from error
    family, _, _, _, address = found[0]
    return family, str(address[0])


def bind(family: socket.AddressFamily, address: str, host: str, port: int) -> socket.socket:
    """A socket that listens at an address; ``host`` and ``port`` are named if that is refused."""
    try:
        bound = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise CannotListen(f"--host {host}: {error.strerror}") from error
    try:
        if sys.platform == "win32":
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind((address, port))
        bound.listen()
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRINUSE:
            message = f"port {port} is in use at {address}: choose another with --port (0: any free one)"
        elif error.errno == errno.EACCES:
            # Windows keeps ranges of high ports for itself, and has none that are for administrators alone.
            other = "another" if sys.platform == "win32" else "one above 1023"
            message = (
                f"port {port} may not be used by this user: choose {other} with --port (0: any free one)"
            )
        else:
            message = f"cannot listen at {address}, port {port}: {error.strerror}"
        raise CannotListen(message) from error
    return bound


def address_of(host: str, sockets: list[socket.socket], scheme: str = "http") -> str:
    """The page's URL, with a name that a browser on this machine can use."""
    port = sockets[0].getsockname()[1]
    if host in BOTH_FAMILIES | {"0.0.0.0", "::", ""}:  # noqa: S104 - compared, not bound
        host = "localhost"
    return f"{scheme}://[{host}]:{port}/" if ":" in host else f"{scheme}://{host}:{port}/"


class _Server(uvicorn.Server):
    """Tells when it really accepts connections."""

    def __init__(
        self,
        app: ASGIApp,
        accepting: Callable[[], None],
        certificate: Certificate | None,
        ending: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                loop="asyncio",
                http="h11",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                # A browser keeps connections open that it does not use: they end with the server.
                timeout_graceful_shutdown=1,
                ssl_certfile=certificate.file if certificate else None,
                ssl_keyfile=certificate.key if certificate else None,
            )
        )
        self._accepting = accepting
        self._ending = ending

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        if self.started:
            self._accepting()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Have answers end that go on for as long as the server does, then end."""
        self._ending()
        await super().shutdown(sockets)


def serve_until_interrupted(
    app: ASGIApp,
    sockets: list[socket.socket],
    accepting: Callable[[], None],
    certificate: Certificate | None = None,
    ending: Callable[[], None] = lambda: None,
) -> None:
    """Answer requests until Ctrl-C; ``accepting`` is called once requests are answered, ``ending`` then."""
    with contextlib.suppress(KeyboardInterrupt):
        _Server(app, accepting, certificate, ending).run(sockets)


@contextlib.contextmanager
def serving(
    app: ASGIApp, host: str = "localhost", port: int = 0, certificate: Certificate | None = None
) -> Iterator[str]:
    """Answer requests in a thread while the block runs; gives the URL. Raises ``CannotListen``."""
    sockets = listen(host, port)
    with answering(app, sockets, certificate):
        yield address_of(host, sockets, "https" if certificate else "http")


@contextlib.contextmanager
def answering(app: ASGIApp, sockets: list[socket.socket], certificate: Certificate | None) -> Iterator[None]:
    """Answer requests on bound sockets in a thread while the block runs. Raises ``CannotListen``."""
    accepting = threading.Event()
    server = _Server(app, accepting.set, certificate)
    thread = threading.Thread(target=server.run, args=[sockets], name="cif-emulator", daemon=True)
    thread.start()
    try:
        while not accepting.wait(0.1):
            if not thread.is_alive():
                raise CannotListen("the server ended while it started")
        yield
    finally:
        server.should_exit = True
        thread.join()
