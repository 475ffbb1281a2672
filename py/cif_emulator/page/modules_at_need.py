"""Modules that the page fetches when they are imported: over a network, a start does without them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path


class NotFetchedError(ImportError):
    """The modules could not be fetched; the message says why. A later import tries once more."""


class _AtNeed(MetaPathFinder):
    def __init__(self, names: Collection[str], archive: Path, fetch: Callable[[], str]) -> None:
        self._names = names
        self._archive = archive
        self._fetch = fetch

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        """The module, if it is one of them and lies nowhere else."""
        if name not in self._names:
            return None
        if not self._archive.is_file() and (why := self._fetch()):
            raise NotFetchedError(f"a part of the page that is needed only now is missing: {why}", name=name)
        package = name.rpartition(".")[0].replace(".", "/")
        return PathFinder.find_spec(name, [str(self._archive / package)])


def provide(names: Collection[str], archive: str, fetch: Callable[[], str]) -> None:
    """Have imports of modules find them in an archive.

    ``names`` are all that it has. ``fetch`` puts it into its place, and gives why it cannot, or nothing; it
    is called when one of them is imported for the first time.
    """
    # The last one: what lies on the path, as the whole library does for a user's own wheels, comes first.
    sys.meta_path.append(_AtNeed(frozenset(names), Path(archive), fetch))
