"""The trial load: loads the records into a store, which checks more than the rules do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing

from cif_emulator.config import rules
from cif_emulator.config.baseline import Baseline
from cif_emulator.config.problems import Problem, Severity
from cif_emulator.config.reading import Contents
from cif_emulator.config.schema import RECORDS, TABLES, Configuration
from cif_emulator.records import DefinitionRefused, RecordError
from cif_emulator.workspace.state.record_source import Table


def try_to_load(
    configuration: Configuration, contents: Contents, tables: Mapping[str, Table]
) -> Iterator[Problem]:
    """The problem that stops the configuration's tables and records from being loaded, if there is one.

    Else what is wrong with queries of slugs. ``contents`` are those of the document that the configuration
    comes from, where problems have their places; ``tables`` are all tables by logical name.
    """
    document = contents.document
    placed = {(entry.value.table, entry.value.id): entry.path for entry in contents[RECORDS]}
    records = configuration.records
    numbers = {(each.table, each.id): str(number) for number, each in enumerate(records)}
    try:
        with closing(Baseline(configuration, places=numbers)) as start:
            for wrong in sorted(start.wrong_rows):
                yield document.problem((RECORDS.key,), f"a record has no effect: {wrong}", Severity.WARNING)
            yield from rules.query_problems(contents, configuration, tables, start.store)
    except DefinitionRefused as refusal:
        yield document.problem((TABLES.key,), refusal.message)
    except RecordError as refusal:
        number, _, text = refusal.message.partition(": ")
        if number.isdecimal():
            record = records[int(number)]
            yield document.problem(placed.get((record.table, record.id), (RECORDS.key,)), text)
        else:
            yield document.problem((RECORDS.key,), refusal.message)
