"""``Microsoft.Apm``: sessions and tabs from the workspace's own window (``app-profile-manager.md`` 3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from cif_emulator.api.call import BROADCAST_EVENTS, ON_SESSION_SWITCH, Call, topic, trimmed_name
from cif_emulator.api.contract import Contract, ResultKind, ReturnStyle
from cif_emulator.api.kinds import Anything, Pairs, Text, member, parsed
from cif_emulator.api.values import UNDEFINED, Undefined, described
from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.state.events import TopicAsked
from cif_emulator.workspace.state.pages import trimmed
from cif_emulator.workspace.state.refusals import WrongArgument, quoted
from cif_emulator.workspace.state.requests import SessionRequest, TabRequest
from cif_emulator.workspace.state.session import Session

apm = Contract("Apm")

# The one key of a session context that is not a value but the anchor page's parameters (3.1).
PARAMETERS_KEY = "parametersStr"
PAIRS_EXAMPLE = '[["entityName","incident"],["entityId","fac04293-1ab0-eb11-8236-000d3a5c49ed"]]'


@frozen(kw_only=True)
class SessionInput:
    """What ``createSession`` takes."""

    template_name: str = member("Unique name of the session template", kw_only=True)
    session_context: Annotated[Mapping[str, object], Pairs()] = member(
        "parametersStr (page parameters as JSON text of [key, value] pairs) and values of your own",
        factory=dict,
    )
    is_focused: bool = member("Whether the session comes to the front", default=True)
    rest: Mapping[str, object] = member(
        "Properties that the contract does not name", ignored=True, factory=dict
    )


@frozen(kw_only=True)
class AppTabInput:
    """What ``createTab`` takes."""

    template_name: str = member("Unique name of the application tab template", kw_only=True)
    app_context: Annotated[Mapping[str, object], Pairs()] = member(
        "Page parameters and slug values of the tab", factory=dict
    )
    is_focused: bool = member("Whether the tab is selected", default=True)
    rest: Mapping[str, object] = member(
        "Properties that the contract does not name", ignored=True, factory=dict
    )


# Ids are taken by `String(x)`: the decoder has made texts of string-like promises already (2).
Id = Annotated[str, Text("session-id-1", "Id")]
TabId = Annotated[str, Text("tab-id-1", "Id")]


def _pairs(value: object) -> dict[str, object]:
    """``parametersStr`` as page parameters: a JSON array of ``[key, value]`` pairs, the last wins."""
    place = f"sessionInput.sessionContext.{PARAMETERS_KEY}"
    if not isinstance(value, str):
        raise WrongArgument(f"{place} is {described(value)}; right is a text like {PAIRS_EXAMPLE}")
    pairs = parsed(value, place)
    if not isinstance(pairs, list):
        raise WrongArgument(
            f"{place} holds {described(pairs)}; right is an array of pairs like {PAIRS_EXAMPLE}"
        )
    for index, pair in enumerate(pairs):
        if not (isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str)):
            raise WrongArgument(
                f"{place}[{index}] is no [key, value] pair; right is an array of pairs like {PAIRS_EXAMPLE}"
            )
    return dict(trimmed(dict(pairs)))


def _warn_of_unknown(call: Call, rest: Mapping[str, object], shape: str) -> None:
    if rest:
        call.workspace.warn("unknown-property", where=shape, name=quoted(next(iter(rest))), near="")


@apm.method("createSession", returns=ReturnStyle.TEXT_PROMISE, source="app-profile-manager.md 3.1")
def create_session(call: Call, session_input: SessionInput) -> str:
    """Open a session from a session template and give its id."""
    context = session_input.session_context
    template = call.workspace.catalog.session_template(trimmed_name(call, session_input.template_name))
    page_parameters = _pairs(context[PARAMETERS_KEY]) if PARAMETERS_KEY in context else {}
    own = {key: value for key, value in context.items() if key != PARAMETERS_KEY}
    session = call.workspace.open_session(
        SessionRequest(
            template=template,
            values={**page_parameters, **context},
            page_parameters=page_parameters,
            anchor_values=own,
            focused=session_input.is_focused,
        )
    )
    _warn_of_unknown(call, session_input.rest, "SessionInput")
    return session.session_id


@apm.method("canCreateSession", returns=ReturnStyle.VALUE, source="app-profile-manager.md 3.2")
def can_create_session(call: Call) -> bool:
    """Whether another session may be opened."""
    return call.workspace.can_create_session()


@apm.method(
    "getSession", returns=ReturnStyle.VALUE, result=ResultKind.SESSION, source="app-profile-manager.md 3.2"
)
def get_session(
    call: Call,
    session_id: Annotated[object, Anything(Text("session-id-1", "Id | null"), expected=True)] = None,
) -> str | None:
    """The session of an id; ``null`` if there is none, also for ``undefined``."""
    if session_id is None:
        instead = "null was given"
        call.workspace.warn("undefined-session-id", method="Microsoft.Apm.getSession", instead=instead)
    found = call.workspace.find_session(session_id) if isinstance(session_id, str) else None
    return found.session_id if found else None


@apm.method(
    "getFocusedSession",
    returns=ReturnStyle.VALUE,
    result=ResultKind.SESSION,
    source="app-profile-manager.md 3.2",
)
def get_focused_session(call: Call) -> str:
    """The session in front; there is always one."""
    return call.workspace.focused_session.session_id


@apm.method("getAllSessions", returns=ReturnStyle.VALUE, source="app-profile-manager.md 3.2")
def get_all_sessions(call: Call) -> list[str]:
    """Ids of all open sessions in the panel's order, Home first."""
    return list(call.workspace.sessions)


