"""Rules for ``[[scenario]]``: all that it names exists."""

from __future__ import annotations

from collections.abc import Iterator

from cif_emulator.api.call import PAGE
from cif_emulator.config.rules.findings import Finding, Subject, error, out_of_range, unknown_name
from cif_emulator.config.schema import SETUP_SECTIONS
from cif_emulator.workspace.state.pages import guid
from cif_emulator.workspace.state.refusals import quoted
from cif_emulator.workspace.state.templates import Scenario, SessionType

_SECTIONS = {section.key: section for section in SETUP_SECTIONS}
# What a scenario names, and the section in which it stands.
_NAMED = {
    "notification_template": "notification_template",
    "session_template": "session_template",
    "provider": "provider",
    "wrap_up_presence": "presence",
}
_LONGEST = 3600.0


def scenarios_can_be_played(subject: Subject) -> Iterator[Finding]:
    """Scenarios name templates, providers, presences and contacts that exist; their times are sensible."""
    entities = {
        template.unique_name
        for template in subject.configuration.setup.session_templates
        if template.session_type is SessionType.ENTITY
    }
    for entry in subject.entries("scenario"):
        scenario: Scenario = entry.value
        for key, section_key in _NAMED.items():
            name, section = getattr(scenario, key), _SECTIONS[section_key]
            known = subject.names(section)
            if name is not None and name not in known and (key, name) != ("provider", PAGE):
                yield unknown_name((*entry.path, key), section.noun, name, known)
        if scenario.session_template in entities:
            text = f"{quoted(scenario.session_template)} is an entity template; providers open generic ones"
            yield error((*entry.path, "session_template"), text)
        for key in ("rings", "talks"):
            yield from out_of_range((*entry.path, key), getattr(scenario, key), 0, _LONGEST)
        if scenario.contact is not None:
            yield from _contact(subject, (*entry.path, "contact"), scenario.contact)


def _contact(subject: Subject, path: tuple[str | int, ...], contact: str) -> Iterator[Finding]:
    if guid(contact) is None:
        yield error(path, f"expected the GUID of a contact, got {quoted(contact)}")
        return
    # Records that were prepared before are not at hand.
    if subject.configuration.prepared_records:
        return
    known = {guid(record.id) for record in subject.configuration.records if record.table == "contact"}
    if guid(contact) not in known:
        yield error(path, f"there is no contact {quoted(contact)} among the records")
