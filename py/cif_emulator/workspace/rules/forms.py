"""Record forms: their fields, what the agent changes in them, and saving (``app-profile-manager.md`` 8).

What is typed is kept with its tab until it is saved or discarded, and stays while the agent works elsewhere.
Only fields that the agent has changed are written: a change that somebody else made meanwhile is not undone.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.rules.context import refresh_anchor
from cif_emulator.workspace.rules.field_values import given, given_link, stored
from cif_emulator.workspace.rules.navigation import known_tab
from cif_emulator.workspace.rules.parties import edited, party_fields
from cif_emulator.workspace.rules.parties import payload as parties_payload
from cif_emulator.workspace.rules.titles import session_title, set_session_title, set_tab_title, tab_title
from cif_emulator.workspace.state.captions import record_name
from cif_emulator.workspace.state.events import PageShown, RecordWritten
from cif_emulator.workspace.state.page_state import Content, LookupSearch
from cif_emulator.workspace.state.pages import Page, defaults_of_new_record, guid
from cif_emulator.workspace.state.record_source import Column, RecordsRefuse, Row, Table
from cif_emulator.workspace.state.record_store import RecordStore
from cif_emulator.workspace.state.refusals import Refusal, UnknownName, nearest, quoted
from cif_emulator.workspace.state.session import Session, Tab
from cif_emulator.workspace.state.state import State
from cif_emulator.workspace.state.templates import PageType
from cif_emulator.workspace.state.values import as_text

# Columns that every row has a value in.
_NEVER_EMPTY = frozenset({"owner", "state", "status"})
# The product numbers these records, and its forms show the number only.
_NUMBERS = frozenset({("incident", "ticketnumber"), ("knowledgearticle", "articlepublicnumber")})
# Shows activities of all kinds; each is written through its own table.
_READ_ONLY_TABLES = frozenset({"activitypointer"})


@frozen(kw_only=True)
class Field:
    """One field of a form: its column, what it held when the record was read, and what it holds now."""

    column: Column
    original: Content
    content: Content
    is_editable: bool
    is_unsaved: bool
    problem: str = ""
    # Of a party field the participation type, else 0.
    party_kind: int = 0

    @property
    def is_required(self) -> bool:
        """Whether the record cannot be saved without it."""
        return self.is_editable and (self.column.required or self.column.format in _NEVER_EMPTY)


@frozen(kw_only=True)
class Form:
    """A record's form in a tab; ``row`` is ``None`` for a record that does not exist yet."""

    table: Table
    row: Row | None
    fields: tuple[Field, ...]
    is_writable: bool

    def field(self, column: str) -> Field:
        """The field of a column; raises ``UnknownName``."""
        found = next((each for each in self.fields if each.column.name == column), None)
        if found is None:
            near = nearest(column, (each.column.name for each in self.fields))
            raise UnknownName(f"the form has no field {quoted(column)}. {near}")
        return found


def form_of(state: State, tab: Tab) -> Form | None:
    """The form that a tab shows; ``None`` if it shows none, or its table or record does not exist."""
    page = tab.page
    table = state.records.table(page.entity_name or "")
    if page.page_type is not PageType.ENTITY_RECORD or table is None:
        return None
    row = record_of(state, page)
    if row is None and page.entity_id is not None:
        return None
    writable = isinstance(state.records, RecordStore) and table.name not in _READ_ONLY_TABLES
    defaults = _defaults(state, page, table) if row is None else {}
    fields = []
    for column in _columns(table, defaults):
        original = stored(column, row) if row is not None else defaults.get(column.name, Content())
        is_number = (table.name, column.name) in _NUMBERS
        editable = writable and not (column.read_only or column.kind == "id" or is_number)
        fields.append(_field(tab, column, original, editable))
    # Behind the subject, where the product's forms have them.
    fields[1:1] = [
        _field(tab, each.column, each.content, writable and each.is_editable, each.kind)
        for each in party_fields(state.records, table, row)
    ]
    return Form(table=table, row=row, fields=tuple(fields), is_writable=writable)


def _field(tab: Tab, column: Column, original: Content, is_editable: bool, party_kind: int = 0) -> Field:
    content = tab.unsaved.get(column.name, original)
    return Field(
        column=column,
        original=original,
        content=content,
        is_editable=is_editable,
        is_unsaved=column.name in tab.unsaved,
        problem=tab.state.problems.get(column.name, content.problem),
        party_kind=party_kind,
    )


