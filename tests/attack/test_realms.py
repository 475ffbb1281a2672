"""Scripts that replace what the language or the browser gives in their own window, and readers with wishes of their own."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from playwright.sync_api import Error

from cif_emulator.testing.fixtures import FreshWorkspace
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import POLLING, Workspace

from . import two_providers
from .two_providers import FAR, NEAR

scripts = Scripts(__file__)
widgets = two_providers.widgets
emulator_config = two_providers.configuration()


def right(answers: list[object]) -> None:
    """Calls were carried out or refused, and what is drawn is told."""
    opened, parameters, wrong, title, number = answers
    assert opened == "session-id-1"
    assert parameters == {"customer": "Ada", "list": [1, "a"]}
    assert "input.templateName.a is a function" in str(wrong)
    assert (title, number) == ("Own", 2)


@pytest.mark.parametrize(
    "name", [each for each in two_providers.names_in(__file__, "WORLDS") if each != "the namespaces"]
)
def test_calls_work_in_a_window_whose_script_has_replaced(workspace: Workspace, name: str) -> None:
    right(workspace.page.evaluate(scripts("callIn"), name))
    assert workspace.focused_session.title == "Own"


def test_a_script_that_replaces_functions_of_the_namespaces_has_its_own(
    fresh_workspace: FreshWorkspace,
) -> None:
    workspace = fresh_workspace()
    assert (
        workspace.page.evaluate(
            "() => { Microsoft.Apm.getFocusedSession = () => 'mine'; return Microsoft.Apm.getFocusedSession(); }"
        )
        == "mine"
    )
    right(workspace.page.evaluate(scripts("callIn"), "the namespaces"))


def test_calls_work_among_objects_that_nobody_may_change(fresh_workspace: FreshWorkspace) -> None:
    workspace = fresh_workspace()
    right(workspace.page.evaluate(scripts("callAmongFrozen")))
    assert workspace.focused_session.title == "Own"


@pytest.mark.allow_page_errors
@pytest.mark.parametrize("who", [FAR, NEAR])
def test_a_providers_page_that_takes_everything_from_itself_harms_nobody_else(
    workspace: Workspace, who: str
) -> None:
    far, near = two_providers.frames(workspace)
    broken, other = (far, near) if who == FAR else (near, far)
    broken.evaluate("() => Microsoft.CIFramework.addHandler('own_event', async () => 1)")
    other.evaluate("() => Microsoft.CIFramework.addHandler('own_event', async () => (window.heard = 1))")
    # The call may fail in the page itself, by its own deed.
    with suppress(Error):
        broken.evaluate(f"() => {{ ({scripts('takeAway')})(); Microsoft.CIFramework.getMode(); }}")
    assert other.evaluate("() => Microsoft.CIFramework.canCreateSession()") is True
    # A clock of Playwright's would need what the broken page has taken from itself.
    workspace.page.evaluate(scripts("raiseWithHeldTimers"))
    other.wait_for_function("() => window.heard === 1", polling=POLLING)
    # The time is over that all handlers together may take.
    assert workspace.page.evaluate(scripts("elapsed")) is True


def test_files_that_a_providers_page_drops_do_not_reach_the_page_around_it(workspace: Workspace) -> None:
    far, _ = two_providers.frames(workspace)
    assert far.evaluate(scripts("dropFromFrame")) == [
        "",
        "TypeError",
        "SecurityError",
        "SecurityError",
        "SecurityError",
        "",
        "",
    ]
    # Messages that were sent are there before the answer of this one.
    far.evaluate("() => Microsoft.CIFramework.getMode()")
    held = workspace.page.evaluate("() => cifEmulator.data().text.includes('Dropped')")
    assert held is False
    # The control: the same file, dropped on the page itself.
    workspace.page.evaluate(scripts("dropOnPage"))
    workspace.page.wait_for_function("() => cifEmulator.data().text.includes('Dropped')", polling=POLLING)


def test_readers_of_other_languages_places_and_wishes(fresh_workspace: FreshWorkspace) -> None:
    """Letters without a dot, a day ahead, a dark page that does not move."""
    workspace = fresh_workspace(
        locale="tr-TR", timezone_id="Pacific/Kiritimati", reduced_motion="reduce", color_scheme="dark"
    )
    page = workspace.page
    right(page.evaluate(scripts("callIn"), "the clock"))
    heard = page.evaluate(
        "() => new Promise((heard) => { void Microsoft.CIFramework.addHandler('ONCLICKTOACT', async (text) => heard(text))"
        ".then(() => cifEmulator.raiseEvent('onClickToAct', { value: 'I\\u0130\\u0131i' })); })"
    )
    assert json.loads(heard) == {"value": "I\u0130\u0131i"}
    page.emulate_media(reduced_motion="no-preference", forced_colors="active")
    assert workspace.focused_session.title == "Own"
