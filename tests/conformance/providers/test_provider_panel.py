"""``ciframework.md`` 2.6, 2.7, 5.3, 5.4, 6: the communication panel and the agent's presence."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from cif_emulator.testing.scripts import Scripts

from .conftest import ALPHA, Configure, Widget, find_widget

scripts = Scripts(__file__)


def panel_of(widget: Widget) -> Locator:
    return widget.workspace.page.get_by_role("region", name="Communication panel")


def frame_of(widget: Widget) -> Locator:
    return widget.workspace.page.locator(f"iframe[data-provider={widget.provider}]")


def test_modes_are_numbers(alpha: Widget) -> None:
    found = alpha.run("""
      await open("Ada");
      const modes = [await CIF.getMode()];
      for (const mode of [0, 2, 3, 1]) modes.push(await CIF.setMode(mode, "corr"), await CIF.getMode("corr"));
      return modes;
    """)
    assert found == [1, 0, 0, 2, 2, 3, 3, 1, 1]


@pytest.mark.parametrize(
    ("mode", "name", "visible"),
    [(0, "minimized", True), (1, "docked", True), (2, "hidden", False), (3, "collapsed", True)],
)
def test_modes_are_shown(alpha: Widget, mode: int, name: str, visible: bool) -> None:
    alpha.run("await open('Ada'); await CIF.setMode(MODE);", MODE=mode)
    expect(alpha.workspace.page.locator(".communication-panel")).to_have_attribute("data-mode", name)
    expect(panel_of(alpha)).to_be_visible(visible=visible)
    expect(frame_of(alpha)).to_have_attribute("data-shown", "")


def test_minimized_is_a_smaller_overlay_that_can_be_used(alpha: Widget) -> None:
    """6: over the tabs, which have the full width; the widget sees its own size, and goes on drawing."""
    workspace = alpha.workspace.page
    alpha.run("await open('Ada'); await CIF.setMode(1); window.mine = 1;")
    docked = alpha.frame.evaluate("[innerWidth, innerHeight]")
    alpha.run("""
      document.body.innerHTML = '<button style="position: fixed; inset: auto 0 0 auto" onclick="this.textContent = 2">Hold</button>';
      await CIF.setMode(0);
    """)
    alpha.frame.wait_for_function("(width) => innerWidth < width", arg=docked[0])
    small = alpha.frame.evaluate("[innerWidth, innerHeight]")
    assert 250 <= small[0] < docked[0]
    assert 120 <= small[1] < docked[1] / 2
    alpha.frame.get_by_role("button", name="Hold").click()
    assert alpha.frame.locator("button").text_content() == "2"
    assert (
        alpha.frame.evaluate("new Promise((drawn) => requestAnimationFrame(() => drawn(window.mine)))") == 1
    )
    edge = workspace.locator(".rail").bounding_box()
    tabs = workspace.locator("main").bounding_box()
    panel = panel_of(alpha).bounding_box()
    assert edge is not None
    assert tabs is not None
    assert panel is not None
    assert tabs["x"] == edge["x"] + edge["width"]
    assert tabs["x"] < panel["x"]
    assert panel["y"] + panel["height"] < tabs["y"] + tabs["height"]
    expect(panel_of(alpha).get_by_role("button", name="Restore communication panel")).to_be_visible()


def test_collapsed_is_a_strip(alpha: Widget) -> None:
    alpha.run("await open('Ada'); await CIF.setMode(3);")
    expect(frame_of(alpha)).to_be_hidden()
    box = panel_of(alpha).bounding_box()
    assert box is not None
    assert box["width"] <= 24
    panel_of(alpha).get_by_role("button", name="Restore communication panel").click()
    expect(frame_of(alpha)).to_be_visible()


def test_wrong_modes_change_nothing(alpha: Widget) -> None:
    found = alpha.run("""
      await open("Ada");
      const calls = [7, -1, 1.5, "x", null, undefined, {}, true].map((mode) => () => CIF.setMode(mode));
      return [await Promise.all(calls.map(refused)), await CIF.getMode()];
    """)
    assert [each.get("isMap") for each in found[0]] == [True] * 8
    assert (
        "there is no mode 7; right is one of 0 (minimized), 1 (docked), 2 (hidden), 3 (collapsed)"
        in found[0][0]["message"]
    )
    assert "value is the text" in found[0][3]["message"]
    assert found[1] == 1


def test_programmatic_changes_raise_no_event(alpha: Widget) -> None:
    alpha.listen("onmodechanged", "onsizechanged")
    alpha.run("await open('Ada'); await CIF.setMode(0); await CIF.setMode(1); await CIF.setWidth(420);")
    assert alpha.heard_so_far("onmodechanged") == []
    assert alpha.heard_so_far("onsizechanged") == []


def test_widths(alpha: Widget) -> None:
    assert alpha.run(
        "await open('Ada'); return [await CIF.getWidth(), await CIF.setWidth(420, 'corr'), await CIF.getWidth('corr')];"
    ) == [340, 420, 420]
    alpha.workspace.page.wait_for_function(
        "() => Math.round(document.querySelector('.communication-panel').getBoundingClientRect().width) === 420"
    )


def test_width_below_300_changes_nothing_and_resolves(alpha: Widget) -> None:
    """8, #1711; a client asks for 30."""
    assert alpha.run(
        "await open('Ada'); return [await CIF.setWidth(30), await CIF.getWidth(), await CIF.setWidth(300)];"
    ) == [340, 340, 300]
    assert any(
        "setWidth(30) changes nothing" in call["error"]
        for call in alpha.workspace.calls()
        if call["kind"] == "warning"
    )


