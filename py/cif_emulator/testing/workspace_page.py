"""The workspace as a test sees it: what is on the page, and calls into it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from attrs import define, field, frozen
from playwright.sync_api import ConsoleMessage, Error, Locator, Page, WebError, expect

from cif_emulator.cli.web_resources import GLOBAL_CONTEXT, LIBRARY
from cif_emulator.testing.calls import CALL, from_text, to_text
from cif_emulator.testing.scripts import Scripts

scripts = Scripts(__file__)


@frozen(kw_only=True)
class Session:
    """An entry of the session rail."""

    id: str
    title: str
    focused: bool


@frozen(kw_only=True)
class Tab:
    """A tab of the focused session."""

    id: str
    title: str
    focused: bool


class WorkspaceNotReady(Exception):
    """The page did not start; the text says why, as the page says it."""


SHOWN = scripts("shown")

HAS_BEGUN = "() => window.cifEmulator !== undefined"

READY = scripts("ready")

# How the browser names a provider's refusal that nobody has handled. The console has its message.
UNHANDLED_MAP = re.compile(r"(?:Error: )?Map\(\d+\)\Z")
# The first address in a stack: the script that threw.
ADDRESS = re.compile(r"https?://[^\s()]+")

# Milliseconds between two looks. Animation frames would do, but a test that stops the clock stops them too.
POLLING = 20


@define(kw_only=True, eq=False, slots=False)
class Workspace:
    """A page that shows the workspace.

    ``page`` is Playwright's, for all that is not here; ``url`` the workspace's address; ``boot`` the way to
    start ("snapshot", "library" or "ordinary"; ``None``: as the page chooses); ``errors`` what the emulator's
    scripts have complained of since the test began, also those that providers' pages load from it. What a
    provider's own scripts and an organisation's own web resources complain of is not the workspace's: a test
    that wants it listens to ``page``.
    """

    page: Page
    url: str
    boot: str | None = None
    errors: list[str] = field(factory=list)

    @property
    def address(self) -> str:
        """What is loaded: ``url`` and the wish for a way to start."""
        return self.url if self.boot is None else f"{self.url}?boot={self.boot}"

    def open(self, boot_timeout: float) -> None:
        """Load the page and wait until it is ready, ``boot_timeout`` milliseconds at most.

        Raises ``WorkspaceNotReady``.
        """
        self.page.goto(self.address, wait_until="commit", timeout=boot_timeout)
        try:
            self.page.wait_for_function(HAS_BEGUN, polling=POLLING, timeout=boot_timeout)
            answer = self.page.wait_for_function(READY, polling=POLLING, timeout=boot_timeout).json_value()
        except Error as error:
            complaints = "\n".join(self.errors) or error.message
            raise WorkspaceNotReady(
                f"{self.url} was not ready after {boot_timeout:g} ms: {complaints}"
            ) from error
        if answer["failure"] is not None:
            raise WorkspaceNotReady(f"{self.url} did not start: {answer['failure']}")

    def watch(self) -> None:
        """Begin to collect ``errors``."""
        self.page.on("console", self._note_message)
        self.page.context.on("weberror", self._note_error)

    def _note_message(self, message: ConsoleMessage) -> None:
        place = str(message.location.get("url", ""))
        if message.type == "error" and self._is_own(place):
            self.errors.append(f"{message.text} ({place or 'console'})")

    def _note_error(self, error: WebError) -> None:
        text = str(error.error.stack or error.error)
        if UNHANDLED_MAP.match(text):
            return
        thrown_by = ADDRESS.search(text)
        if self._is_own(thrown_by[0] if thrown_by else ""):
            self.errors.append(text)

    def _is_own(self, place: str) -> bool:
        """Whether a script is the emulator's; one without an address is the test's, or the browser's own."""
        if not place:
            return True
        if not place.startswith(self.url):
            return False
        path = urlsplit(place.removeprefix(self.url)).path.lower()
        return not path.startswith("webresources/") or path.endswith((LIBRARY, GLOBAL_CONTEXT))

    def unexpected_errors(self, allowed: Sequence[str]) -> list[str]:
        """The errors that match none of the regular expressions."""
        return [error for error in self.errors if not any(re.search(pattern, error) for pattern in allowed)]

    @property
    def sessions(self) -> list[Session]:
        """The sessions on the rail, Home first."""
        return [Session(**entry) for entry in self._shown("Sessions", "data-session-id", "sessions")]

    @property
    def focused_session(self) -> Session:
        """The session that is selected on the rail."""
        return next(session for session in self.sessions if session.focused)

    @property
    def tabs(self) -> list[Tab]:
        """The tabs of the focused session, the anchor tab first."""
        return [Tab(**entry) for entry in self._shown("Tabs", "data-tab-id", "tabs")]

    @property
    def focused_tab(self) -> Tab:
        """The selected tab."""
        return next(tab for tab in self.tabs if tab.focused)

    def _shown(self, label: str, attribute: str, part: str) -> list[dict[str, Any]]:
        try:
            shown = self.page.wait_for_function(SHOWN, arg=[label, attribute, part], polling=POLLING)
        except Error as error:
            strip = self.page.get_by_role("tablist", name=label, exact=True)
            on_page = strip.first.aria_snapshot() if strip.count() else f'no tablist "{label}"'
            raise AssertionError(f"The page does not show its present state, but:\n{on_page}") from error
        entries: list[dict[str, Any]] = shown.json_value()
        return entries

    def session(self, title: str) -> Session:
        """The one session with that title; waits for it."""
        expect(self.session_entry(title)).to_have_count(1)
        return next(session for session in self.sessions if session.title == title)

    def session_entry(self, title: str) -> Locator:
        """The entry on the rail with that title, to click or to expect something of."""
        return self.page.get_by_role("tablist", name="Sessions", exact=True).get_by_role(
            "tab", name=title, exact=True
        )

    def tab_entry(self, title: str) -> Locator:
        """The focused session's tab with that title."""
        return self.page.get_by_role("tablist", name="Tabs", exact=True).get_by_role(
            "tab", name=title, exact=True
        )

    def call(self, path: str, *arguments: object) -> Any:
        """Call a function below ``window.Microsoft`` ("Apm.createSession") and give what it resolves to.

        Arguments and results are plain JSON; a ``JsMap`` is a ``Map``. Raises ``CallRefused``.
        """
        return from_text(self.page.evaluate(CALL, [path, to_text(arguments)]))

    def state(self) -> dict[str, Any]:
        """The state that the view is drawn from (``py/cif_emulator/view/shapes.py``)."""
        state: dict[str, Any] = self.page.evaluate("() => window.cifEmulator.state()")
        return state

    def calls(self) -> list[dict[str, Any]]:
        """The calls that the workspace has received since it was reset."""
        calls: list[dict[str, Any]] = self.page.evaluate("() => window.cifEmulator.calls()")
        return calls

    def findings(self) -> list[dict[str, Any]]:
        """What the workspace has found since it was reset: works, but will probably surprise."""
        findings: list[dict[str, Any]] = self.page.evaluate("() => window.cifEmulator.findings()")
        return findings

    def reset(self) -> None:
        """Bring back the configured start, without a reload."""
        self.page.evaluate("() => window.cifEmulator.reset()")
