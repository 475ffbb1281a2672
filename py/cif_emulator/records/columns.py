"""Columns that tables have without naming them, and kinds of columns that belong together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cif_emulator.workspace.state.record_source import Column

YES_NO: Mapping[int, str] = {0: "No", 1: "Yes"}

# Kinds whose values are text; they are searched, and compared without regard to case or accents.
TEXT_KINDS = frozenset({"text", "memo", "phone", "email", "url"})


def name_column(name: str) -> Column:
    """A table's primary name."""
    return Column(name=name, label="Name", max_length=400, indexed=True)


def key_column(name: str, label: str) -> Column:
    """A table's key."""
    return Column(name=name, label=label, kind="id")


# Of a table that has no states of its own.
STATUS = (
    Column(
        name="statecode",
        label="Status",
        kind="choice",
        format="state",
        choices={0: "Active", 1: "Inactive"},
        default=0,
    ),
    Column(
        name="statuscode",
        label="Status Reason",
        kind="choice",
        format="status",
        choices={1: "Active", 2: "Inactive"},
        states={1: 0, 2: 1},
        default=1,
    ),
)
# Of two that decide each other, in every table that has states.
STATUS_NAMES = tuple(each.name for each in STATUS)


def _moment(name: str, label: str) -> Column:
    return Column(name=name, label=label, kind="datetime", read_only=True)


def _link(name: str, label: str, target: str) -> Column:
    return Column(name=name, label=label, kind="lookup", targets=(target,), read_only=True)


# What the product keeps for every row.
KEPT_BY_PRODUCT = (
    _moment("createdon", "Created On"),
    _link("createdby", "Created By", "systemuser"),
    _moment("modifiedon", "Modified On"),
    _link("modifiedby", "Modified By", "systemuser"),
)
# Not indexed: few owners have most rows, which an index would not find sooner.
OWNER = Column(
    name="ownerid",
    label="Owner",
    kind="lookup",
    format="owner",
    targets=("systemuser", "team"),
    navigation={"systemuser": "ownerid", "team": "ownerid"},
)

# Which of the two the owner is; kept with it.
OWNING = (
    _link("owninguser", "Owning User", "systemuser"),
    _link("owningteam", "Owning Team", "team"),
)


def named(columns: Iterable[Column]) -> dict[str, Column]:
    """Columns by logical name."""
    return {column.name: column for column in columns}
