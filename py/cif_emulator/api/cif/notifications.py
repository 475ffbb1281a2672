"""Notifications that wait for the agent's answer (``ciframework.md`` 4.1, 4.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from cif_emulator.api.call import Call, trimmed_name
from cif_emulator.api.cif.namespace import (
    ciframework,
    plain_object,
    warn_of_display_name,
)
from cif_emulator.api.contract import CORRELATION_ID, Deferred, ResultKind
from cif_emulator.api.kinds import Anything, Described, PlainObject, Text, kind_of, member, parsed
from cif_emulator.api.responses import FamilyRefusal
from cif_emulator.api.results import NotificationAction, NotificationAnswer
from cif_emulator.api.values import UNDEFINED, described
from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.rules import notifications
from cif_emulator.workspace.state.notification import Notification, Outcome
from cif_emulator.workspace.state.refusals import Refusal, UnknownName, WrongArgument, quoted
from cif_emulator.workspace.state.requests import NotificationRequest
from cif_emulator.workspace.state.settings import Settings
from cif_emulator.workspace.state.templates import NotificationTemplate

_SOURCE = "ciframework.md 4.1"

# The product's own texts.
NO_TEMPLATE = "NotificationTemplateNotFoundError"
ANY_OTHER = "RejectAfterClientError"

# What ``notifyEvent`` resolves to, by outcome: ``actionName``, ``responseReason`` (4.1).
RESULTS: Mapping[Outcome, tuple[str, str]] = {
    Outcome.ACCEPTED: ("Accept", "Accept"),
    Outcome.ACCEPTED_BY_ITSELF: ("Accept", "AutoAccept"),
    Outcome.DECLINED: ("Reject", "DeclinedByAgent"),
    Outcome.QUEUE_FULL: ("Reject", "NotificationQueueLimitExceeded"),
    Outcome.WAITED_TOO_LONG: ("Reject", "NotificationQueueTimeLimitExceeded"),
    Outcome.TIMED_OUT: ("Timeout", "DisplayTimeout"),
}

# Keys in community typings and clients that have no documented effect.
_IGNORED = ("timeout", "cancelAutomatically")
_OF_TYPINGS = (
    "eventType",
    "templateNameResolver",
    "additionalParametersObject",
    "messageNotificationType",
    "notificationAction",
    "notificationUXObject",
)


@frozen(kw_only=True)
class NotifyEventInput:
    """What ``notifyEvent`` takes; properties that it does not name are slug values of the lowest rank."""

    template_name: str = member("Unique name of a notification template")
    template_parameters: Annotated[Mapping[str, object], PlainObject(json_text=True)] = member(
        "Slug values of the title and the fields", factory=dict
    )
    cancellation_token: str | None = member("A token of the caller's own, for cancelEvent", default=None)
    rest: Mapping[str, object] = member("Slug values beside templateParameters", factory=dict)


_INPUT = kind_of(NotifyEventInput)
TOKEN = Described(
    "string | { cancellationToken: string }", "the text that notifyEvent got as cancellationToken"
)


def answer_of(settings: Settings, outcome: Outcome) -> NotificationAnswer:
    """The result of a notification: flat as clients read it, and once more in ``value`` as documented."""
    action, reason = RESULTS.get(outcome) or (settings.cancelled_action, settings.cancelled_reason)
    pair: NotificationAction = {"actionName": action, "responseReason": reason}
    return {**pair, "value": pair}


def _refused(family: str, message: str, refusal: Refusal) -> FamilyRefusal:
    return FamilyRefusal(message, refusal.code, details=refusal.message, properties={"msdyn_name": family})


@ciframework.method(
    "notifyEvent", result=ResultKind.JSON_TEXT, result_type=NotificationAnswer, source=_SOURCE
)
def notify_event(
    call: Call,
    input_: Annotated[object, Anything(_INPUT, expected=True)] = UNDEFINED,
    correlation_id: Annotated[object, CORRELATION_ID] = None,  # noqa: ARG001 - stands before the token
    cancellation_token: Annotated[object, Anything(Text())] = None,
) -> NotificationAnswer | Deferred:
    """Show a notification; resolves when it ends, with what the agent did. It opens no session."""
    try:
        given = _INPUT.read(input_, "input")
        template = _template(call, trimmed_name(call, given.template_name))
        request = NotificationRequest(
            template=template,
            owner=call.caller,
            values={**_beside(call, given), **given.template_parameters},
            token=_token(given, cancellation_token),
        )
        result = notifications.notify(call.workspace, request)
    except FamilyRefusal:
        raise
    except Refusal as refusal:
        raise _refused("NotifyEvent", ANY_OTHER, refusal) from None
    if isinstance(result, Notification):
        return Deferred(result.notification_id)
    return answer_of(call.workspace.settings, result)


def _template(call: Call, name: str) -> NotificationTemplate:
    try:
        template = call.workspace.catalog.notifications.get(name)
    except UnknownName as refusal:
        raise _refused("NotifyEvent", NO_TEMPLATE, refusal) from None
    warn_of_display_name(call, template, name)
    return template


def _beside(call: Call, given: NotifyEventInput) -> dict[str, object]:
    for key in _IGNORED:
        if key in given.rest:
            near = " The template says how long a notification is shown: its key timeout."
            call.workspace.warn("unknown-property", where="notifyEvent", name=quoted(key), near=near)
    known = (*_IGNORED, *_OF_TYPINGS)
    return {key: value for key, value in given.rest.items() if key not in known}


def _token(given: NotifyEventInput, token: object) -> str | None:
    """The token: inside the input, else in its own place."""
    if given.cancellation_token:
        return given.cancellation_token
    if token is None:
        return None
    if not isinstance(token, str):
        raise WrongArgument(f"cancellationToken is {described(token)}; right is a text")
    return token or None


@ciframework.method("cancelEvent", source="ciframework.md 4.2")
def cancel_event(
    call: Call, cancellation_token: Annotated[object, Anything(TOKEN, expected=True)] = None
) -> str:
    """Remove a notification by its token; gives the token."""
    try:
        token = _cancelled_token(cancellation_token)
        notifications.cancel(call.workspace, call.caller, token)
    except Refusal as refusal:
        raise _refused("CancelEvent", ANY_OTHER, refusal) from None
    return token


def _cancelled_token(given: object) -> str:
    if isinstance(given, str) and given.lstrip().startswith("{"):
        given = parsed(given, "cancellationToken")
    found = plain_object(given)
    token = found.get("cancellationToken") if found is not None else given
    if not isinstance(token, str) or not token:
        what = "missing" if token is None or token is UNDEFINED else described(token)
        raise WrongArgument(f"cancellationToken is {what}; right is {TOKEN.right}")
    return token
