"""Rows of analytics: conversations and logged events (``ciframework.md`` 2.12, 7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from cif_emulator.records.errors import RecordError
from cif_emulator.workspace.state.record_source import Row
from cif_emulator.workspace.state.record_store import RecordStore
from cif_emulator.workspace.state.refusals import Refusal, UnknownName, nearest, quoted
from cif_emulator.workspace.state.session import Session
from cif_emulator.workspace.workspace import Workspace

CONVERSATIONS = "msdyn_ocliveworkitem"
EVENT_DEFINITIONS = "msdyn_kpieventdefinition"
EVENT_DATA = "msdyn_kpieventdata"


def record_store(workspace: Workspace) -> RecordStore:
    """The records, if they can be written; raises ``Refusal`` where the workspace only reads them."""
    if not isinstance(workspace.records, RecordStore):
        raise Refusal("the records of this workspace can be read only")
    return workspace.records


def key_of(workspace: Workspace, table: str, row: Row) -> str:
    """The key of a row of a table."""
    definition = workspace.records.table(table)
    return str(row.get(definition.primary_id)) if definition else ""


def moment(milliseconds: float) -> str:
    """A time since the epoch as the Web API writes it."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def begin_conversation(workspace: Workspace, session: Session) -> None:
    """The conversation row of a session whose provider has analytics switched on; else nothing."""
    provider = workspace.providers.find(session.owner or "")
    if provider is None or not provider.row.enable_analytics:
        return
    payload = {
        "subject": session.title,
        "msdyn_thirdpartyconversation": True,
        "msdyn_channelprovidername": provider.row.name,
        "msdyn_startedon": moment(workspace.now),
    }
    try:
        row = record_store(workspace).create(CONVERSATIONS, payload)
    except (RecordError, Refusal) as error:
        what = f"{session.session_id}: no conversation row was written"
        workspace.warn("row-not-written", what=what, why=error)
        return
    session.conversation_id = key_of(workspace, CONVERSATIONS, row)


def definition_id(workspace: Workspace, name: str) -> str:
    """The key of the event definition of a name; raises ``UnknownName``, which lists the known ones."""
    store = record_store(workspace)
    literal = name.replace("'", "''")
    key = f"{EVENT_DEFINITIONS}id"
    found = store.query(EVENT_DEFINITIONS, f"$select={key}&$filter=msdyn_name eq '{literal}'&$top=1")
    if not len(found):
        rows = store.query(EVENT_DEFINITIONS, "$select=msdyn_name&$top=50")
        near = nearest(name, (str(row["msdyn_name"]) for row in rows if row.get("msdyn_name")))
        raise UnknownName(
            f"there is no event definition {quoted(name)}: a row of {EVENT_DEFINITIONS} whose msdyn_name is "
            "the event's "
            f"name must exist ([[record]] in the configuration, or createRecord). {near}".rstrip()
        )
    return str(found[0][key])


def event_row(definition: str, columns: Mapping[str, object]) -> tuple[str, dict[str, object]]:
    """The table and payload of a logged event; ``columns`` without their prefix."""
    payload = prefixed(columns)
    payload["msdyn_kpieventid@odata.bind"] = f"/{EVENT_DEFINITIONS}s({definition})"
    return EVENT_DATA, payload


def prefixed(columns: Mapping[str, object]) -> dict[str, object]:
    """A payload of columns named without their prefix, without empty ones."""
    return {f"msdyn_{name}": value for name, value in columns.items() if value is not None and value != ""}


def write_rows(workspace: Workspace, rows: Iterable[tuple[str, Mapping[str, object]]]) -> list[str]:
    """Write rows, all or none; gives their keys."""
    store = record_store(workspace)
    written: list[tuple[str, str]] = []
    try:
        for table, payload in rows:
            written.append((table, key_of(workspace, table, store.create(table, payload))))
    except RecordError:
        for table, key in written:
            store.delete(table, key)
        raise
    return [key for _, key in written]
