"""Rules for ``[workspace]``, channel providers, presences and dashboards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from cif_emulator.config.origins import embedding_problem
from cif_emulator.config.problems import Path
from cif_emulator.config.rules.findings import (
    Finding,
    Subject,
    error,
    near,
    out_of_range,
    unknown_name,
    warning,
)
from cif_emulator.config.schema import SETUP_SECTIONS
from cif_emulator.loopback import is_loopback
from cif_emulator.workspace.state.findings import RULES
from cif_emulator.workspace.state.pages import guid
from cif_emulator.workspace.state.refusals import quoted
from cif_emulator.workspace.state.templates import ChannelProvider

_SECTIONS = {section.key: section for section in SETUP_SECTIONS}
_GUID_FORM = "a GUID such as 5b1f3a52-9c1e-4f0c-8a55-0d7b3c1e2f40"


# Least and most of the numbers of ``[workspace]``. Sessions and tabs beyond any screen, and a time-out that
# nobody waits for, are slips of the keyboard. A panel has at least 300 pixels (``ciframework.md`` 6).
_RANGES: Mapping[str, tuple[float, float]] = {
    "max_sessions": (1, 1000),
    "max_tabs": (1, 1000),
    "text_budget": (1, 512),
    "records_budget": (1, 1024),
    "panel_width": (300, 10_000),
    "max_notifications": (1, 1000),
    "shown_notifications": (1, 1000),
    "org_lcid": (1, 65_535),
    "user_lcid": (1, 65_535),
}
_LONGEST_TIMES: Mapping[str, float] = {"time_out": 3600.0, "handshake_time": 3600.0}
_OTHER_RECORDS = (
    "is written by serve and build alone, and these records are not here: leave it out, "
    "or take the configuration that cifEmulator.data() gives"
)
_GUID_SETTINGS = ("user_id", "app_id", "org_id")


def settings_are_in_range(subject: Subject) -> Iterator[Finding]:
    """The numbers, ids and names of ``[workspace]``."""
    settings = subject.contents.workspace
    for key, (least, most) in _RANGES.items():
        yield from out_of_range(("workspace", key), getattr(settings, key), least, most)
    for key, longest in _LONGEST_TIMES.items():
        seconds = getattr(settings, key)
        if not 0 < seconds <= longest:
            text = f"is {seconds:g}; expected seconds, more than 0 and at most {longest:g}"
            yield error(("workspace", key), text)
    for key in _GUID_SETTINGS:
        if guid(getattr(settings, key)) is None:
            yield error(("workspace", key), f"expected {_GUID_FORM}, got {quoted(getattr(settings, key))}")
    if settings.prepared_records:
        yield error(("workspace", "prepared_records"), _OTHER_RECORDS)
    profiles = subject.names(_SECTIONS["app_profile"])
    if settings.profile is not None and settings.profile not in profiles:
        yield unknown_name(("workspace", "profile"), "app profile", settings.profile, profiles)
    presences = subject.names(_SECTIONS["presence"])
    first = settings.initial_presence
    if first is not None and first.lower() not in {text.lower() for text in presences}:
        yield unknown_name(("workspace", "initial_presence"), "presence", first, presences)
    for position, rule in enumerate(settings.silenced):
        if rule not in RULES:
            yield unknown_name(("workspace", "silenced", position), "rule", rule, RULES)
    dashboards = subject.names(_SECTIONS["dashboard"])
    home = settings.home_dashboard
    if home and guid(home) not in {guid(each) for each in dashboards}:
        yield unknown_name(("workspace", "home_dashboard"), "dashboard", home, dashboards)


def embedders_are_origins(subject: Subject) -> Iterator[Finding]:
    """Who may show the page in a frame is named by origins."""
    for position, origin in enumerate(subject.contents.workspace.embed_origins):
        problem = embedding_problem(origin)
        if problem:
            yield error(("workspace", "embed_origins", position), problem)


def dashboards_show_tables(subject: Subject) -> Iterator[Finding]:
    """Dashboards have a GUID and list tables that exist."""
    for entry in subject.entries("dashboard"):
        dashboard_id = entry.value.dashboard_id
        if guid(dashboard_id) is None:
            yield error((*entry.path, "dashboard_id"), f"expected {_GUID_FORM}, got {quoted(dashboard_id)}")
        for position, table in enumerate(entry.value.lists):
            if table not in subject.tables:
                yield unknown_name((*entry.path, "lists", position), "table", table, subject.tables)


# Base statuses as the product's presence settings name them (``ciframework.md`` 3, onPresenceChange).
BASE_STATUSES = ("available", "busy", "do_not_disturb", "away", "offline")
_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})\Z")


def presences_are_known(subject: Subject) -> Iterator[Finding]:
    """Presences have one of the product's base statuses, a colour and, if any, a GUID."""
    for entry in subject.entries("presence"):
        presence = entry.value
        if presence.base_status not in BASE_STATUSES:
            words = ", ".join(quoted(word) for word in BASE_STATUSES)
            hint = near(presence.base_status, BASE_STATUSES)
            got = quoted(presence.base_status)
            yield error((*entry.path, "base_status"), f"expected one of {words}, got {got}.{hint}")
        if presence.color and not _COLOR.match(presence.color):
            text = f'expected a colour such as "#6bb700", got {quoted(presence.color)}'
            yield error((*entry.path, "color"), text)
        if presence.presence_id and guid(presence.presence_id) is None:
            text = f"expected {_GUID_FORM}, got {quoted(presence.presence_id)}"
            yield error((*entry.path, "presence_id"), text)


# What a channel URL may hold in place of the emulator's own origin.
WORKSPACE_ORIGIN = "{workspace}"
_SANDBOX_TOKEN = re.compile(r"allow-[a-z-]+\Z")


def providers_can_be_reached(subject: Subject) -> Iterator[Finding]:
    """Channel providers have web addresses, and numbers within their ranges (``ciframework.md`` 5.1)."""
    for entry in subject.entries("provider"):
        provider: ChannelProvider = entry.value
        path = entry.path
        yield from _web_address((*path, "channel_url"), provider.channel_url)
        yield from out_of_range((*path, "sort_order"), provider.sort_order, 0, 1000)
        if provider.api_version != "2":
            got = quoted(provider.api_version)
            yield error((*path, "api_version"), f'expected "2", the only version that is emulated, got {got}')
        for position, token in enumerate(provider.sandbox):
            if not _SANDBOX_TOKEN.match(token):
                text = (
                    f'expected a sandbox token such as "allow-popups-to-escape-sandbox", got {quoted(token)}'
                )
                yield error((*path, "sandbox", position), text)


def _web_address(path: Path, address: str) -> Iterator[Finding]:
    here = address.startswith((WORKSPACE_ORIGIN + "/", WORKSPACE_ORIGIN + "?")) or address == WORKSPACE_ORIGIN
    try:
        parts = urlsplit("http://localhost" + address[len(WORKSPACE_ORIGIN) :] if here else address)
        host, _ = parts.hostname, parts.port
    except ValueError as reason:
        yield error(path, f"{quoted(address)} is not a web address: {reason}")
        return
    if parts.scheme not in ("http", "https") or not host:
        example = 'such as "https://softphone.example.com/" or "http://localhost:3000/"'
        yield error(path, f"expected an http or https address {example}, got {quoted(address)}")
    elif parts.scheme == "http" and not is_loopback(host):
        yield warning(path, f"the product takes https only; {quoted(address)} works here alone")
