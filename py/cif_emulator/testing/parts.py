"""Parts of the page that tests speak of: the communication panel, toasts, faults, the call log in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen
from playwright.sync_api import Locator, Page, expect

# So much of the call log stands in the report of a failed test.
REPORTED_CALLS = 50
REPORTED_LENGTH = 300


@frozen
class Panel:
    """The communication panel."""

    page: Page

    @property
    def region(self) -> Locator:
        """The whole panel, to expect something of."""
        return self.page.get_by_role("region", name="Communication panel", exact=True)

    @property
    def mode(self) -> str:
        """How it is shown now: ``docked``, ``minimized``, ``collapsed`` or ``hidden``."""
        return self.page.locator("[data-zone=panel]").get_attribute("data-mode") or ""

    @property
    def toggle(self) -> Locator:
        """The button that minimizes or restores it."""
        return self.region.get_by_role("button", name="communication panel")


@frozen
class Notification:
    """A toast; every action waits for it."""

    toast: Locator

    @property
    def title(self) -> str:
        """Its heading."""
        return self.toast.get_by_role("heading").inner_text()

    def accept(self) -> None:
        """Press the button that accepts, and wait until the toast is gone."""
        self._answer("accept")

    def reject(self) -> None:
        """Press the button that rejects, and wait until the toast is gone."""
        self._answer("reject")

    def _answer(self, answer: str) -> None:
        number = self.toast.get_attribute("data-notification-id")
        self.toast.locator(f"[data-answer={answer}]").click()
        expect(self.toast.page.locator(f'[data-notification-id="{number}"]')).to_have_count(0)


@frozen
class Notifications:
    """The toasts on screen, the oldest first: by their number (-1 is the newest) or their title."""

    page: Page

    @property
    def toasts(self) -> Locator:
        """All of them, to expect something of."""
        return self.page.get_by_role("region", name="Notifications", exact=True).get_by_role("alertdialog")

    def __getitem__(self, which: int | str) -> Notification:
        """One toast, which need not be there yet."""
        if isinstance(which, int):
            return Notification(self.toasts.nth(which))
        return Notification(self.toasts.filter(has=self.page.get_by_role("heading", name=which, exact=True)))

    def __len__(self) -> int:
        """How many there are now."""
        return self.toasts.count()

    def __iter__(self) -> Iterator[Notification]:
        """Those that are there now."""
        return (self[number] for number in range(len(self)))


@frozen
class Faults:
    """What goes wrong on demand, until the next reset; keys as in ``[[fault]]`` of ``workspace.toml``."""

    page: Page

    def add(self, **fault: object) -> None:
        """Add a fault: ``add(method="CIFramework.createSession", reject="Sorry")``.

        Raises Playwright's ``Error``, with what is wrong, for one that cannot be.
        """
        self.page.evaluate("(fault) => window.cifEmulator.faults.add(fault)", fault)

    def list(self) -> Sequence[dict[str, Any]]:
        """The active faults, the oldest first."""
        faults: Sequence[dict[str, Any]] = self.page.evaluate("() => window.cifEmulator.faults.list()")
        return faults

    def clear(self) -> None:
        """Remove all faults, also the configured ones."""
        self.page.evaluate("() => window.cifEmulator.faults.clear()")


def call_lines(entries: Sequence[Mapping[str, Any]]) -> str:
    """The end of a call log, a line for each entry."""
    lines = [_call_line(entry) for entry in entries[-REPORTED_CALLS:]]
    if len(entries) > REPORTED_CALLS:
        lines.insert(0, f"… ({len(entries) - REPORTED_CALLS} earlier ones)")
    return "\n".join(lines)


def _call_line(entry: Mapping[str, Any]) -> str:
    outcome = "…" if entry["pending"] else entry["error"] or entry["result"]
    line = f"{entry['number']:>4} {entry['kind']:<8} {entry['caller']}: {entry['what']} {entry['input']}"
    if outcome:
        line += f" → {outcome}"
    if len(line) > REPORTED_LENGTH:
        line = f"{line[:REPORTED_LENGTH]}…"
    return f"{line} [fault: {entry['fault']}]" if entry["fault"] else line
