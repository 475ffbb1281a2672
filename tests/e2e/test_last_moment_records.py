"""`persist = true`: what was written right before the page was left, or before its interpreter ended."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from cif_emulator.testing.fixtures import FreshWorkspace
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

from .test_kept_records import FORGET_SET_ASIDE, PERSON, SAVED, edit, jobs, kept, warnings, written
from .test_start import keep_the_interpreter

scripts = Scripts(__file__)

# What the page found in the local storage when it began.
NOTES_AT_START = "window.notesAtStart = { ...localStorage };"
READY = "() => window.cifEmulator?.ready.then(() => true)"
# Leaves the page in the same task in which the last write is answered.
WRITE_AND_LEAVE = """async ([person, writes]) => {
  for (const columns of writes) await Xrm.WebApi.updateRecord("contact", person, columns);
  setTimeout(() => location.reload());
}"""


@pytest.fixture(scope="module")
def emulator_config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that keeps its records, until a reset."""
    return written(tmp_path_factory.mktemp("kept"))


@pytest.fixture
def noting(workspace: Workspace) -> Workspace:
    """The page notes what it finds when it begins."""
    workspace.page.add_init_script(NOTES_AT_START)
    return workspace


def write_and_leave(workspace: Workspace, *writes: dict[str, object]) -> None:
    page = workspace.page
    with page.expect_navigation(wait_until="commit", timeout=60_000):
        page.evaluate(WRITE_AND_LEAVE, [PERSON, writes])
    page.wait_for_function(READY, timeout=60_000)


def note_at_start(workspace: Workspace) -> str:
    notes: dict[str, str] = workspace.page.evaluate("notesAtStart")
    (note,) = [text for name, text in notes.items() if " records " in name]
    return note


def leave_note(workspace: Workspace, text: str) -> None:
    """Reload with another note of the last moment than the page's own."""
    page = workspace.page
    (fingerprint,) = [name for name in kept(page) if not name.startswith("set aside ")]
    page.evaluate(
        """([fingerprint, text]) => addEventListener("pagehide", () =>
          localStorage.setItem(`cif-emulator / records ${fingerprint}`, text))""",
        [fingerprint, text],
    )
    page.reload(wait_until="commit")
    page.wait_for_function(READY, timeout=60_000)


def saved(workspace: Workspace, job: str) -> Workspace:
    edit(workspace, job)
    workspace.page.evaluate(SAVED, job)
    return workspace


def note(*texts: str, base: int = 1, whole: bool = False) -> str:
    """As the page writes one: texts of writes on top of the entry ``base``."""
    writes = [{"number": 100 + place, "text": text} for place, text in enumerate(texts)]
    return json.dumps({"base": base, "isWhole": whole, "last": 200, "writes": writes})


def sealed(page: Page, body: str) -> str:
    """A text of changes with the body given, and the right checksum."""
    (text,) = [text for name, text in kept(page).items() if not name.startswith("set aside ")]
    header = {**json.loads(text.partition("\n")[0]), "checksum": hashlib.sha256(body.encode()).hexdigest()}
    return f"{json.dumps(header)}\n{body}"


SPOILT = {
    "{": "it is damaged",
    "1700000000000 {}": "it is damaged",
    json.dumps({"base": 1, "isWhole": False, "last": 200, "writes": [{"number": 1}]}): "it is damaged",
    "[" * 200_000: "it is damaged",
    note("no changes"): "not what this page has saved",
    note("no changes", whole=True): "not what this page has saved",
    note("no changes", base=99): "the records that it builds on are gone",
}


