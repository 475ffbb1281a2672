"""The records of a configuration as a database file, made once and kept for the next start.

Pages open the file in place of loading the records. It lies in the user's cache folder, under a hash of all
that it is made from: the configuration with its records, and this package's own way of storing them.
"""

from __future__ import annotations

import atexit
import gzip
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, suppress
from functools import cache
from importlib.resources import files
from pathlib import Path

import attrs
from attrs import frozen
from platformdirs import user_cache_path

from cif_emulator.config import Configuration, from_json, to_json
from cif_emulator.config.data.files import Data, files_read, refuse_too_large, with_data
from cif_emulator.records.prepared_file import content_name, read

# Least recently used entries go when there are more, or when they take more bytes.
MOST_ENTRIES = 50
MOST_BYTES = 4 * 2**30
# What another process still makes is younger; pages that are open ask again within this time.
_OLD_SECONDS = 3600.0
_UNFINISHED = "making-"
# The file's notes: the configuration, and what was changed in the data files.
_CONFIGURATION = "configuration"
_REMARKS = "remarks"
# Small files are also kept compressed: they are sent over networks, too.
_COMPRESSED = 8 * 2**20


class CannotPrepare(Exception):
    """The records cannot be written to a file; the text says why, and what would help."""


def cache_folder() -> Path:
    """Where prepared records are kept."""
    return user_cache_path("cif-emulator", appauthor=False) / "records"


@frozen(kw_only=True)
class PreparedRecords:
    """A file of records; its name is the address that pages ask for.

    ``configuration`` is the one that it belongs to, with what the data files say beside their records, and
    without a list of the records.
    """

    file: Path
    configuration: Configuration


def prepare_records(
    configuration: Configuration,
    data_files: tuple[Path, ...] = (),
    *,
    strict_data: bool = False,
    folder: Path | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> PreparedRecords:
    """The file with the records of a configuration and of data files: the cache's, or a new one.

    ``tell`` gets a line for each kind of change that the data files needed (``with_data``), also if that
    was done in an earlier run. ``folder`` is the cache, by default the user's. One that cannot be written is
    told, too, and the file is kept for this process alone. Raises ``CannotPrepare``, and ``UnusableData``,
    also for records that do not fit.
    """
    key = _key(configuration, data_files, strict=strict_data)
    kept = folder or cache_folder()
    found = _made_here.get(key) or _usable(kept / key)
    if found is None:
        data = with_data(configuration, data_files, strict=strict_data)
        if data_files and _key(configuration, data_files, strict=strict_data) != key:
            raise CannotPrepare("the data files change while they are read: try again when they are complete")
        found = _made(data, kept, key, tell)
    notes = read(found)
    for remark in json.loads(notes[_REMARKS]):
        tell(remark)
    return PreparedRecords(file=found, configuration=_noted(notes, found.name, configuration))


def _made(data: Data, kept: Path, key: str, tell: Callable[[str], None]) -> Path:
    """A new file, in the cache if that can be written."""
    try:
        file = _make(data, kept, key)
        _sweep(kept, key)
    except (OSError, sqlite3.Error) as error:
        tell(f"The cache folder {kept} cannot be used ({error}); the records are made for this run alone.")
        try:
            file = _made_here[key] = _make(data, _of_this_process(), key)
        except (OSError, sqlite3.Error) as second:
            raise CannotPrepare(
                f"the records cannot be written to {tempfile.gettempdir()} ({second}): make room on that "
                "disk, or name another temporary folder in TMPDIR"
            ) from second
    return file


def _noted(notes: Mapping[str, str], name: str, given: Configuration) -> Configuration:
    """The configuration that a file was made for; ``given`` has what is the server's alone."""
    noted = from_json(notes[_CONFIGURATION], checked=True)
    return attrs.evolve(
        noted,
        web_resources=given.web_resources,
        wheels=given.wheels,
        embed_origins=given.embed_origins,
        prepared_records=name,
    )


# What no cache could keep, by its key.
_made_here: dict[str, Path] = {}


@cache
def source_hash() -> bytes:
    """A hash of the code that decides what the file holds."""
    digest = hashlib.sha256(sqlite3.sqlite_version.encode())
    package = files("cif_emulator")
    for room in ("records", "records/tables", "config", "config/data", "workspace/state", "cli"):
        for module in sorted(package.joinpath(room).iterdir(), key=lambda each: each.name):
            if module.name.endswith((".py", ".pyc", ".jsonl")):
                digest.update(module.read_bytes())
    return digest.digest()


def _key(configuration: Configuration, data_files: Iterable[Path], *, strict: bool) -> str:
    digest = hashlib.sha256(source_hash() + bytes([strict]))
    digest.update(to_json(configuration).encode("utf-8", "surrogatepass"))
    for file in files_read(data_files):
        digest.update(f"\0{file.name}\0".encode("utf-8", "surrogateescape"))
        # One that cannot be read is told by its reader.
        with suppress(OSError), file.open("rb") as content:
            refuse_too_large(file)
            digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()[:32]


def _usable(entry: Path) -> Path | None:
    """An entry's file, if it is there and whole; what is damaged is removed."""
    found = next(entry.glob("records-*.sqlite"), None)
    if found is None:
        return None
    try:
        if content_name(str(found)) == found.name:
            # What is used stays longer.
            os.utime(entry)
            return found
        shutil.rmtree(entry)
    except OSError:
        # Of another user, or removed by another process meanwhile.
        return found if found.is_file() and content_name(str(found)) == found.name else None
    return None


def _make(data: Data, folder: Path, key: str) -> Path:
    """Prepare the records in a folder that gets its name at the end: no half-written file has one."""
    folder.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder))
    try:
        new = making / "new.sqlite"
        baseline = data.baseline()
        with closing(baseline.store):
            text = to_json(attrs.evolve(data.configuration, records=()))
            baseline.save_records(new, {_CONFIGURATION: text, _REMARKS: json.dumps(data.remarks)})
        file = new.rename(making / content_name(str(new)))
        if file.stat().st_size <= _COMPRESSED:
            file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes(), 6, mtime=0))
        with suppress(OSError):
            # Fails if another process has been quicker: theirs is as good.
            making.rename(folder / key)
        made = next((folder / key).glob("records-*.sqlite"), None)
        if made is None:
            raise OSError(f"{folder / key} is in the way")
        return made
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _sweep(folder: Path, used: str) -> None:
    """Remove what was left unfinished and, of too many entries, those that were not used for longest."""
    entries: list[tuple[float, int, Path]] = []
    now = time.time()
    for entry in folder.iterdir():
        with suppress(OSError):
            changed = entry.stat().st_mtime
            if entry.name == used:
                continue
            if entry.name.startswith(_UNFINISHED):
                if now - changed > _OLD_SECONDS:
                    shutil.rmtree(entry, ignore_errors=True)
                continue
            entries.append((changed, sum(file.stat().st_size for file in entry.iterdir()), entry))
    total = 0
    for number, (changed, size, entry) in enumerate(sorted(entries, reverse=True), 2):
        total += size
        if (number > MOST_ENTRIES or total > MOST_BYTES) and now - changed > _OLD_SECONDS:
            shutil.rmtree(entry, ignore_errors=True)


@cache
def _of_this_process() -> Path:
    """A folder that goes with the process."""
    folder = Path(tempfile.mkdtemp(prefix="cif-emulator-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
