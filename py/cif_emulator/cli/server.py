"""The HTTP server, in the foreground or in a thread."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from itertools import count

import uvicorn
from starlette.types import ASGIApp

from cif_emulator.cli.certificates import Certificate
from cif_emulator.cli.refusal import CommandRefused
from cif_emulator.cli.sockets import Socket


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

    async def startup(self, sockets: list[Socket] | None = None) -> None:
        """Start, then tell."""
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        await super().startup(sockets)
        if self.started:
            self._accepting()

    async def main_loop(self) -> None:
        """As uvicorn's, which looks ten times a second whether it shall end; ``end`` wakes this one."""
        for tick in count():
            if await self.on_tick(tick):
                break
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), 0.1)

    def end(self) -> None:
        """End at once; for other threads, once requests are answered."""
        self.should_exit = True
        self._loop.call_soon_threadsafe(self._ended.set)

    async def shutdown(self, sockets: list[Socket] | None = None) -> None:
        """Have answers end that go on for as long as the server does, then end."""
        self._ending()
        for each in (*self.servers, *(sockets or ())):
            each.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        # Idle ones end in the loop's next rounds. For others uvicorn waits, a tenth of a second at a time.
        for _ in range(3):
            await asyncio.sleep(0)
        if self.server_state.connections or self.server_state.tasks:
            await super().shutdown(sockets)


def serve_until_interrupted(
    app: ASGIApp,
    sockets: list[Socket],
    accepting: Callable[[], None],
    certificate: Certificate | None = None,
    ending: Callable[[], None] = lambda: None,
) -> None:
    """Answer requests until Ctrl-C; ``accepting`` is called once requests are answered, ``ending`` then."""
    with contextlib.suppress(KeyboardInterrupt):
        _Server(app, accepting, certificate, ending).run(sockets)


@contextlib.contextmanager
def answering(app: ASGIApp, sockets: list[Socket], certificate: Certificate | None) -> Iterator[None]:
    """Answer requests on bound sockets in a thread while the block runs. Raises ``CommandRefused``."""
    accepting = threading.Event()
    server = _Server(app, accepting.set, certificate)
    thread = threading.Thread(target=server.run, args=[sockets], name="cif-emulator", daemon=True)
    thread.start()
    while not accepting.wait(0.1):
        if not thread.is_alive():
            raise CommandRefused("the server ended while it started")
    try:
        yield
    finally:
        server.end()
        thread.join()
