"""What one call may cost, in the page itself: the work is counted, so a slow machine refuses the same.

How long the page was busy with each is told by ``python -m tests.attack work``.
"""

from __future__ import annotations

import pytest

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

scripts = Scripts(__file__)

# What each is refused with; nothing where it is carried out, and cut before it is drawn.
CASES = {
    "values that double": "more than 4,000,000 characters",
    "slugs without end": "",
    "1,300,000 slugs": "more than 20,000 slugs",
    "20,000 queries": "more than 500 queries",
    "slugs 250 deep": "neither a column nor a value",
    "contains with 15,000 characters": "",
    "contains with a wildcard": "multiplied are",
    "expansions of five levels": "its answer would hold",
    "60,000 rows": "",
    "a title of 100,000 characters": "",
    "100,000 combining marks": "",
    "much context": "text_budget",
}


@pytest.mark.parametrize("name", CASES)
def test_the_page_is_not_kept_busy(workspace: Workspace, request: pytest.FixtureRequest, name: str) -> None:
    outcome = workspace.page.evaluate(scripts("attack"), name)
    request.node.user_properties.append(("seconds in the page", outcome["seconds"]))
    says = CASES[name]
    assert (says in outcome["message"]) if says else outcome["message"] == "", outcome["message"]
    # It goes on.
    assert workspace.page.evaluate("() => Microsoft.Apm.getSession('session-id-0').canCreateTab()") is True
    drawn = workspace.page.evaluate("() => document.body.innerText.length")
    assert drawn < 100_000
