"""The web side: npm's packages, the bundle, the Pyodide runtime, compressed copies."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from page_build.commands import node, npm, run
from page_build.project import Project
from page_build.stamps import Stamps, fingerprint

COPIED_FILES = ("python_stdlib.zip", "pyodide-lock.json")
# Those that are changed: they lose what only compiled packages need, and the loader takes a compiled module.
TRIMMED_FILES = ("pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide.mjs")
NOTICE = Path(__file__).with_name("pyodide-notice.txt")

# What the bundle says to the build, and what is written at the end of it.
NOT_SERVED = {"names.json", "packages.json", "index.html", "play/index.html"}

# Zip files and wheels gain nothing from a second compression, but the prepared archives are stored; below
# 4 kB a packet is saved at best. A memory snapshot is for the machine itself: unpacking one gains nothing.
COMPRESSIBLE = {".js", ".mjs", ".css", ".html", ".json", ".svg", ".txt", ".wasm"}
PREPARED = "prepared"
SMALLEST_COMPRESSED = 4096
ENCODINGS = (".br", ".gz")
# The step that has made copies as small as can be.
THOROUGH = "thorough copies"

# What a sweep leaves: the results of these steps, the document, the folder that the wheels' own step keeps.
SERVED_STEPS = ("runtime", "bundle", "prepared")
KEPT = {"index.html", "play/index.html", "play-workspace.html"}
WHEELS = "wheels/"


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
        # Nobody reads them here; CI has a job that asks for known faults.
        "--no-audit",
        "--no-fund",
        # The lock file has the content's hash: what the cache holds is right.
        "--prefer-offline",
    ]
    run("installing the web packages (npm ci)", command, project.web)


def web_sources(project: Project) -> Iterator[Path]:
    """All that the bundle is made from."""
    for folder, folders, files in os.walk(project.web):
        folders[:] = [name for name in folders if name != "node_modules"]
        yield from (Path(folder, name) for name in files)


def bundle_folder(project: Project) -> Path:
    """Where the bundle is made."""
    return project.cache / "bundle"


def bundle(project: Project, stamps: Stamps) -> bool:
    """Make scripts, styles and ``index.html``; true if that was necessary."""
    mark = fingerprint(project.web, web_sources(project))
    if stamps.is_current("bundle", mark, project.page):
        return False
    fresh = bundle_folder(project)
    shutil.rmtree(fresh, ignore_errors=True)
    run("bundling the page's scripts (web/build.mjs)", [node(), "build.mjs", fresh], project.web)
    made = [file.relative_to(fresh).as_posix() for file in fresh.rglob("*") if file.is_file()]
    made = [name for name in made if name not in NOT_SERVED]
    for name in made:
        put(fresh / name, project.page / name)
    stamps.record("bundle", mark, made)
    return True


def runtime(project: Project, stamps: Stamps) -> bool:
    """Put the Pyodide runtime, trimmed, and its licence notice in place; true if that was necessary."""
    folder = interpreter_folder(project)
    if stamps.is_current("runtime", folder, project.page):
        return False
    source = project.web / "node_modules" / "pyodide"
    trimmed = project.cache / "interpreter"
    trimmed.mkdir(exist_ok=True)
    run("trimming the interpreter (web/trim.mjs)", [node(), "trim.mjs", source, trimmed], project.web)
    files = [*(source / name for name in COPIED_FILES), *(trimmed / name for name in TRIMMED_FILES)]
    for file in files:
        put(file, project.page / folder / file.name)
    put(NOTICE, project.page / folder / "NOTICE.txt")
    stamps.record(
        "runtime", folder, [f"{folder}/{name}" for name in (*(file.name for file in files), "NOTICE.txt")]
    )
    return True


def interpreter_folder(project: Project) -> str:
    """The runtime's folder below the page's; its name tells the content, as the files' names are fixed."""
    locked = locked_packages(project)["node_modules/pyodide"]
    trimmed_by = [project.web / "trim.mjs", *(project.web / "pyodide").glob("*.js")]
    content = fingerprint(project.root, [NOTICE, *trimmed_by], locked["integrity"]).encode()
    digest = base64.b32encode(hashlib.sha256(content).digest()).decode()[:8]
    return f"pyodide/{locked['version']}-{digest}"


def compress(project: Project, stamps: Stamps, *, thorough: bool) -> bool:
    """Make compressed copies beside the large files; true if any was missing or older than its file.

    ``thorough`` makes the smallest ones, and those of an earlier build anew that are not.
    """
    done = set(stamps.outputs(THOROUGH))
    large = {
        file.relative_to(project.page).as_posix(): file
        for file in project.page.rglob("*")
        if is_worth_compressing(file)
    }
    stale = {
        name for name, file in large.items() if not has_fresh_copies(file) or (thorough and name not in done)
    }
    if not stale:
        return False
    files = [large[name] for name in sorted(stale)]
    command = [node(), "compress.mjs", "thorough" if thorough else "quick", *files]
    run("compressing the page's files (web/compress.mjs)", command, project.web)
    stamps.record(THOROUGH, "", done | stale if thorough else done - stale)
    return True


def is_worth_compressing(file: Path) -> bool:
    """Whether a compressed copy of the file saves anything."""
    compressible = file.suffix in COMPRESSIBLE or (file.suffix == ".zip" and file.parent.name == PREPARED)
    return compressible and file.is_file() and file.stat().st_size >= SMALLEST_COMPRESSED


def has_fresh_copies(file: Path) -> bool:
    """Whether the compressed copies are there and no older than the file."""
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


def sweep(project: Project, stamps: Stamps) -> None:
    """Remove what is no longer built: only now, because the document of before named it until now."""
    current = {name for step in SERVED_STEPS for name in stamps.outputs(step)} | KEPT
    for file in project.page.rglob("*"):
        name = file.relative_to(project.page).as_posix()
        original = next((name.removesuffix(each) for each in ENCODINGS if name.endswith(each)), name)
        if file.is_file() and original not in current and not name.startswith(WHEELS):
            file.unlink()
    for folder in (project.page / "pyodide").iterdir():
        if not any(folder.iterdir()):
            folder.rmdir()
