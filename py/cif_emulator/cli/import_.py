"""``cif-emulator import``: exported templates of a tenant become a configuration file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import click

from cif_emulator import config
from cif_emulator.cli.importing.archive import Archive, BrokenExportError
from cif_emulator.cli.importing.conversion import Conversion, converted
from cif_emulator.cli.importing.export import Export
from cif_emulator.cli.importing.finishing import finished
from cif_emulator.cli.importing.migration_package import is_migration_package, read_migration_package
from cif_emulator.cli.importing.solution import is_solution, read_solution
from cif_emulator.cli.refusal import CommandRefused

_NOUNS = {
    "app_profile": "app profile",
    "session_template": "session template",
    "application_tab_template": "application tab template",
    "notification_template": "notification template",
    "provider": "channel provider",
}


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--out",
    "target",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The configuration file to write (TOML).",
)
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
def import_command(file: Path, target: Path, *, force: bool) -> None:
    """Make a configuration of the templates in FILE, a zip file exported from a tenant.

    FILE is a Dataverse solution, managed or not, that carries session templates, application tab templates,
    notification templates, channel providers or profiles; or a package of the Configuration Migration tool
    with these tables. Says what was taken, what was changed, and what was left out and why. The file written
    extends the built-in configuration, and passes "cif-emulator check".
    """
    if target.exists() and not force:
        raise CommandRefused(f"{target} is there already; choose another name, or use --force")
    try:
        export = _read(file)
        conversion = _converted(export)
        text = finished(conversion, f"Imported from {file.name}: {export.title}.")
        _write(target, text)
    except BrokenExportError as refusal:
        raise CommandRefused(f"{file}: {refusal}") from refusal
    except OSError as error:
        raise CommandRefused(f"{target} cannot be written: {error.strerror or error}") from error
    click.echo("\n".join(_report(export, conversion)))
    click.echo(f"Wrote {target}")


def _read(file: Path) -> Export:
    with Archive(file) as archive:
        if is_migration_package(archive):
            return read_migration_package(archive)
        if is_solution(archive):
            return read_solution(archive)
    raise BrokenExportError(
        "is neither a Dataverse solution (with solution.xml) nor a Configuration Migration "
        "package (with data.xml)"
    )


def _converted(export: Export) -> Conversion:
    conversion = converted(export, config.built_in())
    if not conversion.document:
        kinds = "session, tab or notification templates, channel providers or profiles"
        raise BrokenExportError(f"holds nothing to take: no {kinds} in this {export.title}")
    return conversion


def _report(export: Export, conversion: Conversion) -> Iterable[str]:
    yield f"Read a {export.title}"
    for section, noun in _NOUNS.items():
        names = [str(entry["unique_name"]) for entry in conversion.document.get(section, ())]
        if names:
            yield f"Took {len(names)} {noun}{'' if len(names) == 1 else 's'}: {', '.join(names)}"
    for heading, lines in (("Changed", conversion.changed), ("Left out", conversion.left)):
        if lines:
            yield f"{heading}:"
            yield from (f"  {line}" for line in lines)


def _write(target: Path, text: str) -> None:
    """Write the file whole or not at all."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        part.chmod(0o644)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
