"""The app profile of the command line: ``serve --profile NAME`` (``templates.md`` 9)."""

from __future__ import annotations

import attrs

from cif_emulator.config import Configuration
from cif_emulator.workspace.state.refusals import nearest, quoted


class NoSuchProfile(Exception):
    """No app profile of that name is configured; the text names the nearest."""


def with_profile(configuration: Configuration, name: str | None) -> Configuration:
    """A configuration in which the profile of that unique or display name applies; ``None`` changes nothing.

    Raises ``NoSuchProfile``.
    """
    if name is None:
        return configuration
    setup = configuration.setup
    for profile in setup.app_profiles:
        if name in (profile.unique_name, profile.name):
            settings = attrs.evolve(setup.settings, profile=profile.unique_name)
            return attrs.evolve(configuration, setup=attrs.evolve(setup, settings=settings))
    near = nearest(name, (profile.unique_name for profile in setup.app_profiles))
    raise NoSuchProfile(f"--profile {name}: there is no app profile {quoted(name)}. {near}".rstrip())
