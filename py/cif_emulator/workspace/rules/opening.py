"""How sessions and tabs come into being from templates (``app-profile-manager.md`` 3.1, ``templates.md`` 7).

Everything is built beside the state and handed over whole, so a refusal on the way leaves no trace.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from cif_emulator.workspace.rules.context import refresh_anchor
from cif_emulator.workspace.rules.titles import session_title, tab_title
from cif_emulator.workspace.slugs.parameters import Given, resolve
from cif_emulator.workspace.slugs.recursion import expand_values
from cif_emulator.workspace.slugs.rendering import Lookup, Scope
from cif_emulator.workspace.slugs.resolution import session_lookup, session_scope
from cif_emulator.workspace.state.captions import table_label
from cif_emulator.workspace.state.pages import ALIASES, Page, guid, parameter_names
from cif_emulator.workspace.state.panel import MODE_OF_STATE
from cif_emulator.workspace.state.refusals import Refusal, WrongArgument, quoted
from cif_emulator.workspace.state.requests import SessionRequest, TabRequest
from cif_emulator.workspace.state.session import Session, Tab
from cif_emulator.workspace.state.state import State
from cif_emulator.workspace.state.templates import (
    ApplicationTabTemplate,
    PageType,
    SessionTemplate,
    SessionType,
)
from cif_emulator.workspace.state.values import MISSING


def build_session(state: State, request: SessionRequest) -> Session:
    """A complete session that the workspace does not hold yet."""
    template = request.template
    session = Session(
        session_id=state.next_session_id(),
        template=template,
        owner=request.owner,
        values=dict(request.values),
        passed_context=request.passed_context,
        panel=MODE_OF_STATE[template.panel_state],
    )
    if request.parameterised:
        _expand(state, session, anchored=False)
    anchor = _anchor_tab(state, session, request)
    session.tabs[anchor.tab_id] = anchor
    session.focused_tab_id = anchor.tab_id
    refresh_anchor(state, session)
    if anchor.page.is_record and not session.anchor:
        missing = f"{table_label(state.records, anchor.page.entity_name)} {quoted(anchor.page.entity_id)}"
        instead = f"the page of {session.session_id} says so, anchor.* is empty"
        state.warn("record-not-found", record=missing, instead=instead)
    if request.parameterised:
        _expand(state, session, anchored=True)
    _give_titles(state, session, anchor)
    _open_additional_tabs(state, session, request)
    return session


def _expand(state: State, session: Session, *, anchored: bool) -> None:
    # Values with `anchor.` slugs wait for the anchor record; the rest is needed to find it.
    waiting = {
        key: value
        for key, value in session.values.items()
        if isinstance(value, str) and "{" in value and (("{anchor." in value) == anchored)
    }
    if not waiting:
        return
    outer = session_lookup(session)

    def scope(own: Lookup) -> Scope:
        def lookup(key: str) -> object:
            value = own(key)
            return outer(key) if value is MISSING else value

        return evolve(session_scope(state.records, session, readings=state.readings), lookup=lookup)

    session.values.update(expand_values(waiting, scope))


def _anchor_tab(state: State, session: Session, request: SessionRequest) -> Tab:
    if request.template.session_type is SessionType.ENTITY:
        return Tab(
            tab_id=state.next_tab_id(),
            title="",
            page=_entity_page(request),
            is_anchor=True,
            can_close=False,
        )
    template = _anchor_template(state, request.template)
    known = {*parameter_names(template.page_type), *template.parameters}
    section = _section(request, template)
    by_name = {name: value for name, value in request.anchor_values.items() if name in known}
    if request.parameterised:
        given = Given(templates={**by_name, **section}, values=request.page_parameters)
    else:
        given = Given(values={**by_name, **request.page_parameters})
    scope = session_scope(state.records, session, section, state.readings)
    page = _or_create_form(state, resolve(template, given, scope))
    return Tab(
        tab_id=state.next_tab_id(),
        title="",
        template=template,
        page=page,
        is_anchor=True,
        can_close=False,
        values=section,
    )


def _or_create_form(state: State, page: Page) -> Page:
    """A template's page as it opens: a create form with what is known if its record does not exist.

    With ``validateRecord`` it stays, and says that the record does not exist (``templates.md`` 3.1).
    """
    is_validated = page.text("validateRecord").strip().lower() == "true"
    table = state.records.table(page.entity_name or "")
    if not page.is_record or is_validated or table is None:
        return page
    record_id = guid(page.entity_id)
    if record_id and state.records.retrieve(table.name, record_id) is not None:
        return page
    instead = (
        'the tab is a create form; with the parameter validateRecord = "True" it says that the record does '
        "not exist"
    )
    state.warn("record-not-found", record=f"{table.label.lower()} {quoted(page.entity_id)}", instead=instead)
    rest = {name: value for name, value in page.parameters.items() if name != "entityId"}
    return Page(page_type=page.page_type, parameters=rest)


def _anchor_template(state: State, template: SessionTemplate) -> ApplicationTabTemplate:
    if template.anchor_tab is None:
        raise Refusal(
            f"the generic session template {quoted(template.unique_name)} has no anchor tab; configure one"
        )
    return state.catalog.tabs.get(template.anchor_tab)


def _entity_page(request: SessionRequest) -> Page:
    template = request.template
    parameters = dict(request.page_parameters)
    for name, value in request.anchor_values.items():
        if name in parameter_names(PageType.ENTITY_RECORD):
            parameters.setdefault(name, value)
    entity_name = parameters.get("entityName", template.entity)
    if not isinstance(entity_name, str) or entity_name.strip().lower() != template.entity:
        raise WrongArgument(
            f"parametersStr names the table {quoted(entity_name)}, but the session template "
            f"{quoted(template.unique_name)} is for {quoted(template.entity)}; pass "
            f'["entityName", "{template.entity}"] or choose the template of the other table'
        )
    entity_id = parameters.get("entityId")
    if entity_id not in (None, "") and guid(entity_id) is None:
        raise WrongArgument(
            f"entityId {quoted(entity_id)} is not a GUID; "
            "right is one like fac04293-1ab0-eb11-8236-000d3a5c49ed, or none for a new record"
        )
    parameters["entityName"] = template.entity
    present = {name: value for name, value in parameters.items() if value not in (None, "")}
    return Page(page_type=PageType.ENTITY_RECORD, parameters=present)


def _section(request: SessionRequest, template: ApplicationTabTemplate) -> Mapping[str, object]:
    """The parameters meant for one tab only: by the template's unique name, else its display name."""
    found = request.tab_parameters.get(template.unique_name)
    return found if found is not None else request.tab_parameters.get(template.name, {})


