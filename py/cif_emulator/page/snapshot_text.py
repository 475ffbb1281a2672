"""Snapshots as JSON text, written again and again: what looks as it did is not written anew."""

from __future__ import annotations

import time

from cif_emulator.api import values
from cif_emulator.view.snapshot import SessionLook, session_look, session_view, without_sessions
from cif_emulator.workspace.state.work import limited
from cif_emulator.workspace.workspace import Workspace


class SnapshotText:
    """Writes the snapshots of one page, one after the other."""

    def __init__(self) -> None:
        # By session: how it looked last, and that as text.
        self._entries: dict[str, tuple[SessionLook, str]] = {}

    def of(self, workspace: Workspace) -> str:
        """The snapshot (``view/snapshot.py``) as JSON text."""
        known = self._entries
        entries: dict[str, tuple[SessionLook, str]] = {}
        for session_id, session in workspace.sessions.items():
            look = session_look(workspace, session)
            entry = known.get(session_id)
            if entry is None or entry[0] != look:
                entry = (look, values.write(session_view(session, look)))
            entries[session_id] = entry
        self._entries = entries
        sessions = ",".join(text for _, text in entries.values())
        with limited(time.perf_counter):
            rest = values.write(without_sessions(workspace))
        return f'{{"sessions":[{sessions}],{rest[1:]}'

    def forget(self) -> None:
        """A fresh workspace gives the same ids to others."""
        self._entries.clear()