def record_of(state: State, page: Page) -> Row | None:
    """The row that a record's page shows, ``None`` without one."""
    found = guid(page.entity_id)
    return state.records.retrieve(page.entity_name or "", found) if found else None


# -- a new record's values ------------------------------------------------------------------------


def _columns(table: Table, defaults: Mapping[str, Content]) -> list[Column]:
    """The form's columns, and behind them others that the new record begins with."""
    known = {column.name: column for column in table.columns}
    names = dict.fromkeys((*table.form_columns, *defaults))
    return [known[name] for name in names if name in known]


def _defaults(state: State, page: Page, table: Table) -> dict[str, Content]:
    """What a new record's fields hold at first: what the page gives, else what the product fills in."""
    found = {}
    for column in table.columns:
        if column.name in table.form_columns and (content := _product_default(state, column)):
            found[column.name] = content
    return {**found, **_given_defaults(page, table)}


def _product_default(state: State, column: Column) -> Content | None:
    settings = state.settings
    if column.format == "owner":
        return Content(text=settings.user_name, link=("systemuser", settings.user_id))
    if column.default is not None and not column.read_only:
        return given(column, str(column.default))
    return None


def _given_defaults(page: Page, table: Table) -> dict[str, Content]:
    """The page's ``data`` in any of the accepted forms (``templates.md`` 3.1), by known column."""
    data = defaults_of_new_record(page)
    columns = {column.name: column for column in table.columns}
    found = {}
    for name, value in data.items():
        column = columns.get(name)
        if column is None or value is None:
            continue
        found[name] = _given_lookup(column, data, value) if column.kind == "lookup" else given(column, value)
    return found


def _given_lookup(column: Column, data: Mapping[str, object], value: object) -> Content:
    """A lookup among the defaults: an id with ``<column>name`` and ``<column>type``, or an array of one."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        value = value[0]
    if isinstance(value, dict):
        table = next((value[key] for key in ("entityType", "entitytype", "type") if key in value), "")
        target, record_id, name = as_text(table), value.get("id"), as_text(value.get("name"))
    else:
        target, record_id = as_text(data.get(f"{column.name}type")), value
        name = as_text(data.get(f"{column.name}name"))
    if not target and len(column.targets) == 1:
        target = column.targets[0]
    return given_link(column, {"table": target, "recordId": record_id}, name)


def _other_defaults(page: Page, table: Table) -> dict[str, object]:
    """Values among the defaults for columns that the table's definition does not name."""
    known = {column.name for column in table.columns}
    data = defaults_of_new_record(page)
    belonging = {f"{name}{suffix}" for name in known for suffix in ("name", "type")}
    return {
        name: value
        for name, value in data.items()
        if name not in known and name not in belonging and isinstance(value, (str, int, float, bool))
    }


# -- editing --------------------------------------------------------------------------------------


def edit_field(state: State, tab_id: str, column: str, value: object) -> None:
    """The agent has given a field a value: a text, or of a lookup ``{"table", "recordId"}`` or ``None``.

    A party field takes another record so, or ``{"removed": place}``.
    """
    tab, form = _open_form(state, tab_id)
    field = form.field(column)
    if not field.is_editable:
        raise Refusal(f"the field {quoted(column)} cannot be changed")
    content = _edited(state, field, value)
    if content.same_as(field.original):
        tab.unsaved.pop(column, None)
    else:
        tab.unsaved[column] = content
    tab.state.problems.pop(column, None)
    tab.state.problems.pop("", None)
    if field.column.kind == "lookup":
        tab.state.lookup = None
    state.touch(state.session_of_tab(tab_id))


def _edited(state: State, field: Field, value: object) -> Content:
    if field.column.kind != "lookup":
        return given(field.column, value)
    if not isinstance(value, dict):
        return Content()
    table = as_text(value.get("table"))
    row = state.records.retrieve(table, as_text(value.get("recordId")))
    name = record_name(state.records, table, row) or "(no name)"
    if not field.party_kind:
        return given_link(field.column, value, name)
    if "removed" not in value and (wrong := given_link(field.column, value, name)).problem:
        raise Refusal(f"{quoted(field.column.name)}: {wrong.problem}")
    return edited(field.content, value, name)


def search_lookup(state: State, tab_id: str, column: str, text: str | None) -> None:
    """The agent types into a lookup; ``None`` ends the search."""
    tab, form = _open_form(state, tab_id)
    form.field(column)
    tab.state.lookup = None if text is None else LookupSearch(column, text)
    state.touch()


