"""Slugs that got no value in titles, fields and parameters: silent in the product (``templates.md`` 6.7)."""

from __future__ import annotations

from collections.abc import Iterable

from cif_emulator.workspace.slugs.resolution import ANCHOR_PREFIX
from cif_emulator.workspace.state.refusals import misspelt
from cif_emulator.workspace.state.state import State

# What a record or the screen may lack is no mistake of the caller's.
_NOT_PASSED = (ANCHOR_PREFIX, "Session.")


def tell_unfilled(state: State, where: str, passed: Iterable[str]) -> None:
    """Tell, in one finding, the slugs that a call left without a value; ``where`` names the template."""
    slugs = [key for key in state.unfilled if not key.startswith(_NOT_PASSED)]
    state.unfilled.clear()
    if not slugs:
        return
    names = sorted(passed)
    near = [name for slug in slugs if (name := misspelt(slug, names) or _part(slug, names))]
    state.warn(
        "slug-without-value",
        where=where,
        slugs=", ".join(f"{{{slug}}}" for slug in slugs),
        passed=", ".join(names) or "nothing",
        near=f" Did you mean {{{near[0]}}}?" if near else "",
    )


def _part(slug: str, names: Iterable[str]) -> str | None:
    """A name that the slug is a part of, or the reverse: ``customer`` and ``customerName``."""
    lowered = slug.lower()
    return next((name for name in names if name.lower() in lowered or lowered in name.lower()), None)
