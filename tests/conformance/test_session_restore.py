"""``app-profile-manager.md`` 8.2: sessions after a reload, where ``session_restore`` is switched on."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import CASE, Caller
from .test_life_cycle import OPEN_SOME, reload


@pytest.fixture(scope="module")
def emulator_config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The conformance tests' configuration with the switch on."""
    own = Path(__file__).with_name("conformance.toml").read_text(encoding="utf-8")
    file = tmp_path_factory.mktemp("restore") / "workspace.toml"
    file.write_text(f"[workspace]\nsession_restore = true\n{own}", encoding="utf-8")
    return file


def test_sessions_are_restored_where_that_is_switched_on(page_caller: Caller) -> None:
    caller = page_caller
    workspace = caller.workspace
    caller.run(OPEN_SOME)
    assert len(workspace.sessions) == 4
    reload(workspace)
    # Sessions of channel providers do not come back.
    assert [session.title for session in workspace.sessions] == ["Home", "Ink & toner", "Plain G"]
    assert workspace.focused_session.title == "Ink & toner"
    assert [tab.title for tab in workspace.tabs] == ["Ink & toner", "Grace Hopper"]
    assert workspace.focused_tab.title == "Grace Hopper"
    found = caller.run("""
      const session = Apm.getFocusedSession();
      return [await session.resolveSlug("{anchor.title}/{extn_note}"), (await session.getContext()).parameters.entityId];
    """)
    assert found == ["Ink & toner/kept", CASE]
    # In another tab of the browser, only records' sessions do. Looking at them does not make it the one that counts.
    other = workspace.page.context.new_page()
    other.goto(workspace.url)
    other.wait_for_function("() => window.cifEmulator?.ready.then(() => true)", timeout=60_000)
    assert other.evaluate("cifEmulator.state().sessions.map((session) => session.title)") == [
        "Home",
        "Ink & toner",
    ]
    other.evaluate("Microsoft.Apm.getSession('session-id-0').focus()")
    reload(workspace)
    assert [session.title for session in workspace.sessions] == ["Home", "Ink & toner", "Plain G"]
    # Opening a session does.
    other.evaluate(
        "Microsoft.Apm.createSession({ templateName: 'conf_plain', sessionContext: { extn_who: 'H' } })"
    )
    other.wait_for_function("() => localStorage.getItem('cif-emulator sessions').includes('Plain H')")
    reload(workspace)
    assert [session.title for session in workspace.sessions] == ["Home", "Ink & toner"]
    other.close()
    # A reset is a start without them.
    workspace.reset()
    assert len(workspace.sessions) == 1
    reload(workspace)
    assert len(workspace.sessions) == 1


@pytest.mark.parametrize("broken", ["", "{", "5", '{"format":1,"sessions":[{"title":5}]}', "[" * 10_000])
def test_broken_saved_state_is_dropped_with_a_warning(page_caller: Caller, broken: str) -> None:
    caller = page_caller
    workspace = caller.workspace
    caller.run(OPEN_SOME)
    assert len(workspace.sessions) == 4
    # After the page's own last words.
    workspace.page.evaluate(
        "(text) => addEventListener('pagehide', () => localStorage.setItem('cif-emulator sessions', text))",
        broken,
    )
    reload(workspace)
    assert [session.title for session in workspace.sessions] == ["Home"]
    warned = [entry["error"] for entry in workspace.calls() if entry["kind"] == "warning"]
    assert any("dropped" in text for text in warned)
