"""Application tabs of the focused session (``ciframework.md`` 2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from cif_emulator.api.call import Call, trimmed_name
from cif_emulator.api.cif.namespace import (
    TabId,
    ciframework,
    focused_session,
    is_correlation_id,
    is_within_reach,
    plain_object,
    split_parameters,
    warn_of_display_name,
)
from cif_emulator.api.contract import ResultKind
from cif_emulator.api.kinds import Anything, Described, PlainObject, Text, member
from cif_emulator.api.values import described
from cif_emulator.workspace import json_text
from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.state.refusals import UnknownId, WrongArgument, listed, nearest, quoted
from cif_emulator.workspace.state.requests import TabRequest
from cif_emulator.workspace.state.session import Session, Tab
from cif_emulator.workspace.state.templates import ApplicationTabTemplate

_SOURCE = "ciframework.md 2.2"

# What a tab is called after ``setTabTitle`` with anything but ``{title}`` (8, #1561).
NO_TITLE = "Null"
TITLE = Described("{ title: string } | string", '{"title": "…"}')


@frozen(kw_only=True)
class CreateTabInput:
    """What ``createTab`` takes; properties that it does not name are slug values of the lowest rank."""

    template_name: str | None = member("Unique name of an application tab template", default=None)
    template_tag: str | None = member(
        "Tag of an application tab template (older documentation)", default=None
    )
    template_parameters: Annotated[Mapping[str, object], PlainObject(json_text=True)] = member(
        "Parameters of the page, and slug values of the tab", factory=dict
    )
    is_focused: bool = member("Whether the tab is selected", default=True)
    rest: Mapping[str, object] = member("Slug values beside templateParameters", factory=dict)


def _template(call: Call, given: CreateTabInput) -> ApplicationTabTemplate:
    catalog = call.workspace.catalog
    name = trimmed_name(call, given.template_name or "")
    if name:
        template = catalog.tabs.get(name)
        warn_of_display_name(call, template, name)
        return template
    if given.template_tag:
        return catalog.tab_template_of_tag(given.template_tag)
    what = "is empty" if given.template_name is not None else "is missing"
    raise WrongArgument(
        f"input.templateName {what}; right is the unique name of an application tab template, like "
        '"msdyn_entityrecord"'
    )


@ciframework.method("createTab", source=_SOURCE)
def create_tab(call: Call, input_: CreateTabInput) -> str:
    """Open a tab at the right end of the focused session; gives its id."""
    session = focused_session(call)
    template = _template(call, input_)
    values, sections = split_parameters(call, input_.template_parameters)
    own = sections.get(template.unique_name) or sections.get(template.name) or {}
    request = TabRequest(
        template=template,
        values={**input_.rest, **values, **own},
        parameterised=True,
        focused=input_.is_focused,
    )
    return call.workspace.create_tab(session, request).tab_id


@ciframework.method("getTabs", source=_SOURCE)
def get_tabs(
    call: Call,
    template_unique_name: Annotated[object, Anything(Text())] = None,
    tags: Annotated[object, Anything(Text())] = None,
) -> list[str]:
    """Ids of the focused session's tabs, left to right; those of a template or a tag, where one is named."""
    tabs = list(focused_session(call).tabs.values())
    name = _optional_text(template_unique_name, "templateUniqueName")
    tag = "" if is_correlation_id(tags) else _optional_text(tags, "tags")
    if name and not is_correlation_id(name):
        template = call.workspace.catalog.tabs.find(name)
        if template is None:
            known = [each.unique_name for each in call.workspace.catalog.tabs]
            near = nearest(name, known)
            call.workspace.warn("unknown-template", method="getTabs", name=quoted(name), near=near)
            return []
        tabs = [tab for tab in tabs if tab.template is template]
    if tag:
        tabs = [tab for tab in tabs if tab.template is not None and tab.template.template_tag == tag]
    return [tab.tab_id for tab in tabs]


def _optional_text(value: object, place: str) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    raise WrongArgument(f"{place} is {described(value)}; right is a text, or nothing")


def _tab(call: Call, tab_id: str) -> tuple[Session, Tab]:
    """A tab of the focused session."""
    session = focused_session(call)
    tab = session.tabs.get(tab_id)
    if tab is None:
        elsewhere = call.workspace.session_of_tab(tab_id)
        raise UnknownId(
            f"the tab {quoted(tab_id)} belongs to {elsewhere.session_id}; the focused session "
            f"{session.session_id} has "
            f"{listed(session.tabs, 'cifEmulator.state()')}"
        )
    return session, tab


@ciframework.method("focusTab", result=ResultKind.NOTHING, source=_SOURCE)
def focus_tab(call: Call, tab_id: Annotated[object, Anything(Text("tab-id-1", "string | string[]"))]) -> None:
    """Select a tab; of an array of ids (what ``getTabs`` gives) the first."""
    wanted = tab_id
    if isinstance(tab_id, list) and tab_id:
        call.workspace.warn("array-for-id", method="focusTab")
        wanted = tab_id[0]
    if not isinstance(wanted, str):
        raise WrongArgument(f"tabId is {described(wanted)}; right is a text like tab-id-1")
    call.workspace.focus_tab(*_tab(call, wanted))


@ciframework.method("getFocusedTab", source=_SOURCE)
def get_focused_tab(call: Call) -> str | None:
    """Id of the focused session's selected tab; ``null`` where the caller does not own that session."""
    session = call.workspace.focused_session
    return session.focused_tab_id if is_within_reach(call, session) else None


@ciframework.method("refreshTab", result=ResultKind.NOTHING, source=_SOURCE)
def refresh_tab(call: Call, tab_id: TabId) -> None:
    """Load a tab's page again."""
    call.workspace.refresh_tab(_tab(call, tab_id)[1])


@ciframework.method("setTabTitle", source=_SOURCE)
def set_tab_title(
    call: Call, tab_id: TabId, input_: Annotated[object, Anything(TITLE, expected=True)] = None
) -> str:
    """Change a tab's caption to ``{title}``; anything else makes it ``Null``. Gives the caption."""
    _, tab = _tab(call, tab_id)
    title = _title(input_)
    if title is None:
        call.workspace.warn("title-not-given", given=described(input_), right=TITLE.right, caption=NO_TITLE)
    call.workspace.set_tab_title(tab, NO_TITLE if title is None else title)
    return tab.title


def _title(given: object) -> str | None:
    if isinstance(given, str):
        try:
            given = json_text.parse(given)
        except json_text.JsonTextError:
            return None
    title = (plain_object(given) or {}).get("title")
    return title if isinstance(title, str) else None


@ciframework.method("closeTab", source=_SOURCE)
def close_tab(call: Call, tab_id: TabId) -> bool:
    """Close a tab; ``false`` for the anchor tab and pinned tabs, which stay."""
    session, tab = _tab(call, tab_id)
    if not tab.is_anchor and not tab.can_close:
        call.workspace.warn("pinned-tab", method="closeTab", tab_id=tab_id)
        return False
    return call.workspace.close_tab(session, tab)
