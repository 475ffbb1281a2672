"""Sessions that survive a reload: ``app-profile-manager.md`` 8.2."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cif_emulator.records.store import Store
from cif_emulator.workspace.rules.forms import edit_field, form_of, save
from cif_emulator.workspace.rules.navigation import open_as_session
from cif_emulator.workspace.rules.restoration import restore, saved
from cif_emulator.workspace.state.events import Warned
from cif_emulator.workspace.state.requests import SessionRequest
from cif_emulator.workspace.state.settings import Setup
from cif_emulator.workspace.workspace import Workspace

from .desk import CASE, PERSON, desk, open_case, open_plain, open_tab


def test_sessions_tabs_and_focus_come_back() -> None:
    before = desk()
    case = open_case(before)
    tab = open_tab(before, case)
    tab.title = "Own title"
    before.update_values(case, {"k": {"deep": [1]}})
    open_plain(before)
    before.focus_session(case)
    kept = json.loads(json.dumps(saved(before)))
    after = desk()
    restore(after, kept, same_browser_tab=True)
    assert [session.title for session in after.sessions.values()] == ["Home", "Ink & toner", "Visitor 1"]
    restored = after.focused_session
    assert (restored.title, restored.focused_tab.title) == ("Ink & toner", "Own title")
    assert restored.anchor_tab.page.entity_id == CASE
    assert restored.anchor["title"] == "Ink & toner"
    assert restored.values["k"] == {"deep": [1]}
    assert restored.anchor_tab.is_anchor


def test_other_browser_tabs_get_sessions_of_any_record_only() -> None:
    before = desk()
    open_case(before)
    open_plain(before)
    open_as_session(before, "contact", {"entityId": PERSON})
    after = desk()
    restore(after, saved(before), same_browser_tab=False)
    assert [session.title for session in after.sessions.values()] == ["Home", "Ink & toner", "Ada Lovelace"]


def test_new_records_come_back_as_new_also_when_saved_meanwhile() -> None:
    before = Workspace(Setup(), Store())
    session = open_as_session(before, "contact", {"data": {"firstname": "Own"}})
    tab = session.anchor_tab
    edit_field(before, tab.tab_id, "lastname", "Name")
    assert save(before, tab.tab_id)
    assert (session.title, tab.title, tab.page.is_record) == ("Own Name", "Own Name", True)
    after = Workspace(Setup(), Store())
    restore(after, json.loads(json.dumps(saved(before))), same_browser_tab=True)
    restored = after.focused_session
    assert (restored.title, restored.anchor_tab.title) == ("New Contact", "New Contact")
    form = form_of(after, restored.anchor_tab)
    assert form is not None
    assert form.row is None
    assert (form.field("firstname").content.text, form.field("lastname").content.text) == ("Own", "")
    assert restored.anchor == {}


def test_opening_and_closing_counts_and_switching_does_not() -> None:
    workspace = desk()
    counts = [workspace.changes]
    case = open_case(workspace)
    counts.append(workspace.changes)
    tab = open_tab(workspace, case)
    counts.append(workspace.changes)
    workspace.close_tab(case, tab)
    counts.append(workspace.changes)
    workspace.focus_session(workspace.home)
    workspace.focus_tab(case, case.anchor_tab)
    assert workspace.changes == counts[-1]
    workspace.close_session(case)
    counts.append(workspace.changes)
    assert counts == sorted(set(counts))


def test_sessions_of_channel_providers_are_not_kept() -> None:
    before = desk()
    before.open_session(
        SessionRequest(template=before.catalog.session_template("own_plain"), owner="own_provider")
    )
    assert saved(before)["sessions"] == []


@pytest.mark.parametrize(
    "broken",
    [
        None,
        5,
        [],
        {},
        {"format": 1},
        {"format": 9, "sessions": []},
        {"format": 1, "sessions": [{}]},
        {"format": 1, "sessions": 5},
    ],
)
def test_broken_state_is_dropped_with_a_warning(broken: object) -> None:
    workspace = desk()
    restore(workspace, broken, same_browser_tab=True)
    assert list(workspace.sessions) == ["session-id-0"]
    assert [type(event) for event in workspace.drain()] == [Warned]


def test_vanished_templates_and_too_many_sessions_are_left_out() -> None:
    before = desk()
    for _ in range(3):
        open_case(before)
    kept = json.loads(json.dumps(saved(before)))
    kept["sessions"][0]["template"] = "own_gone"
    kept["sessions"][0]["entity"] = None
    after = desk(max_sessions=2)
    restore(after, kept, same_browser_tab=True)
    assert [session.title for session in after.sessions.values()] == ["Home", "Ink & toner"]
    assert sum(isinstance(event, Warned) for event in after.drain()) == 2


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(json_values, st.sampled_from(["tabs", "selected", "template", "values", "title", "panel", "focused"]))
def test_any_saved_state_is_survived(value: object, where: str) -> None:
    before = desk()
    open_case(before)
    kept = json.loads(json.dumps(saved(before)))
    kept["sessions"][0][where] = value
    after = desk()
    restore(after, kept, same_browser_tab=True)
    assert after.focused_session.session_id in after.sessions
