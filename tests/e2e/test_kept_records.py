"""`persist = true`: what was written is there after a reload, until a reset."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cif_emulator.testing.fixtures import FreshWorkspace
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

from ..console_lines import ConsoleLines

scripts = Scripts(__file__)

WAYS = ("snapshot", "library", "ordinary")
PERSON = "c7a11a11-0000-4000-8000-000000000001"
OTHER = "c7a11a11-0000-4000-8000-000000000002"
RECORDS = f"""
[[record]]
table = "contact"
id = "{PERSON}"
firstname = "Grace"
lastname = "Hopper"
"""

# The browser's own view of what is kept: names and texts by database.
KEPT = scripts("kept")

SAVED = scripts("saved")
SPOIL = scripts("spoil")
FORGET_SET_ASIDE = scripts("forgetSetAside")


def written(folder: Path, settings: str = "persist = true", records: str = RECORDS) -> Path:
    """The file of a configuration with these settings and records."""
    file = folder / "workspace.toml"
    file.write_text(f"[workspace]\n{settings}\n{records}", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def emulator_config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For tests that leave it as it is, and so share a page; what is kept goes with a reset."""
    return written(tmp_path_factory.mktemp("kept"))


@pytest.fixture
def spoilt_workspace(workspace: Workspace) -> Iterator[Workspace]:
    """The shared page, from which what was set aside is taken away."""
    yield workspace
    workspace.page.evaluate(FORGET_SET_ASIDE)


@pytest.fixture
def configured(tmp_path: Path) -> Callable[..., Path]:
    return partial(written, tmp_path)


def started(page: Page) -> None:
    page.wait_for_function("() => window.cifEmulator?.ready.then(() => true)", timeout=60_000)


def reload(workspace: Workspace) -> None:
    workspace.page.reload(wait_until="commit")
    started(workspace.page)


def jobs(workspace: Workspace) -> list[str | None]:
    """The job title of the configured contact, and the name of the other one, if it is there."""
    found = workspace.page.evaluate(
        scripts("jobs"),
        [PERSON, OTHER],
    )
    assert isinstance(found, list)
    return found


def edit(workspace: Workspace, job: str = "Rear admiral") -> None:
    """Writes by both namespaces."""
    workspace.page.evaluate(
        """async ([person, other, job]) => {
          await Microsoft.CIFramework.updateRecord("contact", person, JSON.stringify({ jobtitle: job, new_rank: 8 }));
          await Xrm.WebApi.createRecord("contact", { contactid: other, lastname: "Möhring" }).catch(() => {});
        }""",
        [PERSON, OTHER, job],
    )


def kept(page: Page) -> dict[str, str]:
    """What the only database keeps."""
    (entries,) = page.evaluate(KEPT).values()
    assert isinstance(entries, dict)
    return entries


def warnings(workspace: Workspace) -> list[str]:
    return [entry["error"] for entry in workspace.calls() if entry["kind"] == "warning"]


def test_what_was_written_is_there_after_the_next_start_on_whichever_way(
    fresh_workspace: FreshWorkspace, configured: Callable[..., Path]
) -> None:
    workspace = fresh_workspace(configuration=configured(), boot=WAYS[0])
    page = workspace.page
    assert jobs(workspace) == [None, None]
    for way in (*WAYS[1:], WAYS[0]):
        edit(workspace, f"Rear admiral, then {way}")
        # At once: the page is on its way out before a pause is over.
        page.goto(f"{workspace.url}?boot={way}", wait_until="commit")
        started(page)
        assert jobs(workspace) == [f"Rear admiral, then {way}", "Möhring"]
        assert warnings(workspace) == []
        box = page.get_by_role("searchbox")
        box.fill("Möhring")
        box.press("Enter")
        expect(page.get_by_role("tabpanel").get_by_role("link", name="Möhring").first).to_be_visible()


def test_what_is_written_after_a_reload_is_there_after_the_next(workspace: Workspace) -> None:
    edit(workspace)
    reload(workspace)
    edit(workspace, "Retired")
    reload(workspace)
    assert jobs(workspace) == ["Retired", "Möhring"]


