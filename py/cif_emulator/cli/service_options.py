"""What ``serve`` and ``exec`` have in common: their options, and the service that comes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import reduce, wraps
from pathlib import Path
from typing import Any

import attrs
import click
from attrs import frozen
from starlette.applications import Starlette

from cif_emulator import config
from cif_emulator.cli.built_page import PageNotBuilt, built_page
from cif_emulator.cli.certificates import Certificate, NoCertificate, certificate
from cif_emulator.cli.demonstration import serving_softphone, softphone_at
from cif_emulator.cli.embedding import NoSuchOrigin, embedders_of
from cif_emulator.cli.hosts import NoSuchName, host_name
from cif_emulator.cli.http_service import (
    ConfigurationDocument,
    Service,
    application,
    checked,
    tell_on_terminal,
)
from cif_emulator.cli.icons import unserved_icons
from cif_emulator.cli.listening import CannotListen, Socket, address_of, listen
from cif_emulator.cli.live_reload import LiveReload
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
from cif_emulator.cli.provider_folders import provider_folder, serving_folder
from cif_emulator.cli.providers import NoSuchAddress, provider_at, with_providers
from cif_emulator.cli.recorded_pages import RecordedPages
from cif_emulator.cli.refusal import CommandRefused
from cif_emulator.cli.web_resources import NoSuchFolder, folder_of
from cif_emulator.cli.wheels import UnusableWheel, user_wheels
from cif_emulator.config.data.files import UnusableData
from cif_emulator.workspace.state.refusals import visible
from cif_emulator.workspace.state.templates import ChannelProvider

REFUSALS = (
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
)


@frozen(kw_only=True)
class Wanted:
    """What the options say; each attribute is the option's parameter."""

    configuration: Path | None = None
    data_files: tuple[Path, ...] = ()
    strict_data: bool = False
    profile: str | None = None
    host: str = "127.0.0.1"
    hosts: tuple[str, ...] = ()
    port: int = 0
    provider_urls: tuple[str, ...] = ()
    demo: bool = False
    embedders: tuple[str, ...] = ()
    resources: Path | None = None
    no_csp: bool = False
    https: bool = False
    certificate_file: Path | None = None
    key_file: Path | None = None


@frozen(kw_only=True)
class Ready:
    """A service that can answer: ``app`` on ``sockets``, at ``address``, with these channel providers."""

    app: Starlette
    sockets: list[Socket]
    address: str
    providers: tuple[ChannelProvider, ...]
    certificate: Certificate | None
    made_certificate: bool
    live_reload: LiveReload | None


Command = Callable[..., None]


def service_options(port: int) -> Callable[[Callable[..., None]], Command]:
    """Give a command the options of ``Wanted``, its first argument; ``port`` is the usual one."""
    options = (
        configuration_option,
        data_option,
        strict_data_option,
        profile_option,
        click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at."),
        click.option(
            "--allowed-host",
            "hosts",
            metavar="NAME",
            multiple=True,
            help="A host name that browsers may reach the workspace under, such as a container's; may be "
            "repeated. Loopback names, IP addresses and the name of --host are allowed; others are answered "
            "with 421.",
        ),
        click.option(
            "--port",
            default=port,
            show_default=True,
            type=click.IntRange(0, 65535),
            help="The port to listen at; 0 for any free one.",
        ),
        provider_option,
        click.option("--demo", is_flag=True, help="Show the sample softphone, served on a port of its own."),
        embed_origin_option,
        web_resources_option,
        click.option(
            "--no-csp",
            is_flag=True,
            help="Serve without the policy that limits scripts, for tests that add scripts of their own.",
        ),
        click.option(
            "--https", is_flag=True, help="Serve https, with a certificate that is made for this run."
        ),
        click.option(
            "--certificate",
            "certificate_file",
            metavar="FILE",
            type=PathName(),
            help="Serve https with this certificate (PEM), and its key where the file holds it.",
        ),
        click.option(
            "--key",
            "key_file",
            metavar="FILE",
            type=PathName(),
            help="The certificate's key (PEM, without a password).",
        ),
    )
    names = [attribute.name for attribute in attrs.fields(Wanted)]

    def decorate(function: Callable[..., None]) -> Command:
        @wraps(function)
        def command(**given: Any) -> None:
            wanted = Wanted(**{name: given.pop(name) for name in names})
            function(wanted, **given)

        return reduce(lambda inner, option: option(inner), reversed(options), command)

    return decorate


