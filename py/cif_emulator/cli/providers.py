"""Channel providers of the command line: ``serve --provider URL``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

import attrs

from cif_emulator.config import Configuration
from cif_emulator.workspace.state.provider import WORKSPACE_PLACEHOLDER, origin_of
from cif_emulator.workspace.state.templates import ChannelProvider

EXAMPLE = "http://localhost:3000"


class NoSuchAddress(Exception):
    """A provider's address is none that a page can be at; the text says what would be right."""


def provider_at(url: str) -> ChannelProvider:
    """A provider from nothing but its Channel URL. Raises ``NoSuchAddress``.

    ``{workspace}`` in the URL stands for the workspace's own address.
    """
    located = url.strip().replace(WORKSPACE_PLACEHOLDER, "http://localhost")
    if origin_of(located) is None:
        raise NoSuchAddress(
            f"--provider {url}: expected the address of a provider's page, such as {EXAMPLE}, "
            "or, for serve, a folder that has it"
        )
    parts = urlsplit(located)
    is_here = url.strip().startswith(WORKSPACE_PLACEHOLDER)
    place = (parts.path.strip("/") or "page") if is_here else parts.netloc
    return ChannelProvider(
        unique_name=f"local_{re.sub(r'[^a-z0-9]+', '_', place.lower()).strip('_')}",
        name=place,
        label=place,
        channel_url=url.strip(),
    )


def with_providers(configuration: Configuration, further: Iterable[ChannelProvider]) -> Configuration:
    """A configuration with further providers, in every app profile.

    One whose Channel URL is configured already is there already; names that are taken get a number.
    """
    setup = configuration.setup
    providers = list(setup.providers)
    added = []
    for provider in further:
        if any(each.channel_url == provider.channel_url for each in providers):
            continue
        unique = attrs.evolve(provider, unique_name=free_name(provider.unique_name, providers))
        providers.append(unique)
        added.append(unique.unique_name)
    if not added:
        return configuration
    profiles = tuple(
        profile
        if profile.providers is None
        else attrs.evolve(profile, providers=(*profile.providers, *added))
        for profile in setup.app_profiles
    )
    return attrs.evolve(
        configuration, setup=attrs.evolve(setup, providers=tuple(providers), app_profiles=profiles)
    )


def free_name(name: str, taken: Iterable[ChannelProvider]) -> str:
    """The name, or the first with a number behind it that nobody has."""
    names = {provider.unique_name.lower() for provider in taken}
    number, free = 1, name
    while free.lower() in names:
        number += 1
        free = f"{name}_{number}"
    return free
