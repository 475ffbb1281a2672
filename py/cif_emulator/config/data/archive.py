"""Zip files from strangers: nothing is unpacked to disk, and what is read has limits."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from cif_emulator.workspace.state.refusals import visible

# A large solution has some thousand files and 100 MB; its data rows are a few kilobytes each.
_LARGEST_ARCHIVE = 512 * 1024 * 1024
_MOST_ENTRIES = 50_000
_LARGEST_FILE = 64 * 1024 * 1024
_LARGEST_SUM = 256 * 1024 * 1024

# What ``zipfile`` raises for damaged files, names that are no UTF-8 among them.
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)

_ENCRYPTED = 0x1
_ABSOLUTE = re.compile(r"/|[A-Za-z]:")


class BrokenExportError(ValueError):
    """A file that is no usable export; the message says in one line what is wrong with it."""

    def __init__(self, message: str) -> None:
        # It quotes names and texts of the file.
        super().__init__(visible(message))


class Archive:
    """A zip file's entries by path, with ``/`` between folders. To be closed, as by ``with``."""

    def __init__(self, path: Path) -> None:
        """Open the file; raises ``BrokenExportError`` if it is no zip file, or one that nobody needs."""
        self._read = 0
        try:
            if path.stat().st_size > _LARGEST_ARCHIVE:
                raise BrokenExportError(f"is larger than {_LARGEST_ARCHIVE // 1024**2} MB")
            self._zip = zipfile.ZipFile(path)
        except OSError as error:
            raise BrokenExportError(f"cannot be read: {error.strerror or error}") from None
        except UNREADABLE as error:
            if isinstance(error, BrokenExportError):
                raise
            raise BrokenExportError(f"is not a zip file, or a broken one: {error}") from None
        try:
            self._entries = _entries(self._zip)
        except BrokenExportError:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of all files, in the archive's order."""
        return tuple(self._entries)

    def read(self, path: str) -> bytes:
        """The content of a file; raises ``BrokenExportError`` if it is damaged or too large."""
        entry = self._entries[path]
        try:
            with self._zip.open(entry) as file:
                content = file.read(_LARGEST_FILE + 1)
        except UNREADABLE as error:
            raise BrokenExportError(f"{path} in it is damaged: {error}") from None
        self._read += len(content)
        if len(content) > _LARGEST_FILE:
            raise BrokenExportError(f"{path} in it is larger than {_LARGEST_FILE // 1024**2} MB")
        if self._read > _LARGEST_SUM:
            raise BrokenExportError(f"the rows in it are larger than {_LARGEST_SUM // 1024**2} MB")
        return content


def _entries(archive: zipfile.ZipFile) -> Mapping[str, zipfile.ZipInfo]:
    listed = archive.infolist()
    if len(listed) > _MOST_ENTRIES:
        raise BrokenExportError(f"has {len(listed)} entries; at most {_MOST_ENTRIES} are read")
    entries: dict[str, zipfile.ZipInfo] = {}
    for entry in listed:
        path = entry.filename.replace("\\", "/")
        if _ABSOLUTE.match(path) or ".." in path.split("/"):
            raise BrokenExportError(f"an entry's path leads out of it: {_shown(path)}")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise BrokenExportError(f"an entry is a symbolic link: {_shown(path)}")
        if entry.flag_bits & _ENCRYPTED:
            raise BrokenExportError(f"an entry is encrypted: {_shown(path)}")
        if path.endswith("/"):
            continue
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise BrokenExportError(
                f"an entry is compressed in a way that exports never use: {_shown(path)}; "
                "zip it anew (deflate)"
            )
        if path in entries:
            raise BrokenExportError(f"has two entries of one path: {_shown(path)}")
        entries[path] = entry
    return entries


def _shown(path: str) -> str:
    return repr(path if len(path) <= 100 else path[:99] + "…")
