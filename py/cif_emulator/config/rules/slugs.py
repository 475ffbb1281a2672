"""Rules for slugs: what can fill ``{key}`` in titles, page parameters and notifications (``templates.md`` 6).

Impossible slugs are errors: ``anchor.*`` where no record is the anchor or its table has no such column, a
query of an unknown table or column, keys that exist for macros only. A key that the product does not provide
can come from callers (templates of the official samples rely on that), so it is a warning that lists what
they must pass. Of several titles only the first that can be filled is used, so what fills them is not asked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

import attrs

from cif_emulator.config.problems import Path
from cif_emulator.config.rules.findings import Finding, Subject, error, near, unknown_name, warning
from cif_emulator.config.schema import Lookup
from cif_emulator.records.table_files import further_columns
from cif_emulator.workspace import slugs
from cif_emulator.workspace.state.record_source import Table
from cif_emulator.workspace.state.refusals import misspelt, quoted
from cif_emulator.workspace.state.templates import (
    ApplicationTabTemplate,
    NotificationTemplate,
    PageType,
    SessionTemplate,
    SessionType,
)

# What channel providers and the product fill in templates (6.3). Case matters.
PROVIDED_KEYS = (
    "customerName",
    "caseId",
    "caseTitle",
    "queueId",
    "visitorLanguage",
    "visitorDevice",
    "entityRoutingLogicalName",
    "entityRoutingRecordId",
    "customerEntityName",
    "customerRecordId",
)
# What the documentation's own example has widgets pass (``templates.md`` 11).
_USUAL_KEYS = ("customer",)
_MACRO_KEY = re.compile(r"session\.(?:currenttab|anchortab)\.", re.IGNORECASE)
_ANCHOR = "anchor."
# A brace and a name; then nothing, or what ends a text inside of another.
_BEGINS = re.compile(r"\{(\$?[^\W\d][\w.@]*)(?:(\Z|[\"'&<,;!?)\]{])|(?=[\s/-]))")
# Misprints that the documentation itself has (6.2).
_MISPRINT = re.compile(r"\$\([\w.@]+\)|#\{[\w.@]+\}")


@attrs.frozen
class Anchor:
    """What ``anchor.*`` reads where a text is used.

    A record of ``table``, or of some table (``None``), or no record at all for the reason that ``missing``
    gives.
    """

    where: str
    table: Table | None = None
    missing: str = ""


@attrs.frozen(kw_only=True)
class SlugText:
    """One text with slugs: its place, the anchors it meets, and whether callers are told what to pass."""

    path: Path
    text: str
    anchors: tuple[Anchor, ...] = ()
    tell_callers: bool = True


@attrs.frozen(kw_only=True)
class UnknownColumn:
    """A slug that reads a column which its table does not have; ``where`` says in which sessions."""

    path: Path
    slug: str
    table: Table
    column: str
    where: str = ""


def queries(subject: Subject) -> Iterator[tuple[Path, slugs.Query]]:
    """The queries in slugs of the document's templates, each with its place."""
    for text in _texts(subject):
        for part in _slugs(text.text):
            if isinstance(part, slugs.Query):
                yield text.path, part


def slugs_are_provided(subject: Subject) -> Iterator[Finding]:
    """Every slug of the document's templates can be filled."""
    for text in _texts(subject):
        yield from _text_findings(text, subject)
    for unknown in unknown_columns(subject):
        where = f" in {unknown.where}" if unknown.where else ""
        reason = f"table {quoted(unknown.table.name)} has no column {quoted(unknown.column)}"
        hint = near(unknown.column, _row_keys(unknown.table, subject))
        yield error(unknown.path, f"nothing fills {quoted(unknown.slug)}{where}: {reason}.{hint}")


