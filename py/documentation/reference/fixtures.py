"""The pytest plugin's fixtures and what they give, out of its source: that needs no Playwright."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from documentation.reference.markup import fence, plain, table

TESTING = Path(__file__).parents[2] / "cif_emulator" / "testing"
# What a fixture gives, by the module that declares it.
_GIVEN = (
    ("workspace_page.py", ("Workspace", "Session", "Tab")),
    ("parts.py", ("Panel", "Notifications", "Notification", "Faults")),
    ("calls.py", ("JsMap", "CallRefused")),
)


def fixtures_page() -> str:
    """The page: fixtures, the objects that they give, the settings."""
    parts = [
        "# Fixtures for Python\n",
        "The plugin comes with `cif-emulator[testing]`; [tests](../guides/testing.md) begins with one.\n",
    ]
    for function in _functions(TESTING / "plugin.py"):
        if any("fixture" in ast.unparse(each) for each in function.decorator_list):
            parts += [f"## {function.name}\n", _text(function) + "\n"]
            if function.returns is not None:
                parts.append(f"Gives `{_given(function.returns)}`.\n")
    for name, classes in _GIVEN:
        for declared in _classes(TESTING / name):
            if declared.name in classes:
                parts += [
                    f"## {declared.name}\n",
                    _text(declared) + "\n",
                    _members(declared),
                ]
    settings = next(each for each in _classes(TESTING / "settings.py") if each.name == "BrowserSettings")
    parts += [
        "## Settings\n",
        "Names that `playwright.config.py` may assign.\n",
        _text(settings) + "\n",
        table(
            ("Name", "Type", "Default"),
            (
                (f"`{each.target.id}`", f"`{ast.unparse(each.annotation)}`", f"`{_default(each.value)}`")
                for each in settings.body
                if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
            ),
        ),
    ]
    return "\n".join(parts)


def _text(declared: ast.FunctionDef | ast.ClassDef) -> str:
    return plain(ast.get_docstring(declared), nothing="None")


def _given(returns: ast.expr) -> str:
    """What a test gets: of a fixture that has more to do when the test has ended, what it yields."""
    if isinstance(returns, ast.Subscript) and ast.unparse(returns.value) == "Iterator":
        return ast.unparse(returns.slice)
    return ast.unparse(returns)


def _default(value: ast.expr | None) -> str:
    written = ast.unparse(value) if value else "none"
    return "{}" if written == "field(factory=dict)" else written


def _functions(file: Path) -> Iterator[ast.FunctionDef]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return (each for each in tree.body if isinstance(each, ast.FunctionDef))


def _classes(file: Path) -> Iterator[ast.ClassDef]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return (each for each in tree.body if isinstance(each, ast.ClassDef))


def _members(declared: ast.ClassDef) -> str:
    parts = [
        f"* `{ast.unparse(each.target)}`: `{ast.unparse(each.annotation)}`"
        for each in declared.body
        if isinstance(each, ast.AnnAssign) and not ast.unparse(each.target).startswith("_")
    ]
    for function in declared.body:
        if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
            continue
        is_property = any(ast.unparse(each) == "property" for each in function.decorator_list)
        returns = f" -> {ast.unparse(function.returns)}" if function.returns else ""
        function.args.args = function.args.args[1:]
        written = function.name + ("" if is_property else f"({ast.unparse(function.args)})") + returns
        parts += [
            "",
            f"### {declared.name}.{function.name}\n",
            fence("text", written),
            _text(function),
        ]
    return "\n".join(parts) + "\n"
