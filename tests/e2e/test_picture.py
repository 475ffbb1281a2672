"""The README's picture: three sessions, made by the page itself.

``pytest tests/e2e/test_picture.py --update-picture`` puts it in its place.
"""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

scripts = Scripts(__file__)

PICTURE = Path(__file__).parents[2] / "web" / "picture.png"
CASE = "fac04293-1ab0-eb11-8236-000d3a5c49ed"


def size(picture: bytes) -> tuple[int, int]:
    assert picture.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


def test_picture_of_three_sessions(workspace: Workspace, pytestconfig: pytest.Config) -> None:
    page = workspace.page
    page.emulate_media(color_scheme="light")
    page.evaluate(
        scripts("pictureOfThreeSessions"),
        CASE,
    )
    assert len(workspace.sessions) == 4
    expect(
        page.get_by_role("tabpanel").get_by_role("heading", name=workspace.focused_session.title)
    ).to_be_visible()
    picture = page.screenshot(animations="disabled")
    assert size(picture) == (1280, 800)
    if pytestconfig.getoption("--update-picture"):
        PICTURE.write_bytes(picture)
    assert size(PICTURE.read_bytes()) == (1280, 800), "run this test with --update-picture"
    readme = PICTURE.parents[1].joinpath("README.md").read_text(encoding="utf-8")
    assert "(web/picture.png)" in readme
