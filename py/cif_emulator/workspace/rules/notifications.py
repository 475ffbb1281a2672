"""Notifications: toasts that wait for the agent's answer (``ciframework.md`` 4, ``templates.md`` 4).

A few are on screen at once, the others queue. Time is told from outside: a notification asks for a timer and
is told when it has elapsed. Each ends exactly once, with one of the outcomes.
"""

from __future__ import annotations

from collections.abc import Mapping

from cif_emulator.workspace.rules import presence
from cif_emulator.workspace.rules.readings import tell_readings
from cif_emulator.workspace.slugs.recursion import expand_values
from cif_emulator.workspace.slugs.rendering import Lookup, Scope, render
from cif_emulator.workspace.slugs.resolution import query_value
from cif_emulator.workspace.state.events import NotificationEnded, NotificationShown, TimerCleared, TimerSet
from cif_emulator.workspace.state.notification import Notification, Outcome
from cif_emulator.workspace.state.refusals import UnknownName, quoted
from cif_emulator.workspace.state.requests import NotificationRequest
from cif_emulator.workspace.state.state import State
from cif_emulator.workspace.state.values import MISSING

# A toast has room for so many header/value rows (4.3).
SHOWN_FIELDS = 4
# What the accept button says where work items are assigned automatically, unless the template says otherwise.
STANDARD_ACCEPT_TEXT = "Accept"
ASSIGNED_ACCEPT_TEXT = "Open"


def notify(state: State, request: NotificationRequest) -> Notification | Outcome:
    """Show a notification, or queue it; gives the outcome at once where there is nothing to wait for."""
    built = _build(state, request)
    notifications = state.notifications
    template = request.template
    if template.auto_assign and template.auto_accept:
        return Outcome.ACCEPTED_BY_ITSELF
    if len(notifications.waiting) >= state.settings.max_notifications:
        return Outcome.QUEUE_FULL
    if request.token is not None and any(
        _carries(each, request.owner, request.token) for each in notifications.waiting.values()
    ):
        state.warn("token-in-use", token=quoted(request.token))
    notifications.counter += 1
    notifications.waiting[built.notification_id] = built
    _show_next(state)
    if not built.shown:
        _limit(state, built)
    if not state.can_create_session():
        presence.sessions_full(state)
    state.touch()
    return built


def _carries(notification: Notification, owner: str, token: str) -> bool:
    return notification.owner == owner and notification.token == token


def _build(state: State, request: NotificationRequest) -> Notification:
    template = request.template
    state.readings.clear()
    scope = _scope(state, request.values)
    fields = sorted(template.field, key=lambda each: each.order)
    if len(fields) > SHOWN_FIELDS:
        name = quoted(template.unique_name)
        state.warn("too-many-fields", name=name, count=len(fields), most=SHOWN_FIELDS)
    accept = template.accept_button_text
    if template.auto_assign and accept == STANDARD_ACCEPT_TEXT:
        accept = ASSIGNED_ACCEPT_TEXT
    rejectable = template.show_reject_button and not template.auto_assign
    built = Notification(
        notification_id=f"notification-{state.notifications.counter + 1}",
        owner=request.owner,
        template=template,
        title=render(template.title, scope).strip() or template.name,
        fields=tuple(
            (render(each.title, scope), render(each.value, scope)) for each in fields[:SHOWN_FIELDS]
        ),
        token=request.token,
        accept_text=accept,
        reject_text=template.reject_button_text if rejectable else None,
    )
    if state.readings:
        tell_readings(state, template.unique_name, request.values)
    return built


def _scope(state: State, values: Mapping[str, object]) -> Scope:
    """Slugs of a notification find the caller's values and Dataverse; there is no session."""

    def scope(lookup: Lookup) -> Scope:
        return Scope(
            lookup=lookup,
            query=lambda table, column, options: query_value(state.records, table, column, options),
            readings=state.readings,
        )

    expanded = expand_values(values, scope)
    return scope(lambda key: expanded.get(key, MISSING))


def _limit(state: State, notification: Notification) -> None:
    """Start its time; a time-out of 0 seconds means none."""
    seconds = notification.template.timeout
    if seconds > 0:
        notification.ends_at = state.now + seconds * 1000
        state.emit(TimerSet(notification.timer_id, seconds * 1000))


def _stop(state: State, notification: Notification) -> None:
    if notification.ends_at is not None:
        notification.ends_at = None
        state.emit(TimerCleared(notification.timer_id))


def _show_next(state: State) -> None:
    notifications = state.notifications
    room = state.settings.shown_notifications - len(notifications.shown())
    queued = [each for each in notifications.waiting.values() if not each.shown]
    for notification in queued[: max(0, room)]:
        _stop(state, notification)
        notification.shown = True
        _limit(state, notification)
        state.emit(NotificationShown(notification.notification_id, notification.owner))


def _end(state: State, notification: Notification, outcome: Outcome) -> None:
    _stop(state, notification)
    del state.notifications.waiting[notification.notification_id]
    state.emit(NotificationEnded(notification.notification_id, notification.owner, outcome))
    _show_next(state)
    if outcome is Outcome.TIMED_OUT and state.settings.missed_notifications:
        presence.missed(state)
    if outcome is Outcome.DECLINED and state.settings.reject_notifications:
        presence.rejected(state)


def answer(state: State, notification_id: str, accepted: bool) -> None:
    """The agent presses a button; one for a notification that has ended already has no effect."""
    notification = state.notifications.waiting.get(notification_id)
    if notification is None or not notification.shown:
        return
    if not accepted and notification.reject_text is None:
        state.warn("no-reject-button", notification_id=notification_id)
        return
    _end(state, notification, Outcome.ACCEPTED if accepted else Outcome.DECLINED)


def let_pass(state: State, notification: Notification) -> None:
    """The agent lets a notification's time go by."""
    _end(state, notification, Outcome.TIMED_OUT)


def cancel(state: State, owner: str, token: str) -> None:
    """Take away the caller's notifications that carry a token; raises ``UnknownName`` if none does (4.2)."""
    found = [each for each in state.notifications.waiting.values() if _carries(each, owner, token)]
    if not found:
        raise UnknownName(
            f"no notification of {quoted(owner)} with the cancellation token {quoted(token)} is waiting"
        )
    # The newest first: a queued one shall not come up for a moment.
    for notification in reversed(found):
        _end(state, notification, Outcome.CANCELLED)


def withdraw_all(state: State, owner: str) -> None:
    """Take away all notifications of a caller who is gone: nobody would hear the answer."""
    for notification in reversed(
        [each for each in state.notifications.waiting.values() if each.owner == owner]
    ):
        _end(state, notification, Outcome.CANCELLED)


def time_is_up(state: State, timer_id: str) -> bool:
    """A timer has elapsed; ``False`` if it belongs to no notification (any more)."""
    for notification in state.notifications.waiting.values():
        if notification.timer_id == timer_id and notification.ends_at is not None:
            notification.ends_at = None
            _end(state, notification, Outcome.TIMED_OUT if notification.shown else Outcome.WAITED_TOO_LONG)
            return True
    return False
