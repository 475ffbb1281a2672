"""The timeline of a record: its activities and notes, newest first (``app-profile-manager.md`` 8.1)."""

from __future__ import annotations

from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.rules.field_values import FORMATTED
from cif_emulator.workspace.rules.timeline import NOTES
from cif_emulator.workspace.state.record_source import Column, RecordSource, Row, Table
from cif_emulator.workspace.state.record_store import RecordStore
from cif_emulator.workspace.state.values import as_text

ACTIVITIES = "activitypointer"
# Older entries are left out: nobody scrolls further beside a form.
SHOWN_ENTRIES = 20
_PARTIES = "activityparty"
# So many of a record's newest parts in activities are looked at.
_LATEST_PARTS = 100


@frozen(kw_only=True)
class TimelineEntry:
    """An activity or a note; ``moment`` is when it was made, as the Web API writes it."""

    table: str
    record_id: str
    label: str
    subject: str
    text: str
    moment: str
    when: str
    author: str
    state: str


def _links_to(records: RecordSource, table: str, column: str, target: str) -> Column | None:
    """The lookup by which rows of a table belong to rows of another, if it can."""
    found = records.table(table)
    lookup = next((each for each in found.columns if each.name == column), None) if found else None
    return lookup if lookup is not None and target in lookup.targets else None


def has_timeline(records: RecordSource, table: Table) -> bool:
    """Whether activities or notes can belong to rows of a table."""
    return any(
        _links_to(records, name, column, table.name) is not None
        for name, column in ((ACTIVITIES, "regardingobjectid"), (NOTES, "objectid"))
    )


def takes_notes(records: RecordSource, table: Table) -> bool:
    """Whether notes can be written about rows of a table."""
    return isinstance(records, RecordStore) and _links_to(records, NOTES, "objectid", table.name) is not None


def timeline(records: RecordSource, table: Table, record_id: str) -> list[TimelineEntry]:
    """The newest activities and notes about a record."""
    found: list[TimelineEntry] = []
    if _links_to(records, ACTIVITIES, "regardingobjectid", table.name) is not None:
        further = _part(records, table, record_id)
        rows = records.query(ACTIVITIES, _newest("regardingobjectid", record_id, further))
        found += [_activity(row) for row in rows]
    if _links_to(records, NOTES, "objectid", table.name) is not None:
        found += [_note(row) for row in records.query(NOTES, _newest("objectid", record_id))]
    found.sort(key=lambda entry: entry.moment, reverse=True)
    return found[:SHOWN_ENTRIES]


def _part(records: RecordSource, table: Table, record_id: str) -> str:
    """A further condition that finds the activities in which a record takes part."""
    if _links_to(records, _PARTIES, "partyid", table.name) is None:
        return ""
    newest = f"$orderby=createdon desc&$top={_LATEST_PARTS}"
    rows = records.query(
        _PARTIES, f"$select=_activityid_value&$filter=_partyid_value eq {record_id}&{newest}"
    )
    ids = dict.fromkeys(as_text(row.get("_activityid_value")) for row in rows if row.get("_activityid_value"))
    return "".join(f" or activityid eq {each}" for each in ids)


def _newest(lookup: str, record_id: str, further: str = "") -> str:
    return f"$filter=_{lookup}_value eq {record_id}{further}&$orderby=createdon desc&$top={SHOWN_ENTRIES}"


def _activity(row: Row) -> TimelineEntry:
    table = as_text(row.get("activitytypecode"))
    label = as_text(row.get("activitytypecode" + FORMATTED)) or table
    state = as_text(row.get("statecode" + FORMATTED))
    return _entry(row, table, label, key="activityid", text="description", state=state)


def _note(row: Row) -> TimelineEntry:
    return _entry(row, NOTES, "Note", key="annotationid", text="notetext")


def _entry(row: Row, table: str, label: str, *, key: str, text: str, state: str = "") -> TimelineEntry:
    """An entry of a row whose id and text are in the columns ``key`` and ``text``."""
    return TimelineEntry(
        table=table,
        record_id=as_text(row.get(key)),
        label=label,
        subject=as_text(row.get("subject")),
        text=as_text(row.get(text)),
        moment=as_text(row.get("createdon")),
        when=as_text(row.get("createdon" + FORMATTED)),
        author=as_text(row.get("_ownerid_value" + FORMATTED)),
        state=state,
    )