def test_a_spoilt_note_alone_is_set_aside(fresh_workspace: FreshWorkspace) -> None:
    # Not on the shared page: what is set aside outlives a reset.
    workspace = saved(fresh_workspace(), "Rear admiral")
    for spoilt, says in SPOILT.items():
        leave_note(workspace, spoilt)
        assert jobs(workspace) == ["Rear admiral", "Möhring"]
        # Those of earlier starts are told no more.
        (warning,) = warnings(workspace)
        assert says in warning
        (name,) = (name for name in kept(workspace.page) if name.startswith("set aside "))
        assert name in warning
        assert len(kept(workspace.page)) == 2
        workspace.page.evaluate(FORGET_SET_ASIDE)
    # The next reload is as quiet as ever.
    write_and_leave(workspace, {"jobtitle": "Retired"})
    assert jobs(workspace) == ["Retired", "Möhring"]
    assert warnings(workspace) == []


def test_deeply_nested_text_harms_nothing(fresh_workspace: FreshWorkspace) -> None:
    workspace = saved(fresh_workspace(), "Rear admiral")
    leave_note(workspace, note(sealed(workspace.page, "[" * 20_000 + "]" * 20_000)))
    assert jobs(workspace) == ["Rear admiral", "Möhring"]
    (warning,) = warnings(workspace)
    assert "nested more than 8 levels deep" in warning


def test_a_small_write_is_noted_alone_beside_much_that_is_kept(noting: Workspace) -> None:
    workspace = noting
    workspace.page.evaluate(
        """async (person) => {
          for (const part of ["a", "b", "c"]) await Xrm.WebApi.updateRecord("contact", person, { [`new_${part}`]: part.repeat(900_000) });
        }""",
        PERSON,
    )
    edit(workspace, "Large")
    workspace.page.evaluate(SAVED, "Large")
    workspace.page.evaluate(
        "Xrm.WebApi.createRecord('task', { subject: 'Small' }).then(() => setTimeout(() => location.reload()))"
    )
    workspace.page.wait_for_function("() => window.notesAtStart && Object.keys(notesAtStart).length > 0")
    workspace.page.wait_for_function(READY, timeout=60_000)
    assert len(note_at_start(workspace)) < 5_000
    tasks = workspace.page.evaluate(
        "Xrm.WebApi.retrieveMultipleRecords('task', \"?$filter=subject eq 'Small'\").then((found) => found.entities.length)"
    )
    assert tasks == 1
    assert jobs(workspace) == ["Large", "Möhring"]
    assert warnings(workspace) == []


@pytest.mark.parametrize("way", ["the database takes it", "the database does not take it"])
def test_what_is_too_much_for_a_note_is_there_or_told(workspace: Workspace, way: str) -> None:
    saved(workspace, "Rear admiral")
    page = workspace.page
    lost = way == "the database does not take it"
    if lost:
        page.evaluate("() => { IDBTransaction.prototype.commit = function () { this.abort(); }; }")
    # A column holds at most a megabyte, the local storage five.
    writes: list[dict[str, object]] = [{f"new_{letter}": letter * 1_000_000} for letter in "abcdefgh"]
    write_and_leave(workspace, *writes, {"jobtitle": "Retired"})
    found: list[str] = warnings(workspace)
    if lost or found:
        assert jobs(workspace) == ["Rear admiral", "Möhring"]
        assert ["could not be saved" in warning for warning in found] == [True]
    else:
        assert jobs(workspace) == ["Retired", "Möhring"]


def test_clocks_decide_nothing(workspace: Workspace) -> None:
    saved(workspace, "Rear admiral")
    workspace.page.evaluate("() => { Date.now = () => 0; }")
    write_and_leave(workspace, {"jobtitle": "Retired"})
    assert jobs(workspace) == ["Retired", "Möhring"]


@pytest.mark.allow_page_errors
def test_what_was_written_before_the_interpreter_ended_is_kept(fresh_workspace: FreshWorkspace) -> None:
    workspace = fresh_workspace(before=keep_the_interpreter)
    saved(workspace, "Rear admiral")
    workspace.page.evaluate(
        scripts("whatWasWrittenBeforeTheInterpreterEndedIsKept"),
        PERSON,
    )
    assert jobs(workspace) == ["Retired", "Möhring"]
    workspace.page.reload(wait_until="commit")
    workspace.page.wait_for_function(READY, timeout=60_000)
    assert jobs(workspace) == ["Retired", "Möhring"]


