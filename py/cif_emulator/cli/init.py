"""``cif-emulator init``: a small example project whose tests pass as they are."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

import click

from cif_emulator import __version__
from cif_emulator.cli.path_names import PathName
from cif_emulator.cli.refusal import CommandRefused
from cif_emulator.cli.schema import SCHEMA_FILE, schema_text

# In Node they are in an archive.
STARTER = "starter"
LANGUAGES = {"py": "python", "ts": "typescript"}
# The one file of each language that says what the project needs.
NAMES_THE_PACKAGE = ("requirements.txt", "package.json")
# Under its own name it would keep files out of this project's repository.
IGNORED_FILES = "gitignore"

NEXT = {
    "ts": ("npm install", "npx playwright test", "npx cif-emulator serve --config workspace.toml"),
    "py": (
        "{python} -m venv .venv",
        "{bin}pip install -r requirements.txt",
        "{bin}pytest -n 2",
        "{bin}cif-emulator serve --config workspace.toml",
    ),
}


@click.command("init", short_help="Write a small example project with tests.")
@click.argument("folder", metavar="[DIR]", default=".", type=PathName(file_okay=False))
@click.option("--ts", "typescript", is_flag=True, help="Tests in TypeScript, with @playwright/test.")
@click.option("--py", "python", is_flag=True, help="Tests in Python, with pytest.")
@click.option(
    "--from",
    "package",
    metavar="FILE",
    type=PathName(),
    help="The wheel (.whl) or tarball (.tgz) of cif-emulator that the project is to depend on.",
)
def init_command(folder: Path, *, typescript: bool, python: bool, package: Path | None) -> None:
    """Write a small example project into DIR: a widget, a workspace.toml and three tests.

    DIR is the present folder unless one is named; it must be empty, or not there yet. The tests pass as they
    are.
    """
    if typescript and python:
        raise CommandRefused("init: a project has tests in one language; give --ts or --py, not both")
    asked = "ts" if typescript else "py" if python else None
    language = _language(asked, package)
    requirement = _requirement(language, package)
    _refuse_a_folder_in_use(folder)
    place = folder
    try:
        for name, text in project_files(language, requirement):
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise CommandRefused(f"{place} cannot be written: {error.strerror or error}") from error
    click.echo(f"Wrote an example project into {folder}. Next:")
    # Debian and macOS have no `python` outside of an environment.
    names = {"python": "python3", "bin": ".venv/bin/"}
    if sys.platform == "win32":
        names = {"python": "python", "bin": ".venv\\Scripts\\"}
    steps = (step.format_map(names) for step in NEXT[language])
    for step in (*([] if folder == Path() else [f"cd {folder}"]), *steps):
        click.echo(f"    {step}")


def project_files(language: str, requirement: str) -> Iterator[tuple[str, str]]:
    """The project's files, by their names in its folder; ``requirement`` is what it says of this package."""
    for part in ("shared", LANGUAGES[language]):
        for name, text in _texts(files("cif_emulator.cli") / STARTER / part):
            is_template = name in NAMES_THE_PACKAGE
            filled = Template(text).substitute(requirement=requirement) if is_template else text
            yield f".{name}" if name == IGNORED_FILES else name, filled
    yield SCHEMA_FILE, schema_text()


def _texts(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, str]]:
    for each in sorted(folder.iterdir(), key=lambda one: one.name):
        if each.is_dir():
            if each.name != "__pycache__":
                yield from _texts(each, f"{prefix}{each.name}/")
        else:
            yield prefix + each.name, each.read_text(encoding="utf-8")


def _language(asked: str | None, package: Path | None) -> str:
    """Which language it is to be: as asked, as the package says, or as the person at the terminal does."""
    of_package = {".whl": "py", ".tgz": "ts"}.get(package.suffix) if package else None
    if package is not None and (of_package is None or asked not in (None, of_package)):
        wanted = {
            "py": "a wheel (.whl)",
            "ts": "a tarball (.tgz)",
            None: "a wheel (.whl) or a tarball (.tgz)",
        }
        raise CommandRefused(f"--from {package}: expected {wanted[asked]} of cif-emulator")
    known = asked or of_package
    if known is not None:
        return known
    if not _is_terminal():
        raise CommandRefused(
            "init: the language of the tests is missing; give --ts (TypeScript) or --py (Python)"
        )
    chosen: str = click.prompt(
        "Tests in TypeScript or Python", type=click.Choice(list(LANGUAGES)), default="ts"
    )
    return chosen


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _requirement(language: str, package: Path | None) -> str:
    """What the project's file says of this package."""
    if package is None:
        return f"cif-emulator[testing]=={__version__}" if language == "py" else json.dumps(f"^{__version__}")
    if not package.is_file():
        raise CommandRefused(f"--from {package}: there is no such file")
    where = package.absolute()
    if language == "py":
        return f"cif-emulator[testing] @ {where.as_uri()}"
    return json.dumps(f"file:{where.as_posix()}")


def _refuse_a_folder_in_use(folder: Path) -> None:
    try:
        is_used = folder.exists() and any(folder.iterdir())
    except OSError as error:
        raise CommandRefused(f"{folder} cannot be read: {error.strerror or error}") from error
    if is_used:
        raise CommandRefused(
            f"{folder} is not empty; name a new folder, as in: cif-emulator init softphone-tests"
        )
