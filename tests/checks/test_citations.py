"""Every citation of a contract (``ciframework.md 2.1``) leads to a heading in ``docs/contracts``."""

import re
from pathlib import Path

import pytest
from tests.conformance.ledger import facts

ROOT = Path(__file__).parents[2]
CONTRACTS = ROOT / "docs" / "contracts"
SUFFIXES = {".py", ".js", ".mjs", ".ts", ".html", ".css", ".toml"}
NOT_OURS = {"node_modules", "documentation", "_documentation", "_page", "__pycache__"}

HEADING = re.compile(r"^#+ (\d+(?:\.\d+)*)\.? ", re.MULTILINE)
DOCUMENT = re.compile(r"(?<![\w/.-])([A-Za-z][\w-]*\.md)\b[`\"]*")
# What leads a continued line of a comment.
LINE_START = re.compile(r"\n[ \t]*(?:#:?|\*|//)?[ \t]*")
SECTION = r"\d+(?:\.\d+)*"
SECTIONS = re.compile(rf"[\s§]*({SECTION}(?:\s*(?:,|-|–|and)[\s§]*{SECTION})*)")


def sections_of(text):
    """The sections that a citation names, the ends of ranges too: ``2.1, 4.3-4.5 and 7``."""
    found = SECTIONS.match(text)
    return re.findall(SECTION, found[1]) if found else []


def citations(text):
    """Each document that the text names, with the sections after it."""
    joined = LINE_START.sub(" ", text)
    for document in DOCUMENT.finditer(joined):
        yield document[1], sections_of(joined[document.end() :])


def headings():
    return {
        sheet.name: set(HEADING.findall(sheet.read_text(encoding="utf-8")))
        for sheet in CONTRACTS.glob("*.md")
    }


def sources():
    for room in ("py", "web", "tests"):
        for file in sorted((ROOT / room).rglob("*")):
            if file.suffix in SUFFIXES and not NOT_OURS & set(file.parts) and file != Path(__file__):
                yield file


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('source="ciframework.md 2.1"', [("ciframework.md", ["2.1"])]),
        ("(``templates.md`` 2-4, 9; ``ciframework.md`` 4.3-4.5, 5.1)", [("templates.md", ["2", "4", "9"]), ("ciframework.md", ["4.3", "4.5", "5.1"])]),
        ("    # (``ciframework.md``\n    # 2.8, ``openForm``)", [("ciframework.md", ["2.8"])]),
        (" * `ciframework.md` 6.6 and 7 (precedence)", [("ciframework.md", ["6.6", "7"])]),
        ("``client-habits.md``: what people pass", [("client-habits.md", [])]),
    ],
)  # fmt: skip
def test_citations_are_read(text, found):
    assert list(citations(text)) == found


def test_every_citation_leads_to_a_heading():
    known = headings()
    repository = {file.name for folder in (ROOT, ROOT / "docs") for file in folder.glob("*.md")}
    wrong, followed = [], 0
    for file in sources():
        place = file.relative_to(ROOT)
        for document, cited in citations(file.read_text(encoding="utf-8")):
            if document not in known:
                wrong += [] if document in repository else [f"{place}: there is no {document}"]
                continue
            wrong += [
                f"{place}: {document} has no section {each}" for each in cited if each not in known[document]
            ]
            followed += 1
    assert wrong == []
    assert followed > 200


@pytest.mark.parametrize("sheet", sorted(CONTRACTS.glob("*.md")), ids=lambda sheet: sheet.stem)
def test_references_between_the_sheets_lead_to_headings(sheet):
    known = headings()
    text = sheet.read_text(encoding="utf-8")
    cited = [(document, section) for document, sections in citations(text) for section in sections]
    # A bare § stands for the sheet itself.
    own = re.sub(rf"{DOCUMENT.pattern}[\s§]*{SECTION}", "", text)
    cited += [
        (sheet.name, section)
        for group in re.findall(rf"§§?{SECTIONS.pattern}", own)
        for section in re.findall(SECTION, group)
    ]
    wrong = [
        f"{document} {section}"
        for document, section in cited
        if document in known and section not in known[document]
    ]
    assert wrong == []


def test_every_line_of_the_ledger_leads_to_a_heading():
    known = headings()
    wrong = [fact.place for fact in facts() if fact.section not in known.get(fact.document, set())]
    assert wrong == []