def test_of_two_tabs_the_last_note_wins(workspace: Workspace) -> None:
    first = saved(workspace, "By the first")
    second = Workspace(page=first.page.context.new_page(), url=first.url)
    second.open(60_000)
    saved(second, "By the second")
    first.page.wait_for_function(
        "() => cifEmulator.calls().some((entry) => entry.kind === 'warning' && entry.error.includes('another tab'))"
    )
    second.page.close()
    write_and_leave(first, {"new_rank": 9})
    found: dict[str, Any] = first.page.evaluate(
        "(person) => Xrm.WebApi.retrieveRecord('contact', person, '?$select=jobtitle,new_rank')", PERSON
    )
    # All that the first tab has, not a mixture.
    assert (found["jobtitle"], found["new_rank"]) == ("By the first", 9)


def test_a_save_that_met_a_reset_says_nothing_of_later_writes(workspace: Workspace) -> None:
    page = workspace.page
    with page.expect_navigation(wait_until="commit", timeout=60_000):
        page.evaluate(scripts("writeAfterAResetThatMetASave"), PERSON)
    page.wait_for_function(READY, timeout=60_000)
    assert warnings(workspace) == []
    assert jobs(workspace) == ["After the reset", None]


def test_what_the_database_refused_is_noted(workspace: Workspace) -> None:
    saved(workspace, "Rear admiral")
    page = workspace.page
    page.evaluate("() => { IDBTransaction.prototype.commit = function () { this.abort(); }; }")
    edit(workspace, "Retired")
    page.wait_for_function(
        "() => cifEmulator.findings().some(({ message }) => message.includes('tried again with the next write'))"
    )
    write_and_leave(workspace, {"new_rank": 9})
    assert jobs(workspace) == ["Retired", "Möhring"]
    assert warnings(workspace) == []


def test_what_the_database_refused_is_saved_with_the_next_write(workspace: Workspace) -> None:
    page = workspace.page
    page.evaluate(
        """() => {
          const { commit } = IDBTransaction.prototype;
          IDBTransaction.prototype.commit = function () { this.abort(); IDBTransaction.prototype.commit = commit; };
        }"""
    )
    edit(workspace, "Rear admiral")
    page.wait_for_function(
        "() => cifEmulator.findings().some(({ message }) => message.includes('tried again with the next write'))"
    )
    saved(workspace, "Retired")
    write_and_leave(workspace)
    assert jobs(workspace) == ["Retired", "Möhring"]


def test_where_database_and_storage_refuse_the_page_says_what_is_not_kept(
    fresh_workspace: FreshWorkspace,
) -> None:
    refusing = """Storage.prototype.setItem = () => { throw new Error("the storage is full"); };
        IDBTransaction.prototype.commit = function () { this.abort(); };"""
    workspace = fresh_workspace(before=lambda page: page.add_init_script(refusing))
    page = workspace.page
    (at_start,) = warnings(workspace)
    assert "takes no notes (the storage is full)" in at_start
    assert "the last 300 milliseconds" in at_start
    edit(workspace)
    page.wait_for_function("() => cifEmulator.findings('records-not-kept').length === 2")
    refused = warnings(workspace)[-1]
    assert "cannot be kept in this browser" in refused
    assert "(the storage is full): a reload begins without what has been written" in refused
    assert jobs(workspace) == ["Rear admiral", "Möhring"]


@pytest.mark.allow_page_errors
def test_a_page_that_is_left_without_an_interpreter_notes_the_last_write(
    fresh_workspace: FreshWorkspace,
) -> None:
    workspace = saved(fresh_workspace(before=keep_the_interpreter), "Rear admiral")
    page = workspace.page
    with page.expect_navigation(wait_until="commit", timeout=60_000):
        page.evaluate(f"(person) => void ({scripts('leaveWithoutAnInterpreter')})(person)", PERSON)
    page.wait_for_function(READY, timeout=60_000)
    assert jobs(workspace) == ["Retired", "Möhring"]
