"""The Markdown of ``docs/`` as it is written, and what the site makes of it.

What a code block is for stands behind its language: nothing (a test runs it), ``live`` (the reader can run
it, too), ``configured`` (it needs the configuration that stands above it), ``stays`` (a command that serves
until it is stopped), or ``not run: …`` with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from textwrap import dedent

_FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>[\w-]+)(?P<mark>[^\n]*)\n(?P<text>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)
_LINK = re.compile(r"\[([^\]]+)\]\(([^)#:]+\.md)\)")
# Of the repository, but not of the site.
_OUTSIDE = re.compile(r"\[([^\]]+)\]\((?:\.\./)+[A-Z]+\.md[^)]*\)")
_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)

# What stands before commands, in a line of its own: for whom they are.
POSIX = "In a POSIX shell:"
POWERSHELL = "In PowerShell:"
BOTH = "In a POSIX shell or PowerShell:"
_LABELLED = re.compile(rf"^(?=(?:{POSIX}|{POWERSHELL}|{BOTH})\n\n```)", re.MULTILINE)

LIVE = "live"
CONFIGURED = "configured"
STAYS = "stays"
NOT_RUN = "not run: "


@dataclass(frozen=True)
class Block:
    """A code block: its language, what stands behind that, its text, and the line where it begins."""

    language: str
    mark: str
    text: str
    line: int

    @property
    def is_run(self) -> bool:
        """Whether a test runs it."""
        return not self.mark.startswith(NOT_RUN)


def blocks(text: str) -> Iterator[Block]:
    """The code blocks of a page that name a language."""
    for found in _FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Block(found["language"], found["mark"].strip(), dedent(found["text"]), line)


def with_live_blocks(text: str) -> str:
    """The page with classes at blocks that readers can run, which the site's script looks for.

    Those are live ones, and configured ones with the last configuration above them.
    """
    classes: dict[int, str] = {}
    configuration: int | None = None
    for found in _FENCE.finditer(text):
        mark = found["mark"].strip()
        if found["language"] == "toml" and not mark.startswith(NOT_RUN):
            configuration = found.start()
        elif mark == LIVE:
            classes[found.start()] = LIVE
        elif mark == CONFIGURED and configuration is not None:
            classes |= {found.start(): CONFIGURED, configuration: "configuration"}

    def marked(found: re.Match[str]) -> str:
        name = classes.get(found.start())
        return f"{found['indent']}{{.{name}}}\n{found[0]}" if name else found[0]

    return _FENCE.sub(marked, text)


def with_labels(text: str) -> str:
    """The page with a class at what says for which shell commands are."""
    return _LABELLED.sub("{.shell}\n", text)


def without_outside(text: str) -> str:
    """The page with the names of the repository's other documents in the place of links to them."""
    return _OUTSIDE.sub(r"\1", text)


def with_navigation(page: str, text: str) -> str:
    """An index (a ``README.md``) with the site's navigation, made from its links, a part for each heading."""
    if PurePosixPath(page).name != "README":
        return text
    opening, *parts = _SECTION.split(text)
    named = [("", opening), *zip(parts[::2], parts[1::2], strict=True)]
    return text + "".join(_part(caption, part) for caption, part in named)


def _part(caption: str, text: str) -> str:
    linked = dict.fromkeys(target for _, target in _LINK.findall(text) if not target.startswith("../"))
    if not linked:
        return ""
    options = [":hidden:", *([f":caption: {caption}"] if caption else [])]
    return (
        "\n\n```{toctree}\n"
        + "\n".join([*options, "", *(each.removesuffix(".md") for each in linked)])
        + "\n```\n"
    )
