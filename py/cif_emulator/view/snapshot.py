"""The state of the workspace as the page draws it: one plain value (``shapes.Snapshot``).

Names are the view's (camelCase), because this is data for it. Everything that can be seen is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from cif_emulator.view.pages import page_view
from cif_emulator.view.shapes import (
    DialogView,
    MessageView,
    NotificationIcon,
    NotificationView,
    PanelModeName,
    PanelView,
    PresenceMark,
    PresenceOption,
    PresenceView,
    ProviderView,
    SessionView,
    Snapshot,
    SnapshotWithoutSessions,
    TabIcon,
    TabView,
)
from cif_emulator.view.shortening import shortened, shortened_all
from cif_emulator.workspace.rules import providers
from cif_emulator.workspace.rules.click_to_act import is_on
from cif_emulator.workspace.rules.panel import mode, shown_provider
from cif_emulator.workspace.state.notification import Notification
from cif_emulator.workspace.state.panel import PanelMode
from cif_emulator.workspace.state.presence import color_of, id_of
from cif_emulator.workspace.state.provider import Provider
from cif_emulator.workspace.state.screen import Dialog, Message
from cif_emulator.workspace.state.session import Session, Tab
from cif_emulator.workspace.state.state import State
from cif_emulator.workspace.state.templates import (
    DEFAULT_NOTIFICATION_ICON,
    DesktopNotification,
    PageType,
    Presence,
)

_TAB_ICONS: Mapping[PageType, TabIcon] = {
    PageType.DASHBOARD: "dashboard",
    PageType.ENTITY_LIST: "list",
    PageType.ENTITY_RECORD: "record",
    PageType.SEARCH: "search",
    PageType.THIRD_PARTY_WEBSITE: "site",
    PageType.WEB_RESOURCE: "web-resource",
}


def _session_icon(session: Session) -> str:
    if session.is_default:
        return "home"
    if session.template is not None and session.template.session_icon:
        icon = session.template.session_icon
        return icon if icon.startswith("/") else f"/webresources/{icon}"
    if session.anchor_tab.template is None:
        return "record"
    return "call" if "voice" in (session.template.unique_name if session.template else "") else "conversation"


class SessionLook(NamedTuple):
    """All that may change of how a session's entry looks: what looks the same need not be written anew."""

    title: str
    can_close: bool
    focused: bool
    attention: bool
    unread: int
    urgent: bool
    urgent_text: str
    unsaved: bool


def session_look(state: State, session: Session) -> SessionLook:
    """How a session's entry looks now."""
    unsaved = False
    for tab in session.tabs.values():
        unsaved = unsaved or tab.has_unsaved
    return SessionLook(
        shortened(session.title),
        session.can_close,
        session is state.focused_session,
        session.attention,
        session.unread,
        session.urgent,
        shortened(session.urgent_text),
        unsaved,
    )


def _marks(look: SessionLook) -> str:
    """A line for each mark, the first two in the product's words (``app-profile-manager.md`` 8)."""
    marks = []
    if look.urgent:
        marks.append(f"Urgent attention is needed in your conversation. {look.urgent_text}".rstrip())
    if look.unread:
        marks.append(f"{look.unread} new updates in your conversation.")
    if look.attention and not look.unread:
        marks.append("Your attention is asked for.")
    if look.unsaved:
        marks.append("Unsaved changes.")
    return "\n".join(f"{look.title}. {mark}" for mark in marks)


def session_view(session: Session, look: SessionLook) -> SessionView:
    """A session's entry; only what is in ``look`` changes while the session lives."""
    return {
        "id": session.session_id,
        "title": look.title,
        "isDefault": session.is_default,
        "canClose": look.can_close,
        "focused": look.focused,
        "icon": _session_icon(session),
        "attention": look.attention,
        "unread": look.unread,
        "urgent": look.urgent,
        "unsaved": look.unsaved,
        "marks": _marks(look),
    }


def _tab(session: Session, tab: Tab) -> TabView:
    return {
        "id": tab.tab_id,
        "title": tab.title,
        "isAnchor": tab.is_anchor,
        "canClose": tab.can_close,
        "selected": tab.tab_id == session.focused_tab_id,
        "icon": _TAB_ICONS.get(tab.page.page_type, "explanation"),
        "unsaved": tab.has_unsaved,
    }


def _dialog(dialog: Dialog | None) -> DialogView | None:
    if dialog is None:
        return None
    return {
        "id": dialog.dialog_id,
        "title": dialog.title,
        "text": dialog.text,
        "confirm": dialog.confirm,
        "cancel": dialog.cancel,
    }


_MODES: Mapping[PanelMode, PanelModeName] = {
    PanelMode.MINIMIZED: "minimized",
    PanelMode.DOCKED: "docked",
    PanelMode.HIDDEN: "hidden",
    PanelMode.COLLAPSED: "collapsed",
}