def unknown_columns(subject: Subject) -> Iterator[UnknownColumn]:
    """The columns that slugs of the document read although their tables do not have them."""
    for text in _texts(subject):
        for part in _slugs(text.text):
            candidates: list[tuple[Table | None, str, str]]
            if isinstance(part, slugs.Query):
                slug = f"{{$odata.{part.table}.{part.column}.…}}"
                candidates = [(subject.tables.get(part.table), part.column, "")]
            elif part.name.startswith(_ANCHOR):
                slug = "{" + part.name + "}"
                key = part.name.removeprefix(_ANCHOR)
                candidates = [(each.table, key, each.where) for each in text.anchors if not each.missing]
            else:
                continue
            for table, key, where in candidates:
                column = key.split("@")[0]
                if table is not None and column not in _row_keys(table, subject):
                    yield UnknownColumn(path=text.path, slug=slug, table=table, column=column, where=where)


def _texts(subject: Subject) -> Iterator[SlugText]:
    tabs = {tab.unique_name: tab for tab in subject.configuration.setup.tab_templates}
    anchors = _anchors_of_tabs(subject, tabs)
    opened_first = _anchors_of_anchor_tabs(subject)
    for entry in subject.entries("session_template"):
        session: SessionTemplate = entry.value
        yield from _titles(entry.path, session.title, (_anchor(session, subject, tabs),))
    for entry in subject.entries("application_tab_template"):
        tab: ApplicationTabTemplate = entry.value
        used = tuple(anchors.get(tab.unique_name, ()))
        yield from _titles(entry.path, tab.title, used)
        for name, value in tab.parameters.items():
            for path, text in _parameter_texts((*entry.path, "parameters", name), value):
                yield SlugText(path=path, text=text, anchors=(*used, *opened_first.get(tab.unique_name, ())))
    for entry in subject.entries("notification_template"):
        notification: NotificationTemplate = entry.value
        none = (Anchor("a notification", missing="it comes before any session"),)
        yield SlugText(path=(*entry.path, "title"), text=notification.title, anchors=none)
        for position, field in enumerate(notification.field):
            for key in ("title", "value"):
                path = (*entry.path, "field", position, key)
                yield SlugText(path=path, text=getattr(field, key), anchors=none)


def _titles(path: Path, titles: tuple[str, ...], anchors: tuple[Anchor, ...]) -> Iterator[SlugText]:
    if len(titles) == 1:
        yield SlugText(path=(*path, "title"), text=titles[0], anchors=anchors)
        return
    for position, title in enumerate(titles):
        yield SlugText(path=(*path, "title", position), text=title, anchors=anchors, tell_callers=False)