def test_width_beyond_half_of_the_screen_collapses(alpha: Widget) -> None:
    assert alpha.run(
        "await open('Ada'); return [typeof (await CIF.setWidth(900)), await CIF.getMode(), await CIF.getWidth(), await CIF.setMode(1)];"
    ) == ["number", 3, 340, 1]


def test_wrong_widths_change_nothing(alpha: Widget) -> None:
    found = alpha.run(
        "return [await Promise.all([() => CIF.setWidth('x'), () => CIF.setWidth(), () => CIF.setWidth({}), () => CIF.setWidth(NaN)].map(refused)), await CIF.getWidth()];"
    )
    assert [each.get("isMap") for each in found[0]] == [True] * 4
    assert "value is the text" in found[0][0]["message"]
    assert found[1] == 340


def test_one_width_for_all_sessions(alpha: Widget, beta: Widget) -> None:
    alpha.run("await open('Ada'); await CIF.setWidth(420);")
    assert beta.run("await open('Grace'); return CIF.getWidth();") == 420


def test_each_session_has_its_mode(alpha: Widget) -> None:
    found = alpha.run_script(scripts("eachSessionHasItsMode"))
    # 4.4: a template's panel state is another code than setMode's numbers.
    assert found == [0, 2, 1, 0]
    alpha.workspace.session_entry("Hidden Grace").click()
    expect(panel_of(alpha)).not_to_be_visible()
    alpha.workspace.session_entry("Call from Linus").click()
    assert alpha.run("return CIF.getMode();") == 0


def test_panel_shows_the_focused_sessions_provider(alpha: Widget, beta: Widget) -> None:
    alpha.run("await open('Ada');")
    beta.run("await open('Grace');")
    expect(panel_of(alpha).get_by_role("heading", name="Beta")).to_be_visible()
    expect(frame_of(beta)).to_have_attribute("data-shown", "")
    alpha.workspace.session_entry("Call from Ada").click()
    expect(panel_of(alpha).get_by_role("heading", name="Alpha")).to_be_visible()
    assert frame_of(beta).get_attribute("data-shown") is None
    alpha.workspace.session_entry("Home").click()
    expect(panel_of(alpha)).not_to_be_visible()
    assert alpha.workspace.state()["panel"]["shown"] is None


def test_pages_are_never_loaded_again(alpha: Widget, beta: Widget) -> None:
    alpha.run("window.mine = 1;")
    beta.run("window.mine = 2;")
    alpha.run(
        "await open('Ada'); for (const mode of [0, 2, 3, 1]) await CIF.setMode(mode); await CIF.setWidth(400);"
    )
    beta.run("await open('Grace');")
    for name in ("Home", "Call from Ada", "Call from Grace"):
        alpha.workspace.session_entry(name).click()
    assert (alpha.run("return window.mine;"), beta.run("return window.mine;")) == (1, 2)


def test_agent_minimizes_and_restores(alpha: Widget, beta: Widget) -> None:
    """3, 5.3: onmodechanged, to the provider now in the panel only."""
    alpha.listen("onmodechanged")
    beta.listen("onModeChanged")
    alpha.run("await open('Ada');")
    panel_of(alpha).get_by_role("button", name="Minimize communication panel").click()
    assert alpha.heard("onmodechanged") == [{"value": 0}]
    assert alpha.run("return CIF.getMode();") == 0
    panel_of(alpha).get_by_role("button", name="Restore communication panel").click()
    assert alpha.heard("onmodechanged", 2) == [{"value": 0}, {"value": 1}]
    assert beta.heard_so_far("onModeChanged") == []


def test_first_mode_change_may_be_lost(alpha: Widget, configure: Configure) -> None:
    """8, #1227, by switch."""
    configure(first_mode_change_lost=True)
    widget = find_widget(alpha.workspace, ALPHA)
    widget.listen("onmodechanged")
    widget.run("await open('Ada');")
    panel_of(widget).get_by_role("button", name="Minimize communication panel").click()
    panel_of(widget).get_by_role("button", name="Restore communication panel").click()
    assert widget.heard("onmodechanged") == [{"value": 1}]


