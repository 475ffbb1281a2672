"""Where an agent can go by hand: the site map behind the app launcher, the "+" beside the tabs."""

from __future__ import annotations

from typing import Literal, TypedDict

from cif_emulator.workspace.state.state import State

# Of the product's own tables beside those of the service, agents look through this one alone.
_CONVERSATIONS = "msdyn_ocliveworkitem"


class SiteMapEntry(TypedDict):
    """A dashboard or a table's list: ``openDashboard(id)``, ``openList(id)``."""

    kind: Literal["dashboard", "list"]
    id: str
    """A dashboard's GUID, a table's logical name."""
    label: str


def site_map(state: State) -> list[SiteMapEntry]:
    """The dashboards as configured, then the tables of people's records in the order of their labels."""
    dashboards: list[SiteMapEntry] = [
        {"kind": "dashboard", "id": each.dashboard_id, "label": each.name}
        for each in state.catalog.dashboards()
    ]
    lists: list[SiteMapEntry] = [
        {"kind": "list", "id": each.name, "label": each.plural_label}
        for each in state.records.tables()
        if each.name == _CONVERSATIONS or (each.ownership != "None" and not each.name.startswith("msdyn_"))
    ]
    return dashboards + sorted(lists, key=lambda each: each["label"].lower())


class TabTemplateEntry(TypedDict):
    """An application tab template: ``openTab(name)``."""

    name: str
    """Its unique name."""
    label: str


def tab_templates(state: State) -> list[TabTemplateEntry]:
    """The application tab templates that the agent's profile offers, in the order of their labels."""
    entries: list[TabTemplateEntry] = [
        {"name": each.unique_name, "label": each.name} for each in state.catalog.tab_templates()
    ]
    return sorted(entries, key=lambda each: each["label"].lower())
