"""Exported Dataverse solutions that carry template rows as data.

A row is a file ``<table>s/<name>/<table>.xml``: its key is an attribute of the root element (or the folder's
name), columns are child elements, a localised text is an element with a ``default`` attribute and one
``label`` for each language, and a lookup is an element that holds the target's ``msdyn_uniquename``.

Rows of N:N relationships stand in ``customizations.xml`` (``templates.md`` 12), and where SolutionPackager
has unpacked the solution in ``Assets/<relationship>set.xml``, each row with one attribute for each side::

    <msdyn_sessiontemplate_applicationtabset>
      <msdyn_sessiontemplate_applicationtab msdyn_sessiontemplateid.msdyn_uniquename="acme_call"
                                            msdyn_applicationtabtemplateid.msdyn_uniquename="acme_site">

Taken as well are the form of other rows (a folder for each, each side a lookup element); rows that are nested
in the folder of one side, which then need to name the other only; and linked rows that are listed inside the
row's own file (our decision). The order of the rows in the export is the order of the tabs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from attrs import frozen

from cif_emulator.cli.importing.export import Export, Reference, Relationship, Row, TableName
from cif_emulator.cli.importing.left_out import CONTENT_TYPES, elements_left, file_name, files_left, identity
from cif_emulator.cli.importing.solution_web_resources import read_web_resources
from cif_emulator.config.data.archive import Archive, BrokenExportError
from cif_emulator.config.data.xml import parsed_entry

_KEY = "msdyn_uniquename"
_TABLES: Mapping[str, TableName] = {table.value: table for table in TableName}
_RELATIONSHIPS: Mapping[str, Relationship] = {each.value: each for each in Relationship}
# A file or an element is named after one row, or after a collection of rows.
_SUFFIXES = ("", "s", "set")
_ENGLISH = "1033"
_CUSTOMIZATIONS = "customizations.xml"


def is_solution(archive: Archive) -> bool:
    """Whether the archive has a solution's manifest."""
    return _manifest(archive) is not None


def has_rows(archive: Archive) -> bool:
    """Whether the archive has rows as a solution has them."""
    return any(_named_after(path) for path in archive.paths)


def read_solution(archive: Archive) -> Export:
    """The rows, links and web resources of a solution.

    Raises ``BrokenExportError`` for files that cannot be read.
    """
    manifest = _manifest(archive)
    title, language = "folder of rows without a solution's manifest", _ENGLISH
    if manifest is not None:
        title, language = _described(parsed_entry(archive, manifest))
    export = Export(title=title)
    listed: list[Element] = []
    read = {manifest}
    for path in archive.paths:
        if _named_after(path):
            _Reader(export, language, path).read(parsed_entry(archive, path))
        elif file_name(path) == _CUSTOMIZATIONS:
            listed += _read_customizations(export, language, path, parsed_entry(archive, path))
        elif file_name(path) != CONTENT_TYPES:
            continue
        read.add(path)
    read |= read_web_resources(archive, listed, export)
    export.left += files_left(path for path in archive.paths if path not in read)
    return export


def _read_customizations(export: Export, language: str, path: str, root: Element) -> Iterator[Element]:
    """Takes the rows in it; gives the descriptions of web resources; tells the rest as left out."""
    for child in root:
        if _base_name(child.tag):
            _Reader(export, language, path).read(child)
        elif child.tag.lower() == "webresources":
            yield from child
        elif child.tag.lower() != "languages":
            export.left += elements_left(child, path)


def _manifest(archive: Archive) -> str | None:
    found = [path for path in archive.paths if file_name(path) == "solution.xml"]
    return min(found, key=len, default=None)


def _described(manifest: Element) -> tuple[str, str]:
    """What the solution is, and the base language of the organisation that it was exported from."""
    if manifest.tag != "ImportExportXml":
        raise BrokenExportError(f"its solution.xml begins with <{manifest.tag}>; expected <ImportExportXml>")
    name = manifest.findtext("SolutionManifest/UniqueName") or "without a name"
    version = manifest.findtext("SolutionManifest/Version") or ""
    kind = "unmanaged" if manifest.findtext("SolutionManifest/Managed") == "0" else "managed"
    return " ".join(f"solution {name} {version}".split()) + f" ({kind})", manifest.get(
        "languagecode"
    ) or _ENGLISH


def _base_name(name: str) -> str | None:
    """The table or relationship that a file or an element is named after."""
    lowered = name.lower()
    for suffix in _SUFFIXES:
        base = lowered.removesuffix(suffix)
        if lowered.endswith(suffix) and (base in _TABLES or base in _RELATIONSHIPS):
            return base
    return None


def _named_after(path: str) -> str | None:
    file = PurePosixPath(path)
    return _base_name(file.stem) if file.suffix.lower() == ".xml" else None


