"""Search pages: what a text finds, by relevance or table by table (``templates.md`` 3.1, ``searchType``)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cif_emulator.view.grids import Listing, grid, grid_of_rows
from cif_emulator.view.page_shapes import Detail, GridView, HitView, SearchPage
from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.rules.field_values import shown_in
from cif_emulator.workspace.rules.lists import list_columns
from cif_emulator.workspace.state.page_state import LIST_ROWS
from cif_emulator.workspace.state.pages import Page
from cif_emulator.workspace.state.record_source import RecordSource, Row, Table
from cif_emulator.workspace.state.session import Tab
from cif_emulator.workspace.state.values import as_text

# The tables that a search looks into, in this order unless it asks for one of them.
SEARCHED_TABLES = ("incident", "contact", "account", "lead", "phonecall", "knowledgearticle")
# Rows of each table in a categorized search, and hits of a relevance search.
CATEGORY_ROWS = 8
HITS = 24
RELEVANCE, CATEGORIZED = 0, 1
_SHOWN_DETAILS = 3


@frozen(kw_only=True)
class Hit:
    """A row that a relevance search has found; those with a higher ``score`` come first."""

    table: Table
    row: Row
    score: int


def search_view(records: RecordSource, tab: Tab) -> SearchPage:
    """What a text finds, or the rows of a query."""
    page = tab.page
    text = page.text("searchText").strip()
    search_type = RELEVANCE if page.text("searchType") == "0" else CATEGORIZED
    found: SearchPage = {
        "kind": "search",
        "tabId": tab.tab_id,
        "load": tab.load,
        "heading": tab.title,
        "searchText": text,
        "searchType": search_type,
        "grids": [],
        "hits": [],
    }
    if page.text("queryParameters"):
        found["grids"] = _rows_of_query(records, page)
    elif search_type == RELEVANCE:
        found["hits"] = [_hit_view(hit) for hit in _hits(records, page, text)]
    else:
        found["grids"] = _categories(records, page, text)
    return found


def _rows_of_query(records: RecordSource, page: Page) -> list[GridView]:
    """The rows that a query gives, one table's (``ciframework.md`` 2.8, ``searchAndOpenRecords``)."""
    table = records.table(page.entity_name or "")
    if table is None:
        return []
    # Only keys are taken from the query's rows: it may select few columns, and a list shows its own.
    found = records.query(table.name, page.text("queryParameters"))[:LIST_ROWS]
    keys = [as_text(row.get(table.primary_id)) for row in found]
    rows = [row for key in keys if (row := records.retrieve(table.name, key)) is not None]
    return [grid_of_rows(table, rows, f"No {table.plural_label.lower()} were found.")]


def _tables(records: RecordSource, page: Page, text: str) -> Iterator[Table]:
    """The tables to look into; the one that was asked for comes first."""
    asked = [page.entity_name] if page.entity_name else []
    for name in dict.fromkeys((*asked, *SEARCHED_TABLES)) if text else ():
        table = records.table(name)
        if table is not None:
            yield table


def _categories(records: RecordSource, page: Page, text: str) -> list[GridView]:
    grids = (
        grid(records, table, Listing(search=text, top=CATEGORY_ROWS))
        for table in _tables(records, page, text)
    )
    return [each for each in grids if each["rows"]]


def _hits(records: RecordSource, page: Page, text: str) -> list[Hit]:
    found = [
        Hit(table=table, row=row, score=_score(as_text(row.get(table.primary_name)), text))
        for table in _tables(records, page, text)
        for row in records.rows(table.name, text, HITS)
    ]
    return sorted(found, key=lambda hit: -hit.score)[:HITS]


def _score(name: str, text: str) -> int:
    """How well a row's name answers a search: it is the text, begins with it, or holds its words."""
    have, wanted = name.casefold(), text.casefold()
    if have == wanted:
        return 100
    if have.startswith(wanted):
        return 80
    words = re.findall(r"\w+", wanted)
    own_words = re.findall(r"\w+", have)
    begun = sum(any(own.startswith(word) for own in own_words) for word in words)
    held = sum(word in have for word in words)
    return (40 * begun + 20 * held) // len(words) if words else 0


def _hit_view(hit: Hit) -> HitView:
    table, row = hit.table, hit.row
    details: list[Detail] = [
        {"label": column.label, "value": shown}
        for column in list_columns(table)
        if column.name != table.primary_name and (shown := shown_in(column, row))
    ]
    return {
        "table": table.name,
        "tableLabel": table.label,
        "recordId": as_text(row.get(table.primary_id)),
        "name": as_text(row.get(table.primary_name)) or "(no name)",
        "details": details[:_SHOWN_DETAILS],
    }
