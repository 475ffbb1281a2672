"""``python -m page_build.npm_package [--out DIR]``: the npm package, as a tarball.

It holds the page, the command in JavaScript (``web/npm``), and the command in Python, compiled for the page's
interpreter, which runs it under Node.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import zipfile
from pathlib import Path
from typing import Any

from filelock import FileLock

from documentation.site import build_documentation
from page_build.archives import choose_members, leave_out, module_names
from page_build.build import build_page
from page_build.commands import BuildFailed, node, npm, run
from page_build.prepared import manifest
from page_build.project import Project, read_project
from page_build.stamps import Stamps, fingerprint
from page_build.web import ENCODINGS, interpreter_folder, put
from page_build.wheels import fetched, package_files

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
SCRIPT = "prepare_command.mjs"
# Rooms that the command does not need: the pytest plugin, and the page, which lies beside.
LEFT_OUT = {"testing", "_documentation", "_page", "__pycache__"}
# Begins a command.
START = "cif_emulator.cli.node.start"
# The interpreter's own library, as it comes.
LIBRARY = "python_stdlib.zip"
# Parts of packages for other uses of them.
NOT_NEEDED = re.compile(
    r"anyio\.(_backends\._trio|pytest_plugin)|click\.testing|idna\b|starlette\.testclient"
)
# This module of a package wants an interpreter beside the interpreter, and nobody calls it.
EMPTIED = "anyio/to_interpreter.py"
# Bytes; what `npx` downloads.
LARGEST = 25_000_000


def build_package(root: Path, out: Path) -> Path:
    """Build the tarball into ``out``, with all that it is made from. Raises ``BuildFailed``."""
    project = read_project(root)
    build_page(root, report=lambda _: None)
    build_documentation(root, report=lambda _: None)
    cache = root / "build" / "npm"
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / "lock"):
        command = _command(project, cache)
        package = _assembled(project, cache, command)
        out.mkdir(parents=True, exist_ok=True)
        packed = run(
            "packing the npm package",
            [
                npm(),
                "pack",
                "--json",
                "--ignore-scripts",
                "--loglevel=error",
                "--pack-destination",
                out.resolve(),
            ],
            package,
        )
    tarball = out / str(json.loads(packed)[0]["filename"])
    if tarball.stat().st_size > LARGEST:
        raise BuildFailed(f"{tarball} has {tarball.stat().st_size} bytes: at most {LARGEST} are right")
    return tarball


def _command(project: Project, cache: Path) -> list[Path]:
    """The files from which the command's interpreter starts."""
    made = cache / "command"
    made.mkdir(exist_ok=True)
    library = next((project.cache / "prepared").glob("whole-*.zip"))
    files = [made / name for name in ("own.zip", "packages.zip", "memory.bin.br")]
    members = dict(package_files(project.package, LEFT_OUT))
    wheels = fetched(project, (*project.wheels[1:], *project.command_wheels))
    inside = [HERE / "archives.py", HERE / "interpreter" / "lines.py"]
    used = ("npm/places.mjs", "npm/memory.mjs", "border/boot/memory_snapshot.js")
    scripts = [project.web / SCRIPT, *(project.web / name for name in used), *inside, Path(__file__)]
    stamps = Stamps(cache / "stamps.json")
    texts = [
        library.name,
        interpreter_folder(project),
        json.dumps(manifest(project)),
        *(wheel.name for wheel in wheels),
    ]
    sources = [*scripts, *(project.package / name for name in members)]
    mark = fingerprint(project.root, sources, *texts)
    if stamps.is_current("command", mark, made):
        return files
    own, packages = cache / "own.zip", cache / "packages.zip"
    _write(own, {f"cif_emulator/{name}": content for name, content in members.items()})
    _write(cache / "emptied.zip", {EMPTIED: b"# There is one interpreter.\n"})
    job = {
        "page": str(project.page),
        "runtime": str(project.page / interpreter_folder(project)),
        "archives": str(inside[0]),
        "lines": str(inside[1]),
        "library": str(library),
        "own": str(own),
        "wheels": [str(cache / "emptied.zip"), *map(str, wheels)],
        "compiled": str(cache / "compiled.zip"),
        "packages": str(packages),
        "start": START,
        "memory": str(files[2]),
        "imported": str(cache / "imported.json"),
    }
    (cache / "job.json").write_text(json.dumps(job), encoding="utf-8")
    for step in ("compile", "snapshot"):
        purpose = f"preparing the command (web/{SCRIPT} {step})"
        run(purpose, [node(), SCRIPT, step, cache / "job.json"], project.web)
    imported = set(json.loads((cache / "imported.json").read_text(encoding="utf-8")))
    # The others are in the snapshot.
    put(own, files[0])
    needed = {name for name in module_names(str(packages)) if not NOT_NEEDED.match(name)}
    choose_members([str(packages)], str(files[1]), needed - imported)
    stamps.record("command", mark, [file.name for file in files])
    return files


def _write(archive: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in members.items():
            written.writestr(name, content)


def _assembled(project: Project, cache: Path, command: list[Path]) -> Path:
    """The package's folder, put together anew."""
    package = cache / "package"
    shutil.rmtree(package, ignore_errors=True)
    source: dict[str, Any] = json.loads((project.web / "package.json").read_text(encoding="utf-8"))
    # What is of use in the checkout alone.
    kept = {
        name: value for name, value in source.items() if name not in {"private", "scripts", "devDependencies"}
    }
    kept = {"name": kept.pop("name"), "version": project.version, **kept, "files": ["**"]}
    for folder in source["files"]:
        if (project.web / folder).is_dir():
            shutil.copytree(project.web / folder, package / folder)
        else:
            put(project.web / folder, package / folder)
    bundle = "bundling what makes certificates (web/bundle_certificates.mjs)"
    run(bundle, [node(), "bundle_certificates.mjs", package / "npm"], project.web)
    for file in project.page.rglob("*"):
        # Browsers of the same machine take them as they are; the sources are elsewhere.
        if file.is_file() and file.suffix not in {*ENCODINGS, ".map"}:
            put(file, package / "page" / file.relative_to(project.page))
    shutil.copytree(project.package / "_documentation", package / "documentation")
    library = package / "page" / interpreter_folder(project) / LIBRARY
    # The tarball's compression of the whole is better than a zip file's of each member.
    leave_out(str(library), str(library), ())
    for file in command:
        put(file, package / "command" / file.name)
    for name in ("README.md", "LICENSE"):
        put(project.root / name, package / name)
    (package / "package.json").write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    return package


def main() -> None:
    """Build, and print the tarball's path; a failure is one message and exit code 1."""
    parser = argparse.ArgumentParser(
        prog="python -m page_build.npm_package", description="Build the npm package."
    )
    parser.add_argument("--out", metavar="DIR", type=Path, default=ROOT / "dist", help="Default: dist/")
    try:
        print(build_package(ROOT, parser.parse_args().out))  # noqa: T201
    except BuildFailed as failure:
        sys.exit(str(failure))


if __name__ == "__main__":
    main()
