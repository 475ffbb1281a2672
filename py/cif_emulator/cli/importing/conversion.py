"""From exported rows to a configuration: option numbers to words, references to unique names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from attrs import define, field

from cif_emulator.cli.importing.export import OWNERS, Export, Reference, Relationship, Row, TableName
from cif_emulator.cli.importing.result import Conversion, Entry, Part
from cif_emulator.cli.importing.tab_parameters import tab_parameters
from cif_emulator.config import Configuration
from cif_emulator.workspace.state.pages import guid
from cif_emulator.workspace.state.templates import PageType

# Option numbers (``templates.md`` 3.1, 10).
_PAGE_TYPES: Mapping[int, PageType] = {
    509180000: PageType.ENTITY_LIST,
    509180001: PageType.ENTITY_RECORD,
    509180002: PageType.WEB_RESOURCE,
    509180003: PageType.CONTROL,
    509180004: PageType.DASHBOARD,
    509180005: PageType.SEARCH,
    509180006: PageType.THIRD_PARTY_WEBSITE,
    509180007: PageType.CUSTOM_PAGE,
}
_PANEL_STATES = {162450000: "minimized", 162450001: "hidden", 162450002: "docked"}
_DESKTOP_NOTIFICATIONS = {509180000: "never", 509180001: "background", 509180002: "always"}
_THEMES = {509180000: "dark", 509180001: "light"}
_INACTIVE = 1
_MOST_FIELDS = 4
_SHOWN = 80

# Stands in for an anchor tab that comes with the product and is therefore in no export.
_STAND_IN_ANCHOR = "msdyn_activeconversation"
# Names that the product's own templates once had.
_FORMER_NAMES = {"customer summary": _STAND_IN_ANCHOR}

_LINK_NOUNS = {
    Relationship.SESSION_TABS: "link of a session template and a tab",
    Relationship.PROFILE_SESSIONS: "link of a profile and a session template",
    Relationship.PROFILE_PROVIDERS: "link of a profile and a channel provider",
    Relationship.NOTIFICATION_FIELDS: "link of a notification field",
}

_SECTIONS = {
    TableName.APP_CONFIGURATION: "app_profile",
    TableName.SESSION_TEMPLATE: "session_template",
    TableName.TAB_TEMPLATE: "application_tab_template",
    TableName.NOTIFICATION_TEMPLATE: "notification_template",
    TableName.CHANNEL_PROVIDER: "provider",
}


def converted(export: Export, built_in: Configuration) -> Conversion:
    """The configuration of an export's rows, which extends the built-in one."""
    conversion = Conversion(left=list(export.left))
    converter = _Converter(export, conversion, _built_in_names(built_in))
    # Profiles come first in the file; what they refer to is converted before them.
    for table, convert in (
        (TableName.TAB_TEMPLATE, converter.tab_template),
        (TableName.SESSION_TEMPLATE, converter.session_template),
        (TableName.NOTIFICATION_TEMPLATE, converter.notification_template),
        (TableName.CHANNEL_PROVIDER, converter.provider),
        (TableName.APP_CONFIGURATION, converter.app_profile),
    ):
        for row in export.rows[table].values():
            converter.convert(row, convert)
    converter.tell_orphans()
    conversion.document = {
        section: conversion.document[section]
        for section in _SECTIONS.values()
        if section in conversion.document
    }
    return conversion


def _built_in_names(built_in: Configuration) -> Mapping[TableName, Mapping[str, str]]:
    """The built-in entries' unique names, by unique and display name in small letters."""
    setup = built_in.setup
    entries: Mapping[TableName, tuple[Any, ...]] = {
        TableName.TAB_TEMPLATE: setup.tab_templates,
        TableName.SESSION_TEMPLATE: setup.session_templates,
        TableName.CHANNEL_PROVIDER: setup.providers,
    }
    return {
        table: {
            **{entry.name.lower(): entry.unique_name for entry in listed},
            **{entry.unique_name.lower(): entry.unique_name for entry in listed},
        }
        for table, listed in entries.items()
    }


