"""Whatever stands in a configuration: it is used, or refused with words; nothing else comes out."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cif_emulator import config

SECTIONS = {
    "workspace": [
        "title",
        "max_tabs",
        "time_out",
        "profile",
        "user_id",
        "home_dashboard",
        "built_in",
        "strict",
    ],
    "app_profile": ["unique_name", "name", "default", "session_templates", "providers"],
    "session_template": [
        "unique_name",
        "name",
        "session_type",
        "title",
        "entity",
        "anchor_tab",
        "tabs",
        "session_icon",
    ],
    "application_tab_template": ["unique_name", "name", "page_type", "title", "parameters"],
    "notification_template": ["unique_name", "name", "title", "timeout", "field"],
    "provider": ["unique_name", "name", "channel_url", "sandbox", "sort_order"],
    "presence": ["text", "base_status", "color", "presence_id"],
    "dashboard": ["dashboard_id", "name", "lists"],
    "table": ["name", "label", "column", "list_columns", "entity_set", "is_activity", "ownership"],
    "record": ["table", "id", "name", "title", "customerid", "statuscode", "createdon"],
}
WORDS = st.sampled_from(
    [
        "",
        "hrb_a",
        "contact",
        "incident",
        "generic",
        "entity",
        "entity_record",
        "third_party_website",
        "search",
        "lookup",
        "choice",
        "11111111-2222-4333-8444-555555555555",
        "{anchor.title}",
        "{anchor.}",
        "{$odata.contact.x.?$filter=a eq '{b}'}",
        "{$odata.}",
        "{{{",
        "http://[",
        "https://x.example:99999",
        '{"a":{b}',
    ]
)
KEYS = st.sampled_from(
    [
        "name",
        "entityName",
        "url",
        "data",
        "dashboardId",
        "searchType",
        "kind",
        "targets",
        "choices",
        "table",
        "id",
        "1",
    ]
)
SCALARS = st.none() | st.booleans() | st.integers(-3, 10**20) | st.floats() | WORDS | st.text(max_size=5)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)


def shape_of(section, keys):
    entry = st.dictionaries(st.sampled_from(keys) | st.text(max_size=3), VALUES, max_size=6)
    return (entry if section == "workspace" else st.lists(entry, max_size=2)) | VALUES


# Made once: to make them takes longer than to draw from them.
SHAPES = {section: shape_of(section, keys) for section, keys in SECTIONS.items()}


@st.composite
def documents(draw):
    document = {}
    for section, shape in SHAPES.items():
        if draw(st.booleans()):
            document[section] = draw(shape)
    return document


def used(read, text):
    """What came of reading; a refusal must say something of every problem."""
    refusal = None
    try:
        return read(text)
    except config.ConfigurationError as error:
        refusal = error
    assert refusal.problems
    assert all(problem.text for problem in refusal.problems)
    return None


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_any_document_is_used_or_refused(document):
    configuration = used(config.from_json, json.dumps(document))
    if configuration is not None:
        assert config.from_json(config.to_json(configuration), checked=True) == configuration


@given(st.text(max_size=60))
def test_any_text_is_used_or_refused(text):
    for read in (config.from_json, config.examine_toml):
        used(read, text)
