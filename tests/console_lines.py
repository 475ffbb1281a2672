"""What a page's console says. A frame's lines may arrive after answers of other frames, so they are waited for."""

from __future__ import annotations

from playwright.sync_api import ConsoleMessage, Page


class ConsoleLines:
    """The texts on a page's console from now on."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.texts: list[str] = []
        page.on("console", self._note)

    def _note(self, message: ConsoleMessage) -> None:
        self.texts.append(message.text)

    def containing(self, part: str, *, count: int = 1) -> list[str]:
        """The texts with ``part`` in them, as soon as there are so many."""
        while len(found := [text for text in self.texts if part in text]) < count:
            self._page.wait_for_event("console")
        return found
