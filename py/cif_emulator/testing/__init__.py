"""The pytest plugin: a workspace page for tests, on top of pytest-playwright.

Installed with ``pip install 'cif-emulator[testing]'``; pytest finds it by itself. Its fixtures, each of which
a ``conftest.py`` may override, are in ``plugin``, and what they do in ``fixtures``; the page object is in
``workspace_page``, the settings of ``playwright.config.py`` in ``settings``. This module is importable
without Playwright, and with ``plugin`` all that is imported in suites that ask for no fixture of these.
"""

from cif_emulator.testing.calls import CallRefused, JsMap

__all__ = ["CallRefused", "JsMap"]
