"""Links in the documents: each leads to a file that is there, and to a heading that it has."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.anchors import anchors_plugin

from cif_emulator import __version__

ROOT = Path(__file__).parents[2]
# Written by the build of the site, which ends where a link to it leads nowhere.
REFERENCE = ROOT / "docs" / "reference"
NOT_OURS = {"node_modules", "build", "dist", "test-results"}


def documents(folder):
    for path in sorted(folder.iterdir()):
        if path == REFERENCE or path.name in NOT_OURS or path.name.startswith((".", "_")):
            continue
        if path.is_dir():
            yield from documents(path)
        elif path.suffix == ".md":
            yield path


DOCUMENTS = list(documents(ROOT))


def parsed(file):
    return (
        MarkdownIt("commonmark")
        .enable("table")
        .use(anchors_plugin, max_level=6)
        .parse(file.read_text(encoding="utf-8"))
    )


def anchors(file):
    return {token.attrs["id"] for token in parsed(file) if token.type == "heading_open"}


def links(file):
    for token in parsed(file):
        for child in token.children or []:
            if child.type in {"link_open", "image"}:
                yield str(child.attrs["href" if child.type == "link_open" else "src"])


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_links_lead_somewhere(file):
    wrong = []
    for link in links(file):
        address = urlsplit(link)
        if address.scheme:
            continue
        target = (file.parent / unquote(address.path)).resolve() if address.path else file
        if REFERENCE in target.parents:
            continue
        if not target.exists():
            wrong.append(f"{link}: there is no such file")
        elif address.fragment and address.fragment not in anchors(target):
            wrong.append(f"{link}: {target.name} has no such heading")
    assert wrong == []


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_packages_are_named_with_the_present_version(file):
    named = set(re.findall(r"cif[-_]emulator-(\d+\.\d+\.\d+)", file.read_text(encoding="utf-8")))
    assert named <= {__version__}
