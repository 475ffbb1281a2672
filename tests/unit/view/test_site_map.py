"""The site map behind the app launcher."""

from cif_emulator import config
from cif_emulator.config.baseline import Baseline
from cif_emulator.view.site_map import site_map

OWN = """
[[table]]
name = "hrb_ship"
label = "Ship"

[[dashboard]]
dashboard_id = "0a7d5f0e-1111-4c2a-9d55-3b1f6a0c2e11"
name = "Harbour"
lists = ["hrb_ship"]
"""


def entries(text):
    baseline = Baseline(config.examine_toml(text).configuration)
    return site_map(baseline.workspace())


def test_it_has_the_dashboards_and_the_tables_of_peoples_records():
    found = entries(OWN)
    dashboards = [each["label"] for each in found if each["kind"] == "dashboard"]
    lists = [each["id"] for each in found if each["kind"] == "list"]
    assert "Harbour" in dashboards
    assert {"account", "contact", "incident", "hrb_ship", "msdyn_ocliveworkitem"} <= set(lists)
    assert not {"msdyn_sessiontemplate", "activityparty", "businessunit"} & set(lists)
    labels = [each["label"] for each in found if each["kind"] == "list"]
    assert labels == sorted(labels, key=str.lower)
