"""The pages that the tests of one process share."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page

from cif_emulator.testing.local_network import allow_local_network
from cif_emulator.testing.workspace_page import Workspace, WorkspaceNotReady

# What puts something between a page and the network.
ROUTING = ("route", "route_from_har")

# Each is an interpreter in memory. Tests mostly come in the order of their folders, and one folder has one
# configuration: the page before the last is not needed again soon.
PAGES_KEPT = 2


class SharedPages:
    """One shared page for each address and each set of context options, the last few of them.

    Which they are is asked anew for each test, because a folder's ``conftest.py`` may have its own.
    """

    def __init__(
        self,
        *,
        browser: Callable[[], Browser],
        timeout: float,
        boot_timeout: float,
        boot: str | None,
        traced: bool,
    ) -> None:
        self._browser = browser
        self._timeout = timeout
        self._boot_timeout = boot_timeout
        self._boot = boot
        self._traced = traced
        self._pages: dict[str, SharedPage] = {}

    def page(self, url: str, context_options: dict[str, Any]) -> SharedPage:
        """The page for an address and context options."""
        key = f"{url} {sorted(context_options.items())!r}"
        page = self._pages.pop(key, None) or SharedPage(
            browser=self._browser,
            context_options=context_options,
            url=url,
            timeout=self._timeout,
            boot_timeout=self._boot_timeout,
            boot=self._boot,
            traced=self._traced,
        )
        self._pages[key] = page
        if len(self._pages) > PAGES_KEPT:
            self._pages.pop(next(iter(self._pages))).close()
        return page

    def close(self) -> None:
        """Close them all."""
        for page in self._pages.values():
            page.close()
        self._pages.clear()


class SharedPage:
    """Boots a workspace when it is first needed, and again if a test left it unusable."""

    def __init__(
        self,
        *,
        browser: Callable[[], Browser],
        context_options: dict[str, Any],
        url: str,
        timeout: float,
        boot_timeout: float,
        boot: str | None,
        traced: bool,
    ) -> None:
        self._browser = browser
        self._context_options = context_options
        self._url = url
        self._timeout = timeout
        self._boot_timeout = boot_timeout
        self._boot = boot
        self._traced = traced
        self._workspace: Workspace | None = None
        self._failure: WorkspaceNotReady | None = None
        self._is_routed = False

    def begin(self, test: str) -> Workspace:
        """The workspace at its configured start; ``test`` names the trace.

        Raises ``WorkspaceNotReady``: a page that did not start is not tried again for each test.
        """
        if self._failure is not None:
            raise self._failure
        workspace = self._workspace
        if workspace is None or not workspace.reset_if_there():
            self.close()
            workspace = self._open()
            workspace.reset()
        if self._traced:
            workspace.page.context.tracing.start_chunk(title=test)
        workspace.errors.clear()
        return workspace

    def end(self, *, trace: Path | None, screenshot: Path | None) -> None:
        """Write what is kept of the test to these files."""
        if self._workspace is None:
            return
        page = self._workspace.page
        browser = page.context.browser
        if browser is not None and not browser.is_connected():
            # It has crashed, and what it knew of the test is gone.
            return
        if screenshot is not None and not page.is_closed():
            screenshot.parent.mkdir(parents=True, exist_ok=True)
            # A page that has crashed has no picture; its trace says more.
            with suppress(Error):
                page.screenshot(path=screenshot)
        if self._traced:
            if trace is not None:
                trace.parent.mkdir(parents=True, exist_ok=True)
            page.context.tracing.stop_chunk(path=trace)
        if self._is_routed and not page.is_closed():
            page.unroute_all(behavior="ignoreErrors")
            page.context.unroute_all(behavior="ignoreErrors")
        self._is_routed = False

    def close(self) -> None:
        """Close the page, if there is one."""
        if self._workspace is not None:
            # With a browser that has crashed it is gone already.
            with suppress(Error):
                self._workspace.page.context.close()
            self._workspace = None

    def _open(self) -> Workspace:
        context = self._browser().new_context(**self._context_options)
        context.set_default_timeout(self._timeout)
        if self._traced:
            # Without the film of screenshots, which would make each test take three times as long.
            context.tracing.start(screenshots=False, snapshots=True, sources=True)
        workspace = Workspace(page=context.new_page(), url=self._url, boot=self._boot)
        self._workspace = workspace
        workspace.watch()
        workspace.page.on("crash", self._forget_routes)
        for target in (context, workspace.page):
            for name in ROUTING:
                setattr(target, name, self._noting(getattr(target, name)))
        allow_local_network(workspace.page)
        try:
            workspace.open(self._boot_timeout)
        except WorkspaceNotReady as failure:
            self._failure = failure
            raise
        return workspace

    def _forget_routes(self, _: Page) -> None:
        """A page that has crashed answers nothing; the next test has another one."""
        self._is_routed = False

    def _noting(self, route: Callable[..., None]) -> Callable[..., None]:
        """The method, which notes that it was called: taking routes away asks the browser twice."""

        def noted(*given: Any, **options: Any) -> None:
            self._is_routed = True
            route(*given, **options)

        return noted
