"""Values as texts, and the value of what has none."""

from __future__ import annotations

from cif_emulator.workspace.json_text import write


class Missing:
    """The value of a key that nothing provides."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = Missing()


def as_text(value: object) -> str:
    """A value as it is written into a text: as JavaScript's ``String``, objects as JSON (rule 3)."""
    if isinstance(value, str):
        return value
    if value is None or value is MISSING:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    if isinstance(value, (int, float)):
        return str(value)
    return write(value)
