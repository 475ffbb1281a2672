"""What the agent does with mouse and keyboard (``app-profile-manager.md`` 8, 8.1).

The agent may do things that code may not (close a session of any provider) and is asked before losing work.
"""

from __future__ import annotations

from collections.abc import Iterable

from cif_emulator.workspace.rules.life_cycle import close_session, close_tab, create_tab, refresh_tab
from cif_emulator.workspace.rules.navigation import (
    known_table,
    open_as_session,
    open_as_tab,
    open_page,
    open_search,
    page_address,
)
from cif_emulator.workspace.state.captions import record_name
from cif_emulator.workspace.state.events import ArticleSent
from cif_emulator.workspace.state.pages import Page
from cif_emulator.workspace.state.refusals import LimitReached, Refusal, UnknownId, listed, quoted
from cif_emulator.workspace.state.requests import Search, TabRequest
from cif_emulator.workspace.state.screen import Dialog
from cif_emulator.workspace.state.session import Session, Tab
from cif_emulator.workspace.state.state import State
from cif_emulator.workspace.state.templates import PageType

# Templates name a handful of icons.
MOST_MISSING_PICTURES = 100


def miss_picture(state: State, address: str) -> None:
    """An icon that a template names cannot be loaded: told once."""
    missing = state.screen.missing_pictures
    if address in missing or len(missing) >= MOST_MISSING_PICTURES:
        return
    missing.add(address)
    state.warn("icon-not-served", address=address)


def request_close_session(state: State, session: Session) -> None:
    """The × of a session: asks first, unless the setting suppresses the question or × is switched off."""
    if session.is_default or not session.can_close:
        state.warn("no-close-button", what=session.session_id)
        return
    if state.settings.suppress_session_close_warning and not _unsaved(session.tabs.values()):
        close_session(state, session)
        return
    count = len(session.tabs)
    tabs = "its tab" if count == 1 else f"its {count} tabs"
    unsaved = _unsaved(session.tabs.values())
    lost = f" Unsaved changes in {listed(unsaved, 'the tab strip')} are lost." if unsaved else ""
    _ask(state, session, None, "Close this session?", f"“{session.title}” and {tabs} will be closed.{lost}")


def request_close_tab(state: State, tab_id: str) -> None:
    """The × of a tab: asks only where edits would be lost."""
    session = state.session_of_tab(tab_id)
    tab = session.tabs[tab_id]
    if tab.is_anchor or not tab.can_close:
        state.warn("no-close-button", what=tab_id)
        return
    if tab.has_unsaved:
        _ask(state, session, tab, "Discard changes?", f"“{tab.title}” has changes that are not saved.")
        return
    close_tab(state, session, tab)


def request_refresh_tab(state: State, tab_id: str) -> None:
    """The reload button of a page: asks where edits would be lost."""
    session = state.session_of_tab(tab_id)
    tab = session.tabs[tab_id]
    if tab.has_unsaved:
        text = f"“{tab.title}” has changes that are not saved. Loading it again loses them."
        _ask(state, session, tab, "Discard changes?", text, reloads=True)
        return
    refresh_tab(state, tab)


def open_tab(state: State, name: str) -> None:
    """The "+" beside the tabs: a tab of the focused session from a template.

    Why it is refused stands on the page, too; the limit of tabs has a message of its own.
    """
    session = state.focused_session
    try:
        create_tab(state, session, TabRequest(template=state.catalog.tabs.get(name)))
    except LimitReached:
        raise
    except Refusal as refusal:
        state.screen.show_message(
            "warning", f"The tab was not opened: {refusal}", session_id=session.session_id
        )
        state.touch()
        raise


def _unsaved(tabs: Iterable[Tab]) -> list[str]:
    return [f"“{tab.title}”" for tab in tabs if tab.has_unsaved]


def _ask(
    state: State, session: Session, tab: Tab | None, title: str, text: str, *, reloads: bool = False
) -> None:
    state.screen.dialog = Dialog(
        dialog_id=state.screen.next_id("dialog"),
        title=title,
        text=text,
        confirm="Discard" if tab else "Close session",
        cancel="Cancel",
        session_id=session.session_id,
        tab_id=tab.tab_id if tab else None,
        reloads=reloads,
    )
    state.touch()


def answer_dialog(state: State, dialog_id: str, confirmed: bool) -> None:
    """The agent's answer to the question on screen; answers to an older question are ignored."""
    dialog = state.screen.dialog
    if dialog is None or dialog.dialog_id != dialog_id:
        return
    state.screen.dialog = None
    state.touch()
    session = state.find_session(dialog.session_id)
    if not confirmed or session is None:
        return
    tab = session.tabs.get(dialog.tab_id) if dialog.tab_id else None
    if tab is not None and dialog.reloads:
        refresh_tab(state, tab)
    elif tab is not None:
        close_tab(state, session, tab)
    elif dialog.tab_id is None:
        close_session(state, session)


def open_record(state: State, table: str, record_id: str | None) -> None:
    """Open a record from where the agent is: a session of its own or a tab, as 8.1's table says.

    A record whose session is open already is brought forward instead.
    """
    known_table(state, table)
    origin = state.focused_session
    page_type = origin.focused_tab.page.page_type
    from_home = origin.is_default and page_type is not PageType.ENTITY_RECORD
    parameters = {"entityId": record_id} if record_id else {}
    if from_home or page_type is PageType.SEARCH or record_id is None:
        open_as_session(state, table, parameters)
    else:
        open_as_tab(state, origin, table, parameters)


def open_list(state: State, table: str) -> None:
    """A tab with a table's list, in the focused session; raises ``UnknownName``."""
    open_page(state, PageType.ENTITY_LIST, {"entityName": known_table(state, table).name})


def open_dashboard(state: State, dashboard_id: str) -> None:
    """A tab with a dashboard, in the focused session."""
    open_page(state, PageType.DASHBOARD, {"dashboardId": dashboard_id})


def search(state: State, text: str) -> None:
    """Search from the banner: the focused session's search tab, or a new one."""
    open_search(state, Search(text=text))


def send_article(state: State, record_id: str) -> None:
    """The Send button of a knowledge article (``ciframework.md`` 3, ``onsendkbarticle``)."""
    row = state.records.retrieve("knowledgearticle", record_id)
    if row is None:
        raise UnknownId(f"there is no knowledge article {quoted(record_id)}")
    page = Page(
        page_type=PageType.ENTITY_RECORD, parameters={"entityName": "knowledgearticle", "entityId": record_id}
    )
    title = record_name(state.records, "knowledgearticle", row)
    state.emit(ArticleSent(title, page_address(state, page)))
