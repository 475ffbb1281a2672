"""Notifications that wait for the agent's answer, and how they end (``ciframework.md`` 4)."""

from __future__ import annotations

from enum import Enum

from attrs import Factory, define

from cif_emulator.workspace.state.templates import NotificationTemplate


class Outcome(Enum):
    """How a notification ends; its names in the product's results are the contract's (4.1)."""

    ACCEPTED = "accepted"
    ACCEPTED_BY_ITSELF = "accepted by itself"
    DECLINED = "declined"
    QUEUE_FULL = "queue full"
    WAITED_TOO_LONG = "waited too long"
    TIMED_OUT = "timed out"
    CANCELLED = "cancelled"


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
