"""Findings, and the messages of refusals: by their text, with cause and remedy."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path

from cif_emulator.api.cif.notifications import ANY_OTHER, NO_TEMPLATE
from cif_emulator.workspace.state.findings import RULES
from cif_emulator.workspace.state.refusals import ErrorCode
from documentation.reference.advice import advice
from documentation.reference.markup import cited, code, escaped, sentence, table
from documentation.reference.sentences import nodes, script_sentences, sentences, text_of

PACKAGE = Path(__file__).parents[2] / "cif_emulator"
# Whose messages they are, by the rooms that tell them.
_HEARERS = (
    (
        "Calls",
        (
            "The caller gets these as a rejection, or thrown. `errorCode` is a number of the table above. "
            "Some are shown in the workspace itself, for the agent."
        ),
        ("api", "workspace", "records", "page", "view"),
    ),
    (
        "Configuration and data files",
        "`cif-emulator check` and every command that reads these files show them with the place in the file.",
        ("config",),
    ),
    ("Commands", "A command ends with one of these, or prints it and goes on.", ("cli",)),
    ("Tests in Python", "The pytest plugin shows these.", ("testing",)),
)
_CODES = {
    ErrorCode.WRONG_ARGUMENT: "an argument has the wrong type or form; such an error is a `TypeError`",
    ErrorCode.UNKNOWN_NAME: "a name, such as that of a template, a table or an event, is not there",
    ErrorCode.LIMIT_REACHED: "there is too much of something: sessions, tabs, rows, characters",
    ErrorCode.NOT_ALLOWED: "this caller may not do it, or it cannot be done to this session, tab or record",
    ErrorCode.UNKNOWN_ID: "no session, tab or record has the id",
    ErrorCode.WRONG_QUERY: "the query options cannot be read or run",
    ErrorCode.TIMED_OUT: "no answer came within `[workspace] time_out`",
    ErrorCode.UNTRUSTED: "the page that calls is not trusted: see the provider's `trusted_domain`",
    ErrorCode.INTERNAL: "the emulator itself failed",
}
# Those of Click, which reads the command line; they follow the word "Error".
_COMMAND_LINE = (
    ("No such command '{name}'", "The command does not exist.", "`cif-emulator --help` lists the commands."),
    (
        "No such option '{name}'",
        "The command does not have it.",
        "`--help` lists its options.",
    ),
    ("No such option '{name}'. Did you mean '{name}'?", "It looks misspelt.", "Take what is proposed."),
    ("Missing argument '{name}'", "The command needs it.", "Write it after the options."),
    ("Missing option '{name}'", "The command needs it.", "Add it with its value."),
    (
        "Missing option '{name}'. Choose from: {values}",
        "The command needs it.",
        "Add one of the values.",
    ),
    ("Option '{name}' requires an argument", "Its value is missing.", "Write the value behind it."),
    (
        "Invalid value for '{name}': {why}",
        "The value is none of its kind.",
        "The message says which are.",
    ),
    (
        "Got unexpected extra argument ({words})",
        "There is a word too many.",
        "Leave it out, or quote it.",
    ),
    (
        "Got unexpected extra arguments ({words})",
        "There are words too many.",
        "Leave them out, or quote.",
    ),
)
# What tells nothing, or has a page of its own.
APART = {
    "api/changes.py": "lines of the inspector",
    "api/date_formatting.py": "forms of dates",
    "cli/export_forms.py": "tests that are written",
    "cli/server_rules.py": "rules for other servers",
    "cli/starter": "files of a new project",
    "config/exporting.py": "files of a solution",
    "workspace/state/findings.py": "the page of findings",
}
# Where the page and the packages for JavaScript tell something.
WEB = PACKAGE.parents[1] / "web"
SCRIPTS = {
    "boot.js": "The page",
    "border": "The page",
    "view": "The page",
    "service_worker.js": "The page, without a network",
    "provider": "The library, in a provider's page",
    "providers": "The sample softphone",
    "embed": "`<agent-workspace>`, in the page that embeds it",
    "npm": "The npm package's command",
    "play": "The playground",
    "playwright": "Tests in TypeScript",
}
# What has a docstring.
_Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
# Of what the page draws, the rest are names of buttons and the like.
_TELLING = re.compile(r"[.:;](?: |$)")


def findings_page() -> str:
    """Every rule."""
    parts = [
        "# Findings\n",
        (
            "What works but will probably surprise. `cifEmulator.findings()` and the inspector show them; "
            "`[workspace] silenced` names those that are not shown. "
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


@cache
def errors_page() -> str:
    """Everything that is told of what went wrong; a name in braces stands for a value."""
    parts = [
        "# Error messages\n",
        (
            "A name in braces stands for a value. Where a message says what would be right, the remedy "
            "repeats that. Some rows are parts of longer messages, which begin with the place.\n"
        ),
        "## Error codes\n",
        table(
            ("errorCode", "Name", "Meaning"),
            ((each.value, code(each.name), _CODES[each]) for each in ErrorCode),
        ),
        "## Messages of notifyEvent and cancelEvent\n",
        "The product's message is a single word. Here `details` of the error says what was wrong.\n",
        table(
            ("Message", "Cause", "Remedy"),
            (
                (
                    code(NO_TEMPLATE),
                    "There is no such notification template.",
                    "Configure it, or name another.",
                ),
                (code(ANY_OTHER), "Anything else.", "Correct what `details` names."),
            ),
        ),
    ]
    for hearer, text, rooms in _HEARERS:
        rows = sorted({row for room in rooms for row in _messages(PACKAGE / room)})
        parts += [f"## {hearer}\n", f"{text}\n", table(("Message", "Is about", "Remedy"), rows)]
        if hearer == "Commands":
            words = ((escaped(text), cause, remedy) for text, cause, remedy in _COMMAND_LINE)
            parts += ["### Words of a command\n", table(("Message", "Is about", "Remedy"), words)]
    told = sorted({row for name, teller in SCRIPTS.items() for row in script_messages(WEB / name, teller)})
    parts += [
        "## Scripts\n",
        (
            "These are shown by the page and its console, by pages that embed it, by providers' pages, by "
            "tests in TypeScript and by the npm command.\n"
        ),
        table(("Message", "Shown by", "Remedy"), told),
    ]
    return "\n".join(parts)


def _messages(room: Path) -> Iterator[tuple[str, str, str]]:
    for file in sorted(room.rglob("*.py")):
        place = file.relative_to(PACKAGE).as_posix()
        if not place.startswith(tuple(APART)):
            causes, tellers = _causes(file), _tellers(file)
            for node, text in sentences(file):
                around = (said for lines, said in reversed(tellers) if node.lineno in lines)
                yield _row(text, causes.get(text) or next(around, ""), place)


def _tellers(file: Path) -> Sequence[tuple[range, str]]:
    """What the module, its classes and functions say of themselves, with their lines; inner ones last."""
    told = (node for node in nodes(file) if isinstance(node, _Documented))
    said = ((node, sentence(ast.get_docstring(node)).partition(". ")[0].rstrip(".:")) for node in told)
    return [(_lines(node), f"{text}.") for node, text in said if text]


def _lines(node: _Documented) -> range:
    if isinstance(node, ast.Module):
        return range(sys.maxsize)
    first = min(each.lineno for each in (node, *node.decorator_list))
    return range(first, (node.end_lineno or first) + 1)


def _causes(file: Path) -> Mapping[str, str]:
    """What the classes say of themselves whose errors are raised with a text of this file."""
    module = ".".join(["cif_emulator", *file.relative_to(PACKAGE).with_suffix("").parts])
    found = {}
    for node in nodes(file):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
            declared = _declared(module.removesuffix(".__init__"), ast.unparse(node.exc.func))
            if declared is not None and declared.__module__ != "builtins":
                cause = sentence(declared.__doc__).partition(". ")[0].rstrip(".")
                found[text_of(node.exc.args[0])] = f"{cause}."
    return found


def script_messages(place: Path, teller: str) -> Iterator[tuple[str, str, str]]:
    """What scripts tell: text, who tells it, remedy. ``place`` is a script, or a folder of them."""
    files = sorted((*place.rglob("*.js"), *place.rglob("*.mjs"))) if place.is_dir() else [place]
    for file in files:
        if "examples" not in file.parts:
            script = file.read_text(encoding="utf-8")
            drawn = "view" in file.parts
            told = (text for text in script_sentences(script) if not drawn or _TELLING.search(text))
            where = f"web/{file.relative_to(WEB).as_posix()}" if file.is_relative_to(WEB) else "web/view"
            yield from (_row(text, teller, where) for text in told)


def _row(text: str, about: str, place: str) -> tuple[str, str, str]:
    text = " ".join(text.split())
    return escaped(text), about, advice(text, place)


@cache
def _declared(module: str, name: str) -> type | None:
    """The exception class that a module calls by the name, if it can be had without a browser."""
    try:
        found: Mapping[str, object] = vars(import_module(module))
    except ImportError:
        return None
    declared = found.get(name)
    return declared if isinstance(declared, type) and issubclass(declared, Exception) else None
