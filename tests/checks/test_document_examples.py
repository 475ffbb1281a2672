"""Examples in the documents: configurations are right, Python can be imported, commands exist, the rest says why not."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cif_emulator.cli.main import main
from documentation.markdown import BOTH, CONFIGURED, LIVE, NOT_RUN, POSIX, POWERSHELL, STAYS, blocks

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted(file for file in (ROOT / "docs").rglob("*.md") if file.parent.name != "reference"),
]
# JavaScript is run by tests/e2e/test_document_scripts.py, the starts' commands by tests/integration/test_starts.py,
# pages and components that embed the workspace by tests/e2e/test_embedding_pages.py; TypeScript is checked by tsc.
RUN = {"toml", "python", "js", "sh", "ts", "html", "jsx"}
# Lines for Windows stand beside those for a POSIX shell; what a program says is no example.
COUNTERPARTS = {"powershell", "text"}
MARKS = {"", LIVE, CONFIGURED, STAYS}


def every_block():
    for document in DOCUMENTS:
        for block in blocks(document.read_text(encoding="utf-8")):
            yield document.relative_to(ROOT).as_posix(), block


def examples(language):
    for document, block in every_block():
        if block.language == language and block.is_run:
            yield pytest.param(block.text, id=f"{document} {block.line}")


def test_every_block_is_run_or_says_why_not():
    wrong = [
        f"{document}:{block.line}: {block.language} {block.mark}".rstrip()
        for document, block in every_block()
        if (block.is_run and block.language not in RUN | COUNTERPARTS)
        or (block.is_run and block.mark not in MARKS)
        or (not block.is_run and not block.mark.removeprefix(NOT_RUN).strip())
    ]
    assert wrong == []


SHELLS = {"sh", "powershell"}
# What PowerShell does not know, or does in another way.
POSIX_ALONE = re.compile(r"\.venv/|\bpython3\b|<<|\$\(|'|\\$| >|\||\bprintf\b|-- npx\b", re.MULTILINE)


def shell_blocks():
    """Blocks of commands, with the lines before and what follows them."""
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        for block in blocks(text):
            if block.language in SHELLS:
                before = text.splitlines()[: block.line - 1]
                rest = text.splitlines()[block.line + block.text.count("\n") + 1 :]
                name = f"{document.relative_to(ROOT).as_posix()}:{block.line}"
                yield name, block, [each for each in before if each], [each for each in rest if each]


def test_commands_say_for_which_shell_they_are():
    wrong = []
    for name, block, before, after in shell_blocks():
        label = before[-1]
        if block.language == "powershell":
            is_right = label == POWERSHELL and before[-2] == "```"
        elif label == POSIX:
            # The same for PowerShell, or in words.
            is_right = after[0] == POWERSHELL or after[0].startswith("On Windows, ")
        else:
            is_right = label == BOTH and not POSIX_ALONE.search(block.text)
        wrong += [] if is_right else [name]
    assert wrong == []


@pytest.mark.parametrize("text", list(examples("toml")))
def test_configurations_have_no_errors(text, tmp_path):
    file = tmp_path / "workspace.toml"
    file.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(file)])
    assert result.exit_code == 0, result.output


def test_typescript_examples_have_no_errors(tmp_path):
    modules = tmp_path / "node_modules"
    modules.mkdir()
    for name in ("@playwright", "@types"):
        (modules / name).symlink_to(ROOT / "web" / "node_modules" / name, target_is_directory=True)
    (modules / "cif-emulator").symlink_to(ROOT / "web", target_is_directory=True)
    files = []
    for number, example in enumerate(examples("ts")):
        files.append(tmp_path / f"example_{number}.ts")
        files[-1].write_text(f"{example.values[0]}export {{}};\n", encoding="utf-8")
    options = ["--strict", "--noEmit", "--skipLibCheck", "--target", "es2023", "--module", "nodenext"]
    command = ["node", ROOT / "web/node_modules/typescript/bin/tsc", *options, *files]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert len(files) >= 4
    assert done.stdout == ""


@pytest.mark.parametrize("text", list(examples("python")))
def test_python_examples_can_be_imported(text):
    exec(compile(text, "example", "exec"), {"__name__": "example"})


@pytest.mark.parametrize("text", list(examples("sh")))
def test_commands_and_their_options_exist(text):
    # Of this program alone, to the line's end or to a command that it runs.
    for found in re.findall(r"^(?:\S*/)?cif-emulator (.+?)(?: -- .*)?$", text, re.MULTILINE):
        name, *arguments = shlex.split(found)
        command = main.commands[name]
        parser = command.make_parser(click.Context(command, info_name=name))
        parser.parse_args(arguments)


def test_the_workflow_to_copy_is_one(tmp_path):
    (block,) = [
        block for document, block in every_block() if block.language == "yaml" and Path(document).stem == "ci"
    ]
    file = tmp_path / "workspace.yml"
    file.write_text(block.text, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.github-workflows",
        str(file),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
