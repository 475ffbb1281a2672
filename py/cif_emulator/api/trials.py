"""What can be tried by hand: forms of methods, templates, events and scenarios, made from declarations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypedDict

from cif_emulator.api.contract import CORRELATION, Method
from cif_emulator.api.kinds import Anything, Boolean, Kind, Number, Shape, Text
from cif_emulator.api.methods import NAMESPACES
from cif_emulator.api.provider_events import BUILT_IN_EVENTS
from cif_emulator.workspace.slugs import keys
from cif_emulator.workspace.state.templates import SessionTemplate, SessionType
from cif_emulator.workspace.workspace import Workspace

FieldKind = Literal["text", "number", "boolean", "json", "function"]
ChoiceList = Literal[
    "", "sessionTemplates", "tabTemplates", "notificationTemplates", "sessions", "tabs", "presences", "tables"
]

# What a field names, by the end of its path; a template's list depends on the method.
_CHOICES: Mapping[str, ChoiceList] = {
    "sessionId": "sessions",
    "tabId": "tabs",
    "presence": "presences",
    "presenceText": "presences",
    "entityLogicalName": "tables",
    "entityName": "tables",
    "entityType": "tables",
}
_TEMPLATES: Mapping[str, ChoiceList] = {
    "createSession": "sessionTemplates",
    "createTab": "tabTemplates",
    "notifyEvent": "notificationTemplates",
}
_PAYLOADS: Mapping[str, object] = {
    "onclicktoact": {"value": "555-0100", "name": "telephone1", "format": "phone"},
    "onmodechanged": {"value": 1},
    "onsizechanged": {"value": 400},
    "onpagenavigate": {"value": "http://localhost:4280/"},
    "onsendkbarticle": {"title": "Article", "link": "http://localhost:4280/"},
    "onSessionSwitched": {"sessionId": "session-id-1", "focused": True, "context": {}},
    "onSessionClosed": {"sessionId": "session-id-1", "context": {}},
    "onPresenceChange": {"presenceId": "", "presenceInfo": {"presenceText": "Busy"}},
}


class TrialField(TypedDict):
    """One field of a form: where its value goes, what it holds, and from what it is chosen."""

    path: list[str]
    kind: FieldKind
    required: bool
    right: str
    choices: ChoiceList


class MethodTrial(TypedDict):
    """The form of a method; ``name`` is as callers write it."""

    id: str
    name: str
    fields: list[TrialField]


class SlugTrial(TypedDict):
    """A slug of a template, and what it fills."""

    name: str
    fills: str


class TemplateTrial(TypedDict):
    """A session template, and the slugs of its title and its tabs."""

    name: str
    label: str
    slugs: list[SlugTrial]


class EventTrial(TypedDict):
    """A built-in event, and a payload to begin with."""

    name: str
    payload: object


class Trials(TypedDict):
    """All that can be tried now."""

    methods: list[MethodTrial]
    templates: list[TemplateTrial]
    events: list[EventTrial]
    providers: list[str]
    scenarios: list[str]
    choices: Mapping[str, list[str]]


def trials(workspace: Workspace) -> Trials:
    """What can be tried in a workspace as it is now."""
    catalog = workspace.catalog
    return {
        "methods": [
            _method(method)
            for contract in NAMESPACES
            for method in contract.methods.values()
            # Where every name is refused, there is none to choose.
            if not method.title.endswith("*")
        ],
        "templates": [_template(workspace, each) for each in catalog.sessions if catalog.holds(each)],
        "events": [{"name": name, "payload": _PAYLOADS.get(name, {})} for name in BUILT_IN_EVENTS],
        "providers": [provider.provider_id for provider in workspace.providers],
        "scenarios": [scenario.name for scenario in workspace.scenarios],
        "choices": {
            "sessionTemplates": [each.unique_name for each in catalog.sessions],
            "tabTemplates": [each.unique_name for each in catalog.tabs],
            "notificationTemplates": [each.unique_name for each in catalog.notifications],
            "sessions": list(workspace.sessions),
            "tabs": [tab_id for session in workspace.sessions.values() for tab_id in session.tabs],
            "presences": [presence.text for presence in workspace.presences.options],
            "tables": sorted(table.name for table in workspace.records.tables()),
        },
    }


def _method(method: Method) -> MethodTrial:
    fields: list[TrialField] = []
    for parameter in method.parameters:
        if parameter.name != CORRELATION.name:
            required = parameter.required or parameter.kind.expected
            fields += _fields(method, (parameter.name,), parameter.kind, required=required)
    return {"id": method.method_id, "name": method.title, "fields": fields}


def _fields(method: Method, path: tuple[str, ...], kind: Kind, *, required: bool) -> Iterator[TrialField]:
    plain = kind.like if isinstance(kind, Anything) else kind
    if isinstance(plain, Shape) and len(path) == 1:
        for member in plain.members:
            yield from _fields(
                method, (*path, member.name), member.kind, required=required and member.required
            )
        return
    choices = _CHOICES.get(path[-1], "")
    if path[-1] == "templateName":
        choices = _TEMPLATES.get(method.name, "")
    yield {
        "path": list(path),
        "kind": _kind(plain),
        "required": required,
        "right": plain.right,
        "choices": choices,
    }


def _kind(kind: Kind) -> FieldKind:
    if isinstance(kind, Text):
        return "text"
    if isinstance(kind, Number):
        return "number"
    if isinstance(kind, Boolean):
        return "boolean"
    return "function" if kind.typescript.startswith("Handler") else "json"


def _template(workspace: Workspace, template: SessionTemplate) -> TemplateTrial:
    fills: dict[str, list[str]] = {}
    if template.session_type is SessionType.ENTITY:
        fills["entityId"] = ["the id of the record that opens"]
    for title in template.title:
        _note(fills, title, f"title “{title}”")
    for name in (template.anchor_tab, *template.tabs):
        tab = workspace.catalog.tabs.find(name) if name else None
        for title in tab.title if tab else ():
            _note(fills, title, f"title of the tab {name}")
        for parameter, value in tab.parameters.items() if tab else ():
            _note(fills, value, f"{parameter} of the tab {name}")
    slugs: list[SlugTrial] = [{"name": name, "fills": "; ".join(texts)} for name, texts in fills.items()]
    return {"name": template.unique_name, "label": template.name, "slugs": slugs}


def _note(fills: dict[str, list[str]], text: object, where: str) -> None:
    if isinstance(text, str):
        for key in keys(text):
            if not key.startswith("anchor."):
                fills.setdefault(key, []).append(where)
