"""Icons that nobody serves are told once."""

from __future__ import annotations

from cif_emulator.workspace.rules.agent import MOST_MISSING_PICTURES, miss_picture
from cif_emulator.workspace.state.events import Warned
from cif_emulator.workspace.state.settings import Setup
from cif_emulator.workspace.workspace import Workspace

from .desk import Records


def test_each_missing_icon_is_told_once_and_not_without_end() -> None:
    workspace = Workspace(Setup(), Records())
    address = "http://localhost:4280/webresources/acme_phone.png"
    for _ in range(3):
        miss_picture(workspace, address)
    (warned,) = workspace.drain()
    assert isinstance(warned, Warned)
    assert (warned.rule, warned.text) == (
        "icon-not-served",
        f"nobody serves the icon {address}, which a template names",
    )
    for number in range(2 * MOST_MISSING_PICTURES):
        miss_picture(workspace, f"{address}?{number}")
    assert len(workspace.drain()) == MOST_MISSING_PICTURES - 1
