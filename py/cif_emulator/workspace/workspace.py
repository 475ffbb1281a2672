"""The workspace as the contracts and extensions use it: the state, with the rules as methods."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from cif_emulator.workspace.rules import context, life_cycle, marks, providers, titles
from cif_emulator.workspace.state.requests import SessionRequest, TabRequest
from cif_emulator.workspace.state.session import Session, Tab
from cif_emulator.workspace.state.state import State


class Workspace(State):
    """One agent's workspace, from its configured start.

    A method either carries out the whole call or raises a ``Refusal`` and leaves everything as it was. What
    changed is told by ``drain``.
    """

    def open_at(self, address: str) -> None:
        """Begin at an address: that of the workspace's own page, without a slash at the end.

        The channel providers' pages are awaited from now on.
        """
        self.address = address.rstrip("/")
        providers.locate(self)

    def suppress_close_warning(self, suppressed: bool) -> None:
        """Ask no more, or again, before a session is closed by hand (8)."""
        self.settings = attrs.evolve(self.settings, suppress_session_close_warning=suppressed)

    # -- sessions ---------------------------------------------------------------------------------

    def open_session(self, request: SessionRequest) -> Session:
        """Open a session from a template (``app-profile-manager.md`` 3.1), last in the session panel."""
        return life_cycle.open_session(self, request)

    def focus_session(self, session: Session) -> None:
        """Bring a session to the front; its marks are cleared."""
        life_cycle.focus_session(self, session)

    def close_session(self, session: Session) -> bool:
        """Close a session and its tabs; the one above it gets the focus. Home stays: ``False``."""
        return life_cycle.close_session(self, session)

    def set_session_can_close(self, session: Session, can_close: bool) -> None:
        """Show or hide the session's ×; Home never has one."""
        life_cycle.set_session_can_close(self, session, can_close)

    def set_session_title(self, session: Session, title: str) -> None:
        """Change the rail's label; Home keeps its own."""
        titles.set_session_title(self, session, title)

    def render_title_anew(self, session: Session, values: Mapping[str, object]) -> None:
        """Write a session's title again from its template, with values of its own over its context's."""
        titles.render_title_anew(self, session, values)

    def request_focus(self, session: Session, unread: int = 0) -> None:
        """Mark a background session for the agent's attention; the focus stays."""
        marks.request_focus(self, session, unread)

    def set_unread(self, session: Session, count: int) -> None:
        """Show a number on a background session."""
        marks.set_unread(self, session, count)

    def set_urgent(self, session: Session, urgent: bool, text: str = "") -> None:
        """Show or clear the exclamation mark."""
        marks.set_urgent(self, session, urgent, text)

    def update_values(
        self, session: Session, values: Mapping[str, object], removed: tuple[str, ...] = ()
    ) -> None:
        """Put values into a session's context and take keys out; what is rendered already stays."""
        context.update_values(self, session, values, removed)

    def resolve_slug(self, session: Session, text: str) -> str:
        """The text with its slugs replaced from the session (``app-profile-manager.md`` 4)."""
        return context.resolve_slug(self, session, text)

    def refresh_anchor(self, session: Session) -> None:
        """Read the anchor record anew into ``anchor.*``."""
        context.refresh_anchor(self, session)

    # -- tabs -------------------------------------------------------------------------------------

    def create_tab(self, session: Session, request: TabRequest) -> Tab:
        """Open a tab at the session's right end (``app-profile-manager.md`` 3.3)."""
        return life_cycle.create_tab(self, session, request)

    def focus_tab(self, session: Session, tab: Tab) -> None:
        """Select a tab and bring its session forward."""
        life_cycle.focus_tab(self, session, tab)

    def close_tab(self, session: Session, tab: Tab) -> bool:
        """Close a tab; the one to its left gets the focus. The anchor tab stays: ``False``."""
        return life_cycle.close_tab(self, session, tab)

    def refresh_tab(self, tab: Tab) -> None:
        """Load the tab's page again."""
        life_cycle.refresh_tab(self, tab)

    def set_tab_title(self, tab: Tab, title: str) -> None:
        """Change a tab's caption."""
        titles.set_tab_title(self, tab, title)

    def set_tab_can_close(self, tab: Tab, can_close: bool) -> None:
        """Show or hide a tab's ×; the anchor tab never has one."""
        life_cycle.set_tab_can_close(self, tab, can_close)
