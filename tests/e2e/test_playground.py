"""The playground: texts that run beside a workspace in a frame without an origin, and links that hold them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from cif_emulator.testing.fixtures import EmulatorServer, ServeWorkspace
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.settings import BrowserSettings

scripts = Scripts(__file__)

EXAMPLES = json.loads((Path(__file__).parents[2] / "web" / "play" / "examples" / "list.json").read_text())
# What each example shows when it has run: a text of its output, or of the workspace where it writes nothing.
SHOWN = {
    "apm-create-session": "session-id-1",
    "cif-create-session": "created session-id-1",
}


@pytest.fixture(scope="module")
def server(serve_workspace: ServeWorkspace, tmp_path_factory: pytest.TempPathFactory) -> EmulatorServer:
    """A workspace with data of its own."""
    file = tmp_path_factory.mktemp("play") / "workspace.toml"
    file.write_text('[workspace]\ntitle = "Secret"\n', encoding="utf-8")
    return serve_workspace(file)


@pytest.fixture(scope="module")
def context(
    cif_new_context: Callable[..., BrowserContext], cif_settings: BrowserSettings
) -> Iterator[BrowserContext]:
    made = cif_new_context(viewport={"width": 1024, "height": 720})
    made.set_default_timeout(cif_settings.boot_timeout)
    return made
