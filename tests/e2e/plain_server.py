"""A plain web server for static sites: files as they lie, no header that it is not told of."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class Quiet(SimpleHTTPRequestHandler):
    """Files as they lie, without a log."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as it is called
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Takes all connections of a page that begins: of more than five, the default, some are dropped under load."""

    request_queue_size = 128


@contextmanager
def plain_server(folder: Path) -> Iterator[str]:
    """Serves a folder while the block runs; gives the origin."""
    server = Server(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, args=[0.05])
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
