"""A rehearsal of the start: the records are loaded into a store, which knows more than the rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from cif_emulator.config.problems import Problem
from cif_emulator.config.reading import Contents
from cif_emulator.config.schema import RECORDS, TABLES, Configuration
from cif_emulator.records import BUILT_IN_TABLES, DefinitionRefused, RecordError, Store


def rehearse(configuration: Configuration, contents: Contents) -> Iterator[Problem]:
    """The problem that stops the configuration's tables and records from being loaded, if there is one.

    ``contents`` are those of the document that the configuration comes from; the problem is told at its place
    there.
    """
    settings = configuration.setup.settings
    document = contents.document
    places = {(entry.value.table, entry.value.id): entry.path for entry in contents[RECORDS]}
    records = configuration.records
    try:
        store = Store(
            (*BUILT_IN_TABLES, *configuration.tables),
            strict=settings.strict,
            current_user=settings.user_id,
            current_user_name=settings.user_name,
        )
        with closing(store):
            store.load([(each.table, each.columns(), str(number)) for number, each in enumerate(records)])
    except DefinitionRefused as refusal:
        yield document.problem((TABLES.key,), refusal.message)
    except RecordError as refusal:
        number, _, text = refusal.message.partition(": ")
        if number.isdigit():
            record = records[int(number)]
            yield document.problem(places.get((record.table, record.id), (RECORDS.key,)), text)
        else:
            yield document.problem((RECORDS.key,), refusal.message)
