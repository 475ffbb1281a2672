"""Scripts that tests written for the product add to the page: its policy lets none run unless it is bypassed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Error

from cif_emulator.testing.fixtures import EmulatorServer
from cif_emulator.testing.settings import BrowserSettings
from cif_emulator.testing.workspace_page import Workspace

# Playwright tries the text for as long as this; where the policy refuses it, the browser throws.
TEXT = "window.cifEmulator !== undefined"


def test_the_projects_own_pages_keep_the_policy(workspace: Workspace) -> None:
    with pytest.raises(Error):
        workspace.page.add_script_tag(content="window.added = 1")
    assert workspace.page.evaluate("() => window.added") is None
    workspace.errors.clear()


def test_users_pages_take_scripts_of_their_own(
    cif_new_context: Callable[..., BrowserContext],
    cif_context_args: dict[str, Any],
    emulator_server: EmulatorServer,
) -> None:
    assert BrowserSettings().bypass_csp
    context = cif_new_context(**{**cif_context_args, "bypass_csp": BrowserSettings().bypass_csp})
    workspace = Workspace(page=context.new_page(), url=emulator_server.url)
    workspace.open(60_000)
    workspace.page.add_script_tag(content="window.added = 1")
    assert workspace.page.evaluate("() => window.added") == 1
    workspace.page.wait_for_function(TEXT)
