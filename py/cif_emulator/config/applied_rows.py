"""What the rows of templates, profiles, providers and presences say: ``template_rows`` the other way round.

A row that is as it was made leaves its entry as it is configured, with what no column holds. A changed column
changes that attribute alone; a row that is gone takes its entry with it, a further row is a further entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from cif_emulator.config.row_attributes import APPLIED_TABLES, Attributes, Rows
from cif_emulator.config.schema import Configuration
from cif_emulator.config.template_rows import (
    APP_PROFILE,
    NOTIFICATION_TEMPLATE,
    PRESENCE,
    PROVIDER,
    SESSION_TEMPLATE,
    TAB_TEMPLATE,
    Columns,
    RowIds,
    made_rows,
    row_id,
)
from cif_emulator.workspace.state.pages import guid
from cif_emulator.workspace.state.settings import Setup
from cif_emulator.workspace.state.templates import (
    ApplicationTabTemplate,
    AppProfile,
    ChannelProvider,
    NotificationField,
    NotificationTemplate,
    Presence,
    SessionTemplate,
    SessionType,
)


class AppliedRows:
    """The setup of a configuration as its rows say it is."""

    def __init__(self, configuration: Configuration) -> None:
        self._setup = configuration.setup
        rows = tuple(made_rows(configuration.setup, RowIds(Configuration())))
        made = frozenset((table, columns["id"]) for table, columns, _ in rows)
        self._ids = RowIds(configuration, lambda: made)
        self._made = Rows(
            ((table, str(columns["id"]), columns) for table, columns, _ in rows if table in APPLIED_TABLES),
            lambda _: "",
        )

    def setup(
        self, rows: Iterable[tuple[str, str, Columns]], icon: Callable[[str], str]
    ) -> tuple[Setup, frozenset[str]]:
        """The setup that all ``rows`` of the applied tables make (table, id, columns).

        And what is wrong with those that are no entry, each a text. ``icon`` gives a web resource's name by
        its id.
        """
        now = Rows(rows, icon)
        setup = self._setup
        found = attrs.evolve(
            setup,
            session_templates=self._entries(SESSION_TEMPLATE, SessionTemplate, setup.session_templates, now),
            tab_templates=self._entries(TAB_TEMPLATE, ApplicationTabTemplate, setup.tab_templates, now),
            notification_templates=self._entries(
                NOTIFICATION_TEMPLATE, NotificationTemplate, setup.notification_templates, now
            ),
            app_profiles=self._entries(APP_PROFILE, AppProfile, setup.app_profiles, now),
            providers=self._entries(PROVIDER, ChannelProvider, setup.providers, now),
            presences=self._entries(PRESENCE, Presence, setup.presences, now),
        )
        configured = {each.unique_name for each in setup.app_profiles}
        profiles = (
            each if each.unique_name in configured else _with_generic(each, found.session_templates)
            for each in found.app_profiles
        )
        settings = attrs.evolve(setup.settings, profile=self._profile(now))
        found = attrs.evolve(found, app_profiles=tuple(profiles), settings=settings)
        return found, frozenset(now.wrong)

    def _entries(
        self, table: str, entry_class: type, configured: Iterable[Any], now: Rows
    ) -> tuple[Any, ...]:
        before, after = self._made.entries(table), now.entries(table)
        entries: list[Any] = []
        for entry in configured:
            own, present_id = self._row_of(table, entry)
            present = after.pop(present_id, None)
            if present is not None:
                entries.append(_changed(entry, before[own], present, now))
        return (*entries, *(_further(entry_class, each, configured) for each in after.values()))

    def _row_of(self, table: str, entry: Any) -> tuple[str, str]:
        """The ids of the row that is made of an entry, and of the one that stands for it."""
        if table == PRESENCE:
            own = guid(entry.presence_id) or row_id(table, entry.text)
            return own, self._ids.standing(table, entry.text, own) or own
        own = row_id(table, entry.unique_name)
        return own, self._ids(table, entry.unique_name) or own

    def _profile(self, now: Rows) -> str | None:
        """The unique name of the user's profile: one that they were given, else the configured one."""
        settings = self._setup.settings
        before, after = (rows.profiles_of(settings.user_id) for rows in (self._made, now))
        profiles = now.entries(APP_PROFILE)
        given = [record_id for record_id in after - before if record_id in profiles]
        if given:
            return str(profiles[max(given, key=list(profiles).index)]["unique_name"])
        taken = {each["unique_name"] for record_id, each in profiles.items() if record_id in before - after}
        return None if settings.profile in taken else settings.profile


def _changed(entry: Any, before: Attributes, present: Attributes, now: Rows) -> Any:
    """An entry with what differs between its row as it was made and as it is now."""
    fields = attrs.fields_dict(type(entry))
    changes: Attributes = {}
    for name in dict.fromkeys((*before, *present)):
        was, is_now = before.get(name), present.get(name)
        if was == is_now:
            continue
        merge = _MERGED.get(name)
        if merge is not None:
            changes[name] = merge(getattr(entry, name), was, is_now, now)
        elif name in present:
            changes[name] = is_now
        else:
            changes[name] = _default(fields[name])
    return attrs.evolve(entry, **changes) if changes else entry


def _default(attribute: Any) -> object:
    default: Any = attribute.default
    return default.factory() if hasattr(default, "factory") else default


def _merged_names(
    own: Iterable[str] | None, was: Iterable[str] | None, is_now: Iterable[str] | None, now: Rows
) -> Any:
    """What a list without rows of its own holds stays, in its order; ``None`` is all, as long as all are."""
    before, after = list(was or ()), list(is_now or ())
    if own is None and set(before) & now.names() <= set(after):
        return None
    kept = [name for name in (before if own is None else own) if name in after or name not in before]
    return tuple(dict.fromkeys((*kept, *(name for name in after if name not in before))))


def _merged_parameters(
    own: Mapping[str, object], was: Attributes, is_now: Attributes, _: Rows
) -> Mapping[str, object]:
    """Parameters whose texts are as they were keep their values."""
    return {
        name: own[name] if name in own and was.get(name) == text else text for name, text in is_now.items()
    }


def _merged_fields(
    own: Iterable[NotificationField],
    was: tuple[NotificationField, ...],
    is_now: tuple[NotificationField, ...],
    _: Rows,
) -> tuple[NotificationField, ...]:
    """Fields whose rows are as they were keep their texts."""
    in_order = sorted(own, key=lambda each: each.order)
    unchanged = dict(zip(was, in_order, strict=True))
    return tuple(unchanged.get(each, each) for each in is_now)


_MERGED: Mapping[str, Callable[[Any, Any, Any, Rows], Any]] = {
    "tabs": _merged_names,
    "session_templates": _merged_names,
    "providers": _merged_names,
    "parameters": _merged_parameters,
    "field": _merged_fields,
}


def _with_generic(profile: AppProfile, templates: Iterable[SessionTemplate]) -> AppProfile:
    """A further profile with all generic templates: the product's profiles list entity ones only."""
    if profile.session_templates is None:
        return profile
    generic = (each.unique_name for each in templates if each.session_type is SessionType.GENERIC)
    return attrs.evolve(
        profile, session_templates=tuple(dict.fromkeys((*profile.session_templates, *generic)))
    )


def _further(entry_class: type, attributes: Attributes, configured: Iterable[Any]) -> Any:
    """An entry of a row that no entry was configured for."""
    if entry_class is Presence:
        status = attributes.get("base_status", "available")
        color = next((each.color for each in configured if each.base_status == status), None)
        return Presence(**attributes, **({"color": color} if color else {}))
    return entry_class(**attributes)
