"""Who may show the page in a frame: the configured origins, and those of ``--embed-origin``."""

from __future__ import annotations

from collections.abc import Iterable

from cif_emulator.config import Configuration, embedding_problem


class NoSuchOrigin(Exception):
    """What should be an origin is none; the text says what would be right."""


def embedders_of(given: Iterable[str], configuration: Configuration) -> tuple[str, ...]:
    """The origins, each once. Raises ``NoSuchOrigin``."""
    for origin in given:
        problem = embedding_problem(origin)
        if problem:
            raise NoSuchOrigin(f"--embed-origin {origin}: {problem}")
    return tuple(dict.fromkeys((*configuration.embed_origins, *given)))
