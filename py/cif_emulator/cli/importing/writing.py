"""The files of an import, written whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from cif_emulator.cli.schema import SCHEMA_FILE, schema_text


class CannotWrite(Exception):
    """A file or folder that cannot be written; the text names it and says why."""


def write_import(target: Path, text: str, folder: Path, web_resources: Mapping[str, bytes]) -> None:
    """Write the configuration file, the schema that it names, and the web resources into the folder.

    Raises ``CannotWrite``.

    All is written under other names first. Files of a folder that is there already are replaced one by one,
    the others in it stay.
    """
    place = target
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as beside:
            part = Path(beside, target.name)
            part.write_text(text, encoding="utf-8", newline="\n")
            if web_resources:
                place = folder
                _write_folder(folder, web_resources)
            place = target.with_name(SCHEMA_FILE)
            place.write_text(schema_text(), encoding="utf-8", newline="\n")
            place = target
            part.replace(target)
    except OSError as error:
        raise CannotWrite(f"{place} cannot be written: {error.strerror or error}") from error


def _write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as beside:
        made = Path(beside, "files")
        for name, content in files.items():
            file = made / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        if not folder.exists():
            made.rename(folder)
            return
        for name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (made / name).replace(folder / name)
