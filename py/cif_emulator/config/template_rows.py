"""Templates, profiles, providers and presences as rows of their tables (``templates.md`` 10).

Widgets list and read them like any record. A row's key is made from its unique name, so that it is the same
after every start.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from functools import cache, lru_cache
from uuid import NAMESPACE_URL, uuid5

from cif_emulator.config.schema import Configuration
from cif_emulator.records import BUILT_IN_TABLES
from cif_emulator.workspace.json_text import write
from cif_emulator.workspace.state.analytics import PLATFORM_EVENTS
from cif_emulator.workspace.state.pages import guid
from cif_emulator.workspace.state.settings import Setup
from cif_emulator.workspace.state.templates import (
    ApplicationTabTemplate,
    AppProfile,
    ChannelProvider,
    DesktopNotification,
    NotificationTemplate,
    PageType,
    PanelState,
    Presence,
    SessionTemplate,
    SessionType,
    Theme,
)
from cif_emulator.workspace.state.values import as_text

Columns = Mapping[str, object]
# A row: its table, its columns, and what it is made from.
Row = tuple[str, Columns, str]
# A row's table and id.
Key = tuple[str, str]

SESSION_TEMPLATE = "msdyn_sessiontemplate"
TAB_TEMPLATE = "msdyn_applicationtabtemplate"
TAB_PARAMETER = "msdyn_templateparameter"
NOTIFICATION_TEMPLATE = "msdyn_notificationtemplate"
NOTIFICATION_FIELD = "msdyn_notificationfield"
APP_PROFILE = "msdyn_appconfiguration"
PROVIDER = "msdyn_channelprovider"
PRESENCE = "msdyn_presence"
EVENT_DEFINITION = "msdyn_kpieventdefinition"
SESSION_TABS = "msdyn_sessiontemplate_applicationtab"
PROFILE_SESSIONS = "msdyn_appconfiguration_sessiontemplate"
PROFILE_PROVIDERS = "msdyn_appconfig_msdyn_channelprovider"
PROFILE_USERS = "msdyn_appconfiguration_systemuser"
TEMPLATE_FIELDS = "msdyn_notificationtemplate_notificationfield"

# Parameters longer than the columns hold stay out of the rows, other texts are cut; the templates are
# complete.
LONGEST_PARAMETER = 2048
_LENGTHS = {
    table.name: {column.name: column.max_length for column in table.columns if column.max_length is not None}
    for table in BUILT_IN_TABLES
}
# As of every built-in record, so that a row is the same after every start.
_MADE_ON = "2024-01-02T08:00:00Z"
_OF_THE_PRODUCT = ("msdyn_", "case_entity_session_default_template")
_NAME_COLUMNS = ("msdyn_uniquename", "msdyn_name")

PANEL_STATES = {
    PanelState.MINIMIZED: 162_450_000,
    PanelState.HIDDEN: 162_450_001,
    PanelState.DOCKED: 162_450_002,
}
PAGE_TYPES = {
    PageType.ENTITY_LIST: 509_180_000,
    PageType.ENTITY_RECORD: 509_180_001,
    PageType.WEB_RESOURCE: 509_180_002,
    PageType.CONTROL: 509_180_003,
    PageType.DASHBOARD: 509_180_004,
    PageType.SEARCH: 509_180_005,
    PageType.THIRD_PARTY_WEBSITE: 509_180_006,
    PageType.CUSTOM_PAGE: 509_180_007,
}
DESKTOP_MODES = {
    DesktopNotification.NEVER: 509_180_000,
    DesktopNotification.BACKGROUND: 509_180_001,
    DesktopNotification.ALWAYS: 509_180_002,
}
THEMES = {Theme.DARK: 509_180_000, Theme.LIGHT: 509_180_001}
BASE_STATUSES = {
    "available": 192_360_000,
    "busy": 192_360_001,
    "do_not_disturb": 192_360_002,
    "away": 192_360_003,
    "offline": 192_360_004,
}


@lru_cache(maxsize=4096)
def row_id(table: str, key: str) -> str:
    """The id of a configured thing's row; ``key`` is its unique name, or a path below its owner's."""
    return str(uuid5(NAMESPACE_URL, f"{table}/{key}"))


class RowIds:
    """Which row stands for a configured thing: one that a record holds, or the one that is made here."""

    def __init__(
        self,
        configuration: Configuration,
        made: Callable[[], Container[tuple[str, object]]] = frozenset[tuple[str, object]],
    ) -> None:
        """``made`` gives the rows, by table and id, that are made where no record stands for them."""
        self._held: dict[tuple[str, str], str] = {}
        for record in configuration.records:
            # Most records of large files are of other tables.
            if record.values.keys().isdisjoint(_NAME_COLUMNS):
                continue
            # A made row that was changed stands for itself, however it is named by now.
            if (record.table, record.id) in made():
                continue
            for column in _NAME_COLUMNS:
                name = str(record.values.get(column) or "").lower()
                if name:
                    self._held.setdefault((record.table, name), record.id)
        self._gone = {(record.table, record.id) for record in configuration.deleted_records}
        self._there = {(record.table, record.id) for record in configuration.records}

    def __call__(self, table: str, unique_name: str, key: str = "") -> str | None:
        """The id of the row, ``None`` if it was deleted; ``key`` is the path that its own id is made from."""
        return self.standing(table, unique_name, row_id(table, key or unique_name))

    def standing(self, table: str, unique_name: str, own: str) -> str | None:
        """As a call; ``own`` is the id of the row that is made here."""
        if (table, own) in self._there:
            return own
        held = self._held.get((table, unique_name.lower()))
        return held or (None if (table, own) in self._gone else own)

    def is_held(self, table: str, columns: Columns) -> bool:
        """Whether a record holds a row that would be made here, or it was deleted."""
        key = (table, str(columns["id"]))
        return key in self._there or key in self._gone or self._named(table, columns) is not None

    def holder(self, table: str, columns: Columns) -> str | None:
        """The id of the record that holds a row under another id than is made here."""
        key = (table, str(columns["id"]))
        return None if key in self._there or key in self._gone else self._named(table, columns)

    def _named(self, table: str, columns: Columns) -> str | None:
        if not self._held:
            return None
        names = (str(columns.get(name) or "").lower() for name in _NAME_COLUMNS)
        return self._held.get((table, next((each for each in names if each), "")))

    def link(self, table: str, unique_name: str | None) -> dict[str, str] | None:
        """A lookup to the row, if there is one."""
        found = self(table, unique_name) if unique_name else None
        return {"table": table, "id": found} if found else None


def template_rows(configuration: Configuration) -> tuple[tuple[Row, ...], Mapping[Key, Columns]]:
    """The rows of a configuration's setup, and what completes its ``[[record]]`` entries, by table and id.

    What ``[[record]]`` entries hold already is left to them: one of a template's unique name with an id of
    its own has the template's columns where it gives none. What ``[[deleted_record]]`` entries name is left
    out, with what belongs to it.
    """
    setup = configuration.setup

    @cache
    def own() -> Container[tuple[str, object]]:
        return {(table, columns["id"]) for table, columns, _ in made_rows(setup, RowIds(Configuration()))}

    ids = RowIds(configuration, own)
    rows: dict[tuple[str, object], Row] = {}
    completions: dict[Key, Columns] = {}
    for row in made_rows(setup, ids):
        table, columns, _ = row
        if not ids.is_held(table, columns):
            rows.setdefault((table, columns["id"]), row)
        elif holder := ids.holder(table, columns):
            completions[table, holder] = {
                name: value for name, value in columns.items() if name not in ("id", "createdon")
            }
    return tuple(rows.values()), completions


def made_ids(configuration: Configuration) -> Iterator[Key]:
    """The table and id of each row that a configuration's setup makes."""
    for table, columns, _ in template_rows(configuration)[0]:
        yield table, str(columns["id"])


