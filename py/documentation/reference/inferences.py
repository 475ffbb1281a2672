"""Where the emulator decides: the facts that the contracts mark ``(inferred)``."""

from __future__ import annotations

import re

from documentation.reference.markup import CONTRACTS, sections

# ``(inferred)``, ``(order inferred)`` and the like; it may stand for a whole column or section.
_MARK = re.compile(r"(?<!`)\([^()|]*\binferred\b")
_ALL = re.compile(r"\(all inferred")
_RULE = re.compile(r"\|[-:| ]+\|$")
_END = re.compile(r"(?<=[.;:)]) (?=[A-Z(`\[])(?!\([^()|]*\binferred\b)")
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
                if decisions := _decisions(text, is_whole=_MARK.search(heading) is not None):
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
            decisions = _decisions(text, is_whole=_MARK.search(heading) is not None)
            found += [each for each in decisions if named or re.search(rf"\b{re.escape(method)}\b", each)]
    return list(dict.fromkeys(found))


def _decisions(text: str, *, is_whole: bool = False) -> list[str]:
    """Those of a section; ``is_whole`` if the section is one from end to end."""
    found: list[str] = []
    columns: list[bool] = []
    lines = [line.strip() for line in text.splitlines()]
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("|"):
            cells = [each.strip() for each in _ROW_END.split(line.strip("|"))]
            if _RULE.match(after):
                columns = [_MARK.search(each) is not None for each in cells]
            elif not _RULE.match(line):
                found += _of_row(cells, columns, is_whole=is_whole)
        elif _ALL.search(line):
            is_whole = True
        elif is_whole:
            found += [line.strip(" *-")] if line else []
        else:
            found += [each.strip(" *-") for each in _END.split(line) if _MARK.search(each)]
    return [_EMPHASIS.sub("", _LINK.sub(r"](../contracts/\1)", each)) for each in found]


def _of_row(cells: list[str], columns: list[bool], *, is_whole: bool) -> list[str]:
    name, *others = cells
    marked = [each for each, mark in zip(cells, columns, strict=False) if mark or _MARK.search(each)]
    if not is_whole:
        if not marked:
            return []
        # A mark by itself is of the row.
        if name not in marked and not any(each.startswith("(") for each in marked):
            others = [each for each in marked if each]
    return [f"{name}: {' — '.join(others)}" if others else name]
