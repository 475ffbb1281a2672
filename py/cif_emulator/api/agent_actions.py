"""The agent's mouse and keyboard, declared like the other contracts: the view calls these and nothing else.

``dispatchClickToAct`` is the exception: it carries an event that a script dispatched on the window.
"""

from __future__ import annotations

from typing import Annotated

from cif_emulator.api.call import Call
from cif_emulator.api.contract import Contract, ResultKind
from cif_emulator.api.deliveries import TIME_OUT, payload_text
from cif_emulator.api.kinds import Anything
from cif_emulator.api.provider_events import ON_CLICK_TO_ACT
from cif_emulator.workspace.rules import (
    agent,
    click_to_act,
    forms,
    knowledge,
    lists,
    notifications,
    panel,
    presence,
    timeline,
)

agent_actions = Contract("Agent")
_SOURCE = "app-profile-manager.md 8"


@agent_actions.method("focusSession", result=ResultKind.NOTHING, source=_SOURCE)
def focus_session(call: Call, session_id: str) -> None:
    """A click on a session."""
    call.workspace.focus_session(call.workspace.session(session_id))


@agent_actions.method("missPicture", result=ResultKind.NOTHING, source=_SOURCE, logged=False)
def miss_picture(call: Call, address: str) -> None:
    """No gesture: the icon at an address, which a template names, could not be loaded."""
    agent.miss_picture(call.workspace, address)


@agent_actions.method("requestCloseSession", result=ResultKind.NOTHING, source=_SOURCE)
def request_close_session(call: Call, session_id: str) -> None:
    """The × of a session."""
    agent.request_close_session(call.workspace, call.workspace.session(session_id))


@agent_actions.method("foldSessions", result=ResultKind.NOTHING, source=_SOURCE)
def fold_sessions(call: Call, folded: bool) -> None:
    """The burger button over the sessions."""
    call.workspace.screen.sessions_folded = folded
    call.workspace.touch()


@agent_actions.method("answerAlert", result=ResultKind.NOTHING, source="ciframework.md 2.7")
def answer_alert(call: Call) -> None:
    """The button of the alert about the presence."""
    presence.answer_alert(call.workspace)


@agent_actions.method("answerDialog", result=ResultKind.NOTHING, source=_SOURCE)
def answer_dialog(call: Call, dialog_id: str, confirmed: bool) -> None:
    """A button of the question on screen."""
    agent.answer_dialog(call.workspace, dialog_id, confirmed)


@agent_actions.method("focusTab", result=ResultKind.NOTHING, source=_SOURCE)
def focus_tab(call: Call, tab_id: str) -> None:
    """A click on a tab."""
    session = call.workspace.session_of_tab(tab_id)
    call.workspace.focus_tab(session, session.tabs[tab_id])


@agent_actions.method("closeTab", result=ResultKind.NOTHING, source=_SOURCE)
def close_tab(call: Call, tab_id: str) -> None:
    """The × of a tab."""
    agent.request_close_tab(call.workspace, tab_id)


@agent_actions.method("openTab", result=ResultKind.NOTHING, source="app-profile-manager.md 3.3")
def open_tab(call: Call, name: str) -> None:
    """An application tab template in the menu of the "+" beside the tabs."""
    agent.open_tab(call.workspace, name)


@agent_actions.method("refreshTab", result=ResultKind.NOTHING, source=_SOURCE)
def refresh_tab(call: Call, tab_id: str) -> None:
    """The reload button of a page."""
    agent.request_refresh_tab(call.workspace, tab_id)


@agent_actions.method("dismissMessage", result=ResultKind.NOTHING, source=_SOURCE)
def dismiss_message(call: Call, message_id: str) -> None:
    """The × of a message."""
    call.workspace.screen.dismiss_message(message_id)
    call.workspace.touch()


@agent_actions.method("openRecord", result=ResultKind.NOTHING, source="app-profile-manager.md 8.1")
def open_record(call: Call, table: str, record_id: str | None = None) -> None:
    """A click on a record's link; without an id, a new record."""
    agent.open_record(call.workspace, table, record_id)


@agent_actions.method("openList", result=ResultKind.NOTHING, source="app-profile-manager.md 8.1")
def open_list(call: Call, table: str) -> None:
    """A table in the site map."""
    agent.open_list(call.workspace, table)


@agent_actions.method("openDashboard", result=ResultKind.NOTHING, source="app-profile-manager.md 8.1")
def open_dashboard(call: Call, dashboard_id: str) -> None:
    """A dashboard in the site map."""
    agent.open_dashboard(call.workspace, dashboard_id)


@agent_actions.method("search", result=ResultKind.NOTHING, source="app-profile-manager.md 8.1")
def search(call: Call, text: str) -> None:
    """Enter in the banner's search box."""
    agent.search(call.workspace, text)


@agent_actions.method(
    "filterList", result=ResultKind.NOTHING, source="app-profile-manager.md 8.1", logged=False
)
def filter_list(call: Call, tab_id: str, text: str) -> None:
    """The quick filter of a list."""
    lists.filter_list(call.workspace, tab_id, text)


