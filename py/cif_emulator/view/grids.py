"""Lists of records: their rows and cells as the view draws them, sorted, filtered, some at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, cast

from cif_emulator.view.page_shapes import ColumnKind, FieldView, GridView, RecordLink
from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.rules.field_values import key_of, link_in, shown_in
from cif_emulator.workspace.rules.lists import UNSORTED_KINDS, list_columns, own_order
from cif_emulator.workspace.state.page_state import LIST_ROWS, Order
from cif_emulator.workspace.state.record_source import Column, RecordSource, Row, Table
from cif_emulator.workspace.state.values import as_text


@frozen(kw_only=True)
class Listing:
    """Which rows of a table a list shows: those with a text, in an order, so many of them."""

    search: str = ""
    top: int = LIST_ROWS
    order: Order | None = None


def link_view(link: tuple[str, str] | None) -> RecordLink | None:
    """A record that can be opened by a click."""
    return {"table": link[0], "recordId": link[1]} if link else None


def kind_of(column: Column) -> ColumnKind:
    """A column's kind; configurations and tables with any other are refused when they are loaded."""
    return cast("ColumnKind", column.kind)


def cell(column: Column, row: Row) -> FieldView:
    """One field of a row: its label, its text as people read it, and where it leads."""
    return {
        "name": column.name,
        "label": column.label,
        "value": shown_in(column, row),
        "kind": kind_of(column),
        "link": link_view(link_in(column, row)),
    }


def grid_of_rows(table: Table, rows: Iterable[Row], empty: str, order: Order | None = None) -> GridView:
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
                "kind": kind_of(column),
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


def grid(records: RecordSource, table: Table, listing: Listing) -> GridView:
    """A list of a table's active view."""
    order = listing.order
    text = f"{_order_key(table, order.column)}{' desc' if order.descending else ''}" if order else ""
    rows = records.rows(table.name, listing.search, listing.top + 1, text)
    shown = rows[: listing.top]
    found = grid_of_rows(table, shown, _empty_text(table, listing.search), order or own_order(table))
    found["hasMore"] = len(rows) > listing.top
    return found


def _empty_text(table: Table, search: str) -> str:
    plural = table.plural_label.lower()
    return f"No {plural} match “{search}”." if search else f"There are no {plural}."


def _order_key(table: Table, name: str) -> str:
    column = next((each for each in list_columns(table) if each.name == name), None)
    return key_of(column) if column else name


def _sort(column: Column, order: Order) -> Literal["none", "ascending", "descending"] | None:
    """How a column is sorted: ``none`` if it can be, ``None`` if it cannot."""
    if column.kind in UNSORTED_KINDS:
        return None
    if column.name != order.column:
        return "none"
    return "descending" if order.descending else "ascending"
