"""The order of the steps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from page_build import bill_of_materials, contracts, document, prepared, web, wheels
from page_build.project import read_project
from page_build.stamps import Stamps


def build_page(root: Path, report: Callable[[str], None]) -> None:
    """Bring ``py/cif_emulator/_page`` below ``root`` up to date; ``report`` learns of each step.

    Safe to be called by several processes at once. Raises ``BuildFailed``.
    """
    project = read_project(root)
    project.cache.mkdir(parents=True, exist_ok=True)
    with FileLock(project.cache / "lock"):
        stamps = Stamps(project.cache / "stamps.json")
        if not web.packages_are_installed(project):
            report("installing the web packages (npm ci)")
            web.install_packages(project)
        if web.runtime(project, stamps):
            report("copied the Pyodide runtime")
        if wheels.dependency_wheels(project):
            report("fetched the page's wheels")
        if contracts.write_generated(project, stamps):
            report("wrote what JavaScript knows of Python")
        if web.bundle(project, stamps):
            report("bundled the page's scripts and styles")
        if wheels.page_wheel(project):
            report("built the page's own wheel")
        if prepared.prepare(project, stamps):
            report("prepared the runtime")
        if document.write_documents(project):
            report("wrote the documents")
        web.sweep(project, stamps)
        bill_of_materials.write(project)
        if web.compress(project):
            report("compressed the page's files")
