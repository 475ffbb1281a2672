"""The warm-up: imports and tries once what the page will need. Runs in the page's own interpreter under Node.

A memory snapshot is taken afterwards: whatever Python works out at first use (class structures, grammars,
regular expressions) is then in it. The modules that were needed are the ones that the page's library keeps.
"""

from __future__ import annotations

import gc
import importlib
import json
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from types import ModuleType

import cif_emulator
from cif_emulator import config
from cif_emulator.api import values
from cif_emulator.api.description import description
from cif_emulator.api.dispatcher import Dispatcher
from cif_emulator.config.baseline import Baseline
from cif_emulator.config.beginning import beginning
from cif_emulator.records.database import BUILT_IN_SCHEMA, empty_built_in
from cif_emulator.records.prepared_file import layout
from cif_emulator.view.snapshot import snapshot

# What modules of the library import only when it comes to it: texts of errors, codecs of odd text.
AT_NEED = (
    "encodings.latin_1",
    "encodings.unicode_escape",
    "encodings.utf_8_sig",
    "linecache",
    "traceback",
)

# What few pages come to need: files read and written, articles in HTML, checks of configurations that no
# server has checked. Over a network these modules, and what they alone import, are fetched when one of them
# is imported; functions do that.
LATER = (
    "cif_emulator.config.data.",
    "cif_emulator.config.exporting",
    "cif_emulator.config.json_schema",
    "cif_emulator.config.rules",
    "cif_emulator.config.trial_load",
    "cif_emulator.view.html_text",
)
# What data files are written in: spreadsheets, names in zip files, XML; what packages of users may import.
LATER_OTHERS = (
    "encodings.cp1252",
    "encodings.cp437",
    "encodings.iso8859_15",
    "encodings.utf_16",
    "encodings.utf_16_be",
    "encodings.utf_16_le",
    "typing_extensions",
)

CALLS: tuple[tuple[str, list[object]], ...] = (
    ("Apm.getFocusedSession", []),
    ("Apm.createSession", [{"templateName": "msdyn_chat_session"}]),
    ("Apm.createSession", [{"templateName": "no such template"}]),
    (
        "CIFramework.createSession",
        [{"templateName": "msdyn_chat_session", "templateParameters": {"customer": "Contoso"}}],
    ),
    (
        "CIFramework.searchAndOpenRecords",
        ["contact", "?$select=fullname&$filter=contains(fullname,'a')&$top=1", True],
    ),
    ("CIFramework.retrieveRecord", ["contact", "00000000-0000-0000-0000-000000000000", "?$select=fullname"]),
    ("CIFramework.noSuchMethod", []),
)


def import_first() -> None:
    """Import all that every page needs."""
    for name in (*AT_NEED, *_own_modules()):
        if not name.startswith(LATER):
            importlib.import_module(name)


def import_later() -> None:
    """Import the rest of what the page has."""
    for name in (*LATER_OTHERS, *_own_modules()):
        importlib.import_module(name)


def _own_modules(
    folders: Iterable[str] = cif_emulator.__path__, prefix: str = "cif_emulator."
) -> Iterator[str]:
    """As ``pkgutil.walk_packages``, which imports the packages."""
    for module in pkgutil.iter_modules(folders, prefix):
        yield module.name
        if module.ispkg:
            inner = [f"{folder}/{module.name.removeprefix(prefix)}" for folder in folders]
            yield from _own_modules(inner, f"{module.name}.")


def warm_up() -> None:
    """Open a workspace."""
    baseline = Baseline(config.from_json(config.to_json(config.load(None)), checked=True))
    dispatcher = Dispatcher(baseline.workspace(), "warm-up", lambda *_: None, address="")
    dispatcher.open()
    for method, arguments in CALLS:
        dispatcher.answer(method, "emulator_page", values.write(arguments))
    values.write([snapshot(dispatcher.workspace), dispatcher.log.plain(), description()])


def imported() -> str:
    """The names of all modules so far that are not frozen, as a JSON list."""
    return json.dumps(sorted(name for name, module in sys.modules.items() if not _is_frozen(module)))


def _is_frozen(module: ModuleType) -> bool:
    """Whether the interpreter holds the module itself: no archive of the library needs it."""
    return module.__spec__ is not None and module.__spec__.origin == "frozen"


# Bytes. Larger ones would let the memory grow, smaller ones are not left out.
_LARGEST_BLOCK, _SMALLEST_BLOCK = 1 << 20, 1 << 12


def tidy() -> None:
    """Let go of what the page does not need.

    What is left is not looked at again when garbage is collected.
    """
    layout(BUILT_IN_SCHEMA)
    # Few pages make databases of their own.
    empty_built_in().close()
    empty_built_in.cache_clear()
    if (start := beginning().start) is not None:
        start.connection.close()
    beginning.cache_clear()
    gc.collect()
    end = max(map(id, gc.get_objects()))
    gc.freeze()
    _clear_free_memory(end)


def _clear_free_memory(end: int) -> None:
    """Fill what was allocated and is free again, up to an address, with zeros, which the snapshot leaves out.

    It is allocated, in as large blocks as there are, and given back: CPython's ``id`` is an address. What the
    allocator takes from beyond has never been used.
    """
    blocks: list[bytes] = []
    size = _LARGEST_BLOCK
    while size >= _SMALLEST_BLOCK:
        block = bytes(size)
        if id(block) < end:
            blocks.append(block)
        else:
            size //= 2
