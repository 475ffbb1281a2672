"""Rules for app profiles and for session, application tab and notification templates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cif_emulator.config.problems import Path, shown, written
from cif_emulator.config.reading import PlacedEntry
from cif_emulator.config.rules.findings import (
    Finding,
    Subject,
    error,
    near,
    out_of_range,
    too_long,
    unknown_name,
    warning,
)
from cif_emulator.config.schema import SETUP_SECTIONS
from cif_emulator.workspace import slugs
from cif_emulator.workspace.json_text import JsonTextError, parse
from cif_emulator.workspace.state.pages import REQUIRED_PARAMETERS, guid, parameter_names
from cif_emulator.workspace.state.refusals import quoted
from cif_emulator.workspace.state.templates import (
    ApplicationTabTemplate,
    AppProfile,
    NotificationTemplate,
    PageType,
    SessionTemplate,
    SessionType,
)

_SECTIONS = {section.key: section for section in SETUP_SECTIONS}


def profiles_hold_known_things(subject: Subject) -> Iterator[Finding]:
    """Profiles name templates and providers that exist; one entity template per table; one custom default.

    A profile without lists holds everything, so that several entity templates of one table are no mistake of
    it.
    """
    templates = subject.names(_SECTIONS["session_template"])
    providers = subject.names(_SECTIONS["provider"])
    entities = {
        template.unique_name: template.entity
        for template in subject.configuration.setup.session_templates
        if template.session_type is SessionType.ENTITY and template.entity
    }
    default: Path | None = None
    for entry in subject.entries("app_profile"):
        profile: AppProfile = entry.value
        held: dict[str, str] = {}
        for position, name in enumerate(profile.session_templates or ()):
            path = (*entry.path, "session_templates", position)
            if name not in templates:
                yield unknown_name(path, "session template", name, templates)
            table = entities.get(name)
            if table and held.setdefault(table, name) != name:
                text = f"is a second entity template of table {quoted(table)}, after {quoted(held[table])}"
                yield error(path, f"{quoted(name)} {text}; a profile takes one for each table")
        for position, name in enumerate(profile.providers or ()):
            if name not in providers:
                yield unknown_name((*entry.path, "providers", position), "channel provider", name, providers)
        if profile.default:
            if default is not None:
                yield error(
                    (*entry.path, "default"), f"{written(default)} is the default already; there is one"
                )
            default = entry.path


def sessions_have_their_tabs(subject: Subject) -> Iterator[Finding]:
    """Generic templates have an anchor tab and no table, entity templates the reverse; their tabs exist."""
    tabs = subject.names(_SECTIONS["application_tab_template"])
    for entry in subject.entries("session_template"):
        template: SessionTemplate = entry.value
        if template.session_type is SessionType.GENERIC:
            yield from _generic_session(entry.path, template)
        else:
            yield from _entity_session(entry.path, template, subject)
        if template.anchor_tab and template.anchor_tab not in tabs:
            path = (*entry.path, "anchor_tab")
            yield unknown_name(path, "application tab template", template.anchor_tab, tabs)
        for position, name in enumerate(template.tabs):
            if name not in tabs:
                yield unknown_name((*entry.path, "tabs", position), "application tab template", name, tabs)
        most = subject.configuration.setup.settings.max_tabs
        if len(template.tabs) + 1 > most:
            text = f"opens {len(template.tabs) + 1} tabs with its anchor; a session holds {most}"
            yield warning((*entry.path, "tabs"), text)
        if template.session_icon:
            yield from _session_icon((*entry.path, "session_icon"), template)


def _generic_session(path: Path, template: SessionTemplate) -> Iterator[Finding]:
    if not template.anchor_tab:
        text = "is missing: a generic session template opens with an application tab template's unique name"
        yield error((*path, "anchor_tab"), text)
    if template.entity:
        text = 'belongs to entity templates; leave it out, or write session_type = "entity"'
        yield error((*path, "entity"), text)


def _entity_session(path: Path, template: SessionTemplate, subject: Subject) -> Iterator[Finding]:
    if not template.entity:
        text = 'is missing: an entity session template names a table such as "incident"'
        yield error((*path, "entity"), text)
    elif template.entity not in subject.tables:
        yield unknown_name((*path, "entity"), "table", template.entity, subject.tables)
    if template.anchor_tab is not None:
        text = "belongs to generic templates: the record is the anchor of an entity session; leave it out"
        yield error((*path, "anchor_tab"), text)


def _session_icon(path: Path, template: SessionTemplate) -> Iterator[Finding]:
    icon = template.session_icon or ""
    if template.session_type is SessionType.ENTITY:
        yield error(path, "belongs to generic templates; leave it out")
    if any(not isinstance(part, str) for part in slugs.read(icon)):
        yield error(path, "holds a slug; the product takes none in an icon")
    if icon.lower().endswith(".gif"):
        yield error(path, "is a GIF, which the product does not show as an icon")


# --- application tab templates ------------------------------------------------------------------------------

# Parameters that exports carry for every record page, and that no page uses (``templates.md`` 3.1).
UNUSED_PARAMETERS = frozenset({
    "createFromEntity", "isCrossEntityNavigate", "isOfflineSyncError", "processId", "processInstanceId",
    "relationship", "selectedStageId",
})  # fmt: skip
_GUID_PARAMETERS = ("dashboardId", "viewId", "formId")
_VALUE_LENGTH = 2048
_WEB_ADDRESS = re.compile(r"https?://[^/\s]", re.IGNORECASE)


def pages_have_their_parameters(subject: Subject) -> Iterator[Finding]:
    """Application tab templates give their page type what it needs (``templates.md`` 3.1).

    A blank required parameter is right: it says that callers give it.
    """
    for entry in subject.entries("application_tab_template"):
        template: ApplicationTabTemplate = entry.value
        place = (*entry.path, "parameters")
        for name in REQUIRED_PARAMETERS[template.page_type]:
            if name not in template.parameters:
                blank = f'; where callers give it, write {name} = ""'
                text = f"is missing: page type {quoted(template.page_type.value)} needs it{blank}"
                yield error((*place, name), text)
        for name, value in template.parameters.items():
            yield from _parameter((*place, name), name, value, entry, subject)


def _parameter(
    path: Path, name: str, value: object, entry: PlacedEntry, subject: Subject
) -> Iterator[Finding]:
    page_type: PageType = entry.value.page_type
    known = parameter_names(page_type)
    if name not in known and page_type is not PageType.CONTROL:
        if name not in UNUSED_PARAMETERS:
            text = f"page type {quoted(page_type.value)} has no parameter {quoted(name)}, so nothing uses it."
            yield warning(path, text + near(name, known))
        return
    if isinstance(value, (dict, list)) and name != "data":
        yield error(path, f"expected a text, a number, or true or false, got {shown(value)}")
    elif isinstance(value, bool):
        if name != "validateRecord":
            yield error(path, f"expected a text, got {shown(value)}")
    elif isinstance(value, str):
        yield from too_long(path, value, _VALUE_LENGTH)
        yield from _parameter_text(path, name, value, page_type, subject)
    elif isinstance(value, (int, float)) and name == "searchType":
        yield from _search_type(path, str(value))


def _parameter_text(
    path: Path, name: str, value: str, page_type: PageType, subject: Subject
) -> Iterator[Finding]:
    text = value.strip()
    parts = slugs.read(text)
    holds_slugs = any(not isinstance(part, str) for part in parts)
    if not text:
        return
    if name == "url":
        if isinstance(parts[0], str) and not _WEB_ADDRESS.match(text):
            yield error(path, f"expected an http or https address or a slug at the start, got {quoted(text)}")
    elif name == "data" and page_type is PageType.ENTITY_RECORD:
        yield from _column_defaults(path, text, parts)
    elif holds_slugs:
        return
    elif name == "entityName":
        if text.lower() not in subject.tables:
            yield unknown_name(path, "table", text, subject.tables)
    elif name in _GUID_PARAMETERS:
        yield from _page_guid(path, name, text, subject)
    elif name == "validateRecord" and text.lower() not in ("true", "false"):
        yield error(path, f"expected true or false, got {quoted(text)}")
    elif name == "searchType":
        yield from _search_type(path, text)


def _page_guid(path: Path, name: str, text: str, subject: Subject) -> Iterator[Finding]:
    if guid(text) is None:
        example = "a GUID such as 2f5c1f0e-6f1c-4e3a-9a52-3c1c0d6f7b11"
        yield error(path, f"expected {example}, got {quoted(text)}")
    elif name == "dashboardId":
        dashboards = subject.names(_SECTIONS["dashboard"])
        if guid(text) not in {guid(each) for each in dashboards}:
            text = f"there is no dashboard {quoted(text)}; the tab shows the default dashboard"
            yield warning(path, text)


def _search_type(path: Path, text: str) -> Iterator[Finding]:
    if text not in ("0", "1"):
        yield error(path, f"expected 0 (relevance search) or 1 (categorized search), got {quoted(text)}")


def _column_defaults(path: Path, text: str, parts: tuple[slugs.Part, ...]) -> Iterator[Finding]:
    """``data`` of a record page is JSON text; its slugs may stand for texts or numbers."""
    if len(parts) == 1 and not isinstance(parts[0], str):
        return
    example = slugs.render_json(text, slugs.Scope(lookup=lambda _: "0", query=lambda *_: "0"))
    try:
        if isinstance(parse(example), dict):
            return
        reason = "it is no JSON object"
    except JsonTextError as problem:
        reason = str(problem)
    yield error(path, f'expected column defaults as JSON text such as {{"title":"{{caseTitle}}"}}; {reason}')


# --- notification templates ---------------------------------------------------------------------------------

_LENGTHS: Mapping[str, int] = {"title": 200, "value": 1028}
_MOST_FIELDS = 4


def notifications_fit(subject: Subject) -> Iterator[Finding]:
    """Time-outs, fields and switches of notification templates (``templates.md`` 4)."""
    for entry in subject.entries("notification_template"):
        template: NotificationTemplate = entry.value
        yield from out_of_range((*entry.path, "timeout"), template.timeout, 0, 500)
        if len(template.field) > _MOST_FIELDS:
            text = f"has {len(template.field)} fields; the product shows at most {_MOST_FIELDS}"
            yield error((*entry.path, "field", _MOST_FIELDS), text)
        for position, field in enumerate(template.field):
            path = (*entry.path, "field", position)
            for key, limit in _LENGTHS.items():
                yield from too_long((*path, key), getattr(field, key), limit)
            if field.order < 0:
                yield error((*path, "order"), f"is {field.order}; expected 0 or more")
        if template.auto_accept and not template.auto_assign:
            text = "has no effect without auto_assign = true: the product offers it for assigned work only"
            yield warning((*entry.path, "auto_accept"), text)
