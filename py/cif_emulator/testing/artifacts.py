"""Traces, screenshots and videos of the contexts that a test opens for itself."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from attrs import define, field
from playwright.sync_api import BrowserContext, Error, Page

from cif_emulator.testing.settings import BrowserSettings


def is_kept(wish: str, *, failed: bool) -> bool:
    """Whether a setting such as "retain-on-failure" keeps something of a test that ended so."""
    return wish == "on" or (failed and wish != "off")


# Without slots: Playwright notes on the object which of its methods listen to an event.
@define(kw_only=True, eq=False, slots=False)
class Artifacts:
    """What one test's contexts leave.

    It is written to a temporary folder, because a test may close a context before it fails, and what is kept
    moves to ``folder``. ``full_page`` makes screenshots of whole pages.
    """

    settings: BrowserSettings
    folder: Path
    full_page: bool = False
    _temporary: Path = field(init=False)
    _contexts: list[BrowserContext] = field(init=False, factory=list)
    _pages: list[Page] = field(init=False, factory=list)
    _written: list[tuple[str, Path]] = field(init=False, factory=list)
    _number: int = field(init=False, default=0)

    def __enter__(self) -> Self:
        self._temporary = Path(tempfile.mkdtemp(prefix="cif-emulator-artifacts-"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, place: TracebackType | None
    ) -> None:
        shutil.rmtree(self._temporary, ignore_errors=True)

    def options(self) -> dict[str, Any]:
        """What ``Browser.new_context`` needs for it."""
        return {"record_video_dir": self._temporary} if self.settings.video != "off" else {}

    def watched(self, context: BrowserContext) -> BrowserContext:
        """Record what happens in a context from now on, until it is closed."""
        self._number += 1
        number, close = self._number, context.close

        def close_recorded(**options: Any) -> None:
            if context in self._contexts:
                self._contexts.remove(context)
                self._write(context, number)
            close(**options)

        context.close = close_recorded  # type: ignore[method-assign]
        self._contexts.append(context)
        context.on("page", self._note_page)
        if self.settings.trace != "off":
            context.tracing.start(screenshots=True, snapshots=True, sources=True)
        return context

    def _note_page(self, page: Page) -> None:
        self._pages.append(page)

    def _write(self, context: BrowserContext, number: int) -> None:
        if self.settings.trace != "off":
            trace = self._temporary / f"context-{number}-trace.zip"
            context.tracing.stop(path=trace)
            self._written.append((self.settings.trace, trace))
        if self.settings.screenshot == "off":
            return
        for page in context.pages:
            picture = self._temporary / f"page-{self._pages.index(page) + 1}.png"
            try:
                page.screenshot(path=picture, full_page=self.full_page, timeout=5_000)
            except Error:
                # A page that has crashed or hangs has no picture; its trace says more.
                continue
            self._written.append((self.settings.screenshot, picture))

    def finish(self, *, failed: bool) -> None:
        """Close what is open, and keep what the settings wish of a test that ended so."""
        for context in list(self._contexts):
            context.close()
        for wish, file in self._written:
            if is_kept(wish, failed=failed):
                self.folder.mkdir(parents=True, exist_ok=True)
                shutil.move(file, self.folder / file.name)
        if is_kept(self.settings.video, failed=failed):
            for number, page in enumerate(self._pages, 1):
                # A page that showed nothing before it was closed has no film.
                with contextlib.suppress(Error):
                    if page.video is not None:
                        page.video.save_as(self.folder / f"page-{number}.webm")
