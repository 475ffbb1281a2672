"""Pages of channel providers, and of strangers: a server on a port, and so on an origin, of its own; their frames."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from attrs import Factory, define
from playwright.sync_api import Frame

from cif_emulator.testing.workspace_page import Workspace

# What most pages load: ``BASE`` stands for the workspace's address, which the address of the page names.
LIBRARY_TAG = '<script src="BASE/webresources/Widget/msdyn_ciLibrary.js" data-crmurl="BASE" data-cifid="CIFMainLibrary"></script>'
# Counts how often the library has said that it is ready.
COUNTED = '<script>window.announced = 0; addEventListener("CIFInitDone", () => window.announced++);</script>'


def page(content: str, *, title: str = "Widget") -> str:
    return f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{content}</head><body></body></html>'


WIDGET = page(COUNTED + LIBRARY_TAG)
# No script at all: what it says, its test says.
PLAIN = page("", title="Plain")


@define
class PageServer:
    """Pages by their paths; ``headers`` further ones by path. ``redirections`` lead to other addresses."""

    port: int = 0
    pages: dict[str, str] = Factory(lambda: {"/widget": WIDGET, "/plain": PLAIN})
    headers: dict[str, Mapping[str, str]] = Factory(dict)
    redirections: dict[str, str] = Factory(dict)

    def url(self, path: str, *, host: str = "localhost", query: str = "base={workspace}") -> str:
        """The address of a page, as a Channel URL."""
        return f"http://{host}:{self.port}{path}" + (f"?{query}" if query else "")

    def origin(self, host: str = "localhost") -> str:
        """One of its two origins: ``localhost`` is of the workspace's site, ``127.0.0.1`` is not."""
        return f"http://{host}:{self.port}"


def embeddable(served: PageServer, folder: Path, *settings: str) -> Path:
    """A configuration, with further settings, whose workspace pages on ``127.0.0.1`` may show and drive."""
    file = folder / "workspace.toml"
    origins = f'embed_origins = ["{served.origin("127.0.0.1")}"]'
    file.write_text("\n".join(["[workspace]", *settings, origins, ""]), encoding="utf-8")
    return file


@contextmanager
def page_server() -> Iterator[PageServer]:
    """The server, while the block runs."""
    served = PageServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path in served.redirections:
                self.send_response(302)
                self.send_header("Location", served.redirections[parts.path] + "?" + parts.query)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            text = served.pages.get(parts.path)
            base = parse_qs(parts.query).get("base", [""])[0]
            body = (text or "").replace("BASE", base).encode()
            self.send_response(200 if text is not None else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            for name, value in served.headers.get(parts.path, {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base class's name
            """The tests say what they want to know."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=[0.05], name="provider-pages", daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def frame_of(workspace: Workspace, provider: str) -> Frame:
    """The frame that shows a provider's page."""
    element = workspace.page.wait_for_selector(f'iframe[data-provider="{provider}"]', state="attached")
    assert element is not None
    frame = element.content_frame()
    assert frame is not None
    return frame
