"""``cif-emulator schema``: a JSON Schema of ``workspace.toml``, for editors."""

from __future__ import annotations

import json
from pathlib import Path

import click

from cif_emulator.cli.path_names import PathName
from cif_emulator.cli.refusal import CommandRefused
from cif_emulator.config.json_schema import workspace_schema
from cif_emulator.workspace.state.refusals import visible

# Beside a configuration file, whose first line names it.
SCHEMA_FILE = "workspace.schema.json"
SCHEMA_LINE = f"#:schema ./{SCHEMA_FILE}"


def schema_text() -> str:
    """The schema as a file's text."""
    return json.dumps(workspace_schema(), indent=2, ensure_ascii=False) + "\n"


@click.command("schema", short_help="Write a JSON Schema of workspace.toml.")
@click.option(
    "--out",
    "file",
    metavar="FILE",
    type=PathName(dir_okay=False),
    help="The file to write; its folder is there. Without it the schema is printed.",
)
def schema_command(file: Path | None) -> None:
    """Give a JSON Schema of workspace.toml: its sections and keys, with defaults and meanings.

    Editors complete and check a file whose first line names the schema's place, as in
    "#:schema ./workspace.schema.json".
    """
    if file is None:
        click.echo(schema_text(), nl=False)
        return
    try:
        file.write_text(schema_text(), encoding="utf-8", newline="\n")
    except OSError as error:
        raise CommandRefused(
            f"--out: {file} cannot be written ({error.strerror}); right is a file in a folder that you may "
            "write to"
        ) from error
    click.echo(f"{visible(str(file))} written")
