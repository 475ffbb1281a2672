"""``cif-emulator recorder``: the script that records in the real product."""

from __future__ import annotations

from urllib.parse import quote

import click

from cif_emulator.cli.built_page import PageNotBuilt, built_page
from cif_emulator.cli.refusal import CommandRefused

RECORDER = "recorder.js"


@click.command("recorder", short_help="Print the script that records a widget in the product.")
@click.option("--bookmarklet", is_flag=True, help="Print it as the address of a bookmark.")
def recorder_command(*, bookmarklet: bool) -> None:
    """Print the script that records a widget in the real product, to be pasted into its frame's console.

    What it downloads is a recording that replay and export read. As a bookmark it runs in the page that the
    browser shows, not in a frame of it.
    """
    try:
        text = (built_page() / RECORDER).read_text(encoding="utf-8")
    except (PageNotBuilt, OSError) as refusal:
        raise CommandRefused(f"recorder: {refusal}") from refusal
    click.echo(f"javascript:{quote(text)}" if bookmarklet else text, nl=bookmarklet)
