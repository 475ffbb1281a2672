"""The prepared runtime: what the page's interpreter would otherwise do in each browser, done once."""

from __future__ import annotations

import base64
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from page_build.archives import choose_members, module_names
from page_build.commands import node, run
from page_build.project import Project
from page_build.stamps import Stamps, fingerprint
from page_build.web import PREPARED, interpreter_folder, locked_packages, put
from page_build.wheels import installed_wheels

MANIFEST = "prepared.json"
SCRIPT = "prepare.mjs"
# What the script knows of the interpreter's releases.
ADAPTER = "pyodide"
HERE = Path(__file__).parent
# What interpreter/compile_cache.py notes, under the name by which it finds it.
NOTES = "cif_emulator_compile_cache.bin"
INSIDE = {
    "archives": "archives.py",
    "lines": "interpreter/lines.py",
    "annotations": "interpreter/annotations.py",
    "typingNames": "interpreter/typing_names.py",
    "importOrder": "interpreter/import_order.py",
    "compileCache": "interpreter/compile_cache.py",
    "warmUp": "warm_up.py",
}

# A zip file without members: an interpreter from a snapshot has its library in memory.
NO_LIBRARY = b"PK\x05\x06" + bytes(18)


def prepare(project: Project, stamps: Stamps) -> bool:
    """Make library, application archive, snapshot and the manifest; true if that was necessary."""
    wheels = installed_wheels(project)
    integrity = locked_packages(project)["node_modules/pyodide"]["integrity"]
    inside = {key: HERE / name for key, name in INSIDE.items()}
    script = project.web / SCRIPT
    sources = [script, *(project.web / ADAPTER).glob("*.js"), Path(__file__), *inside.values()]
    mark = fingerprint(project.root, sources, interpreter_folder(project), json.dumps(wheels))
    if stamps.is_current("prepared", mark, project.page):
        return False
    fresh = project.cache / "prepared"
    fresh.mkdir(parents=True, exist_ok=True)
    # The compiled library depends on the interpreter alone, and takes longest.
    made_by = b"".join(file.read_bytes() for file in (inside["archives"], inside["lines"], script))
    made_by += integrity.encode()
    library = fresh / f"whole-{content_hash(made_by)}.zip"
    for earlier in fresh.glob("whole-*.zip"):
        if earlier != library:
            earlier.unlink()
    job = {
        **{key: str(file) for key, file in inside.items()},
        "runtime": str(project.page / interpreter_folder(project)),
        # Micropip, the first, is not needed where all is there already.
        "wheels": [str(project.page / "wheels" / name) for name in list(wheels)[1:]],
        "library": str(library),
        "libraryIsThere": library.is_file(),
        "packages": str(fresh / "packages.zip"),
        "snapshot": str(fresh / "snapshot.bin"),
        "notes": str(fresh / NOTES),
        "facts": str(fresh / "facts.json"),
    }
    (fresh / "job.json").write_text(json.dumps(job), encoding="utf-8")

    def step(name: str) -> None:
        purpose = f"preparing the runtime (web/{SCRIPT} {name})"
        run(purpose, [node(), SCRIPT, name, fresh / "job.json"], project.web)

    with ThreadPoolExecutor(max_workers=1) as beside:
        compiled = None if library.is_file() else beside.submit(step, "library")
        step("packages")
        if compiled:
            compiled.result()
    step("snapshot")
    facts = json.loads((fresh / "facts.json").read_text(encoding="utf-8"))
    packages, application = str(fresh / "packages.zip"), str(fresh / "application.zip")
    notes = [(NOTES, (fresh / NOTES).read_bytes())]
    modules, later = facts["modules"], facts["later"]
    choose_members([str(library)], str(fresh / "library.zip"), modules)
    choose_members([packages], application, modules, "cif_emulator", later, notes)
    choose_members([str(library), packages], str(fresh / "later.zip"), later)
    (fresh / "none.zip").write_bytes(NO_LIBRARY)
    made = _write_manifest(project, fresh, facts, wheels)
    stamps.record("prepared", mark, made)
    return True


def _write_manifest(
    project: Project, fresh: Path, facts: dict[str, Any], wheels: dict[str, str]
) -> list[str]:
    """Put the files in place and say in the manifest what they are; gives all their names."""
    names = ("library.zip", "application.zip", "later.zip", "snapshot.bin", "none.zip")
    library, application, later, snapshot, none = (_place(project, fresh / name) for name in names)
    own = set(module_names(str(fresh / "application.zip")))
    manifest = {
        "interpreter": {"version": facts["version"]},
        "wheels": wheels,
        "snapshot": {"file": snapshot, **facts["snapshot"]},
        "library": library,
        "noLibrary": none,
        "application": application,
        "later": {"file": later, "modules": module_names(str(fresh / "later.zip"))},
        "modules": [name for name in facts["order"] if name in own],
        "lock": facts["lock"],
    }
    file = f"{PREPARED}/{MANIFEST}"
    (project.page / file).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return [library, application, later, snapshot, none, file]


def manifest(project: Project) -> dict[str, Any]:
    """What was prepared from what (``web/border/boot/boot_manifest.js`` has its type)."""
    found: dict[str, Any] = json.loads((project.page / PREPARED / MANIFEST).read_text(encoding="utf-8"))
    return found


def content_hash(content: bytes) -> str:
    """The hash that goes into names of files: eight capital letters and digits."""
    return base64.b32encode(hashlib.sha256(content).digest()).decode()[:8]


def _place(project: Project, file: Path) -> str:
    """Put a file where the page finds it, under a name with its hash."""
    name = f"{PREPARED}/{file.stem}-{content_hash(file.read_bytes())}{file.suffix}"
    if not (project.page / name).is_file():
        put(file, project.page / name)
    return name
