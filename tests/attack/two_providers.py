"""A provider's page on an origin of its own, and one on the workspace's, for tests of what their scripts send."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Frame

from cif_emulator.testing.workspace_page import POLLING, Workspace

from ..provider_pages import PageServer, frame_of, page_server

FAR, NEAR = "own_far", "own_near"
_NAMES = re.compile(r'^  (?:async )?(?:"([^"]+)"|([\w$]+))(?:: |\()', re.MULTILINE)


@pytest.fixture(scope="module")
def widgets() -> Iterator[PageServer]:
    """The server of the far provider's page."""
    with page_server() as served:
        yield served


def configuration(*settings: str) -> Callable[..., Path]:
    """The fixture ``emulator_config``: both providers, with further lines of ``[workspace]``."""

    @pytest.fixture(scope="module")
    def emulator_config(widgets: PageServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
        folder = tmp_path_factory.mktemp("two_providers")
        (folder / "resources").mkdir()
        (folder / "resources/own.html").write_text("<!doctype html><body>own", encoding="utf-8")
        file = folder / "workspace.toml"
        further = "\n".join(settings)
        file.write_text(
            f"""
[workspace]
web_resources = "resources"
{further}
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

    return emulator_config


def frames(workspace: Workspace) -> tuple[Frame, Frame]:
    """The far and the near provider's page, ready to call."""
    far, near = frame_of(workspace, FAR), frame_of(workspace, NEAR)
    far.wait_for_function("() => window.announced", polling=POLLING)
    near.wait_for_function("() => window.Microsoft && document.readyState === 'complete'", polling=POLLING)
    return far, near


def names_in(python_file: str, table: str) -> list[str]:
    """The names in a table of the script beside a test."""
    text = Path(python_file).with_suffix(".js").read_text(encoding="utf-8")
    part = text[text.index(f"const {table} = {{") :]
    return [quoted or bare for quoted, bare in _NAMES.findall(part[: part.index("\n};")])]
