"""Files over HTTP: fixed media types, compressed copies, tags made from the content."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import os
import re
import stat
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from cif_emulator.loopback import is_loopback

# What the page loads must not depend on the media types that a machine happens to know: WebAssembly of
# another type than application/wasm is refused, and a module of another type than JavaScript's too.
MEDIA_TYPES = {
    # The one such file is a script: ClientGlobalContext.js.aspx.
    ".aspx": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".htm": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".sqlite": "application/vnd.sqlite3",
    ".svg": "image/svg+xml",
    ".ts": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".whl": "application/zip",
    ".zip": "application/zip",
}
OTHER_MEDIA_TYPES = mimetypes.MimeTypes()

# The build writes this hash into the names of files that no other file names by a fixed name.
CONTENT_HASHED = re.compile(r"-[A-Z0-9]{8}\.\w+$")
# The interpreter's files have fixed names: the hash is in their folder's, after the version.
CONTENT_HASHED_FOLDER = re.compile(r"^\d+(\.\d+)*-[A-Z0-9]{8}$")
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"

# The copies that the build writes beside large files, the best first: not all are beside each file.
COPIES = {"br": ".br", "gzip": ".gz"}

# So large that a runtime of megabytes costs little to send.
PIECE = 1024 * 1024


class PageFile(FileResponse):
    """A file, in large pieces."""

    chunk_size = PIECE


class PageFiles(StaticFiles):
    """The files below a folder, each sent as the smallest copy that the browser accepts.

    On the machine itself they are sent as they are: a browser unpacks them at each visit, also those that it
    has kept. Ready, in turns: 0.95 of a cold start, 0.96 of a warm one.
    """

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer for a file; ``/`` is ``index.html``. Compressed copies have no address of their own."""
        if path.endswith(tuple(COPIES.values())):
            raise HTTPException(status_code=404)
        try:
            return await super().get_response("index.html" if path == "." else path, scope)
        except OSError as error:
            raise HTTPException(status_code=404) from error

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Where a file is. Of a large one the package has compressed copies alone."""
        found, state = super().lookup_path(path)
        return (found, state) if state else super().lookup_path(path + COPIES["gzip"])

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Send the file, or say that the browser's copy is still right."""
        file = Path(full_path)
        original: os.stat_result | None = stat_result
        if file.suffix == COPIES["gzip"]:
            file, original = file.with_suffix(""), None
        requested = Headers(scope=scope)
        headers = {"Cache-Control": self.caching_of(file)}
        sent, sent_stat = Path(full_path), stat_result
        copies = {coding: found for coding in COPIES if (found := compressed_copy(file, original, coding))}
        if copies:
            headers["Vary"] = "Accept-Encoding"
            accepts = accepted_encodings(requested.get("accept-encoding", ""))
            chosen = None if is_near(scope) else next((coding for coding in copies if accepts(coding)), None)
            if chosen is not None:
                sent, sent_stat = copies[chosen]
                headers["Content-Encoding"] = chosen
        headers["ETag"] = (
            # The name tells the content: a large file need not be read twice.
            f'"{sent.name}"'
            if CONTENT_HASHED.search(file.name)
            else content_tag(sent, sent_stat.st_mtime_ns, sent_stat.st_size)
        )
        kind = self.media_type_of(file)
        if original is None and "Content-Encoding" not in headers:
            headers["ETag"] = headers["ETag"].replace('"', '"identity-', 1)
            headers["Content-Length"] = str(unpacked_size(sent))
            response: Response = StreamingResponse(unpacked(sent), status_code, headers, media_type=kind)
        else:
            response = PageFile(
                sent, status_code=status_code, headers=headers, media_type=kind, stat_result=sent_stat
            )
        if self.is_not_modified(response.headers, requested):
            return NotModifiedResponse(response.headers)
        return response

    def caching_of(self, file: Path) -> str:
        """How long a browser may keep a file."""
        return FOR_EVER if has_content_hash(file) else ASK_AGAIN

    def media_type_of(self, file: Path) -> str:
        """A file's media type."""
        return media_type(file.name)


def is_near(scope: Scope) -> bool:
    """Whether a request names this machine itself, as the page asks for its route (``boot_manifest.js``)."""
    return is_loopback(Request(scope).url.hostname or "")


def has_content_hash(file: Path) -> bool:
    """Whether another content would have another name."""
    return bool(CONTENT_HASHED.search(file.name) or CONTENT_HASHED_FOLDER.match(file.parent.name))


def media_type(name: str) -> str:
    """The media type for a file name."""
    suffix = Path(name).suffix.lower()
    return (
        MEDIA_TYPES.get(suffix)
        or OTHER_MEDIA_TYPES.guess_type(f"file{suffix}")[0]
        or "application/octet-stream"
    )


def compressed_copy(
    file: Path, original: os.stat_result | None, coding: str
) -> tuple[Path, os.stat_result] | None:
    """The copy of ``file`` for a content coding, unless there is none or the file has changed since.

    ``original`` is the file's own state, ``None`` if there are only copies.
    """
    copy = file.with_name(file.name + COPIES[coding])
    try:
        found = copy.stat()
    except OSError:
        return None
    is_fresh = original is None or found.st_mtime_ns >= original.st_mtime_ns
    return (copy, found) if stat.S_ISREG(found.st_mode) and is_fresh else None


def unpacked(copy: Path) -> Iterator[bytes]:
    """The content of a file from its gzip copy, in pieces."""
    with gzip.open(copy) as content:
        while piece := content.read(PIECE):
            yield piece


def unpacked_size(copy: Path) -> int:
    """The size of that content: the last thing in a gzip file (RFC 1952, 2.3.1)."""
    with copy.open("rb") as content:
        content.seek(-4, os.SEEK_END)
        return int.from_bytes(content.read(4), "little")


def accepted_encodings(header: str) -> Callable[[str], bool]:
    """Which content codings an Accept-Encoding header allows (RFC 9110, 12.5.3)."""
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        name, _, parameter = part.partition(";")
        try:
            weights[name.strip()] = (
                float(parameter.partition("=")[2]) if "q=" in parameter.replace(" ", "") else 1.0
            )
        except ValueError:
            weights[name.strip()] = 0.0
    return lambda coding: weights.get(coding, weights.get("*", 0.0)) > 0


@lru_cache(maxsize=1024)
def content_tag(file: Path, changed: int, size: int) -> str:  # noqa: ARG001 - a changed file is another entry
    """The entity tag of a file: a hash of its bytes, so that the same result of another build is the same."""
    with file.open("rb") as content:
        return f'"{hashlib.file_digest(content, "sha256").hexdigest()[:32]}"'
