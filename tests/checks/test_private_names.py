"""What is private to one release of Pyodide or of its Python stands in one folder of each side."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMES = re.compile(
    r"\b(createPyodideModule|instantiateWasm|_loadSnapshot|_makeSnapshot|makeMemorySnapshot|growMemory"
    r"|HEAPU?(8|16|32|64)|stream_ops|__Py\w+|_api|_module|on_fatal|co_linetable|_compiler|_sre|zipimport\w*)\b"
)
ADAPTERS = {"web/pyodide", "py/page_build/interpreter"}
NOT_OURS = {"node_modules", "generated", "_documentation", "_page"}


def sources():
    for room in ("web", "py"):
        for file in (ROOT / room).rglob("*"):
            if file.suffix in {".js", ".mjs", ".ts", ".py"} and NOT_OURS.isdisjoint(file.parts):
                yield file


def test_private_names_stand_in_the_adapters_alone():
    found = {}
    for file in sources():
        name = file.relative_to(ROOT).as_posix()
        home = next((adapter for adapter in ADAPTERS if f"{name}/".startswith(f"{adapter}/")), name)
        names = {match[0] for match in NAMES.finditer(file.read_text(encoding="utf-8"))}
        found.setdefault(home, set()).update(names)
    assert {home: names for home, names in found.items() if names and home not in ADAPTERS} == {}
    # A check that finds nothing at all would say nothing.
    assert {"_loadSnapshot", "growMemory", "on_fatal"} <= found["web/pyodide"]
    assert {"co_linetable", "_compiler", "zipimport"} <= found["py/page_build/interpreter"]
