"""The generated reference leaves nothing out."""

import re
import tomllib
from collections import Counter

import attrs
import pytest

from cif_emulator.config.schema import WorkspaceSection
from documentation.reference.advice import advice, guides
from documentation.reference.differences import differences_page
from documentation.reference.fixtures import fixtures_page
from documentation.reference.markup import CONTRACTS, plain
from documentation.reference.messages import PACKAGE, SCRIPTS, WEB, errors_page, script_messages
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


def test_the_fixtures_are_told_in_pythons_words():
    page = fixtures_page()
    assert "`null`" not in page
    assert "Gives `Iterator[" not in page
    assert "## workspace\n" in page
    assert "\nGives `Workspace`.\n" in page


@pytest.fixture(scope="module")
def page():
    """The page of messages; it is made of all sources."""
    return errors_page()


def test_messages_of_all_sources_are_in_their_page(page):
    page = re.sub(r"\\(.)", r"\1", page)
    for message in (
        "the filter has more than {limits} conditions",
        "{path} is served as {type}; right is application/wasm",
        "replay needs a browser, which comes with Playwright",
        "The link is cut off or damaged: ask for it once more.",
    ):
        assert message in page, message


ROWS = re.compile(r"^\| (.+?)(?<!\\) \| (.*?)(?<!\\) \| (.*?)(?<!\\) \|$", re.MULTILINE)
RIGHT_OF_ANY = {"Correct what the message names.", ""}


def test_each_message_has_what_it_is_about_and_a_remedy_of_its_own(page):
    rows = [row for row in ROWS.findall(page) if row[0] != "Message" and row[0][:3] != "---"]
    assert len(rows) > 1000
    assert [row for row in rows if row[2] in RIGHT_OF_ANY or row[1] in RIGHT_OF_ANY] == []
    # What a form asks for serves many; no one form serves a fifth of all.
    counted = Counter(remedy for _, _, remedy in rows)
    assert max(counted.values()) < len(rows) / 5


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("answer is {value}; right is one of never, lost", "Right is one of never, lost."),
        ("{key}: expected a whole number, got {value}", "Give a whole number."),
        ("{folder} is not empty; name a new folder", "Name a new folder."),
        ("{file} is not there, so build it: npm run build", "Run npm run build."),
        ("nobody has security roles", "Replace it in tests."),
        ("there is no provider {name}. {near}", "Take one of the names that it proposes, spelled as there."),
        ("more than {limits} rows", "Stay within the limit that it tells: "),
        ("more than {limits} columns", "Name fewer columns in `$select` or `$orderby`."),
        ("a closing parenthesis is missing", "Give each opening parenthesis of the query its closing one"),
        ("cannot be read: {error}", "Correct the path"),
        ("No channel provider is configured.", "Name one: `--provider URL`"),
        # Its own words go before.
        ("There is no table {name}: use the logical name {known}.", "Use the logical name {known}."),
        ("quite another one", "[Queries](../guides/records.md#queries) tell "),
    ],
)
def test_the_remedy_comes_of_the_messages_own_words_or_its_room(text, remedy):
    assert re.sub(r"\\(.)", r"\1", advice(text, "records/odata_parser.py")).startswith(remedy)


def test_what_advice_is_made_of_is_all_in_use(page):
    rooms = [
        *(file.relative_to(PACKAGE).as_posix() for file in PACKAGE.rglob("*.py")),
        *(
            f"web/{file.relative_to(WEB).as_posix()}"
            for name in SCRIPTS
            for file in (WEB / name).rglob("*.*js")
        ),
        *(f"web/{name}" for name in SCRIPTS),
    ]
    used = {max((each for each in guides() if room.startswith(each)), key=len, default="") for room in rooms}
    assert set(guides()) - used == set()
    declared = tomllib.loads(ADVICE.read_text(encoding="utf-8"))
    told = [form["told"] for form in (*declared["message"], *declared["form"])]
    fixed = [text for text in told if "{right}" not in text]
    assert [text for text in fixed if text not in page] == []
    messages = [re.sub(r"\\(.)", r"\1", row[0]) for row in ROWS.findall(page)]
    patterns = [pattern for form in declared["message"] for pattern in form["patterns"]]
    assert [
        each for each in patterns if not any(re.search(each, text, re.IGNORECASE) for text in messages)
    ] == []


def test_remedies_are_particular(page):
    """Those that serve whatever is put in a way, and those that lead to a guide alone, are few."""
    counted = Counter(row[2] for row in ROWS.findall(page))
    declared = tomllib.loads(ADVICE.read_text(encoding="utf-8"))
    general = {form["told"] for form in declared["form"]} | set(guides().values())
    assert max(counted[each] for each in general) < 70


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


def same(text):
    """A text without what Markdown marks, and whatever stands before a parenthesis of its own."""
    plain = re.sub(r"\]\([^)]*\.md[^)]*\)|[\[\]*]", "", text)
    return " ".join(re.sub(r"(?: \||:| —) +\(", " (", plain).split())


ADVICE = CONTRACTS.parents[1] / "py" / "documentation" / "reference" / "advice.toml"
PAGE = same(differences_page())
SHEETS = [file for file in sorted(CONTRACTS.glob("*.md")) if file.name != "README.md"]
MARK = re.compile(r"(?<!`)\((?:\w+ )*inferred")
# A sentence, or a cell of a row, ends before this.
NEXT = re.compile(r"(?<=[.;:)]) (?=[A-Z(`\[])|(?<!\\)\| (?!\(inferred)")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_all_decisions_are_in_the_page_of_differences(sheet):
    lines = sheet.read_text(encoding="utf-8").splitlines()
    told = [
        (NEXT.split(line[: mark.start() - 1])[-1] + line[mark.start() - 1 : mark.end()])[-80:]
        for line, after in zip(lines, [*lines[1:], ""], strict=True)
        # Marks of whole sections and columns.
        if not line.startswith("#") and "(all inferred" not in line and not after.startswith("|-")
        for mark in MARK.finditer(line)
    ]
    assert told or sheet.name == "client-habits.md"
    assert [text for text in told if same(text).removeprefix("| ") not in PAGE] == []


@pytest.mark.parametrize(
    "decided",
    [
        # Of a column that is marked, of sections that are, and behind "all inferred".
        "`canCreateSession`, `session.canCreateTab`: plain boolean",
        "Titles and parameters resolve once, when the session/tab is created.",
        "Names that real clients expect and no document defines",
        "create* string vs Promise → string-like Promise",
        '`getAttribute("not_on_form")` — `null`',
    ],
)
def test_decisions_that_are_marked_together_are_in_it(decided):
    assert same(decided) in PAGE


def test_all_switches_are_in_the_page_of_differences():
    # What serve and build write is nobody's choice.
    keys = {each.name for each in attrs.fields(WorkspaceSection)} - {"prepared_records"}
    assert len(keys) > 40
    assert [key for key in keys if f"`{key}`" not in PAGE] == []


@pytest.mark.parametrize("written", ["`scripts.md` 2.4", "``scripts.md 2.4``", "scripts.md 2.4"])
def test_a_citation_becomes_a_link_however_it_is_written(written):
    linked = (
        r"\(\[scripts\.md\]\(\.\./contracts/scripts\.md\) \[2\.4\]\(\.\./contracts/scripts\.md#[\w-]+\)\)\."
    )
    assert re.fullmatch(f"Dates {linked}", plain(f"Dates ({written})."))
