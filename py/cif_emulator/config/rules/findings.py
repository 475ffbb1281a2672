"""What rules look at, and how they say what they found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import attrs

from cif_emulator.config.problems import Path, Severity
from cif_emulator.config.reading import Contents, PlacedEntry
from cif_emulator.config.schema import Configuration, Section
from cif_emulator.workspace.state.record_source import Table
from cif_emulator.workspace.state.refusals import nearest, quoted


@attrs.frozen
class Finding:
    """What a rule found at a place."""

    path: Path
    text: str
    severity: Severity


def error(path: Path, text: str) -> Finding:
    """A finding that stops the workspace from starting."""
    return Finding(path, text, Severity.ERROR)


def warning(path: Path, text: str) -> Finding:
    """A finding that does not."""
    return Finding(path, text, Severity.WARNING)


@attrs.frozen(kw_only=True)
class Subject:
    """What the rules look at.

    The document's ``contents``; the whole ``configuration`` that it makes with what it extends; every table
    by its logical name.
    """

    contents: Contents
    configuration: Configuration
    tables: Mapping[str, Table]

    def entries(self, key: str) -> tuple[PlacedEntry, ...]:
        """The document's own entries of a section."""
        return self.contents.entries[key]

    def names(self, section: Section) -> tuple[str, ...]:
        """All names of a section that exist, those of unreadable entries too."""
        entries: Iterable[Any] = getattr(self.configuration.setup, section.attribute)
        known = [str(getattr(entry, section.identity)) for entry in entries]
        return (*known, *sorted(self.contents.unreadable_names[section.key]))


Rule = Callable[[Subject], Iterator[Finding]]


def unknown_name(path: Path, noun: str, name: str, known: Iterable[str]) -> Finding:
    """The finding for a reference to something that is not there."""
    return error(path, f"there is no {noun} {quoted(name)}. {nearest(name, known)}".rstrip())


def near(name: str, known: Iterable[str]) -> str:
    """`` Did you mean …?`` if a known name is near, else nothing."""
    hint = nearest(name, known)
    return f" {hint}" if hint.startswith("Did") else ""


def too_long(path: Path, text: str, limit: int) -> Iterator[Finding]:
    """A finding if the text has more characters than the column holds."""
    if len(text) > limit:
        yield error(path, f"has {len(text)} characters; the product's column holds {limit}")


def out_of_range(path: Path, value: float, least: float, most: float) -> Iterator[Finding]:
    """A finding if the number is not within the bounds."""
    if not least <= value <= most:
        yield error(path, f"is {value:g}; expected a number from {least:g} to {most:g}")
