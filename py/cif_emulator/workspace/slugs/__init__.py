"""Texts with slugs: ``{key}`` placeholders in titles, parameters and notification texts (``templates.md`` 6).

A text is read once into parts (``read``), then written with values from a scope (``Scope``). Nothing is
substituted into values that came out of a lookup, so a customer called ``{x}`` stays as he is.
"""

from __future__ import annotations

from cif_emulator.workspace.slugs.parts import Key, Part, Query, keys, read
from cif_emulator.workspace.slugs.recursion import expand_values, refuse_recursion
from cif_emulator.workspace.slugs.rendering import (
    Lookup,
    Scope,
    first_complete,
    percent_encoded,
    render,
    render_json,
    render_url,
    render_url_data,
    value_of,
)

__all__ = [
    "Key",
    "Lookup",
    "Part",
    "Query",
    "Scope",
    "expand_values",
    "first_complete",
    "keys",
    "percent_encoded",
    "read",
    "refuse_recursion",
    "render",
    "render_json",
    "render_url",
    "render_url_data",
    "value_of",
]
