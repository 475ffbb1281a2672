"""Watches files and folders while a block runs, by looking at them: this interpreter has no watcher."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cif_emulator.cli.live_reload import LiveReload
from cif_emulator.cli.node.loop import node_loop

_SECONDS = 1.0
# As those of the package watchfiles: large, and none of a widget's own.
_LEFT_OUT = frozenset({"__pycache__", ".git", ".hg", ".svn", ".venv", ".idea", "node_modules"})

# What changes when a file does, by its path.
_States = Mapping[Path, tuple[int, ...]]


@contextmanager
def watching(live: LiveReload, tell: Callable[[str], None]) -> Iterator[None]:  # noqa: ARG001 - as elsewhere
    """Have a live reload look at what changes, whenever the block waits for something."""
    task = node_loop().create_task(_look_again_and_again(live))
    try:
        yield
    finally:
        task.cancel()


async def _look_again_and_again(live: LiveReload) -> None:
    live.changed()
    before = _states(live)
    while True:
        await asyncio.sleep(_SECONDS)
        now = _states(live)
        changed = {path for path in {*before, *now} if before.get(path) != now.get(path)}
        if changed:
            live.changed(changed)
        before = now


def _states(live: LiveReload) -> _States:
    below = (
        Path(place, name)
        for folder in live.folders()
        for place, folders, names in os.walk(folder)
        for name in _kept(folders, names)
    )
    return {path: _state(path) for path in (*live.files(), *below)}


def _kept(folders: list[str], names: list[str]) -> list[str]:
    folders[:] = [name for name in folders if name not in _LEFT_OUT]
    return names


def _state(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except OSError:
        return ()
    return (found.st_mtime_ns, found.st_size)
