"""``cif-emulator build``: the workspace as a static site."""

from __future__ import annotations

from pathlib import Path

import click

from cif_emulator import config
from cif_emulator.cli.built_page import PageNotBuilt, built_page
from cif_emulator.cli.embedding import NoSuchOrigin, embedders_of
from cif_emulator.cli.http_service import checked, tell_on_terminal
from cif_emulator.cli.options import (
    configuration_option,
    data_option,
    embed_origin_option,
    profile_option,
    provider_option,
    strict_data_option,
    web_resources_option,
)
from cif_emulator.cli.path_names import PathName
from cif_emulator.cli.prepared_records import CannotPrepare, prepare_records
from cif_emulator.cli.profiles import NoSuchProfile
from cif_emulator.cli.providers import NoSuchAddress, provider_at, with_providers
from cif_emulator.cli.refusal import CommandRefused
from cif_emulator.cli.static_site import FolderRefused, check_apart, write_site
from cif_emulator.cli.web_resources import NoSuchFolder, folder_of
from cif_emulator.cli.wheels import UnusableWheel, addresses, user_wheels
from cif_emulator.config.data.files import UnusableData

WITHOUT_A_SERVER = (
    "[[fault]] library: a site of files has no server that could hold the library back; right is to leave "
    "the fault out, or to serve the workspace"
)


@click.command("build", short_help="Write the workspace as a static site.")
@click.option(
    "--out",
    "folder",
    metavar="DIR",
    required=True,
    type=PathName(),
    help="The folder to write: a new or empty one, or an earlier site, which is replaced.",
)
@configuration_option
@data_option
@strict_data_option
@profile_option
@provider_option
@embed_origin_option
@web_resources_option
def build_command(
    folder: Path,
    configuration: Path | None,
    data_files: tuple[Path, ...],
    profile: str | None,
    provider_urls: tuple[str, ...],
    embedders: tuple[str, ...],
    *,
    strict_data: bool,
    resources: Path | None,
) -> None:
    """Write the workspace as a static site, which any web server can carry under any path.

    Beside large files lie compressed copies (.br, .gz) for servers that send them. WebAssembly must be
    served as application/wasm, and .mjs files as JavaScript. Web resources are written under their names, and
    once more in lower case: a web server distinguishes letter case, and knows a file's type by the end of its
    name. Which pages may show the workspace in a frame is written for the server, into the rules _headers and
    nginx-headers.conf.
    """
    try:
        read = checked(configuration, profile, data_files)
        configured = with_providers(read.configuration, [provider_at(url) for url in provider_urls])
        if any(fault.library for fault in configured.setup.faults):
            raise CommandRefused(WITHOUT_A_SERVER)
        embed_origins = embedders_of(embedders, configured)
        web_resources = folder_of(resources, configuration, configured.web_resources)
        inputs = [("--config", configuration), ("--web-resources", web_resources)]
        inputs += [("--data", file) for file in data_files]
        check_apart(folder, [(option, given) for option, given in inputs if given is not None])
        page = built_page()
        wheels = user_wheels(page, configuration, configured)
        prepared = prepare_records(configured, data_files, strict_data=strict_data, tell=tell_on_terminal)
        text = config.to_json(
            prepared.configuration,
            wheels=addresses(wheels),
            prepared_records=prepared.file.name,
            embed_origins=embed_origins,
        )
        size = write_site(
            page,
            folder,
            text,
            records=prepared.file,
            web_resources=web_resources,
            wheels=wheels,
            embed_origins=embed_origins,
        )
    except (
        CannotPrepare,
        FolderRefused,
        NoSuchAddress,
        NoSuchFolder,
        NoSuchOrigin,
        NoSuchProfile,
        PageNotBuilt,
        UnusableData,
        UnusableWheel,
        config.ConfigurationError,
    ) as refusal:
        raise CommandRefused(str(refusal)) from refusal
    click.echo(f"Workspace written to {folder} ({size / 1_000_000:.0f} MB with compressed copies)")
