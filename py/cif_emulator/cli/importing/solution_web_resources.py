"""The web resources of a solution: files, and what their names are.

A portal's export has them flat, under names without slashes and with the GUID at the end; ``FileName`` in
``customizations.xml`` says which is which. SolutionPackager gives each its own name, and a ``.data.xml`` file
beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from unicodedata import normalize
from xml.etree.ElementTree import Element

from attrs import define, field

from cif_emulator.cli.importing.export import Export
from cif_emulator.config.data.archive import Archive
from cif_emulator.config.data.xml import parsed_entry

_FOLDER = "webresources"
_DESCRIBED = ".data.xml"
# What some file system does not take in a name, or what is hidden there. To Windows some are devices,
# whatever follows a dot.
_UNFIT = re.compile(
    r'[\\:*?"<>|]|^\.|[. ]$|^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:\.|$)',
    re.IGNORECASE,
)
# Bytes of a part of a path in most file systems, and characters of a web resource's name.
_LONGEST_PART = 255
_LONGEST_NAME = 256


def read_web_resources(archive: Archive, listed: Iterable[Element], export: Export) -> frozenset[str]:
    """Take the web resources into the export; gives the paths of the files that were read.

    ``listed`` are the ``WebResource`` elements of the customizations file.
    """
    files = {path: name for path in archive.paths if (name := _name_below(path))}
    by_name = {below.lower(): path for path, below in files.items()}
    taken = _Taken(archive, export)
    descriptions = [path for path in files if path.lower().endswith(_DESCRIBED)]
    done = set(descriptions)
    for element, beside in (
        *((each, "") for each in listed),
        *((parsed_entry(archive, path), path[: -len(_DESCRIBED)]) for path in descriptions),
    ):
        name = (element.findtext("Name") or "").strip()
        said = (element.findtext("FileName") or "").strip()
        path = beside if beside in files else _path(by_name, said, name)
        if path is None:
            export.left.append(f"web resource {name}: its file {said or beside} is not in the solution")
        elif path not in done:
            done.add(path)
            taken.take(path, name or files[path])
    for path, name in files.items():
        if path not in done:
            done.add(path)
            taken.take(path, name)
    return frozenset(done)


def _name_below(path: str) -> str:
    """The name below the folder of web resources; empty for other files."""
    parts = PurePosixPath(path).parts
    lowered = [part.lower() for part in parts[:-1]]
    return "/".join(parts[lowered.index(_FOLDER) + 1 :]) if _FOLDER in lowered[:2] else ""


def _path(by_name: Mapping[str, str], said: str, name: str) -> str | None:
    """The path of the file that an element describes."""
    wanted = said.lower().lstrip("/").removeprefix(f"{_FOLDER}/")
    return by_name.get(wanted) or by_name.get(name.lower())


@define
class _Taken:
    """The web resources that were taken, by what file systems take for the same name; and their folders."""

    archive: Archive
    export: Export
    files: dict[str, str] = field(factory=dict)
    folders: dict[str, str] = field(factory=dict)

    def take(self, path: str, name: str) -> None:
        """Take a file, or say why not."""
        problem = self._problem(name)
        if problem is not None:
            self.export.left.append(f"web resource {name} ({path}): {problem}")
            return
        self.export.web_resources[name] = self.archive.read(path)
        *folders, own = _same_names(name)
        self.files[own] = name
        self.folders.update(dict.fromkeys(folders, name))

    def _problem(self, name: str) -> str | None:
        parts = name.split("/")
        if not name.isprintable() or any(not part or _UNFIT.search(part) for part in parts):
            return "its name cannot be a file's"
        if len(name) > _LONGEST_NAME or any(len(part.encode()) > _LONGEST_PART for part in parts):
            return f"its name has more than {_LONGEST_NAME} characters, or a part of it {_LONGEST_PART} bytes"
        *folders, own = _same_names(name)
        if own in self.files:
            return f"{self.files[own]} is there already"
        above = (self.files[each] for each in folders if each in self.files)
        other = self.folders.get(own) or next(above, None)
        return f"a file cannot have the name of a folder ({other})" if other else None


def _same_names(name: str) -> list[str]:
    """The paths of a file's folders and its own, alike for what some file system takes for the same."""
    parts = normalize("NFC", name).casefold().split("/")
    return ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]
