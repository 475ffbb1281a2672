"""In which order modules are complete. Runs in the page's own interpreter under Node.

Imported one by one in this order, each module finds all that it imports: no import is a long one.
"""

from __future__ import annotations

import json
from types import ModuleType
from zipimport import zipimporter

_complete: list[str] = []
_original = zipimporter.exec_module


def watch() -> None:
    """Begin to note which modules come out of archives."""

    def exec_module(self: zipimporter, module: ModuleType) -> None:
        _original(self, module)
        _complete.append(module.__name__)

    zipimporter.exec_module = exec_module  # type: ignore[method-assign]


def noted() -> str:
    """End it; gives the names as a JSON list."""
    zipimporter.exec_module = _original  # type: ignore[method-assign]
    place = {name: number for number, name in enumerate(_complete)}

    def with_packages(name: str) -> int:
        """When the module and the packages around it are complete: an import of it imports them too."""
        parts = name.split(".")
        return max(place.get(".".join(parts[:depth]), -1) for depth in range(1, len(parts) + 1))

    return json.dumps(sorted(_complete, key=with_packages))
