"""Configurations that tests begin with."""

from functools import cache

from cif_emulator import config
from cif_emulator.config.schema import Configuration


@cache
def configured(text: str = "") -> Configuration:
    """What a TOML text configures, read and checked once: that takes longer than to begin with it."""
    return config.examine_toml(text).usable()
