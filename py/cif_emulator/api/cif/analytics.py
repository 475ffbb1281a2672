"""Analytics: events that a provider logs (``ciframework.md`` 2.12, 7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from cif_emulator.api.analytics_rows import definition_id, event_row, moment, prefixed, write_rows
from cif_emulator.api.call import PAGE, Call
from cif_emulator.api.cif.namespace import ciframework, plain_object
from cif_emulator.api.contract import ResultKind
from cif_emulator.api.kinds import Anything, Described, PlainObject, Text, member
from cif_emulator.api.results import Ids
from cif_emulator.api.values import UNDEFINED, described
from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.state.refusals import Refusal, WrongArgument, quoted

_SOURCE = "ciframework.md 2.12"

CONVERSATION_DATA = "msdyn_conversationdata"
SESSION_DATA = "msdyn_sessiondata"
PARTICIPANT_DATA = "msdyn_sessionparticipantdata"

LONGEST_ADDITIONAL_DATA = 2000
CUSTOM_ATTRIBUTES = 5

LOGGED_EVENTS = Described(
    "{ kpiEventName: string; [name: string]: any }[]", 'an array like [{"kpiEventName": "CallStarted"}]'
)


@frozen(kw_only=True)
class AnalyticsData:
    """What ``logAnalyticsEvent`` takes first."""

    conversation_id: str | None = member("From getSession", default=None)
    provider_session_id: str | None = member("The provider's own id of the session", default=None)
    client_session_id: str | None = member("The session's id", default=None)
    participant_id: str | None = member("The participant's id", default=None)
    events: Annotated[object, Anything(LOGGED_EVENTS, expected=True)] = member("What happened", default=None)
    rest: Mapping[str, object] = member(
        "Properties that the contract does not name", ignored=True, factory=dict
    )


@ciframework.method("logAnalyticsEvent", result=ResultKind.JSON_TEXT, source=_SOURCE)
def log_analytics_event(
    call: Call, data: AnalyticsData, event_name: Annotated[str, Text("CallStarted")]
) -> Ids:
    """Write one row per event, under the definition of that name; gives the rows' ids."""
    _refuse_without_analytics(call)
    _require_ids(call, data)
    events = _events(data.events)
    definition = definition_id(call.workspace, event_name)
    common = {
        "conversationid": data.conversation_id,
        "providersessionid": data.provider_session_id,
        "clientsessionid": data.client_session_id,
        "cifsessionid": data.client_session_id,
        "participantid": data.participant_id,
        "providerid": call.caller,
    }
    rows = [_event_columns(call, event, place) for place, event in enumerate(events)]
    ids = write_rows(call.workspace, [event_row(definition, {**common, **row}) for row in rows])
    call.workspace.touch()
    return {"ids": ids}


def _refuse_without_analytics(call: Call) -> None:
    provider = call.workspace.providers.find(call.caller)
    if call.caller != PAGE and not (provider and provider.row.enable_analytics):
        raise Refusal(
            f"analytics are not enabled for {quoted(call.caller)}; set enable_analytics of its [[provider]] "
            "entry"
        )


def _require_ids(call: Call, data: AnalyticsData) -> None:
    """The documentation requires both ids, the official sample passes neither: a warning, unless strict."""
    given = {"conversationId": data.conversation_id, "providerSessionId": data.provider_session_id}
    missing = " and ".join(f"data.{name}" for name, value in given.items() if not value)
    if not missing:
        return
    text = f"{missing} missing; the documentation requires both, conversationId comes from getSession"
    if call.workspace.settings.strict:
        raise WrongArgument(text)
    call.workspace.warn("analytics-ids-missing", text=text)


def _events(given: object) -> list[dict[str, object]]:
    if not isinstance(given, list) or not given:
        what = (
            "is missing" if given is None else f"is {described(given) if given != [] else 'an empty array'}"
        )
        raise WrongArgument(f"data.events {what}; right is {LOGGED_EVENTS.right}")
    events = []
    for place, event in enumerate(given):
        found = plain_object(event)
        if found is None:
            raise WrongArgument(
                f"data.events[{place}] is {described(event)}; "
                'right is an object like {"kpiEventName": "CallStarted"}'
            )
        name = found.get("kpiEventName", UNDEFINED)
        if not isinstance(name, str) or not name:
            what = "missing" if name is UNDEFINED else described(name)
            raise WrongArgument(f"data.events[{place}].kpiEventName is {what}; right is a text")
        events.append(found)
    return events


def _event_columns(call: Call, event: Mapping[str, object], place: int) -> dict[str, object]:
    additional = event.get("additionalData")
    if isinstance(additional, str) and len(additional) > LONGEST_ADDITIONAL_DATA:
        raise WrongArgument(
            f"data.events[{place}].additionalData has {len(additional):,} characters; the column holds "
            f"{LONGEST_ADDITIONAL_DATA:,}"
        )
    return {
        "name": event.get("kpiEventName"),
        "kpieventname": event.get("kpiEventName"),
        "kpieventreason": event.get("kpiEventReason") or event.get("notificationResponseAction"),
        "eventtimestamp": event.get("eventTimestamp") or moment(call.workspace.now),
        "additionaldata": additional,
        "externalcorrelationid": event.get("externalCorrelationId"),
        **_custom_columns(event.get("customData"), f"data.events[{place}].customData"),
    }


