"""The model's events as channel providers get them (``ciframework.md`` 3, 5.3): name, payload, targets.

Session events go to the provider that created the session, panel events to the provider in the panel, and
page, presence and article events to everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cif_emulator.api import payloads
from cif_emulator.api.call import PAGE
from cif_emulator.api.deliveries import TIME_OUT, Deliveries
from cif_emulator.api.session_context import context_of, parameters_of
from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.rules.navigation import page_address
from cif_emulator.workspace.state.events import (
    ArticleSent,
    Event,
    PageShown,
    PanelModeChanged,
    PanelResized,
    PhoneNumberClicked,
    PresenceChanged,
    SessionClosed,
    SessionSwitched,
)
from cif_emulator.workspace.state.presence import color_of, id_of
from cif_emulator.workspace.state.session import Session
from cif_emulator.workspace.state.templates import Presence
from cif_emulator.workspace.workspace import Workspace

ON_CLICK_TO_ACT = "onclicktoact"
ON_MODE_CHANGED = "onmodechanged"
ON_SIZE_CHANGED = "onsizechanged"
ON_PAGE_NAVIGATE = "onpagenavigate"
ON_SEND_KB_ARTICLE = "onsendkbarticle"
ON_SESSION_SWITCHED = "onSessionSwitched"
ON_SESSION_CLOSED = "onSessionClosed"
ON_PRESENCE_CHANGE = "onPresenceChange"

# As the documentation spells them, with their payloads; handlers may spell them in any letter case.
BUILT_IN_EVENTS: Mapping[str, type] = {
    ON_CLICK_TO_ACT: payloads.PhoneNumberClicked,
    ON_MODE_CHANGED: payloads.ModeChanged,
    ON_SIZE_CHANGED: payloads.SizeChanged,
    ON_PAGE_NAVIGATE: payloads.PageNavigated,
    ON_SEND_KB_ARTICLE: payloads.ArticleSent,
    ON_SESSION_SWITCHED: payloads.SessionSwitched,
    ON_SESSION_CLOSED: payloads.SessionClosed,
    ON_PRESENCE_CHANGE: payloads.PresenceChanged,
}


@frozen
class ProviderEvent:
    """An event and its targets."""

    name: str
    targets: tuple[str, ...]
    payload: Mapping[str, object]


def everybody(workspace: Workspace) -> tuple[str, ...]:
    """All who may listen: the providers in Channel Order, then the page itself."""
    return (*(provider.provider_id for provider in workspace.providers), PAGE)


def provider_events(
    workspace: Workspace, deliveries: Deliveries, events: Iterable[Event]
) -> Iterator[ProviderEvent]:
    """The events that somebody listens to, in order."""
    listened = deliveries.anybody_listens
    for event in events:
        if isinstance(event, PhoneNumberClicked):
            _warn_of_deaf(workspace, deliveries, event)
        if not listened:
            continue
        for told in _translated(workspace, event):
            heard = tuple(target for target in told.targets if deliveries.listens(target, told.name))
            if heard:
                yield ProviderEvent(told.name, heard, told.payload)


def _warn_of_deaf(workspace: Workspace, deliveries: Deliveries, event: PhoneNumberClicked) -> None:
    for target in event.targets:
        if not deliveries.listens(target, ON_CLICK_TO_ACT):
            who = f"{target} has click-to-act switched on but"
            workspace.warn("click-without-handler", who=who, time_out=TIME_OUT)


def _translated(workspace: Workspace, event: Event) -> Iterator[ProviderEvent]:
    match event:
        case SessionSwitched(previous, new):
            yield from _switched(workspace, previous, new)
        case SessionClosed(session_id, owner):
            session = workspace.remembered_session(session_id)
            if owner is not None and session is not None:
                yield ProviderEvent(ON_SESSION_CLOSED, (owner,), _closed_payload(session))
        case PageShown(_, tab_id):
            tab = workspace.remembered_tab(tab_id)
            if tab is not None:
                address = page_address(workspace, tab.page)
                yield ProviderEvent(ON_PAGE_NAVIGATE, everybody(workspace), {"value": address})
        case PanelModeChanged(provider_id, mode):
            yield ProviderEvent(ON_MODE_CHANGED, (provider_id,), {"value": mode})
        case PanelResized(provider_id, width):
            yield ProviderEvent(ON_SIZE_CHANGED, (provider_id,), {"value": width})
        case PresenceChanged(presence):
            yield ProviderEvent(ON_PRESENCE_CHANGE, everybody(workspace), _presence_payload(presence))
        case ArticleSent(title, link):
            yield ProviderEvent(ON_SEND_KB_ARTICLE, everybody(workspace), {"title": title, "link": link})
        case PhoneNumberClicked():
            yield ProviderEvent(ON_CLICK_TO_ACT, event.targets, _click_payload(workspace, event))


def _switched(workspace: Workspace, previous: str, new: str) -> Iterator[ProviderEvent]:
    """Two events per switch: first the session that loses the focus, then the one that gains it.

    A closed session gets ``onSessionClosed`` alone.
    """
    for session_id, focused in ((previous, False), (new, True)):
        session = workspace.find_session(session_id)
        if session is not None and session.owner is not None:
            payload: payloads.SessionSwitched = {
                "sessionId": session_id,
                "focused": focused,
                "focussed": focused,
                "context": context_of(session),
            }
            yield ProviderEvent(ON_SESSION_SWITCHED, (session.owner,), payload)


def _closed_payload(session: Session) -> payloads.SessionClosed:
    """The context, and in it the slug values once more as official samples read them."""
    context = {"templateParameters": parameters_of(session), **context_of(session)}
    return {"sessionId": session.session_id, "context": context}


def _presence_payload(presence: Presence) -> payloads.PresenceChanged:
    presence_id = id_of(presence)
    return {
        "presenceId": presence_id,
        "presenceInfo": {
            "basePresenceStatus": presence.base_status,
            "presenceColor": color_of(presence),
            "presenceId": presence_id,
            "presenceText": presence.text,
        },
    }


def _click_payload(workspace: Workspace, event: PhoneNumberClicked) -> payloads.PhoneNumberClicked:
    return {
        "value": event.value,
        "name": event.column,
        "format": workspace.settings.click_to_act_format,
        "entityLogicalName": event.table,
        "entityId": event.record_id,
        "recordTitle": event.record_title,
    }
