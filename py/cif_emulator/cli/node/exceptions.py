"""What the npm package does not do, and what to do instead: all else is as in the Python package."""

from __future__ import annotations

from collections.abc import Mapping

# By the command's or the option's name.
NOT_IN_NODE: Mapping[str, str] = {
    "install-browser": "Playwright itself brings browsers: npx playwright install --with-deps chromium",
}
