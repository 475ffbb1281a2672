"""The entries of a document, section by section, each with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from cif_emulator.config.document import Document
from cif_emulator.config.problems import Path, Problem, shown
from cif_emulator.config.schema import SECTIONS, TABLES, Section, WorkspaceSection
from cif_emulator.config.structure import structure
from cif_emulator.workspace.state.refusals import MOST_HINTS, nearest

SectionKey = str


@attrs.frozen
class PlacedEntry:
    """An entry that could be read, and where it stands: ``("session_template", 2)``."""

    path: Path
    value: Any


@attrs.frozen(kw_only=True)
class Contents:
    """All that could be read of a document.

    ``settings_given`` are the keys that stand in ``[workspace]``. ``unreadable_names`` are the names of
    entries with too many mistakes to be read: they exist, so references to them are not dangling.
    """

    document: Document
    workspace: WorkspaceSection
    settings_given: frozenset[str]
    entries: Mapping[SectionKey, tuple[PlacedEntry, ...]]
    unreadable_names: Mapping[SectionKey, frozenset[str]]
    problems: tuple[Problem, ...]

    def __getitem__(self, section: Section) -> tuple[PlacedEntry, ...]:
        return self.entries[section.key]


# Completes the data of a ``[[table]]`` entry, which may leave out what its built-in namesake or a rule gives.
TableCompletion = Callable[[dict[str, object]], dict[str, object]]


def read(document: Document, complete_table: TableCompletion) -> Contents:
    """The entries of a document; mistakes of shape are in ``problems``, and what is faulty is left out."""
    problems = list(_section_problems(document))
    workspace_data = document.data.get("workspace", {})
    workspace = WorkspaceSection()
    if isinstance(workspace_data, dict):
        structured = structure(workspace_data, WorkspaceSection)
        workspace = structured.value
        problems += [document.problem(("workspace", *each.path), each.text) for each in structured.mistakes]
    else:
        problems.append(document.problem(("workspace",), f"expected a table, got {shown(workspace_data)}"))
    entries: dict[SectionKey, tuple[PlacedEntry, ...]] = {}
    unreadable: dict[SectionKey, frozenset[str]] = {}
    for section in SECTIONS:
        placed: list[PlacedEntry] = []
        names: set[str] = set()
        for path, data in _entries(document, section):
            is_table = section is TABLES and isinstance(data, dict)
            structured = structure(complete_table(data) if is_table else data, section.entry)
            problems += [document.problem(path + each.path, each.text) for each in structured.mistakes]
            if structured.value is not None:
                placed.append(PlacedEntry(path, structured.value))
            elif isinstance(data, dict) and isinstance(name := data.get(section.identity), str):
                names.add(name)
        entries[section.key] = tuple(placed)
        unreadable[section.key] = frozenset(names)
    return Contents(
        document=document,
        workspace=workspace,
        settings_given=frozenset(workspace_data if isinstance(workspace_data, dict) else ()),
        entries=entries,
        unreadable_names=unreadable,
        problems=tuple(problems),
    )


def _section_problems(document: Document) -> Iterator[Problem]:
    known = ["workspace", *(section.key for section in SECTIONS)]
    for number, key in enumerate(key for key in document.data if key not in known):
        near = nearest(key, known) if number < MOST_HINTS else ""
        yield document.problem((key,), f"unknown section. {near}".rstrip())
    for section in SECTIONS:
        value = document.data.get(section.key, [])
        if not isinstance(value, list):
            expected = f"expected a list of {section.noun}s, each begun by [[{section.key}]]"
            yield document.problem((section.key,), f"{expected}; got {shown(value)}")


def _entries(document: Document, section: Section) -> Iterator[tuple[Path, Any]]:
    value = document.data.get(section.key)
    if isinstance(value, list):
        for position, data in enumerate(value):
            yield (section.key, position), data