def test_it_is_saved_without_a_reload(workspace: Workspace) -> None:
    page = workspace.page
    assert kept(page) == {}
    edit(workspace)
    page.evaluate(SAVED, "Rear admiral")
    # One edit and one new record, not the whole start.
    (text,) = kept(page).values()
    assert "Hopper" in text
    assert len(text) < 20_000


def test_a_reset_wipes_it(workspace: Workspace) -> None:
    edit(workspace)
    reload(workspace)
    assert jobs(workspace) == ["Rear admiral", "Möhring"]
    workspace.reset()
    assert jobs(workspace) == [None, None]
    assert kept(workspace.page) == {}
    reload(workspace)
    assert jobs(workspace) == [None, None]
    edit(workspace)
    workspace.reset()
    reload(workspace)
    assert jobs(workspace) == [None, None]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [("cut", "damaged or cut off"), ("other", "not what this page has saved"), ("format", "format 7")],
)
def test_what_is_spoilt_is_set_aside(spoilt_workspace: Workspace, spoil: str, says: str) -> None:
    workspace, page = spoilt_workspace, spoilt_workspace.page
    console = ConsoleLines(page)
    edit(workspace)
    page.evaluate(SAVED, "Rear admiral")
    page.evaluate(SPOIL, spoil)
    reload(workspace)
    assert jobs(workspace) == [None, None]
    (warning,) = warnings(workspace)
    assert says in warning
    assert console.containing(warning)
    (name,) = kept(page)
    assert name.startswith("set aside ")
    assert name in warning
    # It goes on with the seed, and what is written from now on is kept.
    edit(workspace, "Again")
    reload(workspace)
    assert jobs(workspace) == ["Again", "Möhring"]
    assert warnings(workspace) == []
    assert len(kept(page)) == 2


def test_another_configuration_leaves_it_aside(
    fresh_workspace: FreshWorkspace, configured: Callable[..., Path]
) -> None:
    workspace = fresh_workspace(configuration=configured())
    edit(workspace)
    reload(workspace)
    configured(records=RECORDS.replace("Grace", "Grace B."))
    reload(workspace)
    assert jobs(workspace) == [None, None]
    (warning,) = warnings(workspace)
    assert "another configuration" in warning
    configured()
    reload(workspace)
    assert jobs(workspace) == ["Rear admiral", "Möhring"]
    assert warnings(workspace) == []


def test_of_two_tabs_the_last_writer_wins(workspace: Workspace) -> None:
    first = workspace
    second = Workspace(page=first.page.context.new_page(), url=first.url)
    second.open(60_000)
    edit(second, "By the second")
    second.page.evaluate(SAVED, "By the second")
    second.page.close()
    first.page.wait_for_function(
        "() => cifEmulator.calls().some((entry) => entry.kind === 'warning' && entry.error.includes('another tab'))"
    )
    edit(first, "By the first")
    reload(first)
    assert jobs(first) == ["By the first", "Möhring"]


def test_without_the_setting_nothing_is_kept(
    fresh_workspace: FreshWorkspace, configured: Callable[..., Path]
) -> None:
    workspace = fresh_workspace(configuration=configured(""))
    edit(workspace)
    reload(workspace)
    assert jobs(workspace) == [None, None]
    assert workspace.page.evaluate(KEPT) == {}


@pytest.mark.parametrize(
    "refusal",
    [
        "indexedDB.open = () => { throw new DOMException('The operation is insecure.', 'SecurityError'); };",
        "IDBObjectStore.prototype.put = function () { this.transaction.abort(); };",
    ],
    ids=["forbidden", "full"],
)
def test_refused_storage_is_said_once(
    fresh_workspace: FreshWorkspace, configured: Callable[..., Path], refusal: str
) -> None:
    workspace = fresh_workspace(configuration=configured(), before=lambda page: page.add_init_script(refusal))
    edit(workspace)
    workspace.page.wait_for_function(
        "() => cifEmulator.calls().some((entry) => entry.kind === 'warning' && entry.error.includes('cannot be kept'))"
    )
    edit(workspace, "Goes on")
    assert jobs(workspace) == ["Goes on", "Möhring"]
    workspace.reset()
    edit(workspace)
    assert len(warnings(workspace)) <= 1
    assert jobs(workspace) == ["Rear admiral", "Möhring"]
