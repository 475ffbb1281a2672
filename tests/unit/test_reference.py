"""The generated reference leaves nothing out."""

import re

from documentation.reference.messages import errors_page, script_messages
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


def test_messages_of_all_sources_are_in_their_page():
    page = re.sub(r"\\(.)", r"\1", errors_page())
    for message in (
        "the filter has more than {limits} conditions",
        "{path} is served as {type}; right is application/wasm",
        "replay needs a browser, which comes with Playwright",
        "The link is cut off or damaged: ask for it once more.",
    ):
        assert message in page, message


def test_messages_of_scripts_have_names_for_their_values(tmp_path):
    text = "${path.name} is not there; look at ${/** @type {any} */ (one[0].place)} or ${limit.toLocaleString('en')}"
    (tmp_path / "start.js").write_text(f"throw new Error(`{text}`);\nthrow new TypeError('short');\n")
    assert list(script_messages(tmp_path, "The page")) == [
        (
            r"\{name\} is not there; look at \{place\} or \{limit\}",
            "The page",
            r"Look at \{place\} or \{limit\}.",
        )
    ]


def test_members_and_their_meanings_are_read_from_types():
    members = (
        "  /** How long; `null` for ever. */\n  readonly time: number;\n  go(to: string): Promise<void>;\n"
    )
    entry = f"/**\n * What it\n * is.\n */\nexport interface Entry {{\n{members}}}\n"
    one = "/** One. */\nexport const one: Kind<\n  A\n>;\n"
    assert list(declarations(f"{entry}\n{one}")) == [
        (
            "Entry",
            "What it is.",
            [
                ("time", "readonly time: number;", "How long; `null` for ever."),
                ("go", "go(to: string): Promise<void>;", ""),
            ],
        ),
        ("one", "One.", []),
    ]
