"""The fixtures for Playwright Test, out of their declaration in TypeScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from documentation.reference.markup import DECLARATION, fence

TYPES = Path(__file__).parents[3] / "web" / "playwright" / "index.d.ts"
# A declaration at the beginning of a line with what is said of it; a body ends at the beginning of a line.
_DECLARED = re.compile(
    r"^(?:/\*\*(?P<doc>(?:(?!\*/).)*)\*/\n)?(?:export )?"
    r"(?:interface|class|const|type) (?P<name>\w+)[^\n]*(?P<body>(?<=\{)\n.*?^\})?",
    re.MULTILINE | re.DOTALL,
)
# A member in a body, two blanks in, with what is said of it.
_MEMBER = re.compile(
    r"^  (?:/\*\*(?P<doc>(?:(?!\*/).)*)\*/\n  )?(?P<text>(?:readonly )?(?P<name>\w+)[^\n]*;)$",
    re.MULTILINE | re.DOTALL,
)
# What a test names or gets, in the order of use.
SHOWN = (
    "test", "EmulatorTestArgs", "EmulatorOptions", "EmulatorWorkerArgs", "Workspace", "Entry", "Panel",
    "Notifications", "Notification", "Faults", "CallRefused", "expect", "Matchers", "MatcherOptions",
)  # fmt: skip


def typescript_fixtures_page() -> str:
    """The page: `test` and its options, the objects that it gives, the matchers of `expect`."""
    found = {name: (doc, members) for name, doc, members in declarations(TYPES.read_text(encoding="utf-8"))}
    parts = [
        "# Fixtures for TypeScript\n",
        (
            "They come with the npm package, as `cif-emulator/playwright`; "
            "[the guide](../guides/playwright.md) begins with a test.\n"
        ),
    ]
    for name in SHOWN:
        doc, members = found[name]
        parts += [f"## {name}\n", f"{doc}\n"]
        for member, text, told in members:
            parts += [f"### {name}.{member}\n", fence("typescript", text, DECLARATION), f"{told}\n"]
    return "\n".join(parts)


def declarations(text: str) -> Iterator[tuple[str, str, list[tuple[str, str, str]]]]:
    """What a file of types declares: name, what is said of it, and its members with text and meaning."""
    for declared in _DECLARED.finditer(text):
        members = [
            (member["name"], member["text"], _plain(member["doc"]))
            for member in _MEMBER.finditer(declared["body"] or "")
        ]
        yield declared["name"], _plain(declared["doc"]), members


def _plain(doc: str | None) -> str:
    lines = (line.strip().removeprefix("*") for line in (doc or "").splitlines())
    return " ".join(" ".join(lines).split())
