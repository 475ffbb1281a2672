"""Parts of Markdown pages: tables, texts of docstrings, links to the contracts."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from mdit_py_plugins.anchors.index import slugify

CONTRACTS = Path(__file__).parents[3] / "docs" / "contracts"
DECLARATION = "not run: a declaration"

_HEADING = re.compile(r"^(?P<level>#+) (?P<text>(?P<number>\d+(?:\.\d+)*)?.*)$", re.MULTILINE)
_CITATION = re.compile(
    r"`*(?P<sheet>[a-z-]+\.md)`* (?P<numbers>\d+(?:\.\d+)*(?:(?:, | and |-)\d+(?:\.\d+)*)*)`*"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)*")


def plain(docstring: str | None, nothing: str = "null") -> str:
    """A docstring as Markdown; its citations lead to the contracts. ``nothing`` is the word for ``None``."""
    text = inspect.cleandoc(docstring or "").replace("``None``", f"`{nothing}`").replace("``", "`")
    return cited(text)


def sentence(docstring: str | None) -> str:
    """A docstring on one line, for a table."""
    return " ".join(plain(docstring).split())


def cell(text: object) -> str:
    """A text that may stand in a table."""
    return str(text).replace("|", "\\|").replace("\n", " ")


def code(text: object) -> str:
    """Code within a line."""
    return f"`` {text} ``" if "`" in str(text) else f"`{text}`"


def escaped(text: str) -> str:
    """A text in which nothing is markup."""
    return re.sub(r"([\\`*_\[\]<>#|~{}])", r"\\\1", text)


def table(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; nothing where it has no rows."""
    lines = [f"| {' | '.join(cell(each) for each in row)} |" for row in rows]
    if not lines:
        return ""
    return "\n".join([f"| {' | '.join(heading)} |", f"|{'---|' * len(heading)}", *lines]) + "\n"


def fence(language: str, text: str, mark: str = "") -> str:
    """A code block."""
    return f"```{language}{f' {mark}' if mark else ''}\n{text.rstrip()}\n```\n"


def cited(text: str) -> str:
    """A text with links from its citations (``ciframework.md 2.1``) to the contracts' headings."""

    def linked(found: re.Match[str]) -> str:
        anchors = _anchors(found["sheet"])
        numbers = _NUMBER.sub(
            lambda number: (
                f"[{number[0]}](../contracts/{found['sheet']}#{anchors[number[0]]})"
                if number[0] in anchors
                else number[0]
            ),
            found["numbers"],
        )
        return f"[{found['sheet']}](../contracts/{found['sheet']}) {numbers}"

    return _CITATION.sub(linked, text)


@cache
def _anchors(sheet: str) -> Mapping[str, str]:
    """The anchors of a sheet's numbered headings, by their numbers."""
    file = CONTRACTS / sheet
    if not file.is_file():
        return {}
    return {number: anchor for number, _, anchor, _ in sections(file.read_text(encoding="utf-8")) if number}


def sections(text: str) -> list[tuple[str, str, str, str]]:
    """A sheet's headings: number (or ``""``), text, anchor, and what stands below until the next one."""
    found = list(_HEADING.finditer(text))
    ends = [*(each.start() for each in found[1:]), len(text)]
    seen: dict[str, int] = {}
    listed = []
    for heading, end in zip(found, ends, strict=True):
        anchor = slugify(heading["text"].replace("`", ""))
        again = seen.get(anchor, 0)
        seen[anchor] = again + 1
        listed.append(
            (
                heading["number"] or "",
                heading["text"],
                f"{anchor}-{again}" if again else anchor,
                text[heading.end() : end],
            )
        )
    return listed
