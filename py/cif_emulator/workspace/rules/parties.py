"""Who takes part in an activity: fields of its form, rows of a table (``scripts.md`` 6.1, party lists).

A field holds any number of parties: records, or names and addresses that are no record's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.rules.field_values import FORMATTED, LOOKUP_TABLE
from cif_emulator.workspace.state.page_state import Content, Party
from cif_emulator.workspace.state.record_source import Column, RecordSource, Row, Table
from cif_emulator.workspace.state.values import as_text

PARTY = "party"
_PARTIES = "activityparty"
_KIND = "participationtypemask"
# Kept by the product: they are the owner, and the record that the activity is about.
_OWNER, _REGARDING = 9, 8
# By table: the column's logical name, its label on the form, and the participation type.
_FIELDS: Mapping[str, tuple[tuple[str, str, int], ...]] = {
    "phonecall": (("from", "Call From", 1), ("to", "Call To", 2)),
    "email": (("from", "From", 1), ("to", "To", 2), ("cc", "Cc", 3), ("bcc", "Bcc", 4)),
    "appointment": (
        ("requiredattendees", "Required", 5),
        ("optionalattendees", "Optional", 6),
        ("organizer", "Organizer", 7),
    ),
}
# Completed and cancelled activities stay as they were.
_CLOSED = (1, 2)


@frozen(kw_only=True)
class PartyField:
    """A form's field for parties: its column, its participation type, and who is in it."""

    column: Column
    kind: int
    content: Content
    is_editable: bool


def has_party_field(table: Table, name: str) -> bool:
    """Whether a table's form has a field for parties of that name."""
    return any(name == field for field, _, _ in _FIELDS.get(table.name, ()))


def party_fields(records: RecordSource, table: Table, row: Row | None) -> list[PartyField]:
    """The party fields of a form: those of its table, and behind them, read-only, whoever else takes part."""
    parties = records.table(_PARTIES)
    if not table.is_activity or parties is None:
        return []
    columns = {column.name: column for column in parties.columns}
    rows = _rows(records, table, row)
    is_open = row is None or row.get("statecode") not in _CLOSED
    own = _FIELDS.get(table.name, ())
    fields = [(name, label, kind, is_open) for name, label, kind in own]
    known = {_OWNER, _REGARDING, *(kind for _, _, kind in own)}
    for kind, label in columns[_KIND].choices.items():
        if kind not in known and any(each.get(_KIND) == kind for each in rows):
            fields.append((f"party{kind}", label, kind, False))
    targets = columns["partyid"].targets
    return [
        PartyField(
            column=Column(name=name, label=label, kind="lookup", format=PARTY, targets=targets),
            kind=kind,
            content=content_of([_party(each) for each in rows if each.get(_KIND) == kind]),
            is_editable=is_editable,
        )
        for name, label, kind, is_editable in fields
    ]


def _rows(records: RecordSource, table: Table, row: Row | None) -> Sequence[Row]:
    if row is None:
        return ()
    return records.query(_PARTIES, f"$filter=_activityid_value eq {row[table.primary_id]}")


def _party(row: Row) -> Party:
    record_id = row.get("_partyid_value")
    address = as_text(row.get("unresolvedpartyname") or row.get("addressused"))
    if not isinstance(record_id, str):
        return Party(address or "(no name)")
    name = as_text(row.get(f"_partyid_value{FORMATTED}")) or address or "(no name)"
    return Party(name, (as_text(row.get(f"_partyid_value{LOOKUP_TABLE}")), record_id))


def content_of(parties: Sequence[Party]) -> Content:
    """What a field of these parties holds."""
    return Content(text="; ".join(each.name for each in parties), value=tuple(parties) or None)


def parties_in(content: Content) -> tuple[Party, ...]:
    """The parties that a field holds."""
    return content.value if isinstance(content.value, tuple) else ()


def edited(content: Content, value: object, name: str) -> Content:
    """A field after the agent has added a record, ``{"table", "recordId"}``, or taken out ``{"removed"}``.

    ``name`` is the record's. Nobody is in a field twice; ``None`` empties it.
    """
    parties = list(parties_in(content))
    if not isinstance(value, dict):
        return Content()
    place = value.get("removed")
    if isinstance(place, int) and 0 <= place < len(parties):
        del parties[place]
    elif place is None:
        party = Party(name, (as_text(value.get("table")), as_text(value.get("recordId"))))
        if party.link not in [each.link for each in parties]:
            parties.append(party)
    return content_of(parties)


def payload(
    records: RecordSource, table: Table, row: Row | None, changed: Mapping[int, Content]
) -> dict[str, object]:
    """The part of a payload that writes ``changed`` fields, by participation type; all others stay."""
    if not changed:
        return {}
    kept = [_copied(each) for each in _rows(records, table, row) if each.get(_KIND) not in changed]
    made = [_made(party, kind) for kind, content in changed.items() for party in parties_in(content)]
    return {f"{table.name}_activity_parties": [*kept, *made]}


def _copied(row: Row) -> dict[str, object]:
    names = (_KIND, "addressused", "unresolvedpartyname")
    found = {name: row[name] for name in names if row.get(name) is not None}
    link = _party(row).link
    return {**found, "partyid": {"table": link[0], "id": link[1]}} if link else found


def _made(party: Party, kind: int) -> dict[str, object]:
    if party.link:
        return {_KIND: kind, "partyid": {"table": party.link[0], "id": party.link[1]}}
    return {_KIND: kind, "unresolvedpartyname": party.name, "addressused": party.name[:250]}
