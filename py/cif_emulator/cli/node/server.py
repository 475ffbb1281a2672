"""Answers HTTP requests that come through Node: an ASGI server whose connections are on the other side."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from http import HTTPStatus
from urllib.parse import unquote

import click
from starlette.types import ASGIApp, Message, Scope

from cif_emulator.cli.certificates import Certificate
from cif_emulator.cli.node import border
from cif_emulator.cli.node.loop import Event, in_background, node_loop
from cif_emulator.cli.node.sockets import Socket


class _Exchange:
    """One request and its response."""

    def __init__(self, event: Event) -> None:
        self._number: int = event["request"]
        self._body = event["body"].encode("latin-1")
        self._begun = False
        self.closed = asyncio.Event()
        target, _, query = event["target"].partition("?")
        pairs = zip(event["headers"][::2], event["headers"][1::2], strict=True)
        self.scope: Scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": event["version"],
            "method": event["method"],
            "scheme": event["scheme"],
            "path": unquote(target),
            "raw_path": target.encode("latin-1"),
            "query_string": query.encode("latin-1"),
            "root_path": "",
            "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in pairs],
            "client": event["client"],
            "server": event["server"],
            # A file goes out of Node's hands: its bytes need not come here.
            "extensions": {"http.response.pathsend": {}},
        }

    async def answer(self, app: ASGIApp) -> None:
        """Have the application answer; one that fails is told on standard error, and as status 500."""
        try:
            await app(self.scope, self._receive, self._send)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next request is to be answered
            click.echo(f"{self.scope['method']} {self.scope['path']}: {error!r}", err=True)
            if not self._begun:
                status = HTTPStatus.INTERNAL_SERVER_ERROR
                border.tell("head", self._number, status, [["content-type", "text/plain; charset=utf-8"]])
                border.abilities().send(self._number, status.phrase.encode())
            border.tell("complete", self._number)

    async def _receive(self) -> Message:
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self.closed.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        match message["type"]:
            case "http.response.start":
                self._begun = True
                headers = [
                    (name.decode("latin-1"), value.decode("latin-1")) for name, value in message["headers"]
                ]
                border.tell("head", self._number, message["status"], headers)
            case "http.response.pathsend":
                border.tell("file", self._number, message["path"])
            case "http.response.body":
                if message.get("body"):
                    border.abilities().send(self._number, message["body"])
                if not message.get("more_body"):
                    border.tell("complete", self._number)


class _Server:
    """All applications of this process, each under the number of what listens for it."""

    def __init__(self) -> None:
        self.apps: dict[int, ASGIApp] = {}
        self._exchanges: dict[int, _Exchange] = {}
        loop = node_loop()
        loop.on("request", self._begin)
        loop.on("closed", self._close)

    def _begin(self, event: Event) -> None:
        app = self.apps.get(event["listener"])
        if app is not None:
            exchange = self._exchanges[event["request"]] = _Exchange(event)
            in_background(exchange.answer(app))

    def _close(self, event: Event) -> None:
        exchange = self._exchanges.pop(event["request"], None)
        if exchange is not None:
            exchange.closed.set()


_server = cache(_Server)


@contextlib.contextmanager
def answering(app: ASGIApp, sockets: Iterable[Socket], certificate: Certificate | None) -> Iterator[None]:
    """Answer requests on bound sockets while the block runs, whenever it waits for something."""
    apps = _server().apps
    files = certificate and {"file": str(certificate.file), "key": str(certificate.key or certificate.file)}
    for each in sockets:
        apps[each.number] = app
        border.call("answer", each.number, files)
    try:
        yield
    finally:
        for each in sockets:
            each.close()
            apps.pop(each.number)


def serve_until_interrupted(
    app: ASGIApp,
    sockets: list[Socket],
    accepting: Callable[[], None],
    certificate: Certificate | None = None,
    ending: Callable[[], None] = lambda: None,
) -> None:
    """Answer requests until Ctrl-C; ``accepting`` is called once requests are answered, ``ending`` then."""
    with contextlib.suppress(KeyboardInterrupt), answering(app, sockets, certificate):
        accepting()
        try:
            node_loop().run_forever()
        finally:
            ending()
