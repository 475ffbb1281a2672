"""The documentation's examples and a provider's round on each way to start; the conformance tests take ``--cif-boot``."""

from __future__ import annotations

import pytest

from cif_emulator.testing.fixtures import FreshWorkspace
from cif_emulator.testing.scripts import Scripts

from ...provider_pages import PageServer
from ..console import Console
from ..test_documentation_examples import FIRST_CASE, apm_call, cif_call
from .conftest import FAR, NEAR, WIDGET, Widget, frame_of

scripts = Scripts(__file__)


@pytest.mark.parametrize("way", ["snapshot", "library", "ordinary"])
def test_the_examples_and_a_providers_round(
    fresh_workspace: FreshWorkspace, page_host: PageServer, way: str
) -> None:
    page_host.pages = {"/widget": WIDGET}
    workspace = fresh_workspace(boot=way)
    console = Console(workspace.page)
    first = console.type(apm_call(FIRST_CASE))
    assert workspace.state()["page"]["recordId"] == FIRST_CASE
    assert console.type(cif_call("msdyn_chat_session", "Contoso")) == ["success", "session-id-2"]
    near, far = (Widget(frame_of(workspace, provider)) for provider in (NEAR, FAR))
    titles = ["Home", workspace.sessions[1].title, "Contoso"]
    for number, widget in enumerate((near, far), 3):
        widget.until("window.inits === 1")
        done = widget.frame.evaluate(scripts("round"), f"Customer {number}")
        assert done["session"] == f"session-id-{number}"
        assert 'Did you mean "msdyn_chat_session"' in done["refused"]
        assert done["rows"] > 0
        widget.until("heard.length > 0")
        titles.append(f"Customer {number}")
    assert [session.title for session in workspace.sessions] == titles
    assert workspace.sessions[1].id == first
