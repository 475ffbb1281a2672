"""Notifications: toasts that wait for the agent's answer (``ciframework.md`` 4, ``templates.md`` 4).

A few are on screen at once, the others queue. Time is told from outside: a notification asks for a timer and
is told when it has elapsed. Each ends exactly once, with one of the outcomes.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING

from attrs import Factory, define

from cif_emulator.workspace.events import NotificationEnded, NotificationShown, TimerCleared, TimerSet
from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.refusals import UnknownName, quoted
from cif_emulator.workspace.resolution import query_value
from cif_emulator.workspace.slugs import MISSING, Lookup, Scope, expand_values, render
from cif_emulator.workspace.templates import NotificationTemplate

if TYPE_CHECKING:
    from cif_emulator.workspace.workspace import Workspace

# A toast has room for so many header/value rows (4.3).
SHOWN_FIELDS = 4
# What the accept button says where work items are assigned automatically, unless the template says otherwise.
STANDARD_ACCEPT_TEXT = "Accept"
ASSIGNED_ACCEPT_TEXT = "Open"


class Outcome(Enum):
    """How a notification ends; its names in the product's results are the contract's (4.1)."""

    ACCEPTED = "accepted"
    ACCEPTED_BY_ITSELF = "accepted by itself"
    DECLINED = "declined"
    QUEUE_FULL = "queue full"
    WAITED_TOO_LONG = "waited too long"
    TIMED_OUT = "timed out"
    CANCELLED = "cancelled"


@frozen(kw_only=True)
class NotificationRequest:
    """What a caller asks for; ``values`` fill the slugs, ``token`` is for cancelling it."""

    template: NotificationTemplate
    owner: str
    values: Mapping[str, object] = Factory(dict)
    token: str | None = None


@define(eq=False, kw_only=True)
class Notification:
    """A notification that waits for an answer.

    ``ends_at`` in milliseconds since the epoch, where its time is limited; ``reject_text`` is ``None``
    where it cannot be rejected.
    """

    notification_id: str
    owner: str
    template: NotificationTemplate
    title: str
    fields: tuple[tuple[str, str], ...]
    token: str | None
    accept_text: str
    reject_text: str | None
    shown: bool = False
    ends_at: float | None = None

    @property
    def timer_id(self) -> str:
        """The timer that runs for it now: waiting in the queue and being shown are timed apart."""
        return f"{self.notification_id}-{'shown' if self.shown else 'queued'}"


@define
class Notifications:
    """All that wait for an answer, oldest first."""

    waiting: dict[str, Notification] = Factory(dict)
    counter: int = 0

    def shown(self) -> list[Notification]:
        """Those on screen, oldest first."""
        return [each for each in self.waiting.values() if each.shown]


def notify(workspace: Workspace, request: NotificationRequest) -> Notification | Outcome:
    """Show a notification, or queue it; gives the outcome at once where there is nothing to wait for."""
    built = _build(workspace, request)
    state = workspace.notifications
    template = request.template
    if template.auto_assign and template.auto_accept:
        return Outcome.ACCEPTED_BY_ITSELF
    if len(state.waiting) >= workspace.settings.max_notifications:
        return Outcome.QUEUE_FULL
    if request.token is not None and any(
        _carries(each, request.owner, request.token) for each in state.waiting.values()
    ):
        workspace.warn(
            f"the cancellation token {quoted(request.token)} is in use already; cancelEvent will take away "
            "all "
            "notifications that carry it"
        )
    state.counter += 1
    state.waiting[built.notification_id] = built
    _show_next(workspace)
    if not built.shown:
        _limit(workspace, built)
    workspace.touch()
    return built


def _carries(notification: Notification, owner: str, token: str) -> bool:
    return notification.owner == owner and notification.token == token


def _build(workspace: Workspace, request: NotificationRequest) -> Notification:
    template = request.template
    scope = _scope(workspace, request.values)
    fields = sorted(template.field, key=lambda each: each.order)
    if len(fields) > SHOWN_FIELDS:
        workspace.warn(
            f"the notification template {quoted(template.unique_name)} has {len(fields)} fields; the first "
            f"{SHOWN_FIELDS} are shown"
        )
    accept = template.accept_button_text
    if template.auto_assign and accept == STANDARD_ACCEPT_TEXT:
        accept = ASSIGNED_ACCEPT_TEXT
    rejectable = template.show_reject_button and not template.auto_assign
    return Notification(
        notification_id=f"notification-{workspace.notifications.counter + 1}",
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


def _scope(workspace: Workspace, values: Mapping[str, object]) -> Scope:
    """Slugs of a notification find the caller's values and Dataverse; there is no session."""

    def scope(lookup: Lookup) -> Scope:
        return Scope(
            lookup=lookup,
            query=lambda table, column, options: query_value(workspace.records, table, column, options),
        )

    expanded = expand_values(values, scope)
    return scope(lambda key: expanded.get(key, MISSING))


