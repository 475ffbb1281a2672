"""What is served at which address: the page, its configuration, and the headers that go with them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from urllib.parse import quote

import click
from attrs import frozen
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Scope

from cif_emulator import config
from cif_emulator.cli.hosts import AllowedHosts
from cif_emulator.cli.http_headers import (
    EVERYWHERE,
    FOR_EVERY_ORIGIN,
    PLAYGROUND,
    POLICY_HEADER,
    SANDBOXED,
    FixedHeaders,
    framing,
    own_policy,
    policy,
)
from cif_emulator.cli.live_reload import ADDRESS, HEADER, LiveReload, Served
from cif_emulator.cli.paths import SingleSlashes
from cif_emulator.cli.prepared_records import CannotPrepare, prepare_records
from cif_emulator.cli.profiles import NoSuchProfile, with_profile
from cif_emulator.cli.providers import with_providers
from cif_emulator.cli.recorded_pages import ADDRESS as RECORDINGS
from cif_emulator.cli.recorded_pages import HEADER as RECORDINGS_HEADER
from cif_emulator.cli.recorded_pages import RecordedPages
from cif_emulator.cli.static_files import ASK_AGAIN, PageFiles, is_near, media_type
from cif_emulator.cli.web_resources import AnyCaseMount, WebResources
from cif_emulator.cli.wheels import ADDRESS as WHEELS
from cif_emulator.cli.wheels import UnusableWheel, addresses, user_wheels
from cif_emulator.config.data.files import UnusableData, files_read
from cif_emulator.workspace.state.faults import Fault
from cif_emulator.workspace.state.templates import ChannelProvider

# What the build says of the memory snapshot, below the page's folder.
MANIFEST = "prepared/prepared.json"

# Why a configuration that was right when the server started cannot be sent any more.
UNUSABLE = (config.ConfigurationError, NoSuchProfile, UnusableData, UnusableWheel, CannotPrepare)


@frozen(kw_only=True)
class Checked:
    """A configuration, and the state of its file and of the data files when it was read."""

    configuration: config.Configuration
    files: tuple[tuple[int, ...], ...]


def checked(configuration: Path | None, profile: str | None, data_files: tuple[Path, ...]) -> Checked:
    """Read and check what ``Service`` names.

    The data files are not read here. Raises ``config.ConfigurationError``, ``NoSuchProfile``.
    """
    # Noted before: what changes meanwhile is read again.
    files = _states(_sources(configuration, data_files))
    found = with_profile(config.load(configuration), profile)
    return Checked(configuration=found, files=files)


@frozen(kw_only=True)
class Service:
    """What is served: the built page's folder, the configuration file (``None``: the built-in one).

    ``providers`` are channel providers beside the configured ones, ``web_resources`` the folder behind
    ``/webresources/``, ``profile`` the app profile that applies in place of the configured one,
    ``data_files`` those whose records come on top of the configured ones, ``strict_data`` whether all of
    their references must lead somewhere. ``checked`` is what was read of all these already: long files are
    not read twice. ``allowed_hosts`` are names that the server answers under, beside loopback names and
    addresses; ``embed_origins`` may show the page in a frame. Unless it ``limits_scripts``, the policy says
    no more than that.
    """

    page: Path
    configuration: Path | None = None
    providers: tuple[ChannelProvider, ...] = ()
    web_resources: Path | None = None
    profile: str | None = None
    data_files: tuple[Path, ...] = ()
    strict_data: bool = False
    checked: Checked | None = None
    allowed_hosts: tuple[str, ...] = ()
    embed_origins: tuple[str, ...] = ()
    limits_scripts: bool = True


@frozen(kw_only=True)
class _Written:
    """A configuration as it is sent: its text, the file of its records, and its wheels as they were."""

    checked: Checked
    wheels: tuple[Path, ...]
    wheel_files: tuple[tuple[int, ...], ...]
    records: Path
    text: str
    tag: str


class ConfigurationDocument:
    """``/config.json``: the checked configuration, read again when one of its files has changed."""

    def __init__(self, service: Service, *, keeps_last: bool = False) -> None:
        """With ``keeps_last``, the last right configuration is served as long as the files are wrong."""
        self._service = service
        self._keeps_last = keeps_last
        self._checked = service.checked
        self._written: _Written | None = None
        # By name, earlier ones too: a page may be reading one while the next is there.
        self._records: dict[str, Path] = {}
        # Requests are answered in several threads.
        self._writing = Lock()

    def text(self) -> str:
        """The configuration as JSON text; raises as ``checked``, and ``UnusableWheel``."""
        return self._current().text

    def records(self) -> Path:
        """The file with the configuration's records; raises as ``text``."""
        return self._current().records

    def look(self) -> Served:
        """What is served now, read again if files have changed, and why they cannot be used."""
        try:
            return Served(tag=self._current().tag)
        except UNUSABLE as error:
            return Served(tag=self._written.tag if self._written else "", error=str(error))

    def files(self) -> tuple[Path, ...]:
        """The files that it is read from."""
        return _sources(self._service.configuration, self._service.data_files)

    def library_fault(self) -> Fault | None:
        """What the present configuration says is wrong with the library."""
        with self._writing:
            try:
                faults = self._known().configuration.setup.faults
            except UNUSABLE:
                return None
        return next((fault for fault in faults if fault.library), None)

    def _current(self) -> _Written:
        with self._writing:
            known = self._known()
            written = self._written
            if (
                written is None
                or written.checked is not known
                or written.wheel_files != _states(written.wheels)
                or not written.records.is_file()
            ):
                written = self._written = _write(self._service, known)
                self._records[written.records.name] = written.records
            return written

    def _known(self) -> Checked:
        service = self._service
        files = _states(self.files())
        if self._checked is None or self._checked.files != files:
            self._checked = checked(service.configuration, service.profile, service.data_files)
        return self._checked

    def respond_wheel(self, request: Request) -> Response:
        """Answer a request for one of the configured wheels, by its file's name."""
        name = request.path_params["name"]
        wheels = self._written.wheels if self._written else ()
        file = next((each for each in wheels if each.name == name), None)
        if file is None or not file.is_file():
            raise HTTPException(status_code=404)
        return FileResponse(file, media_type=media_type(name), headers={"Cache-Control": ASK_AGAIN})

    async def respond_records(self, request: Request) -> Response:
        """Answer a request for the configured records, by the name that the configuration gave them."""
        name = f"records-{request.path_params['checksum']}.sqlite"
        if name not in self._records:
            raise HTTPException(status_code=404)
        return await PageFiles(directory=self._records[name].parent).get_response(name, request.scope)

    def respond(self, request: Request) -> Response:
        """Answer a request; a configuration that has become wrong is told as ``{"error": text}``."""
        try:
            written = self._current()
        except UNUSABLE as error:
            if self._written is None or not self._keeps_last:
                refusal = {"error": str(error)}
                return JSONResponse(refusal, status_code=500, headers={"Cache-Control": "no-store"})
            written = self._written
        headers = {"Cache-Control": ASK_AGAIN, "ETag": written.tag}
        asked = request.headers.get("if-none-match", "")
        if written.tag in [one.strip().removeprefix("W/") for one in asked.split(",")]:
            return Response(status_code=304, headers=headers)
        return Response(written.text, media_type="application/json", headers=headers)


