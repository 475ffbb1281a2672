"""What is served at which address: the page, its configuration, and the headers that go with them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from urllib.parse import quote

from attrs import frozen
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Scope

from cif_emulator import config
from cif_emulator.cli.data_files import UnusableData, with_data
from cif_emulator.cli.http_headers import FixedHeaders
from cif_emulator.cli.listening import LOOPBACK_NAMES
from cif_emulator.cli.profiles import NoSuchProfile, with_profile
from cif_emulator.cli.providers import with_providers
from cif_emulator.cli.static_files import ASK_AGAIN, PageFiles, media_type
from cif_emulator.cli.web_resources import AnyCaseMount, WebResources
from cif_emulator.cli.wheels import ADDRESS, UnusableWheel, addresses, user_wheels
from cif_emulator.workspace.templates import ChannelProvider

# Nothing on the page evaluates JavaScript text; providers and third-party sites are shown in frames.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; "
    "script-src 'self' 'wasm-unsafe-eval'; "
    "style-src 'self'; "
    "style-src-attr 'unsafe-inline'; "
    "img-src 'self' data: blob: https:; "
    "frame-src *; "
    "connect-src 'self'"
)

# What the build says of the memory snapshot, below the page's folder.
MANIFEST = "prepared/prepared.json"


@frozen(kw_only=True)
class Service:
    """What is served: the built page's folder, the configuration file (``None``: the built-in one).

    ``providers`` are channel providers beside the configured ones, ``web_resources`` the folder behind
    ``/webresources/``, ``profile`` the app profile that applies in place of the configured one,
    ``data_files`` those whose records come on top of the configured ones.
    """

    page: Path
    configuration: Path | None = None
    providers: tuple[ChannelProvider, ...] = ()
    web_resources: Path | None = None
    profile: str | None = None
    data_files: tuple[Path, ...] = ()


class ConfigurationDocument:
    """``/config.json``: the checked configuration, read again when one of its files has changed."""

    def __init__(self, service: Service) -> None:
        self._page = service.page
        self._file = service.configuration
        self._providers = service.providers
        self._profile = service.profile
        self._data_files = service.data_files
        self._read_at: tuple[tuple[int, ...], ...] | None = None
        self._text = ""
        self._wheels: tuple[Path, ...] = ()

    def text(self) -> str:
        """The configuration as JSON text.

        Raises ``config.ConfigurationError``, ``NoSuchProfile``, ``UnusableData``, ``UnusableWheel``.
        """
        if self._read_at is None or self._read_at != self._state():
            self._read_at = None
            configured = with_data(with_profile(config.load(self._file), self._profile), self._data_files)
            self._wheels = user_wheels(self._page, self._file, configured)
            self._text = config.to_json(
                with_providers(configured, self._providers), wheels=addresses(self._wheels)
            )
            self._read_at = self._state()
        return self._text

    def _state(self) -> tuple[tuple[int, ...], ...]:
        files = (*(() if self._file is None else (self._file,)), *self._data_files, *self._wheels)
        return tuple(_state_of(file) for file in files)

    def respond_wheel(self, request: Request) -> Response:
        """Answer a request for one of the configured wheels, by its file's name."""
        name = request.path_params["name"]
        file = next((each for each in self._wheels if each.name == name), None)
        if file is None or not file.is_file():
            raise HTTPException(status_code=404)
        return FileResponse(file, media_type=media_type(name), headers={"Cache-Control": ASK_AGAIN})

    def respond(self, request: Request) -> Response:
        """Answer a request; a configuration that has become wrong is told as ``{"error": text}``."""
        try:
            text = self.text()
        except (config.ConfigurationError, NoSuchProfile, UnusableData, UnusableWheel) as error:
            return JSONResponse({"error": str(error)}, status_code=500, headers={"Cache-Control": "no-store"})
        tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
        headers = {"Cache-Control": ASK_AGAIN, "ETag": tag}
        asked = request.headers.get("if-none-match", "")
        if tag in [one.strip().removeprefix("W/") for one in asked.split(",")]:
            return Response(status_code=304, headers=headers)
        return Response(text, media_type="application/json", headers=headers)


class Page(PageFiles):
    """The built page. Its document says what to load at once, before the browser has read any of it."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer for a file of the page."""
        response = await super().get_response(path, scope)
        if path in (".", "index.html") and (snapshot := self._wanted_snapshot(Request(scope))):
            response.headers["Link"] = f"<{snapshot}>; rel=preload; as=fetch; crossorigin"
        return response

    def _wanted_snapshot(self, request: Request) -> str | None:
        """The memory snapshot that this page load will start from (``web/border/parts.js`` chooses)."""
        way = request.query_params.get("boot")
        if (way or "snapshot") != "snapshot" or (way is None and request.url.hostname not in LOOPBACK_NAMES):
            return None
        try:
            prepared = json.loads(Path(str(self.directory), MANIFEST).read_text(encoding="utf-8"))
            return str(prepared["snapshot"]["file"])
        except (OSError, ValueError, KeyError, TypeError):
            return None


def _state_of(file: Path) -> tuple[int, ...]:
    """What changes when a file does."""
    try:
        found = file.stat()
    except OSError:
        return (-1,)
    return (found.st_mtime_ns, found.st_size, found.st_ino)


def application(service: Service) -> Starlette:
    """The ASGI application for a service."""
    return Starlette(
        routes=routes(service),
        exception_handlers={HTTPException: tell_in_one_line},
        middleware=[Middleware(FixedHeaders, headers={"X-Content-Type-Options": "nosniff"})],
    )


def routes(service: Service) -> list[BaseRoute]:
    """All addresses, the most particular first. The page's policy holds where it is named, nowhere else."""
    policy = Middleware(FixedHeaders, headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY})
    document = ConfigurationDocument(service)
    return [
        Route(
            "/config.json",
            document.respond,
            middleware=[policy, Middleware(GZipMiddleware, minimum_size=4096)],
        ),
        Route(f"/{ADDRESS}/{{name}}", document.respond_wheel),
        AnyCaseMount("/webresources", WebResources(page=service.page, folder=service.web_resources)),
        Mount("/", Page(directory=service.page), middleware=[policy]),
    ]


def tell_in_one_line(request: Request, error: Exception) -> Response:
    """The answer to a request that cannot be met, as plain text."""
    if not isinstance(error, HTTPException):
        raise error
    path = quote(request.url.path)
    texts = {
        404: f"There is nothing at {path}.",
        405: f"{request.method} is not possible at {path}: use GET.",
    }
    text = texts.get(error.status_code, f"{error.detail}.")
    return PlainTextResponse(f"{text}\n", status_code=error.status_code, headers=error.headers)
