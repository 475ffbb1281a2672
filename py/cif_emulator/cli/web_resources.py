"""``/webresources/…``: the library that widgets load, and a folder in the place of the organisation's own.

As in the product, letter case counts neither in the prefix nor in names; and a web resource's kind is not
always in its name: ``acme_/page_html``, ``acme_/page``.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Mount
from starlette.types import Scope

from cif_emulator.cli.http_headers import FOR_EVERY_ORIGIN
from cif_emulator.cli.static_files import ASK_AGAIN, PageFiles, media_type
from cif_emulator.workspace.state.faults import ActiveFault, Fault, FaultyLibrary

LIBRARY = "widget/msdyn_cilibrary.js"
# Where the build puts it; a debugger asks for the map beside it.
LIBRARY_FILES = {
    LIBRARY: "provider/msdyn_ciLibrary.js",
    f"{LIBRARY}.map": "provider/msdyn_ciLibrary.js.map",
}
# How late a slow library is unless its fault says so: some clients give up after six seconds.
USUAL_DELAY_MS = 7_000
# Pages name it relative to themselves, from however deep.
GLOBAL_CONTEXT = "clientglobalcontext.js.aspx"
# Below the built page's folder: what templates name out of the box.
BUILT_IN = "web_resources"

# What a name without its kind may stand for: `page` for `page.html`.
UNSAID_KINDS = (".html", ".htm", ".js", ".css", ".svg", ".xml", ".json")
# A kind that is written with an underscore: `page_html`.
UNDERSCORED = re.compile(r"_(html?|js|css|svg|xml|json|png|gif|jpe?g|ico)$", re.IGNORECASE)

# Enough to see what a file without a kind is.
SNIFFED_BYTES = 512
OPENING_TAG = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<([!?/a-z-]+)", re.IGNORECASE)


class NoSuchFolder(Exception):
    """What should be a folder of web resources is none; the text says where it was named."""


def folder_of(given: Path | None, configuration: Path | None, configured: str | None) -> Path | None:
    """The folder that the command line names, else the configuration: there a path relative to its file.

    Raises ``NoSuchFolder``.
    """
    if given is not None:
        folder, place = given, "--web-resources"
    elif configured is not None and configuration is not None:
        folder, place = configuration.parent / configured, f"{configuration}: workspace.web_resources"
    else:
        return None
    if not folder.is_dir():
        raise NoSuchFolder(
            f"{place}: expected a folder of web resources, but {folder} does not exist or is a file"
        )
    return folder


class AnyCaseMount(Mount):
    """A mount whose own path is found in any letter case."""

    def __init__(self, path: str, app: WebResources) -> None:
        super().__init__(path, app)
        self.path_regex = re.compile(self.path_regex.pattern, re.IGNORECASE)


class WebResources(PageFiles):
    """Serves the library, then what ``folder`` has (if there is one), then what comes with the page.

    ``library_fault`` is asked with each request for the library: it is then missing, or sent late.
    """

    def __init__(
        self, *, page: Path, folder: Path | None, library_fault: Callable[[], Fault | None] = lambda: None
    ) -> None:
        super().__init__(directory=page)
        self._library_fault = library_fault
        self._folders = [each.resolve() for each in (folder, page / BUILT_IN) if each is not None]

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer for a web resource."""
        if Path(path).name.lower() == GLOBAL_CONTEXT:
            path = GLOBAL_CONTEXT
        built = LIBRARY_FILES.get(path.replace(os.sep, "/").lower())
        if built == LIBRARY_FILES[LIBRARY]:
            await self._meet_fault()
        response = await super().get_response(built or path, scope)
        if built is not None:
            response.headers.update(FOR_EVERY_ORIGIN)
        return response

    async def _meet_fault(self) -> None:
        fault = await run_in_threadpool(self._library_fault)
        if fault is None:
            return
        if fault.library is FaultyLibrary.MISSING:
            raise HTTPException(status_code=404)
        await asyncio.sleep((ActiveFault(fault).delay() or USUAL_DELAY_MS) / 1000)

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """The file for a path: the library's, or what a folder has under that name."""
        if path in LIBRARY_FILES.values():
            return super().lookup_path(path)
        for folder in self._folders:
            found = find(folder, path)
            if found is not None:
                return str(found), found.stat()
        return "", None

    def caching_of(self, file: Path) -> str:  # noqa: ARG002 - the same for all
        """How long a browser may keep a file: what a developer writes changes under its name."""
        return ASK_AGAIN

    def media_type_of(self, file: Path) -> str:
        """A file's media type, by its name or else by its content."""
        if file.suffix:
            return media_type(file.name)
        underscored = UNDERSCORED.search(file.name)
        return media_type(f"file.{underscored[1]}") if underscored else sniffed_type(file)


