"""``cif-emulator import``: exported templates of a tenant become a configuration file."""

from __future__ import annotations

import os
from pathlib import Path

import click

from cif_emulator import config
from cif_emulator.cli.icons import unserved_icons
from cif_emulator.cli.importing.conversion import converted
from cif_emulator.cli.importing.export import Export
from cif_emulator.cli.importing.finishing import finished
from cif_emulator.cli.importing.migration_package import is_migration_package, read_migration_package
from cif_emulator.cli.importing.result import Conversion, report
from cif_emulator.cli.importing.solution import has_rows, is_solution, read_solution
from cif_emulator.cli.importing.writing import CannotWrite, write_import
from cif_emulator.cli.path_names import PathName
from cif_emulator.cli.refusal import CommandRefused
from cif_emulator.cli.web_resources import NoSuchFolder, folder_of
from cif_emulator.config.data.archive import Archive, BrokenExportError
from cif_emulator.workspace.state.refusals import visible


@click.command("import", short_help="Make a configuration from an exported solution.")
@click.argument("file", type=PathName())
@click.option(
    "--out",
    "target",
    required=True,
    metavar="FILE",
    type=PathName(dir_okay=False),
    help="The configuration file to write (TOML).",
)
@click.option(
    "--web-resources-out",
    "folder",
    metavar="DIR",
    type=PathName(file_okay=False),
    help="The folder to write a solution's web resources into. Default: beside the configuration file, named "
    "after it.",
)
@click.option("--force", is_flag=True, help="Write over files that are there already.")
def import_command(file: Path, target: Path, folder: Path | None, *, force: bool) -> None:
    """Make a configuration of the templates in FILE, a zip file exported from a tenant.

    FILE is a Dataverse solution, managed or not, that carries session templates, application tab templates,
    notification templates, channel providers, profiles or web resources; or a package of the Configuration
    Migration tool with these tables. Says what was taken, what was changed, and what was left out and why.
    The file written extends the built-in configuration, and passes "cif-emulator check". Web resources become
    files in a folder that it names.
    """
    folder = folder or target.with_name(f"{target.stem}_web_resources")
    try:
        export = _read(file)
        _refuse_overwriting(target, folder if export.web_resources else None, force=force)
        conversion = _converted(export)
        if export.web_resources:
            conversion.web_resources = _relative(folder, target.parent)
        text, configuration = finished(conversion, f"Imported from {file.name}: {export.title}.")
        write_import(target, text, folder, export.web_resources)
        conversion.changed += _icons_without_a_file(configuration, target)
    except BrokenExportError as refusal:
        raise CommandRefused(f"{file}: {refusal}") from refusal
    except (CannotWrite, NoSuchFolder, config.ConfigurationError) as refusal:
        raise CommandRefused(str(refusal)) from refusal
    click.echo("\n".join(report(export, conversion)))
    if export.web_resources:
        click.echo(f"Wrote {folder}")
        click.echo(f"{_it_holds(conversion)} serve them with: cif-emulator serve --config {target}")
    click.echo(f"Wrote {target}")


def _read(file: Path) -> Export:
    with Archive(file) as archive:
        if is_solution(archive):
            return read_solution(archive)
        if is_migration_package(archive):
            return read_migration_package(archive)
        if has_rows(archive):
            return read_solution(archive)
    raise BrokenExportError(
        "is neither a Dataverse solution (with solution.xml) nor a Configuration Migration "
        "package (with data.xml)"
    )


def _refuse_overwriting(target: Path, folder: Path | None, *, force: bool) -> None:
    if force:
        return
    if target.exists():
        raise CommandRefused(f"{target} is there already; choose another name, or use --force")
    if folder is not None and folder.is_dir() and any(folder.iterdir()):
        text = "is there already, and not empty; choose another one by --web-resources-out, or use --force"
        raise CommandRefused(f"{folder} {text}")


def _converted(export: Export) -> Conversion:
    conversion = converted(export, config.built_in())
    if not conversion.document and not export.web_resources:
        kinds = "session, tab or notification templates, channel providers, profiles or web resources"
        raise BrokenExportError(f"holds nothing to take: no {kinds} in this {export.title}")
    return conversion


def _relative(folder: Path, start: Path) -> str:
    """The folder as the configuration names it: relative to its own, where that is possible."""
    try:
        name = Path(os.path.relpath(folder, start)).as_posix()
    except ValueError:  # on another drive
        name = folder.absolute().as_posix()
    try:
        name.encode()
    except UnicodeEncodeError:
        raise CannotWrite(
            f"{visible(str(folder))}: its name is no UTF-8 text, so the configuration cannot name it; "
            "choose another one by --web-resources-out"
        ) from None
    return name


def _icons_without_a_file(configuration: config.Configuration, target: Path) -> list[str]:
    folder = folder_of(None, target, configuration.web_resources)
    return [str(problem) for problem in unserved_icons(configuration, folder)]


def _it_holds(conversion: Conversion) -> str:
    return (
        "Beside the templates there are web resources;"
        if conversion.document
        else ("This solution holds web resources and nothing else;")
    )
