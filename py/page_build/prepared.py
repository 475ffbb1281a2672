"""The prepared runtime: what the page's interpreter would otherwise do in each browser, done once."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

from page_build.commands import node, run
from page_build.project import Project
from page_build.stamps import Stamps, fingerprint
from page_build.web import PREPARED, interpreter_folder, locked_packages, put
from page_build.wheels import installed_wheels

MANIFEST = "prepared.json"
SCRIPT = "prepare.mjs"
INSIDE = ("archives.py", "rehearsal.py")

# A zip file without members: an interpreter from a snapshot has its library in memory.
NO_LIBRARY = b"PK\x05\x06" + bytes(18)


def prepare(project: Project, stamps: Stamps) -> bool:
    """Make library, application archive, snapshot and the manifest; true if that was necessary."""
    script = project.web / SCRIPT
    here = Path(__file__).parent
    wheels = installed_wheels(project)
    interpreter = locked_packages(project)["node_modules/pyodide"]["integrity"]
    inside = [here / name for name in INSIDE]
    mark = fingerprint(project.root, [script, *inside], interpreter, json.dumps(wheels))
    if stamps.is_current("prepared", mark, project.page):
        return False
    fresh = project.cache / "prepared"
    fresh.mkdir(parents=True, exist_ok=True)
    # The compiled library depends on the interpreter alone, and takes longest.
    whole = (
        fresh
        / f"whole-{content_hash(inside[0].read_bytes() + script.read_bytes() + interpreter.encode())}.zip"
    )
    for earlier in fresh.glob("whole-*.zip"):
        if earlier != whole:
            earlier.unlink()
    names = {"library": "library.zip", "application": "application.zip", "snapshot": "snapshot.bin"}
    job = {
        "runtime": str(project.page / interpreter_folder(project)),
        "archives": str(inside[0]),
        "rehearsal": str(inside[1]),
        # Micropip, the first, is not needed where all is there already.
        "wheels": [str(project.page / "wheels" / name) for name in list(wheels)[1:]],
        "wholeLibrary": str(whole),
        "libraryIsThere": whole.is_file(),
        "facts": str(fresh / "facts.json"),
        **{name: str(fresh / file) for name, file in names.items()},
    }
    (fresh / "job.json").write_text(json.dumps(job), encoding="utf-8")
    run("preparing the runtime (web/prepare.mjs)", [node(), SCRIPT, fresh / "job.json"], project.web)
    (fresh / "none.zip").write_bytes(NO_LIBRARY)
    placed = {name: _place(project, fresh / file) for name, file in {**names, "none": "none.zip"}.items()}
    facts = json.loads((fresh / "facts.json").read_text(encoding="utf-8"))
    manifest = {
        "interpreter": {"version": facts["version"], "build": facts["build"]},
        "wheels": wheels,
        "snapshot": {"file": placed["snapshot"], "bytes": (project.page / placed["snapshot"]).stat().st_size},
        "library": placed["library"],
        "noLibrary": placed["none"],
        "application": placed["application"],
        "modules": facts["modules"],
        "lock": facts["lock"],
    }
    (project.page / PREPARED / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    stamps.record("prepared", mark, [*placed.values(), f"{PREPARED}/{MANIFEST}"])
    return True


def manifest(project: Project) -> dict[str, Any]:
    """What was prepared from what (``web/border/parts.js`` has its type)."""
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