@agent_actions.method("sortList", result=ResultKind.NOTHING, source="app-profile-manager.md 8.1")
def sort_list(call: Call, tab_id: str, column: str) -> None:
    """A column header of a list."""
    lists.sort_list(call.workspace, tab_id, column)


@agent_actions.method("showMore", result=ResultKind.NOTHING, source="app-profile-manager.md 8.1")
def show_more(call: Call, tab_id: str) -> None:
    """The button under a list that has more rows."""
    lists.show_more(call.workspace, tab_id)


# -- record forms ---------------------------------------------------------------------------------


@agent_actions.method("editField", result=ResultKind.NOTHING, source=_SOURCE, logged=False)
def edit_field(call: Call, tab_id: str, column: str, value: Annotated[object, Anything()] = None) -> None:
    """A key in a form's field: its text so far; of a lookup ``{table, recordId}``, or nothing.

    Of a field for parties one more of these, or ``{removed: place}``.
    """
    forms.edit_field(call.workspace, tab_id, column, value)


@agent_actions.method("searchLookup", result=ResultKind.NOTHING, source=_SOURCE, logged=False)
def search_lookup(call: Call, tab_id: str, column: str, text: str | None = None) -> None:
    """A key in a lookup's search box; no text closes it."""
    forms.search_lookup(call.workspace, tab_id, column, text)


@agent_actions.method("saveRecord", result=ResultKind.NOTHING, source=_SOURCE)
def save_record(call: Call, tab_id: str) -> None:
    """The Save button of a form, or Ctrl+S."""
    forms.save(call.workspace, tab_id)


@agent_actions.method("discardChanges", result=ResultKind.NOTHING, source=_SOURCE)
def discard_changes(call: Call, tab_id: str) -> None:
    """The Discard button of a form."""
    forms.discard(call.workspace, tab_id)


@agent_actions.method("editNote", result=ResultKind.NOTHING, source=_SOURCE, logged=False)
def edit_note(call: Call, tab_id: str, text: str) -> None:
    """A key in the note that is being written in a timeline."""
    timeline.edit_note(call.workspace, tab_id, text)


@agent_actions.method("addNote", result=ResultKind.NOTHING, source=_SOURCE)
def add_note(call: Call, tab_id: str) -> None:
    """The button that adds the note to the timeline."""
    timeline.add_note(call.workspace, tab_id)


@agent_actions.method("searchArticles", result=ResultKind.NOTHING, source="ciframework.md 3", logged=False)
def search_articles(call: Call, tab_id: str, text: str) -> None:
    """A key in the box of a knowledge search."""
    knowledge.search_articles(call.workspace, tab_id, text)


@agent_actions.method("showArticle", result=ResultKind.NOTHING, source="ciframework.md 3")
def show_article(call: Call, tab_id: str, record_id: str | None = None) -> None:
    """A click on an article; without one, back to the list."""
    knowledge.show_article(call.workspace, tab_id, record_id)


# -- channel providers ----------------------------------------------------------------------------


@agent_actions.method("answerNotification", result=ResultKind.NOTHING, source="ciframework.md 4.1")
def answer_notification(call: Call, notification_id: str, accepted: bool) -> None:
    """A button of a notification."""
    notifications.answer(call.workspace, notification_id, accepted)


@agent_actions.method("togglePanel", result=ResultKind.NOTHING, source="ciframework.md 6")
def toggle_panel(call: Call) -> None:
    """The communication panel's button."""
    panel.toggle(call.workspace)


@agent_actions.method("resizePanel", result=ResultKind.NOTHING, source="ciframework.md 6")
def resize_panel(call: Call, pixels: float) -> None:
    """The communication panel's edge, dragged or moved by keys, to a width."""
    panel.resize(call.workspace, pixels)


@agent_actions.method("setPresence", result=ResultKind.NOTHING, source="ciframework.md 2.7")
def set_presence(call: Call, presence_id: str) -> None:
    """A presence picked in the banner."""
    presence.choose(call.workspace, presence_id)


@agent_actions.method("clickToAct", result=ResultKind.NOTHING, source="ciframework.md 3")
def click_phone_number(call: Call, table: str, record_id: str | None, column: str, value: str) -> None:
    """A click on a phone number."""
    click_to_act.click(call.workspace, table, record_id or "", column, value)


@agent_actions.method("dispatchClickToAct", result=ResultKind.NOTHING, source="ciframework.md 3")
def dispatch_click_to_act(call: Call, detail: Annotated[object, Anything()] = None) -> None:
    """A ``CIClickToAct`` event that a script has dispatched on the window; handlers get its detail."""
    callers = call.deliveries.listeners(ON_CLICK_TO_ACT, click_to_act.willing(call.workspace))
    heard = click_to_act.targets(call.workspace, callers)
    if not heard:
        call.workspace.warn(
            "click-without-handler",
            who="CIClickToAct: nobody has",
            time_out=TIME_OUT,
        )
    for target in heard:
        call.deliveries.send(target, ON_CLICK_TO_ACT, payload_text(detail))


@agent_actions.method("sendArticle", result=ResultKind.NOTHING, source="ciframework.md 3")
def send_article(call: Call, record_id: str) -> None:
    """The Send button of a knowledge article."""
    agent.send_article(call.workspace, record_id)
