"""The ways to the command line."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from cif_emulator import __version__
from cif_emulator.cli import built_page
from cif_emulator.cli.main import main


@pytest.mark.parametrize(
    ("options", "told"),
    [(["--version"], f"cif-emulator, version {__version__}"), (["--help"], "Usage: cif-emulator [OPTIONS]")],
)
def test_the_package_is_a_command(options, told):
    command = [sys.executable, "-m", "cif_emulator", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(told)


def test_commands_that_are_not_asked_for_are_not_imported():
    program = "import sys, cif_emulator.cli.main; print(*[name for name in sys.modules if 'cif_em' in name])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["cif_emulator", "cif_emulator.cli", "cif_emulator.cli.main"]


def test_the_list_of_commands_says_whole_sentences():
    done = CliRunner().invoke(main, ["--help"])
    lines = done.stdout.partition("\nCommands:\n")[2].splitlines()
    assert [line.split()[0] for line in lines] == sorted(main.commands)
    assert [line for line in lines if line.endswith("...") or not line.endswith(".")] == []


def test_letters_that_the_output_lacks_are_escaped(tmp_path):
    """As on Windows, where output that goes to a file has a code page's few letters."""
    file = tmp_path / "workspace.toml"
    file.write_text('[workspace]\n"標題" = 1\n', encoding="utf-8")
    command = [sys.executable, "-m", "cif_emulator", "check", str(file)]
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert rb"\u6a19\u984c" in done.stdout


def test_a_build_that_fails_with_other_bytes_is_told(tmp_path, monkeypatch):
    (tmp_path / "page_build").mkdir()
    (tmp_path / "page_build" / "__init__.py").touch()
    (tmp_path / "page_build" / "__main__.py").write_text(
        r"import sys; sys.stderr.buffer.write(b'why \xff not'); sys.exit(1)", encoding="utf-8"
    )
    monkeypatch.setattr(built_page, "SOURCES", tmp_path)
    with pytest.raises(built_page.PageNotBuilt, match=r"why . not"):
        built_page.built_page()


def test_the_steps_of_a_build_are_told_on_standard_error(tmp_path, monkeypatch, capfd):
    for builder, line in (("page_build", "print('bundled')"), ("documentation", "print('written')")):
        (tmp_path / builder).mkdir()
        (tmp_path / builder / "__init__.py").touch()
        (tmp_path / builder / "__main__.py").write_text(f"{line}\n", encoding="utf-8")
    monkeypatch.setattr(built_page, "SOURCES", tmp_path)
    monkeypatch.setattr(built_page, "PACKAGE", tmp_path)
    for build, folder in (
        (built_page.built_page, "_page"),
        (built_page.built_documentation, "_documentation"),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "index.html").write_text("built", encoding="utf-8")
        assert build() == tmp_path / folder
    printed = capfd.readouterr()
    assert printed.out == ""
    assert printed.err.split() == ["bundled", "written"]
