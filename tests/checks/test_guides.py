"""What guides list is all that there is: files, headers, sections, members."""

import re
from pathlib import Path

from cif_emulator.cli.http_headers import EVERYWHERE, FOR_EVERY_ORIGIN, POLICY_HEADER
from cif_emulator.cli.server_rules import HEADERS_FILE, NGINX_FILE
from cif_emulator.cli.types import FILES
from cif_emulator.config.schema import SECTIONS
from cif_emulator.testing.workspace_page import Workspace

GUIDES = Path(__file__).parents[2] / "docs" / "guides"
# What a page's watcher and the fixtures need of it.
NOT_FOR_TESTS = {"address", "open", "watch", "unexpected_errors", "reset_if_there"}


def first_cells(name, heading=""):
    """The code at the beginning of each row of a guide's tables, from a heading on."""
    text = (GUIDES / f"{name}.md").read_text(encoding="utf-8")
    part = text.split(heading, 1)[1].split("\n## ", 1)[0] if heading else text
    cells = re.findall(r"^\| (`.*?)(?<!\\) \|", part, re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def test_the_files_of_types():
    assert [each for each in first_cells("typescript") if each.endswith(".d.ts")] == list(FILES)


def test_the_headers_of_a_site():
    named = {each.partition(":")[0] for each in first_cells("hosting", "## A static site's web server\n")}
    assert named - {"frame-ancestors", HEADERS_FILE, NGINX_FILE} == {
        POLICY_HEADER, *EVERYWHERE, *FOR_EVERY_ORIGIN,
    }  # fmt: skip


def test_the_sections_of_a_configuration():
    named = first_cells("configuration", "## Sections\n")
    assert named == ["[workspace]", *(f"[[{each}]]" for each in named_sections(named))]
    assert {each.key for each in SECTIONS} == set(named_sections(named))


def named_sections(named):
    return [each.strip("[]") for each in named if each.startswith("[[")]


def test_the_members_of_the_workspace_of_a_test():
    told = {re.match(r"\w+", each)[0] for each in first_cells("testing") if re.match(r"\w", each)}
    members = {name for name in vars(Workspace) if not name.startswith("_")} - NOT_FOR_TESTS
    assert members - told == set()
