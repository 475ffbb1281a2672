"""``app-profile-manager.md`` 7: broadcasts, their payloads and their order."""

from __future__ import annotations

from cif_emulator.testing.scripts import Scripts

from .conftest import Caller

scripts = Scripts(__file__)


def test_order_on_closing_the_focused_session(caller: Caller) -> None:
    heard = caller.run_script(scripts("closeTheFocusedSession"))
    assert heard == [
        ["ON_SESSION_CLOSED", {"sessionId": "session-id-1"}],
        ["ON_SESSION_SWITCH", {"previousSessionId": "session-id-1", "newSessionId": "session-id-0"}],
        [
            "ON_TAB_SWITCH",
            {"previousSessionId": "session-id-1", "previousTabId": "tab-id-1", "sessionId": "session-id-0", "tabId": "tab-id-0"},
        ],
    ]  # fmt: skip


def test_clicks_are_told(page_caller: Caller) -> None:
    workspace = page_caller.workspace
    page_caller.run('await openPlain({ extn_who: "A" }); await openPlain({ extn_who: "B" });')
    page_caller.run_script(scripts("listenInTheWindow"))
    workspace.session_entry("Plain A").click()
    assert workspace.focused_session.title == "Plain A"
    heard = workspace.page.evaluate("window.told()")
    assert heard[0] == [
        "ON_SESSION_SWITCH",
        {"previousSessionId": "session-id-2", "newSessionId": "session-id-1"},
    ]
    assert heard[1][0] == "ON_TAB_SWITCH"
