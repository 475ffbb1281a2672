"""The forms in which a recording becomes a test: pytest, and Playwright Test in TypeScript."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

from cif_emulator import __version__
from cif_emulator.cli.recordings import ID, TIME, is_time


class Form(ABC):
    """How one kind of test is written.

    ``actions`` are the lines for what an agent does, by its name, with ``%s`` for a value that is already
    written; ``anything`` is what stands for times and new ids.
    """

    actions: ClassVar[Mapping[str, tuple[str, ...]]]
    anything: ClassVar[str]

    def done(self, action: str, *written: str) -> list[str]:
        """The lines that do something as an agent does."""
        return [line % (written if "%s" in line else ()) for line in self.actions[action]]

    def literal(self, value: object, known: set[str] | None = None) -> str:
        """A value as the language writes it.

        With ``known`` ids it is what is expected: anything stands for times, and for ids that are not known.
        """
        if isinstance(value, str):
            is_made = known is not None and (
                TIME.search(value) or any(found not in known for found in ID.findall(value))
            )
            return self.anything if is_made else self.text(value)
        if isinstance(value, list):
            return f"[{', '.join(self.literal(each, known) for each in value)}]"
        if isinstance(value, dict):
            pairs = (f"{self.text(key)}: {self.literal(each, known)}" for key, each in value.items())
            return f"{{{', '.join(pairs)}}}"
        return self.anything if known is not None and is_time(value) else self.plain(value)

    @abstractmethod
    def text(self, text: str) -> str:
        """A text, with double quotes."""

    @abstractmethod
    def plain(self, value: object) -> str:
        """A number, a truth value, or nothing."""

    @abstractmethod
    def waiting(self, name: str, count: int) -> str:
        """The line that waits for calls."""

    @abstractmethod
    def given(self, name: str, place: int, expected: str) -> str:
        """The line that looks at what a call was given."""

    @abstractmethod
    def whole(
        self, body: Sequence[str], name: str, configuration: str | None, providers: Sequence[str]
    ) -> str:
        """The text of a file with one test."""


class Pytest(Form):
    """A module for the pytest plugin."""

    anything = "ANY"
    actions: ClassVar = {
        "nothing": ("assert workspace.sessions",),
        "setPresence": ("workspace.set_presence(%s)",),
        "focusSession": ("workspace.session_entry(%s).click()",),
        "focusTab": ("workspace.tab_entry(%s).click()",),
        "hover": ("workspace.session_entry(%s).hover()",),
        "press": ("workspace.page.get_by_role('button', name=%s).click()",),
        "accept": ("workspace.notifications[0].accept()",),
        "reject": ("workspace.notifications[0].reject()",),
        "clickToAct": ("workspace.page.get_by_role('button', name=%s).first.click()",),
        "dispatchClickToAct": ("workspace.click_to_act(%s)",),
        "togglePanel": ("workspace.panel.toggle.click()",),
        "search": (
            "workspace.page.get_by_role('searchbox', name='Search records').fill(%s)",
            "workspace.page.get_by_role('searchbox', name='Search records').press('Enter')",
        ),
        "raiseEvent": ("workspace.call('CIFramework.raiseEvent', %s)",),
        "raiseEventFor": ("workspace.raise_event(%s, %s, provider=%s)",),
        "openSession": ("workspace.open_session(%s, **%s)",),
    }

    def text(self, text: str) -> str:
        """As Python writes it."""
        quoted = json.dumps(text, ensure_ascii=False)
        return quoted if "\\u" not in quoted else repr(text)

    def plain(self, value: object) -> str:
        """As Python writes it."""
        return repr(value)

    def waiting(self, name: str, count: int) -> str:
        """One call is what is waited for by itself."""
        return f"workspace.wait_for_calls({self.text(name)}{f', {count}' if count > 1 else ''})"

    def given(self, name: str, place: int, expected: str) -> str:
        """The log has inputs as JSON texts."""
        told = f'json.loads(workspace.calls({self.text(name)})[{place}]["input"])'
        return f"assert {told} == {expected}"

    def whole(
        self, body: Sequence[str], name: str, configuration: str | None, providers: Sequence[str]
    ) -> str:
        """The marker says what the test starts from."""
        needs_json = any("json.loads" in line for line in body)
        needs_any = any("ANY" in line for line in body)
        given = [f"config={self.text(configuration)}"] if configuration else []
        given += [f"providers=[{', '.join(map(self.text, providers))}]"] if providers else []
        lines = [f'"""Recorded with cif-emulator {__version__}."""', ""]
        lines += ["import json"] * needs_json + ["from unittest.mock import ANY"] * needs_any
        lines += ["", "import pytest"] * bool(given) + ["", ""]
        lines += [f"@pytest.mark.cif_emulator({', '.join(given)})"] * bool(given)
        function = re.sub(r"\W+", "_", name.lower()).strip("_") or "recording"
        lines += [f"def test_{function}(workspace):", *(f"    {line}" for line in body)]
        return re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines)) + "\n"


class PlaywrightTs(Form):
    """A file for the fixture of ``cif-emulator/playwright``."""

    anything = "expect.anything()"
    actions: ClassVar = {
        "nothing": ('await expect(workspace).toHaveSession("Home");',),
        "setPresence": ("await workspace.setPresence(%s);",),
        "focusSession": ("await workspace.sessionEntry(%s).click();",),
        "focusTab": ("await workspace.tabEntry(%s).click();",),
        "hover": ("await workspace.sessionEntry(%s).hover();",),
        "press": ('await workspace.page.getByRole("button", { name: %s }).click();',),
        "accept": ("await workspace.notifications.at(0).accept();",),
        "reject": ("await workspace.notifications.at(0).reject();",),
        "clickToAct": ('await workspace.page.getByRole("button", { name: %s }).first().click();',),
        "dispatchClickToAct": ("await workspace.clickToAct(%s);",),
        "togglePanel": ("await workspace.panel.toggle.click();",),
        "search": (
            'await workspace.page.getByRole("searchbox", { name: "Search records" }).fill(%s);',
            'await workspace.page.getByRole("searchbox", { name: "Search records" }).press("Enter");',
        ),
        "raiseEvent": ('await workspace.call("CIFramework.raiseEvent", %s);',),
        "raiseEventFor": ("await workspace.raiseEvent(%s, %s, { provider: %s });",),
        "openSession": ("await workspace.openSession(%s, %s);",),
    }

    def text(self, text: str) -> str:
        """JSON's texts are TypeScript's, too."""
        return json.dumps(text, ensure_ascii=False)

    def plain(self, value: object) -> str:
        """As JSON writes it."""
        return json.dumps(value)

    def waiting(self, name: str, count: int) -> str:
        """One call is what is waited for by itself."""
        return f"await workspace.waitForCalls({self.text(name)}{f', {count}' if count > 1 else ''});"

    def given(self, name: str, place: int, expected: str) -> str:
        """The log has inputs as JSON texts."""
        told = f"JSON.parse((await workspace.calls({self.text(name)}))[{place}].input)"
        return f"expect({told}).toEqual({expected});"

    def whole(
        self, body: Sequence[str], name: str, configuration: str | None, providers: Sequence[str]
    ) -> str:
        """``test.use`` says what the test starts from."""
        given = [f"config: {self.text(configuration)}"] if configuration else []
        given += [f"providers: [{', '.join(map(self.text, providers))}]"] if providers else []
        names = "expect, test" if any("expect" in line for line in body) else "test"
        lines = [
            f"// Recorded with cif-emulator {__version__}.",
            f'import {{ {names} }} from "cif-emulator/playwright";',
            "",
        ]
        lines += [f"test.use({{ cifEmulator: {{ {', '.join(given)} }} }});", ""] * bool(given)
        lines += [f"test({self.text(name)}, async ({{ workspace }}) => {{"]
        return "\n".join([*lines, *(f"  {line}" for line in body), "});"]) + "\n"


FORMS: Mapping[str, Form] = {"pytest": Pytest(), "playwright-ts": PlaywrightTs()}
