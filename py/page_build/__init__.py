"""Builds the page: web bundle, Pyodide runtime, the page's wheels, the prepared runtime, compressed copies.

Used by the distribution's build hook and, in a checkout, by ``python -m page_build``. It is not part of
the installed distribution and needs nothing but the standard library, ``filelock``, pip and Node.
Each step looks first whether its result is up to date: a build without changes runs no other program.
"""

from page_build.build import build_page
from page_build.commands import BuildFailed

__all__ = ["BuildFailed", "build_page"]
