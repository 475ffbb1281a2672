"""Paths as they stand on a command line."""

from __future__ import annotations

import os
from pathlib import Path

import click


class PathName(click.Path):
    """A path, given as a ``Path``; ``file_okay`` and ``dir_okay`` as click's own.

    An empty one, as a shell variable without a value leaves it, would be the present folder: it is refused.
    """

    def __init__(self, *, file_okay: bool = True, dir_okay: bool = True) -> None:
        super().__init__(path_type=Path, file_okay=file_okay, dir_okay=dir_okay)

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """The path; fails, as click's own types do, for an empty one."""
        if not os.fspath(value):
            self.fail("it is empty; right is a path, such as . for the present folder", param, ctx)
        return super().convert(value, param, ctx)
