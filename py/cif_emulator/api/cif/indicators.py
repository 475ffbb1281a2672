"""Marks on sessions in the session panel (``ciframework.md`` 2.4)."""

from __future__ import annotations

from typing import Annotated

from cif_emulator.api.call import Call
from cif_emulator.api.cif.namespace import Count, SessionId, ciframework, own_session
from cif_emulator.api.contract import ResultKind
from cif_emulator.api.kinds import Anything, Text
from cif_emulator.api.values import described
from cif_emulator.workspace.state.refusals import WrongArgument
from cif_emulator.workspace.state.settings import KpiResetReading
from cif_emulator.workspace.state.values import as_text

_SOURCE = "ciframework.md 2.4"


@ciframework.method("notifyKPIBreach", result=ResultKind.NOTHING, source=_SOURCE)
@ciframework.method("notifyKpiBreach", result=ResultKind.NOTHING, source=_SOURCE)
def notify_kpi_breach(
    call: Call,
    session_id: SessionId,
    should_reset: bool | None = None,
    details: Annotated[object, Anything(Text())] = None,
) -> None:
    """Show an exclamation mark on a session, or remove it.

    Omitted or ``true`` shows it, ``false`` removes it. With ``kpi_reset_reading`` it is the reverse: only
    ``true`` removes it.
    """
    session = own_session(call, session_id)
    cleared = should_reset is False
    if call.workspace.settings.kpi_reset_reading is KpiResetReading.TRUE_CLEARS:
        cleared = should_reset is True
    if details is not None and not isinstance(details, str):
        raise WrongArgument(f"details is {described(details)}; right is a text, null or nothing")
    call.workspace.set_urgent(session, not cleared, as_text(details))


@ciframework.method("notifyNewActivity", result=ResultKind.NOTHING, source=_SOURCE)
def notify_new_activity(call: Call, session_id: SessionId, count: Annotated[int, Count()]) -> None:
    """Show a number on a session in the background; it goes when the agent opens the session."""
    session = own_session(call, session_id)
    if session.attention:
        what = "has been marked by requestFocusSession"
        call.workspace.warn("marks-combined", method="notifyNewActivity", session_id=session_id, what=what)
    if session is call.workspace.focused_session:
        call.workspace.warn(
            "mark-on-focused-session",
            method="notifyNewActivity",
            session_id=session_id,
            what="a number is shown in the background only",
        )
    call.workspace.set_unread(session, count)
