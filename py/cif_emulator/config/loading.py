"""Configurations from files and JSON texts: read, joined with the built-in one, checked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path as FilePath

import attrs

from cif_emulator.config.document import Document, read_file, read_json, read_toml
from cif_emulator.config.joining import built_in, joined
from cif_emulator.config.problems import ConfigurationError, Problem, Severity
from cif_emulator.config.reading import Contents, read
from cif_emulator.config.schema import (
    DELETED_RECORDS,
    FAULTS,
    RECORDS,
    SETUP_SECTIONS,
    TABLES,
    Configuration,
    Record,
)
from cif_emulator.config.structure import unstructure
from cif_emulator.config.tables import completed, tables_by_name


@attrs.frozen(kw_only=True)
class Examination:
    """What came of reading a configuration.

    ``configuration`` holds all that could be read; it is usable only if no problem is an error.
    """

    configuration: Configuration
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop the workspace from starting."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that do not."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.WARNING)

    def usable(self) -> Configuration:
        """The configuration; raises ``ConfigurationError`` with every error if there are any."""
        if self.errors:
            raise ConfigurationError(self.errors)
        return self.configuration


def load(path: FilePath | None = None) -> Configuration:
    """The built-in configuration, extended by a TOML or JSON file if one is given.

    An entry with the unique name of a built-in one (a record: its table and id; a presence: its text; a
    dashboard: its id) replaces it; the keys of ``[workspace]`` override. Raises ``ConfigurationError`` with
    every error, ``UnreadableConfigurationError`` for a file that is not there, or not what its name says.
    """
    return built_in() if path is None else examine_file(path).usable()


def examine_file(path: FilePath) -> Examination:
    """A file's configuration with all its errors and warnings; raises only for unreadable files.

    It is TOML, or JSON of the same shape if its name ends with ``.json``.
    """
    return _examine(read_file(path), with_trial_load=True)


def examine_toml(text: str, name: str = "workspace.toml") -> Examination:
    """A TOML text's configuration with all its errors and warnings; raises only for what is not TOML."""
    return _examine(read_toml(text, name), with_trial_load=True)


# What no page around the workspace may bring along: code, the organisation's own scripts, lasting records.
_NOT_OF_EMBEDDERS = {
    "wheels": "name them in the file of --config",
    "web_resources": "name the folder by --web-resources, or in the file of --config",
    "persist": "set it in the file of --config",
}
_LEFT_TO_THE_SERVER = (
    "is left to the configuration that the workspace is served with: leave it out here, and {where}"
)


def of_embedder(text: str, name: str) -> Configuration:
    """The configuration that a page brings along which shows the workspace: TOML, or JSON by its name.

    Raises as ``load`` does, also where it names what is left to the workspace's own configuration.
    """
    document = read_json(text, name) if name.endswith(".json") else read_toml(text, name)
    workspace = document.data.get("workspace")
    named = [key for key in _NOT_OF_EMBEDDERS if isinstance(workspace, dict) and workspace.get(key)]
    found = _examine(document)
    refused = [
        document.problem(("workspace", key), _LEFT_TO_THE_SERVER.format(where=_NOT_OF_EMBEDDERS[key]))
        for key in named
    ]
    return attrs.evolve(found, problems=(*refused, *found.problems)).usable()


def unknown_columns(text: str, name: str = "workspace.toml") -> tuple[tuple[str, str], ...]:
    """The columns that slugs of a TOML text read although their tables lack them: ``(table, column)``.

    Columns are named as in a row of the Web API: a lookup is ``_<column>_value``.
    """
    from cif_emulator.config import rules

    document = read_toml(text, name)
    contents = read(document, completed)
    configuration = joined(contents, _base(contents))
    found = rules.unknown_columns(contents, configuration, tables_by_name(configuration.tables))
    return tuple(dict.fromkeys((each.table.name, each.column) for each in found))


