"""The session, tab and context objects of ``Microsoft.Apm`` (``app-profile-manager.md`` 4-6).

In JavaScript they are live: every read asks here, by id. After its session or tab is closed, an object still
reads the last values and refuses its methods (5).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from cif_emulator.api.apm import AppTabInput, Id, TabId, open_tab
from cif_emulator.api.call import Call
from cif_emulator.api.contract import Contract, ResultKind, ReturnStyle
from cif_emulator.api.kinds import Anything, PlainObject, Text
from cif_emulator.api.values import UNDEFINED, Undefined, described
from cif_emulator.workspace.rules.navigation import PAGE_TYPE_NAMES
from cif_emulator.workspace.state.pages import Page, guid
from cif_emulator.workspace.state.refusals import WrongArgument
from cif_emulator.workspace.state.session import Session, Tab

session_object = Contract("Session")
tab_object = Contract("Tab")
context_object = Contract("Context")

AnyTabId = Annotated[object, Anything(Text("tab-id-1", "Id"), expected=True)]
AnySlugText = Annotated[str, Text("{customerName}")]


def _title(value: object) -> str:
    if not isinstance(value, str):
        raise WrongArgument(f"title is {described(value)}; right is a text")
    return value


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise WrongArgument(f"canClose is {described(value)}; right is true or false")
    return value


# -- session --------------------------------------------------------------------------------------


def _remembered(call: Call, session_id: str) -> Session:
    found = call.workspace.remembered_session(session_id)
    return found if found is not None else call.workspace.session(session_id)


@session_object.getter("sessionId", source="app-profile-manager.md 4")
def session_id_of(call: Call, session_id: Id) -> str:  # noqa: ARG001 - the workspace is not asked
    """The session's id."""
    return session_id


@session_object.getter("isDefault", source="app-profile-manager.md 4")
def is_default(call: Call, session_id: Id) -> bool:
    """Whether it is the Home session."""
    return _remembered(call, session_id).is_default


@session_object.getter("canClose", source="app-profile-manager.md 4")
def session_can_close(call: Call, session_id: Id) -> bool:
    """Whether its × is shown."""
    return _remembered(call, session_id).can_close


@session_object.setter("canClose", source="app-profile-manager.md 4")
def set_session_can_close(call: Call, session_id: Id, can_close: Annotated[object, Anything()]) -> None:
    """Show or hide its ×."""
    call.workspace.set_session_can_close(call.workspace.session(session_id), _switch(can_close))


@session_object.getter("title", source="app-profile-manager.md 4")
def session_title(call: Call, session_id: Id) -> str:
    """Its label in the panel."""
    return _remembered(call, session_id).title


@session_object.setter("title", source="app-profile-manager.md 4")
def set_session_title(call: Call, session_id: Id, title: Annotated[object, Anything()]) -> None:
    """Change its label; Home keeps its own."""
    call.workspace.set_session_title(call.workspace.session(session_id), _title(title))


@session_object.method("close", result=ResultKind.NOTHING, source="app-profile-manager.md 4")
def close_session(call: Call, session_id: Id) -> None:
    """Close the session and its tabs, without a question; Home stays."""
    call.workspace.close_session(call.workspace.session(session_id))


@session_object.method("focus", result=ResultKind.NOTHING, source="app-profile-manager.md 4")
def focus_session(call: Call, session_id: Id) -> None:
    """Bring the session to the front."""
    call.workspace.focus_session(call.workspace.session(session_id))


@session_object.method("requestFocus", result=ResultKind.NOTHING, source="app-profile-manager.md 4")
def request_focus(call: Call, session_id: Id) -> None:
    """Mark a background session in the panel; the focus stays."""
    call.workspace.request_focus(call.workspace.session(session_id))


@session_object.method("canCreateTab", returns=ReturnStyle.VALUE, source="app-profile-manager.md 4")
def can_create_tab(call: Call, session_id: Id) -> bool:
    """Whether it may get another tab; a closed session may not."""
    session = call.workspace.find_session(session_id)
    return session is not None and call.workspace.can_create_tab(session)


