"""What the records say to the queries in slugs (``templates.md`` 6.5): their options are tried out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cif_emulator.config.rules.findings import Finding, Subject, warning
from cif_emulator.config.rules.slugs import queries
from cif_emulator.records import QueryRefused, Store
from cif_emulator.workspace import slugs
from cif_emulator.workspace.state.refusals import quoted

# What a slug inside a query may stand for: nobody knows yet, so a query is right if it takes any of these.
_SAMPLES = ("00000000-0000-0000-0000-000000000000", "0", "x")
_CURLY = re.compile("[\u2018\u2019\u201c\u201d]")


def queries_are_taken(subject: Subject, store: Store) -> Iterator[Finding]:
    """The options of each query are such as the records take; ``store`` holds the configured ones."""
    for path, query in queries(subject):
        if query.table not in subject.tables:
            continue
        static = "".join(part for part in query.options if isinstance(part, str))
        curly = _CURLY.search(re.sub(r"'[^']*'", "", static))
        where = f"the query of {quoted(query.table)}"
        if curly:
            advice = "which quotes nothing; write a straight one: '"
            yield warning(path, f"{where} has the curly quote {curly.group()}, {advice}")
        elif (refusal := _refusal(query, store)) is not None:
            yield warning(path, f"{where} gives nothing: {refusal}")


def _refusal(query: slugs.Query, store: Store) -> str | None:
    """Why the records take the query with none of the samples; ``None`` if they take it with one."""
    refusals: list[str] = []
    for sample in _SAMPLES:
        options = "".join(part if isinstance(part, str) else sample for part in query.options)
        try:
            store.query(query.table, " ".join(options.split()))
        except QueryRefused as refusal:
            refusals.append(refusal.message.replace("\n", " "))
        else:
            return None
    return refusals[0]
