"""A browser that shows the workspace, which Playwright drives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from cif_emulator.cli import browsers
from cif_emulator.cli.refusal import CommandRefused

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Milliseconds between two looks at a condition.
POLLING = 20


@frozen
class ShownPage:
    """The page in it; functions are the texts of JavaScript functions."""

    _page: Page

    def evaluate(self, function: str, argument: object = None) -> Any:
        """What a function gives for an argument (plain data)."""
        return self._page.evaluate(function, argument)

    def is_true_within(self, function: str, argument: object, milliseconds: float) -> bool:
        """Whether a function gives something true before so many milliseconds have gone."""
        from playwright.sync_api import TimeoutError as TooLate

        try:
            self._page.wait_for_function(function, arg=argument, polling=POLLING, timeout=milliseconds)
        except TooLate:
            return False
        return True


@contextmanager
def shown_page(address: str, *, headed: bool, patience: float) -> Iterator[ShownPage]:
    """An address in a browser while the block runs; ``patience``: milliseconds until it has answered.

    Raises ``CommandRefused`` where there is no browser, or it fails.
    """
    try:
        from playwright.sync_api import Error, sync_playwright
    except ModuleNotFoundError as missing:
        raise CommandRefused(
            f"{missing}: replay needs a browser, which comes with the tests' fixtures: "
            "pip install 'cif-emulator[testing]'"
        ) from missing
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
        try:
            browser = playwright.chromium.launch(
                executable_path=browsers.executable("chromium", own, headed=headed),
                args=list(browsers.QUIET),
                chromium_sandbox=browsers.can_sandbox(),
                headless=not headed,
            )
            with browser:
                page = browser.new_context(ignore_https_errors=True).new_page()
                page.goto(address, wait_until="commit", timeout=patience)
                yield ShownPage(page)
        except (browsers.NoBrowser, Error) as refusal:
            raise CommandRefused(f"replay: {refusal}") from refusal
