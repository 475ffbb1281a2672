"""The contract that all methods of ``Microsoft.CIFramework`` are declared in, and the rules they share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Protocol

from cif_emulator.api.call import Call
from cif_emulator.api.contract import Contract
from cif_emulator.api.kinds import Kind, Text
from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.state.pages import guid
from cif_emulator.workspace.state.refusals import Refusal, UnknownId, quoted
from cif_emulator.workspace.state.session import Session

# Every method takes a correlation id after its own parameters (1.3).
ciframework = Contract("CIFramework", correlated=True)

SessionId = Annotated[str, Text("session-id-1")]
TabId = Annotated[str, Text("tab-id-1")]


@frozen
class Count(Kind):
    """A whole number, not negative, or its text, which clients pass too."""

    typescript = "number | string"
    right = "a whole number, not negative"

    def read(self, value: object, place: str) -> int:
        """The number."""
        if isinstance(value, str) and value.strip().isdecimal() and len(value) < 10:
            return int(value)
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if isinstance(value, bool) or not whole or not isinstance(value, (int, float)) or value < 0:
            self._refuse(value, place)
        return int(value)


class _Named(Protocol):
    @property
    def unique_name(self) -> str: ...


def own_session(call: Call, session_id: str) -> Session:
    """A session that the caller created; refuses any other (5.3)."""
    session = call.workspace.session(session_id)
    if session.owner != call.caller:
        owner = (
            f"belongs to {quoted(session.owner)}"
            if session.owner
            else "was not created by a channel provider"
        )
        raise UnknownId(
            f"the session {quoted(session_id)} {owner}; {quoted(call.caller)} sees its own sessions only"
        )
    return session


def is_within_reach(call: Call, session: Session) -> bool:
    """Whether the caller may work in a session: its own, or Home (2.2, 5.4)."""
    return session.is_default or session.owner == call.caller


def focused_session(call: Call) -> Session:
    """The focused session, where the caller may work; refuses it otherwise."""
    session = call.workspace.focused_session
    if not is_within_reach(call, session):
        owner = (
            f"belongs to {quoted(session.owner)}"
            if session.owner
            else "was not created by a channel provider"
        )
        raise Refusal(
            f"the focused session {quoted(session.session_id)} {owner}; {quoted(call.caller)} can work in "
            "its own "
            "sessions and on Home only"
        )
    return session


def refuse_elsewhere(call: Call) -> None:
    """Refuse to open anything while another provider's session is focused (5.3).

    Sessions that nobody owns, as those the agent opens, take forms and searches of all.
    """
    owner = call.workspace.focused_session.owner
    if owner is not None and owner != call.caller:
        focused_session(call)


def split_parameters(
    call: Call, given: Mapping[str, object]
) -> tuple[dict[str, object], dict[str, Mapping[str, object]]]:
    """Global values, and the sections of application tab templates (``templates.md`` 7)."""
    values: dict[str, object] = {}
    sections: dict[str, Mapping[str, object]] = {}
    for key, value in given.items():
        if isinstance(value, dict) and call.workspace.catalog.tabs.find(key) is not None:
            sections[key] = value
        else:
            values[key] = value
    return values, sections


def warn_of_display_name(call: Call, template: _Named, name: str) -> None:
    """Warn a caller that a template was found by its display name."""
    if template.unique_name != name:
        call.workspace.warn("display-name", name=quoted(name), unique_name=quoted(template.unique_name))


def is_correlation_id(value: object) -> bool:
    """Whether a value in another parameter's place is a correlation id (1.3)."""
    return guid(value) is not None


def plain_object(value: object) -> dict[str, object] | None:
    """An object or a Map as a ``dict``; ``None`` for anything else."""
    return dict(value) if isinstance(value, dict) else None
