"""What the workspace tells the outside: small frozen facts, in the order in which they happened.

The model never calls anybody; ``State.drain`` hands these over after each call, and the contracts turn them
into broadcasts and provider events (``app-profile-manager.md`` 7, ``ciframework.md`` 3).
"""

from __future__ import annotations

from typing import Literal

from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.state.notification import Outcome
from cif_emulator.workspace.state.readings import Reading
from cif_emulator.workspace.state.templates import Presence

Operation = Literal["create", "update", "delete"]


@frozen
class SessionCreated:
    """A session was opened, focused or not."""

    session_id: str
    owner: str | None


@frozen
class SessionSwitched:
    """The focus moved from one session to another (``ON_SESSION_SWITCH``)."""

    previous_session_id: str
    new_session_id: str


@frozen
class SessionClosed:
    """A session is gone (``ON_SESSION_CLOSED``)."""

    session_id: str
    owner: str | None


@frozen
class TabOpened:
    """A session got another tab, shown or not."""

    session_id: str
    tab_id: str


@frozen
class TabClosed:
    """A tab is gone, while its session stays."""

    session_id: str
    tab_id: str


@frozen
class TabSwitched:
    """Another tab is shown (``ON_TAB_SWITCH``), by selecting a tab or by switching sessions."""

    previous_session_id: str
    previous_tab_id: str
    session_id: str
    tab_id: str


@frozen
class PageShown:
    """The main area shows a page: another tab, or the same one loaded again."""

    session_id: str
    tab_id: str


@frozen
class PanelModeChanged:
    """The agent has switched the communication panel's mode by hand; ``mode`` as ``setMode`` numbers it."""

    provider_id: str
    mode: int


@frozen
class PanelResized:
    """The agent has dragged the communication panel to a width in pixels."""

    provider_id: str
    width: int


@frozen
class PresenceChanged:
    """The agent's presence is another one, set by hand or by a provider."""

    presence: Presence


@frozen(kw_only=True)
class PhoneNumberClicked:
    """The agent has clicked a phone number while click-to-act is on; ``targets`` are to hear of it."""

    targets: tuple[str, ...]
    value: str
    column: str
    table: str
    record_id: str
    record_title: str


@frozen
class ArticleSent:
    """The agent has sent a knowledge article; ``link`` is its absolute address."""

    title: str
    link: str


@frozen
class NotificationShown:
    """A notification is on screen."""

    notification_id: str
    owner: str


@frozen
class NotificationEnded:
    """A notification was answered, timed out, or could not be shown any longer."""

    notification_id: str
    owner: str
    outcome: Outcome


@frozen
class RecordWritten:
    """A record was created, updated or deleted."""

    table: str
    record_id: str
    operation: Operation


@frozen
class TimerSet:
    """The model wants to be told when so many milliseconds are over."""

    timer_id: str
    milliseconds: int


@frozen
class TimerCleared:
    """The model no longer waits for a timer."""

    timer_id: str


@frozen
class AddressOpened:
    """Code wants an address in a window of the browser's own."""

    url: str


@frozen
class TopicAsked:
    """Code has asked under which name an event is broadcast: from now on somebody may listen."""

    event_name: str


@frozen
class About:
    """A listener and an event; ``entry`` is the number of the entry in the call log that it came of.

    ``is_told`` says that this very entry tells it.
    """

    who: str
    what: str
    entry: int | None = None
    is_told: bool = False


@frozen
class Warned:
    """A finding: something the caller should know although the call was carried out (or had no effect).

    ``about`` is what it concerns if that is not the present call.
    """

    rule: str
    text: str
    about: About | None = None


@frozen
class SlugsRead:
    """The slugs that a call has read, with what they gave."""

    readings: tuple[Reading, ...]


Event = (
    SessionCreated
    | SessionSwitched
    | SessionClosed
    | TabOpened
    | TabClosed
    | TabSwitched
    | PageShown
    | PanelModeChanged
    | PanelResized
    | PresenceChanged
    | PhoneNumberClicked
    | ArticleSent
    | NotificationShown
    | NotificationEnded
    | RecordWritten
    | TimerSet
    | TimerCleared
    | AddressOpened
    | TopicAsked
    | SlugsRead
    | Warned
)
