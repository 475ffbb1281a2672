"""Where slugs and titles get their values in a given session (``templates.md`` 6.3, 6.6, 6.7)."""

from __future__ import annotations

from collections.abc import Mapping

from cif_emulator.workspace.catalog import Catalog
from cif_emulator.workspace.pages import Page
from cif_emulator.workspace.record_source import RecordSource, Row
from cif_emulator.workspace.refusals import UnknownName, WrongQuery, nearest
from cif_emulator.workspace.session import Session, Tab
from cif_emulator.workspace.slugs import MISSING, Lookup, Scope, as_text
from cif_emulator.workspace.templates import PageType

ANCHOR_PREFIX = "anchor."


def query_value(records: RecordSource, table: str, column: str, options: str) -> object:
    """The value of an OData slug: the column of the first row, ``MISSING`` if there is none.

    Raises ``UnknownName`` for a missing table, ``WrongQuery`` for options that cannot be read.
    """
    if records.table(table) is None:
        near = nearest(table, (known.name for known in records.tables()))
        raise UnknownName(
            f'the slug {{$odata.{table}.{column}…}} names a table that does not exist: "{table}". {near}'
        )
    try:
        found = records.query(table, f"{options}&$top=1" if "$top" not in options else options)
    except ValueError as error:
        raise WrongQuery(f"the slug {{$odata.{table}.{column}…}} cannot be run: {error}") from None
    value = found[0].get(column) if found else None
    return MISSING if value is None else value


def anchor_value(row: Row, entity_name: str | None, key: str) -> object:
    """``anchor.<column>``: all after the first dot is one key, annotations too (``templates.md`` 6.4)."""
    if key == "entityName":
        return entity_name if entity_name and row else MISSING
    value = row.get(key)
    return MISSING if value is None else value


def _tab_value(tab: Tab, what: str) -> object:
    value = {"entityname": tab.page.entity_name, "entityid": tab.page.entity_id}.get(what.lower())
    return MISSING if value is None else value


def session_lookup(session: Session, tab_values: Mapping[str, object] | None = None) -> Lookup:
    """Looks a key up: the tab's own values, the session's, the anchor record, the state of the screen."""

    def lookup(key: str) -> object:
        if tab_values and key in tab_values:
            return tab_values[key]
        if key in session.values:
            return session.values[key]
        if key.startswith(ANCHOR_PREFIX) and session.tabs:
            return anchor_value(
                session.anchor, session.anchor_tab.page.entity_name, key[len(ANCHOR_PREFIX) :]
            )
        if key.startswith("Session.CurrentTab.") and session.tabs:
            return _tab_value(session.focused_tab, key[len("Session.CurrentTab.") :])
        if key.startswith("Session.AnchorTab.") and session.tabs:
            return _tab_value(session.anchor_tab, key[len("Session.AnchorTab.") :])
        return MISSING

    return lookup


def session_scope(
    records: RecordSource, session: Session, tab_values: Mapping[str, object] | None = None
) -> Scope:
    """The scope of a session's slugs."""
    return Scope(
        lookup=session_lookup(session, tab_values),
        query=lambda table, column, options: query_value(records, table, column, options),
    )


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


def default_session_title(records: RecordSource, session: Session) -> str:
    """A session's title when its template gives none: the customer's or case's name (8); else ``""``."""
    lookup = session_lookup(session)
    anchor = session.anchor_tab.page
    candidates = (
        lookup("customerName"),
        record_name(records, anchor.entity_name, session.anchor),
        lookup("caseTitle"),
    )
    return next((text for value in candidates if (text := as_text(value).strip())), "")
