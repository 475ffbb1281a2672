"""The page of differences from the product: what can be switched, and what was decided."""

from __future__ import annotations

from documentation.reference.configuration import keys_table
from documentation.reference.inferences import differences


def differences_page() -> str:
    """The page."""
    parts = [
        "# Differences from the product\n",
        (
            "The emulator follows the public documentation ([the contracts](../contracts/README.md)). "
            "Where sources "
            "contradict each other, or the product has several forms, a setting chooses. Where no "
            "source says "
            "what happens, the emulator decides; each decision stands below, and is marked `(inferred)` "
            "in its contract.\n"
        ),
        "## Settings that choose\n",
        (
            "The keys of `[workspace]`, with those that only name things. More of each: "
            "[configuration](configuration.md).\n"
        ),
        keys_table("workspace"),
    ]
    sheet = ""
    for name, heading, anchor, decisions in differences():
        if name != sheet:
            parts.append(f"## Decisions: {name.removesuffix('.md')}\n")
            sheet = name
        parts += [
            f"[{heading.replace('`', '')}](../contracts/{name}#{anchor})\n",
            *(f"* {each}" for each in decisions),
            "",
        ]
    return "\n".join(parts)
