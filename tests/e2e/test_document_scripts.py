"""JavaScript in the documents, typed into the page's console; the starts' scripts are run by their own test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cif_emulator.testing.fixtures import FreshWorkspace
from cif_emulator.testing.workspace_page import Workspace
from documentation.markdown import CONFIGURED, blocks

from .console import Console

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted(ROOT.glob("docs/guides/*.md")), *sorted(ROOT.glob("docs/*.md"))]


def scripts(*, configured: bool) -> Iterator[Any]:
    """Each script, and the last configuration that stands above it on its page."""
    for document in DOCUMENTS:
        configuration = ""
        for block in blocks(document.read_text(encoding="utf-8")):
            if block.language == "toml" and block.is_run:
                configuration = block.text
            if block.language == "js" and block.is_run and (block.mark == CONFIGURED) is configured:
                yield pytest.param(block.text, configuration, id=f"{document.stem} {block.line}")


@pytest.mark.parametrize(("script", "_configuration"), list(scripts(configured=False)))
def test_a_script_of_a_document_runs(script: str, _configuration: str, workspace: Workspace) -> None:
    Console(workspace.page).type(script)


@pytest.mark.parametrize(("script", "configuration"), list(scripts(configured=True)))
def test_a_script_runs_with_the_configuration_above_it(
    script: str, configuration: str, fresh_workspace: FreshWorkspace, tmp_path: Path
) -> None:
    file = tmp_path / "workspace.toml"
    file.write_text(configuration, encoding="utf-8")
    Console(fresh_workspace(configuration=file).page).type(script)
