"""``cif-emulator init``: what it writes, and what it refuses."""

import json
import tomllib

import pytest
from click.testing import CliRunner

from cif_emulator import __version__
from cif_emulator.cli.main import main


def init(*arguments):
    return CliRunner().invoke(main, ["init", *map(str, arguments)])


@pytest.mark.parametrize(
    ("language", "test", "steps"),
    [
        ("--py", "tests/test_softphone.py", ["python3 -m venv .venv", "pip install -r requirements.txt"]),
        ("--ts", "tests/softphone.spec.ts", ["npm install", "npx playwright test"]),
    ],
)
def test_a_project_is_whole_and_its_next_steps_are_named(tmp_path, language, test, steps):
    folder = tmp_path / "new" / "project"
    done = init(folder, language)
    assert (done.exit_code, done.stderr) == (0, "")
    assert f"cd {folder}" in done.stdout
    assert all(step in done.stdout for step in steps)
    assert (folder / test).is_file()
    assert (folder / ".gitignore").is_file()
    first, _, rest = (folder / "workspace.toml").read_text(encoding="utf-8").partition("\n")
    assert first == "#:schema ./workspace.schema.json"
    assert tomllib.loads(rest)["provider"]
    assert json.loads((folder / "workspace.schema.json").read_text(encoding="utf-8"))["properties"]
    checked = CliRunner().invoke(main, ["check", str(folder / "workspace.toml")])
    assert "0 errors, 0 warnings" in checked.output


def test_it_depends_on_this_version(tmp_path):
    init(tmp_path / "py", "--py")
    init(tmp_path / "ts", "--ts")
    requirements = (tmp_path / "py" / "requirements.txt").read_text(encoding="utf-8")
    package = json.loads((tmp_path / "ts" / "package.json").read_text(encoding="utf-8"))
    assert requirements.startswith(f"cif-emulator[testing]=={__version__}\n")
    assert package["devDependencies"]["cif-emulator"] == f"^{__version__}"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "the language of the tests is missing; give --ts (TypeScript) or --py (Python)"),
        (["--ts", "--py"], "a project has tests in one language; give --ts or --py, not both"),
        (["--from", "nothing.whl"], "--from nothing.whl: there is no such file"),
        (["--from", "package.zip"], "expected a wheel (.whl) or a tarball (.tgz)"),
        (["--py", "--from", "package.tgz"], "--from package.tgz: expected a wheel (.whl) of cif-emulator"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(tmp_path, arguments, told):
    done = init(tmp_path / "project", *arguments)
    assert done.exit_code == 2
    assert told in done.stderr
    assert not (tmp_path / "project").exists()


def test_a_folder_in_use_is_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    done = init(tmp_path, "--py")
    assert done.exit_code == 2
    assert f"{tmp_path} is not empty; name a new folder" in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]


def test_the_present_folder_will_do(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = init("--ts")
    assert done.exit_code == 0
    assert "cd " not in done.stdout
    assert (tmp_path / "package.json").is_file()


def test_a_person_at_a_terminal_is_asked(tmp_path, monkeypatch):
    monkeypatch.setattr("cif_emulator.cli.init._is_terminal", lambda: True)
    done = CliRunner().invoke(main, ["init", str(tmp_path / "project")], input="py\n")
    assert "Tests in TypeScript or Python (py, ts) [ts]: " in done.stdout
    assert (tmp_path / "project" / "conftest.py").is_file()
