"""Payloads of events: those of channel providers, and the broadcasts of ``Microsoft.Apm``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

# -- handlers of providers (``ciframework.md`` 3) -------------------------------------------------


class PhoneNumberClicked(TypedDict):
    """The agent has clicked a phone number."""

    value: str
    """The number."""
    name: str
    """The column's logical name."""
    format: str
    entityLogicalName: str
    entityId: str
    recordTitle: str


class ModeChanged(TypedDict):
    """The panel has got another mode."""

    value: int
    """The mode, as `setMode` numbers it."""


class SizeChanged(TypedDict):
    """The panel has got another width."""

    value: int
    """Pixels."""


class PageNavigated(TypedDict):
    """Another page is shown."""

    value: str
    """Its address."""


class ArticleSent(TypedDict):
    """The agent has sent a knowledge article."""

    title: str
    link: str


class SessionSwitched(TypedDict):
    """A session of the provider's has gained or lost the focus."""

    sessionId: str
    focused: bool
    focussed: bool
    """The same; older clients read it."""
    context: Mapping[str, object]
    """The session's slug values, and what `createSession` got as `context`."""


class SessionClosed(TypedDict):
    """A session of the provider's has been closed."""

    sessionId: str
    context: Mapping[str, object]
    """As that of a switch; in `templateParameters` the slug values once more."""


class PresenceInfo(TypedDict):
    """A presence."""

    basePresenceStatus: str
    presenceColor: str
    presenceId: str
    presenceText: str


class PresenceChanged(TypedDict):
    """The agent's presence has changed."""

    presenceId: str
    presenceInfo: PresenceInfo


class CustomEvent(TypedDict):
    """What handlers of custom events get, as a Map."""

    value: object
    """What `raiseEvent` was given."""
    correlationId: str


# -- broadcasts (``app-profile-manager.md`` 7) ----------------------------------------------------


class SessionSwitch(TypedDict):
    """Another session is in front."""

    previousSessionId: str
    newSessionId: str


class SessionEnd(TypedDict):
    """A session has been closed."""

    sessionId: str


class TabSwitch(TypedDict):
    """Another tab is selected."""

    previousSessionId: str
    previousTabId: str
    sessionId: str
    tabId: str
