"""What a configuration must keep beyond its shape: names, references, lengths, ranges, slugs, records.

An *error* is what cannot work: a name that nothing has, a value that the product's columns cannot hold, a
slug that nothing can ever fill. A *warning* is what works but will probably surprise: a slug that only
callers can fill, an unusual name. Rules look at the document's own entries, and know those that it extends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from cif_emulator.config.document import Document
from cif_emulator.config.problems import Path, Problem, Severity, written
from cif_emulator.config.reading import Contents, PlacedEntry
from cif_emulator.config.rules import slugs
from cif_emulator.config.rules.faults import faults_can_strike
from cif_emulator.config.rules.findings import Rule, Subject
from cif_emulator.config.rules.names import names_are_there, names_are_unique, texts_fit
from cif_emulator.config.rules.records import (
    columns_are_defined,
    records_fit_their_tables,
    states_fit,
    tables_are_complete,
)
from cif_emulator.config.rules.scenarios import scenarios_can_be_played
from cif_emulator.config.rules.settings import (
    dashboards_show_tables,
    embedders_are_origins,
    presences_are_known,
    providers_can_be_reached,
    settings_are_in_range,
)
from cif_emulator.config.rules.slug_queries import queries_are_taken
from cif_emulator.config.rules.slugs import slugs_are_provided
from cif_emulator.config.rules.templates import (
    notifications_fit,
    pages_have_their_parameters,
    profiles_hold_known_things,
    sessions_have_their_tabs,
)
from cif_emulator.config.schema import SECTIONS, SETUP_SECTIONS, Configuration, WorkspaceSection
from cif_emulator.records import Store
from cif_emulator.workspace.state.record_source import Table
from cif_emulator.workspace.state.refusals import quoted
from cif_emulator.workspace.state.settings import Settings, Setup

_SETUP_SECTIONS = {section.key: section for section in SETUP_SECTIONS}
_SETTINGS = tuple(attrs.fields_dict(Settings))

RULES: tuple[Rule, ...] = (
    names_are_there,
    names_are_unique,
    texts_fit,
    settings_are_in_range,
    embedders_are_origins,
    profiles_hold_known_things,
    sessions_have_their_tabs,
    pages_have_their_parameters,
    notifications_fit,
    providers_can_be_reached,
    presences_are_known,
    dashboards_show_tables,
    slugs_are_provided,
    tables_are_complete,
    columns_are_defined,
    states_fit,
    records_fit_their_tables,
    faults_can_strike,
    scenarios_can_be_played,
)


def problems(
    contents: Contents, configuration: Configuration, tables: Mapping[str, Table]
) -> tuple[Problem, ...]:
    """What the rules find in a document's ``contents``, each with its place.

    ``configuration`` is what the document makes with what it extends; ``tables`` are all tables by logical
    name.
    """
    subject = Subject(contents=contents, configuration=configuration, tables=tables)
    return tuple(
        contents.document.problem(finding.path, finding.text, finding.severity)
        for rule in RULES
        for finding in rule(subject)
    )


def without_errors(
    setup: Setup, configured: Setup, tables: Mapping[str, Table]
) -> tuple[Setup, frozenset[str]]:
    """A setup without the entries that the rules find wrong, and what is wrong, each a text.

    The configured entry of the same name takes a wrong one's place. Where the settings are wrong, they stay.
    """
    texts: set[str] = set()
    while True:
        found = list(_setup_errors(setup, tables))
        texts.update(text for _, text in found)
        places = {path[:2] for path, _ in found if path[0] in _SETUP_SECTIONS}
        if not places:
            return setup, frozenset(texts)
        for key in {key for key, _ in places}:
            section = _SETUP_SECTIONS[str(key)]
            known = {getattr(each, section.identity): each for each in getattr(configured, section.attribute)}
            entries: list[Any] = []
            for position, entry in enumerate(getattr(setup, section.attribute)):
                right = known.get(getattr(entry, section.identity))
                if (key, position) not in places:
                    entries.append(entry)
                elif right is not None and right != entry:
                    entries.append(right)
            changes: dict[str, Any] = {section.attribute: tuple(entries)}
            setup = attrs.evolve(setup, **changes)


def _setup_errors(setup: Setup, tables: Mapping[str, Table]) -> Iterator[tuple[Path, str]]:
    entries = {
        section.key: tuple(
            PlacedEntry((section.key, position), entry)
            for position, entry in enumerate(getattr(setup, section.attribute, ()))
        )
        for section in SECTIONS
    }
    contents = Contents(
        document=Document(name="", data={}),
        workspace=WorkspaceSection(**{name: getattr(setup.settings, name) for name in _SETTINGS}),
        settings_given=frozenset(),
        entries=entries,
        unreadable_names={section.key: frozenset() for section in SECTIONS},
        problems=(),
    )
    subject = Subject(contents=contents, configuration=Configuration(setup=setup), tables=tables)
    for rule in RULES:
        for finding in rule(subject):
            if finding.severity is Severity.ERROR:
                yield finding.path, f"{_place(finding.path, subject)}: {finding.text}."


def _place(path: Path, subject: Subject) -> str:
    """Where a finding is, by the entry's name: ``session template "acme_call": anchor_tab``."""
    section = _SETUP_SECTIONS.get(str(path[0]))
    if section is None:
        return written(path)
    entry = subject.entries(section.key)[int(path[1])].value
    name = quoted(str(getattr(entry, section.identity)))
    return ": ".join(each for each in (f"{section.noun} {name}", written(path[2:])) if each)


def query_problems(
    contents: Contents, configuration: Configuration, tables: Mapping[str, Table], store: Store
) -> Iterator[Problem]:
    """What the records say to queries in slugs; ``store`` holds them, the rest is as for ``problems``."""
    subject = Subject(contents=contents, configuration=configuration, tables=tables)
    for finding in queries_are_taken(subject, store):
        yield contents.document.problem(finding.path, finding.text, finding.severity)


def unknown_columns(
    contents: Contents, configuration: Configuration, tables: Mapping[str, Table]
) -> Iterator[slugs.UnknownColumn]:
    """The columns that slugs of a document's ``contents`` read although their tables lack them."""
    return slugs.unknown_columns(Subject(contents=contents, configuration=configuration, tables=tables))
