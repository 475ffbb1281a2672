"""Rules about names and texts of every section: there, unique, no longer than the product's columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import Any

from cif_emulator.config.problems import Path, written
from cif_emulator.config.rules.findings import Finding, Subject, error, too_long, warning
from cif_emulator.config.schema import RECORDS, SETUP_SECTIONS, TABLES, Section
from cif_emulator.workspace.state.refusals import quoted

# The lengths of the tables' columns, in characters (``templates.md`` 10, ``ciframework.md`` 4.3, 5.1).
_LENGTHS: Mapping[str, Mapping[str, int]] = {
    "app_profile": {"name": 100, "unique_name": 128, "description": 2000},
    "session_template": {"name": 100, "unique_name": 128, "title": 200, "description": 2000, "entity": 100},
    "application_tab_template": {"name": 100, "unique_name": 128, "title": 200, "description": 2000},
    "notification_template": {
        "name": 100,
        "unique_name": 128,
        "title": 100,
        "icon": 1024,
        "accept_button_text": 100,
        "reject_button_text": 100,
    },
    "provider": {
        "name": 100,
        "unique_name": 128,
        "label": 100,
        "channel_url": 1024,
        "trusted_domain": 2000,
        "custom_params": 2000,
    },
}
# A prefix of three to eight letters and digits, an underscore, the name (``templates.md`` 1).
_UNIQUE_NAME = re.compile(r"[A-Za-z0-9]{3,8}_\w+\Z")


def names_are_there(subject: Subject) -> Iterator[Finding]:
    """Names are not blank; unique names have a prefix."""
    for section in SETUP_SECTIONS:
        for entry in subject.entries(section.key):
            for key in (section.identity, "name"):
                if not str(getattr(entry.value, key, "x")).strip():
                    yield error((*entry.path, key), f"is blank: every {section.noun} needs one")
            name = getattr(entry.value, "unique_name", None)
            if name and name.strip() and not _UNIQUE_NAME.match(name):
                yield warning(
                    (*entry.path, "unique_name"),
                    f"{quoted(name)} is not of the product's form: a prefix of 3 to 8 letters or digits, "
                    'an underscore, a name, such as "acme_chat_session"',
                )


def names_are_unique(subject: Subject) -> Iterator[Finding]:
    """No two entries of a section have the same name; the product does not tell letter cases apart."""
    for section in (*SETUP_SECTIONS, TABLES):
        yield from _duplicates(subject, section, attrgetter(section.identity))
    yield from _duplicates(subject, RECORDS, lambda record: f"{record.table} {record.id}")


def _duplicates(subject: Subject, section: Section, identity: Callable[[Any], str]) -> Iterator[Finding]:
    first: dict[str, Path] = {}
    for entry in subject.entries(section.key):
        name = identity(entry.value)
        earlier = first.setdefault(name.lower(), entry.path)
        if earlier != entry.path:
            yield error(
                (*entry.path, section.identity),
                f"{quoted(name)} is there already, as {written(earlier)}; every {section.noun} needs its own",
            )


def texts_fit(subject: Subject) -> Iterator[Finding]:
    """Texts are no longer than the product's columns."""
    for key, lengths in _LENGTHS.items():
        for entry in subject.entries(key):
            for attribute, limit in lengths.items():
                value = getattr(entry.value, attribute)
                for text in (value,) if isinstance(value, str) else value or ():
                    yield from too_long((*entry.path, attribute), text, limit)
