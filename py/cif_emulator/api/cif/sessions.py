"""Sessions as a channel provider sees them (``ciframework.md`` 2.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from cif_emulator.api.analytics_rows import begin_conversation
from cif_emulator.api.call import Call, trimmed_name
from cif_emulator.api.cif.namespace import (
    Count,
    SessionId,
    ciframework,
    focused_session,
    is_within_reach,
    own_session,
    split_parameters,
    warn_of_display_name,
)
from cif_emulator.api.contract import ResultKind
from cif_emulator.api.kinds import Anything, PlainObject, member
from cif_emulator.api.results import SessionDetails
from cif_emulator.api.session_context import context_of
from cif_emulator.api.values import UNDEFINED, described
from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.slugs.parts import keys
from cif_emulator.workspace.state.refusals import Refusal, WrongArgument, quoted
from cif_emulator.workspace.state.requests import SessionRequest
from cif_emulator.workspace.state.session import Session
from cif_emulator.workspace.state.templates import SessionTemplate, SessionType
from cif_emulator.workspace.state.values import as_text

_SOURCE = "ciframework.md 2.1"


@frozen(kw_only=True)
class CreateSessionInput:
    """What ``createSession`` takes; properties that it does not name are slug values of the lowest rank."""

    template_name: str | None = member("Unique name of a generic session template", default=None)
    template_tag: str | None = member("Tag of a session template (older documentation)", default=None)
    template_parameters: Annotated[Mapping[str, object], PlainObject(json_text=True)] = member(
        "Global slug values, and an object of parameters per application tab template", factory=dict
    )
    context: Annotated[Mapping[str, object] | None, PlainObject(json_text=True)] = member(
        "Values of the caller's own, given back by getSession", default=None
    )
    rest: Mapping[str, object] = member("Slug values beside templateParameters", factory=dict)


def _generic_template(call: Call, given: CreateSessionInput) -> SessionTemplate:
    catalog = call.workspace.catalog
    if given.template_name is not None:
        name = trimmed_name(call, given.template_name)
        template = catalog.session_template(name)
        warn_of_display_name(call, template, name)
    elif given.template_tag:
        template = catalog.session_template_of_tag(given.template_tag)
    else:
        raise WrongArgument(
            "input.templateName is missing; right is the unique name of a generic session template, "
            'like "msdyn_chat_session"'
        )
    if template.session_type is not SessionType.GENERIC:
        raise Refusal(
            f"{quoted(template.unique_name)} is an entity session template; Microsoft.CIFramework opens "
            "generic ones "
            "only (use Microsoft.Apm.createSession for a record's session)"
        )
    return template


@ciframework.method("createSession", source=_SOURCE)
def create_session(call: Call, input_: CreateSessionInput) -> str:
    """Open a session from a generic session template; the caller owns it."""
    template = _generic_template(call, input_)
    values, sections = split_parameters(call, input_.template_parameters)
    session = call.workspace.open_session(
        SessionRequest(
            template=template,
            owner=call.caller,
            values={**input_.rest, **values},
            parameterised=True,
            anchor_values=values,
            tab_parameters=sections,
            passed_context=dict(input_.context) if input_.context is not None else None,
        )
    )
    begin_conversation(call.workspace, session)
    return session.session_id


@ciframework.method("canCreateSession", source=_SOURCE)
def can_create_session(call: Call) -> bool:
    """Whether another session may be opened now."""
    return call.workspace.can_create_session()


@ciframework.method("getSession", result=ResultKind.MAP, source=_SOURCE)
def get_session(call: Call, session_id: SessionId) -> SessionDetails:
    """The details of one of the caller's sessions: id, conversation id, context, whether it is focused."""
    session = own_session(call, session_id)
    return {
        "sessionId": session.session_id,
        "conversationId": session.conversation_id,
        "context": context_of(session),
        "isFocused": session is call.workspace.focused_session,
    }


@ciframework.method("getFocusedSession", source=_SOURCE)
def get_focused_session(call: Call) -> str | None:
    """Id of the focused session, ``null`` unless the caller created it."""
    session = call.workspace.focused_session
    return session.session_id if session.owner == call.caller else None


@ciframework.method("getAllSessions", source=_SOURCE)
def get_all_sessions(call: Call) -> list[str]:
    """Ids of the caller's open sessions, oldest first."""
    return [
        session.session_id for session in call.workspace.sessions.values() if session.owner == call.caller
    ]


@ciframework.method("requestFocusSession", result=ResultKind.NOTHING, source=_SOURCE)
def request_focus_session(
    call: Call,
    session_id: SessionId,
    messages_count: Annotated[object, Anything(Count())] = None,
) -> None:
    """Ask the agent to look at a session; the focus stays. A count is shown as a badge."""
    session = own_session(call, session_id)
    count = 0
    if isinstance(messages_count, (int, float)) and not isinstance(messages_count, bool):
        count = max(0, int(messages_count))
    elif isinstance(messages_count, str) and messages_count.strip().isdecimal():
        count = int(messages_count.strip()[:9])
    if session is call.workspace.focused_session:
        _warn_of_marks(call, "mark-on-focused-session", session_id, "nothing is shown")
    elif session.unread and not session.attention:
        _warn_of_marks(call, "marks-combined", session_id, "has a count from notifyNewActivity")
    call.workspace.request_focus(session, count)


def _warn_of_marks(call: Call, rule: str, session_id: str, what: str) -> None:
    call.workspace.warn(rule, method="requestFocusSession", session_id=session_id, what=what)


@ciframework.method("setSessionTitle", result=ResultKind.NOTHING, source=_SOURCE)
def set_session_title(
    call: Call, input_: Annotated[Mapping[str, object], PlainObject(json_text=True, tells_undefined=True)]
) -> None:
    """Render a session's title anew with slug values; without ``sessionId`` the focused one's."""
    session = _titled_session(call, input_)
    values = {key: value for key, value in input_.items() if key != "sessionId" and value is not UNDEFINED}
    if session.is_default:
        call.workspace.warn("home-is-fixed", what="setSessionTitle does not change its title")
        return
    titles = session.template.title if session.template else ()
    slugs = {key for title in titles for key in keys(title)}
    for key in values:
        if key not in slugs:
            shown = ", ".join(quoted(title) for title in titles) or "empty"
            call.workspace.warn("slug-not-in-title", key=quoted(key), titles=shown)
    call.workspace.render_title_anew(session, {key: as_text(values[key]) for key in values if key in slugs})


def _titled_session(call: Call, given: Mapping[str, object]) -> Session:
    session_id = given.get("sessionId")
    focused = focused_session(call)
    if session_id is UNDEFINED:
        instead = "the focused session was taken"
        call.workspace.warn("undefined-session-id", method="setSessionTitle", instead=instead)
    if session_id is UNDEFINED or session_id is None:
        return focused
    if not isinstance(session_id, str):
        raise WrongArgument(f"input.sessionId is {described(session_id)}; right is a text like session-id-1")
    found = call.workspace.session(session_id)
    return found if is_within_reach(call, found) else own_session(call, session_id)
