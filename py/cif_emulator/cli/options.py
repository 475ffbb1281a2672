"""Options that several commands have: which workspace it is."""

from __future__ import annotations

import click

from cif_emulator.cli.path_names import PathName

configuration_option = click.option(
    "--config",
    "configuration",
    metavar="FILE",
    type=PathName(),
    help="The workspace's configuration (TOML, or JSON as the page downloads it). Default: the built-in one.",
)
data_option = click.option(
    "--data",
    "data_files",
    metavar="FILE",
    multiple=True,
    type=PathName(),
    help="Records to begin with, beside the configured ones: TABLE.csv, JSON, or a Configuration Migration "
    "package's data.xml or zip file; may be repeated.",
)
strict_data_option = click.option(
    "--strict-data",
    is_flag=True,
    help="Refuse data files with references that lead outside of them. Default: unknown users become the "
    "current one, other lookups are left empty, and each kind is reported.",
)
profile_option = click.option(
    "--profile",
    metavar="NAME",
    help="The app profile that applies, by its unique or display name. Default: as the configuration says.",
)
provider_option = click.option(
    "--provider",
    "provider_urls",
    metavar="URL|FOLDER",
    multiple=True,
    help="Show a channel provider's page, such as http://localhost:3000, in the communication panel; "
    "may be repeated. {workspace} in it stands for the workspace's own address. Of a FOLDER, or a page in "
    "it, serve takes the files and serves them on a port of their own.",
)
embed_origin_option = click.option(
    "--embed-origin",
    "embedders",
    metavar="ORIGIN",
    multiple=True,
    help="An origin, such as https://portal.example.com, whose pages may show the workspace in a frame, "
    "beside the configured ones; may be repeated. Default: none but its own.",
)
web_resources_option = click.option(
    "--web-resources",
    "resources",
    metavar="DIR",
    type=PathName(),
    help="A folder to serve as the organisation's web resources, under webresources/.",
)
