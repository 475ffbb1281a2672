"""``cif-emulator serve``: the workspace at a local address."""

from __future__ import annotations

import threading
import webbrowser
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

import click

from cif_emulator import config
from cif_emulator.cli.built_page import PageNotBuilt, built_page
from cif_emulator.cli.certificates import NoCertificate, certificate
from cif_emulator.cli.demonstration import serving_softphone, softphone_at
from cif_emulator.cli.embedding import NoSuchOrigin, embedders_of
from cif_emulator.cli.hosts import NoSuchName, host_name
from cif_emulator.cli.http_service import Service, application, checked, tell_on_terminal
from cif_emulator.cli.icons import unserved_icons
from cif_emulator.cli.listening import CannotListen, address_of, listen, serve_until_interrupted
from cif_emulator.cli.options import (
    configuration_option,
    data_option,
    embed_origin_option,
    profile_option,
    provider_option,
    strict_data_option,
    web_resources_option,
)
from cif_emulator.cli.prepared_records import CannotPrepare, prepare_records
from cif_emulator.cli.probing import findings
from cif_emulator.cli.profiles import NoSuchProfile
from cif_emulator.cli.providers import NoSuchAddress, provider_at, with_providers
from cif_emulator.cli.refusal import CommandRefused
from cif_emulator.cli.web_resources import NoSuchFolder, folder_of
from cif_emulator.cli.wheels import UnusableWheel, user_wheels
from cif_emulator.config.data.files import UnusableData
from cif_emulator.workspace.state.templates import ChannelProvider

MADE_FOR_THIS_RUN = (
    "Its certificate was made for this run, so the browser warns: choose Advanced, then Proceed. "
    "One that your browser trusts is named with --certificate and --key."
)


@click.command("serve")
@configuration_option
@data_option
@strict_data_option
@profile_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--allowed-host",
    "hosts",
    metavar="NAME",
    multiple=True,
    help="A host name that browsers may reach the workspace under, such as a container's; may be repeated. "
    "Loopback names, IP addresses and the name of --host are allowed; others are answered with 421.",
)
@click.option(
    "--port",
    default=4280,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="The port to listen at; 0 for any free one.",
)
@provider_option
@click.option("--demo", is_flag=True, help="Show the sample softphone, served on a port of its own.")
@embed_origin_option
@web_resources_option
@click.option("--https", is_flag=True, help="Serve https, with a certificate that is made for this run.")
@click.option(
    "--certificate",
    "certificate_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Serve https with this certificate (PEM), and its key where the file holds it.",
)
@click.option(
    "--key",
    "key_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The certificate's key (PEM, without a password).",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the page in a browser.")
def serve_command(  # noqa: PLR0913 - one parameter for each option
    configuration: Path | None,
    data_files: tuple[Path, ...],
    profile: str | None,
    host: str,
    hosts: tuple[str, ...],
    port: int,
    provider_urls: tuple[str, ...],
    embedders: tuple[str, ...],
    *,
    strict_data: bool,
    resources: Path | None,
    certificate_file: Path | None,
    key_file: Path | None,
    https: bool,
    demo: bool,
    open_browser: bool,
) -> None:
    """Serve the workspace page until Ctrl-C."""
    with ExitStack() as running:
        try:
            if data_files:
                click.echo(f"Reading the records of {', '.join(map(str, data_files))}", err=True)
            read = checked(configuration, profile, data_files)
            configured = read.configuration
            providers = [provider_at(url) for url in provider_urls]
            allowed_hosts = (host, *(host_name(name) for name in hosts))
            embed_origins = embedders_of(embedders, configured)
            web_resources = folder_of(resources, configuration, configured.web_resources)
            for warning in unserved_icons(configured, web_resources):
                tell_on_terminal(f"Warning: {warning}")
            page = built_page()
            user_wheels(page, configuration, configured)
            served_with = running.enter_context(
                certificate(certificate_file, key_file, allowed_hosts, https=https)
            )
            sockets = listen(host, port)
            if demo:
                softphone = running.enter_context(serving_softphone(page, host, port, allowed_hosts))
                providers.insert(0, softphone_at(softphone))
            # Before anybody asks: a page then waits for its download alone.
            complete = with_providers(configured, providers)
            prepare_records(complete, data_files, strict_data=strict_data, tell=tell_on_terminal)
        except (
            CannotListen,
            CannotPrepare,
            NoCertificate,
            PageNotBuilt,
            NoSuchAddress,
            NoSuchFolder,
            NoSuchName,
            NoSuchOrigin,
            NoSuchProfile,
            UnusableData,
            UnusableWheel,
            config.ConfigurationError,
        ) as refusal:
            raise CommandRefused(str(refusal)) from refusal
        service = Service(
            page=page,
            configuration=configuration,
            providers=tuple(providers),
            web_resources=web_resources,
            profile=profile,
            data_files=data_files,
            strict_data=strict_data,
            checked=read,
            allowed_hosts=allowed_hosts,
            embed_origins=embed_origins,
        )
        address = address_of(host, sockets, "https" if served_with else "http")

        def tell() -> None:
            click.echo(f"Workspace ready at {address}")
            if served_with is not None and certificate_file is None:
                click.echo(MADE_FOR_THIS_RUN, err=True)
            shown = with_providers(configured, providers).setup.providers
            threading.Thread(target=tell_of_providers, args=[shown, address], daemon=True).start()
            if open_browser:
                webbrowser.open(address)

        serve_until_interrupted(application(service), sockets, tell, served_with)


def tell_of_providers(providers: Iterable[ChannelProvider], address: str) -> None:
    """Print what keeps providers from working, one line each."""
    for line in findings(providers, address):
        click.echo(line, err=True)
