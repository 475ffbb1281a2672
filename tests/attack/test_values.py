"""Hostile values over the border, from the window, a frame of its origin and a provider's page: refused in words, or taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Frame, JSHandle

from cif_emulator.testing.fixtures import FreshWorkspace
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import POLLING, Workspace

from ..e2e import test_embedding
from ..provider_pages import PageServer, frame_of, page_server

scripts = Scripts(__file__)

# A page of another origin, which shows a workspace by an element.
hosts = test_embedding.hosts
server = test_embedding.server
host = test_embedding.host
element = test_embedding.element


@pytest.fixture(scope="module")
def widgets() -> Iterator[PageServer]:
    """The server of a provider's page."""
    with page_server() as served:
        yield served


@pytest.fixture(scope="module")
def emulator_config(widgets: PageServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A provider on an origin of its own, and one on the workspace's, whose page is a web resource."""
    folder = tmp_path_factory.mktemp("values")
    (folder / "resources").mkdir()
    (folder / "resources/own.html").write_text("<!doctype html><body>own", encoding="utf-8")
    file = folder / "workspace.toml"
    file.write_text(
        f"""
[workspace]
web_resources = "resources"
[[provider]]
unique_name = "own_far"
name = "Far"
label = "Far"
channel_url = "{widgets.url("/widget")}"
[[provider]]
unique_name = "own_near"
name = "Near"
label = "Near"
channel_url = "{{workspace}}/webresources/own.html"
""",
        encoding="utf-8",
    )
    return file


def frames(workspace: Workspace) -> tuple[Frame, Frame]:
    """The pages of both providers, ready to call."""
    far, near = frame_of(workspace, "own_far"), frame_of(workspace, "own_near")
    far.wait_for_function("() => window.announced", polling=POLLING)
    near.wait_for_function("() => window.Microsoft && document.readyState === 'complete'", polling=POLLING)
    return far, near


NAMES = re.compile(r'^  (?:"([^"]+)"|([\w$]+)): ', re.MULTILINE)


def names_in(table: str) -> list[str]:
    """The names of the values of one of the script's tables."""
    text = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    part = text[text.index(f"const {table} = {{") :]
    return [quoted or bare for quoted, bare in NAMES.findall(part[: part.index("\n};")])]


def goes_on(workspace: Workspace, *others: Frame) -> None:
    """Calls of everybody are answered, and nobody's prototype was changed."""
    for each in (workspace.page, *others):
        assert each.evaluate(scripts("nextCall")) == ["boolean", None]


@pytest.mark.parametrize("name", names_in("VALUES"))
def test_a_value_is_refused_in_words_or_taken(workspace: Workspace, name: str) -> None:
    page = workspace.page
    far, near = frames(workspace)
    found = {
        "window": page.evaluate(scripts("passEverywhere"), [name, "window", "alone", "as all", "inside"]),
        "provider": far.evaluate(scripts("passEverywhere"), [name, "window", "alone", "inside", "in rows"]),
        "provider of the origin": near.evaluate(scripts("passEverywhere"), [name, "window", "inside"]),
        "frame": near.evaluate(scripts("passEverywhere"), [name, "parent", "inside"]),
    }
    goes_on(workspace, far, near)
    workspace.reset()
    found["live objects"] = page.evaluate(scripts("passToLiveObjects"), name)
    goes_on(workspace)
    assert {who: wrong for who, wrong in found.items() if wrong} == {}


def test_a_reset_with_any_value_is_refused_in_words_or_done(fresh_workspace: FreshWorkspace) -> None:
    workspace = fresh_workspace()
    assert workspace.page.evaluate(scripts("resetWithEach")) == {}
    goes_on(workspace)


@pytest.mark.parametrize("name", names_in("LARGE"))
def test_a_large_value_is_refused_in_words(workspace: Workspace, name: str) -> None:
    far, near = frames(workspace)
    found = {}
    for each in (workspace.page, far, near):
        found |= each.evaluate(scripts("passLarge"), name)
    goes_on(workspace, far, near)
    assert found == {}


@pytest.mark.parametrize("name", [*names_in("VALUES"), *names_in("LARGE")])
def test_a_value_passed_by_the_element_is_refused_in_words_or_taken(element: JSHandle, name: str) -> None:
    found, may_create = element.evaluate(
        f"(element, name) => ({scripts('passByElement')})([element, name])", name
    )
    assert found == {}
    assert may_create is True
