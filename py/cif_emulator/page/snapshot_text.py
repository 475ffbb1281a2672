"""Drawings as JSON text, one after the other: of the sessions only those that have changed are written."""

from __future__ import annotations

from cif_emulator.api import values
from cif_emulator.view.shapes import Drawing
from cif_emulator.view.snapshot import SessionLook, session_look, session_view, without_sessions
from cif_emulator.workspace.workspace import Workspace

# No drawing has been written that the next one could go on from.
_NEVER = -1


class SnapshotText:
    """Writes the drawings (``view/shapes.py``) of one page."""

    def __init__(self) -> None:
        self._version = _NEVER
        # By session: how it looked last.
        self._looks: dict[str, SessionLook] = {}

    def of(self, workspace: Workspace, whole: bool) -> str:
        """The next drawing; a ``whole`` one has all sessions, as after one that could not be shown."""
        if whole:
            self.forget()
        version, self._version = self._version, _NEVER
        looks = self._looks if version != _NEVER else {}
        changed = []
        for session in workspace.sessions.values():
            if session.looks_since <= version:
                continue
            look = session_look(workspace, session)
            if looks.get(session.session_id) != look:
                looks[session.session_id] = look
                changed.append(session_view(session, look))
        order = list(workspace.sessions)
        # New ones come last, as in the view.
        is_listed = version == _NEVER or list(looks) != order
        if is_listed:
            looks = {session_id: looks[session_id] for session_id in order}
        drawing: Drawing = {
            "changed": changed,
            "order": order if is_listed else None,
            **without_sessions(workspace),
        }
        text = values.write(drawing)
        self._version, self._looks = workspace.version, looks
        return text

    def forget(self) -> None:
        """The next drawing is a whole one: a fresh workspace gives the same ids to others."""
        self._version = _NEVER
