"""A tab's page as the view draws it: records, lists, dashboards, searches, sites, or why nothing is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote, urlsplit

from cif_emulator.workspace.pages import REQUIRED_PARAMETERS, Page, defaults_of_new_record, guid
from cif_emulator.workspace.record_source import Column, Row, Table
from cif_emulator.workspace.refusals import nearest, quoted
from cif_emulator.workspace.resolution import record_name
from cif_emulator.workspace.session import Session, Tab
from cif_emulator.workspace.slugs import as_text, percent_encoded
from cif_emulator.workspace.templates import PageType
from cif_emulator.workspace.workspace import Workspace

View = dict[str, object]

FORMATTED = "@OData.Community.Display.V1.FormattedValue"
LOOKUP_NAME = "@Microsoft.Dynamics.CRM.lookuplogicalname"

DASHBOARD_ROWS = 6
LIST_ROWS = 50
SEARCH_ROWS = 8
SEARCHED_TABLES = ("incident", "contact", "account", "lead", "phonecall", "knowledgearticle")


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
            return {**base, **_list(workspace, page)}
        case PageType.DASHBOARD:
            return {**base, "kind": "dashboard", "grids": _dashboard_grids(workspace, page)}
        case PageType.SEARCH:
            return {**base, **_search(workspace, page)}
        case PageType.THIRD_PARTY_WEBSITE:
            return {**base, **_site(page)}
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


# -- records --------------------------------------------------------------------------------------


def cell(column: Column, row: Row) -> View:
    """One field of a row: its label, its text as people read it, and where it leads."""
    key = f"_{column.name}_value" if column.kind == "lookup" else column.name
    value = row.get(key)
    text = as_text(row.get(key + FORMATTED) if row.get(key + FORMATTED) is not None else value)
    link = None
    if column.kind == "lookup" and isinstance(value, str):
        target = row.get(key + LOOKUP_NAME) or (column.targets[0] if column.targets else "")
        link = {"table": target, "recordId": value}
    return {"name": column.name, "label": column.label, "value": text, "kind": column.kind, "link": link}


def _record(workspace: Workspace, tab: Tab) -> View:
    page = tab.page
    name = page.entity_name or ""
    table = workspace.records.table(name)
    if table is None:
        return _no_table(workspace, page, name)
    if page.entity_id is None:
        return _new_record(tab, table)
    row = workspace.records.retrieve(table.name, page.entity_id) if guid(page.entity_id) else None
    if row is None:
        if page.text("validateRecord").lower() == "true":
            return _new_record(tab, table)
        why = "exists" if guid(page.entity_id) else "has that id: it is not a GUID"
        return _explanation(
            page, f"No {table.label.lower()} {quoted(page.entity_id)} {why} among the records."
        )
    fields = [cell(column, row) for column in _columns(table, table.form_columns)]
    return {
        "kind": "record",
        "heading": record_name(workspace.records, table.name, row) or tab.title,
        "table": table.name,
        "tableLabel": table.label,
        "recordId": page.entity_id,
        "subheading": " · ".join(_subheading(table, row)),
        "isNew": False,
        "fields": fields,
    }


def _subheading(table: Table, row: Row) -> list[str]:
    number = as_text(row.get("ticketnumber"))
    status = as_text(row.get("statuscode" + FORMATTED) or row.get("statecode" + FORMATTED))
    return [part for part in (table.label, number, status) if part]


def _new_record(tab: Tab, table: Table) -> View:
    defaults = _default_values(defaults_of_new_record(tab.page))
    known = {column.name: column for column in table.columns}
    shown = [
        *table.form_columns,
        *(name for name in defaults if name in known and name not in table.form_columns),
    ]
    fields = []
    for column in _columns(table, tuple(shown)):
        value, link = defaults.get(column.name, ("", None))
        fields.append(
            {"name": column.name, "label": column.label, "value": value, "kind": column.kind, "link": link}
        )
    return {
        "kind": "record",
        "heading": f"New {table.label}",
        "table": table.name,
        "tableLabel": table.label,
        "recordId": None,
        "subheading": f"{table.label} · not saved",
        "isNew": True,
        "fields": fields,
    }


def _default_values(data: Mapping[str, object]) -> dict[str, tuple[str, View | None]]:
    """Column defaults in any of the accepted forms (``templates.md`` 3.1), as text and link."""
    values: dict[str, tuple[str, View | None]] = {}
    for name, value in data.items():
        if name.endswith(("name", "type")) and name[:-4] in data:
            continue
        if isinstance(value, list) and value and isinstance(value[0], dict):
            first = value[0]
            kind = first.get("entityType") or first.get("entitytype") or first.get("type") or ""
            values[name] = (
                as_text(first.get("name")),
                {"table": as_text(kind), "recordId": as_text(first.get("id"))},
            )
        elif f"{name}type" in data and guid(value):
            link: View = {"table": as_text(data[f"{name}type"]), "recordId": guid(value)}
            values[name] = (as_text(data.get(f"{name}name")), link)
        else:
            values[name] = (as_text(value), None)
    return values


def _columns(table: Table, names: tuple[str, ...]) -> list[Column]:
    known = {column.name: column for column in table.columns}
    return [known[name] for name in names if name in known]


# -- lists, dashboards, searches ------------------------------------------------------------------


def _grid(table: Table, rows: list[View], heading: str, empty: str) -> View:
    columns = _columns(table, table.list_columns)
    return {
        "table": table.name,
        "heading": heading,
        "columns": [{"name": column.name, "label": column.label, "kind": column.kind} for column in columns],
        "rows": rows,
        "empty": empty,
    }


def _rows(workspace: Workspace, table: Table, search: str, top: int) -> list[View]:
    return _cells(table, workspace.records.rows(table.name, search, top))


def _cells(table: Table, rows: Iterable[Row]) -> list[View]:
    columns = _columns(table, table.list_columns)
    return [
        {"recordId": as_text(row.get(table.primary_id)), "cells": [cell(column, row) for column in columns]}
        for row in rows
    ]


def _list(workspace: Workspace, page: Page) -> View:
    name = page.entity_name or ""
    table = workspace.records.table(name)
    if table is None:
        return _no_table(workspace, page, name)
    search = page.text("searchText")
    empty = (
        f"No {table.plural_label.lower()} match “{search}”."
        if search
        else f"There are no {table.plural_label.lower()}."
    )
    grid = _grid(table, _rows(workspace, table, search, LIST_ROWS), table.plural_label, empty)
    return {"kind": "list", "grid": grid, "search": search}


def _dashboard_grids(workspace: Workspace, page: Page) -> list[View]:
    dashboard = workspace.catalog.dashboard(page.text("dashboardId"))
    grids = []
    for name in dashboard.lists if dashboard else ():
        table = workspace.records.table(name)
        if table is not None:
            rows = _rows(workspace, table, "", DASHBOARD_ROWS)
            grids.append(
                _grid(table, rows, table.plural_label, f"There are no {table.plural_label.lower()}.")
            )
    return grids


def _search(workspace: Workspace, page: Page) -> View:
    text = page.text("searchText").strip()
    search_type = page.text("searchType")
    return {
        "kind": "search",
        "searchText": text,
        "searchType": int(search_type) if search_type in ("0", "1") else 1,
        "grids": _found_rows(workspace, page)
        if page.text("queryParameters")
        else _hits(workspace, page, text),
    }


def _found_rows(workspace: Workspace, page: Page) -> list[View]:
    """The rows that a query gives, one table's (``ciframework.md`` 2.8, ``searchAndOpenRecords``)."""
    table = workspace.records.table(page.entity_name or "")
    if table is None:
        return []
    # Only keys are taken from the query's rows: it may select few columns, and a list shows its own.
    found = workspace.records.query(table.name, page.text("queryParameters"))[:LIST_ROWS]
    keys = [as_text(row.get(table.primary_id)) for row in found]
    rows = [row for key in keys if (row := workspace.records.retrieve(table.name, key)) is not None]
    return [
        _grid(table, _cells(table, rows), table.plural_label, f"No {table.plural_label.lower()} were found.")
    ]


def _hits(workspace: Workspace, page: Page, text: str) -> list[View]:
    """What a search text finds, table by table; the one that was asked for comes first."""
    asked = [page.entity_name] if page.entity_name else []
    grids = []
    for name in dict.fromkeys((*asked, *SEARCHED_TABLES)) if text else ():
        table = workspace.records.table(name)
        rows = _rows(workspace, table, text, SEARCH_ROWS) if table else []
        if table and rows:
            grids.append(_grid(table, rows, table.plural_label, ""))
    return grids


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