def _write(service: Service, known: Checked) -> _Written:
    configuration = known.configuration
    wheels = user_wheels(service.page, service.configuration, configuration)
    prepared = prepare_records(
        with_providers(configuration, service.providers),
        service.data_files,
        strict_data=service.strict_data,
        tell=tell_on_terminal,
    )
    text = config.to_json(
        prepared.configuration,
        wheels=addresses(wheels),
        prepared_records=prepared.file.name,
        embed_origins=service.embed_origins,
    )
    return _Written(
        checked=known,
        wheels=wheels,
        wheel_files=_states(wheels),
        records=prepared.file,
        text=text,
        tag=f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"',
    )


class HintedPageFiles(PageFiles):
    """The built page. Its document says what to load at once, before the browser has read any of it."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer for a file of the page."""
        response = await super().get_response(path, scope)
        if path in (".", "index.html") and (snapshot := self._wanted_snapshot(Request(scope))):
            response.headers["Link"] = f"<{snapshot}>; rel=preload; as=fetch; crossorigin"
        # Public all of them; the element's module and the playground's sandbox are of other origins.
        response.headers.update(FOR_EVERY_ORIGIN)
        return response

    def _wanted_snapshot(self, request: Request) -> str | None:
        """The memory snapshot that this page load will start from (``boot_manifest.js`` chooses)."""
        way = request.query_params.get("boot")
        if (way or "snapshot") != "snapshot" or (way is None and not is_near(request.scope)):
            return None
        try:
            prepared = json.loads(Path(str(self.directory), MANIFEST).read_text(encoding="utf-8"))
            return str(prepared["snapshot"]["file"])
        except (OSError, ValueError, KeyError, TypeError):
            return None


