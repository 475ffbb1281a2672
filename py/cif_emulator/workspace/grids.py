"""Lists of records: their rows and cells as the view draws them, sorted, filtered, some at a time."""

from __future__ import annotations

from collections.abc import Iterable

from cif_emulator.workspace.field_values import key_of, link_in, shown_in
from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.navigation import known_tab
from cif_emulator.workspace.page_state import LIST_ROWS, Order
from cif_emulator.workspace.pages import Page
from cif_emulator.workspace.record_source import Column, RecordSource, Row, Table
from cif_emulator.workspace.refusals import UnknownName, nearest, quoted
from cif_emulator.workspace.slugs import as_text
from cif_emulator.workspace.workspace import Workspace

View = dict[str, object]

# Long texts have no order that helps anybody.
_UNSORTED_KINDS = frozenset({"memo"})


@frozen(kw_only=True)
class Listing:
    """Which rows of a table a list shows: those with a text, in an order, so many of them."""

    search: str = ""
    top: int = LIST_ROWS
    order: Order | None = None


def list_columns(table: Table) -> list[Column]:
    """The columns of a table's list."""
    known = {column.name: column for column in table.columns}
    return [known[name] for name in table.list_columns if name in known]


def link_view(link: tuple[str, str] | None) -> View | None:
    """A record that can be opened by a click."""
    return {"table": link[0], "recordId": link[1]} if link else None


def cell(column: Column, row: Row) -> View:
    """One field of a row: its label, its text as people read it, and where it leads."""
    return {
        "name": column.name,
        "label": column.label,
        "value": shown_in(column, row),
        "kind": column.kind,
        "link": link_view(link_in(column, row)),
    }


def grid_of_rows(table: Table, rows: Iterable[Row], empty: str, order: Order | None = None) -> View:
    """A list of some rows; ``empty`` is what it says without any.

    ``order`` is theirs where the agent may choose another.
    """
    columns = list_columns(table)
    return {
        "table": table.name,
        "heading": table.plural_label,
        "columns": [
            {
                "name": column.name,
                "label": column.label,
                "kind": column.kind,
                "sort": _sort(column, order) if order else None,
            }
            for column in columns
        ],
        "rows": [
            {
                "recordId": as_text(row.get(table.primary_id)),
                "cells": [cell(column, row) for column in columns],
            }
            for row in rows
        ],
        "hasMore": False,
        "empty": empty,
    }


def grid(records: RecordSource, table: Table, listing: Listing) -> View:
    """A list of a table's active view."""
    order = listing.order
    text = f"{_order_key(table, order.column)}{' desc' if order.descending else ''}" if order else ""
    rows = records.rows(table.name, listing.search, listing.top + 1, text)
    shown = rows[: listing.top]
    found = grid_of_rows(table, shown, _empty_text(table, listing.search), order or _own_order(table))
    found["hasMore"] = len(rows) > listing.top
    return found


def _empty_text(table: Table, search: str) -> str:
    plural = table.plural_label.lower()
    return f"No {plural} match “{search}”." if search else f"There are no {plural}."


def _own_order(table: Table) -> Order:
    """The order of a table's active view."""
    first = (table.list_order or table.primary_name).split(",")[0].split()
    return Order(first[0], descending=first[1:] == ["desc"])


def _order_key(table: Table, name: str) -> str:
    column = next((each for each in list_columns(table) if each.name == name), None)
    return key_of(column) if column else name


def _sort(column: Column, order: Order) -> str | None:
    """How a column is sorted: ``none`` if it can be, ``None`` if it cannot."""
    if column.kind in _UNSORTED_KINDS:
        return None
    if column.name != order.column:
        return "none"
    return "descending" if order.descending else "ascending"


# -- gestures -------------------------------------------------------------------------------------


def filter_list(workspace: Workspace, tab_id: str, text: str) -> None:
    """Quick filter of a list page; it begins at its top again."""
    tab = known_tab(workspace, tab_id)
    tab.page = Page(page_type=tab.page.page_type, parameters={**tab.page.parameters, "searchText": text})
    tab.state.shown_rows = LIST_ROWS
    workspace.touch()


def sort_list(workspace: Workspace, tab_id: str, column: str) -> None:
    """A click on a list's column header: sorts by it, or the other way round."""
    tab = known_tab(workspace, tab_id)
    table = workspace.records.table(tab.page.entity_name or "")
    known = {each.name: each for each in list_columns(table)} if table else {}
    if table is None or column not in known or known[column].kind in _UNSORTED_KINDS:
        raise UnknownName(f"the list cannot be sorted by {quoted(column)}. {nearest(column, known)}")
    present = tab.state.order or _own_order(table)
    descending = present.column == column and not present.descending
    tab.state.order = Order(column, descending=descending)
    tab.state.shown_rows = LIST_ROWS
    workspace.touch()


def show_more(workspace: Workspace, tab_id: str) -> None:
    """The button under a list that has more rows than it shows."""
    known_tab(workspace, tab_id).state.shown_rows += LIST_ROWS
    workspace.touch()