def _panel(state: State) -> PanelView:
    shown = shown_provider(state)
    return {
        "mode": _MODES[mode(state)],
        "width": state.panel.width,
        "shown": shown.provider_id if shown else None,
        "providers": [_provider(state, provider) for provider in state.providers],
    }


def _provider(state: State, provider: Provider) -> ProviderView:
    return {
        "id": provider.provider_id,
        "label": provider.row.label or provider.row.name,
        "url": provider.url,
        "sandbox": provider.sandbox,
        "allow": provider.allow,
        "state": provider.connection.value,
        "problem": providers.problem(state, provider),
    }


def _message(message: Message) -> MessageView:
    action = message.action
    return {
        "id": message.message_id,
        "kind": message.kind,
        "text": message.text,
        "action": {"label": action[0], "url": action[1]} if action else None,
    }


def _on_desktop(state: State, notification: Notification) -> bool:
    wanted = notification.template.desktop_notification
    in_background = wanted is DesktopNotification.BACKGROUND and state.screen.hidden
    return wanted is DesktopNotification.ALWAYS or in_background


_CALL = re.compile(r"voice|phone|(?<![a-z])calls?(?![a-z])|(?<![a-z])callers?(?![a-z])", re.IGNORECASE)
_CONVERSATION = re.compile(r"chat|message|conversation|sms", re.IGNORECASE)


def _notification_icon(notification: Notification) -> NotificationIcon:
    """What stands for a notification without a picture: told by its names, as of sessions."""
    template = notification.template
    names = f"{template.unique_name} {template.name} {notification.title}"
    if _CALL.search(names):
        return "call"
    return "conversation" if _CONVERSATION.search(names) else "bell"


def _notification(state: State, notification: Notification) -> NotificationView:
    template = notification.template
    own = _notification_icon(notification)
    path = template.icon if template.icon.startswith("/") else f"/webresources/{template.icon}"
    return {
        "id": notification.notification_id,
        "title": notification.title,
        # The picture that templates have by default is a chat's.
        "icon": "" if own == "call" and path == DEFAULT_NOTIFICATION_ICON else path,
        "ownIcon": own,
        "fields": [{"label": label, "value": value} for label, value in notification.fields],
        "theme": template.theme.value,
        "accept": notification.accept_text,
        "reject": notification.reject_text,
        "showCountdown": template.show_timeout and notification.ends_at is not None,
        "endsAt": notification.ends_at or 0,
        "desktop": _on_desktop(state, notification),
    }


def _presence(state: State) -> PresenceView | None:
    presences = state.presences
    current = presences.current
    if current is None:
        return None
    options = presences.options if current in presences.options else (*presences.options, current)
    return {
        "current": id_of(current),
        "options": [_presence_option(each) for each in options],
    }


_PRESENCE_MARKS: Mapping[str, PresenceMark] = {
    "available": "available",
    "busy": "busy",
    "do_not_disturb": "do-not-disturb",
    "away": "away",
    "offline": "offline",
}


def _presence_option(presence: Presence) -> PresenceOption:
    return {
        "id": id_of(presence),
        "text": presence.text,
        "color": color_of(presence),
        "mark": _PRESENCE_MARKS.get(presence.base_status, "available"),
    }


def snapshot(state: State) -> Snapshot:
    """All that is on the page now, as plain data."""
    sessions = state.sessions.values()
    views = [session_view(session, session_look(state, session)) for session in sessions]
    return {"sessions": views, **without_sessions(state)}


def without_sessions(state: State) -> SnapshotWithoutSessions:
    """A snapshot but for the entries of the sessions."""
    session = state.focused_session
    settings = state.settings
    found: SnapshotWithoutSessions = {
        "version": state.version,
        "title": settings.title,
        "user": {"name": settings.user_name, "initials": _initials(settings.user_name)},
        "focusedSessionId": session.session_id,
        "sessionsFolded": state.screen.sessions_folded,
        "tabs": [_tab(session, tab) for tab in session.tabs.values()],
        "page": page_view(state, session, session.focused_tab),
        "panel": _panel(state),
        "notifications": [_notification(state, each) for each in state.notifications.shown()],
        "presence": _presence(state),
        "clickToAct": is_on(state),
        "alert": state.presences.alert.text if state.presences.alert else None,
        "messages": [_message(message) for message in state.screen.messages_in(session.session_id)],
        "dialog": _dialog(state.screen.dialog),
        "canCreateSession": state.can_create_session(),
        "canCreateTab": state.can_create_tab(session),
        "faults": [str(active.fault) for active in state.faults.active],
    }
    return shortened_all(found)


def _initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
