"""Long work of Python, which gives the page its turn in between."""

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

scripts = Scripts(__file__)

# So many that there are turns on any machine.
CONTACTS = 20_000


def test_a_turn_for_the_page_waits_for_no_timer(workspace: Workspace) -> None:
    # Browsers have timers that follow one another wait for four milliseconds each.
    found = workspace.page.evaluate(scripts("timersWhileLoading"), CONTACTS)
    assert found == {"rows": CONTACTS, "timers": 0}