@session_object.method(
    "getFocusedTab", returns=ReturnStyle.VALUE, result=ResultKind.TAB, source="app-profile-manager.md 4"
)
def get_focused_tab(call: Call, session_id: Id) -> str:
    """Its selected tab, also while it is in the background."""
    return _remembered(call, session_id).focused_tab_id


@session_object.method("getAllTabs", returns=ReturnStyle.VALUE, source="app-profile-manager.md 4")
def get_all_tabs(call: Call, session_id: Id) -> list[str]:
    """Ids of its tabs, left to right."""
    return list(_remembered(call, session_id).tabs)


@session_object.method(
    "getTab", returns=ReturnStyle.VALUE, result=ResultKind.TAB, source="app-profile-manager.md 4"
)
def get_tab(call: Call, session_id: Id, tab_id: AnyTabId = None) -> str | None:
    """One of its tabs, ``null`` for any other id."""
    return tab_id if isinstance(tab_id, str) and tab_id in _remembered(call, session_id).tabs else None


@session_object.method("getContext", result=ResultKind.CONTEXT, source="app-profile-manager.md 4, 6")
def get_context(call: Call, session_id: Id) -> str:
    """Its context."""
    return _remembered(call, session_id).session_id


@session_object.method("updateContext", result=ResultKind.NOTHING, source="app-profile-manager.md 4")
def update_context(
    call: Call,
    session_id: Id,
    context_input: Annotated[Mapping[str, object], PlainObject(json_text=True, tells_undefined=True)],
) -> None:
    """Add and change slug values; ``null`` and ``undefined`` remove a key."""
    session = call.workspace.session(session_id)
    kept = {
        key: value for key, value in context_input.items() if value is not None and value is not UNDEFINED
    }
    removed = tuple(key for key in context_input if key not in kept)
    call.workspace.update_values(session, kept, removed)


@session_object.method("resolveSlug", returns=ReturnStyle.TEXT_PROMISE, source="app-profile-manager.md 4")
def resolve_slug(call: Call, session_id: Id, slug_text: AnySlugText) -> str:
    """A text with its slugs replaced."""
    return call.workspace.resolve_slug(call.workspace.session(session_id), slug_text)


@session_object.method("createTab", returns=ReturnStyle.TEXT_PROMISE, source="app-profile-manager.md 4")
def create_tab(call: Call, session_id: Id, app_tab_input: AppTabInput) -> str:
    """Open a tab in this session; selecting it brings the session forward."""
    return open_tab(call, call.workspace.session(session_id), app_tab_input)


@session_object.method("getAllTabsForTemplate", source="app-profile-manager.md 4")
def get_all_tabs_for_template(call: Call, session_id: Id, template_name: str) -> list[str]:
    """Ids of its tabs that came from a template (unique name, else display name)."""
    template = call.workspace.catalog.tabs.get(template_name)
    tabs = call.workspace.session(session_id).tabs.values()
    return [tab.tab_id for tab in tabs if tab.template is template]


# -- tab ------------------------------------------------------------------------------------------


def _remembered_tab(call: Call, tab_id: str) -> Tab:
    found = call.workspace.remembered_tab(tab_id)
    if found is None:
        session = call.workspace.session_of_tab(tab_id)
        return session.tabs[tab_id]
    return found


def _open_tab(call: Call, tab_id: str) -> tuple[Session, Tab]:
    session = call.workspace.session_of_tab(tab_id)
    return session, session.tabs[tab_id]


@tab_object.getter("tabId", source="app-profile-manager.md 5")
def tab_id_of(call: Call, tab_id: TabId) -> str:  # noqa: ARG001 - the workspace is not asked
    """The tab's id."""
    return tab_id


@tab_object.getter("canClose", source="app-profile-manager.md 5")
def tab_can_close(call: Call, tab_id: TabId) -> bool:
    """Whether its close button is shown."""
    return _remembered_tab(call, tab_id).can_close