def _give_titles(state: State, session: Session, anchor: Tab) -> None:
    template = session.template
    title = session_title(state, session) or state.next_visitor()
    session.title = title
    if template is not None and template.enable_title_sync:
        anchor.title = title
        return
    # Its record has just been read.
    anchor.title = tab_title(state, session, anchor, session.anchor)


def _open_additional_tabs(state: State, session: Session, request: SessionRequest) -> None:
    for name in request.template.tabs:
        template = state.catalog.tabs.get(name)
        if not state.can_create_tab(session):
            most = state.settings.max_tabs
            state.warn("tab-limit", session_id=session.session_id, name=quoted(name), most=most)
            continue
        section = _section(request, template)
        tab = build_tab(state, session, TabRequest(template=template, values=section, parameterised=True))
        session.tabs[tab.tab_id] = tab


def build_tab(state: State, session: Session, request: TabRequest) -> Tab:
    """A tab that its session does not hold yet (``app-profile-manager.md`` 3.3)."""
    template = request.template
    scope = session_scope(state.records, session, request.values, state.readings)
    page = _or_create_form(state, resolve(template, _given(request), scope))
    tab = Tab(
        tab_id=state.next_tab_id(),
        title="",
        template=template,
        page=page,
        can_close=template.can_close,
        values=request.values,
    )
    tab.title = tab_title(state, session, tab)
    return tab


def _given(request: TabRequest) -> Given:
    known = {*parameter_names(request.template.page_type), *request.template.parameters}
    aliases = ALIASES.get(request.template.page_type, {})
    own = {name: value for name, value in request.values.items() if name in known or name in aliases}
    return Given(templates=own) if request.parameterised else Given(values=own)
