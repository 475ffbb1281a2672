"""Which room of the package may import which: one way only, and no module in a circle."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "py" / "cif_emulator"

MAY_IMPORT = {
    "workspace": set(),
    "view": {"workspace"},
    "records": {"workspace"},
    "config": {"workspace", "records", "api"},
    "api": {"workspace", "records", "view"},
    "page": {"api", "config", "workspace", "records", "view"},
    "typescript": {"api", "view", "workspace"},
    "cli": {"config", "workspace", "records", "api", "typescript"},
    "testing": {"cli", "config"},
}
# The layers of the model, lowest first: each may import those before it.
LAYERS = (
    {"frozen.py", "json_text.py"},
    {"state"},
    {"slugs"},
    {"rules"},
    {"workspace.py"},
    {"__init__.py"},
)
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
            yield from (f"{module}.{alias.name}" for alias in node.names)


def rooms():
    return sorted(path.name for path in PACKAGE.iterdir() if path.is_dir() and any(path.glob("*.py")))


def test_every_room_has_its_rule():
    assert set(rooms()) - {"_documentation", "_page"} <= set(MAY_IMPORT)


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


def layer_of(name):
    return next((number for number, names in enumerate(LAYERS) if {name, f"{name}.py"} & names), None)


def test_every_part_of_the_model_has_its_layer():
    parts = {path.name for path in (PACKAGE / "workspace").iterdir()} - {"__pycache__"}
    assert parts == set().union(*LAYERS)


def test_layers_of_the_model_import_one_way():
    wrong = []
    for file in (PACKAGE / "workspace").rglob("*.py"):
        own = layer_of(file.relative_to(PACKAGE / "workspace").parts[0])
        for module in imported_modules(file):
            parts = module.split(".")
            if parts[:2] == ["cif_emulator", "workspace"]:
                # A name that is no part stands in the package itself.
                imported = layer_of(parts[2]) if parts[2:] else None
                if imported is None and parts[2:]:
                    imported = layer_of("__init__.py")
                if imported is not None and imported > own:
                    wrong.append(f"{file.relative_to(PACKAGE)}: {module}")
    assert wrong == []


def module_name(file):
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_no_imports_go_round_in_a_circle():
    """Those for type checkers alone and those inside functions count, too."""
    files = {module_name(file): file for file in PACKAGE.rglob("*.py")}
    graph = {}
    for name, file in files.items():
        # What is imported is a module, or a name in one.
        imported = (
            module if module in files else module.rpartition(".")[0] for module in imported_modules(file)
        )
        graph[name] = files.keys() & set(imported)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(" → ".join(reversed(error.args[1]))) from None
