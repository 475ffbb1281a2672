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
    fraction of a second where nothing changed, and is told step by step on standard error where something
    did. Raises ``PageNotBuilt``.
    """
    page = page_folder()
    if sys.platform == "emscripten":
        return page
    _bring_up_to_date("page_build", "the page")
    if not (page / "index.html").is_file():
        raise PageNotBuilt(f"{page} holds no built page: install cif-emulator again")
    return page


def page_folder() -> Path:
    """Where the built page is, or would be, as it is now."""
    return Path(border.abilities().page) if sys.platform == "emscripten" else PACKAGE / "_page"


def built_documentation() -> Path:
    """The folder with the built documentation; up to date, and ``PageNotBuilt``, as ``built_page``."""
    if sys.platform == "emscripten":
        return page_folder().with_name("documentation")
    documentation = PACKAGE / "_documentation"
    _bring_up_to_date("documentation", "the documentation")
    if not (documentation / "index.html").is_file():
        raise PageNotBuilt(f"{documentation} holds no built documentation: install cif-emulator again")
    return documentation


def _bring_up_to_date(builder: str, what: str) -> None:
    """Run a checkout's module that builds something; an installed package has none."""
    if (SOURCES / builder / "__main__.py").is_file():
        build = [sys.executable, "-m", builder]
        done = subprocess.run(  # noqa: S603 - our own module
            build,
            cwd=SOURCES,
            stdin=subprocess.DEVNULL,
            # The steps that it takes; what the command itself prints may go into a file.
            stdout=2,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode != 0:
            raise PageNotBuilt(
                f"{what} could not be brought up to date with its sources:\n{done.stderr.strip()}"
            )
