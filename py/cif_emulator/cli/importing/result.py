"""What an import makes, and what it says of that."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import define, field, frozen

from cif_emulator.cli.importing.export import Export
from cif_emulator.workspace.state.refusals import listed

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
    parts: list[Part] = field(factory=list)
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
        for noun in dict.fromkeys(part.noun for part in self.parts):
            yield noun, [part.name for part in self.parts if part.noun == noun and self._is_there(part)]

    def _is_there(self, part: Part) -> bool:
        entries = self.document.get(part.section, ())
        entry = next((each for each in entries if each["unique_name"] == part.entry), None)
        if entry is None or not part.listed:
            return entry is not None
        return any(isinstance(value, list) and part.listed in value for value in entry.values())

    def gone(self) -> Iterator[str]:
        """The parts of entries that were left out in the end, a line each."""
        for part in self.parts:
            if part.entry not in self.names(part.section):
                yield f"{part.noun} {part.name}: its {_NOUNS[part.section]} {part.entry} was left out"


# Characters of a line; names and texts of a file may be of any length.
_LONGEST = 800


def report(export: Export, conversion: Conversion) -> Iterator[str]:
    """The lines that say what was taken, changed and left out, and why: each thing once."""
    yield f"Read a {export.title}"
    for noun, names in (*conversion.taken(), ("web resource", list(export.web_resources))):
        if names:
            lister = "the folder that was written" if noun == "web resource" else "the file that was written"
            yield f"Took {len(names)} {noun}{'' if len(names) == 1 else 's'}: {listed(names, lister)}"
    left = [*conversion.left, *conversion.gone()]
    for heading, lines in (("Changed", conversion.changed), ("Left out", left)):
        if lines:
            yield f"{heading}:"
            yield from (f"  {line}" if len(line) <= _LONGEST else f"  {line[:_LONGEST]}…" for line in lines)
