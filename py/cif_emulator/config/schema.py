"""The shape of a configuration: what ``workspace.toml`` and ``/config.json`` may hold.

Sections are named in the singular, as ``[[session_template]]``; each is a list of one of the classes below,
whose attributes are the keys.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from cif_emulator.workspace.state.faults import Fault
from cif_emulator.workspace.state.record_source import Table
from cif_emulator.workspace.state.settings import Settings, Setup
from cif_emulator.workspace.state.templates import (
    ApplicationTabTemplate,
    AppProfile,
    ChannelProvider,
    Dashboard,
    NotificationTemplate,
    Presence,
    Scenario,
    SessionTemplate,
)


@frozen(kw_only=True)
class Lookup:
    """A lookup column's value: the row of ``table`` (logical name) whose key is ``id`` (a GUID)."""

    table: str
    id: str


# What a column of a configured record may hold; dates and times are ISO 8601 texts.
RecordValue = str | int | float | bool | Lookup


@frozen(kw_only=True)
class Record:
    """A ``[[record]]``: one row of ``table``, its key ``id``, and its other columns by logical name."""

    table: str
    """The table's logical name."""
    id: str
    """The row's GUID."""
    values: Mapping[str, RecordValue] = field(factory=dict)

    def columns(self) -> dict[str, object]:
        """The row as plain data: its key as ``id``, a lookup as ``{"table": …, "id": …}``."""
        columns: dict[str, object] = {"id": self.id, **self.values}
        if Lookup not in set(map(type, self.values.values())):
            return columns
        for name, value in self.values.items():
            columns[name] = {"table": value.table, "id": value.id} if isinstance(value, Lookup) else value
        return columns


@frozen(kw_only=True)
class DeletedRecord:
    """A ``[[deleted_record]]``: the row of ``table`` with the key ``id`` is not there.

    It is a built-in record, or a row that every start makes of a template.
    """

    table: str
    """The table's logical name."""
    id: str
    """The row's GUID."""


@frozen(kw_only=True)
class Configuration:
    """A checked configuration: what the workspace starts from, further tables and columns, and all records.

    ``tables`` come on top of the built-in ones; of a built-in table they have the further columns only.
    For the server alone are ``web_resources``, a folder's path, and ``wheels``, those of Python packages that
    the page installs; both relative to the configuration's file. In the page, ``wheels`` are addresses.
    ``embed_origins``, also the server's, may show the page in a frame and drive it. ``prepared_records`` is
    there in the page alone: the address of a file with the records (``Baseline.save_records``); ``records``
    is empty then.
    """

    setup: Setup = field(factory=Setup)
    tables: tuple[Table, ...] = ()
    records: tuple[Record, ...] = ()
    deleted_records: tuple[DeletedRecord, ...] = ()
    web_resources: str | None = field(default=None, eq=False)
    wheels: tuple[str, ...] = field(default=(), eq=False)
    embed_origins: tuple[str, ...] = field(default=(), eq=False)
    prepared_records: str = field(default="", eq=False)


@frozen(kw_only=True)
class WorkspaceSection(Settings):
    """``[workspace]``: the settings, and what of the built-in configuration the file extends."""

    built_in: bool = True
    """Whether the built-in configuration is there; `false` starts from nothing."""
    sample_records: bool = True
    """Whether the built-in records are there."""
    web_resources: str | None = None
    """The folder that is served as the organisation's `/webresources/`, relative to this file."""
    wheels: tuple[str, ...] = ()
    """Wheel files of Python packages that the page installs, relative to this file."""
    embed_origins: tuple[str, ...] = ()
    """Origins whose pages may show this one in a frame, and drive it by `<agent-workspace>`."""
    prepared_records: str = ""
    """The address of a file with the records; it stands in what the server sends alone."""


@frozen(kw_only=True)
class Section:
    """A list of tables in the file: key, what an entry is, its class, the attribute of ``Setup`` it fills."""

    key: str
    noun: str
    entry: type
    attribute: str
    identity: str = "unique_name"


SETUP_SECTIONS = (
    Section(key="app_profile", noun="app profile", entry=AppProfile, attribute="app_profiles"),
    Section(
        key="session_template", noun="session template", entry=SessionTemplate, attribute="session_templates"
    ),
    Section(
        key="application_tab_template",
        noun="application tab template",
        entry=ApplicationTabTemplate,
        attribute="tab_templates",
    ),
    Section(
        key="notification_template",
        noun="notification template",
        entry=NotificationTemplate,
        attribute="notification_templates",
    ),
    Section(key="provider", noun="channel provider", entry=ChannelProvider, attribute="providers"),
    Section(key="presence", noun="presence", entry=Presence, attribute="presences", identity="text"),
    Section(key="scenario", noun="scenario", entry=Scenario, attribute="scenarios", identity="name"),
    Section(
        key="dashboard", noun="dashboard", entry=Dashboard, attribute="dashboards", identity="dashboard_id"
    ),
)
TABLES = Section(key="table", noun="table", entry=Table, attribute="tables", identity="name")
RECORDS = Section(key="record", noun="record", entry=Record, attribute="records", identity="id")
DELETED_RECORDS = Section(
    key="deleted_record",
    noun="deleted record",
    entry=DeletedRecord,
    attribute="deleted_records",
    identity="id",
)
FAULTS = Section(key="fault", noun="fault", entry=Fault, attribute="faults", identity="subject")
SECTIONS = (*SETUP_SECTIONS, TABLES, RECORDS, DELETED_RECORDS, FAULTS)