def from_json(
    text: str, name: str = "config.json", *, checked: bool = False, prepared_records: str = ""
) -> Configuration:
    """The configuration that a JSON text of the same shape as the TOML file describes.

    What ``to_json`` wrote gives the same configuration again; other texts extend the built-in one, as a file
    does. ``checked`` says that the text comes from ``to_json``, so that only its shape is looked at: half the
    time. ``prepared_records`` is a file of records that a text may name although it is not checked. Raises as
    ``load`` does.
    """
    document = read_json(text, name)
    workspace = document.data.get("workspace")
    if not prepared_records or not isinstance(workspace, dict):
        return _examine(document, with_rules=not checked).usable()
    named = ""
    if workspace.get("prepared_records") == prepared_records:
        named = workspace.pop("prepared_records")
    return _examine(document, with_rules=not checked, prepared_records=named).usable()


def to_json(
    configuration: Configuration,
    *,
    wheels: Iterable[str] = (),
    prepared_records: str = "",
    embed_origins: Iterable[str] = (),
) -> str:
    """The configuration as compact JSON text, complete: nothing of it is left to the built-in one.

    ``wheels`` are addresses, relative to the page, of packages that it installs; ``prepared_records`` that of
    a file with the records, which then are not in the text; ``embed_origins`` may drive the page.
    """
    setup = configuration.setup
    workspace: dict[str, object] = {"built_in": False, **unstructure(setup.settings)}
    if installed := list(wheels):
        workspace["wheels"] = installed
    if prepared_records:
        workspace["prepared_records"] = prepared_records
    if embedders := list(embed_origins):
        workspace["embed_origins"] = embedders
    data: dict[str, object] = {"workspace": workspace}
    for section in SETUP_SECTIONS:
        data[section.key] = [unstructure(entry) for entry in getattr(setup, section.attribute)]
    data[FAULTS.key] = [unstructure(fault) for fault in setup.faults]
    data[TABLES.key] = [unstructure(table) for table in configuration.tables]
    if configuration.deleted_records:
        data[DELETED_RECORDS.key] = [unstructure(record) for record in configuration.deleted_records]
    if not prepared_records:
        data[RECORDS.key] = [unstructure(record) for record in configuration.records]
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _examine(
    document: Document,
    *,
    with_rules: bool = True,
    with_trial_load: bool = False,
    prepared_records: str = "",
) -> Examination:
    """A document's configuration and its problems.

    With a trial load, the records are loaded once where nothing else is wrong, to see that they can be.
    ``prepared_records`` is the file in which the records are instead.
    """
    contents = read(document, completed)
    configuration = joined(contents, _base(contents))
    if prepared_records:
        configuration = attrs.evolve(configuration, prepared_records=prepared_records)
    problems = list(contents.problems)
    tables = tables_by_name(configuration.tables)
    if with_rules:
        # Over a network the rules come when they are needed.
        from cif_emulator.config import rules

        problems += rules.problems(contents, configuration, tables)
    if with_trial_load and not any(problem.severity is Severity.ERROR for problem in problems):
        from cif_emulator.config.trial_load import try_to_load

        problems += try_to_load(configuration, contents, tables)
    in_order = sorted(problems, key=lambda problem: problem.line or 0)
    return Examination(configuration=configuration, problems=tuple(in_order))


def _base(contents: Contents) -> Configuration:
    """What the document extends."""
    if not contents.workspace.built_in:
        return Configuration()
    base = built_in()
    if not contents.workspace.sample_records:
        return attrs.evolve(base, records=())
    if "user_name" not in contents.settings_given:
        return base
    return attrs.evolve(base, records=tuple(_named_as_given(base, contents.workspace.user_name)))


# What the built-in record of the current user says of a name that is not theirs any more.
_OF_THE_NAME = ("firstname", "lastname", "internalemailaddress", "domainname")


def _named_as_given(base: Configuration, user_name: str) -> Iterator[Record]:
    """The base's records, the current user's with the name that ``[workspace]`` gives that user."""
    own = ("systemuser", base.setup.settings.user_id)
    for record in base.records:
        if (record.table, record.id) == own:
            others = {name: value for name, value in record.values.items() if name not in _OF_THE_NAME}
            yield attrs.evolve(record, values={**others, "fullname": user_name})
        else:
            yield record
