"""Lists of records as the agent sorts and filters them, some rows at a time."""

from __future__ import annotations

from cif_emulator.workspace.rules.navigation import known_tab
from cif_emulator.workspace.state.page_state import LIST_ROWS, Order
from cif_emulator.workspace.state.pages import Page
from cif_emulator.workspace.state.record_source import Column, Table
from cif_emulator.workspace.state.refusals import UnknownName, nearest, quoted
from cif_emulator.workspace.state.state import State

# Long texts have no order that helps anybody.
UNSORTED_KINDS = frozenset({"memo"})


def list_columns(table: Table) -> list[Column]:
    """The columns of a table's list."""
    known = {column.name: column for column in table.columns}
    return [known[name] for name in table.list_columns if name in known]


def own_order(table: Table) -> Order:
    """The order of a table's active view."""
    first = (table.list_order or table.primary_name).split(",")[0].split()
    return Order(first[0], descending=first[1:] == ["desc"])


# -- the agent's actions -------------------------------------------------------------------------------------


def filter_list(state: State, tab_id: str, text: str) -> None:
    """Quick filter of a list page; it begins at its top again."""
    tab = known_tab(state, tab_id)
    tab.page = Page(page_type=tab.page.page_type, parameters={**tab.page.parameters, "searchText": text})
    tab.state.shown_rows = LIST_ROWS
    state.touch()


def sort_list(state: State, tab_id: str, column: str) -> None:
    """A click on a list's column header: sorts by it, or the other way round."""
    tab = known_tab(state, tab_id)
    table = state.records.table(tab.page.entity_name or "")
    known = {each.name: each for each in list_columns(table)} if table else {}
    if table is None or column not in known or known[column].kind in UNSORTED_KINDS:
        raise UnknownName(f"the list cannot be sorted by {quoted(column)}. {nearest(column, known)}")
    present = tab.state.order or own_order(table)
    descending = present.column == column and not present.descending
    tab.state.order = Order(column, descending=descending)
    tab.state.shown_rows = LIST_ROWS
    state.touch()


def show_more(state: State, tab_id: str) -> None:
    """The button under a list that has more rows than it shows."""
    known_tab(state, tab_id).state.shown_rows += LIST_ROWS
    state.touch()
