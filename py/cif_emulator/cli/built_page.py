"""Where the built page is, and how a checkout keeps it up to date."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from cif_emulator.cli.node import border

PACKAGE = Path(__file__).parents[1]
SOURCES = PACKAGE.parent


class PageNotBuilt(Exception):
    """There is no page to serve; the text says why."""


def built_page() -> Path:
    """The folder with the built page.

    In a checkout (an editable install) it is first brought up to date with its sources, which takes a
    fraction of a second where nothing changed. Raises ``PageNotBuilt``.
    """
    if sys.platform == "emscripten":
        return Path(border.abilities().page)
    page = PACKAGE / "_page"
    if (SOURCES / "page_build" / "__main__.py").is_file():
        build = [sys.executable, "-m", "page_build"]
        done = subprocess.run(  # noqa: S603 - our own module
            build,
            cwd=SOURCES,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode != 0:
            raise PageNotBuilt(
                f"the page could not be brought up to date with its sources:\n{done.stderr.strip()}"
            )
    if not (page / "index.html").is_file():
        raise PageNotBuilt(f"{page} holds no built page: install cif-emulator again")
    return page
