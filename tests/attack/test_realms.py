"""Scripts that replace what the language or the browser gives in their own window, and readers with wishes of their own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Error

from cif_emulator.testing.fixtures import FreshWorkspace
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import POLLING, Workspace

from ..provider_pages import PageServer, frame_of, page_server

scripts = Scripts(__file__)
FAR, NEAR = "own_far", "own_near"
NAMES = re.findall(
    r'^  "([^"]+)": \(\) =>', Path(__file__).with_suffix(".js").read_text("utf-8"), re.MULTILINE
)


@pytest.fixture(scope="module")
def widgets() -> Iterator[PageServer]:
    """The server of a provider's page."""
    with page_server() as served:
        yield served


@pytest.fixture(scope="module")
def emulator_config(widgets: PageServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A provider on an origin of its own, and one on the workspace's."""
    folder = tmp_path_factory.mktemp("realms")
    (folder / "resources").mkdir()
    (folder / "resources/own.html").write_text("<!doctype html><body>own", encoding="utf-8")
    file = folder / "workspace.toml"
    file.write_text(
        f"""
[workspace]
web_resources = "resources"
[[provider]]
unique_name = "{FAR}"
name = "Far"
label = "Far"
channel_url = "{widgets.url("/widget")}"
[[provider]]
unique_name = "{NEAR}"
name = "Near"
label = "Near"
channel_url = "{{workspace}}/webresources/own.html"
""",
        encoding="utf-8",
    )
    return file


def right(answers: list[object]) -> None:
    """Calls were carried out or refused, and what is drawn is told."""
    opened, parameters, wrong, title, number = answers
    assert opened == "session-id-1"
    assert parameters == {"customer": "Ada", "list": [1, "a"]}
    assert "input.templateName.a is a function" in str(wrong)
    assert (title, number) == ("Own", 2)


@pytest.mark.parametrize("name", [each for each in NAMES if each != "the namespaces"])
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
    far, near = frame_of(workspace, FAR), frame_of(workspace, NEAR)
    far.wait_for_function("() => window.announced", polling=POLLING)
    near.wait_for_function("() => window.Microsoft && document.readyState === 'complete'", polling=POLLING)
    broken, other = (far, near) if who == FAR else (near, far)
    broken.evaluate("() => Microsoft.CIFramework.addHandler('own_event', async () => 1)")
    other.evaluate("() => Microsoft.CIFramework.addHandler('own_event', async () => (window.heard = 1))")
    # The call may fail in the page itself, by its own deed.
    with suppress(Error):
        broken.evaluate(f"() => {{ ({scripts('takeAway')})(); Microsoft.CIFramework.getMode(); }}")
    assert other.evaluate("() => Microsoft.CIFramework.canCreateSession()") is True
    # In the time that all handlers together may take.
    assert workspace.page.evaluate("() => Microsoft.CIFramework.raiseEvent('own_event')") is True
    assert other.evaluate("window.heard") == 1


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
