"""The files of an import, written whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from cif_emulator.cli.schema import SCHEMA_FILE, schema_text


class CannotWrite(Exception):
    """A file or folder that cannot be written; the text names it and says why."""


def write_import(target: Path, text: str, folder: Path, web_resources: Mapping[str, bytes]) -> None:
    """Write the configuration file, the schema that it names, and the web resources into the folder.

    Raises ``CannotWrite``.

    All is written under other names first, and takes its place when all is there. Files of a folder that is
    there already are replaced one by one, the others in it stay. A file takes the place of a link, and does
    not follow it.
    """
    schema = target.with_name(SCHEMA_FILE)
    place = target
    try:
        with ExitStack() as until_written:
            beside = _folder_beside(target, until_written)
            for place, content in ((target, text), (schema, schema_text())):
                if place.exists() and not place.is_file():
                    raise CannotWrite(f"{place} cannot be written: it is there already, and no file")
                (beside / place.name).write_text(content, encoding="utf-8", newline="\n")
            if web_resources:
                place = folder
                made = _folder_beside(folder, until_written) / "files"
                _write_files(made, web_resources)
                _put(made, folder, web_resources)
            for place in (schema, target):
                (beside / place.name).replace(place)
    except OSError as error:
        raise CannotWrite(f"{place} cannot be written: {error.strerror or error}") from error


def _folder_beside(place: Path, until_written: ExitStack) -> Path:
    """A folder of the same file system; whoever takes it away meanwhile takes nothing from us."""
    beside = tempfile.TemporaryDirectory(
        dir=place.parent, prefix=".cif-emulator-", ignore_cleanup_errors=True
    )
    return Path(until_written.enter_context(beside))


def _write_files(made: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        file = made / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _put(made: Path, folder: Path, files: Mapping[str, bytes]) -> None:
    """Put written files into their folder, of which none is touched unless all can be."""
    if not folder.exists():
        made.rename(folder)
        return
    within = folder.resolve()
    for name in files:
        file = folder / name
        if not file.parent.resolve().is_relative_to(within):
            raise CannotWrite(f"{file} cannot be written: a link leads out of {folder} there")
        if file.exists() and not file.is_file():
            raise CannotWrite(f"{file} cannot be written: it is there already, and no file")
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).replace(folder / name)
