"""What the workspace needs of the records: a protocol, so that the model knows no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from attrs import field

from cif_emulator.workspace.frozen import frozen

# One row as the Web API gives it: column (or annotation) to value.
Row = Mapping[str, object]


@frozen(kw_only=True)
class Column:
    """A column of a table."""

    name: str
    """The logical name."""
    label: str
    """What people read."""
    kind: str = "text"
    """What it holds: `text`, `memo`, `number`, `boolean`, `choice`, `datetime`, `lookup`, `phone`, `email`,
    `url` or `id`.
    """
    format: str = ""
    """Refines the kind: a number is `integer` (default), `bigint`, `decimal`, `double` or `money`; a datetime
    may be a `date`; a choice `state` or `status`; a lookup `customer`, `owner` or `party`; a text may be a
    table's logical name (`table`).
    """
    targets: tuple[str, ...] = ()
    """Logical names of the tables that a lookup may lead to."""
    choices: Mapping[int, str] = field(factory=dict)
    """Option values and their labels; of a boolean: 0 and 1."""
    states: Mapping[int, int] = field(factory=dict)
    """Of a status column, the state that each status belongs to."""
    default: int | None = None
    """The option value of a new row."""
    max_length: int | None = None
    """The longest text, in characters."""
    minimum: float | None = None
    """The least number."""
    maximum: float | None = None
    """The largest number."""
    required: bool = False
    """Whether it is marked on forms, and enforced in strict mode."""
    read_only: bool = False
    """Whether the product fills it; what callers send is ignored."""
    indexed: bool = False
    """Whether look-ups by it are fast."""
    custom: bool = False
    """Whether no table definition names it; it came with a record."""
    navigation: Mapping[str, str] = field(factory=dict)
    """The name of the single-valued navigation property, per target; by default the column's name, with
    `_<target>` if there are several targets.
    """
    collection: Mapping[str, str] = field(factory=dict)
    """The name of the collection on the target's side, per target."""
    on_delete: str = "remove_link"
    """What becomes of the row when a lookup's target is deleted: `remove_link`, `cascade` or `restrict`."""


@frozen(kw_only=True)
class Table:
    """A table: its names, its columns, and those that a form or a list shows."""

    name: str
    """The logical name."""
    label: str
    """What people call one row."""
    plural_label: str
    """What people call several."""
    entity_set: str
    """The name of the set in the Web API."""
    primary_id: str
    """The column with the key."""
    primary_name: str
    """The column that names a row."""
    columns: tuple[Column, ...] = ()
    """Its columns."""
    form_columns: tuple[str, ...] = ()
    """The columns that a form shows."""
    list_columns: tuple[str, ...] = ()
    """The columns that a list shows."""
    search_columns: tuple[str, ...] = ()
    """The columns that a quick find looks into; by default the text columns of the list."""
    list_order: str = ""
    """An `$orderby` text for its active view; by default the primary name."""
    description: str = ""
    """What it is for."""
    object_type_code: int = 0
    """The product's number of the table."""
    ownership: str = "UserOwned"
    """`UserOwned`, `OrganizationOwned` or `None`."""
    is_activity: bool = False
    """Whether it has the columns that all activities share."""
    custom: bool = False
    """Whether the product does not have it."""


class RecordsRefuse(ValueError):
    """Something that the records refuse.

    ``message`` says what, where, and what would be right. Where one column's value is at fault, ``column`` is
    its name and ``reason`` what is wrong with the value.
    """

    message: str
    column: str = ""
    reason: str = ""


class RecordSource(Protocol):
    """Records as the model reads them. Unknown tables and rows are ``None``, never an exception."""

    def table(self, name: str) -> Table | None:
        """The table of that logical name, or ``None``."""

    def tables(self) -> Sequence[Table]:
        """All tables, in the order of their labels."""

    def retrieve(self, table: str, record_id: str) -> Row | None:
        """One row with all columns and annotations as in the Web API, or ``None``.

        Keys: every column (a lookup as ``_<column>_value``; ``None`` where it has no value), plus
        ``<key>@OData.Community.Display.V1.FormattedValue`` and, for lookups,
        ``<key>@Microsoft.Dynamics.CRM.lookuplogicalname``. ``record_id`` is a GUID in any case, with or
        without braces.
        """

    def query(self, table: str, options: str) -> Sequence[Row]:
        """The rows that OData query options give (``$filter=…&$top=…``).

        Raises ``QueryRefused`` (a ``ValueError``) whose text says where the options are wrong.
        """

    def rows(self, table: str, search: str = "", top: int = 50, order: str = "") -> Sequence[Row]:
        """The rows of a list page: the table's active view, filtered by a search text in its list columns.

        ``order`` is an ``$orderby`` text that takes the place of the view's own.
        """
