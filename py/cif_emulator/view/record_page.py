"""A record's form and its timeline as the view draws them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cif_emulator.view.grids import kind_of, link_view
from cif_emulator.view.page_shapes import (
    FormCard,
    FormFieldView,
    FoundRecord,
    LookupView,
    OptionView,
    RecordPage,
    TimelineEntryView,
    TimelineView,
)
from cif_emulator.view.timeline import TimelineEntry, has_timeline, takes_notes, timeline
from cif_emulator.workspace.rules.field_values import FORMATTED, shown_in
from cif_emulator.workspace.rules.forms import Field, Form
from cif_emulator.workspace.rules.knowledge import ARTICLES
from cif_emulator.workspace.rules.parties import parties_in
from cif_emulator.workspace.state.captions import record_name, table_label
from cif_emulator.workspace.state.page_state import Content
from cif_emulator.workspace.state.record_source import Column, RecordSource, Row, Table
from cif_emulator.workspace.state.session import Tab
from cif_emulator.workspace.state.values import as_text

# Records that a lookup offers at once, of all its tables together.
OFFERED = 8


def record_view(records: RecordSource, tab: Tab, form: Form) -> RecordPage:
    """The form of a record, or of one that does not exist yet."""
    table, row = form.table, form.row
    record_id = as_text(row.get(table.primary_id)) if row is not None else None
    problems = tab.state.problems
    return {
        "kind": "record",
        "tabId": tab.tab_id,
        "load": tab.load,
        "heading": _heading(records, tab, form),
        "table": table.name,
        "tableLabel": table.label,
        "recordId": record_id,
        "subheading": " · ".join(_subheading(table, row)),
        "isNew": row is None,
        "isWritable": form.is_writable,
        "isUnsaved": bool(tab.unsaved),
        "canSend": row is not None and table.name == ARTICLES,
        "problem": problems.get("", "") or _summary(len(problems)),
        "fields": [_field(records, tab, form, each) for each in form.fields],
        "timeline": _timeline(records, tab, table, record_id),
    }


def _heading(records: RecordSource, tab: Tab, form: Form) -> str:
    if form.row is None:
        return f"New {form.table.label}"
    return record_name(records, form.table.name, form.row) or tab.title


def _subheading(table: Table, row: Row | None) -> list[str]:
    if row is None:
        return [table.label, "not saved"]
    number = as_text(row.get("ticketnumber"))
    status = as_text(row.get("statuscode" + FORMATTED) or row.get("statecode" + FORMATTED))
    return [part for part in (table.label, number, status) if part]


def _summary(problems: int) -> str:
    if problems == 0:
        return ""
    fields = "A field needs" if problems == 1 else f"{problems} fields need"
    return f"Not saved. {fields} your attention."


def _field(records: RecordSource, tab: Tab, form: Form, field: Field) -> FormFieldView:
    column, content = field.column, field.content
    as_stored = form.row is not None and not field.is_unsaved and not field.party_kind
    found: FormFieldView = {
        "name": column.name,
        "label": column.label,
        "value": shown_in(column, form.row) if as_stored and form.row else shown(column, content),
        "kind": kind_of(column),
        "link": link_view(content.link),
        "card": _card(column),
        "isEditable": field.is_editable,
        "isRequired": field.is_required,
        "isUnsaved": field.is_unsaved,
        "input": content.text,
        "problem": field.problem,
        "maxLength": column.max_length,
        "isDate": column.format == "date",
        "options": _options(field),
        "lookup": None,
        "parties": None,
    }
    if field.party_kind:
        parties = parties_in(content)
        found["parties"] = [{"name": each.name, "link": link_view(each.link)} for each in parties]
    if column.kind == "lookup" and field.is_editable:
        found["lookup"] = _lookup(records, tab, field)
    return found


_CARDS: Mapping[str, FormCard] = {
    "lookup": "contact",
    "phone": "contact",
    "email": "contact",
    "url": "contact",
    "memo": "text",
    "datetime": "dates",
    "id": "identifiers",
}
_ADDRESS = re.compile(r"address\d_")


def _card(column: Column) -> FormCard:
    if _ADDRESS.match(column.name):
        return "address"
    if column.name == "preferredcontactmethodcode" or column.name.startswith("donot"):
        return "contact"
    return _CARDS.get(column.kind, "summary")


def _options(field: Field) -> list[OptionView]:
    column = field.column
    if column.kind not in ("choice", "boolean"):
        return []
    choices = column.choices or ({0: "No", 1: "Yes"} if column.kind == "boolean" else {})
    may_be_empty = field.content.is_empty or not (field.is_required or column.kind == "boolean")
    options: list[OptionView] = [{"value": "", "label": "---"}] if may_be_empty else []
    return options + [{"value": str(value), "label": label} for value, label in choices.items()]


def _lookup(records: RecordSource, tab: Tab, field: Field) -> LookupView:
    """What a lookup asks for, and while the agent types, the records that it offers."""
    column, search = field.column, tab.state.lookup
    labels = [table_label(records, target) for target in column.targets]
    found: LookupView = {"targets": " or ".join(labels), "search": None, "offered": []}
    if search is not None and search.column == column.name:
        found["search"] = search.text
        found["offered"] = _offered(records, column.targets, search.text)
    return found


def _offered(records: RecordSource, targets: tuple[str, ...], text: str) -> list[FoundRecord]:
    known = [table for name in targets if (table := records.table(name)) is not None]
    found: list[FoundRecord] = []
    for place, table in enumerate(known):
        # What is left is shared by the tables that are left.
        share = -(-(OFFERED - len(found)) // (len(known) - place))
        found += [
            {
                "table": table.name,
                "tableLabel": table.label,
                "recordId": as_text(row.get(table.primary_id)),
                "name": as_text(row.get(table.primary_name)) or "(no name)",
            }
            for row in records.rows(table.name, text, share)
        ]
    return found


def _timeline(records: RecordSource, tab: Tab, table: Table, record_id: str | None) -> TimelineView | None:
    if record_id is None or not has_timeline(records, table):
        return None
    return {
        "entries": [_entry(entry) for entry in timeline(records, table, record_id)],
        "note": tab.state.note if takes_notes(records, table) else None,
    }


def _entry(entry: TimelineEntry) -> TimelineEntryView:
    return {
        "table": entry.table,
        "recordId": entry.record_id,
        "label": entry.label,
        "subject": entry.subject,
        "text": entry.text,
        "when": entry.when,
        "author": entry.author,
        "state": entry.state,
    }


def shown(column: Column, content: Content) -> str:
    """What people read in a field that the agent has changed, or that a new record begins with."""
    if column.kind in ("choice", "boolean") and not content.problem and content.value is not None:
        number = int(content.text)
        return column.choices.get(number, content.text)
    return content.text.replace("T", " ") if column.kind == "datetime" else content.text
