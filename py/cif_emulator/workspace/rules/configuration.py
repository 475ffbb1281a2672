"""What an administrator changes while the workspace runs: it takes effect at once.

Sessions, tabs and notifications that are open stay as they were made.
"""

from __future__ import annotations

from cif_emulator.workspace.rules import notifications, providers
from cif_emulator.workspace.state.catalog import Catalog
from cif_emulator.workspace.state.state import State
from cif_emulator.workspace.state.templates import Setup


def reconfigure(state: State, setup: Setup) -> None:
    """Take over templates, profiles, providers and presences; the settings stay as they are."""
    state.setup = setup
    state.catalog = Catalog(setup)
    state.presences.configure(setup.presences)
    for gone in state.providers.configure(state.catalog.providers):
        notifications.withdraw_all(state, gone.provider_id)
        providers.forget(state, gone)
    providers.locate(state)
    state.touch()