def made_rows(setup: Setup, ids: RowIds) -> Iterator[Row]:
    """The rows of all entries; ``ids`` say which rows stand for them."""
    for tab in setup.tab_templates:
        yield from _tab_template(tab, ids)
    tabs = {name: tab.unique_name for tab in setup.tab_templates for name in (tab.name, tab.unique_name)}
    for session in setup.session_templates:
        yield _session_template(session, tabs, ids)
        for tab_name in session.tabs:
            yield from _pair(
                SESSION_TABS,
                (SESSION_TEMPLATE, session.unique_name),
                (TAB_TEMPLATE, tabs.get(tab_name, "")),
                ids,
            )
    for notification in setup.notification_templates:
        yield from _notification_template(notification, ids)
    for profile in setup.app_profiles:
        yield _app_profile(profile)
        yield from _pairs_of_profile(profile, setup, ids)
    for provider in setup.providers:
        yield _provider(provider)
    for presence in setup.presences:
        yield _presence(presence)
    for name in PLATFORM_EVENTS:
        columns = {"msdyn_name": name, "msdyn_eventdisplayname": name, "msdyn_eventtype": 100_000_001}
        yield _row(EVENT_DEFINITION, name, columns)


def _pair(relationship: str, first: tuple[str, str], second: tuple[str, str], ids: RowIds) -> Iterator[Row]:
    """The row that joins two others, each given by table and unique name, if both are there."""
    if first[1] and second[1]:
        sides = {f"{table}id": ids(table, name) for table, name in (first, second)}
        if None not in sides.values():
            yield _row(relationship, f"{first[1]}/{second[1]}", sides)


