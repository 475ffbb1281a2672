"""Rules for ``[[fault]]``: what it strikes exists, and can go wrong in that way."""

from __future__ import annotations

from collections.abc import Iterator

from cif_emulator.api.call import PAGE
from cif_emulator.api.fault_mistakes import doubtful_event, mistakes
from cif_emulator.config.problems import written
from cif_emulator.config.rules.findings import Finding, Subject, error, warning
from cif_emulator.config.schema import SETUP_SECTIONS

[_PROVIDERS] = (section for section in SETUP_SECTIONS if section.key == "provider")


def faults_can_strike(subject: Subject) -> Iterator[Finding]:
    """Each fault strikes something, in a way in which that can go wrong."""
    providers = (*subject.names(_PROVIDERS), PAGE)
    misshapen = {problem.place.partition(".")[0] for problem in subject.contents.problems}
    for entry in subject.entries("fault"):
        if written(entry.path) in misshapen:
            # What was left out of it would be missed.
            continue
        for key, text in mistakes(entry.value, providers, subject.tables):
            yield error((*entry.path, key) if key else entry.path, text)
        if doubt := doubtful_event(entry.value):
            yield warning((*entry.path, "event"), doubt)
