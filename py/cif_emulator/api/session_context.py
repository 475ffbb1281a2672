"""A session's context as channel providers read it (``ciframework.md`` 2.1, 3; ``client-habits.md`` 3)."""

from __future__ import annotations

from cif_emulator.workspace.state.session import Session


def parameters_of(session: Session) -> dict[str, object]:
    """Its slug values: those of its creation, and later additions."""
    return dict(session.values)


def context_of(session: Session) -> dict[str, object]:
    """Its slug values, overlaid with the ``context`` of ``createSession``."""
    return {**session.values, **(session.passed_context or {})}