def _pairs_of_profile(profile: AppProfile, setup: Setup, ids: RowIds) -> Iterator[Row]:
    """What a profile holds; without a list of its own, all that there is."""
    own = (APP_PROFILE, profile.unique_name)
    sessions = [each.unique_name for each in setup.session_templates]
    for name in sessions if profile.session_templates is None else profile.session_templates:
        if name in sessions:
            yield from _pair(PROFILE_SESSIONS, own, (SESSION_TEMPLATE, name), ids)
    providers = [each.unique_name for each in setup.providers]
    for name in providers if profile.providers is None else profile.providers:
        if name in providers:
            yield from _pair(PROFILE_PROVIDERS, own, (PROVIDER, name), ids)
    profile_id = ids(*own)
    if profile_id is not None:
        sides = {f"{APP_PROFILE}id": profile_id, "systemuserid": setup.settings.user_id}
        yield _row(PROFILE_USERS, profile.unique_name, sides)


def _row(table: str, key: str, columns: Mapping[str, object]) -> Row:
    lengths = _LENGTHS[table]
    fitting = {
        name: value[: lengths[name]] if isinstance(value, str) and name in lengths else value
        for name, value in columns.items()
        if value not in (None, "")
    }
    return table, {"id": row_id(table, key), "createdon": _MADE_ON, **fitting}, f'{table} "{key}"'


def _named(unique_name: str, name: str) -> dict[str, object]:
    # The product's own templates and profiles can only be copied (``templates.md`` 1, 5, 9).
    is_managed = unique_name.startswith(_OF_THE_PRODUCT)
    return {"msdyn_uniquename": unique_name, "msdyn_name": name or unique_name, "ismanaged": is_managed}


def _session_template(template: SessionTemplate, tabs: Mapping[str, str], ids: RowIds) -> Row:
    is_entity = template.session_type is SessionType.ENTITY
    columns: dict[str, object] = {
        **_named(template.unique_name, template.name),
        "msdyn_title": next(iter(template.title), ""),
        "msdyn_description": template.description,
        "msdyn_sessiontype": int(is_entity),
        "msdyn_type": is_entity,
        "msdyn_entity": template.entity,
        "msdyn_panelstate": PANEL_STATES[template.panel_state],
        "msdyn_enabletitlesync": template.enable_title_sync,
        "msdyn_anchortab": ids.link(TAB_TEMPLATE, tabs.get(template.anchor_tab or "")),
    }
    return _row(SESSION_TEMPLATE, template.unique_name, columns)


