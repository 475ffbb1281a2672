"""A tab's page as the view draws it: records, lists, dashboards, searches, sites, or why nothing is shown."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from urllib.parse import quote, urlsplit

from cif_emulator.workspace.form_view import record_view
from cif_emulator.workspace.forms import form_of
from cif_emulator.workspace.grids import Listing, View, grid, grid_of_rows
from cif_emulator.workspace.knowledge import is_knowledge_search, knowledge_view
from cif_emulator.workspace.pages import REQUIRED_PARAMETERS, Page, guid
from cif_emulator.workspace.record_source import Table
from cif_emulator.workspace.record_store import RecordStore
from cif_emulator.workspace.refusals import nearest, quoted
from cif_emulator.workspace.searching import search_view
from cif_emulator.workspace.session import Session, Tab
from cif_emulator.workspace.slugs import as_text, percent_encoded
from cif_emulator.workspace.templates import PageType
from cif_emulator.workspace.workspace import Workspace

DASHBOARD_ROWS = 6

_CONTROL_TEXT = (
    "Pages of the type Control are reserved for Microsoft's own controls; the emulator shows their input."
)
_CUSTOM_PAGE_TEXT = (
    "Custom pages are canvas apps, which run in the tenant only; the emulator shows their input."
)


def page_view(workspace: Workspace, session: Session, tab: Tab) -> View:
    """What the main area shows for a tab."""
    page = tab.page
    base: View = {"tabId": tab.tab_id, "load": tab.load, "heading": tab.title}
    missing = [name for name in REQUIRED_PARAMETERS[page.page_type] if name not in page.parameters]
    # A dashboard falls back to the default one, a search may be empty (``templates.md`` 3.1).
    if missing and page.page_type not in (PageType.DASHBOARD, PageType.SEARCH):
        return {**base, **_explanation(page, _missing_text(page, missing), session.values)}
    match page.page_type:
        case PageType.ENTITY_RECORD:
            return {**base, **_record(workspace, tab)}
        case PageType.ENTITY_LIST:
            return {**base, **_list(workspace, tab)}
        case PageType.DASHBOARD:
            return {**base, "kind": "dashboard", "grids": _dashboard_grids(workspace, page)}
        case PageType.SEARCH:
            return {**base, **search_view(workspace.records, page)}
        case PageType.THIRD_PARTY_WEBSITE:
            return {**base, **_site(page)}
        case PageType.WEB_RESOURCE if is_knowledge_search(page):
            return {**base, **knowledge_view(workspace.records, tab)}
        case PageType.WEB_RESOURCE:
            return {**base, "kind": "web-resource", "url": web_resource_url(page)}
        case PageType.CONTROL:
            return {**base, **_explanation(page, _CONTROL_TEXT)}
        case PageType.CUSTOM_PAGE:
            return {**base, **_explanation(page, _CUSTOM_PAGE_TEXT)}


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


def _explanation(page: Page, text: str, values: Mapping[str, object] | None = None) -> View:
    """Why there is nothing to show; with the page's input, and the session's context where it helps."""
    shown = {**(values or {}), **page.parameters}
    details = [{"label": name, "value": as_text(value)} for name, value in shown.items()]
    return {"kind": "explanation", "text": text, "details": details}


def _no_table(workspace: Workspace, page: Page, name: str) -> View:
    near = nearest(name, (table.name for table in workspace.records.tables()))
    return _explanation(page, f"There is no table {quoted(name)}. {near}")


# -- records and lists ----------------------------------------------------------------------------


def _record(workspace: Workspace, tab: Tab) -> View:
    form = form_of(workspace, tab)
    if form is not None:
        return record_view(workspace.records, tab, form)
    page = tab.page
    name = page.entity_name or ""
    table = workspace.records.table(name)
    if table is None:
        return _no_table(workspace, page, name)
    why = "exists" if guid(page.entity_id) else "has that id: it is not a GUID"
    return _explanation(page, f"No {table.label.lower()} {quoted(page.entity_id)} {why} among the records.")


def _list(workspace: Workspace, tab: Tab) -> View:
    name = tab.page.entity_name or ""
    table = workspace.records.table(name)
    if table is None:
        return _no_table(workspace, tab.page, name)
    search = tab.page.text("searchText")
    listing = Listing(search=search, top=tab.state.shown_rows, order=tab.state.order)
    return {
        "kind": "list",
        "grid": _remembered(
            workspace, ("list", name, listing), lambda: grid(workspace.records, table, listing)
        ),
        "search": search,
        "newLabel": f"New {table.label}" if isinstance(workspace.records, RecordStore) else "",
    }


def _dashboard_grids(workspace: Workspace, page: Page) -> list[View]:
    dashboard = workspace.catalog.dashboard(page.text("dashboardId"))
    tables = (workspace.records.table(name) for name in (dashboard.lists if dashboard else ()))
    return [_dashboard_grid(workspace, table) for table in tables if table is not None]


def _dashboard_grid(workspace: Workspace, table: Table) -> View:
    def make() -> View:
        rows = workspace.records.rows(table.name, "", DASHBOARD_ROWS)
        return grid_of_rows(table, rows, f"There are no {table.plural_label.lower()}.")

    return _remembered(workspace, ("dashboard", table.name), make)


def _remembered(workspace: Workspace, asked: Hashable, make: Callable[[], View]) -> View:
    """A part of the page that changes with the records alone: it is drawn more often than they change."""
    records = workspace.records
    return records.remembered(asked, make) if isinstance(records, RecordStore) else make()


# -- sites and web resources ----------------------------------------------------------------------


def site_url(page: Page) -> str:
    """A third-party site's address: ``url`` and ``data``, one after the other."""
    return page.text("url").strip() + page.text("data")


def _site(page: Page) -> View:
    url = site_url(page)
    try:
        parts = urlsplit(url)
    except ValueError as error:
        return _explanation(page, f"{quoted(url)} is no address: {error}.")
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return _explanation(
            page,
            f"{quoted(url)} cannot be shown: a third-party website's address begins with https:// (or "
            "http://).",
        )
    return {"kind": "site", "url": url}


def web_resource_url(page: Page) -> str:
    """A web resource's address, relative to the workspace, with ``data`` as its query value."""
    name = page.text("webresourceName").strip()
    address, separator, query = name.partition("?")
    url = "webresources/" + quote(address.lstrip("/"), safe="/._-~$") + separator + query
    data = page.text("data")
    if data:
        url += ("&" if separator else "?") + "data=" + percent_encoded(data)
    return url
