"""What the workspace tells the outside: small frozen facts, in the order in which they happened.

The model never calls anybody; ``Workspace.drain`` hands these over after each call, and the contracts turn
them into broadcasts and provider events (``app-profile-manager.md`` 7, ``ciframework.md`` 3).
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen


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
    """A session is gone (``ON_SESSION_CLOSED``); ``values`` is what its context held."""

    session_id: str
    owner: str | None
    values: Mapping[str, object]


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
class Warned:
    """Something the caller should know although the call was carried out (or had no effect)."""

    text: str


Event = SessionCreated | SessionSwitched | SessionClosed | TabSwitched | PageShown | Warned
