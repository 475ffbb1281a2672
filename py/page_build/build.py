"""The order of the steps."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from filelock import FileLock

from page_build import bill_of_materials, contracts, document, prepared, web, wheels
from page_build.project import Project, read_project
from page_build.stamps import Stamps


def build_page(root: Path, report: Callable[[str], None], *, for_networks: bool = False) -> None:
    """Bring ``py/cif_emulator/_page`` below ``root`` up to date; ``report`` learns of each step.

    ``for_networks``: compressed copies are as small as can be, which takes a minute; otherwise they take a
    second, and stay if they are smaller.
    Safe to be called by several processes at once. Raises ``BuildFailed``.
    """
    project = read_project(root)
    project.cache.mkdir(parents=True, exist_ok=True)
    with FileLock(project.cache / "lock"):
        stamps = Stamps(project.cache / "stamps.json")
        # npm waits for the network, and Python needs nothing of it meanwhile.
        with ThreadPoolExecutor(max_workers=1) as beside:
            packages = beside.submit(_web_packages, project, report)
            if wheels.dependency_wheels(project):
                report("fetched the page's wheels")
            if contracts.write_generated(project, stamps):
                report("wrote what JavaScript knows of Python")
            if wheels.page_wheel(project):
                report("built the page's own wheel")
            packages.result()
        if web.runtime(project, stamps):
            report("copied the Pyodide runtime")
        if web.bundle(project, stamps):
            report("bundled the page's scripts and styles")
        if prepared.prepare(project, stamps):
            report("prepared the runtime")
        if document.write_documents(project):
            report("wrote the documents")
        web.sweep(project, stamps)
        bill_of_materials.write(project)
        if web.compress(project, stamps, thorough=for_networks):
            report("compressed the page's files")


def _web_packages(project: Project, report: Callable[[str], None]) -> None:
    if not web.packages_are_installed(project):
        report("installing the web packages (npm ci)")
        web.install_packages(project)