def _parameter_texts(path: Path, value: object) -> Iterator[tuple[Path, str]]:
    """The texts in a parameter's value, whatever tables and lists it is made of."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _parameter_texts((*path, key), item)
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _parameter_texts((*path, position), item)


# --- what the anchor is -------------------------------------------------------------------------------------


def _anchor(session: SessionTemplate, subject: Subject, tabs: Mapping[str, ApplicationTabTemplate]) -> Anchor:
    where = f"a session of {quoted(session.unique_name)}"
    if session.session_type is SessionType.ENTITY:
        return Anchor(where, subject.tables.get(session.entity or ""))
    anchor = tabs.get(session.anchor_tab or "")
    if anchor is None:  # said elsewhere
        return Anchor(where)
    if anchor.page_type is not PageType.ENTITY_RECORD:
        page = anchor.page_type.value
        return Anchor(where, missing=f"its anchor is a page of type {quoted(page)}, not a record")
    name = str(anchor.parameters.get("entityName", "")).lower()
    return Anchor(where, subject.tables.get(name))


def _anchors_of_tabs(
    subject: Subject, tabs: Mapping[str, ApplicationTabTemplate]
) -> Mapping[str, list[Anchor]]:
    """For each application tab template the anchors of the sessions that open it.

    One that no session template opens is opened by callers in sessions of any kind: nothing can be said of
    it.
    """
    anchors: defaultdict[str, list[Anchor]] = defaultdict(list)
    for session in subject.configuration.setup.session_templates:
        for name in dict.fromkeys(session.tabs):
            anchors[name].append(_anchor(session, subject, tabs))
    return anchors


def _anchors_of_anchor_tabs(subject: Subject) -> dict[str, tuple[Anchor, ...]]:
    """For each template of an anchor tab why ``anchor.*`` cannot stand in its own parameters."""
    reason = "the tab itself shows the anchor, whose columns are read afterwards"
    return {
        session.anchor_tab: (Anchor(f"the anchor tab of {quoted(session.unique_name)}", missing=reason),)
        for session in subject.configuration.setup.session_templates
        if session.anchor_tab and session.session_type is SessionType.GENERIC
    }


# --- what a text's slugs need -------------------------------------------------------------------------------


def _slugs(text: str) -> Iterator[slugs.Key | slugs.Query]:
    """The slugs of a text, those inside queries too."""
    pending: list[slugs.Part] = list(slugs.read(text))
    while pending:
        part = pending.pop(0)
        if isinstance(part, slugs.Query):
            pending.extend(part.options)
        if not isinstance(part, str):
            yield part


def _text_findings(text: SlugText, subject: Subject) -> Iterator[Finding]:
    misprint = _MISPRINT.search(text.text)
    if misprint:
        right = "{" + misprint.group().strip("$#(){}") + "}"
        yield warning(text.path, f"{quoted(misprint.group())} is no slug; write {quoted(right)}")
    yield from _unclosed(text)
    asked: list[str] = []
    for part in _slugs(text.text):
        if isinstance(part, slugs.Query):
            if part.table not in subject.tables:
                yield unknown_name(text.path, "table", part.table, subject.tables)
        elif _is_known(part.name):
            yield from _key(text, part.name)
        elif part.name not in (*asked, *_USUAL_KEYS):
            asked.append(part.name)
    if asked and text.tell_callers:
        keys = ", ".join(quoted(key) for key in asked)
        yield warning(text.path, f"only callers can fill this: they must pass {keys}{_hint(asked)}")


def _unclosed(text: SlugText) -> Iterator[Finding]:
    """Slugs without their closing brace; a brace before other words is just a brace."""
    for part in slugs.read(text.text):
        for begin in _BEGINS.finditer(part) if isinstance(part, str) else ():
            name = begin[1]
            is_slug = begin[2] is not None or name.startswith((_ANCHOR, "$")) or name in _USUAL_KEYS
            if is_slug or misspelt(name, PROVIDED_KEYS):
                right = quoted("{" + name + "}")
                yield warning(text.path, f"{quoted('{' + name)} is no slug without its end; write {right}")


def _hint(keys: list[str]) -> str:
    """A hint for the first key that is all but one of those provided."""
    for key in keys:
        right = misspelt(key, (*PROVIDED_KEYS, *_USUAL_KEYS))
        if right is not None:
            return f"; did you mean {quoted(right)} in place of {quoted(key)}?"
    return ""


def _is_known(key: str) -> bool:
    return (
        key in PROVIDED_KEYS
        or key.startswith(_ANCHOR)
        or _is_misshapen_query(key)
        or bool(_MACRO_KEY.match(key))
    )


def _is_misshapen_query(key: str) -> bool:
    """Whether a key begins as an OData slug does but is none: its leading ``$`` has been taken off."""
    return key.lower().startswith("odata.")


def _key(text: SlugText, key: str) -> Iterator[Finding]:
    if _is_misshapen_query(key):
        example = "{$odata.contact.fullname.?$filter=contactid eq '{customerRecordId}'}"
        yield error(text.path, f"{quoted('{$' + key + '}')} is no query; write it as {example}")
    elif _MACRO_KEY.match(key):
        yield error(
            text.path, f"{quoted(key)} exists in macros and agent scripts only; nothing fills it here"
        )
    elif key.startswith(_ANCHOR):
        for anchor in text.anchors:
            if anchor.missing:
                slug = quoted("{" + key + "}")
                yield error(text.path, f"nothing fills {slug} in {anchor.where}: {anchor.missing}")


def _row_keys(table: Table, subject: Subject) -> list[str]:
    """The keys of a row as the Web API names them (6.4), custom columns of configured records among them."""
    keys = ["entityName", table.primary_id, table.primary_name]
    keys += [
        f"_{each.name}_value" if each.kind == "lookup" else each.name
        for each in (*table.columns, *further_columns(table.name).values())
    ]
    for record in subject.configuration.records:
        if record.table == table.name:
            keys += [
                f"_{name}_value" if isinstance(value, Lookup) else name
                for name, value in record.values.items()
            ]
    return list(dict.fromkeys(keys))
