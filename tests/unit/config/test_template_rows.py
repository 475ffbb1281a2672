"""Templates, profiles, providers and presences as rows of their tables."""

from __future__ import annotations

import json

import pytest

from cif_emulator import config
from cif_emulator.config.baseline import Baseline
from cif_emulator.config.template_rows import row_id

OWN = {
    "application_tab_template": [
        {"unique_name": "own_first", "name": "First", "page_type": "control"},
        {
            "unique_name": "own_second",
            "name": "Second",
            "page_type": "custom_page",
            "parameters": {"name": "own_page"},
        },
    ],
    "session_template": [
        {
            "unique_name": "own_call",
            "name": "Call",
            "anchor_tab": "own_first",
            "tabs": ["own_second", "own_first"],
        }
    ],
    "notification_template": [
        {
            "unique_name": "own_ring",
            "name": "Ring",
            "title": "Ring",
            "field": [{"name": "who", "title": "Who", "value": "{who}"}],
        }
    ],
    "provider": [{"unique_name": "own_phone", "name": "Phone", "channel_url": "https://phone.example"}],
    "app_profile": [{"unique_name": "own_profile", "name": "Own", "session_templates": ["own_call"]}],
}


def store(**more: object):
    return Baseline(config.from_json(json.dumps({**OWN, **more}))).store


def one(records, table: str, unique_name: str):
    (found,) = records.query(table, f"$filter=msdyn_uniquename eq '{unique_name}'")
    return found


def pairs(records, relationship: str, **filters: str):
    condition = " and ".join(f"{name} eq {value}" for name, value in filters.items())
    return list(records.query(relationship, f"$filter={condition}"))


def test_pairs_are_rows():
    records = store()
    session, tab = (
        one(records, "msdyn_sessiontemplate", "own_call"),
        one(records, "msdyn_applicationtabtemplate", "own_second"),
    )
    tabs = pairs(
        records,
        "msdyn_sessiontemplate_applicationtab",
        msdyn_sessiontemplateid=session["msdyn_sessiontemplateid"],
    )
    assert len(tabs) == 2
    assert tab["msdyn_applicationtabtemplateid"] in [row["msdyn_applicationtabtemplateid"] for row in tabs]
    profile = one(records, "msdyn_appconfiguration", "own_profile")["msdyn_appconfigurationid"]
    held = pairs(records, "msdyn_appconfiguration_sessiontemplate", msdyn_appconfigurationid=profile)
    assert [row["msdyn_sessiontemplateid"] for row in held] == [session["msdyn_sessiontemplateid"]]
    provider = one(records, "msdyn_channelprovider", "own_phone")["msdyn_channelproviderid"]
    # This profile names no providers, so it has all.
    assert [
        row["msdyn_channelproviderid"]
        for row in pairs(records, "msdyn_appconfig_msdyn_channelprovider", msdyn_appconfigurationid=profile)
    ] == [provider]
    assert len(pairs(records, "msdyn_appconfiguration_systemuser", msdyn_appconfigurationid=profile)) == 1
    ring = one(records, "msdyn_notificationtemplate", "own_ring")["msdyn_notificationtemplateid"]
    (field,) = pairs(
        records, "msdyn_notificationtemplate_notificationfield", msdyn_notificationtemplateid=ring
    )
    assert records.read("msdyn_notificationfield", field["msdyn_notificationfieldid"])["msdyn_title"] == "Who"


def test_custom_pages_have_their_page_type():
    row = one(store(), "msdyn_applicationtabtemplate", "own_second")
    assert (row["msdyn_pagetype"], row["msdyn_pagetype@OData.Community.Display.V1.FormattedValue"]) == (
        509180007,
        "Custom page",
    )


OTHER = "0a000000-0000-4000-8000-000000000011"


@pytest.mark.parametrize("unique_name", ["own_first", "msdyn_activeconversation"])
def test_a_record_of_a_templates_unique_name_stands_for_it(unique_name):
    """As a data package brings it, with an id of its own: what belongs to the template belongs to it."""
    record = {
        "table": "msdyn_applicationtabtemplate",
        "id": OTHER,
        "msdyn_name": "Brought",
        "msdyn_uniquename": unique_name.upper(),
    }
    records = store(record=[record])
    assert (
        one(records, "msdyn_applicationtabtemplate", unique_name)["msdyn_applicationtabtemplateid"] == OTHER
    )
    anchored = records.query("msdyn_sessiontemplate", f"$filter=_msdyn_anchortab_value eq {OTHER}")
    assert ("own_call" in [row["msdyn_uniquename"] for row in anchored]) == (unique_name == "own_first")
    assert len(anchored) > 0


@pytest.mark.parametrize(
    ("table", "unique_name"),
    [
        ("msdyn_applicationtabtemplate", "own_first"),
        ("msdyn_applicationtabtemplate", "msdyn_entityrecord"),
        ("msdyn_sessiontemplate", "own_call"),
        ("msdyn_notificationtemplate", "own_ring"),
        ("msdyn_channelprovider", "own_phone"),
        ("msdyn_appconfiguration", "own_profile"),
    ],
)
def test_what_belongs_to_a_deleted_row_is_not_there_either(table, unique_name):
    gone = row_id(table, unique_name)
    records = store(deleted_record=[{"table": table, "id": gone}])
    assert records.retrieve(table, gone) is None
    assert gone not in json.dumps(list(map(str, records.export())))
