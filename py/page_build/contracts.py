"""The contracts as data: what the package declares, for the script that widgets load."""

from __future__ import annotations

import sys
from pathlib import Path

from page_build.commands import run
from page_build.project import Project
from page_build.stamps import Stamps, fingerprint
from page_build.wheels import package_files, wheel_of

FILE = "contracts.json"

# Run by a Python of its own: the build itself has nothing but the standard library, so the packages that the
# contracts need are taken from the page's own wheels, which hold Python code only.
DESCRIBE = """
import sys
target, *sys.path[:0] = sys.argv[1:]
import json
from cif_emulator.api.description import description
with open(target, "w", encoding="utf-8") as file:
    json.dump(description(), file)
"""


def describe_contracts(project: Project, stamps: Stamps) -> bool:
    """Write the contracts' description where the bundle finds it; true if that was necessary."""
    wheels = [wheel_of(project.cache / "wheels", one) for one in project.wheels]
    sources = [project.package / name for name, _ in package_files(project.package) if name.endswith(".py")]
    mark = fingerprint(project.package, sources, *(wheel.name for wheel in wheels if wheel))
    if stamps.is_current("contracts", mark, project.cache):
        return False
    path = [wheel for wheel in wheels if wheel] + [project.package.parent]
    command: list[str | Path] = [sys.executable, "-I", "-B", "-c", DESCRIBE, project.cache / FILE, *path]
    run("reading the contracts (cif_emulator.api.description)", command, project.root)
    stamps.record("contracts", mark, [FILE])
    return True


def contracts_file(project: Project) -> Path:
    """Where the description is."""
    return project.cache / FILE
