"""The sentences in code: what it may say, in whatever way it comes to be said."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

# What these get is on pages of its own: what a member means, what an option does.
_DECLARING = {"argument", "command", "group", "member", "option", "password_option", "version_option"}
_WORD = re.compile(r"(?:^|(?<=[ “\"(]))(?:[A-Za-z]?[a-z'’-]+)(?=[ ,.;:?!”\")]|$)")
_LEAST_WORDS = 2
_LEAST_PARTS = 3
# Statements, addresses, types, scripts and files of other formats are no sentences.
_CODE = re.compile(
    r"\b(?:SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|ROLLBACK|PRAGMA|JOIN|FROM \{|NOT NULL|IS NULL)\b"
    r"|^\(*[\w\[\], ]*\)* =>|^\(?\$\w+=|&\$|^\$\w+=|^\s*[<#(^\\]|\\[swdb.]|-src '|\bmax-age|; frame-ancestors"
    r"|^(?:await|from|import|assert|const|npx|python|test|workspace\.|add_header|set) |^\s*(?://|\"\"\")"
    r"|^\w[\w.]*\(.*\)$|^[\w.]+ ?[|&] |^Record<|^keyof |^Name extends|^if \("
)
# What scripts have: comments, and texts, of which drawings are none. In a text's values are others.
_VALUE = r"\$\{((?:[^{}`]|\{[^{}]*\}|`(?:[^`$]|\$\{[^{}]*\})*`)*)\}"
_SCRIPT = re.compile(
    rf"/\*.*?\*/|//[^\n]*|(?P<drawing>\b(?:html|svg|css))?`(?P<filled>(?:\\.|{_VALUE}|\$(?!\{{)|[^`\\$])*)`"
    r"|\"(?P<text>(?:\\.|[^\"\\\n])*)\"|'(?P<quoting>(?:\\.|[^'\\\n])*)'",
    re.DOTALL,
)
_FILLED = re.compile(_VALUE)
# A long text on several lines.
_JOINED = re.compile(r"\"\s*\+\s*\"|`\s*\+\s*`")
_DRAWN = re.compile(r"</|/>|^[)},:]|^\? |\n| = |: nothing|nothing$|var\(|^allow-forms|monospace| eq '|^HTTP/")
# Comments with types, which stand within values, and what is called or quoted there.
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CALLED = re.compile(r"\.?\w+\(([\"'`]).*?\1\)|\.\w+\(\)")
_NAME = re.compile(r"[A-Za-z_]\w*")


@lru_cache(maxsize=1)
def nodes(file: Path) -> Sequence[ast.AST]:
    """All that there is in a module, from the outside in; several ask for it, one after the other."""
    return list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))


def sentences(file: Path) -> Iterator[tuple[ast.expr, str]]:
    """Each with its place in the code; a name in braces stands for a value."""
    apart = set(_apart(nodes(file)))
    for node in nodes(file):
        if isinstance(node, ast.expr) and node not in apart and is_sentence(text := text_of(node)):
            yield node, text


def script_sentences(script: str) -> Iterator[str]:
    """Those of JavaScript."""
    for found in _SCRIPT.finditer(_JOINED.sub("", script)):
        text = next((each for each in found.group("filled", "text", "quoting") if each), "")
        told = _FILLED.sub(_filled, _COMMENT.sub("", text)).replace("\\n", " ").replace("\\", "")
        # Of a text inside another one, that is inside a drawing, nobody knows where it ends.
        told = told.partition("${")[0].strip()
        if not found["drawing"] and is_sentence(told) and not _DRAWN.search(told):
            yield told


def is_sentence(text: str) -> bool:
    """Whether a text has words enough, and is not written for a program."""
    if len(text.split()) < _LEAST_PARTS or _CODE.search(text):
        return False
    return len(_WORD.findall(re.sub(r"\{[^}]*\}", "{}", text))) >= _LEAST_WORDS


def text_of(node: ast.expr) -> str:
    """A text as it is told, with names of values in braces; nothing for what is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return ""
    return "".join(
        str(each.value) if isinstance(each, ast.Constant) else f"{{{_value_name(each)}}}"
        for each in node.values
    )


def _apart(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Docstrings, declarations, and what is a part of another text."""
    for node in nodes:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield from (each for each in ast.walk(node) if isinstance(each, ast.Constant))
        elif isinstance(node, ast.Call) and _called(node.func) in _DECLARING:
            yield from ast.walk(node)
        elif isinstance(node, (ast.arg, ast.AnnAssign)) and node.annotation is not None:
            yield from ast.walk(node.annotation)


def _filled(value: re.Match[str]) -> str:
    """The last name in a value of a script's text, in braces."""
    names = _NAME.findall(_CALLED.sub("", value[1]))
    return f"{{{names[-1] if names else '…'}}}"


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _value_name(node: ast.expr) -> str:
    """The last name in what is filled in: ``quoted(call.name)`` is ``name``."""
    names = [
        each.id if isinstance(each, ast.Name) else each.attr
        for each in ast.walk(node)
        if isinstance(each, (ast.Name, ast.Attribute))
    ]
    return names[-1].replace("_", " ").strip() if names else "…"