@frozen
class _Reader:
    """Reads the rows of one file into the export."""

    export: Export
    language: str
    path: str

    def read(self, root: Element) -> None:
        base = _base_name(root.tag)
        if base is None:
            raise BrokenExportError(
                f"{self.path} in it begins with <{root.tag}>; expected <{_named_after(self.path)}>"
            )
        is_collection = root.tag.lower() != base
        for element in root if is_collection else (root,):
            folder = "" if is_collection else self._folder
            if _base_name(element.tag) != base:
                self.export.left.append(f"{self.path}, {root.tag}: {identity(element)}, which is no {base}")
            elif base in _TABLES:
                self._row(element, _TABLES[base], folder)
            else:
                self._link(element, _RELATIONSHIPS[base])

    @property
    def _folder(self) -> str:
        """The name of the folder that a row's own file lies in; empty in other files."""
        return PurePosixPath(self.path).parent.name if _named_after(self.path) else ""

    def _row(self, element: Element, table: TableName, folder: str) -> None:
        values, lookups = _columns(element, self.language)
        key = values.setdefault(_KEY, folder).strip()
        if not key:
            self.export.left.append(f"{self.path}: a row of {table.value} without a unique name")
            return
        for parent_table, parent in self._parents():
            if table is TableName.TEMPLATE_PARAMETER and parent_table is TableName.TAB_TEMPLATE:
                lookups.setdefault(f"{parent_table.value}id", Reference(key=parent))
            if table is TableName.NOTIFICATION_FIELD and parent_table is TableName.NOTIFICATION_TEMPLATE:
                relationship = Relationship.NOTIFICATION_FIELDS
                self.export.link(relationship, Reference(key=parent), Reference(key=key))
        self.export.add(Row(table=table, key=key, place=self.path, values=values, lookups=lookups))
        for child in element:
            listed = _RELATIONSHIPS.get(_base_name(child.tag) or "")
            if listed is not None:
                self._listed_links(child, listed, table, key)

    def _link(self, element: Element, relationship: Relationship) -> None:
        _, lookups = _columns(element, self.language)
        parents = {table.value: key for table, key in self._parents()}
        ends: list[Reference] = []
        for table in relationship.sides:
            end = lookups.get(f"{table.value}id") or lookups.get(table.value)
            if end is None and table.value in parents:
                end = Reference(key=parents[table.value])
            if end is None:
                row = f"{self.path}, {relationship.value} {identity(element)}"
                self.export.left.append(f"{row}: it does not name its {table.value}")
                return
            ends.append(end)
        self.export.link(relationship, ends[0], ends[1])

    def _listed_links(self, element: Element, relationship: Relationship, table: TableName, key: str) -> None:
        """Linked rows that a row's own file lists, from whichever side."""
        holder = relationship.sides[0]
        for item in element.iter():
            other = (item.get(_KEY) or item.findtext(_KEY) or "").strip()
            if other:
                own, its = Reference(key=key), Reference(key=other)
                self.export.link(relationship, *((own, its) if table is holder else (its, own)))

    def _parents(self) -> Iterator[tuple[TableName, str]]:
        """The rows in whose folders this file is nested: folders ``<table>s/<name>`` above its own."""
        folders = PurePosixPath(self.path).parts[:-1]
        for set_name, name in pairwise(folders[:-2]):
            table = _TABLES.get(_base_name(set_name) or "")
            if table is not None:
                yield table, name


def _columns(row: Element, language: str) -> tuple[dict[str, str], dict[str, Reference]]:
    """The columns of a row that have a value: texts, and references."""
    values: dict[str, str] = {}
    lookups: dict[str, Reference] = {}
    for name, value in row.attrib.items():
        column, _, key = name.lower().partition(".")
        if key:
            lookups[column] = Reference(key=value.strip())
        else:
            values[column] = value
    for child in row:
        column = child.tag.lower()
        text = _localised(child, language)
        if text is None:
            reference = _named(child)
            if reference:
                lookups[column] = Reference(key=reference)
        elif text.strip():
            values[column] = text
    return values, lookups


def _named(lookup: Element) -> str:
    """The key that a lookup element holds, however deep: the unique name, else the first text in it."""
    keys = [each.get(_KEY) or each.findtext(_KEY) or "" for each in lookup.iter()]
    texts = [each.text or "" for each in lookup.iter()]
    return next((text.strip() for text in (*keys, *texts) if text.strip()), "")


def _localised(element: Element, language: str) -> str | None:
    """A column's text in the base language, else in English, else any; ``None`` for a lookup."""
    labels = {label.get("languagecode"): label.get("description") or "" for label in element.iter("label")}
    if (len(element) or element.get(_KEY)) and not labels:
        return None
    choices = (
        labels.get(language),
        labels.get(_ENGLISH),
        element.get("default"),
        element.text,
        *labels.values(),
    )
    return next((text for text in choices if text and text.strip()), "")
