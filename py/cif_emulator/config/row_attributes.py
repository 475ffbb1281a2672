"""The rows of templates, profiles, providers and presences, read as attributes of entries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from cif_emulator.config.template_rows import (
    APP_PROFILE,
    BASE_STATUSES,
    DESKTOP_MODES,
    NOTIFICATION_FIELD,
    NOTIFICATION_TEMPLATE,
    PAGE_TYPES,
    PANEL_STATES,
    PRESENCE,
    PROFILE_PROVIDERS,
    PROFILE_SESSIONS,
    PROFILE_USERS,
    PROVIDER,
    SESSION_TABS,
    SESSION_TEMPLATE,
    TAB_PARAMETER,
    TAB_TEMPLATE,
    TEMPLATE_FIELDS,
    THEMES,
    Columns,
)
from cif_emulator.records import RecordRefused
from cif_emulator.workspace.json_text import JsonTextError, parse
from cif_emulator.workspace.state.pages import REQUIRED_PARAMETERS, guid
from cif_emulator.workspace.state.refusals import quoted
from cif_emulator.workspace.state.templates import (
    NotificationField,
    SessionType,
)
from cif_emulator.workspace.state.values import as_text

# An entry's attributes by name; those without a value are left out.
Attributes = dict[str, Any]

# The tables whose rows take effect.
APPLIED_TABLES = frozenset({
    SESSION_TEMPLATE, TAB_TEMPLATE, TAB_PARAMETER, NOTIFICATION_TEMPLATE, NOTIFICATION_FIELD, APP_PROFILE,
    PROVIDER, PRESENCE, SESSION_TABS, PROFILE_SESSIONS, PROFILE_PROVIDERS, PROFILE_USERS, TEMPLATE_FIELDS,
})  # fmt: skip

_INACTIVE = 1
_STATES = {number: state for state, number in PANEL_STATES.items()}
_PAGES = {number: page for page, number in PAGE_TYPES.items()}
_MODES = {number: mode for mode, number in DESKTOP_MODES.items()}
_THEMES = {number: theme for theme, number in THEMES.items()}
_STATUSES = {number: status for status, number in BASE_STATUSES.items()}


class Rows:
    """Rows by table and id, read as attributes of entries."""

    def __init__(self, rows: Iterable[tuple[str, str, Columns]], icon: Callable[[str], str]) -> None:
        """``rows`` are table, id and columns; ``icon`` gives a web resource's name by its id."""
        self._icon = icon
        self.wrong: set[str] = set()
        self._rows: dict[str, dict[str, Columns]] = {table: {} for table in APPLIED_TABLES}
        for table, record_id, columns in rows:
            self._rows[table][record_id] = columns
        self._parameters = self._by_owner(TAB_PARAMETER, "msdyn_applicationtabtemplateid")
        self._fields = self._by_owner(NOTIFICATION_FIELD, "msdyn_notificationtemplateid")
        for owner, field in self._pairs(TEMPLATE_FIELDS):
            fields = self._fields.setdefault(owner, {})
            if field in self._rows[NOTIFICATION_FIELD]:
                fields.setdefault(field, self._rows[NOTIFICATION_FIELD][field])
        self._links = {
            table: self._linked(table) for table in (SESSION_TABS, PROFILE_SESSIONS, PROFILE_PROVIDERS)
        }

    def entries(self, table: str) -> dict[str, Attributes]:
        """The attributes of a table's entries by their rows' ids; inactive templates are none.

        Nor are rows that cannot be read: what is wrong with them is in ``wrong``.
        """
        read = _READERS[table]
        found: dict[str, Attributes] = {}
        for record_id, columns in self._rows[table].items():
            if table == PROVIDER or columns.get("statecode") != _INACTIVE:
                try:
                    found[record_id] = read(self, record_id, columns)
                except RecordRefused as refusal:
                    self.wrong.add(refusal.message)
        return found

    def names(self) -> set[str]:
        """The unique names of all rows."""
        return {
            str(columns.get("msdyn_uniquename")) for rows in self._rows.values() for columns in rows.values()
        }

    def profiles_of(self, user: str) -> set[str]:
        """The ids of the profiles that a user has."""
        return {profile for profile, each in self._pairs(PROFILE_USERS) if guid(each) == guid(user)}

    def _by_owner(self, table: str, column: str) -> dict[str, dict[str, Columns]]:
        owned: dict[str, dict[str, Columns]] = {}
        for record_id, columns in self._rows[table].items():
            owner = columns.get(column)
            if isinstance(owner, dict):
                owned.setdefault(str(owner["id"]), {})[record_id] = columns
        return owned

    def _pairs(self, relationship: str) -> Iterator[tuple[str, str]]:
        first, second = _SIDES[relationship]
        for columns in self._rows[relationship].values():
            yield str(columns.get(f"{first}id")), str(columns.get(f"{second}id"))

    def _linked(self, relationship: str) -> dict[str, list[str]]:
        """The unique names that a row is linked with, by its id."""
        linked: dict[str, list[str]] = {}
        for holder, held in self._pairs(relationship):
            name = self._name(_SIDES[relationship][1], held)
            if name:
                linked.setdefault(holder, []).append(name)
        return linked

    def _name(self, table: str, record_id: str) -> str:
        return str(self._rows[table].get(record_id, {}).get("msdyn_uniquename") or "")

    # -- one reader for each table ----------------------------------------------------------------

    def _named(self, columns: Columns) -> Attributes:
        unique_name = str(columns.get("msdyn_uniquename") or "").strip()
        return {"unique_name": unique_name, "name": columns.get("msdyn_name") or unique_name}

    def session_template(self, record_id: str, columns: Columns) -> Attributes:
        """A session template; ``msdyn_type`` is stale where ``msdyn_sessiontype`` is there."""
        kind = columns.get("msdyn_sessiontype")
        is_entity = columns.get("msdyn_type") is True if kind is None else kind == 1
        found = {
            **self._named(columns),
            **_renamed(columns, description="msdyn_description", entity="msdyn_entity"),
            **_titled(columns),
            **_chosen(columns, "msdyn_panelstate", "panel_state", _STATES),
            "session_type": SessionType.ENTITY if is_entity else SessionType.GENERIC,
            "enable_title_sync": columns.get("msdyn_enabletitlesync") is True,
            "tabs": tuple(self._links[SESSION_TABS].get(record_id, ())),
        }
        anchor, icon = columns.get("msdyn_anchortab"), columns.get("msdyn_sessionicon")
        if isinstance(anchor, dict):
            found["anchor_tab"] = self._name(TAB_TEMPLATE, str(anchor["id"]))
        if isinstance(icon, dict):
            found["session_icon"] = f"/webresources/{self._icon(str(icon['id']))}"
        return found

    def tab_template(self, record_id: str, columns: Columns) -> Attributes:
        """An application tab template with its parameters, as texts: rows win over the cached column."""
        page_type = _PAGES.get(_number(columns.get("msdyn_pagetype")))
        if page_type is None:
            name = columns.get("msdyn_uniquename") or columns.get("msdyn_name")
            raise RecordRefused(
                f"{TAB_TEMPLATE} {quoted(str(name))}: msdyn_pagetype is missing: an application tab template "
                f"needs a page type, {min(_PAGES)} to {max(_PAGES)}.",
                column="msdyn_pagetype",
                reason="is missing",
            )
        prefix = f"{columns.get('msdyn_uniquename')}_"
        parameters = _cached(columns.get("msdyn_templateparameters"))
        for row in self._parameters.get(record_id, {}).values():
            name = row.get("msdyn_name") or str(row.get("msdyn_uniquename") or "").removeprefix(prefix)
            parameters[str(name)] = str(row.get("msdyn_value") or "")
        return {
            **self._named(columns),
            **_renamed(columns, description="msdyn_description"),
            **_titled(columns),
            "page_type": page_type,
            # Its label is "Can close", and 1 means No.
            "can_close": columns.get("msdyn_pinned") is not True,
            # A blank one says that callers give it; its row may come later.
            "parameters": {**dict.fromkeys(REQUIRED_PARAMETERS[page_type], ""), **parameters},
        }

    def notification_template(self, record_id: str, columns: Columns) -> Attributes:
        """A notification template with its fields, by their order column."""
        fields = [_field(each) for each in self._fields.get(record_id, {}).values()]
        return {
            **self._named(columns),
            **_renamed(
                columns,
                title="msdyn_title",
                icon="msdyn_icon",
                timeout="msdyn_timeout",
                show_timeout="msdyn_showtimeout",
                accept_button_text="msdyn_acceptbuttontext",
                show_reject_button="msdyn_showrejectbutton",
                reject_button_text="msdyn_rejectbuttontext",
                auto_assign="msdyn_autopopupsession",
                auto_accept="msdyn_autoacceptnotification",
            ),
            **_chosen(columns, "msdyn_desktopnotificationmode", "desktop_notification", _MODES),
            **_chosen(columns, "msdyn_theme", "theme", _THEMES),
            "field": tuple(sorted(fields, key=lambda each: each.order)),
        }

    def provider(self, _: str, columns: Columns) -> Attributes:
        """A channel provider; an inactive one stays, inactive."""
        return {
            "channel_url": "",
            **self._named(columns),
            **_renamed(
                columns,
                label="msdyn_label",
                channel_url="msdyn_channelurl",
                trusted_domain="msdyn_trusteddomain",
                custom_params="msdyn_customparams",
                enable_outbound="msdyn_enableoutbound",
                enable_analytics="msdyn_enableanalytics",
                sort_order="msdyn_sortorder",
            ),
            "active": columns.get("statecode") != _INACTIVE,
        }

    def app_profile(self, record_id: str, columns: Columns) -> Attributes:
        """An app profile; one without links holds everything."""
        found = {**self._named(columns), **_renamed(columns, description="msdyn_description")}
        for attribute, table in (("session_templates", PROFILE_SESSIONS), ("providers", PROFILE_PROVIDERS)):
            if names := self._links[table].get(record_id):
                found[attribute] = tuple(names)
        return found

    def presence(self, record_id: str, columns: Columns) -> Attributes:
        """A presence."""
        return {
            "text": columns.get("msdyn_presencestatustext") or columns.get("msdyn_name") or "",
            "presence_id": record_id,
            **_chosen(columns, "msdyn_basepresencestatus", "base_status", _STATUSES),
        }


