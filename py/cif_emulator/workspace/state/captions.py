"""What records, tables and pages are called."""

from __future__ import annotations

from cif_emulator.workspace.state.catalog import Catalog
from cif_emulator.workspace.state.pages import Page
from cif_emulator.workspace.state.record_source import RecordSource, Row
from cif_emulator.workspace.state.templates import PageType
from cif_emulator.workspace.state.values import as_text


def record_name(records: RecordSource, table_name: str | None, row: Row | None) -> str:
    """A record's primary name, ``""`` without one."""
    table = records.table(table_name) if table_name else None
    return as_text(row.get(table.primary_name)) if table and row else ""


def table_label(records: RecordSource, table_name: str | None, plural: bool = False) -> str:
    """A table's label, or its logical name if the records do not know it."""
    table = records.table(table_name) if table_name else None
    if table is None:
        return table_name or ""
    return table.plural_label if plural else table.label


def page_caption(records: RecordSource, catalog: Catalog, page: Page, row: Row | None = None) -> str:
    """The caption of a tab whose template gives none: the record's, table's or site's name (8).

    ``row`` is the record's, if the caller has it already.
    """
    match page.page_type:
        case PageType.ENTITY_RECORD:
            if page.is_record and not row:
                row = records.retrieve(page.entity_name or "", page.entity_id or "")
            name = record_name(records, page.entity_name, row)
            label = name or table_label(records, page.entity_name) or "record"
            return label if page.entity_id else f"New {label}"
        case PageType.ENTITY_LIST:
            return table_label(records, page.entity_name, plural=True) or "List"
        case PageType.DASHBOARD:
            dashboard = catalog.dashboard(page.text("dashboardId"))
            return dashboard.name if dashboard else "Dashboard"
        case PageType.SEARCH:
            return "Search"
        case PageType.THIRD_PARTY_WEBSITE:
            return page.text("url").split("://", 1)[-1].split("/", 1)[0].split("?", 1)[0] or "Website"
        case PageType.WEB_RESOURCE:
            return page.text("webresourceName") or "Web resource"
        case PageType.CONTROL:
            return page.text("controlName") or "Control"
        case PageType.CUSTOM_PAGE:
            return page.text("name") or "Custom page"
