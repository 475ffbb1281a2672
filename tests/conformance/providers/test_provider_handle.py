"""``window.cifEmulator``: events for one provider, sessions, scenarios."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from cif_emulator.api.provider_events import BUILT_IN_EVENTS
from cif_emulator.testing.calls import CallRefused
from cif_emulator.testing.workspace_page import POLLING

from .conftest import BETA, Widget


def test_each_event_arrives_at_a_provider_on_another_origin(alpha: Widget, beta: Widget) -> None:
    alpha.listen(*BUILT_IN_EVENTS, "conf_custom")
    beta.listen(*BUILT_IN_EVENTS, "conf_custom")
    workspace = beta.workspace
    for name in BUILT_IN_EVENTS:
        assert workspace.raise_event(name, {"value": name}, provider=BETA) is True
        assert beta.heard(name) == [{"value": name}]
    assert workspace.raise_event("conf_custom", 5, provider=BETA) is True
    [given] = beta.heard("conf_custom")
    assert dict(given["map"])["value"] == 5
    assert [alpha.heard_so_far(name) for name in (*BUILT_IN_EVENTS, "conf_custom")] == [[]] * 9
    with pytest.raises(CallRefused, match='no channel provider "conf_bet"'):
        workspace.raise_event("conf_custom", provider="conf_bet")


def test_sessions_and_clicks_by_the_handle(alpha: Widget) -> None:
    workspace = alpha.workspace
    assert workspace.open_session("conf_call", customer="Ada") == "session-id-1"
    alpha.listen("onclicktoact", "onPresenceChange")
    alpha.run("await CIF.setClickToAct(true);")
    workspace.page.evaluate("() => cifEmulator.clickToAct('555-0100')")
    assert alpha.heard("onclicktoact")[0]["value"] == "555-0100"
    workspace.page.evaluate("() => cifEmulator.setPresence('busy')")
    assert alpha.heard("onPresenceChange")[0]["presenceInfo"]["presenceText"] == "Busy"


def test_a_scenario_from_ring_to_wrap_up(alpha: Widget) -> None:
    workspace = alpha.workspace
    workspace.page.evaluate("() => { window.played = cifEmulator.scenario('incoming_call'); }")
    # It rings for a second: the page itself looks often.
    workspace.page.wait_for_function(
        "() => document.querySelector('[role=alertdialog]')?.textContent.includes('Ada Lindqvist')",
        polling=POLLING,
    )
    expect(workspace.session_entry("Ada Lindqvist")).to_be_visible()
    ended = workspace.page.evaluate("() => window.played")
    assert ended == {"scenario": "incoming_call", "outcome": "accepted", "sessionId": "session-id-1"}
    assert [session.title for session in workspace.sessions] == ["Home"]