def discard(state: State, tab_id: str) -> None:
    """The agent takes back all changes of a form."""
    tab = known_tab(state, tab_id)
    tab.unsaved.clear()
    tab.state.problems.clear()
    tab.state.lookup = None
    state.touch(state.session_of_tab(tab_id))


def _open_form(state: State, tab_id: str) -> tuple[Tab, Form]:
    tab = known_tab(state, tab_id)
    form = form_of(state, tab)
    if form is None:
        raise Refusal(f"{tab_id} shows no record's form")
    return tab, form


# -- saving ---------------------------------------------------------------------------------------


def save(state: State, tab_id: str) -> bool:
    """Write a form's changes, or the new record; what the records refuse is shown at its field.

    Gives whether the form is saved now.
    """
    session = state.session_of_tab(tab_id)
    tab, form = _open_form(state, tab_id)
    if form.row is not None and not tab.unsaved:
        return True
    if not isinstance(state.records, RecordStore) or not form.is_writable:
        raise Refusal(f"records of the table {quoted(form.table.name)} can be read only")
    state.touch(session)
    tab.state.problems = _problems(form)
    if tab.state.problems:
        return False
    titles = _titles(state, session, tab)
    try:
        record_id = _write(state, state.records, tab, form)
    except RecordsRefuse as refusal:
        named = {each.column.name for each in form.fields} & {refusal.column}
        reason = refusal.reason[:1].upper() + refusal.reason[1:]
        tab.state.problems = {refusal.column: f"{reason}."} if named else {"": refusal.message}
        return False
    tab.unsaved.clear()
    tab.state = attrs.evolve(tab.state, problems={}, lookup=None)
    if form.row is None:
        _become_record(state, session, tab, record_id)
    _follow_titles(state, session, tab, titles)
    return True


def _problems(form: Form) -> dict[str, str]:
    found = {}
    for field in form.fields:
        if field.is_required and field.content.is_empty:
            found[field.column.name] = f"{field.column.label} must be filled in."
        elif field.is_editable and field.content.problem:
            found[field.column.name] = field.content.problem
    return found


def _write(state: State, records: RecordStore, tab: Tab, form: Form) -> str:
    parties = {each.party_kind: each.content for each in form.fields if each.party_kind and each.is_unsaved}
    columns = [each for each in form.fields if not each.party_kind]
    together = parties_payload(records, form.table, form.row, parties)
    changed = {each.column.name: each.content.payload() for each in columns if each.is_unsaved} | together
    if form.row is not None:
        record_id = as_text(form.row.get(form.table.primary_id))
        records.update(form.table.name, record_id, changed)
        state.emit(RecordWritten(form.table.name, record_id, "update"))
        return record_id
    shown = {each.column.name: each.content.payload() for each in columns if not each.content.is_empty}
    row = records.create(form.table.name, {**_other_defaults(tab.page, form.table), **shown, **together})
    record_id = as_text(row.get(form.table.primary_id))
    state.emit(RecordWritten(form.table.name, record_id, "create"))
    return record_id


def _become_record(state: State, session: Session, tab: Tab, record_id: str) -> None:
    """A create form is the form of its record from now on."""
    tab.create_form = tab.create_form or tab.page
    kept = {name: value for name, value in tab.page.parameters.items() if name not in ("data", "entityId")}
    tab.page = Page(page_type=tab.page.page_type, parameters={**kept, "entityId": record_id})
    if tab.is_anchor:
        refresh_anchor(state, session)
    if session is state.focused_session and session.focused_tab is tab:
        state.emit(PageShown(session.session_id, tab.tab_id))


def _titles(state: State, session: Session, tab: Tab) -> tuple[str, str]:
    """The titles that the rules give the session and the tab."""
    return session_title(state, session), tab_title(state, session, tab)


def _follow_titles(state: State, session: Session, tab: Tab, before: tuple[str, str]) -> None:
    """Give titles anew where the rules now give others; a title that code has set stays."""
    session_title, tab_title = _titles(state, session, tab)
    if tab.title == before[1] and tab_title:
        set_tab_title(state, tab, tab_title)
    if not tab.is_anchor or session.is_default or not session_title:
        return
    if session.title == before[0] or state.is_visitor(session.title):
        is_synced = session.template is not None and session.template.enable_title_sync
        if is_synced and tab.title in (session.title, tab_title):
            set_tab_title(state, tab, session_title)
        set_session_title(state, session, session_title)