def _tab_template(template: ApplicationTabTemplate, ids: RowIds) -> Iterator[Row]:
    cached = write({name: {"value": _text(value)} for name, value in template.parameters.items()})
    columns: dict[str, object] = {
        **_named(template.unique_name, template.name),
        "msdyn_title": next(iter(template.title), ""),
        "msdyn_description": template.description,
        "msdyn_pagetype": PAGE_TYPES[template.page_type],
        "msdyn_pinned": not template.can_close,
        "msdyn_templateparameters": cached if len(cached) <= LONGEST_PARAMETER else None,
    }
    yield _row(TAB_TEMPLATE, template.unique_name, columns)
    owner = ids.link(TAB_TEMPLATE, template.unique_name)
    if owner is None:
        return
    for name, value in template.parameters.items():
        text = _text(value)
        unique_name = f"{template.unique_name}_{name}"
        parameter = {
            **_named(unique_name, name),
            "msdyn_value": text if text is not None and len(text) <= LONGEST_PARAMETER else None,
            "msdyn_applicationtabtemplateid": owner,
        }
        yield _row(TAB_PARAMETER, f"{template.unique_name}/{name}", parameter)


def _text(value: object) -> str | None:
    return None if value in (None, "") else as_text(value)


def _notification_template(template: NotificationTemplate, ids: RowIds) -> Iterator[Row]:
    columns: dict[str, object] = {
        **_named(template.unique_name, template.name),
        "msdyn_title": template.title,
        "msdyn_icon": template.icon,
        "msdyn_timeout": template.timeout,
        "msdyn_showtimeout": template.show_timeout,
        "msdyn_acceptbuttontext": template.accept_button_text,
        "msdyn_showrejectbutton": template.show_reject_button,
        "msdyn_rejectbuttontext": template.reject_button_text,
        "msdyn_autopopupsession": template.auto_assign,
        "msdyn_autoacceptnotification": template.auto_accept,
        "msdyn_desktopnotificationmode": DESKTOP_MODES[template.desktop_notification],
        "msdyn_theme": THEMES[template.theme],
    }
    yield _row(NOTIFICATION_TEMPLATE, template.unique_name, columns)
    owner = ids.link(NOTIFICATION_TEMPLATE, template.unique_name)
    if owner is None:
        return
    for place, each in enumerate(template.field):
        unique_name = f"{template.unique_name}_{each.name or place}"
        values = {
            **_named(unique_name, each.name),
            "msdyn_title": each.title,
            "msdyn_value": each.value,
            "msdyn_order": each.order,
            "msdyn_notificationtemplateid": owner,
        }
        key = f"{template.unique_name}/{place}"
        yield _row(NOTIFICATION_FIELD, key, values)
        field_id = ids(NOTIFICATION_FIELD, unique_name, key)
        if field_id is not None:
            sides = {f"{NOTIFICATION_TEMPLATE}id": owner["id"], f"{NOTIFICATION_FIELD}id": field_id}
            yield _row(TEMPLATE_FIELDS, key, sides)


def _app_profile(profile: AppProfile) -> Row:
    columns: dict[str, object] = {
        **_named(profile.unique_name, profile.name),
        "msdyn_appmoduleuniquename": "CustomerServiceApps",
        "msdyn_description": profile.description,
    }
    return _row(APP_PROFILE, profile.unique_name, columns)


def _provider(provider: ChannelProvider) -> Row:
    columns: dict[str, object] = {
        **_named(provider.unique_name, provider.name),
        "ismanaged": False,
        "msdyn_label": provider.label or provider.name,
        "msdyn_channelurl": provider.channel_url,
        "msdyn_trusteddomain": provider.trusted_domain,
        "msdyn_enableoutbound": provider.enable_outbound,
        "msdyn_enableanalytics": provider.enable_analytics,
        "msdyn_apiversion": 162_450_000,
        "msdyn_sortorder": provider.sort_order,
        "msdyn_customparams": provider.custom_params,
        "statecode": 0 if provider.active else 1,
        "statuscode": 1 if provider.active else 2,
    }
    return _row(PROVIDER, provider.unique_name, columns)


def _presence(presence: Presence) -> Row:
    columns: dict[str, object] = {
        "msdyn_name": presence.text,
        "msdyn_presencestatustext": presence.text,
        "msdyn_basepresencestatus": BASE_STATUSES.get(presence.base_status),
    }
    table, row, place = _row(PRESENCE, presence.text, columns)
    return table, {**row, "id": guid(presence.presence_id) or row["id"]}, place
