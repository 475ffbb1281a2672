"""The web resources of a solution: files, and what their names are.

A portal's export has them flat, under names without slashes and with the GUID at the end; ``FileName`` in
``customizations.xml`` says which is which. SolutionPackager gives each its own name, and a ``.data.xml`` file
beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from cif_emulator.cli.importing.export import Export
from cif_emulator.config.data.archive import Archive
from cif_emulator.config.data.xml import parsed_entry

_FOLDER = "webresources"
_DESCRIBED = ".data.xml"
# What some file system does not take in a name, or what is hidden there.
_UNFIT = re.compile(r'[\x00-\x1f\\:*?"<>|]|^\.|[. ]$')


def read_web_resources(archive: Archive, listed: Iterable[Element], export: Export) -> frozenset[str]:
    """Take the web resources into the export; gives the paths of the files that were read.

    ``listed`` are the ``WebResource`` elements of the customizations file.
    """
    files = {path: name for path in archive.paths if (name := _name_below(path))}
    descriptions = [path for path in files if path.lower().endswith(_DESCRIBED)]
    done = set(descriptions)
    for element, beside in (
        *((each, "") for each in listed),
        *((parsed_entry(archive, path), path[: -len(_DESCRIBED)]) for path in descriptions),
    ):
        name = (element.findtext("Name") or "").strip()
        said = (element.findtext("FileName") or "").strip()
        path = _path(files, beside, said, name)
        if path is None:
            export.left.append(f"web resource {name}: its file {said or beside} is not in the solution")
        elif path not in done:
            done.add(path)
            _take(archive, path, name or files[path], export)
    for path, name in files.items():
        if path not in done:
            done.add(path)
            _take(archive, path, name, export)
    return frozenset(done)


def _name_below(path: str) -> str:
    """The name below the folder of web resources; empty for other files."""
    parts = PurePosixPath(path).parts
    lowered = [part.lower() for part in parts[:-1]]
    return "/".join(parts[lowered.index(_FOLDER) + 1 :]) if _FOLDER in lowered[:2] else ""


def _path(files: dict[str, str], beside: str, said: str, name: str) -> str | None:
    """The path of the file that an element describes."""
    by_name = {below.lower(): path for path, below in files.items()}
    wanted = said.lower().lstrip("/").removeprefix(f"{_FOLDER}/")
    if beside in files:
        return beside
    return by_name.get(wanted) or by_name.get(name.lower())


def _take(archive: Archive, path: str, name: str, export: Export) -> None:
    problem = next(_problems(name, export.web_resources), None)
    if problem is None:
        export.web_resources[name] = archive.read(path)
    else:
        export.left.append(f"web resource {name} ({path}): {problem}")


def _problems(name: str, taken: Iterable[str]) -> Iterator[str]:
    parts = name.split("/")
    if any(not part or _UNFIT.search(part) for part in parts):
        yield "its name cannot be a file's"
    folders = {"/".join(parts[:length]).lower() for length in range(1, len(parts))}
    for other in taken:
        if other.lower() == name.lower():
            yield f"{other} is there already"
        elif other.lower() in folders or other.lower().startswith(f"{name.lower()}/"):
            yield f"a file cannot have the name of a folder ({other})"