def _sources(configuration: Path | None, data_files: tuple[Path, ...]) -> tuple[Path, ...]:
    return (*(() if configuration is None else (configuration,)), *files_read(data_files))


def tell_on_terminal(line: str) -> None:
    """Print a line beside a command's output: what was changed in, or left out of, what it was given."""
    click.echo(line, err=True)


def _states(files: Iterable[Path]) -> tuple[tuple[int, ...], ...]:
    return tuple(_state_of(file) for file in files)


def _state_of(file: Path) -> tuple[int, ...]:
    """What changes when a file does."""
    try:
        found = file.stat()
    except OSError:
        return (-1,)
    return (found.st_mtime_ns, found.st_size, found.st_ino)


def application(
    service: Service,
    document: ConfigurationDocument | None = None,
    live: LiveReload | None = None,
    recorded: RecordedPages | None = None,
) -> Starlette:
    """The ASGI application for a service; pages listen to ``live`` and are ``recorded``."""
    return Starlette(
        routes=routes(service, document, live, recorded),
        exception_handlers={HTTPException: tell_in_one_line},
        middleware=[
            Middleware(FixedHeaders, headers=EVERYWHERE),
            Middleware(AllowedHosts, names=service.allowed_hosts),
            Middleware(SingleSlashes),
        ],
    )


def routes(
    service: Service,
    document: ConfigurationDocument | None = None,
    live: LiveReload | None = None,
    recorded: RecordedPages | None = None,
) -> list[BaseRoute]:
    """All addresses, the most particular first. The policy holds for all but web resources."""
    document = document or ConfigurationDocument(service)
    chosen = policy(service.embed_origins) if service.limits_scripts else framing(service.embed_origins)
    guarded = Middleware(FixedHeaders, headers={POLICY_HEADER: chosen})
    pages = HintedPageFiles(directory=service.page)
    playing = {POLICY_HEADER: own_policy(PLAYGROUND), **FOR_EVERY_ORIGIN}
    told = ({HEADER: ADDRESS} if live else {}) | ({RECORDINGS_HEADER: RECORDINGS} if recorded else {})
    return [
        *(
            [Route(f"/{RECORDINGS}/{{name}}", recorded.respond, methods=["POST"], middleware=[guarded])]
            if recorded
            else []
        ),
        *([Route(f"/{ADDRESS}", live.respond, middleware=[guarded])] if live else []),
        Route(
            "/config.json",
            document.respond,
            middleware=[
                guarded,
                *([Middleware(FixedHeaders, headers=told)] if told else []),
                Middleware(GZipMiddleware, minimum_size=4096, compresslevel=1),
            ],
        ),
        Route("/records-{checksum}.sqlite", document.respond_records, middleware=[guarded]),
        Route(f"/{WHEELS}/{{name}}", document.respond_wheel, middleware=[guarded]),
        AnyCaseMount(
            "/webresources",
            WebResources(
                page=service.page, folder=service.web_resources, library_fault=document.library_fault
            ),
        ),
        Route("/play", lambda _: RedirectResponse("play/")),
        _page_with_own_policy(pages, PLAYGROUND, "/play/"),
        Mount(
            "/play",
            PageFiles(directory=service.page / PLAYGROUND.partition("/")[0], check_dir=False),
            middleware=[Middleware(FixedHeaders, headers=playing)],
        ),
        _page_with_own_policy(pages, SANDBOXED, f"/{SANDBOXED}"),
        Mount("/", pages, middleware=[guarded]),
    ]


def _page_with_own_policy(pages: PageFiles, name: str, address: str) -> Route:
    """A document of the page whose policy is another one, wherever it is shown."""

    async def respond(request: Request) -> Response:
        return await pages.get_response(name, request.scope)

    headers = {POLICY_HEADER: own_policy(name)}
    return Route(address, respond, middleware=[Middleware(FixedHeaders, headers=headers)])


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
