"""Columns as table definitions write them: one short call each, named after the kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve

from cif_emulator.workspace.state.record_source import Column

YES_NO: Mapping[int, str] = {0: "No", 1: "Yes"}
ALLOWED: Mapping[int, str] = {0: "Allow", 1: "Do Not Allow"}
ACTIVE_INACTIVE: Mapping[int, str] = {0: "Active", 1: "Inactive"}

# Kinds whose values are text; they are searched, and compared without regard to case or accents.
TEXT_KINDS = frozenset({"text", "memo", "phone", "email", "url"})


def text(
    name: str, label: str, max_length: int = 100, *, required: bool = False, indexed: bool = False
) -> Column:
    """One line of text."""
    return Column(name=name, label=label, max_length=max_length, required=required, indexed=indexed)


def memo(name: str, label: str, max_length: int = 2_000) -> Column:
    """Several lines of text."""
    return Column(name=name, label=label, kind="memo", max_length=max_length)


def phone(name: str, label: str, *, indexed: bool = True) -> Column:
    """A phone number; indexed unless said otherwise, for that is what widgets look for."""
    return Column(name=name, label=label, kind="phone", max_length=50, indexed=indexed)


def email(name: str, label: str) -> Column:
    """An email address."""
    return Column(name=name, label=label, kind="email", max_length=100, indexed=True)


def url(name: str, label: str, max_length: int = 200) -> Column:
    """A web address."""
    return Column(name=name, label=label, kind="url", max_length=max_length)


def number(
    name: str,
    label: str,
    minimum: float | None = None,
    maximum: float | None = None,
    *,
    default: int | None = None,
) -> Column:
    """A whole number of 32 bits."""
    return Column(
        name=name,
        label=label,
        kind="number",
        format="integer",
        minimum=minimum,
        maximum=maximum,
        default=default,
    )


def decimal(name: str, label: str) -> Column:
    """A decimal number."""
    return Column(name=name, label=label, kind="number", format="decimal")


def double(name: str, label: str) -> Column:
    """A floating-point number."""
    return Column(name=name, label=label, kind="number", format="double")


def money(name: str, label: str) -> Column:
    """An amount of money, in the organisation's currency."""
    return Column(name=name, label=label, kind="number", format="money", minimum=-922_337_203_685_477)


def boolean(name: str, label: str, *, default: int = 0, choices: Mapping[int, str] = YES_NO) -> Column:
    """Yes or no."""
    return Column(name=name, label=label, kind="boolean", choices=choices, default=default)


def choice(name: str, label: str, choices: Mapping[int, str], *, default: int | None = None) -> Column:
    """One of several options."""
    return Column(name=name, label=label, kind="choice", choices=choices, default=default)


def moment(name: str, label: str) -> Column:
    """A date with a time."""
    return Column(name=name, label=label, kind="datetime")


def date(name: str, label: str) -> Column:
    """A date without a time."""
    return Column(name=name, label=label, kind="datetime", format="date")


def lookup(
    name: str,
    label: str,
    *targets: str,
    collection: Mapping[str, str] | None = None,
    navigation: Mapping[str, str] | None = None,
    on_delete: str = "remove_link",
    required: bool = False,
    indexed: bool = True,
    format: str = "",  # noqa: A002 — the attribute's name
) -> Column:
    """A link to a row of one of ``targets``."""
    return Column(
        name=name,
        label=label,
        kind="lookup",
        format=format,
        targets=targets,
        collection=collection or {},
        navigation=navigation or {},
        on_delete=on_delete,
        required=required,
        indexed=indexed,
    )


def identifier(name: str, label: str) -> Column:
    """A table's key."""
    return Column(name=name, label=label, kind="id")


def status(
    states: Mapping[int, str] = ACTIVE_INACTIVE,
    reasons: Mapping[int, tuple[str, int]] | None = None,
    *,
    state: int | None = 0,
    reason: int | None = 1,
) -> tuple[Column, Column]:
    """``statecode`` and ``statuscode``: ``reasons`` maps each status to its label and state."""
    given = reasons or {1: ("Active", 0), 2: ("Inactive", 1)}
    return (
        Column(
            name="statecode", label="Status", kind="choice", format="state", choices=states, default=state
        ),
        Column(
            name="statuscode",
            label="Status Reason",
            kind="choice",
            format="status",
            choices={value: label for value, (label, _) in given.items()},
            states={value: belongs for value, (_, belongs) in given.items()},
            default=reason,
        ),
    )


def solution_columns() -> tuple[Column, ...]:
    """What rows that ship in solutions carry (``templates.md`` 10)."""
    return (
        choice(
            "componentstate",
            "Component State",
            {0: "Published", 1: "Unpublished", 2: "Deleted", 3: "Deleted Unpublished"},
            default=0,
        ),
        boolean("ismanaged", "Is Managed", choices={0: "Unmanaged", 1: "Managed"}),
    )


def _read_only(column: Column) -> Column:
    return evolve(column, read_only=True, indexed=False)


USERS = ("systemuser", "team")

# What the product keeps for every row.
KEPT_BY_PRODUCT = (
    _read_only(moment("createdon", "Created On")),
    _read_only(lookup("createdby", "Created By", "systemuser")),
    _read_only(moment("modifiedon", "Modified On")),
    _read_only(lookup("modifiedby", "Modified By", "systemuser")),
)
# Not indexed: few owners have most rows, which an index would not find sooner.
OWNER = lookup(
    "ownerid",
    "Owner",
    *USERS,
    navigation=dict.fromkeys(USERS, "ownerid"),
    format="owner",
    indexed=False,
)

# Which of the two the owner is; kept with it.
OWNING = (
    _read_only(lookup("owninguser", "Owning User", "systemuser")),
    _read_only(lookup("owningteam", "Owning Team", "team")),
)


def address(number_in_table: int, *, label: str) -> tuple[Column, ...]:
    """The columns of a customer's address."""
    prefix = f"address{number_in_table}"
    return (
        text(f"{prefix}_line1", f"{label}: Street 1", 250),
        text(f"{prefix}_line2", f"{label}: Street 2", 250),
        text(f"{prefix}_line3", f"{label}: Street 3", 250),
        text(f"{prefix}_city", f"{label}: City", 80, indexed=number_in_table == 1),
        text(f"{prefix}_stateorprovince", f"{label}: State/Province", 50),
        text(f"{prefix}_postalcode", f"{label}: ZIP/Postal Code", 20),
        text(f"{prefix}_country", f"{label}: Country/Region", 80),
        phone(f"{prefix}_telephone1", f"{label}: Phone", indexed=False),
        memo(f"{prefix}_composite", label, 1_000),
    )


def named(columns: Iterable[Column]) -> dict[str, Column]:
    """Columns by logical name."""
    return {column.name: column for column in columns}
