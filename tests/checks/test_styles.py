"""Style sheets whose cost does not grow with the sessions that are open."""

import re
from pathlib import Path

import pytest

STYLES = Path(__file__).parents[2] / "web/view/styles"
# What holds the entries of all sessions.
AROUND = (
    "html",
    "body",
    ":root",
    ".workspace",
    ".body",
    ".rail",
    ".open-sessions",
    ".strip",
    ".entries",
    ".group",
)
# A compound selector up to its `:has(`.
LOOKS_INSIDE = re.compile(r"([^\s>+~,{}]+):has\(")


def looking_inside(text: str) -> list[str]:
    """What selectors look from an element around the sessions at what is in it."""
    found = []
    for compound in LOOKS_INSIDE.findall(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)):
        parts = re.findall(r"[.:]?[\w-]+", compound)
        if any(part in AROUND for part in parts):
            found.append(compound)
    return found


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (".workspace:has(.inspector) .panel { color: red; }", 1),
        ("@media (width > 3px) { .strip.vertical:has(> .x) {} }", 1),
        (".a, body:not(.b):has(.c) {}", 1),
        ("/* .workspace:has(.x) */ .entry:has(.mark) {} .body-text:has(b) {}", 0),
    ],
)
def test_they_are_found(text: str, count: int) -> None:
    assert len(looking_inside(text)) == count


def test_no_style_looks_from_around_all_sessions_at_what_is_inside() -> None:
    found = {sheet.name: looking_inside(sheet.read_text(encoding="utf-8")) for sheet in STYLES.glob("*.css")}
    assert len(found) > 10
    assert {name: compounds for name, compounds in found.items() if compounds} == {}
