"""The page's document: names with hashes, hints what to load at once, and what the page is started from."""

from __future__ import annotations

import json

from page_build.prepared import manifest
from page_build.project import Project
from page_build.web import bundle_folder, interpreter_folder, locked_packages, put
from page_build.wheels import installed_wheels

DOCUMENT = "index.html"
HEAD_ENDS = "  </head>"

# What the interpreter's own loader asks for, in each of the ways to start.
INTERPRETER_SCRIPTS = ("pyodide.mjs", "pyodide.asm.mjs")
INTERPRETER_MODULE = "pyodide.asm.wasm"


def write_document(project: Project) -> bool:
    """Write ``index.html``; true if it is new."""
    text = document(project)
    file = project.page / DOCUMENT
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return False
    fresh = project.cache / DOCUMENT
    fresh.write_text(text, encoding="utf-8")
    put(fresh, file)
    return True


def document(project: Project) -> str:
    """The text of ``index.html``."""
    folder = bundle_folder(project)
    text = (folder / DOCUMENT).read_text(encoding="utf-8")
    names: dict[str, dict[str, list[str]]] = json.loads((folder / "names.json").read_text(encoding="utf-8"))
    scripts: list[str] = []
    for name, entry in names.items():
        text = text.replace(f'"{name}"', f'"{entry["file"]}"')
        scripts += [script for script in entry["imports"] if script not in scripts]
    interpreter = interpreter_folder(project) + "/"
    scripts += [interpreter + script for script in INTERPRETER_SCRIPTS]
    hints = [f'<link rel="modulepreload" href="{script}" />' for script in scripts]
    hints.append(f'<link rel="preload" as="fetch" crossorigin href="{interpreter}{INTERPRETER_MODULE}" />')
    parts = {
        "interpreter": interpreter,
        "version": locked_packages(project)["node_modules/pyodide"]["version"],
        "wheels": installed_wheels(project),
        "prepared": manifest(project),
    }
    # Within a script element, "</" would end it.
    written = json.dumps(parts, separators=(",", ":")).replace("</", "<\\/")
    hints.append(f'<script type="application/json" id="boot-parts">{written}</script>')
    return text.replace(HEAD_ENDS, "".join(f"    {hint}\n" for hint in hints) + HEAD_ENDS)