def test_agent_drags_the_edge(alpha: Widget) -> None:
    """3: onsizechanged, in pixels."""
    alpha.listen("onsizechanged")
    alpha.run("await open('Ada');")
    edge = panel_of(alpha).get_by_role("separator", name="Width of the communication panel")
    box = edge.bounding_box()
    assert box is not None
    mouse = alpha.workspace.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + 200)
    mouse.down()
    mouse.move(box["x"] + box["width"] / 2 + 60, box["y"] + 210, steps=4)
    mouse.up()
    assert alpha.heard("onsizechanged") == [{"value": 400}]
    assert alpha.run("return CIF.getWidth();") == 400


def test_agent_resizes_by_keys(alpha: Widget) -> None:
    alpha.listen("onsizechanged")
    alpha.run("await open('Ada');")
    edge = panel_of(alpha).get_by_role("separator", name="Width of the communication panel")
    edge.press("ArrowRight")
    assert alpha.heard("onsizechanged") == [{"value": 356}]
    edge.press("Home")
    assert alpha.heard("onsizechanged", 2)[1] == {"value": 300}


def test_only_provider_has_home(only: Widget) -> None:
    """5.4: with one provider setMode works on Home, too."""
    assert only.run("return [await CIF.getMode(), await CIF.setMode(1), await CIF.getMode()];") == [0, 1, 1]
    expect(panel_of(only).get_by_role("heading", name="Alpha")).to_be_visible()
    only.run("await open('Ada');")
    only.workspace.session_entry("Home").click()
    expect(panel_of(only)).to_be_visible()


# -- presence -------------------------------------------------------------------------------------


def test_presence_is_text(alpha: Widget) -> None:
    assert alpha.run(
        "return [await CIF.getPresence(), await CIF.setPresence('Busy', 'corr'), await CIF.getPresence('corr')];"
    ) == ["Available", True, "Busy"]
    expect(alpha.workspace.page.get_by_role("button", name="Presence: Busy")).to_be_visible()


def test_presence_in_another_spelling_or_none(alpha: Widget) -> None:
    """Taken in another letter case, with a warning; false for one that does not exist."""
    assert alpha.run(
        "return [await CIF.setPresence('do NOT disturb'), await CIF.getPresence(), await CIF.setPresence('onVoiceCall'), await CIF.getPresence()];"
    ) == [
        True,
        "Do not disturb",
        False,
        "Do not disturb",
    ]
    warnings = [call["error"] for call in alpha.workspace.calls() if call["kind"] == "warning"]
    assert any("the product wants the exact spelling" in text for text in warnings)
    assert any('there is no presence "onVoiceCall"' in text for text in warnings)


def test_presence_changes_by_code_are_told(alpha: Widget, beta: Widget) -> None:
    alpha.listen("onPresenceChange")
    beta.listen("onpresencechange")
    assert alpha.run("return CIF.setPresence('Busy');") is True
    for payload in (alpha.heard("onPresenceChange"), beta.heard("onpresencechange")):
        assert [each["presenceInfo"]["presenceText"] for each in payload] == ["Busy"]
        info = payload[0]["presenceInfo"]
        assert sorted(info) == ["basePresenceStatus", "presenceColor", "presenceId", "presenceText"]
        assert payload[0]["presenceId"] == info["presenceId"]
    assert alpha.run("return typeof window.heard.onPresenceChange[0];") == "string"


def test_agent_picks_a_presence(alpha: Widget) -> None:
    alpha.listen("onPresenceChange")
    page = alpha.workspace.page
    page.get_by_role("button", name="Presence: Available").click()
    page.get_by_role("menuitemradio", name="Appear away").click()
    assert [each["presenceInfo"]["presenceText"] for each in alpha.heard("onPresenceChange")] == [
        "Appear away"
    ]
    assert alpha.run("return CIF.getPresence();") == "Appear away"


def test_agent_picks_a_presence_by_keys(alpha: Widget) -> None:
    page = alpha.workspace.page
    page.get_by_role("button", name="Presence: Available").press("ArrowDown")
    expect(page.get_by_role("menuitemradio", name="Available", exact=True)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Presence: Busy")).to_be_visible()
    assert alpha.run("return CIF.getPresence();") == "Busy"


def test_wrong_presences_are_refused(alpha: Widget) -> None:
    found = alpha.run(
        "return [await Promise.all([() => CIF.setPresence(), () => CIF.setPresence(5)].map(refused)), await CIF.getPresence()];"
    )
    assert [
        "presenceText is missing" in found[0][0]["message"],
        "presenceText is the number 5" in found[0][1]["message"],
    ] == [True, True]
    assert found[1] == "Available"


def test_no_presence_is_failed(alpha: Widget, configure: Configure) -> None:
    """2.7: the literal FAILED; the promise resolves all the same."""
    configure(presences=[])
    widget = find_widget(alpha.workspace, ALPHA)
    assert widget.run("return [await CIF.getPresence(), await CIF.setPresence('Available')];") == [
        "FAILED",
        False,
    ]
    expect(widget.workspace.page.get_by_role("button", name="Presence:")).to_have_count(0)
