"""A tab's page as the view draws it: records, lists, dashboards, searches, sites, or why nothing is shown."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from urllib.parse import quote, urlsplit

from cif_emulator.view.grids import Listing, grid, grid_of_rows
from cif_emulator.view.knowledge import is_knowledge_search, knowledge_view
from cif_emulator.view.page_shapes import (
    ConversationPage,
    DashboardPage,
    ExplanationPage,
    GridView,
    ListPage,
    PageView,
    RecordPage,
    SitePage,
    WebResourcePage,
)
from cif_emulator.view.record_page import record_view
from cif_emulator.view.search_page import search_view
from cif_emulator.workspace.rules.forms import form_of
from cif_emulator.workspace.slugs.rendering import percent_encoded
from cif_emulator.workspace.state.pages import REQUIRED_PARAMETERS, Page, guid
from cif_emulator.workspace.state.record_source import Table
from cif_emulator.workspace.state.record_store import RecordStore
from cif_emulator.workspace.state.refusals import nearest, quoted
from cif_emulator.workspace.state.session import Session, Tab
from cif_emulator.workspace.state.state import State
from cif_emulator.workspace.state.templates import PageType
from cif_emulator.workspace.state.values import as_text
from cif_emulator.workspace.state.work import TooMuchWork

DASHBOARD_ROWS = 6
_CONTROL_TEXT = (
    "Pages of the type Control are reserved for Microsoft's own controls; the emulator shows their input."
)
_CUSTOM_PAGE_TEXT = (
    "Custom pages are canvas apps, which run in the tenant only; the emulator shows their input."
)


def page_view(state: State, session: Session, tab: Tab) -> PageView:
    """What the main area shows for a tab; why, where it would keep the page busy."""
    try:
        return _page_view(state, session, tab)
    except TooMuchWork as refusal:
        return _explanation(tab, f"This page cannot be drawn: {refusal.message}.")


def _page_view(state: State, session: Session, tab: Tab) -> PageView:
    page = tab.page
    missing = [name for name in REQUIRED_PARAMETERS[page.page_type] if name not in page.parameters]
    # A dashboard falls back to the default one, a search may be empty (``templates.md`` 3.1).
    if missing and page.page_type not in (PageType.DASHBOARD, PageType.SEARCH):
        if tab.template is not None and tab.template.unique_name == _CONVERSATION_TAB:
            return _conversation(session, tab)
        return _explanation(tab, _missing_text(page, missing), session.values)
    match page.page_type:
        case PageType.ENTITY_RECORD:
            return _record(state, tab)
        case PageType.ENTITY_LIST:
            return _list(state, tab)
        case PageType.DASHBOARD:
            return _dashboard(state, tab)
        case PageType.SEARCH:
            return search_view(state.records, tab)
        case PageType.THIRD_PARTY_WEBSITE:
            return _site(tab)
        case PageType.WEB_RESOURCE if is_knowledge_search(page):
            return knowledge_view(state.records, tab)
        case PageType.WEB_RESOURCE:
            return _web_resource(tab)
        case PageType.CONTROL:
            return _explanation(tab, _CONTROL_TEXT)
        case PageType.CUSTOM_PAGE:
            return _explanation(tab, _CUSTOM_PAGE_TEXT)


# The product's tab of a conversation: it shows the customer's record where there is one (``templates.md`` 7).
_CONVERSATION_TAB = "msdyn_activeconversation"


def _conversation(session: Session, tab: Tab) -> ConversationPage:
    template = session.template
    known = [(name, as_text(value)) for name, value in session.values.items()]
    return {
        "kind": "conversation",
        "tabId": tab.tab_id,
        "load": tab.load,
        "heading": session.title,
        "icon": "call" if template is not None and "voice" in template.unique_name else "conversation",
        "subheading": template.name if template is not None else tab.title,
        "note": "No customer record is linked to this conversation.",
        "details": [{"label": name, "value": value} for name, value in known if value],
    }


_PAGE_TYPE_NAMES = {
    PageType.ENTITY_LIST: "Entity list",
    PageType.ENTITY_RECORD: "Entity record",
    PageType.THIRD_PARTY_WEBSITE: "Third-party website",
    PageType.WEB_RESOURCE: "Web resource",
    PageType.CUSTOM_PAGE: "Custom page",
}


def _missing_text(page: Page, missing: list[str]) -> str:
    what = " and ".join(missing)
    return (
        f"This tab's page, of the type {_PAGE_TYPE_NAMES.get(page.page_type, page.page_type.value)}, needs "
        f"{what}. "
        "Nothing gave it a value: not the tab's template, not the call, and no slug. Below is what the "
        "session holds."
    )


def _explanation(tab: Tab, text: str, values: Mapping[str, object] | None = None) -> ExplanationPage:
    """Why there is nothing to show; with the page's input, and the session's context where it helps."""
    shown = {**(values or {}), **tab.page.parameters}
    return {
        "kind": "explanation",
        "tabId": tab.tab_id,
        "load": tab.load,
        "heading": tab.title,
        "text": text,
        "details": [{"label": name, "value": as_text(value)} for name, value in shown.items()],
    }


def _no_table(state: State, tab: Tab, name: str) -> ExplanationPage:
    near = nearest(name, (table.name for table in state.records.tables()))
    return _explanation(tab, f"There is no table {quoted(name)}. {near}")


# -- records and lists ----------------------------------------------------------------------------


def _record(state: State, tab: Tab) -> RecordPage | ExplanationPage:
    form = form_of(state, tab)
    if form is not None:
        return record_view(state.records, tab, form)
    page = tab.page
    name = page.entity_name or ""
    table = state.records.table(name)
    if table is None:
        return _no_table(state, tab, name)
    why = "exists" if guid(page.entity_id) else "has that id: it is not a GUID"
    return _explanation(tab, f"No {table.label.lower()} {quoted(page.entity_id)} {why} among the records.")


def _list(state: State, tab: Tab) -> ListPage | ExplanationPage:
    name = tab.page.entity_name or ""
    table = state.records.table(name)
    if table is None:
        return _no_table(state, tab, name)
    search = tab.page.text("searchText")
    listing = Listing(search=search, top=tab.state.shown_rows, order=tab.state.order)
    return {
        "kind": "list",
        "tabId": tab.tab_id,
        "load": tab.load,
        "heading": tab.title,
        "grid": _remembered(state, ("list", name, listing), lambda: grid(state.records, table, listing)),
        "search": search,
        "newLabel": f"New {table.label}" if isinstance(state.records, RecordStore) else "",
    }


def _dashboard(state: State, tab: Tab) -> DashboardPage:
    dashboard = state.catalog.dashboard(tab.page.text("dashboardId"))
    tables = (state.records.table(name) for name in (dashboard.lists if dashboard else ()))
    return {
        "kind": "dashboard",
        "tabId": tab.tab_id,
        "load": tab.load,
        "heading": tab.title,
        "grids": [_dashboard_grid(state, table) for table in tables if table is not None],
    }


def _dashboard_grid(state: State, table: Table) -> GridView:
    def make() -> GridView:
        rows = state.records.rows(table.name, "", DASHBOARD_ROWS)
        return grid_of_rows(table, rows, f"There are no {table.plural_label.lower()}.")

    return _remembered(state, ("dashboard", table.name), make)


def _remembered(state: State, asked: Hashable, make: Callable[[], GridView]) -> GridView:
    """A part of the page that changes with the records alone: it is drawn more often than they change."""
    records = state.records
    return records.remembered(asked, make) if isinstance(records, RecordStore) else make()


# -- sites and web resources ----------------------------------------------------------------------


def site_url(page: Page) -> str:
    """A third-party site's address: ``url`` and ``data``, one after the other."""
    return page.text("url").strip() + page.text("data")


def _site(tab: Tab) -> SitePage | ExplanationPage:
    url = site_url(tab.page)
    try:
        parts = urlsplit(url)
    except ValueError as error:
        return _explanation(tab, f"{quoted(url)} is no address: {error}.")
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return _explanation(
            tab,
            f"{quoted(url)} cannot be shown: a third-party website's address begins with https:// (or "
            "http://).",
        )
    return {"kind": "site", "tabId": tab.tab_id, "load": tab.load, "heading": tab.title, "url": url}


def _web_resource(tab: Tab) -> WebResourcePage:
    url = web_resource_url(tab.page)
    return {"kind": "web-resource", "tabId": tab.tab_id, "load": tab.load, "heading": tab.title, "url": url}


def web_resource_url(page: Page) -> str:
    """A web resource's address, relative to the workspace, with ``data`` as its query value."""
    name = page.text("webresourceName").strip()
    address, separator, query = name.partition("?")
    url = "webresources/" + quote(address.lstrip("/"), safe="/._-~$") + separator + query
    data = page.text("data")
    if data:
        url += ("&" if separator else "?") + "data=" + percent_encoded(data)
    return url
