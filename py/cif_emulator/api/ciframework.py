"""``Microsoft.CIFramework``: sessions as a channel provider sees them (``ciframework.md`` 2.1).

A provider acts on sessions that it created; calls on the page itself act as the built-in provider.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from attrs import frozen

from cif_emulator.workspace.opening import SessionRequest
from cif_emulator.workspace.refusals import Refusal, UnknownId, WrongArgument, quoted
from cif_emulator.workspace.session import Session
from cif_emulator.workspace.templates import SessionTemplate, SessionType
from cif_emulator.api.call import Call
from cif_emulator.api.contract import Contract, Gives
from cif_emulator.api.kinds import Anything, PlainObject, Text, member
from cif_emulator.api.values import UNDEFINED

ciframework = Contract("CIFramework")

SessionId = Annotated[str, Text("session-id-1")]


@frozen(kw_only=True)
class CreateSessionInput:
    """What ``createSession`` takes; properties that it does not name are slug values of the lowest rank (2.1)."""

    template_name: str | None = member("Unique name of a generic session template", default=None)
    template_tag: str | None = member("Tag of a session template (older documentation)", default=None)
    template_parameters: Annotated[Mapping[str, object], PlainObject(json_text=True)] = member(
        "Global slug values, and an object of parameters per application tab template", factory=dict
    )
    context: Annotated[Mapping[str, object] | None, PlainObject()] = member(
        "Values of the caller's own, given back by getSession", default=None
    )
    rest: Mapping[str, object] = member("Slug values beside templateParameters", factory=dict)


def _generic_template(call: Call, session_input: CreateSessionInput) -> SessionTemplate:
    if session_input.template_name is not None:
        template = call.workspace.catalog.session_template(session_input.template_name)
    elif session_input.template_tag:
        template = call.workspace.catalog.session_template_of_tag(session_input.template_tag)
    else:
        raise WrongArgument(
            "input.templateName is missing; right is the unique name of a generic session template, "
            'like "msdyn_chat_session"'
        )
    if template.session_type is not SessionType.GENERIC:
        raise Refusal(
            f"{quoted(template.unique_name)} is an entity session template; Microsoft.CIFramework opens generic ones "
            "only (use Microsoft.Apm.createSession for a record's session)"
        )
    return template


def _split(call: Call, given: Mapping[str, object]) -> tuple[dict[str, object], dict[str, Mapping[str, object]]]:
    """Global values, and the sections that belong to one application tab template each (``templates.md`` 7)."""
    values: dict[str, object] = {}
    sections: dict[str, Mapping[str, object]] = {}
    for key, value in given.items():
        if value is UNDEFINED:
            continue
        if isinstance(value, dict) and call.workspace.catalog.tabs.find(key) is not None:
            sections[key] = {name: item for name, item in value.items() if item is not UNDEFINED}
        else:
            values[key] = value
    return values, sections


@ciframework.method("createSession", source="ciframework.md 2.1")
def create_session(
    call: Call, input: CreateSessionInput, correlation_id: Annotated[object, Anything()] = None
) -> str:
    """Open a session from a generic session template; the caller owns it."""
    template = _generic_template(call, input)
    values, sections = _split(call, input.template_parameters)
    beside = {key: value for key, value in input.rest.items() if value is not UNDEFINED}
    session = call.workspace.open_session(
        SessionRequest(
            template=template,
            owner=call.caller,
            values={**beside, **values},
            parameterised=True,
            anchor_values=values,
            tab_parameters=sections,
            passed_context=input.context,
        )
    )
    return session.session_id


@ciframework.method("canCreateSession", source="ciframework.md 2.1")
def can_create_session(call: Call) -> bool:
    """Whether another session may be opened now."""
    return call.workspace.can_create_session()


def own_session(call: Call, session_id: str) -> Session:
    """A session that the caller created; refuses any other (5.3)."""
    session = call.workspace.session(session_id)
    if session.owner != call.caller:
        owner = f"belongs to {quoted(session.owner)}" if session.owner else "was not created by a channel provider"
        raise UnknownId(f"the session {quoted(session_id)} {owner}; {quoted(call.caller)} sees its own sessions only")
    return session


@ciframework.method("getSession", gives=Gives.MAP, source="ciframework.md 2.1")
def get_session(call: Call, session_id: SessionId) -> Mapping[str, object]:
    """What is known of one of the caller's sessions: id, conversation id, context, whether it is focused."""
    session = own_session(call, session_id)
    return {
        "sessionId": session.session_id,
        "conversationId": None,
        "context": {**session.values, **(session.passed_context or {})},
        "isFocused": session is call.workspace.focused_session,
    }


@ciframework.method("getFocusedSession", source="ciframework.md 2.1")
def get_focused_session(call: Call, correlation_id: Annotated[object, Anything()] = None) -> str | None:
    """Id of the focused session, ``null`` unless the caller created it."""
    session = call.workspace.focused_session
    return session.session_id if session.owner == call.caller else None


@ciframework.method("getAllSessions", source="ciframework.md 2.1")
def get_all_sessions(call: Call, correlation_id: Annotated[object, Anything()] = None) -> list[str]:
    """Ids of the caller's open sessions, oldest first."""
    return [session.session_id for session in call.workspace.sessions.values() if session.owner == call.caller]
