"""The site map behind the app launcher, and what the "+" beside the tabs offers."""

from cif_emulator import config
from cif_emulator.config.baseline import Baseline
from cif_emulator.view.site_map import SiteMapEntry, site_map, tab_templates
from cif_emulator.workspace.workspace import Workspace

OWN = """
[[table]]
name = "hrb_ship"
label = "Ship"

[[dashboard]]
dashboard_id = "0a7d5f0e-1111-4c2a-9d55-3b1f6a0c2e11"
name = "Harbour"
lists = ["hrb_ship"]
"""


def workspace(text: str) -> Workspace:
    return Baseline(config.examine_toml(text).configuration).workspace()


def entries(text: str) -> list[SiteMapEntry]:
    return site_map(workspace(text))


def test_it_has_the_dashboards_and_the_tables_of_peoples_records() -> None:
    found = entries(OWN)
    dashboards = [each["label"] for each in found if each["kind"] == "dashboard"]
    lists = [each["id"] for each in found if each["kind"] == "list"]
    assert "Harbour" in dashboards
    assert {"account", "contact", "incident", "hrb_ship", "msdyn_ocliveworkitem"} <= set(lists)
    assert not {"msdyn_sessiontemplate", "activityparty", "businessunit"} & set(lists)
    labels = [each["label"] for each in found if each["kind"] == "list"]
    assert labels == sorted(labels, key=str.lower)


TABS = """
[[application_tab_template]]
unique_name = "hrb_map"
name = "Harbour map"
page_type = "dashboard"

[[application_tab_template]]
unique_name = "hrb_log"
name = "Ship's log"
page_type = "dashboard"

[[session_template]]
unique_name = "hrb_arrival"
name = "Arrival"
anchor_tab = "hrb_log"

[[app_profile]]
unique_name = "hrb_pilots"
name = "Pilots"
default = true
session_templates = [%s]
"""


def test_a_new_tab_is_offered_as_far_as_the_profiles_sessions_hold_its_template() -> None:
    def labels(sessions: str) -> list[str]:
        return [each["label"] for each in tab_templates(workspace(TABS % sessions))]

    assert {"Harbour map", "Ship's log", "Entity record"} <= set(labels('"hrb_arrival"'))
    without = labels("")
    assert "Harbour map" in without
    assert "Ship's log" not in without
    assert without == sorted(without, key=str.lower)