def find(folder: Path, path: str) -> Path | None:
    """The file below ``folder`` that a path names, in any letter case; ``None`` for none.

    A name without its kind stands for a file with one. Nothing outside ``folder`` is found, by ``..`` or
    links, and no hidden file.
    """
    parts = Path(path).parts
    if Path(path).is_absolute() or not parts or any(part.startswith(".") for part in parts):
        return None
    folders = [folder]
    for part in parts[:-1]:
        folders = [found for each in folders for found in namesakes(each, part) if found.is_dir()]
    for name in meant_by(parts[-1]):
        for each in folders:
            for found in namesakes(each, name):
                if found.is_file() and found.resolve().is_relative_to(folder):
                    return found
    return None


def all_names(built_in: Path, folder: Path | None) -> Mapping[str, Path]:
    """Names below ``/webresources/`` where letter case counts, and their files: as written, in lower case.

    What ``folder`` has stands before what comes with the page; the global context stands in each folder.
    Nothing outside the folders is taken in by links, and no hidden file.
    """
    names: dict[str, Path] = {}
    for each in (built_in, folder):
        files = {} if each is None else visible_files(each.resolve())
        lowered = {name.lower(): file for name, file in files.items()}
        names = {name: file for name, file in names.items() if name.lower() not in lowered}
        names.update({**lowered, **files})
    contexts = {name: file for name, file in names.items() if name.lower() == GLOBAL_CONTEXT}
    folders = {parent for name in names for parent in PurePosixPath(name).parents}
    beside = {(parent / name).as_posix(): file for parent in folders for name, file in contexts.items()}
    return {**beside, **names}


def visible_files(folder: Path) -> dict[str, Path]:
    """The files below a resolved folder by their names from there, with slashes."""
    found = {file.relative_to(folder): file for file in sorted(folder.rglob("*")) if file.is_file()}
    return {
        name.as_posix(): file
        for name, file in found.items()
        if not any(part.startswith(".") for part in name.parts) and file.resolve().is_relative_to(folder)
    }


def namesakes(folder: Path, name: str) -> list[Path]:
    """What in a folder has that name, letter case aside; the very name first."""
    try:
        found = [each for each in folder.iterdir() if each.name.lower() == name.lower()]
    except OSError:
        return []
    return sorted(found, key=lambda each: (each.name != name, each.name))


def meant_by(name: str) -> list[str]:
    """The file names that a web resource's name may stand for, the likeliest first."""
    if Path(name).suffix:
        return [name]
    dotted = UNDERSCORED.sub(r".\1", name)
    return [name, *([dotted] if dotted != name else []), *(name + kind for kind in UNSAID_KINDS)]


def sniffed_type(file: Path) -> str:
    """The media type where a name does not tell it: what opens with a tag is markup, other text is code."""
    with file.open("rb") as content:
        begin = content.read(SNIFFED_BYTES)
    tag = OPENING_TAG.match(begin)
    if tag is not None:
        kinds = {b"svg": ".svg", b"?xml": ".xml"}
        return media_type(f"file{kinds.get(tag[1].lower(), '.html')}")
    return "application/octet-stream" if b"\0" in begin else media_type("file.js")
