"""What JavaScript knows of Python, written out of the contracts before anything is bundled."""

from __future__ import annotations

import sys
from pathlib import Path

from page_build.commands import run
from page_build.project import Project
from page_build.stamps import Stamps, fingerprint
from page_build.wheels import NOT_IN_THE_PAGE, package_files, wheel_of

# The script by its path: the build's own package needs more than the standard library.
RUN = """
import runpy, sys
script, folder, *sys.path[:0] = sys.argv[1:]
sys.argv[1:] = [folder]
runpy.run_path(script, run_name="__main__")
"""
SCRIPT = Path(__file__).with_name("generated.py")
FOLDER = "generated"


def write_generated(project: Project, stamps: Stamps) -> bool:
    """Write ``web/generated/``; true if that was necessary.

    A Python of its own does it: the build itself has nothing but the standard library, so the packages that
    the contracts need are taken from the page's own wheels, which hold Python code only.
    """
    wheels = [wheel_of(project.cache / "wheels", one) for one in project.wheels]
    sources = [
        project.package / name
        for name, _ in package_files(project.package, NOT_IN_THE_PAGE)
        if name.endswith(".py")
    ]
    sources += (file for file in (project.package / "typescript").iterdir() if file.is_file())
    sources += [*(project.package / "testing").glob("*.js"), project.package / "cli/browsers.py"]
    names = (wheel.name for wheel in wheels if wheel)
    mark = fingerprint(project.package, sources, SCRIPT.read_text(encoding="utf-8"), *names)
    if stamps.is_current("generated", mark, project.web):
        return False
    path = [wheel for wheel in wheels if wheel] + [project.package.parent]
    folder = project.web / FOLDER
    command: list[str | Path] = [sys.executable, "-I", "-B", "-c", RUN, SCRIPT, folder, *path]
    run("writing what JavaScript knows of Python (page_build/generated.py)", command, project.root)
    written = [file.relative_to(project.web).as_posix() for file in folder.rglob("*") if file.is_file()]
    stamps.record("generated", mark, written)
    return True
