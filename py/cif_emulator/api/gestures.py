"""The agent's mouse and keyboard, declared like the other contracts: the view calls these and nothing else."""

from __future__ import annotations

from cif_emulator.workspace import agent
from cif_emulator.api.call import Call
from cif_emulator.api.contract import Contract, Gives

gestures = Contract("Agent")
_SOURCE = "app-profile-manager.md 8"


@gestures.method("focusSession", gives=Gives.NOTHING, source=_SOURCE)
def focus_session(call: Call, session_id: str) -> None:
    """A click on a session."""
    call.workspace.focus_session(call.workspace.session(session_id))


@gestures.method("requestCloseSession", gives=Gives.NOTHING, source=_SOURCE)
def request_close_session(call: Call, session_id: str) -> None:
    """The × of a session."""
    agent.request_close_session(call.workspace, call.workspace.session(session_id))


@gestures.method("answerDialog", gives=Gives.NOTHING, source=_SOURCE)
def answer_dialog(call: Call, dialog_id: str, confirmed: bool) -> None:
    """A button of the question on screen."""
    agent.answer_dialog(call.workspace, dialog_id, confirmed)


@gestures.method("focusTab", gives=Gives.NOTHING, source=_SOURCE)
def focus_tab(call: Call, tab_id: str) -> None:
    """A click on a tab."""
    session = call.workspace.session_of_tab(tab_id)
    call.workspace.focus_tab(session, session.tabs[tab_id])


@gestures.method("closeTab", gives=Gives.NOTHING, source=_SOURCE)
def close_tab(call: Call, tab_id: str) -> None:
    """The × of a tab."""
    agent.request_close_tab(call.workspace, tab_id)


@gestures.method("refreshTab", gives=Gives.NOTHING, source=_SOURCE)
def refresh_tab(call: Call, tab_id: str) -> None:
    """The reload button of a page."""
    call.workspace.refresh_tab(call.workspace.session_of_tab(tab_id).tabs[tab_id])


@gestures.method("dismissMessage", gives=Gives.NOTHING, source=_SOURCE)
def dismiss_message(call: Call, message_id: str) -> None:
    """The × of a message."""
    call.workspace.screen.dismiss_message(message_id)
    call.workspace.touch()


@gestures.method("openRecord", gives=Gives.NOTHING, source="app-profile-manager.md 8.1")
def open_record(call: Call, table: str, record_id: str | None = None) -> None:
    """A click on a record's link; without an id, a new record."""
    agent.open_record(call.workspace, table, record_id)


@gestures.method("search", gives=Gives.NOTHING, source="app-profile-manager.md 8.1")
def search(call: Call, text: str) -> None:
    """Enter in the banner's search box."""
    agent.search(call.workspace, text)


@gestures.method("filterList", gives=Gives.NOTHING, source="app-profile-manager.md 8.1")
def filter_list(call: Call, tab_id: str, text: str) -> None:
    """The quick filter of a list."""
    agent.filter_list(call.workspace, tab_id, text)
