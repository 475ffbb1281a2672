"""How a command says that it cannot do what was asked."""

import click


class CommandRefused(click.ClickException):
    """Ends the command with exit code 2 and its text on standard error, without a traceback."""

    exit_code = 2

    def show(self, file: object = None) -> None:  # noqa: ARG002 - click's signature
        """Write the text, one line for each thing that is wrong."""
        click.echo(self.message, err=True)
