"""Which room of the package may import which: one way only."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "py" / "cif_emulator"

MAY_IMPORT = {
    "workspace": set(),
    "records": {"workspace"},
    "config": {"workspace", "records"},
    "api": {"workspace", "records"},
    "page": {"api", "config", "workspace", "records"},
    "cli": {"config", "workspace", "records", "api"},
    "testing": {"cli", "config"},
}
BROWSER_MODULES = {"js", "pyodide", "pyodide_js", "micropip"}


def imported_modules(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    package = ["cif_emulator", *file.relative_to(PACKAGE).parts[:-1]]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*start, node.module] if node.module else start)
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def rooms():
    return sorted(path.name for path in PACKAGE.iterdir() if path.is_dir() and any(path.glob("*.py")))


def test_every_room_has_its_rule():
    assert set(rooms()) - {"_page"} <= set(MAY_IMPORT)


@pytest.mark.parametrize("room", rooms())
def test_imports_go_one_way(room):
    wrong = []
    for file in (PACKAGE / room).rglob("*.py"):
        for module in imported_modules(file):
            parts = module.split(".")
            if parts[0] == "cif_emulator" and parts[1:] and parts[1] in MAY_IMPORT:
                if parts[1] not in MAY_IMPORT[room] | {room}:
                    wrong.append(f"{file.relative_to(PACKAGE)}: {module}")
            elif parts[0] in BROWSER_MODULES and room != "page":
                wrong.append(f"{file.relative_to(PACKAGE)}: {module}")
    assert wrong == []
