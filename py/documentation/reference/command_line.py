"""The command line, out of click's declarations."""

from __future__ import annotations

import re

import click

from cif_emulator.cli.main import main
from documentation.reference.markup import code, fence, plain, table

_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")


def command_line_page() -> str:
    """The page: every command with its arguments and options."""
    parts = [
        "# The command line\n",
        (
            "`cif-emulator COMMAND --help` prints the same text. A command that refuses says why, "
            "and ends with a code other than 0.\n"
        ),
    ]
    context = click.Context(main, info_name="cif-emulator", **main.context_settings)
    for name, command in main.commands.items():
        inner = click.Context(command, info_name=name, parent=context)
        usage = f"cif-emulator {name} {' '.join(command.collect_usage_pieces(inner))}"
        rows = [
            (code(", ".join(record[0].split(", "))), _OPTION.sub(r"`\g<0>`", record[1].replace("*", "\\*")))
            for parameter in command.get_params(inner)
            # What an argument is, the text above says.
            if (record := parameter.get_help_record(inner)) is not None and record[1]
        ]
        parts += [
            f"## {name}\n",
            plain((command.help or "").replace("\b\n", "")) + "\n",
            fence("text", usage),
            table(("Option", "Meaning"), rows),
        ]
    return "\n".join(parts)
