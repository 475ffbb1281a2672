"""Configurations in the documents are right, and Python examples can be imported."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cif_emulator.cli.main import main

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs" / "guides").glob("*.md"))]


def examples(language):
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        for number, block in enumerate(
            re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL), 1
        ):
            yield pytest.param(block, id=f"{document.name} {number}")


# Wheels and packages are the reader's own.
@pytest.mark.parametrize("text", [one for one in examples("toml") if "[[" in one.values[0]])
def test_configurations_have_no_errors(text, tmp_path):
    file = tmp_path / "workspace.toml"
    file.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(file)])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("text", list(examples("python")))
def test_python_examples_can_be_imported(text):
    exec(compile(text, "example", "exec"), {"__name__": "example"})
