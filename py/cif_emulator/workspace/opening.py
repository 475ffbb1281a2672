"""How sessions and tabs come into being from templates (``app-profile-manager.md`` 3.1, ``templates.md`` 7).

Everything is built beside the workspace and handed over whole, so a refusal on the way leaves no trace.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import Factory

from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.pages import ALIASES, Given, Page, guid, parameter_names, resolve
from cif_emulator.workspace.panel import MODE_OF_STATE
from cif_emulator.workspace.record_source import Row
from cif_emulator.workspace.refusals import Refusal, WrongArgument, quoted
from cif_emulator.workspace.resolution import (
    default_session_title,
    page_caption,
    session_lookup,
    session_scope,
    table_label,
)
from cif_emulator.workspace.session import Session, Tab
from cif_emulator.workspace.slugs import MISSING, Lookup, Scope, expand_values, first_complete
from cif_emulator.workspace.templates import ApplicationTabTemplate, PageType, SessionTemplate, SessionType

if TYPE_CHECKING:
    from cif_emulator.workspace.workspace import Workspace


@frozen(kw_only=True)
class SessionRequest:
    """What a caller asks for when it opens a session.

    ``values`` go into the session's context; ``parameterised`` says that slugs inside them are written out
    (CIF). ``page_parameters`` are the anchor page's own (``parametersStr``); ``anchor_values`` may fill its
    parameters by name, weaker than these. ``tab_parameters`` holds a section per application tab template.
    """

    template: SessionTemplate
    owner: str | None = None
    values: Mapping[str, object] = Factory(dict)
    parameterised: bool = False
    page_parameters: Mapping[str, object] = Factory(dict)
    anchor_values: Mapping[str, object] = Factory(dict)
    tab_parameters: Mapping[str, Mapping[str, object]] = Factory(dict)
    passed_context: Mapping[str, object] | None = None
    focused: bool = True


@frozen(kw_only=True)
class TabRequest:
    """What a caller asks for when it opens a tab.

    ``values`` are parameters of the page and slug values of the tab; ``parameterised`` says that they may
    hold slugs (CIF).
    """

    template: ApplicationTabTemplate
    values: Mapping[str, object] = Factory(dict)
    parameterised: bool = False
    focused: bool = True


def build_session(workspace: Workspace, request: SessionRequest) -> Session:
    """A complete session that the workspace does not hold yet."""
    template = request.template
    session = Session(
        session_id=workspace.next_session_id(),
        template=template,
        owner=request.owner,
        values=dict(request.values),
        passed_context=request.passed_context,
        panel=MODE_OF_STATE[template.panel_state],
    )
    if request.parameterised:
        _expand(workspace, session, anchored=False)
    anchor = _anchor_tab(workspace, session, request)
    session.tabs[anchor.tab_id] = anchor
    session.focused_tab_id = anchor.tab_id
    workspace.refresh_anchor(session)
    if anchor.page.is_record and not session.anchor:
        missing = f"{table_label(workspace.records, anchor.page.entity_name)} {quoted(anchor.page.entity_id)}"
        workspace.warn(
            f"{session.session_id}: there is no record {missing}; its page says so, anchor.* is empty"
        )
    if request.parameterised:
        _expand(workspace, session, anchored=True)
    _give_titles(workspace, session, anchor)
    _open_additional_tabs(workspace, session, request)
    return session


def _expand(workspace: Workspace, session: Session, *, anchored: bool) -> None:
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

        plain = session_scope(workspace.records, session)
        return Scope(lookup=lookup, query=plain.query)

    session.values.update(expand_values(waiting, scope))


def _anchor_tab(workspace: Workspace, session: Session, request: SessionRequest) -> Tab:
    if request.template.session_type is SessionType.ENTITY:
        return Tab(
            tab_id=workspace.next_tab_id(),
            title="",
            page=_entity_page(request),
            is_anchor=True,
            can_close=False,
        )
    template = _anchor_template(workspace, request.template)
    known = {*parameter_names(template.page_type), *template.parameters}
    section = _section(request, template)
    by_name = {name: value for name, value in request.anchor_values.items() if name in known}
    if request.parameterised:
        given = Given(templates={**by_name, **section}, values=request.page_parameters)
    else:
        given = Given(values={**by_name, **request.page_parameters})
    page = resolve(template, given, session_scope(workspace.records, session, section))
    return Tab(
        tab_id=workspace.next_tab_id(),
        title="",
        template=template,
        page=page,
        is_anchor=True,
        can_close=False,
        values=section,
    )


def _anchor_template(workspace: Workspace, template: SessionTemplate) -> ApplicationTabTemplate:
    if template.anchor_tab is None:
        raise Refusal(
            f"the generic session template {quoted(template.unique_name)} has no anchor tab; configure one"
        )
    return workspace.catalog.tabs.get(template.anchor_tab)


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


def _give_titles(workspace: Workspace, session: Session, anchor: Tab) -> None:
    template = session.template
    title = session_title(workspace, session) or workspace.next_visitor()
    session.title = title
    if template is not None and template.enable_title_sync:
        anchor.title = title
        return
    # Its record has just been read.
    anchor.title = tab_title(workspace, session, anchor, session.anchor)


def session_title(workspace: Workspace, session: Session) -> str:
    """The title that the rules give a session now (8), ``""`` for a conversation with somebody unknown."""
    template = session.template
    scope = session_scope(workspace.records, session)
    title = first_complete(template.title, scope) if template else ""
    title = title or default_session_title(workspace.records, session)
    if not title and template is not None and template.session_type is SessionType.ENTITY:
        title = page_caption(workspace.records, workspace.catalog, session.anchor_tab.page)
    return title


def tab_title(workspace: Workspace, session: Session, tab: Tab, row: Row | None = None) -> str:
    """The title that the rules give a tab now (8); ``row`` is its record's, if the caller has it already."""
    title = ""
    if tab.template is not None:
        title = first_complete(tab.template.title, session_scope(workspace.records, session, tab.values))
    return title or page_caption(workspace.records, workspace.catalog, tab.page, row)


def _open_additional_tabs(workspace: Workspace, session: Session, request: SessionRequest) -> None:
    for name in request.template.tabs:
        template = workspace.catalog.tabs.get(name)
        if not workspace.can_create_tab(session):
            workspace.warn(
                f"{session.session_id}: the tab {quoted(name)} of its template was not opened, "
                f"a session has at most {workspace.settings.max_tabs} tabs"
            )
            continue
        section = _section(request, template)
        tab = build_tab(workspace, session, TabRequest(template=template, values=section, parameterised=True))
        session.tabs[tab.tab_id] = tab


def build_tab(workspace: Workspace, session: Session, request: TabRequest) -> Tab:
    """A tab that its session does not hold yet (``app-profile-manager.md`` 3.3)."""
    template = request.template
    scope = session_scope(workspace.records, session, request.values)
    page = resolve(template, _given(request), scope)
    tab = Tab(
        tab_id=workspace.next_tab_id(),
        title="",
        template=template,
        page=page,
        can_close=template.can_close,
        values=request.values,
    )
    tab.title = tab_title(workspace, session, tab)
    return tab


def _given(request: TabRequest) -> Given:
    known = {*parameter_names(request.template.page_type), *request.template.parameters}
    aliases = ALIASES.get(request.template.page_type, {})
    own = {name: value for name, value in request.values.items() if name in known or name in aliases}
    return Given(templates=own) if request.parameterised else Given(values=own)
