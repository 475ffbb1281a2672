"""What the page gets, but for a tab's page (``page_shapes``): the shapes of values that cross to JavaScript.

What the agent does with it is named after the contract ``Agent`` (``api/agent_actions.py``).
"""

from __future__ import annotations

from typing import Literal, TypedDict

from cif_emulator.view.page_shapes import Detail, PageView
from cif_emulator.workspace.state.screen import MessageKind


class SessionView(TypedDict):
    """A session's entry on the rail."""

    id: str
    title: str
    isDefault: bool
    canClose: bool
    """Whether its × is shown."""
    focused: bool
    icon: str
    """``home``, ``record``, ``conversation``, ``call``, or a web resource's path (begins with ``/``)."""
    attention: bool
    unread: int
    """Unread count; 0 shows none, more than 9 shows "9+"."""
    urgent: bool
    unsaved: bool
    """Whether closing it would lose what the agent has typed."""
    marks: str
    """What the marks say, a line for each with the title; empty if there are none."""


TabIcon = Literal["dashboard", "list", "record", "search", "site", "web-resource", "explanation"]


class TabView(TypedDict):
    """A tab's caption."""

    id: str
    title: str
    isAnchor: bool
    canClose: bool
    selected: bool
    icon: TabIcon
    unsaved: bool
    """Whether closing it would lose what the agent has typed."""


class MessageAction(TypedDict):
    """A link beside a message's text; only http and https addresses become one."""

    label: str
    url: str


class MessageView(TypedDict):
    """A message bar: ``dismissMessage(id)``."""

    id: str
    kind: MessageKind
    text: str
    action: MessageAction | None


class ProviderView(TypedDict):
    """A channel provider and its frame."""

    id: str
    label: str
    url: str
    sandbox: str
    """The frame's ``sandbox`` attribute."""
    allow: str
    """The frame's ``allow`` attribute."""
    state: Literal["waiting", "ready", "silent"]
    """``ready`` after the handshake; ``silent`` when it has been waited for too long."""
    problem: str
    """What is wrong, in plain words; empty if nothing is."""


PanelModeName = Literal["docked", "minimized", "hidden", "collapsed"]


class PanelView(TypedDict):
    """The communication panel: ``togglePanel()``, ``resizePanel(pixels)``."""

    mode: PanelModeName
    width: int
    """Pixels, when docked."""
    shown: str | None
    """Id of the provider whose page is shown; ``None`` shows none."""
    providers: list[ProviderView]
    """All active ones: each has its frame for as long as the page lives, shown or not."""


NotificationIcon = Literal["call", "conversation", "bell"]


class NotificationView(TypedDict):
    """A toast: ``answerNotification(id, accepted)``."""

    id: str
    title: str
    icon: str
    """A web resource's path (begins with ``/``); empty if it has no picture."""
    ownIcon: NotificationIcon
    """What is shown where there is no such picture."""
    fields: list[Detail]
    theme: Literal["dark", "light"]
    accept: str
    """Text of the button that accepts."""
    reject: str | None
    """Text of the button that rejects; ``None`` shows none."""
    showCountdown: bool
    endsAt: float
    """Milliseconds since the epoch."""
    desktop: bool
    """Whether the browser's own notification is shown too, where the reader has allowed it."""


PresenceMark = Literal["available", "busy", "do-not-disturb", "away", "offline"]


class PresenceOption(TypedDict):
    """A presence that the agent can choose; ``color`` is any colour of CSS."""

    id: str
    text: str
    color: str
    mark: PresenceMark


class PresenceView(TypedDict):
    """The agent's presence: ``setPresence(id)``."""

    current: str
    """Id of the option that is set."""
    options: list[PresenceOption]


class DialogView(TypedDict):
    """A modal question: ``answerDialog(id, confirmed)``."""

    id: str
    title: str
    text: str
    confirm: str
    cancel: str


class UserView(TypedDict):
    """The agent."""

    name: str
    initials: str


class SnapshotWithoutSessions(TypedDict):
    """All that is on the page, but for the rail's entries."""

    version: int
    title: str
    user: UserView
    focusedSessionId: str
    sessionsFolded: bool
    """Whether the rail shows icons alone: ``foldSessions(folded)``."""
    tabs: list[TabView]
    """Tabs of the focused session, anchor first."""
    page: PageView
    """The page of the focused session's selected tab."""
    panel: PanelView
    notifications: list[NotificationView]
    """Newest last."""
    presence: PresenceView | None
    """``None`` shows no selector."""
    clickToAct: bool
    """Whether phone fields are buttons: ``clickToAct(table, recordId, column, value)``."""
    alert: str | None
    """Why the workspace has changed the presence; ``answerAlert()`` takes it back."""
    messages: list[MessageView]
    """Those of the focused session, and those of none; newest last."""
    dialog: DialogView | None
    canCreateSession: bool
    canCreateTab: bool
    faults: list[str]
    """What goes wrong on demand, a line for each fault in force."""


class Snapshot(SnapshotWithoutSessions):
    """All that is on the page."""

    sessions: list[SessionView]


class Drawing(SnapshotWithoutSessions):
    """All that is on the page, but of the rail's entries only those that look different from before."""

    changed: list[SessionView]
    order: list[str] | None
    """The ids of all sessions in their order; ``None`` if it is as before, new ones last."""