@contextmanager
def service(
    wanted: Wanted,
    page_of: Callable[[], Path] = built_page,
    *,
    watch: bool = False,
    recorded: RecordedPages | None = None,
) -> Iterator[Ready]:
    """The service, bound to its port; raises ``CommandRefused`` with all that stands against it.

    ``page_of`` gives the built page's folder. With ``watch``, pages are told of files that change; what they
    do is ``recorded``, if that is given.
    """
    with ExitStack() as running:
        try:
            ready = _ready(wanted, running, page_of, watch=watch, recorded=recorded)
        except REFUSALS as refusal:
            raise CommandRefused(str(refusal)) from refusal
        yield ready


def _ready(
    wanted: Wanted,
    running: ExitStack,
    page_of: Callable[[], Path],
    *,
    watch: bool,
    recorded: RecordedPages | None,
) -> Ready:
    configuration, data_files, host = wanted.configuration, wanted.data_files, wanted.host
    if data_files:
        files = visible(", ".join(map(str, data_files)))
        click.echo(f"Reading the records of {files}", err=True)
    read = checked(configuration, wanted.profile, data_files)
    configured = read.configuration
    folders = {given: found for given in wanted.provider_urls if (found := provider_folder(given))}
    providers = [provider_at(given) for given in wanted.provider_urls if given not in folders]
    allowed_hosts = (host, *(host_name(name) for name in wanted.hosts))
    embed_origins = embedders_of(wanted.embedders, configured)
    web_resources = folder_of(wanted.resources, configuration, configured.web_resources)
    for warning in unserved_icons(configured, web_resources):
        tell_on_terminal(f"Warning: {warning}")
    page = page_of()
    user_wheels(page, configuration, configured)
    served_with = running.enter_context(
        certificate(wanted.certificate_file, wanted.key_file, allowed_hosts, https=wanted.https)
    )
    sockets = listen(host, wanted.port)
    if wanted.demo:
        softphone = running.enter_context(serving_softphone(page, host, wanted.port, allowed_hosts))
        providers.insert(0, softphone_at(softphone))
    served_folders: dict[str, Path] = {}
    for found in folders.values():
        widget = found.provider(
            running.enter_context(serving_folder(found, host, wanted.port, allowed_hosts))
        )
        providers.append(widget)
        served_folders[widget.channel_url] = found.folder
    # Before anybody asks: a page then waits for its download alone.
    complete = with_providers(configured, providers)
    prepare_records(complete, data_files, strict_data=wanted.strict_data, tell=tell_on_terminal)
    served = Service(
        page=page,
        configuration=configuration,
        providers=tuple(providers),
        web_resources=web_resources,
        profile=wanted.profile,
        data_files=data_files,
        strict_data=wanted.strict_data,
        checked=read,
        allowed_hosts=allowed_hosts,
        embed_origins=embed_origins,
        limits_scripts=not wanted.no_csp,
    )
    document = ConfigurationDocument(served, keeps_last=watch)
    live: LiveReload | None = None
    if watch:
        live = LiveReload(
            document.look,
            document.files,
            web_resources=web_resources,
            providers={
                each.unique_name: served_folders[each.channel_url]
                for each in complete.setup.providers
                if each.channel_url in served_folders
            },
            tell=tell_on_terminal,
        )
    return Ready(
        app=application(served, document, live, recorded),
        sockets=sockets,
        address=address_of(host, sockets, "https" if served_with else "http"),
        providers=complete.setup.providers,
        certificate=served_with,
        made_certificate=served_with is not None and wanted.certificate_file is None,
        live_reload=live,
    )
