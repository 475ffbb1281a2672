"""The configuration: ``workspace.toml``, the built-in one that it extends, and the checks of both.

``load`` reads a file, ``to_json`` and ``from_json`` carry the checked configuration into the page,
``examine_file`` tells every problem with its place. Nothing here knows the browser; exported solutions are
read by the command line's own room.
"""

from __future__ import annotations

from cif_emulator.config.faults import from_address, plain_fault, read_fault
from cif_emulator.config.joining import built_in
from cif_emulator.config.loading import (
    Examination,
    examine_file,
    examine_toml,
    from_json,
    load,
    of_embedder,
    to_json,
    unknown_columns,
)
from cif_emulator.config.origins import embedding_problem
from cif_emulator.config.problems import (
    ConfigurationError,
    Problem,
    Severity,
    UnreadableConfigurationError,
)
from cif_emulator.config.schema import Configuration, Lookup, Record, RecordValue

__all__ = [
    "Configuration",
    "ConfigurationError",
    "Examination",
    "Lookup",
    "Problem",
    "Record",
    "RecordValue",
    "Severity",
    "UnreadableConfigurationError",
    "built_in",
    "embedding_problem",
    "examine_file",
    "examine_toml",
    "from_address",
    "from_json",
    "load",
    "of_embedder",
    "plain_fault",
    "read_fault",
    "to_json",
    "unknown_columns",
]