@define
class _Converter:
    export: Export
    conversion: Conversion
    built_in: Mapping[TableName, Mapping[str, str]]
    # Rows that belong to an entry and were left out of it.
    told: set[str] = field(factory=set)
    # The unique names of what was taken.
    taken: dict[TableName, set[str]] = field(factory=lambda: {table: set() for table in _SECTIONS})

    def convert(self, row: Row, convert: Callable[[Row], Entry | None]) -> None:
        """Take a row, or say why not."""
        if not row.unique_name:
            self._left(row, "it has no unique name")
        elif row.number("statecode") == _INACTIVE and row.table is not TableName.CHANNEL_PROVIDER:
            self._left(row, "it is inactive")
        else:
            entry = convert(row)
            if entry is not None:
                name = {"unique_name": row.unique_name, "name": row.text("msdyn_name") or row.unique_name}
                self.conversion.add(_SECTIONS[row.table], {**name, **entry})
                self.taken[row.table].add(row.unique_name)
                self._tell_no_numbers(row)
                for column, text in row.unused():
                    self._changed(row, f"{column} = {_shown(text)} left out of it: nothing here uses it")

    def tell_orphans(self) -> None:
        """Say which rows and links belong to nothing that was taken."""
        done = {part.name for part in self.conversion.parts} | self.told
        for table, column in OWNERS.items():
            for row in self.export.rows[table].values():
                if _part_name(row) not in done:
                    owner = row.lookup(column)
                    of_what = (
                        f"its template {owner.name or owner.key}" if owner else "a template that names it"
                    )
                    self.conversion.left.append(f"{table.value} {_part_name(row)}: {of_what} was not taken")
        for relationship, links in self.export.links.items():
            for left, right in links:
                if self._owner_of_link(relationship, left) is None:
                    link = self._link_name(relationship, left, right)
                    text = f"its {relationship.sides[0].value} was not taken, or is not in the export"
                    self.conversion.left.append(f"{relationship.value} {link}: {text}")

    def _owner_of_link(self, relationship: Relationship, reference: Reference) -> str | None:
        """The unique name of the entry that a link belongs to, if it was taken."""
        table = relationship.sides[0]
        row = self.export.find(table, reference)
        return row.unique_name if row is not None and self._is_taken(row) else None

    def _is_taken(self, row: Row) -> bool:
        return row.unique_name in self.taken[row.table]

    def _link_name(self, relationship: Relationship, left: Reference, right: Reference) -> str:
        """``holder – listed``, by unique names where the rows are in the export."""
        rows = (
            self.export.find(table, reference)
            for table, reference in zip(relationship.sides, (left, right), strict=True)
        )
        shown = (
            row.unique_name or row.key if row else reference.name or reference.key
            for row, reference in zip(rows, (left, right), strict=True)
        )
        return " – ".join(shown)

    def _part(self, noun: str, name: str, owner: Row, listed: str = "") -> None:
        section = _SECTIONS[owner.table]
        part = Part(noun=noun, name=name, section=section, entry=owner.unique_name, listed=listed)
        self.conversion.parts[part] = None

    def _tell_no_numbers(self, row: Row) -> None:
        for column, text in row.no_numbers.items():
            told = f"{column} = {_shown(text)} left out of it: expected a whole number of 64 bits"
            self.conversion.changed.append(f"{row.table.value} {_part_name(row)}: {told}")

    def _left(self, row: Row, reason: str) -> None:
        self.conversion.left.append(f"{row.table.value} {row.unique_name or row.key}: {reason}")

    def _changed(self, row: Row, change: str) -> None:
        self.conversion.changed.append(f"{row.table.value} {row.unique_name}: {change}")

    # --- references ---------------------------------------------------------------------------------------

    def _unique_name(self, table: TableName, reference: Reference) -> str | None:
        """The unique name of a referenced row, if it was taken or is built in."""
        row = self.export.find(table, reference)
        if row is not None:
            return row.unique_name if self._is_taken(row) else None
        known = self.built_in.get(table, {})
        for name in (reference.key.lower(), reference.name.lower()):
            if name and name in known:
                return known[name]
        if table is TableName.TAB_TEMPLATE:
            return _FORMER_NAMES.get((reference.name or reference.key).lower())
        return None

    def _linked_names(self, relationship: Relationship, row: Row) -> Iterator[str]:
        """The unique names of what a row is linked with; the others are told as left out."""
        table = relationship.sides[1]
        for reference in self.export.linked(relationship, row):
            name = self._unique_name(table, reference)
            link = self._link_name(relationship, Reference(key=row.key), reference)
            if name is not None:
                self._part(_LINK_NOUNS[relationship], link, row, name)
                yield name
            elif self.export.find(table, reference) is None:
                text = f"the {table.value} is not in the export"
                self.conversion.left.append(f"{relationship.value} {link}: {text}")
            else:
                self.conversion.left.append(f"{relationship.value} {link}: the {table.value} was not taken")

    # --- one function for each table ----------------------------------------------------------------------

    def tab_template(self, row: Row) -> Entry | None:
        """An application tab template with its parameters."""
        number = row.number("msdyn_pagetype")
        page_type = _PAGE_TYPES.get(-1 if number is None else number)
        if page_type is None:
            self._left(row, f"its page type is {row.text('msdyn_pagetype') or 'not set'}, which is not known")
            return None
        found = tab_parameters(page_type, self._parameter_rows(row), row.text("msdyn_templateparameters"))
        for remark in found.remarks:
            self._changed(row, remark)
        return {
            **_texts(row, description="msdyn_description", title="msdyn_title"),
            "page_type": found.page_type.value,
            # Its label is "Can close", and 1 means No.
            "can_close": not row.boolean("msdyn_pinned", default=False),
            "parameters": dict(found.parameters),
        }

    def _parameter_rows(self, template: Row) -> Mapping[str, str]:
        values: dict[str, str] = {}
        for row in self.export.owned(TableName.TEMPLATE_PARAMETER, template):
            name = row.text("msdyn_name") or row.unique_name.removeprefix(f"{template.unique_name}_")
            values[name] = row.text("msdyn_value")
            self._part("template parameter", _part_name(row), template)
        return values

    def session_template(self, row: Row) -> Entry | None:
        """A session template with its tabs. ``msdyn_type`` is stale where ``msdyn_sessiontype`` is there."""
        number = row.number("msdyn_sessiontype")
        older = row.boolean("msdyn_type", default=False)
        is_entity = older if number is None else number == 1
        entry: Entry = {
            **_texts(row, description="msdyn_description", title="msdyn_title"),
            "session_type": "entity" if is_entity else "generic",
        }
        if is_entity:
            if not row.text("msdyn_entity"):
                self._left(row, "it is of the entity type, but names no table")
                return None
            entry["entity"] = row.text("msdyn_entity").strip().lower()
        else:
            entry["anchor_tab"] = self._anchor(row)
        tabs = list(dict.fromkeys(self._linked_names(Relationship.SESSION_TABS, row)))
        if tabs:
            entry["tabs"] = tabs
        state = row.number("msdyn_panelstate")
        entry["panel_state"] = _PANEL_STATES.get(-1 if state is None else state, "docked")
        icon = row.lookup("msdyn_sessionicon")
        if icon is not None and not is_entity:
            name = icon.name or icon.key
            if guid(name) is None:
                entry["session_icon"] = f"/webresources/{name}"
            else:
                self._changed(row, f"session icon {name} left out of it: the export does not say its name")
        if row.boolean("msdyn_enabletitlesync", default=False):
            entry["enable_title_sync"] = True
        if row.boolean("msdyn_enablebuildexpression", default=False) or row.text("msdyn_expressiondata"):
            self._changed(row, "its agent script expression left out of it: scripts are not emulated")
        return entry

    def _anchor(self, row: Row) -> str:
        reference = row.lookup("msdyn_anchortab")
        if reference is None:
            self._changed(row, f"it has no anchor tab; {_STAND_IN_ANCHOR} is used instead")
            return _STAND_IN_ANCHOR
        name = self._unique_name(TableName.TAB_TEMPLATE, reference)
        if name is None:
            shown = reference.name or reference.key
            self._changed(row, f"its anchor tab {shown} was not taken; {_STAND_IN_ANCHOR} is used instead")
        return name or _STAND_IN_ANCHOR

    def notification_template(self, row: Row) -> Entry:
        """A notification template with its fields, which are ordered by their order column."""
        fields = sorted(self._fields(row), key=lambda field: field.number("msdyn_order") or 0)
        for each in fields[:_MOST_FIELDS]:
            self._part("notification field", _part_name(each), row)
            self._tell_no_numbers(each)
        for each in fields[_MOST_FIELDS:]:
            self.told.add(_part_name(each))
            self._left(each, f"the product shows at most {_MOST_FIELDS} fields")
        entry: Entry = {
            **_texts(
                row,
                title="msdyn_title",
                icon="msdyn_icon",
                accept_button_text="msdyn_acceptbuttontext",
                reject_button_text="msdyn_rejectbuttontext",
            ),
            "show_timeout": row.boolean("msdyn_showtimeout", default=True),
            "timeout": 120 if row.number("msdyn_timeout") is None else row.number("msdyn_timeout"),
            "show_reject_button": row.boolean("msdyn_showrejectbutton", default=True),
            "auto_assign": row.boolean("msdyn_autopopupsession", default=False),
            "auto_accept": row.boolean("msdyn_autoacceptnotification", default=False),
            "desktop_notification": _DESKTOP_NOTIFICATIONS.get(
                row.number("msdyn_desktopnotificationmode") or 0, "never"
            ),
            "theme": _THEMES.get(row.number("msdyn_theme") or 0, "dark"),
        }
        if fields:
            entry["field"] = [
                {
                    "name": field.text("msdyn_name") or field.unique_name or field.key,
                    **_texts(field, title="msdyn_title", value="msdyn_value"),
                    "order": field.number("msdyn_order") or 0,
                }
                for field in fields[:_MOST_FIELDS]
            ]
        return entry

    def _fields(self, template: Row) -> list[Row]:
        relationship = Relationship.NOTIFICATION_FIELDS
        fields: dict[str, Row] = {}
        for reference in self.export.linked(relationship, template):
            found = self.export.find(TableName.NOTIFICATION_FIELD, reference)
            link = self._link_name(relationship, Reference(key=template.key), reference)
            if found is None:
                self.conversion.left.append(f"{relationship.value} {link}: the field is not in the export")
            else:
                self._part(_LINK_NOUNS[relationship], link, template)
                fields[found.key] = found
        for row in self.export.owned(TableName.NOTIFICATION_FIELD, template):
            fields.setdefault(row.key, row)
        return list(fields.values())

    def provider(self, row: Row) -> Entry | None:
        """A channel provider; an inactive one stays, inactive."""
        if not row.text("msdyn_channelurl"):
            self._left(row, "it has no channel URL")
            return None
        entry: Entry = {
            **_texts(
                row,
                label="msdyn_label",
                channel_url="msdyn_channelurl",
                trusted_domain="msdyn_trusteddomain",
                custom_params="msdyn_customparams",
            ),
            "enable_outbound": row.boolean("msdyn_enableoutbound", default=False),
            "enable_analytics": row.boolean("msdyn_enableanalytics", default=False),
            "sort_order": row.number("msdyn_sortorder") or 0,
        }
        row.used.add("msdyn_apiversion")  # there is one version
        # No document gives this column's name.
        sandbox = next((row.text(column) for column in row.values if "sandbox" in column), "")
        tokens = [token.strip() for token in sandbox.split(",") if token.strip()]
        if tokens:
            entry["sandbox"] = tokens
        if row.number("statecode") == _INACTIVE:
            entry["active"] = False
        return entry

    def app_profile(self, row: Row) -> Entry:
        """An app profile.

        The product's profiles hold entity templates only; generic ones come to agents through workstreams. So
        a profile gets the generic templates of its export as well (``templates.md`` 2).
        """
        entry: Entry = _texts(row, description="msdyn_description")
        sessions = list(self._linked_names(Relationship.PROFILE_SESSIONS, row))
        if any(self.export.links[Relationship.PROFILE_SESSIONS]):
            generic = [
                str(template["unique_name"])
                for template in self.conversion.document.get("session_template", ())
                if template["session_type"] == "generic"
            ]
            entry["session_templates"] = list(dict.fromkeys([*sessions, *generic]))
        if any(self.export.links[Relationship.PROFILE_PROVIDERS]):
            entry["providers"] = list(dict.fromkeys(self._linked_names(Relationship.PROFILE_PROVIDERS, row)))
        return entry


def _texts(row: Row, **columns: str) -> Entry:
    """The entry's keys whose columns have a text."""
    return {key: row.text(column) for key, column in columns.items() if row.text(column)}


def _part_name(row: Row) -> str:
    return row.unique_name or row.key


def _shown(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")
