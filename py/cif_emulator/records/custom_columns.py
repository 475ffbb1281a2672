"""Columns that come with records and that no definition names: kept, their kind guessed from the values."""

from __future__ import annotations

from attrs import frozen

from cif_emulator.workspace.state.record_source import Column


@frozen
class Link:
    """A lookup's value: the row ``record_id`` of the table ``target``."""

    target: str
    record_id: str


def custom_column(name: str, value: object) -> Column:
    """A column for what came with a record, its kind guessed from the value."""
    if isinstance(value, Link):
        return Column(name=name, label=name, kind="lookup", targets=(value.target,), custom=True)
    if isinstance(value, bool):
        return Column(name=name, label=name, kind="boolean", custom=True, choices={0: "No", 1: "Yes"})
    if isinstance(value, int | float):
        return Column(name=name, label=name, kind="number", format="custom", custom=True)
    return Column(name=name, label=name, custom=True, format="unknown" if value is None else "")


def merged_custom(known: Column | None, seen: Column) -> Column:
    """A custom column that held what ``known`` says, after a record with ``seen`` as well."""
    if known is None or known.format == "unknown":
        return seen
    if seen.format == "unknown" or known.kind == seen.kind != "lookup":
        return known
    if known.kind == seen.kind:
        targets = tuple(dict.fromkeys((*known.targets, *seen.targets)))
        return Column(name=known.name, label=known.label, kind="lookup", targets=targets, custom=True)
    return Column(name=known.name, label=known.label, custom=True, format="mixed")