def _custom_columns(given: object, place: str) -> dict[str, object]:
    """Custom data fills the custom attribute columns: by a name that ends in a digit, else in turn."""
    if given is None:
        return {}
    pairs = given if isinstance(given, list) else [given]
    if len(pairs) > CUSTOM_ATTRIBUTES:
        raise WrongArgument(
            f"{place} has {len(pairs)} entries; there are {CUSTOM_ATTRIBUTES} custom attributes"
        )
    columns: dict[str, object] = {}
    for number, pair in enumerate(pairs, 1):
        found = plain_object(pair)
        if found is None or "value" not in found:
            raise WrongArgument(
                f'{place}[{number - 1}] is {described(pair)}; right is {{"attribute", "value"}}'
            )
        last = str(found.get("attribute") or "")[-1:]
        own = last if last.isdecimal() and 1 <= int(last) <= CUSTOM_ATTRIBUTES else str(number)
        columns[f"customattribute{own}"] = str(found["value"])
    return columns


# -- initLogAnalytics (legacy) --------------------------------------------------------------------


@ciframework.method("initLogAnalytics", result=ResultKind.JSON_TEXT, source=_SOURCE)
def init_log_analytics(call: Call, data: Annotated[Mapping[str, object], PlainObject(json_text=True)]) -> Ids:
    """Write a conversation, its session and participants into the deprecated tables; gives the rows' ids."""
    _refuse_without_analytics(call)
    call.workspace.warn("deprecated-method", method="initLogAnalytics", successor="updateConversation")
    conversation = _part(data, "conversation", "data")
    session = _part(conversation, "session", "data.conversation")
    conversation_id = _required_text(conversation, "conversationId", "data.conversation")
    session_id = _required_text(session, "providerSessionId", "data.conversation.session")
    rows = [
        (CONVERSATION_DATA, _columns(conversation, _CONVERSATION, "data.conversation")),
        (
            SESSION_DATA,
            {"conversationid": conversation_id, **_columns(session, _SESSION, "data.conversation.session")},
        ),
        *(
            (
                PARTICIPANT_DATA,
                {"conversationid": conversation_id, "providersessionid": session_id, **participant},
            )
            for participant in _participants(session)
        ),
    ]
    region = plain_object(conversation.get("regionData")) or {}
    rows[0][1].update(
        {f"customer{name}": region[name] for name in ("city", "state", "zip", "country") if name in region}
    )
    ids = write_rows(call.workspace, [(table, prefixed(columns)) for table, columns in rows])
    call.workspace.touch()
    return {"ids": ids}


# Keys of the data, and the columns that take them.
_CONVERSATION = {
    "conversationId": "conversationid",
    "channel": "channel",
    "providerId": "providerid",
    "providerName": "providername",
    "accountId": "accountid",
    "contactId": "contactid",
    "additionalData": "additionaldata",
    "externalCorrelationId": "externalcorrelationid",
    "createdTimestamp": "conversationtimestamp",
}
_SESSION = {
    "providerSessionId": "providersessionid",
    "clientSessionId": "ucisessionid",
    "clientSessionName": "ucisessionname",
    "channel": "sessionchannel",
    "creationReason": "creationreason",
    "additionalData": "additionaldata",
    "externalCorrelationId": "externalcorrelationid",
    "createdTimestamp": "createdtimestamp",
    "agentAssignedTimestamp": "agentassignedtimestamp",
    "queueAssignedTimestamp": "queueassignedtimestamp",
    "queueId": "queueid",
    "queueName": "queuename",
}
_PARTICIPANT = {
    "participantId": "participantid",
    "externalId": "externalid",
    "name": "participantname",
    "mode": "mode",
    "type": "type",
    "addedTimestamp": "addedtimestamp",
    "assignReason": "assignreason",
}


def _part(given: Mapping[str, object], name: str, place: str) -> dict[str, object]:
    found = plain_object(given.get(name))
    if found is None:
        raise WrongArgument(f"{place}.{name} is {_what(given, name)}; right is an object")
    return found


def _required_text(given: Mapping[str, object], name: str, place: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value:
        raise WrongArgument(f"{place}.{name} is {_what(given, name)}; right is a text")
    return value


def _what(given: Mapping[str, object], name: str) -> str:
    return described(given[name]) if name in given else "missing"


def _participants(session: Mapping[str, object]) -> list[dict[str, object]]:
    place = "data.conversation.session.participants"
    given = session.get("participants") or []
    if not isinstance(given, list):
        raise WrongArgument(f"{place} is {described(given)}; right is an array")
    return [
        _columns(_part({str(number): each}, str(number), place), _PARTICIPANT, f"{place}[{number}]")
        for number, each in enumerate(given)
    ]


def _columns(given: Mapping[str, object], names: Mapping[str, str], place: str) -> dict[str, object]:
    columns = {column: given[name] for name, column in names.items() if given.get(name) is not None}
    return {**columns, **_custom_columns(given.get("customData"), f"{place}.customData")}
