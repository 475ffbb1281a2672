"""Paths of Windows, which this interpreter does not know (``web/npm/files.mjs`` finds their files)."""

from __future__ import annotations

import ntpath
import os
import pathlib
import posixpath
import sys


class _MachinePath(pathlib.Path, pathlib.PureWindowsPath):
    """A path of the machine: told as it was typed, with its drive and its backslashes."""

    __slots__ = ()

    def resolve(self, strict: bool = False) -> _MachinePath:
        """Where links lead."""
        inside = f"/{self.absolute().as_posix()}"
        return type(self)(posixpath.realpath(inside, strict=strict).removeprefix("/"))


def use_windows_paths(folder: str) -> None:
    """Take all paths for Windows' from now on; ``folder`` is the present one."""
    vars(pathlib)["PosixPath"] = _MachinePath
    vars(os)["path"] = sys.modules["os.path"] = ntpath
    vars(os)["getcwd"] = lambda: folder
    # Where caches are is asked for as on a POSIX system, and begins there with a slash.
    if local := os.environ.get("LOCALAPPDATA"):
        os.environ["XDG_CACHE_HOME"] = f"/{pathlib.PureWindowsPath(local).as_posix()}"
