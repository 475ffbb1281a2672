"""A drawing has of the sessions only those that changed; put together they are what is on the page."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from cif_emulator.api.dispatcher import Dispatcher
from cif_emulator.config.baseline import Baseline
from cif_emulator.page import snapshot_text
from cif_emulator.page.snapshot_text import SnapshotText
from cif_emulator.view.snapshot import snapshot

from ..configured import configured

CHAT = {"templateName": "msdyn_chat_session", "templateParameters": {"customer": "Contoso"}}
CONTACT = {"entityName": "contact"}


class Screen:
    """A workspace, and the page that puts its drawings together (``web/view/drawings.js``)."""

    def __init__(self) -> None:
        baseline = Baseline(configured("[workspace]\nmax_sessions = 1000"))
        self.dispatcher = Dispatcher(baseline.workspace(), "page", lambda *_: None)
        self.texts = SnapshotText()
        self.known: dict[str, Any] = {}
        self.draw()

    def call(self, method: str, *args: object) -> Any:
        answer = self.dispatcher.answer(method, "emulator_page", json.dumps(args))
        return json.loads(answer[1:] or "null") if answer.startswith("=") else None

    def draw(self, *, whole: bool = False) -> Any:
        drawing = json.loads(self.texts.of(self.dispatcher.workspace, whole))
        self.known.update((each["id"], each) for each in drawing["changed"])
        if drawing["order"] is not None:
            self.known = {session_id: self.known[session_id] for session_id in drawing["order"]}
        return drawing

    def is_right(self) -> bool:
        shown = json.loads(json.dumps(snapshot(self.dispatcher.workspace)))["sessions"]
        return bool(list(self.known.values()) == shown)


@pytest.fixture
def screen() -> Screen:
    return Screen()


def test_one_of_many_sessions_is_looked_at_and_written_where_one_has_changed(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = [screen.call("CIFramework.createSession", CHAT) for _ in range(300)]
    assert len(screen.draw()["changed"]) == 301
    seen: list[str] = []

    def noting(name: str) -> Callable[..., object]:
        original: Callable[..., object] = getattr(snapshot_text, name)

        def noted(*args: object) -> object:
            seen.append(name)
            return original(*args)

        return noted

    for name in ("session_look", "session_view"):
        monkeypatch.setattr(snapshot_text, name, noting(name))
    screen.call("Session.title=", opened[7], "Printer jams")
    drawing = screen.draw()
    assert [each["title"] for each in drawing["changed"]] == ["Printer jams"]
    assert drawing["order"] is None
    assert seen == ["session_look", "session_view"]
    screen.call("CIFramework.setWidth", 400)
    assert screen.draw()["changed"] == []
    # The two between which the focus moves.
    screen.call("Session.focus", opened[8])
    assert [each["id"] for each in screen.draw()["changed"]] == [opened[8], opened[-1]]
    tab = screen.call("CIFramework.createTab", {"templateName": "msdyn_search"})
    assert screen.draw()["order"] is None
    assert screen.call("CIFramework.closeTab", tab)
    assert screen.draw()["order"] is None
    assert screen.call("CIFramework.createSession", CHAT)
    assert screen.draw()["order"] is None
    assert screen.is_right()
    screen.call("Session.close", opened[9])
    drawing = screen.draw()
    assert drawing["changed"] == []
    assert opened[9] not in drawing["order"]
    assert screen.is_right()
    assert len(screen.draw(whole=True)["changed"]) == 301


def test_a_drawing_that_failed_is_followed_by_a_whole_one(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = screen.call("CIFramework.createSession", CHAT)
    with monkeypatch.context() as broken:
        broken.delattr(snapshot_text, "session_view")
        with pytest.raises(NameError):
            screen.draw()
    assert [each["id"] for each in screen.draw()["changed"]] == ["session-id-0", session_id]
    assert screen.is_right()


@pytest.mark.parametrize("seed", range(5))
def test_drawings_put_together_are_what_is_on_the_page(screen: Screen, seed: int) -> None:
    chance = random.Random(seed)
    tabs: list[str] = []
    for step in range(150):
        one = chance.choice(list(screen.dispatcher.workspace.sessions))
        tab = chance.choice(tabs) if tabs else "tab-id-0"
        steps: list[list[Any]] = [
            ["CIFramework.createSession", CHAT],
            ["Session.close", one],
            ["Session.focus", one],
            ["Session.requestFocus", one],
            ["Session.title=", one, f"Title {step}"],
            ["Session.canClose=", one, bool(step % 2)],
            ["CIFramework.notifyNewActivity", one, step % 4],
            ["CIFramework.notifyKpiBreach", one, bool(step % 3), "late"],
            ["CIFramework.setSessionTitle", {"sessionId": one, "customer": f"C{step}"}],
            ["CIFramework.openForm", CONTACT],
            ["Agent.editField", tab, "lastname", f"Name {step}"],
            ["Agent.discardChanges", tab],
            ["Agent.saveRecord", tab],
            ["Agent.editNote", tab, f"Note {step}"],
            ["Apm.refreshTab", tab],
            ["Apm.closeTab", tab],
        ]
        method, *args = chance.choice(steps)
        screen.call(method, *args)
        tabs = [tab for session in screen.dispatcher.workspace.sessions.values() for tab in session.tabs]
        if chance.random() < 0.5:
            screen.draw()
            assert screen.is_right()
    screen.draw()
    assert screen.is_right()
