"""How a command says that it cannot do what was asked."""

import click

from cif_emulator.workspace.state.refusals import visible


class CommandRefused(click.ClickException):
    """Ends the command with exit code 2 and its text on standard error, without a traceback."""

    exit_code = 2

    def show(self, file: object = None) -> None:  # noqa: ARG002 - click's signature
        """Write the text, one line for each thing that is wrong."""
        # It quotes what was typed, and names and texts of files.
        click.echo("\n".join(map(visible, self.message.split("\n"))), err=True)
