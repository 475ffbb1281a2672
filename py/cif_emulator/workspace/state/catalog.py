"""The configured templates by name, as far as the agent's app profile holds them (``templates.md`` 9)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Generic, Protocol, TypeVar

from cif_emulator.workspace.state.pages import guid
from cif_emulator.workspace.state.refusals import Refusal, UnknownName, WrongArgument, nearest, quoted
from cif_emulator.workspace.state.settings import Setup
from cif_emulator.workspace.state.templates import (
    ApplicationTabTemplate,
    AppProfile,
    ChannelProvider,
    Dashboard,
    NotificationTemplate,
    SessionTemplate,
    SessionType,
)


class _Named(Protocol):
    @property
    def unique_name(self) -> str: ...

    @property
    def name(self) -> str: ...


Row = TypeVar("Row", bound=_Named)


class Names(Generic[Row]):
    """Rows by unique name, then by exact display name: official samples pass either (11)."""

    def __init__(self, kind: str, rows: Iterable[Row], table: str) -> None:
        """``kind`` is what a row is; ``table`` is its table's logical name, for messages."""
        self.kind = kind
        self._lister = f"the table {table}"
        self._by_unique_name = {row.unique_name: row for row in rows}
        self._by_name = {row.name: row for row in reversed(list(self._by_unique_name.values()))}

    def find(self, name: str) -> Row | None:
        """The row of that unique or display name, or ``None``."""
        return self._by_unique_name.get(name) or self._by_name.get(name)

    def get(self, name: str) -> Row:
        """The row of that name; raises ``UnknownName`` with the nearest known ones."""
        found = self.find(name)
        if found is None:
            raise UnknownName(
                f"there is no {self.kind} {quoted(name)}. {nearest(name, self._by_unique_name, self._lister)}"
            )
        return found

    def __iter__(self) -> Iterator[Row]:
        return iter(self._by_unique_name.values())


class Catalog:
    """All templates, providers and the profile of one setup."""

    def __init__(self, setup: Setup) -> None:
        self.settings = setup.settings
        self.sessions = Names[SessionTemplate](
            "session template", setup.session_templates, "msdyn_sessiontemplate"
        )
        self.tabs = Names[ApplicationTabTemplate](
            "application tab template", setup.tab_templates, "msdyn_applicationtabtemplate"
        )
        self.notifications = Names[NotificationTemplate](
            "notification template", setup.notification_templates, "msdyn_notificationtemplate"
        )
        self.profile = self._applying_profile(setup)
        self._tags = {row.template_tag: row for row in setup.session_templates if row.template_tag}
        self._tab_tags = {row.template_tag: row for row in setup.tab_templates if row.template_tag}
        self.providers = self._providers(setup)
        self._dashboards = {(guid(row.dashboard_id) or row.dashboard_id): row for row in setup.dashboards}
        home = guid(setup.settings.home_dashboard) or ""
        self._default_dashboard = self._dashboards.get(home) or next(iter(setup.dashboards), None)

    @staticmethod
    def _applying_profile(setup: Setup) -> AppProfile | None:
        # Named in the settings, else the custom default, else the first (9, "Which profile applies").
        profiles = Names[AppProfile]("app profile", setup.app_profiles, "msdyn_appconfiguration")
        if setup.settings.profile is not None:
            return profiles.get(setup.settings.profile)
        marked = [profile for profile in setup.app_profiles if profile.default]
        return next(iter(marked or setup.app_profiles), None)

    def _providers(self, setup: Setup) -> tuple[ChannelProvider, ...]:
        names = self.profile.providers if self.profile else None
        held = [row for row in setup.providers if row.active and (names is None or row.unique_name in names)]
        return tuple(sorted(held, key=lambda row: row.sort_order))

    def session_template(self, name: str) -> SessionTemplate:
        """The session template of a name, if the profile holds it.

        Raises ``WrongArgument`` for an empty name, ``UnknownName`` for one that does not exist, ``Refusal``
        for one outside the profile or for a generic one while the Channel Integration Framework is off (3.1,
        step 1).
        """
        if not name:
            raise WrongArgument(
                "templateName is empty; it is the unique name of a session template, like "
                '"msdyn_chat_session"'
            )
        template = self.sessions.get(name)
        self._refuse_outside_profile(template)
        if template.session_type is SessionType.GENERIC and not self.settings.channel_integration_framework:
            raise Refusal(
                f"{quoted(name)} is a generic session template; these load only where the Channel "
                "Integration "
                "Framework is enabled (workspace.channel_integration_framework)"
            )
        return template

    def session_template_of_tag(self, tag: str) -> SessionTemplate:
        """The session template that carries a template tag (``ciframework.md`` 2.1, older documentation)."""
        template = self._tags.get(tag)
        if template is None:
            raise self._unknown_tag("session template", tag, self._tags)
        self._refuse_outside_profile(template)
        return template

    def tab_template_of_tag(self, tag: str) -> ApplicationTabTemplate:
        """The application tab template that carries a tag (``ciframework.md`` 2.2, older documentation)."""
        template = self._tab_tags.get(tag)
        if template is None:
            raise self._unknown_tag("application tab template", tag, self._tab_tags)
        return template

    @staticmethod
    def _unknown_tag(kind: str, tag: str, known: Iterable[str]) -> UnknownName:
        advice = nearest(tag, known) or f"No {kind} of this configuration has a template_tag."
        return UnknownName(f"there is no {kind} with the tag {quoted(tag)}. {advice}")

    def holds(self, template: SessionTemplate) -> bool:
        """Whether the agent's profile holds a session template."""
        if self.profile is None or self.profile.session_templates is None:
            return True
        return template.unique_name in self.profile.session_templates

    def tab_templates(self) -> list[ApplicationTabTemplate]:
        """The application tab templates that the agent is offered, as configured.

        A profile holds session templates alone: those that only others of these use are left out.
        """
        used: dict[str, bool] = {}
        for session in self.sessions:
            for name in (session.anchor_tab, *session.tabs):
                tab = self.tabs.find(name) if name else None
                if tab is not None:
                    used[tab.unique_name] = used.get(tab.unique_name, False) or self.holds(session)
        return [tab for tab in self.tabs if used.get(tab.unique_name, True)]

    def _refuse_outside_profile(self, template: SessionTemplate) -> None:
        if self.settings.allow_templates_outside_profile or self.holds(template) or self.profile is None:
            return
        raise Refusal(
            f"the session template {quoted(template.unique_name)} is not in the app profile "
            f"{quoted(self.profile.unique_name)}; add it there (app_profile.session_templates), or set "
            "workspace.allow_templates_outside_profile"
        )

    def dashboard(self, dashboard_id: str) -> Dashboard | None:
        """The dashboard of an id; for a blank or wrong one the default dashboard (``templates.md`` 3.1)."""
        wanted = guid(dashboard_id)
        return self._dashboards.get(wanted or "") or self._default_dashboard

    def dashboards(self) -> Collection[Dashboard]:
        """All dashboards, as configured."""
        return self._dashboards.values()

    def entity_template(self, table: str) -> SessionTemplate | None:
        """The profile's entity session template of a table (8.1); of several, the one configured last."""
        for template in reversed(list(self.sessions)):
            if (
                template.session_type is SessionType.ENTITY
                and template.entity == table
                and self.holds(template)
            ):
                return template
        return None
