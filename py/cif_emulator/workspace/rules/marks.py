"""What the rail shows on a session beside its title: attention, unread messages, urgency."""

from __future__ import annotations

from cif_emulator.workspace.state.session import Session
from cif_emulator.workspace.state.state import State


def request_focus(state: State, session: Session, unread: int = 0) -> None:
    """Mark a background session for the agent's attention; the focus stays."""
    if session is not state.focused_session:
        session.attention = True
        session.unread = unread
        state.touch(session)


def set_unread(state: State, session: Session, count: int) -> None:
    """Show a number on a background session."""
    if session is not state.focused_session:
        session.unread = count
        state.touch(session)


def set_urgent(state: State, session: Session, urgent: bool, text: str = "") -> None:
    """Show or clear the exclamation mark."""
    session.urgent = urgent
    session.urgent_text = text if urgent else ""
    state.touch(session)


def clear_marks(state: State, session: Session) -> None:
    """The agent sees the session: nothing asks for attention any longer."""
    session.attention = False
    session.unread = 0
    state.touch(session)
