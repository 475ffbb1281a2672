"""Findings, and the messages of refusals: by their text, with cause and remedy."""

from __future__ import annotations

import ast
import re
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
# What a function makes a refusal of says this alone.
_PART = "It follows the place of what was refused."
# Where the page and the packages for JavaScript make errors.
WEB = PACKAGE.parents[1] / "web"
SCRIPTS = {
    "border": "The page",
    "embed": "`<agent-workspace>`, in the page that embeds it",
    "npm": "The npm package's command",
    "play": "The playground",
    "playwright": "Tests in TypeScript",
}
_THROWN = re.compile(r"new (?:\w*Error|Refused)\(\s*([\"`])((?:(?!\1).)+)\1")
_FILLED = re.compile(r"\$\{([^}]*)\}")
# Comments with types, which stand within values, and what is called or quoted there.
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CALLED = re.compile(r"\.?\w+\(([\"'`]).*?\1\)|\.\w+\(\)")
_NAME = re.compile(r"[A-Za-z_]\w*")
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
    told = sorted({row for name, teller in SCRIPTS.items() for row in script_messages(WEB / name, teller)})
    parts += [
        "## Scripts\n",
        "The page, an embedding page's console, tests in TypeScript and the npm command tell these.\n",
        table(("Message", "Who tells it", "Remedy"), told),
    ]
    return "\n".join(parts)


def _messages(room: Path) -> Iterator[tuple[str, str, str]]:
    for file in sorted(room.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        module = ".".join(["cif_emulator", *file.relative_to(PACKAGE).with_suffix("").parts])
        for node in ast.walk(tree):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
                name = ast.unparse(node.exc.func)
                declared = _declared(module.removesuffix(".__init__"), name)
                if declared is None:
                    # A function that makes the refusal, of which this is what was wrong.
                    yield from (_row(text, _PART) for text in map(_text, node.exc.args) if _is_message(text))
                elif declared.__module__ != "builtins" and _is_message(text := _text(node.exc.args[0])):
                    yield _row(text, sentence(declared.__doc__).partition(". ")[0].rstrip(".") + ".")


def script_messages(folder: Path, teller: str) -> Iterator[tuple[str, str, str]]:
    """The messages of errors that scripts make: text, who tells it, remedy."""
    for file in sorted((*folder.rglob("*.js"), *folder.rglob("*.mjs"))):
        script = _COMMENT.sub("", file.read_text(encoding="utf-8"))
        for _, text in _THROWN.findall(script):
            told = _FILLED.sub(_filled, text.replace("\\n", " "))
            if _is_message(told):
                yield _row(told, teller)


def _filled(value: re.Match[str]) -> str:
    """The last name in a value of a script's text, in braces."""
    names = _NAME.findall(_CALLED.sub("", value[1]))
    return f"{{{names[-1] if names else '…'}}}"


def _is_message(text: str) -> bool:
    return len(text.split()) >= 3


def _row(text: str, cause: str) -> tuple[str, str, str]:
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
