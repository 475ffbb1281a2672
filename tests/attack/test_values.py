"""Hostile values over the border, from the window, a frame of its origin and a provider's page: refused in words, or taken."""

from __future__ import annotations

import pytest
from playwright.sync_api import Frame, JSHandle

from cif_emulator.testing.fixtures import FreshWorkspace
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

from ..e2e import test_embedding
from . import two_providers

scripts = Scripts(__file__)

# A page of another origin, which shows a workspace by an element.
hosts = test_embedding.hosts
server = test_embedding.server
host = test_embedding.host
element = test_embedding.element


widgets = two_providers.widgets
emulator_config = two_providers.configuration()


def goes_on(workspace: Workspace, *others: Frame) -> None:
    """Calls of everybody are answered, and nobody's prototype was changed."""
    for each in (workspace.page, *others):
        assert each.evaluate(scripts("nextCall")) == ["boolean", None]


@pytest.mark.parametrize("name", two_providers.names_in(__file__, "VALUES"))
def test_a_value_is_refused_in_words_or_taken(workspace: Workspace, name: str) -> None:
    page = workspace.page
    far, near = two_providers.frames(workspace)
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


@pytest.mark.parametrize("name", two_providers.names_in(__file__, "LARGE"))
def test_a_large_value_is_refused_in_words(workspace: Workspace, name: str) -> None:
    far, near = two_providers.frames(workspace)
    found = {}
    for each in (workspace.page, far, near):
        found |= each.evaluate(scripts("passLarge"), name)
    goes_on(workspace, far, near)
    assert found == {}


@pytest.mark.parametrize(
    "name", [*two_providers.names_in(__file__, "VALUES"), *two_providers.names_in(__file__, "LARGE")]
)
def test_a_value_passed_by_the_element_is_refused_in_words_or_taken(element: JSHandle, name: str) -> None:
    found, may_create = element.evaluate(
        f"(element, name) => ({scripts('passByElement')})([element, name])", name
    )
    assert found == {}
    assert may_create is True
