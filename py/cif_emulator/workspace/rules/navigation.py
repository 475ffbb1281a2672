"""Where forms and search pages open, and the address of what is shown (``app-profile-manager.md`` 8.1).

Code and the agent share these ways: a record that is open already is brought forward instead of opened twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from cif_emulator.workspace.rules.life_cycle import (
    create_tab,
    focus_session,
    focus_tab,
    open_session,
    refresh_tab,
)
from cif_emulator.workspace.state.captions import page_caption, table_label
from cif_emulator.workspace.state.pages import Page, guid
from cif_emulator.workspace.state.record_source import Table
from cif_emulator.workspace.state.refusals import UnknownName, nearest, quoted
from cif_emulator.workspace.state.requests import Search, SessionRequest, TabRequest
from cif_emulator.workspace.state.session import Session, Tab
from cif_emulator.workspace.state.state import State
from cif_emulator.workspace.state.templates import (
    ApplicationTabTemplate,
    PageType,
    SessionTemplate,
    SessionType,
)

# Pages that are opened so come from no configured template.
SEARCH_PAGE = ApplicationTabTemplate(
    unique_name="agent_search",
    name="Search",
    page_type=PageType.SEARCH,
    parameters={"entityName": "", "queryParameters": ""},
)
RECORD_PAGE = ApplicationTabTemplate(
    unique_name="agent_record", name="Record", page_type=PageType.ENTITY_RECORD
)
# The page types by the names that the product's addresses and page inputs use.
PAGE_TYPE_NAMES: Mapping[PageType, str] = {
    PageType.ENTITY_RECORD: "entityrecord",
    PageType.ENTITY_LIST: "entitylist",
    PageType.WEB_RESOURCE: "webresource",
    PageType.DASHBOARD: "dashboard",
    PageType.SEARCH: "search",
    PageType.THIRD_PARTY_WEBSITE: "thirdpartywebsite",
    PageType.CONTROL: "control",
    PageType.CUSTOM_PAGE: "custom",
}


def known_table(state: State, name: str) -> Table:
    """The table of a logical name; raises ``UnknownName`` with near ones."""
    table = state.records.table(name)
    if table is None:
        near = nearest(name, (known.name for known in state.records.tables()))
        raise UnknownName(f"there is no table {quoted(name)}. {near}")
    return table


def known_tab(state: State, tab_id: str) -> Tab:
    """An open tab; raises ``NotFound`` for an unknown one."""
    return state.session_of_tab(tab_id).tabs[tab_id]


def _shows(page: Page, table: str, record_id: str | None) -> bool:
    return page.is_record and page.entity_name == table and page.entity_id == guid(record_id)


def open_as_session(
    state: State, table: str, parameters: Mapping[str, object], provider: str | None = None
) -> Session:
    """A session of its own for a record: with the profile's template of the table, or a plain one.

    A ``provider`` does not bring other providers' sessions forward; the agent (``None``) does.
    """
    record_id = parameters.get("entityId")
    if record_id:
        for session in state.sessions.values():
            is_anothers = provider is not None and session.owner not in (None, provider)
            if (
                not session.is_default
                and not is_anothers
                and _shows(session.anchor_tab.page, table, str(record_id))
            ):
                focus_session(state, session)
                return session
    template = state.catalog.entity_template(table) or SessionTemplate(
        unique_name=f"agent_{table}",
        name=table_label(state.records, table),
        session_type=SessionType.ENTITY,
        entity=table,
    )
    page_parameters = {"entityName": table, **parameters}
    return open_session(state, SessionRequest(template=template, page_parameters=page_parameters))


def open_as_tab(state: State, session: Session, table: str, parameters: Mapping[str, object]) -> Tab:
    """A tab of a session for a record."""
    record_id = parameters.get("entityId")
    if record_id:
        for tab in session.tabs.values():
            if _shows(tab.page, table, str(record_id)):
                focus_tab(state, session, tab)
                return tab
    values = {"entityName": table, **parameters}
    return create_tab(state, session, TabRequest(template=RECORD_PAGE, values=values))


def open_form(
    state: State, table: str, parameters: Mapping[str, object], provider: str | None = None
) -> None:
    """Code opens a form: from Home a session of its own, inside a session a tab (8.1).

    The code is a ``provider``'s or the page's own.
    ``parameters`` are the page's: ``entityId`` (none for a create form), ``formId``, ``data``.
    """
    session = state.focused_session
    if session.is_default:
        open_as_session(state, table, parameters, provider)
    else:
        open_as_tab(state, session, table, parameters)


def open_page(state: State, page_type: PageType, parameters: Mapping[str, object]) -> Tab:
    """A tab of the focused session for a page that no template was configured for."""
    template = ApplicationTabTemplate(
        unique_name=f"agent_{page_type.value}", name=PAGE_TYPE_NAMES[page_type], page_type=page_type
    )
    return create_tab(state, state.focused_session, TabRequest(template=template, values=parameters))


def open_search(state: State, search: Search) -> None:
    """The focused session's search tab, or a new one."""
    given = {
        "searchText": search.text,
        "searchType": search.search_type,
        "entityName": search.table,
        "queryParameters": search.options,
    }
    parameters = {name: value for name, value in given.items() if value not in (None, "")}
    session = state.focused_session
    for tab in session.tabs.values():
        if tab.template is SEARCH_PAGE:
            tab.page = Page(page_type=PageType.SEARCH, parameters=parameters)
            tab.title = page_caption(state.records, state.catalog, tab.page)
            refresh_tab(state, tab)
            focus_tab(state, session, tab)
            return
    create_tab(state, session, TabRequest(template=SEARCH_PAGE, values=parameters))


def page_address(state: State, page: Page) -> str:
    """The absolute address of a page, as the main window's would be (``ciframework.md`` 3)."""
    query = {"appid": state.settings.app_id, "pagetype": PAGE_TYPE_NAMES[page.page_type]}
    if page.entity_name:
        query["etn"] = page.entity_name
    if page.is_record and page.entity_id:
        query["id"] = page.entity_id
    named = {
        PageType.WEB_RESOURCE: "webresourceName",
        PageType.DASHBOARD: "dashboardId",
        PageType.CUSTOM_PAGE: "name",
    }
    parameter = named.get(page.page_type)
    if parameter and page.text(parameter):
        query["id" if parameter == "dashboardId" else parameter] = page.text(parameter)
    return f"{state.address}/main.aspx?{urlencode(query)}"
