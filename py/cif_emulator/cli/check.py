"""``cif-emulator check``: what is wrong with a configuration."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from cif_emulator import config
from cif_emulator.cli.built_page import PageNotBuilt, built_page
from cif_emulator.cli.icons import unserved_icons
from cif_emulator.cli.path_names import PathName
from cif_emulator.cli.refusal import CommandRefused
from cif_emulator.cli.web_resources import NoSuchFolder, folder_of
from cif_emulator.cli.wheels import UnusableWheel, user_wheels
from cif_emulator.config import Problem, Severity

_PROBLEMS_FOUND = 1


@click.command("check", short_help="List every problem of a configuration.")
@click.argument("file", type=PathName())
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON, for tools.")
@click.option("--strict", is_flag=True, help="Let warnings count as errors.")
@click.pass_context
def check_command(context: click.Context, file: Path, *, as_json: bool, strict: bool) -> None:
    """List every problem of the configuration FILE (TOML), each with its place.

    \b
    Errors are what cannot work; "serve" refuses them.
    Warnings are what will probably surprise, such as a slug that only callers can fill.

    \b
    Exit code:
      0  no errors (with --strict: no warnings either)
      1  errors, such as a wheel that the page cannot install, or a folder that is not there
      2  the file cannot be read or is not TOML, or the page to check its wheels against is not built
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    try:
        examination = config.examine_file(file)
        problems = [*examination.problems, *_file_problems(file, examination.configuration)]
    except config.UnreadableConfigurationError as refusal:
        if as_json:
            click.echo(_as_json(file, refusal.problems))
            context.exit(CommandRefused.exit_code)
        raise CommandRefused(str(refusal)) from refusal
    except PageNotBuilt as refusal:
        raise CommandRefused(str(refusal)) from refusal
    click.echo(_as_json(file, problems) if as_json else _as_text(file, problems))
    if any(strict or problem.severity is Severity.ERROR for problem in problems):
        context.exit(_PROBLEMS_FOUND)


def _file_problems(file: Path, configuration: config.Configuration) -> Iterator[Problem]:
    """What is wrong with the files that a configuration names. Raises ``PageNotBuilt``."""
    yield from _wheel_problems(file, configuration)
    try:
        folder = folder_of(None, file, configuration.web_resources)
    except NoSuchFolder:
        text = f"expected a folder, but {configuration.web_resources} does not exist or is a file"
        yield Problem(place="workspace.web_resources", text=text, file=str(file))
        return
    yield from unserved_icons(configuration, folder, str(file))


def _wheel_problems(file: Path, configuration: config.Configuration) -> Iterator[Problem]:
    """What keeps the page from installing the wheels. Raises ``PageNotBuilt``: then nobody knows."""
    if configuration.wheels:
        try:
            user_wheels(built_page(), file, configuration)
        except UnusableWheel as refusal:
            yield Problem(place="workspace.wheels", text=str(refusal), file=str(file))


def _as_text(file: Path, problems: Iterable[Problem]) -> str:
    lines = [f"{problem.severity.value}: {problem}" for problem in problems]
    errors, warnings = _counts(problems)
    return "\n".join([*lines, f"{file}: {_number(errors, 'error')}, {_number(warnings, 'warning')}"])


def _as_json(file: Path, problems: Iterable[Problem]) -> str:
    errors, warnings = _counts(problems)
    listed = [
        {"severity": each.severity.value, "line": each.line, "place": each.place, "text": each.text}
        for each in problems
    ]
    found = {"file": str(file), "errors": errors, "warnings": warnings, "problems": listed}
    return json.dumps(found, ensure_ascii=False, indent=2)


def _counts(problems: Iterable[Problem]) -> tuple[int, int]:
    severities = [problem.severity for problem in problems]
    return severities.count(Severity.ERROR), severities.count(Severity.WARNING)


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
