"""Where the emulator decides: the facts that the contracts mark ``(inferred)``."""

from __future__ import annotations

import re

from documentation.reference.markup import CONTRACTS, sections

MARK = "(inferred"
_END = re.compile(r"(?<=[.;:)]) (?=[A-Z(`\[])")
_ROW_END = re.compile(r"(?<!\\)\|")
_LINK = re.compile(r"\]\(([^)]+\.md[^)]*)\)")
_EMPHASIS = re.compile(r"\*\*")
_CITED = re.compile(r"([a-z-]+\.md) (\d+(?:\.\d+)*)")


def differences() -> list[tuple[str, str, str, list[str]]]:
    """All of them: sheet, heading, its anchor, the decisions below it."""
    found = []
    for sheet in sorted(CONTRACTS.glob("*.md")):
        if sheet.name != "README.md":
            for _, heading, anchor, text in sections(sheet.read_text(encoding="utf-8")):
                if decisions := _decisions(text):
                    found.append((sheet.name, heading, anchor, decisions))
    return found


def decisions_of(source: str, method: str) -> list[str]:
    """The decisions that stand below the method's own heading, or name it in the section that it cites."""
    found: list[str] = []
    for name, number in _CITED.findall(source):
        file = CONTRACTS / name
        if not file.is_file():
            continue
        here = False
        for own, heading, _, text in sections(file.read_text(encoding="utf-8")):
            if own:
                here = own == number or own.startswith(f"{number}.")
            if not here:
                continue
            named = re.search(rf"\b{re.escape(method)}\b", heading) is not None
            found += [
                each for each in _decisions(text) if named or re.search(rf"\b{re.escape(method)}\b", each)
            ]
    return list(dict.fromkeys(found))


def _decisions(text: str) -> list[str]:
    found = []
    for line in text.splitlines():
        if MARK not in line:
            continue
        if line.lstrip().startswith("|"):
            cells = [each.strip() for each in _ROW_END.split(line.strip().strip("|"))]
            name, *others = cells
            kept = [each for each in others if MARK in each] or others
            found.append(f"{name}: {' — '.join(kept)}" if MARK not in name or others else name)
        else:
            found += [each.strip(" *-") for each in _END.split(line.strip()) if MARK in each]
    return [_EMPHASIS.sub("", _LINK.sub(r"](../contracts/\1)", each)) for each in found]
