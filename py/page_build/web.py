"""The web side: npm's packages, the bundle, the Pyodide runtime, compressed copies."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from page_build.commands import node, npm, run
from page_build.contracts import contracts_file
from page_build.project import Project
from page_build.stamps import Stamps, fingerprint

RUNTIME_FILES = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
)
NOTICE = Path(__file__).with_name("pyodide-notice.txt")

# Zip files and wheels gain nothing from a second compression; below 4 kB a packet is saved at best.
COMPRESSIBLE = {".js", ".mjs", ".css", ".html", ".json", ".map", ".svg", ".txt", ".wasm"}
SMALLEST_COMPRESSED = 4096
ENCODINGS = (".br", ".gz")


def packages_are_installed(project: Project) -> bool:
    """Whether ``node_modules`` is what the lock file says (npm notes there what it installed)."""
    try:
        installed = json.loads(
            (project.web / "node_modules" / ".package-lock.json").read_text(encoding="utf-8")
        )
    except (OSError, ValueError):
        return False
    there = installed["packages"]
    wanted = locked_packages(project)
    missing_is_fine = all(name in there or entry.get("optional") for name, entry in wanted.items())
    return missing_is_fine and all(
        name in wanted
        and entry["version"] == wanted[name]["version"]
        and (project.web / name / "package.json").is_file()
        for name, entry in there.items()
    )


def locked_packages(project: Project) -> dict[str, dict[str, str]]:
    """The lock file's packages by folder (``node_modules/…``), without the project itself."""
    lock = json.loads((project.web / "package-lock.json").read_text(encoding="utf-8"))
    return {name: entry for name, entry in lock["packages"].items() if name}


def install_packages(project: Project) -> None:
    """Install what the lock file names. No package's install script is run: none of ours needs one."""
    command: list[str | Path] = [
        npm(),
        "ci",
        "--ignore-scripts",
        "--include=dev",
        "--include=optional",
        "--loglevel=error",
    ]
    run("installing the web packages (npm ci)", command, project.web)


def web_sources(project: Project) -> Iterator[Path]:
    """All that the bundle is made from."""
    for folder, folders, files in os.walk(project.web):
        folders[:] = [name for name in folders if name != "node_modules"]
        yield from (Path(folder, name) for name in files)


def bundle(project: Project, stamps: Stamps) -> bool:
    """Make scripts, styles and ``index.html``; true if that was necessary."""
    declared = contracts_file(project)
    mark = fingerprint(project.web, web_sources(project), declared.read_text(encoding="utf-8"))
    if stamps.is_current("bundle", mark, project.page):
        return False
    fresh = project.cache / "bundle"
    shutil.rmtree(fresh, ignore_errors=True)
    run("bundling the page's scripts (web/build.mjs)", [node(), "build.mjs", fresh, declared], project.web)
    made = [file.relative_to(fresh).as_posix() for file in fresh.rglob("*") if file.is_file()]
    for name in stamps.outputs("bundle"):
        if name not in made:
            remove_with_copies(project.page / name)
    for name in made:
        put(fresh / name, project.page / name)
    stamps.record("bundle", mark, made)
    return True


def runtime(project: Project, stamps: Stamps) -> bool:
    """Copy the Pyodide runtime and its licence notice; true if that was necessary."""
    locked = locked_packages(project)["node_modules/pyodide"]
    mark = fingerprint(NOTICE.parent, [NOTICE], locked["version"], locked["integrity"])
    if stamps.is_current("runtime", mark, project.page):
        return False
    sources = [project.web / "node_modules" / "pyodide" / name for name in RUNTIME_FILES]
    folder = project.page / "pyodide"
    for source in sources:
        put(source, folder / source.name)
    put(NOTICE, folder / "NOTICE.txt")
    stamps.record("runtime", mark, [f"pyodide/{name}" for name in (*RUNTIME_FILES, "NOTICE.txt")])
    return True


def compress(project: Project) -> bool:
    """Make Brotli and gzip copies beside the large files; true if any was missing or older than its file."""
    stale = [
        file for file in project.page.rglob("*") if is_worth_compressing(file) and not has_fresh_copies(file)
    ]
    if not stale:
        return False
    run("compressing the page's files (web/compress.mjs)", [node(), "compress.mjs", *stale], project.web)
    return True


def is_worth_compressing(file: Path) -> bool:
    """Whether a compressed copy of the file saves anything."""
    return file.suffix in COMPRESSIBLE and file.is_file() and file.stat().st_size >= SMALLEST_COMPRESSED


def has_fresh_copies(file: Path) -> bool:
    """Whether both compressed copies are there and no older than the file."""
    copies = [file.with_name(file.name + encoding) for encoding in ENCODINGS]
    written = file.stat().st_mtime_ns
    return all(copy.is_file() and copy.stat().st_mtime_ns >= written for copy in copies)


def put(source: Path, target: Path) -> None:
    """Copy in one step, so that a running server never reads half a file; old compressed copies go."""
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(target.name + ".part")
    shutil.copyfile(source, half)
    for encoding in ENCODINGS:
        target.with_name(target.name + encoding).unlink(missing_ok=True)
    half.replace(target)


def remove_with_copies(file: Path) -> None:
    """Remove a file that is no longer built."""
    for suffix in ("", *ENCODINGS):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
