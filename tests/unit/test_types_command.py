"""``cif-emulator types``."""

import pytest
from click.testing import CliRunner

from cif_emulator.cli.main import main
from cif_emulator.typescript import DOCUMENTS


def run(*arguments):
    return CliRunner().invoke(main, ["types", *map(str, arguments)])


def test_without_a_folder_the_types_are_printed():
    done = run()
    assert (done.exit_code, done.output) == (0, DOCUMENTS["microsoft.d.ts"]())


def test_all_files_are_written_into_a_folder_that_is_made(tmp_path):
    folder = tmp_path / "own" / "types"
    done = run("--out", folder)
    assert (done.exit_code, done.output.splitlines()) == (
        0,
        [f"{folder / name} written" for name in ("microsoft.d.ts", "xrm.d.ts", "embed.d.ts")],
    )
    for name, text in DOCUMENTS.items():
        assert (folder / name).read_text(encoding="utf-8") == text()


def test_the_types_of_xrm_can_be_left_out(tmp_path):
    assert run("--out", tmp_path, "--no-xrm").exit_code == 0
    assert {file.name for file in tmp_path.iterdir()} == {"microsoft.d.ts", "embed.d.ts"}


@pytest.mark.parametrize("inner", ["", "folder"])
def test_a_file_in_the_folders_place_is_told(tmp_path, inner):
    file = tmp_path / "file"
    file.touch()
    done = run("--out", file / inner)
    assert done.exit_code == 2
    assert done.output.startswith(f"--out: {file / inner / 'microsoft.d.ts'} cannot be written (")
    assert "right is a folder that you may write to" in done.output
