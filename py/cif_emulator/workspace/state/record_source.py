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
    """A column of a table.

    ``kind`` is one of ``text memo number boolean choice datetime lookup phone email url id``; ``format``
    refines it: a number is ``integer`` (default), ``bigint``, ``decimal``, ``double`` or ``money``; a
    datetime may be a ``date``; a choice ``state`` or ``status``; a lookup ``customer``, ``owner`` or
    ``party``; a text may be a table's logical name (``table``).

    Lookups: ``targets`` are tables' logical names; ``navigation`` gives, per target, the name of the
    single-valued navigation property (default: the column's name, with ``_<target>`` if there are several
    targets), ``collection`` the name of the collection on the target's side; ``on_delete`` says what becomes
    of the row when its target is deleted: ``remove_link``, ``cascade`` or ``restrict``.

    ``choices`` are option values and labels (of a boolean: 0 and 1), ``states`` of a status column the state
    each status belongs to. ``max_length`` is in characters. ``required`` columns are marked on forms, and
    enforced in strict mode. ``read_only`` ones are filled by the product; what callers send is ignored.
    ``custom`` marks a column that no table definition names and that came with a record.
    """

    name: str
    label: str
    kind: str = "text"
    format: str = ""
    targets: tuple[str, ...] = ()
    choices: Mapping[int, str] = field(factory=dict)
    states: Mapping[int, int] = field(factory=dict)
    default: int | None = None
    max_length: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    required: bool = False
    read_only: bool = False
    indexed: bool = False
    custom: bool = False
    navigation: Mapping[str, str] = field(factory=dict)
    collection: Mapping[str, str] = field(factory=dict)
    on_delete: str = "remove_link"


@frozen(kw_only=True)
class Table:
    """A table: logical name, labels, entity set, primary columns, and the columns a form or a list shows.

    ``search_columns`` are those that a quick find looks into (default: the text columns of the list);
    ``list_order`` is an ``$orderby`` text for its active view (default: the primary name). ``ownership`` is
    ``UserOwned``, ``OrganizationOwned`` or ``None``; an activity (``is_activity``) has the columns that all
    activities share.
    """

    name: str
    label: str
    plural_label: str
    entity_set: str
    primary_id: str
    primary_name: str
    columns: tuple[Column, ...] = ()
    form_columns: tuple[str, ...] = ()
    list_columns: tuple[str, ...] = ()
    search_columns: tuple[str, ...] = ()
    list_order: str = ""
    description: str = ""
    object_type_code: int = 0
    ownership: str = "UserOwned"
    is_activity: bool = False
    custom: bool = False


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
