"""Serves the pages of these tests' channel providers, on a port and so on origins of their own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from attrs import Factory, define


@define
class PageServer:
    """HTML texts by their paths; ``BASE`` in them stands for the page's parameter ``base``."""

    port: int
    pages: dict[str, str] = Factory(dict)

    def origin(self, host: str = "localhost") -> str:
        """One of its two origins: ``localhost`` is of the workspace's site, ``127.0.0.1`` is not."""
        return f"http://{host}:{self.port}"


@contextmanager
def page_server() -> Iterator[PageServer]:
    """The server, while the block runs."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            text = served.pages.get(parts.path)
            base = parse_qs(parts.query).get("base", [""])[0]
            body = (text or "").replace("BASE", base).encode()
            self.send_response(200 if text is not None else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base class's name
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    served = PageServer(port=server.server_address[1])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
