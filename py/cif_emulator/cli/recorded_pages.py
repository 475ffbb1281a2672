"""``exec --record``: what pages post of their recordings while they run, and the files that come of it.

A page posts what is new as it goes: it may end at any moment. Its pieces become one file at the end.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from attrs import Factory, define
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from cif_emulator.cli.recordings import UnusableRecording, steps_of

# Where pages post, and the header of the configuration that says so.
ADDRESS = "recordings"
HEADER = "Recordings"

# Bytes: of one piece, and of all recordings together.
LARGEST_PIECE = 32 * 2**20
LARGEST = 512 * 2**20
MOST_FILES = 10_000

_NAME = re.compile(r"[a-z0-9-]{1,80}")


class CannotRecord(Exception):
    """The folder of ``--record`` cannot be used; the text says why."""


@define
class _Recording:
    """What has come of one recording: its head, and its steps by their numbers."""

    head: dict[str, Any]
    steps: dict[int, dict[str, Any]] = Factory(dict)

    def add(self, piece: dict[str, Any]) -> None:
        """Take further steps; a piece may come twice, and before an older one."""
        self.head["complete"] = self.head.get("complete") is True and piece.get("complete") is True
        for step in piece["steps"]:
            known = self.steps.get(step["number"])
            if known is None or known.get("pending"):
                self.steps[step["number"]] = step

    def text(self) -> str:
        """The file's text, a step on each line."""
        head = json.dumps(self.head, ensure_ascii=False)
        steps = (json.dumps(self.steps[number], ensure_ascii=False) for number in sorted(self.steps))
        return head[:-1] + ', "steps": [\n' + ",\n".join(steps) + "\n]}\n"


class RecordedPages:
    """Recordings of pages, by the names that these gave them, to be written into a folder.

    The folder is made if it is missing. Raises ``CannotRecord`` if nothing can be written there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._recordings: dict[str, _Recording] = {}
        self._size = 0
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / ".cif-emulator"
            probe.touch()
            probe.unlink()
        except OSError as reason:
            raise CannotRecord(
                f"--record {folder}: no files can be written there ({reason.strerror}); right is a folder "
                "that you may write to, or one that can be made"
            ) from reason

    async def respond(self, request: Request) -> Response:
        """Take a piece of a recording from a page of this server's own origin."""
        origin = urlsplit(request.headers.get("origin", ""))
        if not origin.netloc or origin.netloc.lower() != request.headers.get("host", "").lower():
            raise HTTPException(403, "Recordings are taken from the workspace's own pages alone")
        name = request.path_params["name"]
        if not _NAME.fullmatch(name):
            raise HTTPException(400, "The name of a recording is made of a-z, 0-9 and -, 80 at most")
        if name not in self._recordings and len(self._recordings) >= MOST_FILES:
            raise HTTPException(507, f"There are {MOST_FILES:,} recordings, and no more are kept")
        content = await _content(request)
        if self._size + len(content) > LARGEST:
            raise HTTPException(507, f"The recordings have {LARGEST // 2**20} MB, and no more is kept")
        self._add(name, content)
        return Response(status_code=204, headers={"Cache-Control": "no-store"})

    def _add(self, name: str, content: bytes) -> None:
        try:
            piece = json.loads(content)
            steps_of(piece, name)
        except (ValueError, RecursionError):
            raise HTTPException(400, "What was posted is no JSON text") from None
        except UnusableRecording as reason:
            raise HTTPException(400, str(reason)) from None
        self._size += len(content)
        known = self._recordings.get(name)
        if known is None:
            head = {key: piece.get(key) for key in ("format", "version", "emulator", "began", "complete")}
            known = self._recordings[name] = _Recording(head)
        known.add(piece)

    def write(self) -> list[Path]:
        """Write a file for each recording that has steps, in the order in which they began.

        Files that are there stay. Raises ``CannotRecord``.
        """
        number, written = 0, []
        for recording in self._recordings.values():
            if not recording.steps:
                continue
            while (file := self._folder / f"recording-{(number := number + 1)}.json").exists():
                pass
            try:
                # Half of a character has no form in UTF-8, but one in JSON.
                file.write_text(recording.text(), encoding="utf-8", errors="backslashreplace")
            except OSError as reason:
                raise CannotRecord(f"--record: {file} cannot be written: {reason.strerror}") from reason
            written.append(file)
        return written


async def _content(request: Request) -> bytes:
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > LARGEST_PIECE:
            raise HTTPException(413, f"A piece of a recording has at most {LARGEST_PIECE // 2**20} MB")
        pieces.append(piece)
    return b"".join(pieces)
