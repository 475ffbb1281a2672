"""What an administrator changes while the workspace runs: it takes effect at once.

Sessions, tabs and notifications that are open stay as they were made.
"""

from __future__ import annotations

from cif_emulator.workspace.rules import life_cycle, notifications, providers
from cif_emulator.workspace.state.captions import page_caption
from cif_emulator.workspace.state.catalog import Catalog
from cif_emulator.workspace.state.panel import LEAST_WIDTH
from cif_emulator.workspace.state.record_source import RecordSource
from cif_emulator.workspace.state.refusals import listed, quoted
from cif_emulator.workspace.state.settings import Setup
from cif_emulator.workspace.state.state import State


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


def take_over(state: State, setup: Setup, records: RecordSource) -> None:
    """Go on with another configuration and its records: those of a file that was written anew.

    Sessions whose templates have gone are closed, and that is told.
    """
    before, catalog = state.setup, state.catalog
    state.records = records
    state.settings = setup.settings
    state.scenarios = setup.scenarios
    if setup.faults != before.faults:
        state.faults.configure(setup.faults)
    if setup.settings.panel_width != before.settings.panel_width:
        state.panel.width = max(LEAST_WIDTH, setup.settings.panel_width)
    reconfigure(state, setup)
    home = state.home.anchor_tab
    home.title = page_caption(records, state.catalog, home.page)
    _follow_templates(state, catalog)


def _follow_templates(state: State, before: Catalog) -> None:
    gone = []
    for session in state.sessions.values():
        name = session.template.unique_name if session.template else ""
        # A record's session that no template was configured for has one of its own.
        if before.sessions.find(name) is None:
            continue
        session.template = state.catalog.sessions.find(name)
        if session.template is None:
            gone.append((session, name))
        for tab in session.tabs.values():
            if tab.template is not None:
                tab.template = state.catalog.tabs.find(tab.template.unique_name) or tab.template
    for session, name in gone:
        life_cycle.close_session(state, session)
        state.warn("session-template-gone", title=session.title, name=quoted(name))
    if gone:
        titles = listed((f"“{session.title}”" for session, _ in gone), "cifEmulator.findings()")
        state.screen.show_message(
            "warning", f"The configuration has changed. Closed, for their templates have gone: {titles}."
        )
