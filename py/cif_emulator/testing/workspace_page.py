"""The workspace as a test sees it: what is on the page, and calls into it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from attrs import define, field, frozen
from playwright.sync_api import ConsoleMessage, Error, FrameLocator, Locator, Page, WebError, expect

from cif_emulator.cli.web_resources import GLOBAL_CONTEXT, LIBRARY
from cif_emulator.testing.calls import CALL, from_text, to_text
from cif_emulator.testing.parts import Faults, Notifications, Panel, call_lines
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
RESET_IF_THERE = scripts("resetIfThere")
CALLS = scripts("calls")
CALLED = scripts("called")
RECORDS = scripts("records")
CLICK_TO_ACT = scripts("clickToAct")

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

    def calls(self, method: str | None = None) -> list[dict[str, Any]]:
        """The call log since the last reset; of one method ("CIFramework.createSession") or event alone."""
        calls: list[dict[str, Any]] = self.page.evaluate(CALLS, method)
        return calls

    def wait_for_calls(self, method: str, count: int = 1) -> list[dict[str, Any]]:
        """The entries of a method or event in the call log, as soon as there are so many."""
        try:
            self.page.wait_for_function(CALLED, arg=[method, count], polling=POLLING)
        except Error as error:
            found, log = len(self.calls(method)), call_lines(self.calls())
            told = f"{method}: {found} calls, expected {count}. The call log:\n{log}"
            raise AssertionError(told) from error
        return self.calls(method)

    def recording(self) -> dict[str, Any]:
        """What was done since the last reset (``docs/guides/recordings.md``)."""
        text: str = self.page.evaluate("() => window.cifEmulator.recording().text")
        made: dict[str, Any] = json.loads(text)
        return made

    @property
    def panel(self) -> Panel:
        """The communication panel."""
        return Panel(self.page)

    @property
    def notifications(self) -> Notifications:
        """The toasts: ``notifications[0].accept()``, ``notifications["Call from Ada"].reject()``."""
        return Notifications(self.page)

    @property
    def faults(self) -> Faults:
        """What goes wrong on demand."""
        return Faults(self.page)

    def provider(self, unique_name: str) -> FrameLocator:
        """The page in a channel provider's frame, to find buttons and fields in."""
        return self.page.frame_locator(f'iframe[data-provider="{unique_name}"]')

    def records(self, table: str) -> list[dict[str, Any]]:
        """The present rows of a table, by its logical name; a row's id is ``id``."""
        rows: list[dict[str, Any]] = self.page.evaluate(RECORDS, table)
        return rows

    def click_to_act(self, number: str) -> None:
        """Ask for a call to a number, as a custom control does: handlers of onclicktoact get it."""
        self.page.evaluate(CLICK_TO_ACT, number)

    def set_presence(self, text: str) -> None:
        """Choose a presence in the banner, by its text."""
        banner = self.page.get_by_role("banner")
        banner.get_by_role("button", name="Presence: ").click()
        menu = self.page.get_by_role("menu", name="Presence", exact=True)
        menu.get_by_role("menuitemradio", name=text, exact=True).click()
        expect(banner.get_by_role("button", name=f"Presence: {text}", exact=True)).to_be_visible()

    def raise_event(self, name: str, payload: object = None, *, provider: str) -> bool:
        """Raise an event for one provider's handlers; gives what they answered. Raises ``CallRefused``."""
        return bool(self._control("raiseEvent", name, payload, {"provider": provider}))

    def open_session(self, template: str, **values: object) -> str:
        """Open a session from a template, with its slugs' values or its page's parameters; gives its id."""
        return str(self._control("openSession", template, values))

    def scenario(self, name: str) -> dict[str, Any]:
        """Play a configured scenario to its end; gives its name, its outcome and its session's id."""
        result: dict[str, Any] = self._control("scenario", name)
        return result

    def _control(self, name: str, *arguments: object) -> Any:
        return from_text(self.page.evaluate(CALL, [f"cifEmulator.{name}", to_text(arguments)]))

    def findings(self) -> list[dict[str, Any]]:
        """What the workspace has found since it was reset: works, but will probably surprise."""
        findings: list[dict[str, Any]] = self.page.evaluate("() => window.cifEmulator.findings()")
        return findings

    def reset(self) -> None:
        """Bring back the configured start, without a reload."""
        self.page.evaluate("() => window.cifEmulator.reset()")

    def reset_if_there(self) -> bool:
        """Do so if the page still is this workspace; a test may have closed it, left it or set a clock."""
        try:
            return bool(self.page.evaluate(RESET_IF_THERE, self.url))
        except Error:
            # It is closed, has crashed, or is in the middle of a navigation.
            return False
