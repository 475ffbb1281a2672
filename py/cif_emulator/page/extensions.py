"""Packages of the user's own in the page: made installable, and what of them takes part in the workspace.

An extension is an entry point in the group ``cif_emulator.extensions``: a function that is called with the
workspace (``cif_emulator.workspace.workspace.Workspace``) once it has begun, and again after each reset.
What is imported within functions here lies in the whole standard library, which the page fetches only when
there are such packages.
"""

from __future__ import annotations

import importlib
import inspect
import traceback
from collections.abc import Callable, Iterable

from attrs import frozen

from cif_emulator.api.dispatcher import Dispatcher
from cif_emulator.workspace.workspace import Workspace

GROUP = "cif_emulator.extensions"


@frozen
class Extension:
    """An entry point by its name; ``failure`` is a traceback where it could not be loaded."""

    name: str
    function: Callable[[Workspace], object] | None = None
    failure: str = ""

    def begin(self, dispatcher: Dispatcher) -> None:
        """Let the function have the fresh workspace; what fails is told and logged, nothing more."""
        failure = self.failure
        if self.function is not None:
            try:
                result = self.function(dispatcher.workspace)
                if inspect.iscoroutine(result):
                    result.close()
                    failure = "the function is asynchronous; right is a plain function"
            except (Exception, SystemExit):  # noqa: BLE001 - the user's code may raise whatever it likes
                failure = traceback.format_exc()
        if failure:
            dispatcher.extension_failed(self.name, failure)


def complete_library(archive: str, wheels: Iterable[str]) -> None:
    """Put the page's own packages whole, with their metadata, where the modules in use came from.

    ``archive`` is that place, ``wheels`` are files. The whole standard library must be in its place already.
    """
    importlib.invalidate_caches()
    from zipfile import ZipFile

    with ZipFile(archive, "w") as whole:
        for wheel in wheels:
            with ZipFile(wheel) as one:
                for name in one.namelist():
                    whole.writestr(name, one.read(name))
    importlib.invalidate_caches()


def installed_extensions() -> tuple[Extension, ...]:
    """The extensions of all installed packages, by name."""
    from importlib.metadata import entry_points

    found = []
    for point in sorted(entry_points(group=GROUP)):
        try:
            found.append(Extension(point.name, point.load()))
        except (Exception, SystemExit):  # noqa: BLE001 - the user's code may raise whatever it likes
            found.append(Extension(point.name, failure=traceback.format_exc()))
    return tuple(found)
