"""What slugs gave in titles, fields and parameters: told to who asks, and those without a value to all.

The product says nothing of a slug without a value (``templates.md`` 6.7).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cif_emulator.workspace.slugs.resolution import ANCHOR_PREFIX, SCREEN_PREFIX
from cif_emulator.workspace.state.events import SlugsRead
from cif_emulator.workspace.state.refusals import listed, misspelt
from cif_emulator.workspace.state.state import State

# What a record or the screen may lack is no mistake of the caller's.
_NOT_PASSED = (ANCHOR_PREFIX, SCREEN_PREFIX)


def tell_readings(state: State, where: str, passed: Collection[str], held: Iterable[str] = ()) -> None:
    """Tell what the slugs of a call gave and, in one finding, which of them got no value.

    ``where`` names the template, ``passed`` what the call gave, ``held`` what the session held before.
    """
    slugs = [key for key in state.readings.unfilled() if not key.startswith(_NOT_PASSED)]
    filled = state.readings.filled()
    state.note(SlugsRead(state.readings.taken(frozenset(passed))))
    if not slugs:
        return
    names = sorted({*passed, *held})
    idle = [name for name in names if name not in filled]
    near = [name for slug in slugs if (name := misspelt(slug, idle) or _part(slug, names, filled))]
    state.warn(
        "slug-without-value",
        where=where,
        slugs=listed((f"{{{slug}}}" for slug in slugs), "the template"),
        passed=listed(names, "cifEmulator.calls()") or "nothing",
        near=f" Did you mean {{{near[0]}}}?" if near else "",
    )


def _part(slug: str, names: Iterable[str], filled: Collection[str]) -> str | None:
    """A name that the slug is a part of, or the reverse: ``customer`` and ``customerName``.

    A short name that has filled a slug of its own was not meant for all longer ones.
    """
    lowered = slug.lower()
    return next(
        (
            name
            for name in names
            if lowered in name.lower() or (name not in filled and name.lower() in lowered)
        ),
        None,
    )
