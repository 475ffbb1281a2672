"""``app-profile-manager.md`` 7: broadcasts, their payloads and their order."""

from __future__ import annotations

from .conftest import Caller

# All three events in one list, in the order in which they were posted: one channel listens for all topics.
LISTEN = """
const heard = [];
const channels = ["ON_SESSION_SWITCH", "ON_SESSION_CLOSED", "ON_TAB_SWITCH"].map((name) => {
  const channel = new BroadcastChannel(Apm.getEventPublisherTopic(name));
  channel.onmessage = (event) => event.data !== "probe" && heard.push([name, event.data]);
  return channel;
});
const settled = async () => {
  for (const channel of channels) {
    const probe = new BroadcastChannel(channel.name);
    const arrived = new Promise((resolve) => channel.addEventListener("message", (event) => event.data === "probe" && resolve()));
    probe.postMessage("probe");
    await arrived;
    probe.close();
  }
  channels.forEach((channel) => channel.close());
  return heard;
};
"""


def test_order_on_closing_the_focused_session(caller: Caller) -> None:
    heard = caller.run(f"""
      await openPlain();
      {LISTEN}
      await Apm.getFocusedSession().close();
      return settled();
    """)
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
    page_caller.run(f"{LISTEN} window.told = settled; window.heard = heard;")
    workspace.session_entry("Plain A").click()
    assert workspace.focused_session.title == "Plain A"
    heard = workspace.page.evaluate("window.told()")
    assert heard[0] == [
        "ON_SESSION_SWITCH",
        {"previousSessionId": "session-id-2", "newSessionId": "session-id-1"},
    ]
    assert heard[1][0] == "ON_TAB_SWITCH"
