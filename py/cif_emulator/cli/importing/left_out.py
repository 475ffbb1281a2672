"""What an import finds in a solution and does not take, each thing by name and with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from cif_emulator.workspace.state.refusals import listed

# Reasons by the beginning of a folder's, a collection's or an element's name, in small letters.
_REASONS = {
    "entities": "table definitions, forms and views: write [[table]] for a table of your own",
    "entityrelationships": "relationships of tables",
    "other": "definitions of tables and relationships",
    "optionsets": "choices of tables",
    "workflows": "processes and flows, which do not run here",
    "roles": "security roles: everybody may do everything here",
    "fieldsecurityprofiles": "column security: everybody may do everything here",
    "customcontrols": "code components, which are not emulated",
    "controls": "code components, which are not emulated",
    "pluginassemblies": "plug-ins, which do not run here",
    "solutionpluginassemblies": "plug-ins, which do not run here",
    "sdkmessageprocessingsteps": "plug-ins, which do not run here",
    "canvasapps": "canvas apps and custom pages, which are not emulated",
    "appmodules": "the app itself: there is one here",
    "appmodulesitemaps": "the app itself: there is one here",
    "msdyn_liveworkstream": "workstreams: routing is not emulated",
    "msdyn_consoleapp": "predecessors of today's templates, deprecated",
    "msdyn_templatetags": "predecessors of today's templates, deprecated",
    "msdyn_prod": "agent scripts and macros, which are not emulated",
    "msdyn_msdyn_prod": "agent scripts and macros, which are not emulated",
    "msdyn_pane": "the productivity pane, which is not emulated",
    "msdyn_msdyn_pane": "the productivity pane, which is not emulated",
    "msdyn_appconfiguration_systemuser": "users of a profile: there is one user here",
    "msdyn_appconfiguration_applicationextension": "client extensions, which are not emulated",
}
CONTENT_TYPES = "[content_types].xml"
# Of many files or elements the first are told.
LISTS_ALL = "the zip file"
_NAMING = ("uniquename", "schemaname", "name", "id")


def reason(name: str) -> str:
    """Why things of that folder, collection or element are not taken; the longest beginning decides."""
    found = [start for start in _REASONS if name.lower().startswith(start)]
    return _REASONS[max(found, key=len)] if found else "not part of the workspace"


def files_left(paths: Iterable[str]) -> Iterator[str]:
    """A line for each folder of files that nothing has read."""
    topics: dict[str, list[str]] = {}
    for path in paths:
        topic = _topic(path)
        topics.setdefault(topic, []).append(path.removeprefix(topic))
    for topic, names in topics.items():
        why = reason(topic.lower().removeprefix("assets/"))
        is_one_file = names == [""]
        yield (
            f"{topic}: {why}"
            if is_one_file
            else f"{topic} ({_number(len(names), 'file')}): {why}: {listed(names, LISTS_ALL)}"
        )


def _topic(path: str) -> str:
    """The part of a path that says what the file is: its folder, or the collection in ``Assets``."""
    folder, _, rest = path.partition("/")
    if not rest:
        return path
    return f"{folder}/{rest}" if folder.lower() == "assets" else f"{folder}/"


def elements_left(parent: Element, path: str) -> Iterator[str]:
    """A line for an element of a customizations file that nothing has read; none for an empty one."""
    if len(parent):
        names = listed((identity(each) for each in parent), LISTS_ALL)
        yield f"{path}, {parent.tag} ({_number(len(parent), 'element')}): {reason(parent.tag)}: {names}"
    elif (parent.text or "").strip() or parent.attrib:
        yield f"{path}, {parent.tag}: {reason(parent.tag)}: {(parent.text or '').strip() or identity(parent)}"


def identity(element: Element) -> str:
    """What an element is called: by its attributes or its first children, else by its tag."""
    named = _named(element.attrib)
    if not named:
        named = _named({child.tag: child.text or "" for child in element if not len(child)})
    return " – ".join(named) or next(iter(element.attrib.values()), "") or f"<{element.tag}>"


def _named(texts: Mapping[str, str]) -> list[str]:
    """The texts under the most telling kind of name that there is."""
    for kind in _NAMING:
        found = [text.strip() for name, text in texts.items() if name.lower().endswith(kind) and text.strip()]
        if found:
            return found
    return []


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def file_name(path: str) -> str:
    """A file's name in small letters."""
    return PurePosixPath(path).name.lower()
