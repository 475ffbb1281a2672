"""What an import makes, and what it says of that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import define, field, frozen

from cif_emulator.cli.importing.export import Export
from cif_emulator.workspace.state.refusals import listed, visible

Entry = dict[str, object]

_NOUNS = {
    "app_profile": "app profile",
    "session_template": "session template",
    "application_tab_template": "application tab template",
    "notification_template": "notification template",
    "provider": "channel provider",
}


@frozen(kw_only=True)
class Part:
    """A row or a link that became part of an entry: ``noun`` says what it is, ``name`` what it is called.

    ``section`` and ``entry`` (a unique name) say of what. A link is there as long as ``listed`` stands in a
    list of that entry.
    """

    noun: str
    name: str
    section: str
    entry: str
    listed: str = ""


@define(kw_only=True)
class Conversion:
    """What an import makes.

    ``document`` has the configuration's sections; ``changed`` and ``left`` say in a line each what was
    changed and what was left out, and why. ``web_resources`` is the folder that the configuration names.
    ``parts`` are the rows and links that became part of an entry.
    """

    document: dict[str, list[Entry]] = field(factory=dict)
    web_resources: str = ""
    parts: dict[Part, None] = field(factory=dict)
    changed: list[str] = field(factory=list)
    left: list[str] = field(factory=list)

    def add(self, section: str, entry: Entry) -> None:
        """Take an entry."""
        self.document.setdefault(section, []).append(entry)

    def names(self, section: str) -> list[str]:
        """The unique names of a section's entries."""
        return [str(entry["unique_name"]) for entry in self.document.get(section, ())]

    def taken(self) -> Iterator[tuple[str, list[str]]]:
        """What is in the document, kind by kind: a noun, and names."""
        for section, noun in _NOUNS.items():
            yield noun, self.names(section)
        there = self._lists()
        by_noun: dict[str, list[str]] = {}
        for part in self.parts:
            names = by_noun.setdefault(part.noun, [])
            listed = there.get((part.section, part.entry))
            if listed is not None and (not part.listed or part.listed in listed):
                names.append(part.name)
        yield from by_noun.items()

    def gone(self) -> Iterator[str]:
        """The parts of entries that were left out in the end, a line each."""
        there = self._lists()
        for part in self.parts:
            if (part.section, part.entry) not in there:
                yield f"{part.noun} {part.name}: its {_NOUNS[part.section]} {part.entry} was left out"

    def _lists(self) -> Mapping[tuple[str, str], set[str]]:
        """What stands in the lists of each entry."""
        return {
            (section, str(entry["unique_name"])): {
                each
                for value in entry.values()
                if isinstance(value, list)
                for each in value
                if isinstance(each, str)
            }
            for section in _NOUNS
            for entry in self.document.get(section, ())
        }


# Characters of a line, and of one name of many in it; names and texts of a file may be of any length.
_LONGEST = 800
_LONGEST_NAME = 100


def report(export: Export, conversion: Conversion) -> Iterator[str]:
    """The lines that say what was taken, changed and left out, and why: each thing once.

    What a terminal would obey, and line ends, are escaped in them.
    """
    yield _line(f"Read a {export.title}")
    for noun, names in (*conversion.taken(), ("web resource", list(export.web_resources))):
        if names:
            lister = "the folder that was written" if noun == "web resource" else "the file that was written"
            shown = listed(map(_name, names), lister)
            yield f"Took {len(names)} {noun}{'' if len(names) == 1 else 's'}: {shown}"
    left = [*conversion.left, *conversion.gone()]
    for heading, lines in (("Changed", conversion.changed), ("Left out", left)):
        if lines:
            yield f"{heading}:"
            yield from (f"  {_line(line)}" for line in lines)


def _line(text: str) -> str:
    return visible(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def _name(text: str) -> str:
    return visible(text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…")
