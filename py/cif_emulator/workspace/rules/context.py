"""A session's context: its values, its anchor record, and texts written with them."""

from __future__ import annotations

from collections.abc import Mapping

from cif_emulator.workspace.slugs.recursion import refuse_recursion
from cif_emulator.workspace.slugs.rendering import render
from cif_emulator.workspace.slugs.resolution import session_scope
from cif_emulator.workspace.state.session import Session
from cif_emulator.workspace.state.state import State


def update_values(
    state: State, session: Session, values: Mapping[str, object], removed: tuple[str, ...] = ()
) -> None:
    """Put values into a session's context and take keys out; what is rendered already stays.

    Keys that ``createSession`` got as ``context`` change there, too.
    """
    session.values.update(values)
    for key in removed:
        session.values.pop(key, None)
    passed = session.passed_context
    if passed is not None:
        kept = {key: values.get(key, value) for key, value in passed.items() if key not in removed}
        session.passed_context = kept
    state.touch()


def resolve_slug(state: State, session: Session, text: str) -> str:
    """The text with its slugs replaced from the session (``app-profile-manager.md`` 4)."""
    refuse_recursion(text, session.values)
    return render(text, session_scope(state.records, session))


def refresh_anchor(state: State, session: Session) -> None:
    """Read the anchor record anew into ``anchor.*``."""
    page = session.anchor_tab.page
    if page.is_record and page.entity_name and page.entity_id:
        session.anchor = state.records.retrieve(page.entity_name, page.entity_id) or {}
