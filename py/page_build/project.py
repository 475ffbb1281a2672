"""What the build knows of the project: its folders, and the tables of ``pyproject.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

# A requirement's name: all before its version, extras or marker (PEP 508).
REQUIREMENT_NAME = re.compile(r"[A-Za-z0-9._-]+")
VERSION = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Project:
    """Folders and pinned versions.

    ``wheels`` are requirements with a fixed version and the wheel's hash, as in pip's requirement files
    (``attrs==26.1.0 --hash=sha256:…``), in the order of installation;
    ``requirements`` are those of the distribution that the page's own wheel needs too; ``command_wheels``
    are those that the command needs beside ``wheels`` where it runs in Node.
    """

    root: Path
    version: str
    page_python: str
    wheels: tuple[str, ...]
    requirements: tuple[str, ...]
    command_wheels: tuple[str, ...]

    @property
    def web(self) -> Path:
        """The sources of the page's JavaScript, styles and markup."""
        return self.root / "web"

    @property
    def package(self) -> Path:
        """The Python package."""
        return self.root / "py" / "cif_emulator"

    @property
    def page(self) -> Path:
        """Where the built page goes: what ``cif-emulator serve`` serves."""
        return self.package / "_page"

    @property
    def cache(self) -> Path:
        """What a later build can use again."""
        return self.root / "build" / "page"


def read_project(root: Path) -> Project:
    """Read ``pyproject.toml`` and the package's version."""
    # Steps run in folders of their own.
    root = root.resolve()
    tables = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    page = tables["tool"]["cif-emulator"]["page"]
    wheels = tuple(page["wheels"])
    carried = {requirement_name(wheel) for wheel in wheels}
    version = VERSION.search((root / "py" / "cif_emulator" / "__init__.py").read_text(encoding="utf-8"))
    if version is None:
        raise ValueError('py/cif_emulator/__init__.py: expected a line __version__ = "…"')
    return Project(
        root=root,
        version=version[1],
        page_python=page["python"],
        wheels=wheels,
        requirements=tuple(
            one for one in tables["project"]["dependencies"] if requirement_name(one) in carried
        ),
        command_wheels=tuple(tables["tool"]["cif-emulator"]["npm"]["wheels"]),
    )


def requirement_name(requirement: str) -> str:
    """The normalised name (PEP 503) of a requirement: ``typing_extensions==4`` is ``typing-extensions``."""
    name = REQUIREMENT_NAME.match(requirement)
    if name is None:
        raise ValueError(f"{requirement!r} is not a requirement: expected name==version")
    return re.sub(r"[-_.]+", "-", name[0]).lower()
