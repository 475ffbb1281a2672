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
class Checked:
    """A configuration with the records of data files, and the state of all those files when it was read."""

    configuration: config.Configuration
    files: tuple[tuple[int, ...], ...]


def checked(configuration: Path | None, profile: str | None, data_files: tuple[Path, ...]) -> Checked:
    """Read and check what ``Service`` names; raises as ``ConfigurationDocument.text``."""
    # Noted before: what changes meanwhile is read again.
    state = _state(configuration, data_files)
    found = with_data(with_profile(config.load(configuration), profile), data_files)
    return Checked(configuration=found, files=state)


@frozen(kw_only=True)
class Service:
    """What is served: the built page's folder, the configuration file (``None``: the built-in one).

    ``providers`` are channel providers beside the configured ones, ``web_resources`` the folder behind
    ``/webresources/``, ``profile`` the app profile that applies in place of the configured one,
    ``data_files`` those whose records come on top of the configured ones. ``checked`` is what was read of
    all these already: long files are not read twice.
    """

    page: Path
    configuration: Path | None = None
    providers: tuple[ChannelProvider, ...] = ()
    web_resources: Path | None = None
    profile: str | None = None
    data_files: tuple[Path, ...] = ()
    checked: Checked | None = None


class ConfigurationDocument:
    """``/config.json``: the checked configuration, read again when one of its files has changed."""

    def __init__(self, service: Service) -> None:
        self._page = service.page
        self._file = service.configuration
        self._providers = service.providers
        self._profile = service.profile
        self._data_files = service.data_files
        self._checked = service.checked
        self._written: Checked | None = None
        self._text = ""
        self._wheels: tuple[Path, ...] = ()
        self._tag = ""
        self._read_at: tuple[tuple[int, ...], ...] = ()

    def text(self) -> str:
        """The configuration as JSON text.

        Raises ``config.ConfigurationError``, ``NoSuchProfile``, ``UnusableData``, ``UnusableWheel``.
        """
        now = self._now()
        if self._checked is None or self._checked.files != now[: len(self._checked.files)]:
            self._checked = checked(self._file, self._profile, self._data_files)
        if self._written is not self._checked or self._read_at != self._now():
            self._written = None
            self._wheels = user_wheels(self._page, self._file, self._checked.configuration)
            self._text = config.to_json(
                with_providers(self._checked.configuration, self._providers), wheels=addresses(self._wheels)
            )
            self._tag = f'"{hashlib.sha256(self._text.encode()).hexdigest()[:32]}"'
            self._written, self._read_at = self._checked, self._now()
        return self._text

    def _now(self) -> tuple[tuple[int, ...], ...]:
        return (*_state(self._file, self._data_files), *(_state_of(file) for file in self._wheels))

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
        tag = self._tag
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
def _state(configuration: Path | None, data_files: tuple[Path, ...]) -> tuple[tuple[int, ...], ...]:
    files = (*(() if configuration is None else (configuration,)), *data_files)
    return tuple(_state_of(file) for file in files)


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
            middleware=[policy, Middleware(GZipMiddleware, minimum_size=4096, compresslevel=1)],
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
