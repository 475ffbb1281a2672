"""Twenty tests in Python, by one of three ways; the first of all is there to start the page, and not counted."""

from __future__ import annotations

import json
import os

import pytest
from playwright.sync_api import Page, expect

from cif_emulator.testing.scripts import Scripts

WAY = os.environ["WAY"]
FLOW = Scripts(__file__)("flow")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """How pytest-playwright launches the browser for its own pages."""
    launch = json.loads(os.environ["LAUNCH"])
    return {"executable_path": launch["executablePath"], "chromium_sandbox": launch["chromiumSandbox"]}


@pytest.fixture
def shown(request: pytest.FixtureRequest) -> Page:
    """The page with a fresh workspace."""
    if WAY == "fixture":
        own: Page = request.getfixturevalue("workspace").page
        return own
    page: Page = request.getfixturevalue("page")
    page.goto(os.environ["SHOWN"])
    page.evaluate("() => window.cifEmulator?.ready")
    return page


@pytest.mark.parametrize("number", range(21))
def test_flow(shown: Page, number: int) -> None:
    assert shown.evaluate(FLOW, number) == {"isFocused": True, "canCreate": True}
    expect(shown.get_by_role("tablist", name="Sessions").get_by_role("tab")).to_have_count(2)
