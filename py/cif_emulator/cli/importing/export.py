"""What an export holds, whichever way it was exported: rows of tables, and links between rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum

from attrs import define, field, frozen

from cif_emulator.config.data.archive import BrokenExportError
from cif_emulator.workspace.state.literals import number_of

# An organisation has some hundred templates. Writing and checking many more would take minutes.
MOST_ROWS = 2_000
# TOML's whole numbers have 64 bits.
_LARGEST_NUMBER = 2**63


class TableName(str, Enum):
    """The tables that an import takes (``templates.md`` 10)."""

    SESSION_TEMPLATE = "msdyn_sessiontemplate"
    TAB_TEMPLATE = "msdyn_applicationtabtemplate"
    TEMPLATE_PARAMETER = "msdyn_templateparameter"
    NOTIFICATION_TEMPLATE = "msdyn_notificationtemplate"
    NOTIFICATION_FIELD = "msdyn_notificationfield"
    CHANNEL_PROVIDER = "msdyn_channelprovider"
    APP_CONFIGURATION = "msdyn_appconfiguration"


# The tables whose rows belong to another's, and the column that says whose.
OWNERS = {
    TableName.TEMPLATE_PARAMETER: "msdyn_applicationtabtemplateid",
    TableName.NOTIFICATION_FIELD: "msdyn_notificationtemplateid",
}


class Relationship(str, Enum):
    """The N:N relationships that an import takes, by their intersect tables (``templates.md`` 10)."""

    SESSION_TABS = "msdyn_sessiontemplate_applicationtab"
    PROFILE_SESSIONS = "msdyn_appconfiguration_sessiontemplate"
    PROFILE_PROVIDERS = "msdyn_appconfig_msdyn_channelprovider"
    NOTIFICATION_FIELDS = "msdyn_notificationtemplate_notificationfield"

    @property
    def sides(self) -> tuple[TableName, TableName]:
        """The table that holds the list, and the table that the list is of."""
        return _SIDES[self]


_SIDES = {
    Relationship.SESSION_TABS: (TableName.SESSION_TEMPLATE, TableName.TAB_TEMPLATE),
    Relationship.PROFILE_SESSIONS: (TableName.APP_CONFIGURATION, TableName.SESSION_TEMPLATE),
    Relationship.PROFILE_PROVIDERS: (TableName.APP_CONFIGURATION, TableName.CHANNEL_PROVIDER),
    Relationship.NOTIFICATION_FIELDS: (TableName.NOTIFICATION_TEMPLATE, TableName.NOTIFICATION_FIELD),
}


@frozen(kw_only=True)
class Reference:
    """A row that another names.

    By key (a unique name, or the GUID where the export has only that), and by the display name that some
    exports carry beside it.
    """

    key: str
    name: str = ""


# Columns that the product keeps for itself, in every table.
_EVERYWHERE = re.compile(
    r"(?:statecode|statuscode|component\w+|ismanaged|iscustomizable|\w*solutionid|overwritetime|introducedversion"
    r"|created(?:on|by|onbehalfby)|modified(?:on|by|onbehalfby)|own\w+|importsequencenumber"
    r"|overriddencreatedon|timezoneruleversionnumber|utcconversiontimezonecode|versionnumber|organizationid"
    r"|\w+idunique)\Z"
)


@frozen(kw_only=True)
class Row:
    """One exported row. ``key`` is what references use; ``place`` says where in the export it stands.

    ``values`` are texts by column, unset columns are absent; ``lookups`` are references by column. ``used``
    are the columns that were asked for: the others are told, and those that hold no ``numbers`` where they
    should.
    """

    table: TableName
    key: str
    place: str
    values: Mapping[str, str]
    lookups: Mapping[str, Reference] = field(factory=dict)
    used: set[str] = field(factory=set, eq=False)
    no_numbers: dict[str, str] = field(factory=dict, eq=False)

    @property
    def unique_name(self) -> str:
        """The row's unique name, which the configuration knows it by."""
        return self.values.get("msdyn_uniquename", "").strip()

    def text(self, column: str) -> str:
        """A column's text, empty if it has no value."""
        self.used.add(column)
        return self.values.get(column, "")

    def boolean(self, column: str, *, default: bool) -> bool:
        """A yes/no column: solutions write 1 and 0, data packages True and False."""
        value = self.text(column).strip().lower()
        return value in ("1", "true") if value else default

    def number(self, column: str) -> int | None:
        """A whole number or an option's number; ``None`` if there is none."""
        text = self.text(column)
        number = number_of(text)
        if isinstance(number, int) and -_LARGEST_NUMBER <= number < _LARGEST_NUMBER:
            return number
        if text.strip():
            self.no_numbers[column] = text
        return None

    def lookup(self, column: str) -> Reference | None:
        """The row that a column names, if it names any."""
        self.used.add(column)
        return self.lookups.get(column)

    def unused(self) -> Iterator[tuple[str, str]]:
        """The columns with a value that nobody asked for, but those that every table has, and their texts."""
        own = {f"{self.table.value}id", "msdyn_uniquename"}
        for column, text in self.values.items():
            if column not in self.used | own and not _EVERYWHERE.match(column):
                yield column, text
        for column, reference in self.lookups.items():
            if column not in self.used and not _EVERYWHERE.match(column):
                yield column, reference.name or reference.key


@define(kw_only=True)
class Export:
    """All that an import looks at: ``title`` says what the file is, ``left`` what is not taken, and why.

    ``web_resources`` are the contents of files by name.
    """

    title: str
    rows: dict[TableName, dict[str, Row]] = field(factory=lambda: {table: {} for table in TableName})
    links: dict[Relationship, list[tuple[Reference, Reference]]] = field(
        factory=lambda: {relationship: [] for relationship in Relationship}
    )
    web_resources: dict[str, bytes] = field(factory=dict)
    left: list[str] = field(factory=list)
    _listed: dict[tuple[Relationship, str], list[Reference]] = field(factory=dict, init=False)
    _owned: dict[tuple[TableName, str], list[Row]] = field(factory=dict, init=False)

    def add(self, row: Row) -> None:
        """Take a row, unless one of its key is there already; raises ``BrokenExportError`` for too many."""
        rows = self.rows[row.table]
        if row.key.lower() in rows:
            self.left.append(f"{row.place}: a second row of {row.table.value} {row.key}")
            return
        if len(rows) == MOST_ROWS:
            raise BrokenExportError(
                f"has more than {MOST_ROWS:,} rows of {row.table.value}; export fewer at once"
            )
        rows[row.key.lower()] = row
        owner = row.lookups.get(OWNERS.get(row.table, ""))
        if owner is not None:
            self._owned.setdefault((row.table, owner.key.lower()), []).append(row)

    def link(self, relationship: Relationship, holder: Reference, listed: Reference) -> None:
        """Take a link of two rows."""
        self.links[relationship].append((holder, listed))
        self._listed.setdefault((relationship, holder.key.lower()), []).append(listed)

    def owned(self, table: TableName, owner: Row) -> Iterable[Row]:
        """The rows of a table of ``OWNERS`` that name their owner."""
        return self._owned.get((table, owner.key.lower()), ())

    def find(self, table: TableName, reference: Reference) -> Row | None:
        """The row that a reference names, if it is in the export."""
        return self.rows[table].get(reference.key.lower())

    def linked(self, relationship: Relationship, holder: Row) -> Iterable[Reference]:
        """What a row is linked with, in the order of the export."""
        return self._listed.get((relationship, holder.key.lower()), ())
