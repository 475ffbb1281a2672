"""The page's document: names with hashes, hints what to load at once, and what the page is started from."""

from __future__ import annotations

import json
import re

from page_build.prepared import manifest
from page_build.project import Project
from page_build.web import bundle_folder, interpreter_folder, locked_packages, put
from page_build.wheels import installed_wheels

DOCUMENT = "index.html"
# The playground, and the workspace in its sandbox: the same document, told so, with a script of its own.
PLAYGROUND = "play/index.html"
SANDBOXED = "play-workspace.html"
# Further documents beside the first one.
DOCUMENTS = (DOCUMENT, PLAYGROUND, SANDBOXED)
FIRST_SCRIPT = "<script defer"

# What the page asks for in each of the ways to start.
INTERPRETER_SCRIPTS = ("pyodide.mjs", "pyodide.asm.mjs")
INTERPRETER_MODULE = "pyodide.asm.wasm"


def write_documents(project: Project) -> bool:
    """Write the documents; true if one of them is new."""
    workspace = document(project)
    texts = {
        DOCUMENT: workspace,
        PLAYGROUND: _named(project, (bundle_folder(project) / PLAYGROUND).read_text(encoding="utf-8")),
        SANDBOXED: _named(project, sandboxed(workspace)),
    }
    are_new = [_write(project, name, text) for name, text in texts.items()]
    return any(are_new)


def _write(project: Project, name: str, text: str) -> bool:
    file = project.page / name
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return False
    fresh = project.cache / "document.html"
    fresh.write_text(text, encoding="utf-8")
    put(fresh, file)
    return True


def sandboxed(text: str) -> str:
    """The workspace's document for a frame without an origin; it begins with the built-in configuration.

    Its own script comes first, so that it listens before the workspace answers.
    """
    script = '<script defer crossorigin src="play/frame.js"></script>\n    '
    marked = text.replace('<html lang="en">', '<html lang="en" data-configuration="built-in">', 1)
    return marked.replace(FIRST_SCRIPT, script + FIRST_SCRIPT, 1)


def _names(project: Project) -> dict[str, str]:
    found: dict[str, str] = json.loads((bundle_folder(project) / "names.json").read_text(encoding="utf-8"))
    return found


def _named(project: Project, text: str) -> str:
    """A text with the names that the bundle's files have."""
    for name, file in _names(project).items():
        text = re.sub(rf'(?<=["/]){re.escape(name)}"', f'{file}"', text)
    return text


def document(project: Project) -> str:
    """The text of ``index.html``."""
    text = _named(project, (bundle_folder(project) / DOCUMENT).read_text(encoding="utf-8"))
    interpreter = interpreter_folder(project) + "/"
    kinds = [(script, "script") for script in INTERPRETER_SCRIPTS] + [(INTERPRETER_MODULE, "fetch")]
    hints = [
        f'<link rel="preload" as="{kind}" crossorigin href="{interpreter}{name}" />' for name, kind in kinds
    ]
    parts = {
        "interpreter": interpreter,
        "version": locked_packages(project)["node_modules/pyodide"]["version"],
        "wheels": installed_wheels(project),
        "prepared": manifest(project),
    }
    # Within a script element, "</" would end it.
    written = json.dumps(parts, separators=(",", ":")).replace("</", "<\\/")
    hints.append(f'<script type="application/json" id="boot-parts">{written}</script>')
    # What takes longest comes first: a warm start is a twentieth shorter than with the page's scripts first.
    return text.replace(FIRST_SCRIPT, "".join(f"{hint}\n    " for hint in hints) + FIRST_SCRIPT, 1)