_READERS: Mapping[str, Callable[[Rows, str, Columns], Attributes]] = {
    SESSION_TEMPLATE: Rows.session_template,
    TAB_TEMPLATE: Rows.tab_template,
    NOTIFICATION_TEMPLATE: Rows.notification_template,
    PROVIDER: Rows.provider,
    APP_PROFILE: Rows.app_profile,
    PRESENCE: Rows.presence,
}
_SIDES = {
    SESSION_TABS: (SESSION_TEMPLATE, TAB_TEMPLATE),
    PROFILE_SESSIONS: (APP_PROFILE, SESSION_TEMPLATE),
    PROFILE_PROVIDERS: (APP_PROFILE, PROVIDER),
    PROFILE_USERS: (APP_PROFILE, "systemuser"),
    TEMPLATE_FIELDS: (NOTIFICATION_TEMPLATE, NOTIFICATION_FIELD),
}


def _number(value: object) -> int:
    return value if isinstance(value, int) else -1


def _renamed(columns: Columns, **names: str) -> Attributes:
    return {attribute: columns[column] for attribute, column in names.items() if column in columns}


def _chosen(columns: Columns, column: str, attribute: str, meanings: Mapping[int, object]) -> Attributes:
    meaning = meanings.get(_number(columns.get(column)))
    return {} if meaning is None else {attribute: meaning}


def _titled(columns: Columns) -> Attributes:
    title = columns.get("msdyn_title")
    return {"title": (title,)} if title else {}


def _field(columns: Columns) -> NotificationField:
    given = _renamed(columns, title="msdyn_title", value="msdyn_value", order="msdyn_order")
    return NotificationField(
        name=str(columns.get("msdyn_name") or columns.get("msdyn_uniquename") or ""), **given
    )


def _cached(text: object) -> dict[str, str]:
    """The cached column: ``{"<name>": {"value": <text or null>}, …}``."""
    try:
        data = parse(text) if isinstance(text, str) and text.strip() else {}
    except JsonTextError as error:
        raise RecordRefused(
            f"msdyn_templateparameters of the table {quoted(TAB_TEMPLATE)} is no JSON text: {error}.",
            column="msdyn_templateparameters",
            reason="is no JSON text",
        ) from None
    values = ((name, each.get("value") if isinstance(each, dict) else each) for name, each in _items(data))
    return {str(name): "" if value is None else as_text(value) for name, value in values}


def _items(data: object) -> Iterable[tuple[object, object]]:
    return data.items() if isinstance(data, dict) else ()
