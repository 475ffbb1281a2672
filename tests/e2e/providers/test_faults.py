"""Faults on demand, as widgets on other origins see them and as the call log tells them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from cif_emulator.testing.calls import CallRefused
from cif_emulator.testing.fixtures import FreshWorkspace
from cif_emulator.testing.workspace_page import POLLING, Workspace

from ...provider_pages import PageServer, frame_of
from .conftest import CONFIGURATION, FAR, NEAR, WIDGET, ShowPage, Widget

ADD = "(fault) => window.cifEmulator.faults.add(fault)"
TIME_OUT = "Timeout occurred as no response was received from listener window"
CREATE = """
  const began = performance.now();
  const told = await CIF.createSession({ templateName: "msdyn_chat_session" }).then(
    (id) => ({ id }), (error) => ({ message: error.get("message"), code: error.get("errorCode") }));
  return { ...told, took: performance.now() - began };
"""


def add(workspace: Workspace, **fault: object) -> None:
    workspace.page.evaluate(ADD, fault)


def marks(workspace: Workspace, what: str) -> list[tuple[str, str]]:
    """Who met which fault."""
    return [
        (each["caller"], each["fault"])
        for each in workspace.calls()
        if each["what"].endswith(what) and each["fault"]
    ]


def test_a_call_is_rejected(widgets: tuple[Widget, Widget], workspace: Workspace) -> None:
    near, far = widgets
    add(workspace, method="CIFramework.createSession", reject="The service is not available", provider=NEAR)
    told = near.run(CREATE)
    assert (told["message"], told["code"]) == ("The service is not available", 4)
    assert far.run(CREATE)["id"] == "session-id-1"
    assert marks(workspace, "createSession") == [(NEAR, 'reject "The service is not available"')]


def test_only_some_calls_are_struck(widgets: tuple[Widget, Widget], workspace: Workspace) -> None:
    near, _ = widgets
    method = "CIFramework.getMode"
    calls = """
      const told = [];
      for (let count = 0; count < 12; count++) told.push(await CIF.getMode().then(() => 1, () => 0));
      return told;
    """

    def told(**which: int) -> list[int]:
        workspace.page.evaluate("() => window.cifEmulator.faults.clear()")
        add(workspace, method=method, reject="no", provider=NEAR, **which)
        before = len(workspace.calls(method))
        answers: list[int] = near.run(calls)
        assert [int(not each["fault"]) for each in workspace.calls(method)[before:]] == answers
        return answers

    assert told(every=3) == [1, 1, 0] * 4
    assert told(first=2) == [0] * 2 + [1] * 10
    by_chance = told(percent=50, seed=7)
    assert 0 < sum(by_chance) < 12
    assert told(percent=50, seed=7) == by_chance


def test_a_call_has_a_result_of_ones_own_or_comes_late(
    widgets: tuple[Widget, Widget], workspace: Workspace
) -> None:
    near, far = widgets
    add(workspace, method="CIFramework.createSession", value="session-id-99", provider=NEAR)
    add(workspace, method="CIFramework.*", delay=[200, 300], seed=7, provider=FAR)
    assert near.run(CREATE)["id"] == "session-id-99"
    told = far.run(CREATE)
    assert (told["id"], told["took"] >= 200) == ("session-id-1", True)
    [(_, given), (_, late)] = marks(workspace, "createSession")
    assert given == 'value "session-id-99"'
    assert late.startswith("delay ")


def test_answers_do_not_come(show: ShowPage, workspace: Workspace, page_host: PageServer) -> None:
    show(WIDGET)
    config = {
        "workspace": {"time_out": 0.3},
        "provider": [
            {"unique_name": name, "name": name, "channel_url": page_host.url("/widget", host=host)}
            for name, host in ((NEAR, "localhost"), (FAR, "127.0.0.1"))
        ],
        "fault": [
            {"method": "CIFramework.createSession", "answer": "never", "provider": NEAR},
            {"method": "CIFramework.createSession", "answer": "lost", "provider": FAR},
        ],
    }
    try:
        workspace.page.evaluate("(config) => window.cifEmulator.reset({ config })", config)
        opened = {}
        for name in (NEAR, FAR):
            widget = Widget(frame_of(workspace, name))
            widget.until("window.inits === 1")
            told = widget.run(CREATE)
            assert (told["message"], told["code"], told["took"] >= 300) == (TIME_OUT, 7, True)
            opened[name] = widget.run("return CIF.getAllSessions()")
        assert opened == {NEAR: [], FAR: ["session-id-1"]}
        assert marks(workspace, "createSession") == [(NEAR, "answer never"), (FAR, "answer lost")]
        # A reset returns to the configured ones.
        workspace.page.evaluate(
            "() => { window.cifEmulator.faults.clear(); return window.cifEmulator.reset(); }"
        )
        assert len(faults(workspace)) == 2
    finally:
        workspace.page.evaluate(
            "async () => window.cifEmulator.reset({ config: await (await fetch('config.json')).text() })"
        )


def faults(workspace: Workspace) -> Any:
    return workspace.page.evaluate("() => window.cifEmulator.faults.list()")


def test_records_of_a_table_fail(widgets: tuple[Widget, Widget], workspace: Workspace) -> None:
    add(workspace, table="contact", reject="no", code=77)
    script = "return CIF.searchAndOpenRecords('contact', '?$top=1', true).then(() => 0, (error) => error.get('errorCode'));"
    assert [widget.run(script) for widget in widgets] == [77, 77]
    assert marks(workspace, "searchAndOpenRecords") == [(NEAR, 'reject "no"'), (FAR, 'reject "no"')]


def test_events_come_twice_late_and_never(widgets: tuple[Widget, Widget], workspace: Workspace) -> None:
    near, far = widgets
    add(workspace, event="test_twice", answer="twice")
    add(workspace, event="test_late", delay=200)
    add(workspace, event="test_never", answer="never", provider=FAR)
    for widget in widgets:
        widget.run("""
          window.heard = [];
          for (const name of ["test_twice", "test_late", "test_never"])
            await CIF.addHandler(name, () => { window.heard.push(name); return Promise.resolve(); });
        """)
    near.run("""
      CIF.raiseEvent("test_never", "{}").catch(() => {});
      CIF.raiseEvent("test_late", "{}");
      CIF.raiseEvent("test_twice", "{}");
    """)
    near.until("window.heard.length === 4")
    far.until("window.heard.length === 3")
    assert near.run("return window.heard") == ["test_never", "test_twice", "test_twice", "test_late"]
    assert far.run("return window.heard") == ["test_twice", "test_twice", "test_late"]
    assert marks(workspace, "test_never") == [(FAR, "answer never")]
    assert sorted(marks(workspace, "test_twice")) == [
        (name, "answer twice") for name in (FAR, FAR, NEAR, NEAR)
    ]
    assert sorted(marks(workspace, "test_late")) == [(name, "delay 200 ms") for name in (FAR, NEAR)]


def test_the_presence_fails_and_sessions_are_full(
    widgets: tuple[Widget, Widget], workspace: Workspace
) -> None:
    near, _ = widgets
    add(workspace, presence="FAILED")
    add(workspace, sessions="full")
    assert near.run("return [await CIF.getPresence(), await CIF.canCreateSession()]") == ["FAILED", False]
    assert near.run("return CIF.setPresence('Busy')") is False
    assert near.run(CREATE)["code"] == 3
    assert marks(workspace, "canCreateSession") == [(NEAR, "sessions full")]
    assert marks(workspace, "setPresence") == [(NEAR, "presence FAILED")]
    assert marks(workspace, "getPresence") == [(NEAR, "presence FAILED")]
    assert marks(workspace, "createSession") == [(NEAR, "sessions full")]


def test_an_origin_is_refused(widgets: tuple[Widget, Widget], workspace: Workspace) -> None:
    near, far = widgets
    add(workspace, refuse_origin=True, provider=FAR)
    assert far.run("return CIF.getMode().catch((error) => error.get('errorCode'))") == 8
    assert near.run("return CIF.getMode()") is not None
    ((caller, mark),) = marks(workspace, "getMode")
    # Whoever is refused is told apart from the provider itself.
    assert (caller.split(" (")[0], mark) == (FAR, "refuse_origin")


def test_the_page_says_that_faults_are_on(workspace: Workspace) -> None:
    badge = workspace.page.get_by_role("banner").get_by_role("status")
    expect(badge).to_have_count(0)
    add(workspace, method="Apm.canCreateSession", value=False)
    add(workspace, method="Apm.createSession", reject="no")
    expect(badge).to_have_text("2 faults on")
    # The banner has room for it in its one row.
    boxes = [each.bounding_box() for each in (badge, workspace.page.locator("#user-button"))]
    assert all(box is not None and box["y"] + box["height"] <= 48 for box in boxes)
    expect(badge).to_have_attribute(
        "title", 'On demand goes wrong:\nApm.canCreateSession: value false\nApm.createSession: reject "no"'
    )
    assert workspace.page.evaluate("() => window.Microsoft.Apm.canCreateSession()") is False
    assert faults(workspace)[0] == {"method": "Apm.canCreateSession", "value": False}
    workspace.page.evaluate("() => window.cifEmulator.faults.clear()")
    expect(badge).to_have_count(0)
    assert workspace.page.evaluate("() => window.Microsoft.Apm.canCreateSession()") is True


def test_a_wrong_fault_is_refused(workspace: Workspace) -> None:
    told = workspace.page.evaluate("""() => {
      try { window.cifEmulator.faults.add({ method: "CIFramework.createSesion", reject: "no" }); }
      catch (error) { return [error.name, error.message]; }
    }""")
    assert told[0] == "TypeError"
    assert told[1].startswith(
        'cifEmulator.faults.add: method: there is no method "CIFramework.createSesion". Did you mean "CIFramework.createSession"'
    )
    assert faults(workspace) == []


@pytest.mark.allow_page_errors("msdyn_ciLibrary")
def test_faults_of_the_address_and_a_missing_library(
    fresh_workspace: FreshWorkspace, page_host: PageServer, tmp_path: Path
) -> None:
    text = CONFIGURATION.replace("NEAR", page_host.origin()).replace("FAR", page_host.origin("127.0.0.1"))
    file = tmp_path / "workspace.toml"
    (tmp_path / "resources").mkdir()
    file.write_text(text + '[[fault]]\nlibrary = "missing"\n', encoding="utf-8")
    page_host.pages = {"/widget": WIDGET}
    workspace = fresh_workspace(configuration=file)
    widget = Widget(frame_of(workspace, NEAR))
    widget.until("document.readyState === 'complete'")
    assert widget.run("return typeof window.Microsoft") == "undefined"
    assert marks(workspace, "msdyn_ciLibrary.js") == [("emulator", "library missing")]
    file.write_text(text + '[[fault]]\nlibrary = "slow"\ndelay = 300\n', encoding="utf-8")
    workspace.page.reload()
    widget = Widget(frame_of(workspace, NEAR))
    widget.until("window.inits === 1")
    [script] = widget.run(
        "return performance.getEntriesByName(document.scripts[1].src).map((each) => each.duration)"
    )
    assert script >= 300
    assert (NEAR, "library slow: delay 300 ms") in marks(workspace, "CIFInitDone")
    query = "?fault=CIFramework.getMode:reject&fault=CIFramework.nothing:reject"
    workspace.page.goto(workspace.url + query)
    workspace.page.wait_for_function("() => window.cifEmulator?.version", polling=POLLING)
    with pytest.raises(CallRefused, match="The service is not available"):
        workspace.call("CIFramework.getMode")
    expect(workspace.page.get_by_text("?fault= in the address")).to_contain_text(
        'no method "CIFramework.nothing"'
    )
