"""Addresses as careless pages write them: ``BASE/`` + ``/webresources/…`` has two slashes."""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Receive, Scope, Send

_SLASHES = re.compile("/{2,}")


class SingleSlashes:
    """Takes slashes that stand side by side in a request's path for one, as the product's server does."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        path = scope.get("path", "")
        if "//" in path:
            scope = {**scope, "path": _SLASHES.sub("/", path)}
        await self._app(scope, receive, send)
