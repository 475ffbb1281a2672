"""The pages that the tests of one process share."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page

from cif_emulator.testing.local_network import allow_local_network
from cif_emulator.testing.workspace_page import Workspace, WorkspaceNotReady

# What puts something between a page and the network.
ROUTING = frozenset({"route", "route_from_har"})
# What stays with a page or its browser context and cannot be taken back: the next test has another page.
LASTING = frozenset(
    {
        "add_cookies",
        "add_init_script",
        "add_locator_handler",
        "expose_binding",
        "expose_function",
        "grant_permissions",
        "set_default_navigation_timeout",
        "set_default_timeout",
        "set_extra_http_headers",
        "set_geolocation",
        "set_offline",
    }
)
# How a page looks where neither the test nor the settings say so.
MEDIA = {
    "media": "null",
    "color_scheme": "light",
    "reduced_motion": "no-preference",
    "forced_colors": "none",
    "contrast": "no-preference",
}

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
        # What tests have called of ``ROUTING``, ``LASTING``, or to change the size or the look.
        self._called: set[str] = set()
        self._listeners: list[tuple[Page | BrowserContext, str, Callable[..., Any]]] = []

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
        self._take_back(page)

    def _take_back(self, page: Page) -> None:
        """Take back what the test did to the page beside the workspace."""
        called, self._called = self._called, set()
        listeners, self._listeners = self._listeners, []
        if page.is_closed():
            return
        if called & LASTING:
            self.close()
            return
        for target, event, listener in listeners:
            # It has left by itself, or heard what it waited for.
            with suppress(KeyError):
                target.remove_listener(event, listener)
        if called & ROUTING:
            page.unroute_all(behavior="ignoreErrors")
            page.context.unroute_all(behavior="ignoreErrors")
        if "set_viewport_size" in called and self._viewport is not None:
            page.set_viewport_size(self._viewport)
        if "emulate_media" in called:
            page.emulate_media(
                **{name: self._context_options.get(name, usual) for name, usual in MEDIA.items()}
            )

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
        workspace.page.on("crash", self._forget)
        self._viewport = workspace.page.viewport_size
        self._note_what_tests_do(context)
        self._note_what_tests_do(workspace.page)
        allow_local_network(workspace.page)
        try:
            workspace.open(self._boot_timeout)
        except WorkspaceNotReady as failure:
            self._failure = failure
            raise
        return workspace

    def _forget(self, _: Page) -> None:
        """A page that has crashed answers nothing; the next test has another one."""
        self._called.clear()
        self._listeners.clear()

    def _note_what_tests_do(self, target: Page | BrowserContext) -> None:
        """Taking back asks the browser, which is done only where there is something to take back."""
        for name in (*ROUTING, *LASTING, "set_viewport_size", "emulate_media"):
            if hasattr(target, name):
                setattr(target, name, self._noting(name, getattr(target, name)))
        for name in ("on", "once"):
            setattr(target, name, self._noting_listeners(target, getattr(target, name)))

    def _noting(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*given: Any, **options: Any) -> Any:
            self._called.add(name)
            return method(*given, **options)

        return noted

    def _noting_listeners(
        self, target: Page | BrowserContext, method: Callable[..., Any]
    ) -> Callable[..., Any]:
        def noted(event: str, f: Callable[..., Any]) -> Any:
            self._listeners.append((target, event, f))
            return method(event, f)

        return noted
