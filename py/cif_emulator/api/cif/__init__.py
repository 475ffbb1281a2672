"""``Microsoft.CIFramework``: what a channel provider may call (``ciframework.md`` 2), by the field's nouns.

A provider acts on sessions that it created; calls on the page itself act as the built-in provider.
"""

from __future__ import annotations

from cif_emulator.api.cif import (
    analytics,
    click_to_act,
    context,
    environment,
    events,
    forms,
    global_notifications,
    indicators,
    notifications,
    panel,
    presence,
    records,
    sessions,
    tabs,
)
from cif_emulator.api.cif.namespace import ciframework

__all__ = [
    "analytics",
    "ciframework",
    "click_to_act",
    "context",
    "environment",
    "events",
    "forms",
    "global_notifications",
    "indicators",
    "notifications",
    "panel",
    "presence",
    "records",
    "sessions",
    "tabs",
]
