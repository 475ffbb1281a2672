"""Kept records that other scripts, other tabs and the browser spoil: what was not kept is told, and nothing hangs."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from cif_emulator.testing.fixtures import FreshWorkspace
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

from ..e2e.test_kept_records import (
    FORGET_SET_ASIDE,
    PERSON,
    SAVED,
    edit,
    jobs,
    kept,
    reload,
    warnings,
    written,
)
from ..e2e.test_last_moment_records import saved, sealed

scripts = Scripts(__file__)


@pytest.fixture(scope="module")
def emulator_config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that keeps its records, until a reset."""
    return written(tmp_path_factory.mktemp("kept"))


def warned(workspace: Workspace, part: str) -> None:
    """Wait for a warning with these words in it."""
    workspace.page.wait_for_function(
        "(part) => cifEmulator.calls().some((entry) => entry.kind === 'warning' && entry.error.includes(part))",
        arg=part,
    )


def goes_on(workspace: Workspace) -> None:
    """What is written from now on is kept again, and nothing more is told."""
    edit(workspace, "Again")
    reload(workspace)
    assert jobs(workspace) == ["Again", "Möhring"]
    assert warnings(workspace) == []


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("huge", "more than"),
        ("another workspace's", "belong to another configuration"),
        ("without a text", "not what this page has saved"),
        ("a number", "not what this page has saved"),
        ("a file", "not what this page has saved"),
    ],
)
def test_an_entry_that_is_not_the_pages_own_is_set_aside(workspace: Workspace, kind: str, says: str) -> None:
    saved(workspace, "Rear admiral")
    workspace.page.evaluate(scripts("spoilEntry"), kind)
    reload(workspace)
    assert jobs(workspace) == [None, None]
    (warning,) = warnings(workspace)
    assert says in warning
    goes_on(workspace)
    workspace.page.evaluate(FORGET_SET_ASIDE)


def test_an_entry_20000_levels_deep_is_set_aside(workspace: Workspace) -> None:
    page = saved(workspace, "Rear admiral").page
    deep = sealed(page, "[" * 20_000 + "]" * 20_000)
    page.evaluate(scripts("putEntry"), deep)
    reload(workspace)
    assert jobs(workspace) == [None, None]
    (warning,) = warnings(workspace)
    assert "nested more than 8 levels deep" in warning
    goes_on(workspace)
    page.evaluate(FORGET_SET_ASIDE)


@pytest.mark.parametrize(
    "database",
    [
        pytest.param({"version": 7, "store": "records"}, id="of a later version"),
        pytest.param({"version": 1, "store": "something else"}, id="of another kind"),
    ],
)
def test_a_database_that_is_not_the_pages_own_is_told(
    fresh_workspace: FreshWorkspace, database: dict[str, object]
) -> None:
    workspace = saved(fresh_workspace(), "Rear admiral")
    workspace.page.evaluate(scripts("replaceDatabase"), database)
    reload(workspace)
    assert jobs(workspace) == [None, None]
    (warning,) = warnings(workspace)
    assert "cannot be kept in this browser" in warning
    edit(workspace)
    assert jobs(workspace) == ["Rear admiral", "Möhring"]


def test_a_database_that_is_deleted_meanwhile_comes_back_with_everything(workspace: Workspace) -> None:
    saved(workspace, "Rear admiral")
    workspace.page.evaluate(scripts("deleteDatabase"))
    workspace.page.evaluate("(id) => Xrm.WebApi.updateRecord('contact', id, { jobtitle: 'Retired' })", PERSON)
    workspace.page.evaluate(SAVED, "Retired")
    reload(workspace)
    # The other contact was written before.
    assert jobs(workspace) == ["Retired", "Möhring"]
    assert warnings(workspace) == []


def with_a_clock(page: Page) -> None:
    """Time goes on as the test says, and the database answers when it may."""
    page.clock.install()
    page.add_init_script(scripts.call("silenceDatabase"))


def silence(page: Page) -> None:
    """Take the connection away; the next one is not answered."""
    page.evaluate("() => { isSilent = true; sessionStorage.setItem('silent', ''); }")
    page.evaluate(scripts("deleteDatabase"))


def test_a_database_that_does_not_answer_keeps_nobody_waiting(fresh_workspace: FreshWorkspace) -> None:
    workspace = saved(fresh_workspace(before=with_a_clock), "Rear admiral")
    page = workspace.page
    silence(page)
    edit(workspace, "Not kept")
    page.clock.run_for(1_000)
    page.clock.run_for(6_000)
    warned(workspace, "it has not answered for 5 seconds")
    page.reload(wait_until="commit")
    page.wait_for_function("() => window.cifEmulator !== undefined")
    page.evaluate("() => void cifEmulator.ready.then(() => (window.isReady = true))")
    while not page.evaluate("() => window.isReady"):
        page.clock.run_for(1_000)
    warned(workspace, "it has not answered for 5 seconds")
    edit(workspace, "Goes on")
    assert jobs(workspace) == ["Goes on", "Möhring"]
    # A reset waits no longer.
    page.evaluate("() => void cifEmulator.reset().then(() => (window.isReset = true))")
    while not page.evaluate("() => window.isReset"):
        page.clock.run_for(1_000)
    assert jobs(workspace) == [None, None]


def test_a_machine_that_slept_does_not_make_the_database_late(fresh_workspace: FreshWorkspace) -> None:
    workspace = saved(fresh_workspace(before=with_a_clock), "Rear admiral")
    page = workspace.page
    silence(page)
    edit(workspace, "Kept")
    page.clock.run_for(400)
    page.wait_for_function("() => window.isAsked")
    # Each timer that is due elapses once, as after a sleep or a long block.
    page.clock.fast_forward(60_000)
    page.evaluate("() => letAnswer()")
    page.evaluate("() => { isSilent = false; }")
    page.clock.resume()
    page.evaluate(SAVED, "Kept")
    assert warnings(workspace) == []


def test_of_two_tabs_that_write_at_once_one_state_is_kept_whole(workspace: Workspace) -> None:
    first = workspace
    second = Workspace(page=first.page.context.new_page(), url=first.url)
    second.open(60_000)
    for number, tab in enumerate((first, second)):
        day = {"person": PERSON, "who": f"Tab {number}", "count": 60}
        tab.page.evaluate(f"(day) => {{ window.day = ({scripts('writeOften')})(day); }}", day)
    for tab in (first, second):
        tab.page.evaluate("window.day")
        warned(tab, "another tab keeps its records in the same place")
    second.page.close()
    # The last that was saved, whosever it is.
    reload(first)
    found = first.page.evaluate(
        "(id) => Xrm.WebApi.retrieveRecord('contact', id, '?$select=jobtitle,description')", PERSON
    )
    assert found["jobtitle"] == found["description"]
    assert found["jobtitle"] in ("Tab 0 59", "Tab 1 59")
    assert len(kept(first.page)) == 1
