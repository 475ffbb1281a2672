"""The context of sessions, and the conversations behind them (``ciframework.md`` 2.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from cif_emulator.api import values
from cif_emulator.api.analytics_rows import CONVERSATIONS, record_store
from cif_emulator.api.call import Call
from cif_emulator.api.cif.namespace import (
    ciframework,
    focused_session,
    is_correlation_id,
    own_session,
    plain_object,
)
from cif_emulator.api.contract import ResultKind
from cif_emulator.api.kinds import Anything, Boolean, Described, PlainObject, Text, parsed
from cif_emulator.api.results import JsonObject, RowId
from cif_emulator.api.session_context import context_of
from cif_emulator.api.values import described
from cif_emulator.workspace.state.events import RecordWritten
from cif_emulator.workspace.state.refusals import WrongArgument, quoted
from cif_emulator.workspace.state.session import Session
from cif_emulator.workspace.state.settings import ContextResult

_SOURCE = "ciframework.md 2.5"

CHANGES = Described(
    "Record<string, any> | string[] | string",
    "an object of slugs and their values; with isDelete one whose keys are removed, or an array of keys",
)


@ciframework.method("updateContext", source=_SOURCE)
def update_context(
    call: Call,
    input_: Annotated[object, Anything(CHANGES)],
    session_id: Annotated[object, Anything(Text("session-id-1"))] = None,
    is_delete: Annotated[object, Anything(Boolean())] = None,
) -> JsonObject | str:
    """Add slug values to a session's context, or remove keys; gives the updated context.

    Without a session id the focused session's. ``isDelete`` removes the keys of an object, or those that an
    array names. Titles that are rendered already stay.
    """
    session = _target(call, session_id)
    deleting = _is_delete(is_delete)
    if isinstance(input_, str):
        input_ = parsed(input_, "input")
    if deleting:
        call.workspace.update_values(session, {}, _keys(input_))
    else:
        given = plain_object(input_)
        if given is None:
            raise WrongArgument(f"input is {described(input_)}; right is an object of slugs and their values")
        call.workspace.update_values(session, given)
    context = context_of(session)
    wants_text = call.workspace.settings.update_context_result is ContextResult.JSON_TEXT
    return values.write(context) if wants_text else context


def _target(call: Call, session_id: object) -> Session:
    if session_id is None or is_correlation_id(session_id):
        session = focused_session(call)
        if session.is_default:
            raise WrongArgument(
                "sessionId is missing and Home is focused, which has no context; pass the id of a session"
            )
        return session
    if not isinstance(session_id, str):
        raise WrongArgument(f"sessionId is {described(session_id)}; right is a text like session-id-1")
    return own_session(call, session_id)


def _is_delete(value: object) -> bool:
    if value is None or is_correlation_id(value):
        return False
    if not isinstance(value, bool):
        raise WrongArgument(f"isDelete is {described(value)}; right is true or false")
    return value


def _keys(given: object) -> tuple[str, ...]:
    if isinstance(given, list) and all(isinstance(key, str) for key in given):
        return tuple(given)
    found = plain_object(given)
    if found is None:
        raise WrongArgument(
            f"input is {described(given)}; right, with isDelete, is an object whose keys are removed, or an "
            "array of "
            "keys"
        )
    return tuple(found)


@ciframework.method("updateConversation", result=ResultKind.JSON_TEXT, source=_SOURCE)
def update_conversation(
    call: Call,
    id_: Annotated[str, Text("0a0b0c0d-1111-2222-3333-444455556666")],
    data: Annotated[Mapping[str, object], PlainObject(json_text=True)],
) -> RowId:
    """Change columns of a conversation's row; gives its id."""
    wanted = id_.strip("{}").lower()
    sessions = call.workspace.sessions.values()
    others = (each for each in sessions if each.conversation_id == wanted and each.owner != call.caller)
    other = next(others, None)
    if other is not None:
        raise WrongArgument(
            f"the conversation {quoted(id_)} is that of {other.session_id}, which belongs to "
            f"{quoted(other.owner)}"
        )
    row = record_store(call.workspace).update(CONVERSATIONS, id_, data)
    call.workspace.emit(RecordWritten(CONVERSATIONS, str(row["activityid"]), "update"))
    return {"id": str(row["activityid"])}