@tab_object.setter("canClose", source="app-profile-manager.md 5")
def set_tab_can_close(call: Call, tab_id: TabId, can_close: Annotated[object, Anything()]) -> None:
    """Show or hide its close button; an anchor tab has none."""
    call.workspace.set_tab_can_close(_open_tab(call, tab_id)[1], _switch(can_close))


@tab_object.getter("title", source="app-profile-manager.md 5")
def tab_title(call: Call, tab_id: TabId) -> str:
    """Its caption."""
    return _remembered_tab(call, tab_id).title


@tab_object.setter("title", source="app-profile-manager.md 5")
def set_tab_title(call: Call, tab_id: TabId, title: Annotated[object, Anything()]) -> None:
    """Change its caption."""
    call.workspace.set_tab_title(_open_tab(call, tab_id)[1], _title(title))


@tab_object.method("close", result=ResultKind.NOTHING, source="app-profile-manager.md 5")
def close_tab(call: Call, tab_id: TabId) -> None:
    """Close the tab; an anchor tab stays."""
    call.workspace.close_tab(*_open_tab(call, tab_id))


@tab_object.method("focus", result=ResultKind.NOTHING, source="app-profile-manager.md 5")
def focus_tab(call: Call, tab_id: TabId) -> None:
    """Select the tab and bring its session forward."""
    call.workspace.focus_tab(*_open_tab(call, tab_id))


@tab_object.method("refresh", result=ResultKind.NOTHING, source="app-profile-manager.md 5")
def refresh_tab(call: Call, tab_id: TabId) -> None:
    """Load its page again."""
    call.workspace.refresh_tab(_open_tab(call, tab_id)[1])


# -- context --------------------------------------------------------------------------------------


@context_object.getter("parameters", source="app-profile-manager.md 6")
def parameters(call: Call, session_id: Id) -> Mapping[str, object]:
    """Everything that was put in the session: by its creation, its provider, ``updateContext``."""
    return dict(_remembered(call, session_id).values)


@context_object.method("get", returns=ReturnStyle.VALUE, source="app-profile-manager.md 6")
def get_value(
    call: Call, session_id: Id, key: Annotated[object, Anything(Text(), expected=True)] = None
) -> object:
    """The value of a key, ``undefined`` without one."""
    values = _remembered(call, session_id).values
    return values.get(key, UNDEFINED) if isinstance(key, str) else UNDEFINED


@context_object.method("set", result=ResultKind.NOTHING, source="app-profile-manager.md 6")
def set_value(call: Call, session_id: Id, key: str, value: Annotated[object, Anything()] = None) -> None:
    """Write one key."""
    call.workspace.update_values(call.workspace.session(session_id), {key: value})


@context_object.method("delete", returns=ReturnStyle.VALUE, source="app-profile-manager.md 6")
def delete_value(call: Call, session_id: Id, key: str) -> bool:
    """Remove one key; whether it was there."""
    session = call.workspace.session(session_id)
    was_there = key in session.values
    call.workspace.update_values(session, {}, (key,))
    return was_there


@context_object.method("getTabContext", returns=ReturnStyle.VALUE, source="app-profile-manager.md 6")
def get_tab_context(call: Call, session_id: Id, tab_id: AnyTabId = None) -> dict[str, object] | Undefined:
    """The tab's resolved page input, ``undefined`` for an unknown tab.

    ``tab-id-1`` means the anchor tab where the session has no tab of that id.
    """
    session = _remembered(call, session_id)
    tab = session.tabs.get(tab_id) if isinstance(tab_id, str) else None
    if tab is None and tab_id == "tab-id-1":
        tab = session.anchor_tab
    return _page_input(tab.page) if tab else UNDEFINED


def _page_input(page: Page) -> dict[str, object]:
    found: dict[str, object] = {"pageType": PAGE_TYPE_NAMES[page.page_type], **page.parameters}
    entity_id = guid(found.get("entityId"))
    if entity_id:
        found["entityId"] = entity_id
    return found