def open_tab(call: Call, session: Session, tab_input: AppTabInput) -> str:
    """Open a tab in a session from what ``createTab`` takes; gives its id."""
    name = trimmed_name(call, tab_input.template_name)
    if not name:
        raise WrongArgument(
            "templateName is empty; it is the unique name of an application tab template, like "
            '"msdyn_entityrecord"'
        )
    template = call.workspace.catalog.tabs.get(name)
    request = TabRequest(template=template, values=tab_input.app_context, focused=tab_input.is_focused)
    tab = call.workspace.create_tab(session, request)
    _warn_of_unknown(call, tab_input.rest, "AppTabInput")
    return tab.tab_id


@apm.method("createTab", returns=ReturnStyle.TEXT_PROMISE, source="app-profile-manager.md 3.3")
def create_tab(call: Call, app_tab_input: AppTabInput) -> str:
    """Open a tab in the focused session and give its id."""
    return open_tab(call, call.workspace.focused_session, app_tab_input)


@apm.method("closeTab", result=ResultKind.NOTHING, source="app-profile-manager.md 3.2")
def close_tab(call: Call, tab_id: TabId) -> None:
    """Close a tab; an anchor tab stays."""
    session = call.workspace.session_of_tab(tab_id)
    call.workspace.close_tab(session, session.tabs[tab_id])


@apm.method("focusTab", result=ResultKind.NOTHING, source="app-profile-manager.md 3.2")
def focus_tab(call: Call, tab_id: TabId) -> None:
    """Select a tab."""
    session = call.workspace.session_of_tab(tab_id)
    call.workspace.focus_tab(session, session.tabs[tab_id])


@apm.method("refreshTab", result=ResultKind.NOTHING, source="app-profile-manager.md 3.2")
def refresh_tab(call: Call, tab_id: TabId) -> None:
    """Load a tab's page again."""
    session = call.workspace.session_of_tab(tab_id)
    call.workspace.refresh_tab(session.tabs[tab_id])


@apm.method("getEventPublisherTopic", returns=ReturnStyle.VALUE, source="app-profile-manager.md 3.2, 7")
def get_event_publisher_topic(
    call: Call,
    event_name: Annotated[
        object, Anything(Text(ON_SESSION_SWITCH, "keyof BroadcastEvents | (string & {})"), expected=True)
    ] = None,
) -> str | Undefined:
    """Name of the BroadcastChannel that carries an event; ``undefined`` for an unknown event."""
    if isinstance(event_name, str) and event_name in BROADCAST_EVENTS:
        call.workspace.note(TopicAsked(event_name))
        return topic(call.page_id, event_name)
    known = ", ".join(BROADCAST_EVENTS)
    what = f"there is no event {quoted(event_name)}; known are {known}"
    call.workspace.warn("unknown-event", method="getEventPublisherTopic", what=what)
    return UNDEFINED
