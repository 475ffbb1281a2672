"""hatchling's build backend; of what it is told to install, each kind of build gets only what it uses.

The documentation's reference is made from the package itself, so a wheel is built with the package's own
requirements and those of the documentation. An editable install builds the page alone.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from hatchling.build import (
    build_editable,
    build_sdist,
    build_wheel,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
]


def get_requires_for_build_wheel(config_settings: dict[str, Any] | None = None) -> list[str]:  # noqa: ARG001
    """The requirements of PEP 517: the package's own, and those of the extra ``docs``."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["docs"]]
