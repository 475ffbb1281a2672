"""A plain web server for static sites: files as they lie, no header that it is not told of."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class Quiet(SimpleHTTPRequestHandler):
    """Files as they lie, without a log."""

    def __init__(self, *args: Any, further: Mapping[str, str], **given: Any) -> None:
        self._further = further
        super().__init__(*args, **given)

    def do_GET(self) -> None:
        """Send the file; what is called ``never`` has no answer while the server runs."""
        if self.path.endswith("/never") and isinstance(self.server, Server):
            self.server.ending.wait()
        else:
            super().do_GET()

    def end_headers(self) -> None:
        """Say what there is to say beside the file's own."""
        for name, value in self._further.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as it is called
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Takes all connections of a page that begins: of more than five, the default, some are dropped under load."""

    request_queue_size = 128

    def __init__(self, address: tuple[str, int], handler: Callable[..., BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self.ending = threading.Event()


@contextmanager
def plain_server(folder: Path, headers: Mapping[str, str] | None = None) -> Iterator[str]:
    """Serves a folder while the block runs, with ``headers`` in all answers; gives the origin."""
    handler = partial(Quiet, directory=str(folder), further=headers or {})
    server = Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=[0.05])
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.ending.set()
        server.shutdown()
        server.server_close()
        thread.join()
