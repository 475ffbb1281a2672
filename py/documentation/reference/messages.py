"""Findings, and the messages of refusals: by their text, with cause and remedy."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

from cif_emulator.workspace.state.findings import RULES
from cif_emulator.workspace.state.refusals import ErrorCode
from documentation.reference.markup import cited, code, escaped, sentence, table

PACKAGE = Path(__file__).parents[2] / "cif_emulator"
# Whose messages they are, by the rooms that raise them.
_HEARERS = (
    (
        "Calls",
        "The caller hears these, as a rejection or thrown; `errorCode` is a number of the table above.",
        ("api", "workspace", "records"),
    ),
    (
        "Configuration and data files",
        "`cif-emulator check` and every command that reads them tells these, with the place in the file.",
        ("config",),
    ),
    ("Commands", "The command ends with one of these.", ("cli",)),
)
_REMEDIES = ("; right is ", ": right is ", ": expected ", "; ")


def findings_page() -> str:
    """Every rule."""
    parts = [
        "# Findings\n",
        (
            "What works but will probably surprise. `cifEmulator.findings()` and the inspector tell them; "
            "`[workspace] silenced` names those that are not to be told. "
            "[The guide](../guides/findings.md) says more.\n"
        ),
    ]
    for rule in RULES.values():
        parts += [
            f"## {rule.name}\n",
            f"Level: {rule.level}. Text: {escaped(rule.says)}\n",
            f"Remedy: {escaped(rule.remedy)}"
            + (f" Source: {cited(rule.source)}." if rule.source else "")
            + "\n",
        ]
    return "\n".join(parts)


def errors_page() -> str:
    """Every message of a refusal that is written in one place; a name in braces stands for a value."""
    parts = [
        "# Error messages\n",
        (
            "A name in braces stands for a value. Where a message says what would be right, that is the "
            "remedy.\n"
        ),
        "## Error codes\n",
        table(("errorCode", "Name"), ((each.value, code(each.name)) for each in ErrorCode)),
    ]
    for hearer, text, rooms in _HEARERS:
        rows = sorted({row for room in rooms for row in _messages(PACKAGE / room)})
        parts += [f"## {hearer}\n", f"{text}\n", table(("Message", "Cause", "Remedy"), rows)]
    return "\n".join(parts)


def _messages(room: Path) -> Iterator[tuple[str, str, str]]:
    for file in sorted(room.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        module = ".".join(["cif_emulator", *file.relative_to(PACKAGE).with_suffix("").parts])
        for node in ast.walk(tree):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
                text = _text(node.exc.args[0])
                name = ast.unparse(node.exc.func)
                declared = _declared(module.removesuffix(".__init__"), name)
                if len(text.split()) >= 3 and declared is not None and declared.__module__ != "builtins":
                    yield _row(text, declared)


def _row(text: str, declared: type) -> tuple[str, str, str]:
    cause = sentence(declared.__doc__).partition(". ")[0].rstrip(".") + "."
    for mark in _REMEDIES:
        _, found, remedy = text.rpartition(mark)
        if found:
            return escaped(text), cause, escaped(remedy[:1].upper() + remedy[1:]).rstrip(".") + "."
    return escaped(text), cause, "Correct what the message names."


def _text(node: ast.expr) -> str:
    """A text as it is told, with names of values in braces; nothing for what is made elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return ""
    return "".join(
        str(each.value) if isinstance(each, ast.Constant) else f"{{{_value_name(each)}}}"
        for each in node.values
    )


def _value_name(node: ast.expr) -> str:
    """The last name in what is filled in: ``quoted(call.name)`` is ``name``."""
    names = [
        each.id if isinstance(each, ast.Name) else each.attr
        for each in ast.walk(node)
        if isinstance(each, (ast.Name, ast.Attribute))
    ]
    return names[-1].replace("_", " ").strip() if names else "…"


@cache
def _declared(module: str, name: str) -> type | None:
    """The exception class that a module calls by the name, if it can be had without a browser."""
    try:
        found: Mapping[str, object] = vars(import_module(module))
    except ImportError:
        return None
    declared = found.get(name)
    return declared if isinstance(declared, type) and issubclass(declared, Exception) else None
