"""What the agent does with mouse and keyboard (``app-profile-manager.md`` 8, 8.1).

The agent may do things that code may not (close a session of any provider) and is asked before losing work.
"""

from __future__ import annotations

from collections.abc import Iterable

from cif_emulator.workspace.events import ArticleSent
from cif_emulator.workspace.navigation import (
    Search,
    known_table,
    open_as_session,
    open_as_tab,
    open_search,
    page_address,
)
from cif_emulator.workspace.pages import Page
from cif_emulator.workspace.refusals import UnknownId, quoted
from cif_emulator.workspace.resolution import record_name
from cif_emulator.workspace.screen import Dialog
from cif_emulator.workspace.session import Session, Tab
from cif_emulator.workspace.templates import PageType
from cif_emulator.workspace.workspace import Workspace


def request_close_session(workspace: Workspace, session: Session) -> None:
    """The × of a session: asks first, unless the setting suppresses the question or × is switched off."""
    if session.is_default or not session.can_close:
        workspace.warn(f"{session.session_id} has no close button.")
        return
    if workspace.settings.suppress_session_close_warning and not _unsaved(session.tabs.values()):
        workspace.close_session(session)
        return
    count = len(session.tabs)
    tabs = "its tab" if count == 1 else f"its {count} tabs"
    unsaved = _unsaved(session.tabs.values())
    lost = f" Unsaved changes in {', '.join(unsaved)} are lost." if unsaved else ""
    _ask(
        workspace, session, None, "Close this session?", f"“{session.title}” and {tabs} will be closed.{lost}"
    )


def request_close_tab(workspace: Workspace, tab_id: str) -> None:
    """The × of a tab: asks only where edits would be lost."""
    session = workspace.session_of_tab(tab_id)
    tab = session.tabs[tab_id]
    if tab.is_anchor or not tab.can_close:
        workspace.warn(f"{tab_id} has no close button.")
        return
    if tab.has_unsaved:
        _ask(workspace, session, tab, "Discard changes?", f"“{tab.title}” has changes that are not saved.")
        return
    workspace.close_tab(session, tab)


def request_refresh_tab(workspace: Workspace, tab_id: str) -> None:
    """The reload button of a page: asks where edits would be lost."""
    session = workspace.session_of_tab(tab_id)
    tab = session.tabs[tab_id]
    if tab.has_unsaved:
        text = f"“{tab.title}” has changes that are not saved. Loading it again loses them."
        _ask(workspace, session, tab, "Discard changes?", text, reloads=True)
        return
    workspace.refresh_tab(tab)


def _unsaved(tabs: Iterable[Tab]) -> list[str]:
    return [f"“{tab.title}”" for tab in tabs if tab.has_unsaved]


def _ask(
    workspace: Workspace, session: Session, tab: Tab | None, title: str, text: str, *, reloads: bool = False
) -> None:
    workspace.screen.dialog = Dialog(
        dialog_id=workspace.screen.next_id("dialog"),
        title=title,
        text=text,
        confirm="Discard" if tab else "Close session",
        cancel="Cancel",
        session_id=session.session_id,
        tab_id=tab.tab_id if tab else None,
        reloads=reloads,
    )
    workspace.touch()


def answer_dialog(workspace: Workspace, dialog_id: str, confirmed: bool) -> None:
    """The agent's answer to the question on screen; answers to an older question are ignored."""
    dialog = workspace.screen.dialog
    if dialog is None or dialog.dialog_id != dialog_id:
        return
    workspace.screen.dialog = None
    workspace.touch()
    session = workspace.find_session(dialog.session_id)
    if not confirmed or session is None:
        return
    tab = session.tabs.get(dialog.tab_id) if dialog.tab_id else None
    if tab is not None and dialog.reloads:
        workspace.refresh_tab(tab)
    elif tab is not None:
        workspace.close_tab(session, tab)
    elif dialog.tab_id is None:
        workspace.close_session(session)


def open_record(workspace: Workspace, table: str, record_id: str | None) -> None:
    """Open a record from where the agent is: a session of its own or a tab, as 8.1's table says.

    A record whose session is open already is brought forward instead.
    """
    known_table(workspace, table)
    origin = workspace.focused_session
    page_type = origin.focused_tab.page.page_type
    from_home = origin.is_default and page_type is not PageType.ENTITY_RECORD
    parameters = {"entityId": record_id} if record_id else {}
    if from_home or page_type is PageType.SEARCH or record_id is None:
        open_as_session(workspace, table, parameters)
    else:
        open_as_tab(workspace, origin, table, parameters)


def search(workspace: Workspace, text: str) -> None:
    """Search from the banner: the focused session's search tab, or a new one."""
    open_search(workspace, Search(text=text))


def send_article(workspace: Workspace, record_id: str) -> None:
    """The Send button of a knowledge article (``ciframework.md`` 3, ``onsendkbarticle``)."""
    row = workspace.records.retrieve("knowledgearticle", record_id)
    if row is None:
        raise UnknownId(f"there is no knowledge article {quoted(record_id)}")
    page = Page(
        page_type=PageType.ENTITY_RECORD, parameters={"entityName": "knowledgearticle", "entityId": record_id}
    )
    title = record_name(workspace.records, "knowledgearticle", row)
    workspace.emit(ArticleSent(title, page_address(workspace, page)))