def _limit(workspace: Workspace, notification: Notification) -> None:
    """Start its time; a time-out of 0 seconds means none."""
    seconds = notification.template.timeout
    if seconds > 0:
        notification.ends_at = workspace.now + seconds * 1000
        workspace.emit(TimerSet(notification.timer_id, seconds * 1000))


def _stop(workspace: Workspace, notification: Notification) -> None:
    if notification.ends_at is not None:
        notification.ends_at = None
        workspace.emit(TimerCleared(notification.timer_id))


def _show_next(workspace: Workspace) -> None:
    state = workspace.notifications
    room = workspace.settings.shown_notifications - len(state.shown())
    queued = [each for each in state.waiting.values() if not each.shown]
    for notification in queued[: max(0, room)]:
        _stop(workspace, notification)
        notification.shown = True
        _limit(workspace, notification)
        workspace.emit(NotificationShown(notification.notification_id, notification.owner))


def _end(workspace: Workspace, notification: Notification, outcome: Outcome) -> None:
    _stop(workspace, notification)
    del workspace.notifications.waiting[notification.notification_id]
    workspace.emit(NotificationEnded(notification.notification_id, notification.owner, outcome))
    _show_next(workspace)


def answer(workspace: Workspace, notification_id: str, accepted: bool) -> None:
    """The agent presses a button; one for a notification that has ended already has no effect."""
    notification = workspace.notifications.waiting.get(notification_id)
    if notification is None or not notification.shown:
        return
    if not accepted and notification.reject_text is None:
        workspace.warn(f"{notification_id} cannot be rejected: its template has no reject button.")
        return
    _end(workspace, notification, Outcome.ACCEPTED if accepted else Outcome.DECLINED)


def cancel(workspace: Workspace, owner: str, token: str) -> None:
    """Take away the caller's notifications that carry a token; raises ``UnknownName`` if none does (4.2)."""
    found = [each for each in workspace.notifications.waiting.values() if _carries(each, owner, token)]
    if not found:
        raise UnknownName(
            f"no notification of {quoted(owner)} with the cancellation token {quoted(token)} is waiting"
        )
    # The newest first: a queued one shall not come up for a moment.
    for notification in reversed(found):
        _end(workspace, notification, Outcome.CANCELLED)


def withdraw_all(workspace: Workspace, owner: str) -> None:
    """Take away all notifications of a caller who is gone: nobody would hear the answer."""
    for notification in reversed(
        [each for each in workspace.notifications.waiting.values() if each.owner == owner]
    ):
        _end(workspace, notification, Outcome.CANCELLED)


def time_is_up(workspace: Workspace, timer_id: str) -> bool:
    """A timer has elapsed; ``False`` if it belongs to no notification (any more)."""
    for notification in workspace.notifications.waiting.values():
        if notification.timer_id == timer_id and notification.ends_at is not None:
            notification.ends_at = None
            _end(
                workspace, notification, Outcome.TIMED_OUT if notification.shown else Outcome.WAITED_TOO_LONG
            )
            return True
    return False
