"""The generated reference leaves nothing out."""

import re

from documentation.reference.typescript_fixtures import TYPES, declarations, typescript_fixtures_page


def test_all_of_the_typescript_fixtures_is_in_their_page():
    text, page = TYPES.read_text(encoding="utf-8"), typescript_fixtures_page()
    # Those of types that a test never names are not among them.
    members = re.findall(r"^  ((?:readonly )?\w+[?(<:].*;)$", text, re.MULTILINE)
    missing = [member for member in members if member not in page]
    assert len(members) > 60
    assert {member.partition(":")[0] for member in missing} <= {
        "Apm", "CIFramework", "cifEmulator", "message()", "pass",
    }  # fmt: skip
    meanings = {line.strip() for line in re.findall(r"^  /\*\* (.*?) \*/", text, re.MULTILINE)}
    assert [meaning for meaning in meanings if meaning not in page] == []


def test_members_and_their_meanings_are_read_from_types():
    text = """/**
 * What it
 * is.
 */
export interface Entry {
  /** How long; `null` for ever. */
  readonly time: number;
  go(where: string): Promise<void>;
}

/** One. */
export const one: Kind<
  A
>;
"""
    assert list(declarations(text)) == [
        (
            "Entry",
            "What it is.",
            [
                ("time", "readonly time: number;", "How long; `null` for ever."),
                ("go", "go(where: string): Promise<void>;", ""),
            ],
        ),
        ("one", "One.", []),
    ]
