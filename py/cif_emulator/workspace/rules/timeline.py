"""Notes that the agent writes in a record's timeline (``app-profile-manager.md`` 8.1)."""

from __future__ import annotations

from cif_emulator.workspace.rules.navigation import known_tab
from cif_emulator.workspace.state.events import RecordWritten
from cif_emulator.workspace.state.pages import guid
from cif_emulator.workspace.state.record_store import RecordStore
from cif_emulator.workspace.state.refusals import Refusal
from cif_emulator.workspace.state.state import State

NOTES = "annotation"


def edit_note(state: State, tab_id: str, text: str) -> None:
    """The agent writes a note about the record of a tab."""
    known_tab(state, tab_id).state.note = text
    state.touch(state.session_of_tab(tab_id))


def add_note(state: State, tab_id: str) -> None:
    """Keep the note that the agent has written about the record of a tab; an empty one is ignored."""
    tab = known_tab(state, tab_id)
    records, page = state.records, tab.page
    table, record_id = records.table(page.entity_name or ""), guid(page.entity_id)
    if table is None or record_id is None or not isinstance(records, RecordStore):
        raise Refusal(f"{tab_id} shows no record that notes can be written about")
    text = tab.state.note.strip()
    if not text:
        return
    row = records.create(NOTES, {"notetext": text, "objectid": {"table": table.name, "id": record_id}})
    tab.state.note = ""
    state.touch(state.session_of_tab(tab_id))
    state.emit(RecordWritten(NOTES, str(row["annotationid"]), "create"))
